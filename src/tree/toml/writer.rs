//! The tables of the `toml` crate become a tree in the order of the text.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::source::Span;
use crate::tree::{Builder, Kind, Style};

pub(super) struct Writer<'s> {
    pub(super) text: &'s str,
    pub(super) headers: Vec<Range<usize>>,
    pub(super) builder: Builder<'s>,
    /// Numbers that are too large, or none.
    pub(super) misfits: Vec<Span>,
}

/// Where a value ends, and whether it is under a header of its own and not beside its key.
struct Written {
    end: usize,
    section: bool,
}

impl Writer<'_> {
    /// Writes the entries of a table; gives the end of the last that is directly in it.
    pub(super) fn entries(&mut self, table: &DeTable<'_>) -> Option<usize> {
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

    /// Writes a value that is behind the offset `after`, if it is anywhere.
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
            DeValue::Integer(integer) => {
                let fits = i64::from_str_radix(integer.as_str(), integer.radix()).is_ok();
                self.number(&range, fits);
            }
            DeValue::Float(float) => {
                let value: Option<f64> = float.as_str().parse().ok();
                self.number(&range, value.is_some_and(f64::is_finite) || float.as_str().contains(['i', 'n']));
            }
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
        let end = self.entries(table).unwrap_or_default().max(place.end).max(place.start);
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
                start += newline.unwrap_or_default().len();
            }
            return (start..end, style);
        }
        (range, Style::Bare)
    }

    fn bare(&mut self, kind: Kind, range: &Range<usize>) {
        self.builder.scalar(kind, Span::new(range.start, range.end), Style::Bare);
    }

    /// Writes a number; the crate leaves it to its callers whether one fits the type of its kind.
    fn number(&mut self, range: &Range<usize>, fits: bool) {
        self.bare(Kind::Number, range);
        if !fits {
            self.misfits.push(Span::new(range.start, range.end));
        }
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
