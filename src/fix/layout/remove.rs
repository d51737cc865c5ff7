//! What goes with a tag that is removed.

use super::{Layout, Replacement, is_comment};
use crate::project::Shape;
use crate::source::Span;
use crate::tree::{Language, Style};

impl Layout<'_> {
    pub(super) fn remove_from_brackets(&self, at: usize) -> Vec<Replacement> {
        let entry = self.tags[at].entry;
        let is_last = at + 1 == self.tags.len();
        let comma = self.comma_after(entry.end);
        let end = if let Some(comma) = comma { Span::at(comma).start } else { entry.end };
        let mut cut = Span { start: entry.start, end };
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

    pub(super) fn remove_lines(&self, at: usize) -> Option<Vec<Replacement>> {
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

    /// What takes the place of the only entry: an empty container, behind the key where nothing is in between,
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
        let before = at.checked_sub(1).and_then(|before| self.value_place(self.tags[before]));
        before.is_some_and(|value| value.style == Style::Block)
    }
}
