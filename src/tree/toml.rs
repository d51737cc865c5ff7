//! TOML 1.1, read with every error that the parser can go on behind.
//!
//! The `toml` crate reads; its tables, which are ordered by key, become a tree in the order of the text. A first look
//! over the parser's events finds what the tables do not keep (comments, and where headers stand), and how deep the
//! text is nested, which must be known before tables are built: they are made and dropped by recursion.

use std::borrow::Cow;
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
    let mut writer = Writer {
        text,
        headers: survey.headers,
        builder: Builder::new(source, Language::Toml),
        misfits: Vec::new(),
    };
    writer.builder.open(Kind::Map, source.mark_len(), Style::Section);
    let errors = match survey.too_deep {
        Some(span) => vec![SyntaxError::new(format!("nested deeper than {MAX_STEPS} levels"), span)],
        None => {
            let readable = without(text, &survey.skipped);
            let (table, found) = DeTable::parse_recoverable(&readable);
            writer.entries(table.get_ref());
            let found = found.iter().map(|error| syntax_error(text, error));
            let skipped = survey.skipped.into_iter().map(|skipped| skipped.error);
            with_misfits(found.chain(skipped).collect(), &writer.misfits, text)
        }
    };
    Toml { tree: writer.builder.finish(text.len()), comments: survey.comments, errors }
}

/// A part of the text behind whose beginning the `toml` crate would read no further, and why.
struct Skipped {
    range: Range<usize>,
    error: SyntaxError,
}

