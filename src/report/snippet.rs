//! The few lines around a place, made ready to be drawn: cut where they are long, secrets masked, controls escaped.
//!
//! What drawing costs depends on the snippet alone, never on how long the file is or where in it the place is. On
//! a terminal no line is wider than it is: a line that goes on below itself would tear a mark from what it points at.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use super::secrets::Secrets;
use crate::finding::Location;
use crate::source::{Source, Span};
use crate::text::credential::{self, named};
use crate::text::{begins_command, is_unprintable, shown};

/// Lines of more bytes are drawn in part, however wide the output.
const LONG: usize = 1000;
/// How many columns of a long line are drawn where nobody knows how wide the output is.
const COLUMNS: usize = 120;
/// What is beside each line, besides its number.
const GUTTER: usize = 4;
/// How many columns a tab takes at most.
const TAB: usize = 4;

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
    /// How many columns there are for a line, where that is known.
    room: Option<usize>,
    text: String,
    label: Range<usize>,
}

/// A line that is drawn.
struct Line<'l> {
    text: &'l str,
    /// Where it begins in its source.
    start: usize,
    /// What is pointed at, in its source.
    focus: Option<Range<usize>>,
    /// What of it is a secret by what is around it.
    told: Vec<Range<usize>>,
}

impl Line<'_> {
    /// What is secret of what is drawn of it: in a comment, in another attribute, in a value that is not checked. Of a
    /// long line so much is looked at that no credential is cut.
    fn secrets(&self, window: &Range<usize>) -> Vec<Range<usize>> {
        let start = self.text.floor_char_boundary(window.start.saturating_sub(LONG));
        let end = self.text.ceil_char_boundary((window.end + LONG).min(self.text.len()));
        let part = &self.text[start..end];
        let found = credential::credentials(part).into_iter().chain(named::in_line(part));
        let mut secrets: Vec<_> = found.map(|secret| start + secret.start..start + secret.end).collect();
        secrets.extend(self.told.iter().cloned());
        secrets
    }
}

impl Snippet {
    /// The line of a place and so many before and after it, for an output of a width.
    pub(super) fn of(
        location: &Location,
        context: usize,
        width: Option<usize>,
        secrets: &Secrets<'_>,
    ) -> Self {
        let (source, focus) = (&location.source, location.span);
        let line = source.line_of(focus.start);
        let at = source.position(focus.start);
        if source.is_guarded() {
            return Snippet::of_guarded(location, width, secrets);
        }
        let first = line.saturating_sub(context);
        let last = (line + context).min(source.line_count() - 1).max(line);
        let mut snippet = Snippet::new(source.name(), (at.line - 1, at.column - 1), first);
        snippet.room = room(width, last);
        for number in first..=last {
            let span = source.line_span(number);
            let line = Line {
                text: source.slice(span),
                start: span.start as usize,
                focus: (number == line).then_some(focus.start as usize..focus.end as usize),
                told: told_by_neighbours(source, number),
            };
            snippet.push(&line, |range| secrets.within(source.name(), range));
        }
        snippet
    }

    /// The text of a place alone, without what is around it.
    fn of_guarded(location: &Location, width: Option<usize>, secrets: &Secrets<'_>) -> Self {
        let (source, focus) = (&location.source, location.span);
        let at = source.position(focus.start);
        let line = source.line_span(at.line - 1);
        let end = focus.end.clamp(focus.start, line.end.max(focus.start));
        let span = Span { start: focus.start, end };
        let mut snippet = Snippet::new(source.name(), (at.line - 1, at.column - 1), at.line - 1);
        snippet.room = room(width, at.line - 1);
        let line = Line {
            text: source.slice(span),
            start: span.start as usize,
            focus: Some(span.start as usize..span.end as usize),
            told: Vec::new(),
        };
        snippet.push(&line, |range| secrets.within(source.name(), range));
        snippet
    }

