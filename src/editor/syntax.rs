//! The languages of documents, as far as an editor must know them: what they are called, their comments, and whether a
//! text can be read at all.

use crate::collect::endings;
use crate::collect::read::{self, Format};
use crate::files::names::has_ending;
use crate::source::{Source, Span};
use crate::tree::{Language, hcl};

/// The language of a document.
pub(super) fn language(source: &Source) -> Language {
    match endings::format(source) {
        Some(Format::Json(_) | Format::JsonLines) => Language::Json,
        Some(Format::Yaml) => Language::Yaml,
        Some(Format::Toml) => Language::Toml,
        None if has_ending(source.name(), "json") => Language::Json,
        None => Language::Hcl,
    }
}

/// The comments of a text, if it can be read.
pub(super) fn comments(source: &Source) -> Option<Vec<Span>> {
    match endings::format(source) {
        Some(format) => {
            let documents = read::documents(source, format);
            documents.errors.is_empty().then_some(documents.comments)
        }
        None if has_ending(source.name(), "json") => Some(hcl::parse_json(source).ok()?.comments),
        None => Some(hcl::parse(source).ok()?.comments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;

    #[test]
    fn comments_are_known_in_every_language_that_has_them() {
        for (name, text) in [
            ("a.yaml", "# x\na: 1\n"),
            ("a.toml", "# x\na = 1\n"),
            ("a.tf", "# x\na = 1\n"),
            ("a.jsonc", "// x\n{}\n"),
        ] {
            let source = Source::new(name, text, Medium::File);
            let comments = comments(&source).expect("it can be read");
            let [comment] = comments.as_slice() else { panic!("{name}: {comments:?}") };
            assert!(source.slice(*comment).trim_end().ends_with('x'), "{name}");
        }
        for (name, text) in [("a.yaml", "a: ["), ("a.tf", "a = {"), ("a.json", "{"), ("a.tf.json", "{")] {
            assert_eq!(comments(&Source::new(name, text, Medium::File)), None, "{name}");
        }
    }
}
