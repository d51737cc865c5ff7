//! How a new tag is written: like the tags that are there.

use super::{Layout, New};
use crate::fix::quote;
use crate::project::{Place, Shape};
use crate::tree::{Language, Style};

impl<'c> Layout<'c> {
    /// One entry, on one line.
    pub(super) fn member(&self, new: &New<'_>) -> String {
        let New { path: [name, path @ ..], .. } = *new else { return self.tag(new) };
        let below = New { path, ..*new };
        let [open, close] = self.brackets(&below);
        let space = if self.language == Language::Toml && !self.is_tight() && open == "{" { " " } else { "" };
        self.pair(&self.key(name), &format!("{open}{space}{}{space}{close}", self.member(&below)))
    }

    /// One entry, of which each level may be on lines of its own; `lead` is the line end and the indentation
    /// before it.
    pub(super) fn member_over_lines(&self, new: &New<'_>, lead: &str) -> String {
        let New { path: [name, path @ ..], .. } = *new else {
            return self.tag(new);
        };
        if !matches!(self.language, Language::Json | Language::Hcl) {
            return self.member(new);
        }
        let below = New { path, ..*new };
        let [open, close] = self.brackets(&below);
        let deeper = format!("{lead}{}", self.step());
        let comma = if self.language == Language::Hcl && open == "[" { "," } else { "" };
        let inner = self.member_over_lines(&below, &deeper);
        self.pair(&self.key(name), &format!("{open}{deeper}{inner}{comma}{lead}{close}"))
    }

    /// One entry of a YAML block; `lead` is the line end and the indentation of its further lines.
    pub(super) fn member_in_block(&self, new: &New<'_>, lead: &str) -> String {
        match *new {
            New { path: [name, path @ ..], .. } => {
                let deeper = format!("{lead}{}", self.step());
                let inner = self.member_in_block(&New { path, ..*new }, &deeper);
                format!("{}:{deeper}{inner}", self.key(name))
            }
            New { shape: Shape::Map, .. } => self.tag(new),
            New { shape: Shape::List { .. }, .. } => {
                let [key, value] = self.item(new);
                format!("- {key}{lead}  {value}")
            }
        }
    }

    /// The tag itself, on one line.
    fn tag(&self, new: &New<'_>) -> String {
        match new.shape {
            Shape::Map => self.pair(&self.key(new.key), &self.value(new.value)),
            Shape::List { .. } => {
                let [key, value] = self.item(new);
                let brace = self.brace();
                format!("{{{brace}{key}{}{value}{brace}}}", self.comma())
            }
        }
    }

    /// The tag with its `=` below that of the last one, as `terraform fmt` has it; `None` where it cannot be.
    pub(super) fn aligned(&self, new: &New<'_>) -> Option<String> {
        let (last, key) = (self.last()?, self.key(new.key));
        if self.language != Language::Hcl || new.shape != Shape::Map || !new.path.is_empty() {
            return None;
        }
        let entry = &self.text[last.entry.range()];
        let key_len = last.key_place?.span.end.checked_sub(last.entry.start)? as usize;
        let width = entry.find(" = ").filter(|&width| width >= key_len)?;
        Some(format!("{key:width$} = {}", self.value(new.value)))
    }

    /// The brackets around what a key leads to.
    fn brackets(&self, new: &New<'_>) -> [&'static str; 2] {
        if new.path.is_empty() && new.shape != Shape::Map { ["[", "]"] } else { ["{", "}"] }
    }

    /// By how much a level is indented more than the one around it, after the lines that are there.
    fn step(&self) -> String {
        let own = self.last().map(|last| self.indentation(last.entry.start)).unwrap_or_default();
        let outer = self.indentation(self.container.place.span.end);
        let step = match self.container.place.style {
            Style::Flow => own.strip_prefix(outer),
            _ => self.source.first_step(),
        };
        step.filter(|step| !step.is_empty() && self.language != Language::Hcl).unwrap_or("  ").to_owned()
    }

    /// The two pairs of an item.
    pub(super) fn item(&self, new: &New<'_>) -> [String; 2] {
        let New { key, value, .. } = *new;
        let Shape::List { key: name, value: value_name } = new.shape else {
            return [self.key(key), self.value(value)];
        };
        let last = if let Some(last) = self.last() { &self.text[last.entry.range()] } else { "" };
        let spelled = |name: &str| {
            let is_quoted = |quote: char| last.contains(&format!("{quote}{name}{quote}"));
            let style = match () {
                () if is_quoted('"') => Style::Double,
                () if is_quoted('\'') => Style::Single,
                () => Style::Bare,
            };
            quote::key_beside(name, self.language, style)
        };
        let style = style_of(self.last().and_then(|last| last.key_place));
        let key = self.pair(&spelled(name), &quote::value_beside(key, self.language, style));
        [key, self.pair(&spelled(value_name), &self.value(value))]
    }

    fn key(&self, key: &str) -> String {
        let style = style_of(self.last().and_then(|last| last.key_place));
        quote::key_beside(key, self.language, style)
    }

    fn value(&self, value: &str) -> String {
        let style = style_of(self.last().and_then(|last| self.value_place(last)));
        quote::value_beside(value, self.language, style)
    }

    fn pair(&self, key: &str, value: &str) -> String {
        match (self.language, self.is_tight()) {
            (Language::Json, true) => format!("{key}:{value}"),
            (Language::Json | Language::Yaml, _) => format!("{key}: {value}"),
            (Language::Toml, true) => format!("{key}={value}"),
            (Language::Toml | Language::Hcl, _) => format!("{key} = {value}"),
        }
    }

    /// Whether no blank is between a key and its value: neither in the last entry, nor before the container
    /// where that is empty.
    fn is_tight(&self) -> bool {
        let start = match self.last().map(|last| self.value_place(last)) {
            Some(Some(place)) => quote::outer(place).unwrap_or(place.span).start,
            Some(None) => return false,
            None => self.container.place.span.start,
        };
        self.text[..start as usize].ends_with([':', '='])
    }

    /// What is between two entries of a line.
    pub(super) fn comma(&self) -> &'static str {
        if self.language == Language::Json && self.is_tight() { "," } else { ", " }
    }

    /// What is inside the braces of an item.
    fn brace(&self) -> &'static str {
        let last = if let Some(last) = self.last() { &self.text[last.entry.range()] } else { "" };
        match self.language {
            _ if last.starts_with("{ ") => " ",
            _ if last.starts_with('{') => "",
            Language::Json | Language::Yaml => "",
            Language::Toml | Language::Hcl => " ",
        }
    }
}

/// The style to write in beside what is there.
fn style_of(beside: Option<Place<'_>>) -> Style {
    match beside {
        Some(place) => place.style,
        None => Style::Bare,
    }
}
