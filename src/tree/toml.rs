//! TOML 1.1, read with every error that the parser can go on behind.
//!
//! The `toml` crate reads; its tables, which are ordered by key, become a tree in the order of the text. A first look
//! over the parser's events finds what the tables do not keep (comments, and where headers are), and how deep the
//! text is nested, which must be known before tables are built: they are made and dropped by recursion.

mod error;
mod survey;
mod writer;

use toml::de::DeTable;

use super::{Builder, Kind, Language, Style, Tree};
use crate::source::{Source, Span};
pub(crate) use error::{Broken, Error};
use error::{of_crate, with_misfits};
use survey::{MAX_STEPS, Survey, without};
use writer::Writer;

/// What was read, where comments are, and what is wrong.
#[derive(Debug)]
pub struct Toml<'s> {
    /// What could be read.
    pub tree: Tree<'s>,
    /// Comments, with their `#`, in the order of the text.
    pub comments: Vec<Span>,
    /// Everything that is wrong, in the order of the text.
    pub errors: Vec<Error>,
}

/// Reads a TOML text.
///
/// The entries of a table are in the order of the text. A table with a header spans from its `[` to the end of the
/// last entry written directly in it; tables under headers of their own lie outside that span, even those within it
/// by name. A table that is only named on the way to another (`a` of `[a.b]`) has the span of that header. A table
/// that dotted keys make spans from the first key in it to the end of the last value.
///
/// Dates and times are texts of style [`Style::Bare`]. A value that is missing is a null, in a text with errors only.
pub fn parse(source: &Source) -> Toml<'_> {
    let text = source.text();
    let survey = Survey::of(text);
    let mut writer = Writer {
        text,
        headers: survey.headers,
        builder: Builder::new(source, Language::Toml),
        misfits: Vec::new(),
    };
    writer.builder.open(Kind::Map, source.mark_len(), Style::Section);
    let errors = match survey.too_deep {
        Some(span) => vec![Error { kind: Broken::TooDeep { most: MAX_STEPS }, span }],
        None => {
            let readable = without(text, &survey.skipped);
            let (table, found) = DeTable::parse_recoverable(&readable);
            writer.entries(table.get_ref());
            let found = found.iter().map(|error| of_crate(text, error));
            let skipped = survey.skipped.into_iter().map(|skipped| skipped.error(text));
            with_misfits(found.chain(skipped).collect(), &writer.misfits, text)
        }
    };
    Toml { tree: writer.builder.finish(text.len()), comments: survey.comments, errors }
}

#[cfg(test)]
mod tests;
