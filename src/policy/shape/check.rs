//! The check of one file against its shape: every key, every type, every word.

use std::sync::Arc;

use miette::Diagnostic;

use super::{Field, Is, Others, Shape};
use crate::cost::Money;
use crate::finding::Location;
use crate::policy::problem::Problem;
use crate::policy::raw::{Content, Entry, Raw, Table, clause, value_place};
use crate::policy::suggest;
use crate::source::Source;
use crate::text::code;
use crate::tree::{Kind, NodeRef, Style, toml};

/// Reads a file of a shape. What is not of it becomes a problem; unknown keys are left out, and wrong values are
/// `Content::Wrong`. A text that is no TOML says nothing but where it breaks.
pub(crate) fn parse(
    source: &Arc<Source>,
    shape: &'static Shape,
    rules: &[&'static str],
    problems: &mut Vec<Problem>,
) -> Option<Table> {
    let toml = toml::parse(source);
    for error in &toml.errors {
        let at = Location::new(source, error.span);
        let problem = Problem::new("policy::syntax", &at, error.kind.to_string(), "invalid TOML");
        let help = error.kind.help().map(|help| help.to_string());
        problems.push(Problem { help, ..problem });
    }
    if !toml.errors.is_empty() {
        return None;
    }
    let mut check = Check { source, rules, path: Vec::new(), problems };
    Some(check.table(toml.tree.root(), shape))
}

struct Check<'c> {
    source: &'c Arc<Source>,
    rules: &'c [&'static str],
    /// The keys that lead to what is read.
    path: Vec<String>,
    problems: &'c mut Vec<Problem>,
}

/// How many allowed keys are listed where none is near.
const LISTED: usize = 8;

