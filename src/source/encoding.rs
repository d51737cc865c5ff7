//! How texts are stored as bytes.

/// How the text is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    /// UTF-8, perhaps with a byte-order mark.
    Utf8,
    /// UTF-16 with a byte-order mark, of either byte order, as PowerShell writes it.
    Utf16,
}

/// The text of UTF-16 bytes behind a byte-order mark, which is kept; `None` for any other bytes.
pub(super) fn decode_utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}
