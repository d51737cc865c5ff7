//! Where in a policy a cursor is: the keys that lead to it, and what may be there. The text need not be whole.

use crate::policy::shape::{Field, Is, Others, POLICY, Shape};

/// A place in a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// The keys that lead to the table or the value.
    pub(super) path: Vec<String>,
    /// Whether a value belongs there.
    pub(super) is_value: bool,
    /// Whether it is in a header.
    pub(super) is_header: bool,
}

/// A piece of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Token<'t> {
    Word(String),
    Sign(&'t str),
}

impl Place {
    /// The place at the end of a text, before what is being typed there.
    pub(super) fn of(before: &str) -> Self {
        let mut header: Vec<String> = Vec::new();
        let mut statement = String::new();
        let mut depth = 0;
        let lines: Vec<&str> = before.split('\n').collect();
        for (number, line) in lines.iter().enumerate() {
            let tokens = tokens(line);
            let is_last = number + 1 == lines.len();
            if depth == 0 {
                statement.clear();
                if line.trim_start().starts_with('[') {
                    let keys = tokens.iter().filter_map(Token::word).map(str::to_owned).collect();
                    if is_last && !line.trim_end().ends_with(']') {
                        return Place { path: keys, is_value: false, is_header: true };
                    }
                    header = keys;
                    continue;
                }
            }
            for token in &tokens {
                match token {
                    Token::Sign("{" | "[") => depth += 1,
                    Token::Sign("}" | "]") => depth = 0.max(depth - 1),
                    _ => {}
                }
            }
            statement.push_str(line);
            statement.push('\n');
        }
        if depth == 0 && before.ends_with('\n') {
            statement.clear();
        }
        let (path, is_value) = within(header, &tokens(&statement));
        Place { path, is_value, is_header: false }
    }

    /// The table at the place.
    pub(super) fn table(&self) -> Option<&'static Shape> {
        table_at(&self.path)
    }

    /// What may be at the place, where a value belongs, and the field that it is of.
    pub(super) fn value(&self) -> Option<(Is, Option<&'static Field>)> {
        let (key, path) = self.path.split_last()?;
        under(table_at(path)?, key)
    }
}

/// The table that some keys lead to.
fn table_at(path: &[String]) -> Option<&'static Shape> {
    let mut table = &POLICY;
    for key in path {
        table = table_of(under(table, key)?.0)?;
    }
    Some(table)
}

/// What is under a key of a table.
fn under(table: &'static Shape, key: &str) -> Option<(Is, Option<&'static Field>)> {
    let field = table.fields.iter().find(|field| field.name == key);
    match (field, table.others) {
        (Some(field), _) => Some((field.is, Some(field))),
        (None, Others::Any(is, _) | Others::Rules(is, _)) => Some((is, None)),
        (None, Others::None) => None,
    }
}

/// The table that something is, or that its items are.
pub(super) fn table_of(is: Is) -> Option<&'static Shape> {
    match is {
        Is::Table(shape) => Some(shape),
        Is::List(item) => table_of(*item),
        Is::Either(choices) => choices.iter().find_map(|choice| table_of(*choice)),
        _ => None,
    }
}

/// The keys that lead from a header to the end of a statement, and whether a value belongs there.
fn within(header: Vec<String>, tokens: &[Token<'_>]) -> (Vec<String>, bool) {
    let (mut path, mut is_value) = (header, false);
    let mut open: Vec<(usize, bool)> = vec![(path.len(), false)];
    for token in tokens {
        match token {
            Token::Word(word) if !is_value => path.push(word.clone()),
            Token::Sign("=") => is_value = true,
            Token::Sign("{") => {
                open.push((path.len(), false));
                is_value = false;
            }
            Token::Sign("[") => {
                open.push((path.len(), true));
                is_value = true;
            }
            Token::Sign(",") => {
                let &(keys, is_list) = open.last().unwrap_or(&(0, false));
                path.truncate(keys);
                is_value = is_list;
            }
            Token::Sign("}" | "]") if open.len() > 1 => {
                let (keys, _) = open.pop().unwrap_or_default();
                path.truncate(keys);
                is_value = true;
            }
            _ => {}
        }
    }
    (path, is_value)
}

impl Token<'_> {
    fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            Token::Sign(_) => None,
        }
    }
}

/// The pieces of some lines, without comments.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => {
                let inner = &rest[1..];
                let end = inner.find([c, '\n']).unwrap_or(inner.len());
                tokens.push(Token::Word(inner[..end].to_owned()));
                rest.len().min(end + 2)
            }
            '=' | '{' | '}' | '[' | ']' | ',' => {
                tokens.push(Token::Sign(&rest[..1]));
                1
            }
            c if c.is_alphanumeric() || matches!(c, '_' | '-') => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
                let end = end.unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                end
            }
            c => c.len_utf8(),
        };
        rest = &rest[length..];
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_that_lead_to_a_place_are_known() {
        for (text, path, is_value) in [
            ("", "", false),
            ("[tags.Owner]\n", "tags.Owner", false),
            ("[tags.\"team:*\"]\nformat = ", "tags.team:*.format", true),
            ("[tags.Owner]\nrequired = { when = { ", "tags.Owner.required.when", false),
            ("[tags.Owner]\nrequired.", "tags.Owner.required", false),
            (
                "[rules]\nunknown-tag = \"off\" # so\nmissing-tag = { level = ",
                "rules.missing-tag.level",
                true,
            ),
            ("[[exceptions]]\nrules = [\n  \"missing-tag\",\n  ", "exceptions.rules", true),
            ("[tags.A]\nvalues = [\n  \"x\",\n]\n", "tags.A", false),
            ("[[overrides]]\nwhen = { path = \"x\", ", "overrides.when", false),
            ("tags.Owner = { required = true }\n", "", false),
        ] {
            let place = Place::of(text);
            assert_eq!((place.path.join("."), place.is_value), (path.to_owned(), is_value), "{text}");
        }
        assert!(Place::of("[tags.").is_header && !Place::of("[tags]").is_header);
    }

    #[test]
    fn what_may_be_at_a_place_comes_from_the_shape() {
        let table = |text: &str| Place::of(text).table().map(|shape| shape.noun);
        assert_eq!(table("[tags.Owner]\n"), Some("a tag entry"));
        assert_eq!(table("[tags.Owner]\nrequired = { when = { not = { "), Some("a condition"));
        assert_eq!(table("[[overrides]]\ntags.Owner = { "), Some("a tag entry"));
        assert_eq!(table("[nothing.there]\n"), None);
        let value = Place::of("[tags.Owner]\nformat = ").value();
        assert!(matches!(value, Some((Is::Word { noun: "a format", .. }, Some(_)))));
    }
}
