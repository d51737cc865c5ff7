//! YAML 1.2: any number of documents, with tags, anchors and comments.
//!
//! The grammar is the `granit-parser` crate's, and no other module knows of it; here its events become trees.

mod error;
mod kind;
mod reader;

use std::borrow::Cow;

use granit_parser::{ErrorKind, Parser};

pub use error::Broken;
pub use reader::Yaml;

use super::{MAX_DEPTH, SyntaxError};
use crate::source::{Source, Span};
use reader::Reader;

/// Reads all documents of a YAML text, up to the first place that is not YAML.
///
/// A missing value is a null with an empty span directly behind the `:`, `-` or `?` it belongs to, or behind its own
/// tag or anchor. Block collections end with the last thing in them. A pair that is in a flow sequence without
/// braces (`[a: b]`) is a map of style [`Style::Flow`](super::Style::Flow) that begins at its key. The span of a block
/// scalar begins at its first text and leaves out the blank lines at its end.
pub fn parse(source: &Source) -> Yaml<'_> {
    let mut text = Cow::Borrowed(source.text());
    let mut joined = Vec::new();
    for _ in 0..JOINED_MOST {
        match read_joined(source, &text, &joined) {
            Ok(yaml) => return yaml,
            Err(Continued { line_end }) => {
                // The line end becomes blanks of the same length, so that every offset stays true.
                let blank = if text[..line_end].ends_with('\r') { "  " } else { " " };
                text.to_mut().replace_range(line_end + 1 - blank.len()..=line_end, blank);
                joined.push(line_end);
            }
        }
    }
    let span = Span::at(joined.last().copied().unwrap_or_default());
    let error = Some(SyntaxError::new(Broken::QuotedIndentation, span));
    Yaml { documents: Vec::new(), comments: Vec::new(), disputed: Vec::new(), error }
}

/// How many lines of quoted texts may continue at the indentation of their key before a text is refused.
const JOINED_MOST: usize = 200;

/// A quoted text goes on in a line that is indented no deeper than its key. The specification forbids it; the readers
/// of CloudFormation and Ansible allow it, and templates have it.
struct Continued {
    /// Where the newline before that line is.
    line_end: usize,
}

/// Reads a text that is the source's, but for some line ends in quoted texts that were joined by blanks.
fn read_joined<'s>(source: &'s Source, text: &str, joined: &[usize]) -> Result<Yaml<'s>, Continued> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        // A limit on comments in a row would refuse templates with a long part commented out.
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut reader = Reader::new(source, joined);
    let mut error = None;
    for event in Parser::new_from_str_with_options(text, options) {
        let read = match event {
            Ok((event, span)) => reader.event(event, &span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                if matches!(error.kind(), ErrorKind::InvalidQuotedScalarIndent)
                    && let Some(line_end) = text.get(..at).and_then(|before| before.rfind('\n'))
                {
                    return Err(Continued { line_end });
                }
                Err(reader.syntax_error(&error))
            }
        };
        if let Err(found) = read {
            error = Some(found);
            break;
        }
    }
    Ok(reader.finish(error))
}

#[cfg(test)]
mod tests;
