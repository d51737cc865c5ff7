//! YAML 1.2: any number of documents, with tags, anchors and comments.
//!
//! The grammar is the `granit-parser` crate's, and no other module knows of it; here its events become trees.

mod error;
mod kind;
mod reader;

use granit_parser::{Parser, TryLoadError};

pub use error::Broken;
pub use reader::Yaml;

use super::MAX_DEPTH;
use crate::source::Source;
use reader::Reader;

/// Reads all documents of a YAML text, up to the first place that is not YAML.
///
/// A missing value is a null with an empty span directly behind the `:`, `-` or `?` it belongs to, or behind its own
/// tag or anchor. Block collections end with the last thing in them. A pair that is in a flow sequence without
/// braces (`[a: b]`) is a map of style [`Style::Flow`](super::Style::Flow) that begins at its key. The span of a block
/// scalar begins at its first text and leaves out the blank lines at its end.
pub fn parse(source: &Source) -> Yaml<'_> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        // A limit on comments in a row would refuse templates with a long part commented out.
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut reader = Reader::new(source);
    let read = Parser::new_from_str_with_options(source.text(), options).try_load(&mut reader, true);
    let error = match read {
        Ok(()) => None,
        Err(TryLoadError::Scan(error)) => Some(reader.syntax_error(&error)),
        Err(TryLoadError::Receiver(error)) => Some(error),
    };
    reader.finish(error)
}

#[cfg(test)]
mod tests;
