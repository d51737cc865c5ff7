//! Where a new tag goes.

use super::{Layout, New, Replacement};
use crate::project::{Shape, Tag};
use crate::source::Span;
use crate::tree::{Language, Style};

impl<'c> Layout<'c> {
    pub(super) fn insert(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        match self.container.place.style {
            Style::Flow => self.insert_in_brackets(new),
            Style::Indented | Style::Section | Style::Dotted => self.insert_line(new),
            Style::Bare => self.insert_for_null(new),
            Style::Single | Style::Double | Style::Block => None,
        }
    }

    fn insert_in_brackets(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        let Some(last) = self.last().map(|last| last.entry) else { return self.insert_in_empty(new) };
        let before = match self.tags.len() {
            1 => self.container.place.span.start,
            several => self.tags[several - 2].entry.end,
        };
        if !self.text[before as usize..last.start as usize].contains('\n') {
            let member = format!("{}{}", self.comma(), self.member(new));
            return Some(vec![(Span::at(last.end as usize), member)]);
        }
        let lead = format!("{}{}", self.newline(last.start), self.indentation(last.start));
        let member = self.aligned(new).unwrap_or_else(|| self.member_over_lines(new, &lead));
        let (comma, line_end) = (self.comma_after(last.end), self.line_of(last.end).end);
        let closes_here = self.container.place.span.end <= line_end;
        Some(match comma {
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
        })
    }