impl Check<'_> {
    fn table(&mut self, node: NodeRef<'_>, shape: &'static Shape) -> Table {
        let mut table = Table { entries: Vec::new(), whole: shape.whole };
        for entry in node.entries() {
            let Some(key) = entry.key.text() else { continue };
            let field = shape.fields.iter().find(|field| field.name == key);
            let is = match (field, shape.others) {
                (Some(field), _) => field.is,
                (None, Others::Any(is, _)) => is,
                (None, Others::Rules(is, _)) if self.rules.contains(&key) => is,
                (None, Others::Rules(..)) => {
                    self.problems.push(suggest::unknown_rule(key, &self.place(entry.key), self.rules));
                    continue;
                }
                (None, Others::None) => {
                    self.unknown_key(entry.key, shape);
                    continue;
                }
            };
            self.path.push(shown_key(key));
            let value = self.value(entry.value, is, field);
            self.path.pop();
            table.entries.push(Entry {
                key: key.to_owned(),
                key_at: self.place(entry.key),
                clause: clause(self.source, entry.key, entry.value),
                value,
            });
        }
        self.missing_keys(node, &table, shape);
        table
    }

    fn value(&mut self, node: NodeRef<'_>, is: Is, field: Option<&'static Field>) -> Raw {
        let content = match (is, node.kind()) {
            (Is::Either(choices), _) => match choices.iter().find(|choice| fits(**choice, node)) {
                Some(choice) => return self.value(node, *choice, field),
                None => self.wrong_type(node, is, field, &self.subject()),
            },
            (is, _) if !fits(is, node) => self.wrong_type(node, is, field, &self.subject()),
            (Is::List(is), _) => Content::List(self.items(node, *is)),
            (Is::Table(shape), _) => Content::Table(self.table(node, shape)),
            (Is::Bool, _) => Content::Bool(node.text() == Some("true")),
            (Is::Count, _) => match node.text().and_then(count) {
                Some(it) => Content::Count(it),
                None => Content::Wrong,
            },
            (Is::Amount, _) => match node.text().and_then(amount) {
                Some(amount) => Content::Amount(amount),
                None => Content::Wrong,
            },
            (Is::Date, _) if node.style() == Style::Bare => Content::Date(text(node)),
            (Is::Word { noun, words }, _) => self.word(node, noun, words),
            (Is::Rule, _) => self.rule(node),
            (Is::Text | Is::Date, _) => Content::Text(text(node)),
        };
        Raw { content, at: value_place(self.source, node) }
    }

    fn items(&mut self, node: NodeRef<'_>, is: Is) -> Vec<Raw> {
        let mut items = Vec::new();
        for (number, item) in node.items().enumerate() {
            if fits(is, item) {
                items.push(self.value(item, is, None));
                continue;
            }
            let subject = format!("item {} of {}", number + 1, self.subject());
            let content = self.wrong_type(item, is, None, &subject);
            items.push(Raw { content, at: value_place(self.source, item) });
        }
        items
    }

    /// The value that is read, by the keys that lead to it.
    fn subject(&self) -> String {
        code(&self.path.join("."))
    }

    fn word(&mut self, node: NodeRef<'_>, noun: &str, words: &[&'static str]) -> Content {
        let word = text(node);
        if words.contains(&word.as_str()) {
            return Content::Text(word);
        }
        let problem = Problem::new(
            "policy::unknown-word",
            &self.place(node),
            format!("{} is not {noun}", code(&word)),
            format!("not {noun}"),
        );
        self.problems.push(problem.help(suggest::write(&word, words, words.len())));
        Content::Wrong
    }

    fn rule(&mut self, node: NodeRef<'_>) -> Content {
        let name = text(node);
        if self.rules.contains(&name.as_str()) {
            return Content::Text(name);
        }
        self.problems.push(suggest::unknown_rule(&name, &self.place(node), self.rules));
        Content::Wrong
    }

    fn unknown_key(&mut self, key: NodeRef<'_>, shape: &Shape) {
        let name = text(key);
        let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
        let problem = Problem::new(
            "policy::unknown-key",
            &self.place(key),
            format!("{} has no key {}", shape.noun, code(&name)),
            "unknown key",
        );
        self.problems.push(problem.help(suggest::write(&name, &names, LISTED)));
    }

    fn missing_keys(&mut self, node: NodeRef<'_>, table: &Table, shape: &Shape) {
        for field in shape.fields.iter().filter(|field| field.needed && table.get(field.name).is_none()) {
            let problem = Problem::new(
                "policy::missing-key",
                &value_place(self.source, node),
                format!("{} needs {}", shape.noun, code(field.name)),
                format!("{} is missing", code(field.name)),
            );
            self.problems.push(problem.help(format!("add `{} = {}`", field.name, field.example)));
        }
    }

    fn wrong_type(
        &mut self,
        node: NodeRef<'_>,
        is: Is,
        field: Option<&'static Field>,
        subject: &str,
    ) -> Content {
        let found = found(node);
        let place = value_place(self.source, node);
        let message = format!("{subject} must be {}, not {found}", wanted(is));
        let problem = Problem::new("policy::wrong-type", &place, message, format!("this is {found}"));
        let help = self
            .right_spelling(node, is, field.is_some())
            .map(|spelling| format!("write {}", code(&spelling)));
        let like = || match field {
            Some(field) => format!("write it like `{} = {}`", field.name, field.example),
            None => format!("write it like `{}`", example(is)),
        };
        self.problems.push(problem.help(help.unwrap_or_else(like)));
        Content::Wrong
    }

    /// The same value as what belongs there, where it is only spelled as something else.
    /// `named` says whether the key has a meaning of its own: no such text is spelled `true`.
    fn right_spelling(&self, node: NodeRef<'_>, is: Is, named: bool) -> Option<String> {
        let accepts = |test: fn(Is) -> bool| match is {
            Is::Either(choices) => choices.iter().any(|choice| test(*choice)),
            is => test(is),
        };
        let written = node.text().unwrap_or_default();
        let name = self.path.join(".");
        match node.kind() {
            Kind::Bool if named => None,
            Kind::Number | Kind::Bool if accepts(|is| matches!(is, Is::Text)) => {
                Some(format!("\"{written}\""))
            }
            Kind::Text if node.style() == Style::Bare && accepts(|is| matches!(is, Is::Text)) => {
                Some(format!("\"{written}\""))
            }
            Kind::Text if accepts(|is| matches!(is, Is::List(Is::Text | Is::Rule))) => {
                Some(format!("[\"{}\"]", written.escape_debug()))
            }
            Kind::Text if accepts(|is| matches!(is, Is::Count)) && count(written).is_some() => {
                Some(written.to_owned())
            }
            Kind::Text if accepts(|is| matches!(is, Is::Bool)) && matches!(written, "true" | "false") => {
                Some(written.to_owned())
            }
            Kind::Map if accepts(|is| matches!(is, Is::List(Is::Table(_)))) => Some(format!("[[{name}]]")),
            Kind::List if accepts(|is| matches!(is, Is::Table(_))) && node.style() == Style::Section => {
                Some(format!("[{name}]"))
            }
            _ => None,
        }
    }

    fn place(&self, node: NodeRef<'_>) -> Location {
        Location::new(self.source, node.span())
    }
}