    /// The same for a text of which only miette's view is known; `None` where the label points nowhere.
    pub(super) fn of_label(
        source: &dyn SourceCode,
        label: &LabeledSpan,
        width: Option<usize>,
    ) -> Option<Self> {
        let at = source.read_span(label.inner(), 0, 0).ok()?;
        let around = source.read_span(label.inner(), 1, 1).ok()?;
        let text = String::from_utf8_lossy(around.data());
        let may_name_secrets = named::may_have_name(&text);
        let mut snippet =
            Snippet::new(at.name().unwrap_or_default(), (at.line(), at.column()), around.line());
        snippet.room = room(width, around.line() + around.line_count());
        let mut start = around.span().offset();
        let mut focus = Some(label.offset()..label.offset() + label.len());
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let contents: Vec<&str> = lines.iter().copied().map(without_end).collect();
        for (number, (line, content)) in lines.iter().zip(&contents).enumerate() {
            let end = start + line.len();
            let here = number + 1 == lines.len() || label.offset() < end;
            let before = contents[..number].iter().rev().copied();
            let line = Line {
                text: content,
                start,
                focus: if here { focus.take() } else { None },
                told: match may_name_secrets {
                    true => named::by_neighbours(content, before, contents[number + 1..].iter().copied()),
                    false => Vec::new(),
                },
            };
            snippet.push(&line, |_| &[]);
            start = end;
        }
        Some(snippet)
    }

    fn new(name: &str, place: (usize, usize), first: usize) -> Self {
        Snippet {
            name: shown(name).into_owned(),
            place,
            first,
            lines: 0,
            room: None,
            text: String::new(),
            label: 0..0,
        }
    }

    /// Draws a line, and remembers where the focus came to be.
    fn push<'s>(&mut self, line: &Line<'_>, marked: impl Fn(&Range<usize>) -> &'s [Span]) {
        let at = line.start;
        let focus = line.focus.as_ref().map(|focus| within(line.text, at, focus));
        let window = window(line.text, focus.as_ref(), self.room);
        let marked = marked(&(at + window.start..at + window.end));
        let secrets = line.secrets(&window);
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
        let mut marked = marked.iter().peekable();
        for (offset, c) in line.text[window.clone()].char_indices() {
            let offset = window.start + offset;
            if offset <= pointed.start {
                label.start = self.text.len();
            }
            while marked.next_if(|mark| mark.end as usize <= at + offset).is_some() {}
            let is_secret = marked.peek().is_some_and(|mark| mark.start as usize <= at + offset)
                || secrets.iter().any(|secret| secret.contains(&offset));
            match is_secret {
                true => self.text.push('*'),
                false if begins_command(&line.text[offset..]) => self.text.extend(c.escape_unicode()),
                false => self.push_char(c),
            }
            if offset < pointed.end {
                label.end = self.text.len();
            }
        }
        if pointed.start >= window.end {
            label.start = self.text.len();
        }
        if window.end < line.text.len() {
            self.text.push('…');
        }
        if pointed.end > window.end {
            label.end = self.text.len();
        }
        if focus.is_some() {
            self.point(label);
        }
    }

    /// Sets the label, with something to point at where it is behind the end of its line.
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

/// A focus as a range of its line, moved onto it where it is beside it.
fn within(line: &str, at: usize, focus: &Range<usize>) -> Range<usize> {
    let clamp = |offset: usize| offset.saturating_sub(at).min(line.len());
    let start = line.floor_char_boundary(clamp(focus.start));
    start..line.ceil_char_boundary(clamp(focus.end)).max(start)
}

/// What a line of a source has that its neighbours call a secret. Where lines are very long, nothing is on neighbours.
fn told_by_neighbours(source: &Source, number: usize) -> Vec<Range<usize>> {
    if !source.may_name_secrets() {
        return Vec::new();
    }
    let text = |number: usize| match source.slice(source.line_span(number)) {
        line if line.len() <= LONG => line,
        _ => "",
    };
    let after = (number + 1..source.line_count()).map(text);
    named::by_neighbours(text(number), (0..number).rev().map(text), after)
}

fn without_end(line: &str) -> &str {
    match line.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None => line,
    }
}

/// How many columns a line has beside its number, and with a mark behind its end.
fn room(width: Option<usize>, last: usize) -> Option<usize> {
    let number = (last + 1).to_string();
    Some(width?.saturating_sub(number.len() + GUTTER + 1))
}

/// The part of a line that is drawn: all of it where there is room, else what is around the focus, as much before it
/// as behind it.
fn window(line: &str, focus: Option<&Range<usize>>, room: Option<usize>) -> Range<usize> {
    let room = match room {
        Some(room) if line.len() <= LONG && columns(line.chars()) <= room => return 0..line.len(),
        Some(room) => room,
        None if line.len() <= LONG => return 0..line.len(),
        None => COLUMNS,
    };
    // An ellipsis may be on both sides.
    let room = room.saturating_sub(2);
    let focus = match focus {
        Some(focus) => focus.clone(),
        None => 0..0,
    };
    let (before, behind) = (&line[..focus.start], &line[focus.start..]);
    let marked = columns_within(line[focus.clone()].chars(), room).0;
    let spare = room - marked;
    let room_before = columns_within(before.chars().rev(), spare).0;
    let room_behind = columns_within(line[focus.end..].chars(), spare).0;
    let left = room_before.min((spare / 2).max(spare - room_behind));
    let start = focus.start - columns_within(before.chars().rev(), left).1;
    let end = focus.start + columns_within(behind.chars(), room - left).1;
    start..end
}

