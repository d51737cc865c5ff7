//! What S3 writes as XML.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// Gives each element at its end, with the text that is directly before that.
///
/// # Errors
/// Where it is no XML to its end.
pub(super) fn elements(body: &[u8], mut take: impl FnMut(&str, &str)) -> Result<(), String> {
    let body = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let (mut reader, mut text, mut depth) = (Reader::from_str(body), String::new(), 0);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(_) => {
                text.clear();
                depth += 1;
            }
            Event::End(tag) => {
                take(tag.local_name().as_ref(), &text);
                text.clear();
                depth -= 1;
            }
            Event::Text(more) => text.push_str(&more),
            Event::CData(more) => text.push_str(&more),
            Event::GeneralRef(name) => match name.resolve_char_ref().map_err(|error| error.to_string())? {
                Some(letter) => text.push(letter),
                None => text.push_str(resolve_predefined_entity(&name).unwrap_or_default()),
            },
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err("it is cut off".to_owned()),
            _ => {}
        }
    }
}