fn text(node: NodeRef<'_>) -> String {
    node.text().unwrap_or_default().to_owned()
}

/// A key as it is in a dotted key.
fn shown_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        format!("\"{}\"", key.escape_debug())
    }
}

/// Whether what TOML calls a value is what belongs there.
fn fits(is: Is, node: NodeRef<'_>) -> bool {
    let is_date = node.kind() == Kind::Text && node.style() == Style::Bare;
    match is {
        Is::Text | Is::Word { .. } | Is::Rule => node.kind() == Kind::Text && !is_date,
        Is::Date => node.kind() == Kind::Text,
        Is::Bool => node.kind() == Kind::Bool,
        Is::Count => node.kind() == Kind::Number && node.text().and_then(count).is_some(),
        Is::Amount => node.kind() == Kind::Number && node.text().and_then(amount).is_some(),
        Is::List(_) => node.kind() == Kind::List,
        Is::Table(_) => node.kind() == Kind::Map,
        Is::Either(choices) => choices.iter().any(|choice| fits(*choice, node)),
    }
}

/// A whole number in any of TOML's spellings, if it is not negative.
fn count(written: &str) -> Option<u64> {
    let digits = written.replace('_', "");
    let radix = |prefix, radix| digits.strip_prefix(prefix).map(|digits| (digits, radix));
    let (digits, radix) = radix("0x", 16)
        .or_else(|| radix("0o", 8))
        .or_else(|| radix("0b", 2))
        .unwrap_or((digits.strip_prefix('+').unwrap_or(&digits), 10));
    u64::from_str_radix(digits, radix).ok()
}

/// An amount of money in any of TOML's spellings of numbers, if it is not negative.
fn amount(written: &str) -> Option<Money> {
    let decimal = match count(written) {
        Some(whole) => whole.to_string(),
        None => written.replace('_', ""),
    };
    decimal.parse().ok().filter(|amount| *amount >= Money::ZERO)
}

/// What a value is, in words.
fn found(node: NodeRef<'_>) -> String {
    match node.kind() {
        Kind::Null => "nothing".into(),
        Kind::Bool => code(node.text().unwrap_or_default()),
        Kind::Number => format!("the number {}", code(node.text().unwrap_or_default())),
        Kind::Text if node.style() == Style::Bare => "a date".into(),
        Kind::Text | Kind::Alias => "a string".into(),
        Kind::List if node.style() == Style::Section => "a list of tables".into(),
        Kind::List => "a list".into(),
        Kind::Map => "a table".into(),
    }
}