/// The text with blanks for what must be skipped, so that errors behind it are found as well.
fn without<'t>(text: &'t str, skipped: &[Skipped]) -> Cow<'t, str> {
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
struct Survey {
    comments: Vec<Span>,
    /// The headers with their brackets, in the order of the text.
    headers: Vec<Range<usize>>,
    too_deep: Option<Span>,
    skipped: Vec<Skipped>,
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
        survey.end_line(text.len());
        survey.end_section(text.len());
        survey
    }

    /// Skips the line if it has a key but no `=`.
    fn end_line(&mut self, end: usize) {
        let Some(key) = self.key.take().filter(|_| !self.unclosed) else { return };
        let error =
            SyntaxError::new("`=` and a value are missing behind this key", Span::new(key.start, key.end));
        self.skipped.push(Skipped { range: key.start..end, error });
    }

    /// Skips the section if its header is not closed.
    fn end_section(&mut self, end: usize) {
        let Some(header) = self.headers.last().filter(|_| self.unclosed) else { return };
        let error = SyntaxError::new("this header is not closed", Span::new(header.start, header.end));
        self.skipped.push(Skipped { range: header.start..end, error });
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

struct Writer<'s> {
    text: &'s str,
    headers: Vec<Range<usize>>,
    builder: Builder<'s>,
    /// Numbers that are too large, or none.
    misfits: Vec<Span>,
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
                start += newline.map_or(0, str::len);
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

/// All errors in the order of the text: those found, and numbers that do not fit and have no other error.
fn with_misfits(mut errors: Vec<SyntaxError>, misfits: &[Span], text: &str) -> Vec<SyntaxError> {
    errors.sort_by_key(|error| error.span);
    let alone = misfits.iter().filter(|number| {
        let next = errors.partition_point(|error| error.span.start < number.start);
        errors.get(next).is_none_or(|error| error.span.start > number.end)
    });
    let misfits: Vec<_> = alone
        .map(|&number| {
            SyntaxError::new(
                format!("`{}` is no number of 64 bits", text.get(number.range()).unwrap_or_default()),
                number,
            )
        })
        .collect();
    errors.extend(misfits);
    errors.sort_by_key(|error| error.span);
    errors
}

/// How messages about a value that is none begin.
const NO_VALUES: [&str; 3] = ["invalid float", "invalid boolean", "string values must be quoted"];

fn syntax_error(text: &str, error: &toml::de::Error) -> SyntaxError {
    let range = error.span().unwrap_or(text.len()..text.len());
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end).max(start);
    let found = text[start..end].escape_debug();
    let word = text[start..end].starts_with(|first: char| first.is_alphabetic());
    let message = match error.message() {
        "duplicate key" => format!("the key `{found}` is given twice"),
        // The crate takes a word for the number or boolean that begins with the same letter.
        message if word && NO_VALUES.iter().any(|no_value| message.starts_with(no_value)) => {
            format!("`{found}` is no value; a text takes quotes")
        }
        message => message.replace(", expected nothing", "").replace('\n', " "),
    };
    SyntaxError::new(message, Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::NodeRef;
    use proptest::prelude::*;

    fn file(text: impl Into<String>) -> Source {
        Source::new("a.toml", text, Medium::File)
    }

    fn read(source: &Source) -> Toml<'_> {
        let toml = parse(source);
        assert_eq!(toml.errors, []);
        toml
    }

    fn errors(text: &str) -> Vec<(String, Span)> {
        let source = file(text);
        parse(&source).errors.into_iter().map(|error| (error.message, error.span)).collect()
    }

    /// The value that a path of keys leads to.
    fn at<'t>(toml: &'t Toml<'_>, path: &[&str]) -> NodeRef<'t> {
        path.iter().fold(toml.tree.root(), |node, key| node.get(key).expect("there is such a key"))
    }

    fn seen<'s>(source: &'s Source, node: NodeRef<'_>) -> (&'s str, Kind, Style) {
        (source.slice(node.span()), node.kind(), node.style())
    }

    #[test]
    fn scalars_span_what_is_written() {
        let text = "\u{feff}bare = \"é\\t\" # c \r\n\"quo ted\" = 'l'\r\n'li' = \"\"\"\r\n a\r\n b \\\r\n  c\"\"\"\r\nm = '''x'''\r\nn = 0x_f\r\nf = -1.5e3\r\nt = true\r\nd = 2027-01-31 10:00:00Z\r\ni = 1_000\r\n";
        let text = text.replace("0x_f", "0xf");
        let source = file(text);
        let toml = read(&source);
        let root = toml.tree.root();
        let values: Vec<_> = root.entries().map(|entry| seen(&source, entry.value)).collect();
        use Kind::{Bool, Number, Text};
        assert_eq!(
            values,
            [
                ("é\\t", Text, Style::Double),
                ("l", Text, Style::Single),
                (" a\r\n b \\\r\n  c", Text, Style::Block),
                ("x", Text, Style::Block),
                ("0xf", Number, Style::Bare),
                ("-1.5e3", Number, Style::Bare),
                ("true", Bool, Style::Bare),
                ("2027-01-31 10:00:00Z", Text, Style::Bare),
                ("1_000", Number, Style::Bare),
            ]
        );
        let texts: Vec<_> = root.entries().filter_map(|entry| entry.value.text()).take(3).collect();
        assert_eq!(texts, ["é\t", "l", " a\r\n b c"]);
        let keys: Vec<_> = root.entries().map(|entry| seen(&source, entry.key)).take(3).collect();
        assert_eq!(
            keys,
            [("bare", Text, Style::Bare), ("quo ted", Text, Style::Double), ("li", Text, Style::Single)]
        );
        let comments: Vec<_> = toml.comments.iter().map(|&span| source.slice(span)).collect();
        assert_eq!(comments, ["# c"]);
        assert_eq!(root.span(), Span::new(3, source.text().len()));
    }

    #[test]
    fn entries_stand_in_the_order_of_the_text() {
        let source = file("z = 1\na = 2\n[y]\nc = 3\nb = 4\n[x]\n");
        let toml = read(&source);
        let keys = |node: NodeRef<'_>| -> Vec<String> {
            node.entries().filter_map(|entry| entry.key.text().map(str::to_owned)).collect()
        };
        assert_eq!(keys(toml.tree.root()), ["z", "a", "y", "x"]);
        assert_eq!(keys(at(&toml, &["y"])), ["c", "b"]);
    }

    #[test]
    fn sections_span_from_their_header_to_their_last_entry() {
        let text = "# c\n[ a . \"b\" ] # [c]\nx = 1\ny = { z.u = [1,\n 2, ] } # d\n\n[a]\nv = '[a]'\n[a.b.c]\n\n[[l]]\nm = 1\n\n[[l]] # e\n[l.n]\no = 2\n# f\n";
        let source = file(text);
        let toml = read(&source);
        let section = |path: &[&str]| seen(&source, at(&toml, path));
        let b = "[ a . \"b\" ] # [c]\nx = 1\ny = { z.u = [1,\n 2, ] }";
        assert_eq!(section(&["a", "b"]), (b, Kind::Map, Style::Section));
        assert_eq!(section(&["a"]), ("[a]\nv = '[a]'", Kind::Map, Style::Section));
        assert_eq!(section(&["a", "b", "c"]).0, "[a.b.c]");
        assert_eq!(section(&["a", "b", "y"]), ("{ z.u = [1,\n 2, ] }", Kind::Map, Style::Flow));
        assert_eq!(section(&["a", "b", "y", "z"]), ("u = [1,\n 2, ]", Kind::Map, Style::Dotted));
        assert_eq!(section(&["a", "b", "y", "z", "u"]), ("[1,\n 2, ]", Kind::List, Style::Flow));
        assert_eq!(section(&["l"]), ("[[l]]\nm = 1\n\n[[l]]", Kind::List, Style::Section));
        let items: Vec<_> = at(&toml, &["l"]).items().map(|item| seen(&source, item).0).collect();
        assert_eq!(items, ["[[l]]\nm = 1", "[[l]]"]);
        let n = at(&toml, &["l"]).items().nth(1).and_then(|item| item.get("n"));
        assert_eq!(n.map(|n| source.slice(n.span())), Some("[l.n]\no = 2"));
    }

    #[test]
    fn a_table_only_named_on_the_way_has_the_span_of_that_header() {
        let source = file("[a.b]\nx = 1\n[a.c]\n");
        let toml = read(&source);
        assert_eq!(seen(&source, at(&toml, &["a"])), ("[a.b]", Kind::Map, Style::Section));
    }

    #[test]
    fn dotted_keys_make_tables() {
        let source = file("a.b.c = 1\n\"x\" = 2\na.d = 'e'\n");
        let toml = read(&source);
        let dotted = |path| seen(&source, at(&toml, path));
        assert_eq!(dotted(&["a"]), ("b.c = 1\n\"x\" = 2\na.d = 'e'", Kind::Map, Style::Dotted));
        assert_eq!(dotted(&["a", "b"]), ("c = 1", Kind::Map, Style::Dotted));
        assert_eq!(dotted(&["a", "d"]).0, "e");
    }

    #[test]
    fn all_errors_are_given_in_the_order_of_the_text() {
        assert_eq!(
            errors("a = 1\nb  # c\na = 2\nc = nope\n[d\n = 3\n[e]\nf = \"x\ng.h\ni = word"),
            [
                ("`=` and a value are missing behind this key".to_owned(), Span::new(6, 7)),
                ("the key `a` is given twice".to_owned(), Span::new(13, 14)),
                ("`nope` is no value; a text takes quotes".to_owned(), Span::new(23, 27)),
                ("this header is not closed".to_owned(), Span::new(28, 30)),
                ("invalid basic string, expected `\"`".to_owned(), Span::at(46)),
                ("`=` and a value are missing behind this key".to_owned(), Span::new(47, 50)),
                ("`word` is no value; a text takes quotes".to_owned(), Span::new(55, 59)),
            ]
        );
        assert_eq!(errors("[a]\nx = 1\n[a]\n"), [("the key `a` is given twice".into(), Span::new(11, 12))]);
        assert_eq!(errors("\u{feff}é = 1")[0].1, Span::new(3, 5));
    }

    #[test]
    fn what_can_be_read_behind_an_error_is_read() {
        let source = file("a =\nb = 'x\nc = 3\n[d]\ne = 4\n[d]\nf = 5\n");
        let toml = parse(&source);
        assert!(at(&toml, &["a"]).is_null());
        assert_eq!(seen(&source, at(&toml, &["b"])), ("x", Kind::Text, Style::Single));
        assert_eq!(at(&toml, &["c"]).text(), Some("3"));
        assert_eq!(at(&toml, &["d"]).entries().count(), 2);
    }

    #[test]
    fn nesting_is_bounded() {
        let message = format!("nested deeper than {MAX_STEPS} levels");
        let deep = [
            format!("a = {}", "[".repeat(100_000)),
            format!("a = {}", "{b = ".repeat(100_000)),
            format!("a = {}", format!("{{{}b = ", "a.".repeat(60)).repeat(5000)),
            format!("{}a = 1", "a.".repeat(100_000)),
            format!("[{}a]", "a.".repeat(100_000)),
            format!("[{}a]\n{}a = [[[]]]", "a.".repeat(40), "a.".repeat(40)),
        ];
        for text in deep {
            assert_eq!(errors(&text).first().map(|error| error.0.clone()), Some(message.clone()));
        }
        assert_eq!(errors(&format!("a = {}", "[".repeat(1000)))[0].1.start as usize, 4 + MAX_STEPS);
        read(&file(format!("a = {}{}", "[".repeat(MAX_STEPS), "]".repeat(MAX_STEPS))));
        read(&file("[[x.y.z]]\na.b.c = [[]]\n".repeat(1000)));
    }

    #[test]
    fn numbers_must_fit() {
        assert_eq!(
            errors("a = 9223372036854775808\nb = [0x]\nc = 1e999\nd = 1__0\ne = -9_223_372_036_854_775_808"),
            [
                ("`9223372036854775808` is no number of 64 bits".to_owned(), Span::new(4, 23)),
                ("`0x` is no number of 64 bits".to_owned(), Span::new(29, 31)),
                ("`1e999` is no number of 64 bits".to_owned(), Span::new(37, 42)),
                ("`_` may only go between digits".to_owned(), Span::new(48, 49)),
            ]
        );
    }

    /// Asserts that every span slices, and that what is written inside a value lies within its span.
    fn check_spans(source: &Source, toml: &Toml<'_>) {
        let slices = |span: Span| source.text().get(span.range()).is_some();
        for index in 0..toml.tree.nodes.len() {
            let node = toml.tree.node(index as u32);
            assert!(slices(node.span()), "{:?}", node.span());
            let sections = matches!(node.style(), Style::Section | Style::Dotted);
            let parts = node.children(Kind::List).chain(node.children(Kind::Map));
            for part in parts.filter(|_| !sections && toml.errors.is_empty()) {
                assert!(node.span().contains(part.span()), "{:?} {:?}", node.span(), part.span());
            }
        }
        assert!(toml.comments.iter().all(|&span| source.slice(span).starts_with('#') && slices(span)));
        assert!(toml.comments.is_sorted());
        assert!(toml.errors.iter().all(|error| slices(error.span)));
        assert!(toml.errors.is_sorted_by_key(|error| error.span));
    }

    /// The same data as the `toml` crate reads it.
    fn value_of(node: NodeRef<'_>) -> toml::Value {
        let text = node.text().unwrap_or_default();
        match (node.kind(), node.style()) {
            (Kind::List, _) => toml::Value::Array(node.items().map(value_of).collect()),
            (Kind::Map, _) => {
                let key = |key: NodeRef<'_>| key.text().unwrap_or_default().to_owned();
                let entries = node.entries().map(|entry| (key(entry.key), value_of(entry.value)));
                toml::Value::Table(entries.collect())
            }
            (Kind::Text, style) if style != Style::Bare => toml::Value::String(text.into()),
            _ => toml::de::ValueDeserializer::parse(text)
                .and_then(serde::Deserialize::deserialize)
                .expect("a bare value reads by itself"),
        }
    }

    fn data() -> impl Strategy<Value = toml::Table> {
        let text = || "[a-c .é#'\"\\\\={\n\t-]{0,6}";
        let leaf = prop_oneof![
            text().prop_map(toml::Value::String),
            any::<i64>().prop_map(toml::Value::Integer),
            any::<bool>().prop_map(toml::Value::Boolean),
        ];
        let value = leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(toml::Value::Array),
                prop::collection::hash_map(text(), inner, 0..4)
                    .prop_map(|entries| toml::Value::Table(entries.into_iter().collect())),
            ]
        });
        prop::collection::hash_map(text(), value, 0..5).prop_map(|entries| entries.into_iter().collect())
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(data in data(), pretty: bool, mark: bool, crlf: bool) {
            let printed = if pretty { toml::to_string_pretty(&data) } else { toml::to_string(&data) };
            let mut text = printed.expect("prints");
            if mark {
                text.insert(0, '\u{feff}');
            }
            if crlf && !text.contains("\"\"\"") && !text.contains("'''") {
                text = text.replace('\n', "\r\n");
            }
            let source = file(text);
            let toml = parse(&source);
            prop_assert_eq!(&toml.errors, &[]);
            check_spans(&source, &toml);
            prop_assert_eq!(value_of(toml.tree.root()), toml::Value::Table(data));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            let source = file(text);
            check_spans(&source, &parse(&source));
        }

        #[test]
        fn what_looks_like_toml_is_read_as_the_crate_reads_it(
            text in r#"(a|b|\.| = |\n|\r\n|\[|\]|\[\[|\]\]|\{|\}|, |1|-|\+1\.5|true|"|'|"""|'''|\\|# c|é|\t|2027-01-31|10:00|0x|"c"|\na = 1\n|\n\[a\]\n|\n\[\[a\.b\]\]\n|\u{feff}){0,30}"#
        ) {
            let source = file(text.clone());
            let toml = parse(&source);
            check_spans(&source, &toml);
            let theirs = text.parse::<toml::Table>();
            prop_assert_eq!(toml.errors.is_empty(), theirs.is_ok());
            if let Ok(theirs) = theirs {
                prop_assert_eq!(value_of(toml.tree.root()), toml::Value::Table(theirs));
            }
        }
    }
}