/// How many columns characters take when they are drawn.
fn columns(characters: impl Iterator<Item = char>) -> usize {
    characters.map(column_count).sum()
}

/// How many columns, and how many bytes, characters take of which as many are taken as there is room for.
fn columns_within(characters: impl Iterator<Item = char>, room: usize) -> (usize, usize) {
    let (mut columns, mut bytes) = (0, 0);
    for c in characters {
        let more = column_count(c);
        if columns + more > room {
            break;
        }
        columns += more;
        bytes += c.len_utf8();
    }
    (columns, bytes)
}

fn column_count(c: char) -> usize {
    match c {
        '\t' => TAB,
        c if is_unprintable(c) => c.escape_default().count(),
        c => c.width().unwrap_or_default(),
    }
}

/// miette asks without context for what is in the heading of a snippet, and with context for what it draws.
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
        snippet_within(None, text, span)
    }

    fn snippet_within(width: Option<usize>, text: &str, span: Range<usize>) -> (String, String) {
        let secrets = Secrets::default();
        let location = location("a", text, Span::new(span.start, span.end));
        let snippet = Snippet::of(&location, 1, width, &secrets);
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
    fn what_is_called_a_secret_is_masked() {
        let text =
            "password: hunter2\nTeam: x\nKey: |\n  -----BEGIN PRIVATE KEY-----\n  MIIE\n  MIIF\nTeam: y\n";
        let shown = |word: &str| {
            let start = text.find(word).expect("it is there");
            snippet(text, start..start + word.len()).0
        };
        assert_eq!(shown("Team: x"), "password: *******\nTeam: x\nKey: |");
        assert_eq!(shown("Team: y"), "  ****\nTeam: y");
    }

    #[test]
    fn of_long_lines_the_part_around_the_place_is_drawn() {
        let line = "é".repeat(100_000);
        let (text, label) = snippet(&line, 100_000..100_010);
        // 118 columns besides the ellipses, five of them marked.
        assert_eq!(text, format!("…{}…", "é".repeat(56 + 5 + 57)));
        assert_eq!(label, "é".repeat(5));
        let (text, label) = snippet(&line, 100_000..150_000);
        assert_eq!(text, format!("…{}…", "é".repeat(118)));
        assert_eq!(label, format!("{}…", "é".repeat(118)));
    }

    #[test]
    fn a_terminal_has_room_for_each_line_and_the_mark() {
        // 26 columns, of which ` 1 │ ` takes 5 and a mark behind the end 1.
        let within = |text: &str, span| snippet_within(Some(26), text, span);
        let line = "0123456789abcdefghij";
        assert_eq!(within(line, 3..5), (line.into(), "34".into()));
        let line = "0123456789abcdefghijklmnopqrstuvwxyz";
        assert_eq!(within(line, 0..2), ("0123456789abcdefgh…".into(), "01".into()));
        assert_eq!(within(line, 16..18), ("…89abcdefghijklmnop…".into(), "gh".into()));
        assert_eq!(within(line, 34..36), ("…ijklmnopqrstuvwxyz".into(), "yz".into()));
        assert_eq!(within(line, 36..36), ("…ijklmnopqrstuvwxyz ".into(), String::new()));
        assert_eq!(within(line, 4..36), ("…456789abcdefghijkl…".into(), "456789abcdefghijkl…".into()));
        let (text, _) = within(&format!("short\n{line}\nshort"), 0..2);
        assert_eq!(text, "short\n0123456789abcdefgh…");
    }

    #[test]
    fn wide_and_escaped_characters_take_the_columns_that_they_are_drawn_with() {
        let within = |text: &str, span| snippet_within(Some(26), text, span).0;
        // Ten of two columns each fill the room.
        assert_eq!(within(&"中".repeat(10), 0..3), "中".repeat(10));
        assert_eq!(within(&"中".repeat(11), 0..3), format!("{}…", "中".repeat(9)));
        assert_eq!(within(&"🚀".repeat(11), 40..44), format!("…{}", "🚀".repeat(9)));
        // `\u{1b}` is six.
        assert_eq!(within("\u{1b}\u{1b}\u{1b}xxx", 0..1), "\\u{1b}\\u{1b}\\u{1b}…");
    }
}
