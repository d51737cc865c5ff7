//! Files of the disk that are read whole.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::entry::is_absence;

/// The largest file that is read, in bytes: what is larger is no text that anybody wrote, and would fill the memory.
pub(crate) const READ_MOST: u64 = 1 << 30;

/// How many bytes a device may give before it is taken for one without an end. `/dev/null` gives none.
const DEVICE_MOST: u64 = 1 << 20;

/// Reads a file, or a pipe up to its end.
///
/// # Errors
/// It cannot be read, or is a device without an end.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let about = file.metadata()?;
    if !is_device(about.file_type()) {
        if about.len() > READ_MOST {
            return Err(too_large());
        }
        return read_from(file, about.len());
    }
    let bytes = read_from(file.take(DEVICE_MOST + 1), 0)?;
    if bytes.len() as u64 > DEVICE_MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a device without an end"));
    }
    Ok(bytes)
}

/// Whether a file begins so, or has nothing in it. What is not there, or is no file, has nothing in it.
///
/// # Errors
/// It cannot be read.
pub(crate) fn is_empty_or_begins(path: &Path, begin: &str) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => return Ok(true),
        Err(error) if is_absence(&error) => return Ok(true),
        _ => {}
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(begin.len() as u64).read_to_end(&mut bytes)?;
    Ok(bytes.is_empty() || bytes == begin.as_bytes())
}

/// Reads what has perhaps no end.
///
/// # Errors
/// It cannot be read, or is larger than [`READ_MOST`].
pub(crate) fn read_from(from: impl Read, expected: u64) -> io::Result<Vec<u8>> {
    let most = READ_MOST + 1;
    let mut bytes = Vec::with_capacity(expected.min(most) as usize);
    from.take(most).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > READ_MOST {
        return Err(too_large());
    }
    Ok(bytes)
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB, the most that is read")
}

#[cfg(unix)]
fn is_device(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: fs::FileType) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_read_if_it_ends() {
        let error = read(Path::new("/dev/zero")).expect_err("it has no end");
        assert_eq!(error.to_string(), "it is a device without an end");
        assert_eq!(read(Path::new("/dev/null")).expect("it ends"), b"");
    }
}