    /// What is between entries on lines of their own: the lines of an HCL object need no comma.
    fn separator(&self) -> &'static str {
        match (self.language, self.container.shape) {
            (Language::Hcl, Shape::Map) => "",
            _ => ",",
        }
    }

    fn insert_in_empty(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        let member = self.member(new);
        let span = self.container.place.span;
        let inside = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
        let blank = &self.text[inside.range()];
        let spaced = match self.language {
            Language::Json | Language::Yaml => blank.contains(' '),
            Language::Toml | Language::Hcl => self.container.shape == Shape::Map || blank.contains(' '),
        };
        if self.language == Language::Yaml && blank.contains("<<") {
            // Nothing but what is merged into it: the tag goes behind that.
            let merged = blank.trim_end();
            let comma = if merged.ends_with(',') { " " } else { ", " };
            let at = inside.start as usize + merged.len();
            return (!merged.contains('#')).then(|| vec![(Span::at(at), format!("{comma}{member}"))]);
        }
        if blank.contains('\n') {
            let lead = format!("{}{}  ", self.newline(span.start), self.indentation(span.end));
            let member = self.member_over_lines(new, &lead);
            return Some(vec![(Span::at(inside.start as usize), format!("{lead}{member}"))]);
        }
        if !blank.trim().is_empty() {
            return Some(vec![(Span::at(inside.start as usize), format!(" {member}"))]);
        }
        Some(vec![(inside, if spaced { format!(" {member} ") } else { member })])
    }

    fn insert_line(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        let Some(last) = self.last().map(|last| last.entry) else {
            return self.insert_below_header(new).or_else(|| self.insert_behind_merged(new));
        };
        let end = self.end_of_last_line(last.end);
        if end as usize == self.text.len() && self.ends_in_block_scalar() {
            return None;
        }
        let newline = self.newline(last.start);
        let line = match self.container.shape {
            Shape::Map => {
                let lead = self.key_lead()?;
                match self.language {
                    Language::Yaml => {
                        format!("{lead}{}", self.member_in_block(new, &format!("{newline}{lead}")))
                    }
                    _ => format!("{lead}{}", self.member(new)),
                }
            }
            Shape::List { .. } if self.container.place.style == Style::Section => {
                let header = self.header_of(last)?;
                let [key, value] = self.item(new);
                format!("{header}{newline}{key}{newline}{value}")
            }
            Shape::List { .. } => {
                let start = self.line_of(last.start).start;
                let lead = &self.text[start as usize..last.start as usize];
                let dash =
                    lead.rfind('-').filter(|&dash| lead[..dash].chars().all(|c| c == ' ' || c == '-'))?;
                let item = format!("{}- ", " ".repeat(dash));
                let below = " ".repeat(item.len());
                let [key, value] = self.item(new);
                format!("{item}{key}{newline}{below}{value}")
            }
        };
        Some(vec![(Span::at(end as usize), format!("{newline}{line}"))])
    }

    /// Whether the last value is a YAML block scalar that does not strip its line end (`|-`). Where the file ends with it
    /// and without a line end, a line behind it would give it one.
    fn ends_in_block_scalar(&self) -> bool {
        let is_open = |tag: &'c Tag<'c>| self.block_header(tag).is_some_and(|header| !header.contains('-'));
        self.last().is_some_and(is_open)
    }

    /// What is before the text of a YAML block scalar: its mark, and what becomes of its line end.
    fn block_header(&self, tag: &'c Tag<'c>) -> Option<&'c str> {
        let value = self.value_place(tag).filter(|value| value.style == Style::Block)?;
        let key = tag.key_place.filter(|_| self.language == Language::Yaml)?;
        let header = self.text.get(key.span.end as usize..value.span.start as usize)?;
        header.rfind(['|', '>']).map(|mark| &header[mark..])
    }

    /// The end of the line on which the last entry ends. The blank lines behind a YAML block scalar that keeps them
    /// (`|+`) are part of it.
    fn end_of_last_line(&self, offset: u32) -> u32 {
        let keeps = |tag: &'c Tag<'c>| self.block_header(tag).is_some_and(|header| header.contains('+'));
        let mut line = self.source.line_of(offset);
        if self.last().is_some_and(keeps) {
            let is_blank = |line: Span| {
                (line.end as usize) < self.text.len() && self.text[line.range()].trim().is_empty()
            };
            while is_blank(self.source.line_span(line + 1)) {
                line += 1;
            }
        }
        self.source.line_span(line).end
    }

    /// The `[[header]]` of an item that is under its own.
    pub(super) fn header_of(&self, item: Span) -> Option<&'c str> {
        let line = self.text[self.line_of(item.start).range()].trim_end();
        let header = line.split_inclusive("]]").next()?;
        header.trim_start().starts_with("[[").then_some(header)
    }

    /// What is before the last key on its line: indentation, or the path of dotted keys.
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

    fn insert_below_header(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        let start = self.container.place.span.start;
        let is_header =
            self.container.place.style == Style::Section && self.text[start as usize..].starts_with('[');
        if !is_header {
            return None;
        }
        let lead = format!("{}{}", self.newline(start), self.indentation(start));
        let end = self.line_of(start).end;
        Some(vec![(Span::at(end as usize), format!("{lead}{}", self.member(new)))])
    }

    /// A YAML block map with nothing in it but what is merged into it.
    fn insert_behind_merged(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        let span = self.container.place.span;
        let lead = &self.text[self.line_of(span.start).start as usize..span.start as usize];
        let is_block = self.container.place.style == Style::Indented && self.language == Language::Yaml;
        if !is_block || self.container.shape != Shape::Map || !lead.chars().all(|c| c == ' ' || c == '-') {
            return None;
        }
        let lead = format!("{}{}", self.newline(span.start), " ".repeat(lead.len()));
        let end = self.line_of(span.end).end;
        Some(vec![(Span::at(end as usize), format!("{lead}{}", self.member_in_block(new, &lead)))])
    }

    /// An attribute of an HCL block, behind its other ones and apart from them.
    pub(super) fn insert_in_body(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        let braces = self.container.place.span;
        let inside = Span { start: braces.start + 1, end: braces.end - 1 };
        let newline = self.newline(braces.start);
        let outer = format!("{newline}{}", self.indentation(braces.start));
        let Some(last) = self.last().map(|last| last.entry) else {
            let lead = format!("{outer}  ");
            let member = self.member_over_lines(new, &lead);
            if self.text[inside.range()].trim().is_empty() {
                return Some(vec![(inside, format!("{lead}{member}{outer}"))]);
            }
            let end = self.line_of(braces.start).end;
            return (end > braces.start && end < braces.end)
                .then(|| vec![(Span::at(end as usize), format!("{lead}{member}{newline}"))]);
        };
        if !self.text[inside.range()].contains('\n') {
            let lead = format!("{outer}  ");
            let member = self.member_over_lines(new, &lead);
            let gaps = [Span { end: last.start, ..inside }, Span { start: last.end, ..inside }];
            let is_blank = gaps.iter().all(|gap| self.text[gap.range()].trim().is_empty());
            let edits = vec![(gaps[0], lead.clone()), (gaps[1], format!("{newline}{lead}{member}{outer}"))];
            return is_blank.then_some(edits);
        }
        let lead = format!("{newline}{}", self.indentation(last.start));
        let member = self.member_over_lines(new, &lead);
        let end = self.line_of(last.end).end;
        let below = self.text[end as usize..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default();
        let below = below.lines().next().unwrap_or_default().trim();
        let gap = if below.is_empty() || below.starts_with('}') { "" } else { newline };
        Some(vec![(Span::at(end as usize), format!("{newline}{lead}{member}{gap}"))])
    }

    /// Nothing is where the map belongs: `tags:` or `null`.
    fn insert_for_null(&self, new: &New<'_>) -> Option<Vec<Replacement>> {
        let span = self.container.place.span;
        if !span.is_empty() {
            let [open, close] = match self.container.shape {
                Shape::Map => ["{", "}"],
                Shape::List { .. } => ["[", "]"],
            };
            return Some(vec![(span, format!("{open}{}{close}", self.member(new)))]);
        }
        if self.language != Language::Yaml {
            return None;
        }
        let line = self.line_of(span.start);
        let lead = &self.text[line.start as usize..span.start as usize];
        let indentation = lead.len() - lead.trim_start_matches([' ', '-']).len() + 2;
        let newline = self.newline(span.start);
        let lead = format!("{newline}{}", " ".repeat(indentation));
        let member = self.member_in_block(new, &lead);
        Some(vec![(Span::at(line.end as usize), format!("{lead}{member}"))])
    }
}
