//! Texts as they may become: what is being typed is completed in each way that could be meant, by a word that the
//! readers of the language then find again.

use super::typed::Typed;
use crate::source::Span;
use crate::tree::Language;

/// The word. No project has it.
pub(super) const WORD: &str = "TaglintCursorWord";

/// In which way what is typed is completed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// A word alone: a value, a name, or a key whose value is there.
    Word,
    /// A key with its value.
    Entry,
    /// An item with a key and a value, which it spells so.
    Item { key: &'static str, value: &'static str },
}

const ITEMS: [Form; 2] =
    [Form::Item { key: "Key", value: "Value" }, Form::Item { key: "key", value: "value" }];

/// The ways in which what is typed could go on, the likeliest first.
fn forms(typed: &Typed) -> Vec<Form> {
    if typed.is_value || typed.has_value {
        return vec![Form::Word];
    }
    match (typed.is_item, typed.quote) {
        (true, None) => [&ITEMS[..], &[Form::Entry, Form::Word]].concat(),
        (_, _) => vec![Form::Entry, Form::Word],
    }
}

/// Texts with the word in them, each with its form: with all that follows, then without it, where that is broken.
pub(super) fn attempts(text: &str, typed: &Typed) -> Vec<(Form, String)> {
    let Span { start, end } = typed.outer();
    let (before, behind) = (&text[..start as usize], &text[end as usize..]);
    let line_end = behind.find('\n').unwrap_or(behind.len());
    let mut attempts = Vec::new();
    for rest in [behind.to_owned(), behind[line_end..].to_owned(), closing(typed)] {
        for form in forms(typed) {
            let mut attempt = String::with_capacity(text.len() + 64);
            match typed.comma_before {
                Some(at) => {
                    attempt.push_str(&before[..at]);
                    attempt.push(',');
                    attempt.push_str(&before[at..]);
                }
                None => attempt.push_str(before),
            }
            if before.ends_with(':') {
                attempt.push(' ');
            }
            attempt.push_str(&written(form, typed.language));
            if typed.comma_behind && rest.len() == behind.len() {
                attempt.push(',');
            }
            attempt.push_str(&rest);
            if !attempts.iter().any(|(_, known)| *known == attempt) {
                attempts.push((form, attempt));
            }
        }
    }
    attempts
}

fn written(form: Form, language: Language) -> String {
    match (form, language) {
        (Form::Word, Language::Yaml) => WORD.to_owned(),
        (Form::Word, _) => format!("\"{WORD}\""),
        (Form::Entry, Language::Json) => format!("\"{WORD}\": \"\""),
        (Form::Entry, Language::Yaml) => format!("{WORD}: ''"),
        (Form::Entry, Language::Toml | Language::Hcl) => format!("{WORD} = \"\""),
        (Form::Item { key, value }, Language::Json | Language::Yaml) => {
            format!("{{\"{key}\": \"{WORD}\", \"{value}\": \"\"}}")
        }
        (Form::Item { key, value }, Language::Toml | Language::Hcl) => {
            format!("{{ {key} = \"{WORD}\", {value} = \"\" }}")
        }
    }
}

/// What closes all that is open.
fn closing(typed: &Typed) -> String {
    let mut text = String::new();
    for open in typed.open.iter().rev() {
        text.push_str(match open {
            '{' if typed.language == Language::Hcl => "\n}",
            '{' => "}",
            '[' => "]",
            _ => ")",
        });
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_valid(text: &str, language: Language, name: &str) -> Option<(Form, String)> {
        use crate::editor::syntax;
        use crate::source::{Medium, Source};
        let offset = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        let typed = Typed::at(&text, offset, language)?;
        attempts(&text, &typed).into_iter().find(|(_, attempt)| {
            syntax::comments(&Source::new(name, attempt.as_str(), Medium::File)).is_some()
        })
    }

    #[test]
    fn a_broken_text_becomes_one_that_can_be_read() {
        for (text, language, name) in [
            ("{\"name\": \"a\", \"tags\": {\"Te|", Language::Json, "a.json"),
            ("{\"tags\": {\"a\": \"b\" |", Language::Json, "a.json"),
            ("{\"tags\": {\n\"a\": \"b\",\n|\n\"c\": \"d\"}}", Language::Json, "a.json"),
            ("name: a\ntags:\n  Cost|\n  Team: x\n", Language::Yaml, "a.yaml"),
            ("name: a\ntags: {a: b, |", Language::Yaml, "a.yaml"),
            ("name = 'a'\n[tags]\nCo|\n", Language::Toml, "a.toml"),
            ("resource \"a\" \"b\" {\n  tags = {\n    Te|\n  }\n}\n", Language::Hcl, "a.tf"),
            ("resource \"a\" \"b\" {\n  tags = { Te|", Language::Hcl, "a.tf"),
        ] {
            let (form, attempt) = first_valid(text, language, name).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(form, Form::Entry, "{attempt}");
        }
        let (form, _) =
            first_valid("name: a\ntags:\n  Team: |\n  b: c\n", Language::Yaml, "a.yaml").expect("valid");
        assert_eq!(form, Form::Word);
    }
}
