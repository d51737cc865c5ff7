//! The languages of documents, as far as an editor must know them: what they are called, their comments, and whether a
//! text can be read at all.

use crate::collect::client::{self, Grammar};
use crate::collect::endings;
use crate::collect::read::{self, Format};
use crate::files::names::has_ending;
use crate::source::{Source, Span};
use crate::tree::json::Dialect;
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

/// What begins a comment in the language of a document, if it has comments.
pub(super) fn comment_mark(source: &Source) -> Option<&'static str> {
    match (endings::grammar(source.name()), language(source)) {
        (Some(Grammar::Python), _) => Some("#"),
        (Some(_), _) => Some("//"),
        (None, Language::Json) => has_comments(source).then_some("//"),
        (None, Language::Yaml | Language::Toml | Language::Hcl) => Some("#"),
    }
}

/// Whether a text of JSON is read by something that knows comments: its name says so, or there is one.
fn has_comments(source: &Source) -> bool {
    match endings::format(source) {
        Some(Format::Json(Dialect::WithTrailingCommas)) => true,
        Some(Format::Json(_)) => comments(source).is_some_and(|comments| !comments.is_empty()),
        _ => false,
    }
}

/// The comments of a text, if it can be read.
pub(super) fn comments(source: &Source) -> Option<Vec<Span>> {
    if let Some(grammar) = endings::grammar(source.name()) {
        return client::comments_of_program(source, grammar);
    }
    if endings::is_lines(source.name()) {
        return Some(client::comments_of_lines(source));
    }
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

    #[cfg(feature = "clients")]
    #[test]
    fn comments_are_known_in_programs() {
        for (name, text) in [
            ("a.py", "# x\na = 1\n"),
            ("a.mjs", "// x\na()\n"),
            ("a.ts", "// x\na()\n"),
            ("a.tsx", "// x\na()\n"),
            ("a.go", "// x\npackage a\n"),
            ("A.java", "// x\nclass A {}\n"),
        ] {
            let source = Source::new(name, text, Medium::File);
            let comment = Span::new(0, text.find('\n').expect("a line"));
            assert_eq!(comments(&source), Some(vec![comment]), "{name}");
            let with_returns = Source::new(name, text.replace('\n', "\r\n"), Medium::File);
            assert_eq!(comments(&with_returns), Some(vec![comment]), "{name}");
            let mark = comment_mark(&source).expect("a mark");
            assert!(text.starts_with(mark), "{name}");
        }
    }

    #[test]
    fn comments_are_known_in_every_language_that_has_them() {
        for (name, text) in [
            ("a.yaml", "# x\na: 1\n"),
            ("a.toml", "# x\na = 1\n"),
            ("a.tf", "# x\na = 1\n"),
            ("a.jsonc", "// x\n{}\n"),
            (".env", "# x\nA=1\n"),
            ("a.sh", "# x\na\n"),
            ("Dockerfile", "# x\nFROM a\n"),
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
