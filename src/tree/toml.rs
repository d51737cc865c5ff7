//! TOML 1.1, read with every error that the parser can go on behind.
//!
//! The `toml` crate reads; its tables, which are ordered by key, become a tree in the order of the text. A first look
//! over the parser's events finds what the tables do not keep (comments, and where headers stand), and how deep the
//! text is nested, which must be known before tables are built: they are made and dropped by recursion.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};
use toml_parser::ErrorSink;
use toml_parser::decoder::Encoding;
use toml_parser::lexer::TokenKind;
use toml_parser::parser::EventReceiver;

use super::{Builder, Kind, Language, MAX_DEPTH, Style, SyntaxError, Tree};
use crate::source::{Source, Span};

/// How many names and brackets may lead to a value. Each makes one level of the tree, or two where it goes through an
/// array of tables. The `toml` crate's own limit is 80.
const MAX_STEPS: usize = MAX_DEPTH / 2;

/// What was read, where comments stand, and what is wrong.
#[derive(Debug)]
pub struct Toml<'s> {
    /// What could be read.
    pub tree: Tree<'s>,
    /// Comments, with their `#`, in the order of the text.
    pub comments: Vec<Span>,
    /// Everything that is wrong, in the order of the text.
    pub errors: Vec<SyntaxError>,
}

/// Reads a TOML text.
///
/// The entries of a table stand in the order of the text. A table with a header spans from its `[` to the end of the
/// last entry written directly in it; tables under headers of their own lie outside that span, even those within it
/// by name. A table that is only named on the way to another (`a` of `[a.b]`) has the span of that header. A table
/// that dotted keys make spans from the first key in it to the end of the last value.
///
/// Dates and times are texts of style [`Style::Bare`]. A value that is missing is a null, in a text with errors only.
pub fn parse(source: &Source) -> Toml<'_> {
    let text = source.text();
    let survey = Survey::of(text);
    let mut writer = Writer { text, headers: survey.headers, builder: Builder::new(source, Language::Toml) };
    writer.builder.open(Kind::Map, source.mark_len(), Style::Section);
    let mut errors = Vec::new();
    if let Some(span) = survey.too_deep {
        errors.push(SyntaxError::new(format!("nested deeper than {MAX_STEPS} levels"), span));
    } else {
        let (table, found) = DeTable::parse_recoverable(text);
        writer.entries(table.get_ref());
        errors.extend(found.iter().map(|error| syntax_error(text, error)));
        errors.sort_by_key(|error| error.span);
    }
    Toml { tree: writer.builder.finish(text.len()), comments: survey.comments, errors }
}

/// What the first look finds.
#[derive(Default)]
struct Survey {
    comments: Vec<Span>,
    /// The headers with their brackets, in the order of the text.
    headers: Vec<Range<usize>>,
    too_deep: Option<Span>,
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
    fn of(text: &str) -> Self {
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
        survey
    }

    fn header_open(&mut self, span: toml_parser::Span) {
        self.headers.push(span.start()..span.end());
        self.in_header = true;
        (self.header, self.names, self.steps) = (0, 0, 0);
        self.brackets.clear();
    }

    fn header_close(&mut self, span: toml_parser::Span) {
        self.in_header = false;
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
        match self.in_header {
            true => self.header += 1,
            false => self.names += 1,
        }
        self.check(span);
    }

    fn scalar(&mut self, _: toml_parser::Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        self.names = 0;
    }

    fn value_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.names = 0;
    }

    fn newline(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.in_header = false;
        if self.brackets.is_empty() {
            self.names = 0;
        }
    }
}

struct Writer<'s> {
    text: &'s str,
    headers: Vec<Range<usize>>,
    builder: Builder<'s>,
}

/// Where a value ends, and whether it stands under a header of its own and not where its key does.
struct Written {
    end: usize,
    section: bool,
}

