//! What is put into a text for a key or a value: quoted as the language wants it, with places to be filled in where the
//! client knows them.

use super::attempt::Form;
use super::typed::Typed;
use crate::fix::quote;
use crate::policy::dictionary::Entry;
use crate::rule::example;
use crate::source::Source;
use crate::tree::{Language, Style};

/// How many allowed values can be chosen from within a text.
const CHOICES: usize = 30;

/// Where and how something is inserted.
pub(super) struct Insert<'i> {
    pub(super) source: &'i Source,
    pub(super) typed: &'i Typed,
    pub(super) form: Form,
    /// Whether the client fills in places.
    pub(super) has_snippets: bool,
}

impl Insert<'_> {
    /// A value, or a name, at the word that is typed.
    pub(super) fn value(&self, value: &str) -> String {
        match self.typed.quote {
            Some(quote) => self.within(value) + self.end(quote),
            None => self.spaced(quote::fresh_value(value, self.typed.language)),
        }
    }

    /// A key, with a value to be filled in where there is none; and whether it has such a place.
    pub(super) fn key(&self, entry: &Entry) -> (String, bool) {
        let language = self.typed.language;
        match (self.form, self.typed.quote) {
            (Form::Word, Some(quote)) => (self.within(&entry.key) + self.end(quote), false),
            // The key of an item is the value of its `Key`.
            (Form::Word, None) if self.typed.is_value => {
                (self.spaced(quote::fresh_value(&entry.key, language)), false)
            }
            (Form::Word, None) => (quote::fresh_key(&entry.key, language), false),
            (Form::Entry, Some(quote)) => {
                let quotes = quote.to_string();
                let key = self.literal(&self.within(&entry.key));
                let value = self.place(entry, Some(quote_style(quote)));
                let text = format!("{key}{quotes}{}{quotes}{value}{}", separator(language), self.end(quote));
                (text, self.has_snippets)
            }
            (Form::Entry, None) => {
                let key = self.literal(&quote::fresh_key(&entry.key, language));
                (format!("{key}{}{}", separator(language), self.fresh_place(entry)), self.has_snippets)
            }
            (Form::Item { key, value }, _) => (self.item(entry, key, value), self.has_snippets),
        }
    }

    /// An item of a list of tags.
    fn item(&self, entry: &Entry, key: &str, value: &str) -> String {
        let language = self.typed.language;
        let written = self.literal(&quote::fresh_value(&entry.key, language));
        let place = self.fresh_place(entry);
        match language {
            Language::Yaml if self.typed.open.is_empty() => {
                let line = self.source.line_span(self.source.line_of(self.typed.word.start));
                let column =
                    self.source.text()[line.start as usize..self.typed.word.start as usize].chars().count();
                format!("{key}: {written}\n{}{value}: {place}", " ".repeat(column))
            }
            Language::Yaml => self.braced(&format!("{key}: {written}, {value}: {place}"), ""),
            Language::Json => self.braced(&format!("\"{key}\": {written}, \"{value}\": {place}"), ""),
            Language::Toml | Language::Hcl => {
                self.braced(&format!("{key} = {written}, {value} = {place}"), " ")
            }
        }
    }

    /// In braces, of which the one that closes means something to a snippet.
    fn braced(&self, inner: &str, space: &str) -> String {
        format!("{{{space}{inner}{space}{}", self.literal("}"))
    }

    /// What goes between the quotes that are there.
    fn within(&self, text: &str) -> String {
        let style = self.typed.quote.map(quote_style).unwrap_or(Style::Double);
        quote::value(text, self.typed.language, style).unwrap_or_else(|| text.to_owned())
    }

    /// The quote that is missing.
    fn end(&self, quote: char) -> &'static str {
        match (self.typed.is_closed, quote) {
            (true, _) => "",
            (false, '\'') => "'",
            (false, _) => "\"",
        }
    }

    /// Behind a colon of YAML there is a space.
    fn spaced(&self, text: String) -> String {
        let before = &self.source.text()[..self.typed.word.start as usize];
        match self.typed.language {
            Language::Yaml if before.ends_with(':') => format!(" {text}"),
            _ => text,
        }
    }

    /// A place for a value, with its quotes.
    fn fresh_place(&self, entry: &Entry) -> String {
        match self.typed.language {
            Language::Yaml => self.place(entry, None),
            Language::Json | Language::Toml | Language::Hcl => {
                format!("\"{}\"", self.place(entry, Some(Style::Double)))
            }
        }
    }

    /// A place for a value: a choice of those that are allowed, else an example. Who cannot fill in places gets what the
    /// policy gives by default, for an example that stays would pass as a value.
    fn place(&self, entry: &Entry, quotes: Option<Style>) -> String {
        let language = self.typed.language;
        let written = |value: &str| match quotes {
            Some(style) => quote::value(value, language, style).unwrap_or_else(|| value.to_owned()),
            None => quote::fresh_value(value, language),
        };
        if !self.has_snippets {
            return match (&entry.default, quotes) {
                (Some(default), _) => written(default),
                (None, Some(_)) => String::new(),
                (None, None) => "''".to_owned(),
            };
        }
        if let Some(values) = entry.values.as_ref().filter(|values| !values.value.list().is_empty()) {
            let list = values.value.list().iter().take(CHOICES);
            let choices: Vec<String> = list.map(|value| choice(&written(value))).collect();
            return format!("${{1|{}|}}", choices.join(","));
        }
        match entry.default.clone().or_else(|| example(entry)) {
            Some(value) => format!("${{1:{}}}", literal(&written(&value))),
            None => "$1".to_owned(),
        }
    }

    /// A text as it is written where places are filled in, else as it is.
    fn literal(&self, text: &str) -> String {
        if self.has_snippets { literal(text) } else { text.to_owned() }
    }
}

fn quote_style(quote: char) -> Style {
    if quote == '\'' { Style::Single } else { Style::Double }
}

fn separator(language: Language) -> &'static str {
    match language {
        Language::Json | Language::Yaml => ": ",
        Language::Toml | Language::Hcl => " = ",
    }
}

/// A text in which nothing is a place of a snippet.
pub(super) fn literal(text: &str) -> String {
    escaped(text, &['\\', '$', '}'])
}

/// A text that is one of the choices of a place.
fn choice(text: &str) -> String {
    escaped(text, &['\\', '$', '}', ',', '|'])
}

fn escaped(text: &str, special: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
