//! The few lines around a place, made ready to be drawn: cut where they are long, secrets masked, controls escaped.
//!
//! What drawing costs depends on the snippet alone, never on how long the file is or where in it the place stands.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::secrets::Secrets;
use crate::finding::Location;
use crate::rule::sensitive_value;
use crate::source::Span;
use crate::text::{is_unprintable, shown};

/// Lines of more bytes are drawn in part.
const LONG: usize = 1000;
/// How many bytes of a long line are drawn on both sides of the place.
const MARGIN: usize = 60;
/// How many bytes of a long place are drawn.
const MOST: usize = 160;

/// A part of a text, ready to be drawn, with the place it is drawn for.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    /// Line and column of the place, from 0.
    place: (usize, usize),
    /// The first line that is drawn, from 0.
    first: usize,
    /// How many lines are drawn.
    lines: usize,
    text: String,
    label: Range<usize>,
}

impl Snippet {
    /// The line of a place and so many before and after it.
    pub(super) fn of(location: &Location, context: usize, secrets: &Secrets<'_>) -> Self {
        let (source, focus) = (&location.source, location.span);
        let line = source.line_of(focus.start);
        let at = source.position(focus.start);
        if source.is_guarded() {
            return Snippet::of_guarded(location, secrets);
        }
        let first = line.saturating_sub(context);
        let mut snippet = Snippet::new(source.name(), (at.line - 1, at.column - 1), first);
        for number in first..=(line + context).min(source.line_count() - 1).max(line) {
            let span = source.line_span(number);
            let focus = (number == line).then_some(focus.start as usize..focus.end as usize);
            let masks = |range: &Range<usize>| secrets.within(source.name(), range);
            snippet.push(source.slice(span), span.start as usize, focus, masks);
        }
        snippet
    }

    /// The text of a place alone, without what stands around it.
    fn of_guarded(location: &Location, secrets: &Secrets<'_>) -> Self {
        let (source, focus) = (&location.source, location.span);
        let at = source.position(focus.start);
        let line = source.line_span(at.line - 1);
        let end = focus.end.clamp(focus.start, line.end.max(focus.start));
        let span = Span { start: focus.start, end };
        let mut snippet = Snippet::new(source.name(), (at.line - 1, at.column - 1), at.line - 1);
        let masks = |range: &Range<usize>| secrets.within(source.name(), range);
        let shown = span.start as usize..span.end as usize;
        snippet.push(source.slice(span), span.start as usize, Some(shown), masks);
        snippet
    }

    /// The same for a text of which only miette's view is known; `None` where the label points nowhere.
    pub(super) fn of_label(source: &dyn SourceCode, label: &LabeledSpan) -> Option<Self> {
        let at = source.read_span(label.inner(), 0, 0).ok()?;
        let around = source.read_span(label.inner(), 1, 1).ok()?;
        let text = String::from_utf8_lossy(around.data());
        let mut snippet =
            Snippet::new(at.name().unwrap_or_default(), (at.line(), at.column()), around.line());
        let mut start = around.span().offset();
        let mut focus = Some(label.offset()..label.offset() + label.len());
        let mut lines = text.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            let end = start + line.len();
            let here = lines.peek().is_none() || label.offset() < end;
            let content = match line.strip_suffix('\n') {
                Some(line) => line.strip_suffix('\r').unwrap_or(line),
                None => line,
            };
            snippet.push(content, start, if here { focus.take() } else { None }, |_| &[]);
            start = end;
        }
        Some(snippet)
    }

    fn new(name: &str, place: (usize, usize), first: usize) -> Self {
        Snippet { name: shown(name).into_owned(), place, first, lines: 0, text: String::new(), label: 0..0 }
    }

    /// Draws a line that begins at an offset of its source, and remembers where the focus came to stand.
    fn push<'s>(
        &mut self,
        line: &str,
        at: usize,
        focus: Option<Range<usize>>,
        masks: impl Fn(&Range<usize>) -> &'s [Span],
    ) {
        let focus = focus.map(|focus| within(line, at, &focus));
        let window = window(line, focus.as_ref());
        let masks = masks(&(at + window.start..at + window.end));
        let credentials = credentials(line, &window);
        // A blank line leaves the text empty, and is a line all the same.
        if self.lines > 0 {
            self.text.push('\n');
        }
        self.lines += 1;
        if window.start > 0 {
            self.text.push('…');
        }
        let mut label = self.text.len()..self.text.len();
        let pointed = focus.clone().unwrap_or(0..0);
        let mut masks = masks.iter().peekable();
        for (offset, c) in line[window.clone()].char_indices() {
            let offset = window.start + offset;
            if offset <= pointed.start {
                label.start = self.text.len();
            }
            while masks.next_if(|mask| mask.end as usize <= at + offset).is_some() {}
            let is_secret = masks.peek().is_some_and(|mask| mask.start as usize <= at + offset)
                || credentials.iter().any(|credential| credential.contains(&offset));
            self.push_char(if is_secret { '*' } else { c });
            if offset < pointed.end {
                label.end = self.text.len();
            }
        }
        if pointed.start >= window.end {
            label.start = self.text.len();
        }
        if window.end < line.len() {
            self.text.push('…');
        }
        if pointed.end > window.end {
            label.end = self.text.len();
        }
        if focus.is_some() {
            self.point(label);
        }
    }

    /// Sets the label, with something to point at where it stands behind the end of its line.
    fn point(&mut self, label: Range<usize>) {
        if label.start == self.text.len() {
            self.text.push(' ');
        }
        self.label = label.start..label.end.max(label.start);
    }

    fn push_char(&mut self, c: char) {
        if is_unprintable(c) && c != '\t' {
            self.text.extend(c.escape_default());
        } else {
            self.text.push(c);
        }
    }

    /// The label, in offsets of what is drawn.
    pub(super) fn label(&self, text: Option<String>) -> LabeledSpan {
        LabeledSpan::new_primary_with_span(text, self.label.clone())
    }

    /// How many bytes are drawn, which is what drawing costs.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }
}