impl Writer<'_> {
    /// Writes the entries of a table; gives the end of the last that stands directly in it.
    fn entries(&mut self, table: &DeTable<'_>) -> Option<usize> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut end = None;
        for (key, value) in entries {
            let (span, style) = self.unquoted(key.span());
            self.scalar(Kind::Text, span, style, key.get_ref());
            let written = self.value(key.span().end, value);
            if !written.section {
                end = end.max(Some(written.end));
            }
        }
        end
    }

    /// Writes a value that stands behind the offset `after`, if it stands anywhere.
    fn value(&mut self, after: usize, value: &Spanned<DeValue<'_>>) -> Written {
        let range = value.span();
        match value.get_ref() {
            DeValue::Array(array) => return self.array(range, array),
            DeValue::Table(table) => return self.table(range, table),
            _ if range.is_empty() => {
                let at = range.start.max(after);
                self.builder.scalar(Kind::Null, Span::at(at), Style::Bare);
                return Written { end: at, section: false };
            }
            DeValue::String(text) => {
                let (span, style) = self.unquoted(range.clone());
                self.scalar(Kind::Text, span, style, text);
            }
            DeValue::Integer(_) | DeValue::Float(_) => self.bare(Kind::Number, &range),
            DeValue::Boolean(_) => self.bare(Kind::Bool, &range),
            DeValue::Datetime(_) => self.bare(Kind::Text, &range),
        }
        Written { end: range.end, section: false }
    }

    fn array(&mut self, range: Range<usize>, array: &DeArray<'_>) -> Written {
        let header = self.header_at(range.start).filter(|header| header.start == range.start);
        let style = if header.is_some() { Style::Section } else { Style::Flow };
        self.builder.open(Kind::List, range.start, style);
        let mut last = range.end;
        for item in array.iter() {
            last = last.max(self.value(range.start, item).end);
        }
        let end = if header.is_some() { last } else { range.end };
        self.builder.close(end);
        Written { end, section: header.is_some() }
    }

    fn table(&mut self, range: Range<usize>, table: &DeTable<'_>) -> Written {
        if self.text.as_bytes().get(range.start) == Some(&b'{') {
            self.builder.open(Kind::Map, range.start, Style::Flow);
            self.entries(table);
            self.builder.close(range.end);
            return Written { end: range.end, section: false };
        }
        let header = self.header_at(range.start);
        let section = header.is_some();
        let place = header.unwrap_or_else(|| {
            let first = table.keys().map(|key| key.span().start).min();
            first.unwrap_or(range.end)..range.end
        });
        let style = if section { Style::Section } else { Style::Dotted };
        self.builder.open(Kind::Map, place.start, style);
        let end = self.entries(table).unwrap_or_default().max(place.end);
        self.builder.close(end);
        Written { end, section }
    }

    /// The header that begins at an offset or mentions the name there.
    fn header_at(&self, offset: usize) -> Option<Range<usize>> {
        let at = self.headers.partition_point(|header| header.start <= offset).checked_sub(1)?;
        Some(self.headers[at].clone()).filter(|header| offset < header.end)
    }

    /// The span between the quotes of a key or string, and the style that they make.
    fn unquoted(&self, range: Range<usize>) -> (Range<usize>, Style) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let quotes =
            [("\"\"\"", Style::Block), ("'''", Style::Block), ("\"", Style::Double), ("'", Style::Single)];
        for (quote, style) in quotes {
            let Some(inner) = text.strip_prefix(quote) else { continue };
            // In a text with errors, the closing quotes may be missing.
            let inner = inner.strip_suffix(quote).unwrap_or(inner);
            let mut start = range.start + quote.len();
            let end = start + inner.len();
            if style == Style::Block {
                let newline = ["\n", "\r\n"].into_iter().find(|newline| inner.starts_with(newline));
                start += newline.map_or(0, str::len);
            }
            return (start..end, style);
        }
        (range, Style::Bare)
    }

    fn bare(&mut self, kind: Kind, range: &Range<usize>) {
        self.builder.scalar(kind, Span::new(range.start, range.end), Style::Bare);
    }

    fn scalar(&mut self, kind: Kind, range: Range<usize>, style: Style, text: &str) {
        let span = Span::new(range.start, range.end);
        if self.text.get(range) == Some(text) {
            self.builder.scalar(kind, span, style);
        } else {
            self.builder.decoded(kind, span, style, text);
        }
    }
}

fn syntax_error(text: &str, error: &toml::de::Error) -> SyntaxError {
    let range = error.span().unwrap_or(text.len()..text.len());
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end).max(start);
    let message = match error.message() {
        "duplicate key" => format!("the key `{}` is given twice", text[start..end].escape_debug()),
        message => message.replace(", expected nothing", "").replace('\n', " "),
    };
    SyntaxError::new(message, Span::new(start, end))
}