/// A value of what belongs there, as it is typed.
fn example(is: Is) -> String {
    match is {
        Is::Text => "\"text\"".into(),
        Is::Word { words, .. } => format!("\"{}\"", words.first().copied().unwrap_or_default()),
        Is::Rule => "\"missing-tag\"".into(),
        Is::Date => "2027-01-31".into(),
        Is::Bool => "true".into(),
        Is::Count => "64".into(),
        Is::Amount => "1.00".into(),
        Is::List(item) => format!("[{}]", example(*item)),
        Is::Table(shape) => {
            let field = shape.fields.iter().find(|field| field.needed).or(shape.fields.first());
            let entry = field.map(|field| format!("{} = {}", field.name, field.example));
            if let Some(entry) = entry { format!("{{ {entry} }}") } else { "{}".into() }
        }
        Is::Either(choices) => match choices.first() {
            Some(choice) => example(*choice),
            None => String::new(),
        },
    }
}

/// What belongs there, in words.
fn wanted(is: Is) -> String {
    match is {
        Is::Text => "a string".into(),
        Is::Word { noun, .. } => noun.into(),
        Is::Rule => "the name of a rule".into(),
        Is::Date => "a date".into(),
        Is::Bool => "`true` or `false`".into(),
        Is::Count => "a whole number".into(),
        Is::Amount => "a number that is not negative".into(),
        Is::List(Is::Table(_)) => "a list of tables".into(),
        Is::List(Is::Rule) => "a list of rules".into(),
        Is::List(_) => "a list of strings".into(),
        Is::Table(_) => "a table".into(),
        Is::Either(choices) => {
            let words: Vec<String> = choices.iter().map(|choice| wanted(*choice)).collect();
            match words.split_last() {
                Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
                _ => words.concat(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::shape::POLICY;
    use crate::source::Medium;

    /// Every shape that a policy can hold.
    fn shapes(shape: &'static Shape, known: &mut Vec<&'static Shape>) {
        if known.iter().any(|other| std::ptr::eq(*other, shape)) {
            return;
        }
        known.push(shape);
        let others = match shape.others {
            Others::None => None,
            Others::Any(is, _) | Others::Rules(is, _) => Some(is),
        };
        for is in shape.fields.iter().map(|field| field.is).chain(others) {
            within(is, known);
        }
    }

    fn within(is: Is, known: &mut Vec<&'static Shape>) {
        match is {
            Is::Table(shape) => shapes(shape, known),
            Is::List(item) => within(*item, known),
            Is::Either(choices) => {
                for choice in choices {
                    within(*choice, known);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_example_of_the_description_is_of_its_own_shape() {
        let rules = ["missing-tag", "unknown-tag"];
        let mut known = Vec::new();
        shapes(&POLICY, &mut known);
        for shape in known {
            for field in shape.fields {
                let text = format!("value = {}", field.example);
                let source = Arc::new(Source::new("example", text, Medium::File));
                let toml = toml::parse(&source);
                assert_eq!(toml.errors, [], "{}", field.name);
                let mut problems = Vec::new();
                let mut check =
                    Check { source: &source, rules: &rules, path: Vec::new(), problems: &mut problems };
                let value = toml.tree.root().get("value").expect("a value");
                check.value(value, field.is, Some(field));
                assert_eq!(problems, [], "{} of {}", field.name, shape.noun);
            }
        }
    }

    #[test]
    fn whole_numbers_are_read_in_every_spelling_of_toml() {
        let read = ["64", "+64", "6_4", "0x40", "0o100", "0b100_0000"].map(count);
        assert_eq!(read, [Some(64); 6]);
        assert_eq!(["-1", "1.0", "1e3", "inf", "99999999999999999999", ""].map(count), [None; 6]);
    }

    #[test]
    fn amounts_of_money_are_read_in_every_spelling_of_toml() {
        let shown = |written| amount(written).map(|amount| amount.to_string());
        for written in ["1000", "+1_000", "1_000.0", "1e3", "0x3e8"] {
            assert_eq!(shown(written).as_deref(), Some("1000.00"), "{written}");
        }
        assert_eq!(shown("0.125").as_deref(), Some("0.125"));
        assert_eq!(["-1", "-0.5", "inf", "nan", ""].map(amount), [None; 5]);
    }
}
