//! Where a further tag goes, and what goes with a removed one: separators, line ends, indentation.
//!
//! Everything is worked out from the text around the entries that are there, so that a new entry looks like them.

use super::quote;
use crate::project::{Container, Shape, Tag};
use crate::source::{Source, Span};
use crate::tree::{Language, Style};

/// A span and the text that takes its place.
pub type Replacement = (Span, String);

/// The edits that add a tag to a container; `None` where its layout leaves no certain place.
pub fn insert(
    container: &Container<'_>,
    tags: &[Tag<'_>],
    key: &str,
    value: &str,
) -> Option<Vec<Replacement>> {
    let layout = Layout::of(container, tags);
    match container.place.style {
        Style::Flow => Some(layout.insert_in_brackets(key, value)),
        Style::Indented | Style::Section | Style::Dotted => layout.insert_line(key, value),
        Style::Bare => layout.insert_for_null(key, value),
        Style::Single | Style::Double | Style::Block => None,
    }
}

/// The edits that remove a tag from its container; `None` where it stands elsewhere, or cannot be cut out.
pub fn remove(container: &Container<'_>, tags: &[Tag<'_>], tag: usize) -> Option<Vec<Replacement>> {
    let layout = Layout::of(container, tags);
    let entry = tags[tag].entry;
    let at = layout.tags.iter().position(|known| known.entry == entry && !entry.is_empty())?;
    match container.place.style {
        Style::Flow => Some(layout.remove_from_brackets(at)),
        Style::Indented | Style::Section | Style::Dotted => layout.remove_lines(at),
        Style::Bare | Style::Single | Style::Double | Style::Block => None,
    }
}

struct Layout<'c> {
    container: &'c Container<'c>,
    source: &'c Source,
    text: &'c str,
    language: Language,
    /// The tags that stand in the container itself, in the order of the text. A new one is to look like the last.
    tags: Vec<&'c Tag<'c>>,
}

