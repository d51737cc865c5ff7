//! The first look over the parser's events.

use std::borrow::Cow;
use std::ops::Range;

use toml_parser::ErrorSink;
use toml_parser::decoder::Encoding;
use toml_parser::lexer::TokenKind;
use toml_parser::parser::EventReceiver;

use super::{Broken, Error};
use crate::source::Span;
use crate::tree::MAX_DEPTH;

/// How many names and brackets may lead to a value. Each makes one level of the tree, or two where it goes through an
/// array of tables. The `toml` crate's own limit is 80.
pub(super) const MAX_STEPS: usize = MAX_DEPTH / 2;

/// A part of the text behind whose beginning the `toml` crate would read no further, and why.
pub(super) struct Skipped {
    pub(super) range: Range<usize>,
    span: Span,
    missing: Missing,
}

/// What a skipped part lacks.
enum Missing {
    Value,
    Bracket,
}

impl Skipped {
    pub(super) fn error(&self, text: &str) -> Error {
        let found = text.get(self.span.range()).unwrap_or_default().to_owned();
        let kind = match self.missing {
            Missing::Value => Broken::LoneKey { key: found },
            Missing::Bracket => Broken::OpenHeader { header: found },
        };
        Error { kind, span: self.span }
    }
}

/// The text with blanks for what must be skipped, so that errors behind it are found as well.
pub(super) fn without<'t>(text: &'t str, skipped: &[Skipped]) -> Cow<'t, str> {
    if skipped.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut readable = String::with_capacity(text.len());
    for Skipped { range, .. } in skipped {
        readable.push_str(&text[readable.len()..range.start]);
        readable.extend(std::iter::repeat_n(' ', range.len()));
    }
    readable.push_str(&text[readable.len()..]);
    Cow::Owned(readable)
}

/// What the first look finds.
#[derive(Default)]
pub(super) struct Survey {
    pub(super) comments: Vec<Span>,
    /// The headers with their brackets, in the order of the text.
    pub(super) headers: Vec<Range<usize>>,
    pub(super) too_deep: Option<Span>,
    pub(super) skipped: Vec<Skipped>,
    /// The key at the start of this line, until its `=` is seen.
    key: Option<Range<usize>>,
    /// Whether the last header has no closing bracket.
    unclosed: bool,
    in_header: bool,
    /// Names of the current header.
    header: usize,
    /// Names of the key that is being read.
    names: usize,
    /// The steps that each open bracket adds: itself, and the names of its key but the last.
    brackets: Vec<usize>,
    steps: usize,
}

impl Survey {
    pub(super) fn of(text: &str) -> Self {
        let mut survey = Survey::default();
        let source = toml_parser::Source::new(text);
        let tokens = source.lex().into_vec();
        let comments = tokens.iter().filter(|token| token.kind() == TokenKind::Comment);
        survey.comments = comments
            .map(|comment| {
                let span = comment.span();
                let comment = text.get(span.start()..span.end()).unwrap_or_default();
                Span::new(span.start(), span.start() + comment.trim_end().len())
            })
            .collect();
        toml_parser::parser::parse_document(&tokens, &mut survey, &mut ());
        survey.end_line(text.len());
        survey.end_section(text.len());
        survey
    }

    /// Skips the line if it has a key but no `=`.
    fn end_line(&mut self, end: usize) {
        let Some(key) = self.key.take().filter(|_| !self.unclosed) else { return };
        let span = Span::new(key.start, key.end);
        self.skipped.push(Skipped { range: key.start..end, span, missing: Missing::Value });
    }

    /// Skips the section if its header is not closed.
    fn end_section(&mut self, end: usize) {
        let Some(header) = self.headers.last().filter(|_| self.unclosed) else { return };
        let span = Span::new(header.start, header.end);
        self.skipped.push(Skipped { range: header.start..end, span, missing: Missing::Bracket });
    }

    fn header_open(&mut self, span: toml_parser::Span) {
        self.end_section(span.start());
        self.headers.push(span.start()..span.end());
        (self.in_header, self.unclosed) = (true, true);
        (self.header, self.names, self.steps) = (0, 0, 0);
        self.brackets.clear();
    }

    fn header_close(&mut self, span: toml_parser::Span) {
        (self.in_header, self.unclosed) = (false, false);
        if let Some(header) = self.headers.last_mut() {
            header.end = header.end.max(span.end());
        }
    }

    fn check(&mut self, span: toml_parser::Span) -> bool {
        let deep = self.header + self.steps + self.names.saturating_sub(1) > MAX_STEPS;
        if deep {
            self.too_deep.get_or_insert(Span::new(span.start(), span.end()));
        }
        !deep
    }

    fn bracket_open(&mut self, span: toml_parser::Span) -> bool {
        let steps = 1 + self.names.saturating_sub(1);
        self.names = 0;
        self.brackets.push(steps);
        self.steps += steps;
        self.check(span)
    }

    fn bracket_close(&mut self) {
        self.names = 0;
        self.steps -= self.brackets.pop().unwrap_or_default().min(self.steps);
    }
}

impl EventReceiver for Survey {
    fn std_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_open(span);
    }

    fn std_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_close(span);
    }

    fn array_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_open(span);
    }

    fn array_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_close(span);
    }

    fn inline_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.bracket_open(span)
    }

    fn inline_table_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.bracket_close();
    }

    fn array_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.bracket_open(span)
    }

    fn array_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.bracket_close();
    }

    fn simple_key(&mut self, span: toml_parser::Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        if self.in_header {
            self.header += 1;
            // Where the closing bracket is missing, the header ends with its last name.
            self.headers.last_mut().expect("a header is open").end = span.end();
        } else {
            self.names += 1;
            if self.brackets.is_empty() {
                self.key.get_or_insert(span.start()..span.end()).end = span.end();
            }
        }
        self.check(span);
    }

    fn key_val_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.key = None;
    }

    fn scalar(&mut self, _: toml_parser::Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        self.names = 0;
    }

    fn value_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.names = 0;
    }

    fn newline(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.end_line(span.start());
        self.in_header = false;
        if self.brackets.is_empty() {
            self.names = 0;
        }
    }
}