/// A focus as a range of its line, moved onto it where it stands beside it.
fn within(line: &str, at: usize, focus: &Range<usize>) -> Range<usize> {
    let clamp = |offset: usize| offset.saturating_sub(at).min(line.len());
    let start = line.floor_char_boundary(clamp(focus.start));
    start..line.ceil_char_boundary(clamp(focus.end)).max(start)
}

/// Where credentials stand in what is drawn of a line: in a comment, in another attribute, in a value that is not
/// checked. Of a long line so much is looked at that no credential is cut.
fn credentials(line: &str, window: &Range<usize>) -> Vec<Range<usize>> {
    let start = line.floor_char_boundary(window.start.saturating_sub(LONG));
    let end = line.ceil_char_boundary((window.end + LONG).min(line.len()));
    let found = sensitive_value::credentials(&line[start..end]).into_iter();
    found.map(|credential| start + credential.start..start + credential.end).collect()
}

/// The part of a line that is drawn.
fn window(line: &str, focus: Option<&Range<usize>>) -> Range<usize> {
    if line.len() <= LONG {
        return 0..line.len();
    }
    let Some(focus) = focus else { return 0..line.floor_char_boundary(MARGIN + MOST) };
    let start = line.floor_char_boundary(focus.start.saturating_sub(MARGIN));
    let end = focus.end.min(focus.start + MOST) + MARGIN;
    start..line.ceil_char_boundary(end.min(line.len()))
}

/// miette asks without context for what stands in the heading of a snippet, and with context for what it draws.
impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (line, column) = if (before, after) == (0, 0) { self.place } else { (self.first, 0) };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            SourceSpan::from(0..self.text.len()),
            line,
            column,
            self.lines,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::location;

    fn snippet(text: &str, span: Range<usize>) -> (String, String) {
        let secrets = Secrets::default();
        let snippet = Snippet::of(&location("a", text, Span::new(span.start, span.end)), 1, &secrets);
        (snippet.text.clone(), snippet.text[snippet.label.clone()].to_owned())
    }

    #[test]
    fn lines_come_with_their_neighbours_and_without_their_ends() {
        assert_eq!(snippet("a\r\nbcd\r\ne\r\nf", 4..6), ("a\nbcd\ne".into(), "cd".into()));
        assert_eq!(snippet("\u{feff}ab", 0..5), ("ab".into(), "ab".into()));
        assert_eq!(snippet("ab\ncd", 1..4), ("ab\ncd".into(), "b".into()));
        assert_eq!(snippet("\nab\n\n", 1..3), ("\nab\n".into(), "ab".into()));
    }

    #[test]
    fn there_is_always_something_to_point_at() {
        assert_eq!(snippet("", 0..0), (" ".into(), String::new()));
        assert_eq!(snippet("ab", 2..2), ("ab ".into(), String::new()));
        assert_eq!(snippet("ab", 90..99), ("ab ".into(), String::new()));
        assert_eq!(snippet("a\n\nb", 2..2), ("a\n \nb".into(), String::new()));
    }

    #[test]
    fn controls_are_escaped_and_the_label_moves_along() {
        let (text, label) = snippet("\u{1b}x\u{7}y", 1..3);
        assert_eq!((text.as_str(), label.as_str()), ("\\u{1b}x\\u{7}y", "x\\u{7}"));
    }

    #[test]
    fn of_long_lines_the_part_around_the_place_is_drawn() {
        let line = "é".repeat(100_000);
        let (text, label) = snippet(&line, 100_000..100_010);
        assert_eq!(text, format!("…{}…", "é".repeat(30 + 5 + 30)));
        assert_eq!(label, "é".repeat(5));
        let (text, label) = snippet(&line, 100_000..150_000);
        assert_eq!(text, format!("…{}…", "é".repeat(30 + 80 + 30)));
        assert_eq!(label, format!("{}…", "é".repeat(80 + 30)));
    }
}