impl<'c> Layout<'c> {
    fn of(container: &'c Container<'c>, tags: &'c [Tag<'c>]) -> Self {
        let place = container.place;
        let inside = |tag: &&Tag<'_>| {
            let same = |key: crate::project::Place<'_>| std::sync::Arc::ptr_eq(key.source, place.source);
            tag.key_place.is_some_and(same) && !tag.entry.is_empty() && place.span.contains(tag.entry)
        };
        let mut inside: Vec<&'c Tag<'c>> = tags.iter().filter(inside).collect();
        inside.sort_by_key(|tag| tag.entry);
        Layout {
            container,
            source: place.source,
            text: place.source.text(),
            language: place.language,
            tags: inside,
        }
    }

    fn last(&self) -> Option<&'c Tag<'c>> {
        self.tags.last().copied()
    }

    fn line_of(&self, offset: u32) -> Span {
        self.source.line_span(self.source.line_of(offset))
    }

    /// The line end that the file uses where an offset stands.
    fn newline(&self, offset: u32) -> &'static str {
        let line = self.line_of(offset);
        let crlf = |end: u32| self.text[end as usize..].starts_with("\r\n");
        let before =
            || self.source.line_of(offset).checked_sub(1).map(|line| self.source.line_span(line).end);
        let is_last = line.end as usize == self.text.len();
        if crlf(line.end) || (is_last && before().is_some_and(crlf)) { "\r\n" } else { "\n" }
    }

    fn indentation(&self, offset: u32) -> &'c str {
        let line = &self.text[self.line_of(offset).range()];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// One entry, on one line.
    fn member(&self, key: &str, value: &str) -> String {
        match self.container.shape {
            Shape::Map => self.pair(&self.key(key), &self.value(value)),
            Shape::List { .. } => {
                let [key, value] = self.item(key, value);
                let brace = self.brace();
                format!("{{{brace}{key}{}{value}{brace}}}", self.comma())
            }
        }
    }

    /// The two pairs of an item.
    fn item(&self, key: &str, value: &str) -> [String; 2] {
        let Shape::List { key: name, value: value_name } = self.container.shape else {
            return [self.key(key), self.value(value)];
        };
        let last = self.last().map_or("", |last| &self.text[last.entry.range()]);
        let spelled = |name: &str| {
            let is_quoted = |quote: char| last.contains(&format!("{quote}{name}{quote}"));
            let style = match () {
                () if is_quoted('"') => Style::Double,
                () if is_quoted('\'') => Style::Single,
                () => Style::Bare,
            };
            quote::key_beside(name, self.language, style)
        };
        let style = self.last().and_then(|last| last.key_place).map_or(Style::Bare, |place| place.style);
        let key = self.pair(&spelled(name), &quote::value_beside(key, self.language, style));
        [key, self.pair(&spelled(value_name), &self.value(value))]
    }

    fn key(&self, key: &str) -> String {
        let style = self.last().and_then(|last| last.key_place).map_or(Style::Bare, |place| place.style);
        quote::key_beside(key, self.language, style)
    }

    fn value(&self, value: &str) -> String {
        let style = self.last().and_then(|last| last.value.place).map_or(Style::Bare, |place| place.style);
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

    /// Whether no blank stands between a key and its value: neither in the last entry, nor before the container
    /// where that is empty.
    fn is_tight(&self) -> bool {
        let start = match self.last().map(|last| last.value.place) {
            Some(Some(place)) => {
                place.span.start - u32::from(matches!(place.style, Style::Single | Style::Double))
            }
            Some(None) => return false,
            None => self.container.place.span.start,
        };
        self.text[..start as usize].ends_with([':', '='])
    }

    /// What stands between two entries of a line.
    fn comma(&self) -> &'static str {
        if self.language == Language::Json && self.is_tight() { "," } else { ", " }
    }

    /// What stands inside the braces of an item.
    fn brace(&self) -> &'static str {
        let last = self.last().map_or("", |last| &self.text[last.entry.range()]);
        match self.language {
            _ if last.starts_with("{ ") => " ",
            _ if last.starts_with('{') => "",
            Language::Json | Language::Yaml => "",
            Language::Toml | Language::Hcl => " ",
        }
    }

    fn insert_in_brackets(&self, key: &str, value: &str) -> Vec<Replacement> {
        let member = self.member(key, value);
        let Some(last) = self.last().map(|last| last.entry) else { return self.insert_in_empty(member) };
        let before = match self.tags.len() {
            1 => self.container.place.span.start,
            several => self.tags[several - 2].entry.end,
        };
        if !self.text[before as usize..last.start as usize].contains('\n') {
            return vec![(Span::at(last.end as usize), format!("{}{member}", self.comma()))];
        }
        let lead = format!("{}{}", self.newline(last.start), self.indentation(last.start));
        let (comma, line_end) = (self.comma_after(last.end), self.line_of(last.end).end);
        let closes_here = self.container.place.span.end <= line_end;
        match comma {
            Some(comma) if closes_here => vec![(Span::at(comma), format!("{lead}{member},"))],
            Some(comma) => {
                let end = self.line_of(comma as u32).end;
                vec![(Span::at(end as usize), format!("{lead}{member},"))]
            }
            None if closes_here || line_end == last.end => {
                vec![(Span::at(last.end as usize), format!("{}{lead}{member}", self.separator()))]
            }
            None => {
                let mut edits = vec![(Span::at(line_end as usize), format!("{lead}{member}"))];
                if !self.separator().is_empty() {
                    edits.insert(0, (Span::at(last.end as usize), self.separator().to_owned()));
                }
                edits
            }
        }
    }

    /// What stands between entries on lines of their own: the lines of an HCL object need no comma.
    fn separator(&self) -> &'static str {
        match (self.language, self.container.shape) {
            (Language::Hcl, Shape::Map) => "",
            _ => ",",
        }
    }

    fn insert_in_empty(&self, member: String) -> Vec<Replacement> {
        let span = self.container.place.span;
        let inside = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
        let blank = &self.text[inside.range()];
        let spaced = match self.language {
            Language::Json | Language::Yaml => blank.contains(' '),
            Language::Toml | Language::Hcl => self.container.shape == Shape::Map || blank.contains(' '),
        };
        if blank.contains('\n') {
            let lead = format!("{}{}  ", self.newline(span.start), self.indentation(span.end));
            return vec![(Span::at(inside.start as usize), format!("{lead}{member}"))];
        }
        if !blank.trim().is_empty() {
            return vec![(Span::at(inside.start as usize), format!(" {member}"))];
        }
        vec![(inside, if spaced { format!(" {member} ") } else { member })]
    }

    /// The offset behind the comma that follows an entry, comments and blanks between them.
    fn comma_after(&self, offset: u32) -> Option<usize> {
        let end = self.container.place.span.end as usize;
        let mut at = offset as usize;
        loop {
            let rest = &self.text[at..end];
            let blank = rest.len() - rest.trim_start().len();
            at += blank;
            let rest = &rest[blank..];
            at += match rest {
                _ if rest.starts_with(',') => return Some(at + 1),
                _ if rest.starts_with("//") || rest.starts_with('#') => rest.find('\n')?,
                _ if rest.starts_with("/*") => rest.find("*/")? + 2,
                _ => return None,
            };
        }
    }

    fn insert_line(&self, key: &str, value: &str) -> Option<Vec<Replacement>> {
        let Some(last) = self.last().map(|last| last.entry) else {
            return self.insert_below_header(key, value);
        };
        let end = self.end_of_last_line(last.end);
        let newline = self.newline(last.start);
        let line = match self.container.shape {
            Shape::Map => format!("{}{}", self.key_lead()?, self.member(key, value)),
            Shape::List { .. } if self.container.place.style == Style::Section => {
                let header = self.header_of(last)?;
                let [key, value] = self.item(key, value);
                format!("{header}{newline}{key}{newline}{value}")
            }
            Shape::List { .. } => {
                let start = self.line_of(last.start).start;
                let lead = &self.text[start as usize..last.start as usize];
                let dash =
                    lead.rfind('-').filter(|&dash| lead[..dash].chars().all(|c| c == ' ' || c == '-'))?;
                let item = format!("{}- ", " ".repeat(dash));
                let below = " ".repeat(item.len());
                let [key, value] = self.item(key, value);
                format!("{item}{key}{newline}{below}{value}")
            }
        };
        Some(vec![(Span::at(end as usize), format!("{newline}{line}"))])
    }

    /// The end of the line on which the last entry ends. The blank lines behind a YAML block scalar that keeps them
    /// (`|+`) are part of it.
    fn end_of_last_line(&self, offset: u32) -> u32 {
        let keeps = |tag: &Tag<'_>| {
            let (key, value) = (tag.key_place?, tag.value.place.filter(|value| value.style == Style::Block)?);
            let header = self.text.get(key.span.end as usize..value.span.start as usize)?;
            Some(self.language == Language::Yaml && header.contains('+'))
        };
        let mut line = self.source.line_of(offset);
        if self.last().and_then(keeps) == Some(true) {
            let is_blank = |line: Span| {
                (line.end as usize) < self.text.len() && self.text[line.range()].trim().is_empty()
            };
            while is_blank(self.source.line_span(line + 1)) {
                line += 1;
            }
        }
        self.source.line_span(line).end
    }

    /// The `[[header]]` of an item that stands under its own.
    fn header_of(&self, item: Span) -> Option<&'c str> {
        let line = self.text[self.line_of(item.start).range()].trim_end();
        let header = line.split_inclusive("]]").next()?;
        header.trim_start().starts_with("[[").then_some(header)
    }

    /// What stands before the last key on its line: indentation, or the path of dotted keys.
    fn key_lead(&self) -> Option<String> {
        let key = self.last()?.key_place?;
        let quote = u32::from(matches!(key.style, Style::Single | Style::Double));
        let start = self.line_of(key.span.start).start;
        let lead = &self.text[start as usize..(key.span.start - quote) as usize];
        match self.container.place.style {
            Style::Indented => {
                let only = lead.chars().all(|c| matches!(c, ' ' | '-' | '?'));
                only.then(|| " ".repeat(lead.len()))
            }
            Style::Dotted => {
                let path = lead.trim_start();
                let only = path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
                (only && path.trim_end().ends_with('.')).then(|| lead.to_owned())
            }
            _ => lead.trim().is_empty().then(|| lead.to_owned()),
        }
    }

    fn insert_below_header(&self, key: &str, value: &str) -> Option<Vec<Replacement>> {
        let start = self.container.place.span.start;
        let is_header =
            self.container.place.style == Style::Section && self.text[start as usize..].starts_with('[');
        if !is_header {
            return None;
        }
        let lead = format!("{}{}", self.newline(start), self.indentation(start));
        let end = self.line_of(start).end;
        Some(vec![(Span::at(end as usize), format!("{lead}{}", self.member(key, value)))])
    }

    /// Nothing stands where the map belongs: `tags:` or `null`.
    fn insert_for_null(&self, key: &str, value: &str) -> Option<Vec<Replacement>> {
        let span = self.container.place.span;
        let member = self.member(key, value);
        if !span.is_empty() {
            return Some(vec![(span, format!("{{{member}}}"))]);
        }
        if self.language != Language::Yaml || self.container.shape != Shape::Map {
            return None;
        }
        let line = self.line_of(span.start);
        let lead = &self.text[line.start as usize..span.start as usize];
        let indentation = lead.len() - lead.trim_start_matches([' ', '-']).len() + 2;
        let newline = self.newline(span.start);
        Some(vec![(Span::at(line.end as usize), format!("{newline}{}{member}", " ".repeat(indentation)))])
    }

    fn remove_from_brackets(&self, at: usize) -> Vec<Replacement> {
        let entry = self.tags[at].entry;
        let is_last = at + 1 == self.tags.len();
        let comma = self.comma_after(entry.end);
        let mut cut =
            Span { start: entry.start, end: comma.map_or(entry.end, |comma| Span::at(comma).start) };
        let mut edits = Vec::new();
        // Without a comma behind it, the one before it goes too.
        let before = (is_last && comma.is_none() && at > 0).then(|| self.tags[at - 1].entry.end);
        if let Some(comma) = before.and_then(|end| self.comma_after(end)) {
            edits.push((Span::new(comma - 1, comma), String::new()));
        }
        let (first, last) = (self.line_of(cut.start), self.line_of(cut.end));
        let lead = &self.text[first.start as usize..cut.start as usize];
        let rest = &self.text[cut.end as usize..last.end.max(cut.end) as usize];
        let own_lines = first.start > self.container.place.span.start
            && lead.trim().is_empty()
            && (rest.trim().is_empty() || is_comment(rest.trim_start()));
        if own_lines {
            cut = self.source.whole_lines(cut);
        } else if is_last {
            cut.start -= (lead.len() - lead.trim_end().len()) as u32 * u32::from(at > 0);
        } else {
            cut.end += (rest.len() - rest.trim_start().len()) as u32;
        }
        edits.push((cut, String::new()));
        edits
    }

    fn remove_lines(&self, at: usize) -> Option<Vec<Replacement>> {
        let entry = self.tags[at].entry;
        let mut start = entry.start;
        let line = self.line_of(start);
        let mut lead = &self.text[line.start as usize..start as usize];
        let is_list = matches!(self.container.shape, Shape::List { .. });
        if is_list && self.container.place.style == Style::Section {
            self.header_of(entry)?;
        } else if is_list {
            let dash = lead.rfind('-')?;
            start = line.start + dash as u32;
            lead = &lead[..dash];
        }
        if self.tags.len() == 1 && self.language == Language::Yaml {
            return Some(vec![self.empty(Span { start, end: entry.end })]);
        }
        let only_path =
            |lead: &str| lead.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
        let own_line =
            lead.trim().is_empty() || (self.container.place.style == Style::Dotted && only_path(lead));
        let mut cut = self.source.whole_lines(Span { start: line.start, end: entry.end });
        if self.language == Language::Yaml && self.follows_block_scalar(at) {
            // The line end before it is part of that scalar.
            cut.start = line.start;
        }
        own_line.then(|| vec![(cut, String::new())])
    }

    /// What takes the place of the only entry: an empty container, behind the key where nothing stands in between,
    /// else indented more than the key, as it must be.
    fn empty(&self, entry: Span) -> Replacement {
        let brackets = if self.container.shape == Shape::Map { "{}" } else { "[]" };
        let before = self.text[..entry.start as usize].trim_end();
        match before.ends_with(':') {
            true => (Span::new(before.len(), entry.end as usize), format!(" {brackets}")),
            false => (entry, format!("  {brackets}")),
        }
    }

    fn follows_block_scalar(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tags[before].value.place);
        before.is_some_and(|value| value.style == Style::Block)
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with("//")
        || text.starts_with('#')
        || (text.starts_with("/*") && text.trim_end().ends_with("*/"))
}
