//! JSON, with comments and trailing commas where they are allowed, and JSON Lines.
//!
//! A scanner without recursion that writes the tree as it goes. It accepts exactly RFC 8259
//! (<https://www.rfc-editor.org/rfc/rfc8259>), and what a [`Dialect`] adds.

mod ahead;
mod error;
pub(crate) mod fold;
mod folding;
mod scalar;
#[cfg(test)]
mod tests;

pub(crate) use error::Broken;

use super::{Builder, Cause, Kind, Language, MAX_DEPTH, Style, SyntaxError, Tree};
use crate::source::{Source, Span};
use folding::Folding;

/// Which JSON is accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// RFC 8259 and nothing else.
    Strict,
    /// Besides, `//` and `/* */` comments.
    WithComments,
    /// Besides, commas before a closing bracket, as editors' settings files have them.
    WithTrailingCommas,
}

/// What was read, and where comments are.
#[derive(Debug)]
pub struct Json<'s> {
    /// The tree.
    pub tree: Tree<'s>,
    /// Comments, with their marks, in the order of the text.
    pub comments: Vec<Span>,
}

/// Reads the one value of a JSON text.
///
/// # Errors
/// The text is not one JSON value, at the place where it breaks.
pub fn parse(source: &Source, dialect: Dialect) -> Result<Json<'_>, SyntaxError> {
    let span = Span::new(source.mark_len(), source.text().len());
    parse_within(source, span, dialect)
}

/// Reads the one JSON value that is in a part of a source: a line of JSON Lines, a block in another text.
///
/// # Errors
/// The part is not one JSON value, at the place where it breaks.
pub(crate) fn parse_within(source: &Source, within: Span, dialect: Dialect) -> Result<Json<'_>, SyntaxError> {
    let mut scanner = Scanner::new(source, within, dialect);
    scanner.document()?;
    Ok(Json { tree: scanner.builder.finish(within.end as usize), comments: scanner.comments })
}

/// The values of a JSON Lines text, as the items of one list, and the lines that are none.
#[derive(Debug)]
pub struct Lines<'s> {
    /// A list without brackets: the values, one a line.
    pub tree: Tree<'s>,
    /// What is wrong with the lines that are left out.
    pub errors: Vec<SyntaxError>,
}

/// Reads JSON Lines (<https://jsonlines.org>): one value a line, blank lines between them allowed.
pub fn parse_lines(source: &Source) -> Lines<'_> {
    let (text, begin) = (source.text(), source.mark_len());
    let mut builder = Builder::new(source, Language::Json);
    builder.open(Kind::List, begin, Style::Flow);
    let mut scanner = Scanner { builder, ..Scanner::new(source, Span::at(begin), Dialect::Strict) };
    let mut errors = Vec::new();
    let mut start = begin;
    while start < text.len() {
        let end = if let Some(len) = text[start..].find('\n') { start + len } else { text.len() };
        if !text[start..end].trim().is_empty() {
            let before = scanner.builder.next_index();
            (scanner.text, scanner.at) = (&text[..end], start);
            if let Err(error) = scanner.document() {
                scanner.builder.take_back(before, 1);
                errors.push(error);
            }
        }
        start = end + 1;
    }
    Lines { tree: scanner.builder.finish(text.len()), errors }
}

struct Scanner<'s, 'f> {
    source: &'s Source,
    /// The text of the source up to where it is read.
    text: &'s str,
    at: usize,
    dialect: Dialect,
    comments: Vec<Span>,
    builder: Builder<'s>,
    /// How many containers are around the value that is read.
    around: usize,
    fold: Option<Folding<'f>>,
}

/// What may come next inside the innermost container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value, and nothing else.
    Value,
    /// A value, or the end of a list that is still empty.
    ValueOrEnd,
    /// A key, or the end of a map that is still empty.
    KeyOrEnd,
    /// A key, and nothing else.
    Key,
    /// A comma or a closing bracket.
    CommaOrEnd,
}

impl<'s> Scanner<'s, '_> {
    fn new(source: &'s Source, within: Span, dialect: Dialect) -> Self {
        Scanner {
            source,
            text: &source.text()[..within.end as usize],
            at: within.start as usize,
            dialect,
            comments: Vec::new(),
            builder: Builder::new(source, Language::Json),
            around: 0,
            fold: None,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// An error about the character that is here, or about the end of the text.
    fn unexpected<T>(&self, wanted: &'static str) -> Result<T, SyntaxError> {
        Err(match self.text[self.at..].chars().next() {
            None => SyntaxError::new(Broken::CutOff { wanted }, Span::at(self.at)),
            Some(found) => {
                let span = Span::new(self.at, self.at + found.len_utf8());
                SyntaxError::new(Broken::Unexpected { found, wanted }, span)
            }
        })
    }

    /// One value, and nothing behind it.
    fn document(&mut self) -> Result<(), SyntaxError> {
        self.value()?;
        self.skip_blank()?;
        match self.peek() {
            None => Ok(()),
            Some(_) => self.unexpected("the end of the input"),
        }
    }

    fn value(&mut self) -> Result<(), SyntaxError> {
        // Which kind each open container is; the depth limit bounds it.
        let mut open: Vec<Kind> = Vec::new();
        let mut expect = Expect::Value;
        loop {
            self.skip_blank()?;
            let Some(byte) = self.peek() else {
                return self.unexpected(wanted(expect, open.last()));
            };
            expect = match (expect, byte) {
                (Expect::Value | Expect::ValueOrEnd, b'{' | b'[') => self.begin(byte, &mut open)?,
                (Expect::ValueOrEnd | Expect::CommaOrEnd, b']') if open.last() == Some(&Kind::List) => {
                    self.end(&mut open)
                }
                (Expect::KeyOrEnd | Expect::CommaOrEnd, b'}') if open.last() == Some(&Kind::Map) => {
                    self.end(&mut open)
                }
                (Expect::Value | Expect::ValueOrEnd, _) => {
                    self.scalar(byte)?;
                    self.ended(open.len())
                }
                (Expect::Key | Expect::KeyOrEnd, b'"') => self.key()?,
                (Expect::CommaOrEnd, b',') => self.comma(&open)?,
                _ => return self.unexpected(wanted(expect, open.last())),
            };
            if open.is_empty() {
                return Ok(());
            }
        }
    }

    /// The bracket that begins a container.
    fn begin(&mut self, bracket: u8, open: &mut Vec<Kind>) -> Result<Expect, SyntaxError> {
        if self.around + open.len() >= MAX_DEPTH {
            let span = Span::new(self.at, self.at + 1);
            return Err(SyntaxError::new(Cause::TooDeep { most: MAX_DEPTH }, span));
        }
        let (kind, expect) = match bracket {
            b'{' => (Kind::Map, Expect::KeyOrEnd),
            _ => (Kind::List, Expect::ValueOrEnd),
        };
        let container = self.builder.open(kind, self.at, Style::Flow);
        self.at += 1;
        open.push(kind);
        if let (Some(fold), Kind::List) = (&mut self.fold, kind) {
            fold.enter(&self.builder, container, self.around + open.len());
        }
        Ok(expect)
    }

    /// The bracket that ends the innermost container.
    fn end(&mut self, open: &mut Vec<Kind>) -> Expect {
        self.at += 1;
        self.builder.close(self.at);
        open.pop();
        self.ended(open.len())
    }

    /// What comes behind a value, around which so many containers are open.
    fn ended(&mut self, depth: usize) -> Expect {
        if let Some(fold) = &mut self.fold {
            fold.leave(&mut self.builder, self.around + depth);
        }
        Expect::CommaOrEnd
    }

    /// A key, and the colon behind it.
    fn key(&mut self) -> Result<Expect, SyntaxError> {
        self.string()?;
        self.skip_blank()?;
        if self.peek() != Some(b':') {
            return self.unexpected("`:`");
        }
        self.at += 1;
        Ok(Expect::Value)
    }

    fn comma(&mut self, open: &[Kind]) -> Result<Expect, SyntaxError> {
        self.at += 1;
        if self.fold.as_ref().is_some_and(|fold| fold.is_at(self.around + open.len())) {
            self.skip_blank()?;
            if self.leap() {
                return Ok(Expect::CommaOrEnd);
            }
        }
        Ok(match (open.last(), self.dialect) {
            (Some(Kind::Map), Dialect::WithTrailingCommas) => Expect::KeyOrEnd,
            (Some(Kind::Map), _) => Expect::Key,
            (_, Dialect::WithTrailingCommas) => Expect::ValueOrEnd,
            (_, _) => Expect::Value,
        })
    }

    /// Goes to the next sign that is neither blank nor in a comment.
    #[inline]
    fn skip_blank(&mut self) -> Result<(), SyntaxError> {
        match self.peek() {
            Some(b' ' | b'\n' | b'\t' | b'\r' | b'/') => self.skip_some_blank(),
            _ => Ok(()),
        }
    }

    fn skip_some_blank(&mut self) -> Result<(), SyntaxError> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                Some(b'/') if self.dialect != Dialect::Strict => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), SyntaxError> {
        let rest = &self.text[self.at..];
        let len = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(inside) = rest.strip_prefix("/*") {
            match inside.find("*/") {
                Some(inner) => inner + 4,
                None => {
                    let span = Span::new(self.at, self.at + 2);
                    return Err(SyntaxError::new(Broken::OpenComment, span));
                }
            }
        } else {
            return self.unexpected("a value or a comment");
        };
        let text = rest[..len].trim_end();
        self.comments.push(Span::new(self.at, self.at + text.len()));
        self.at += len;
        Ok(())
    }
}

fn wanted(expect: Expect, container: Option<&Kind>) -> &'static str {
    match (expect, container) {
        (Expect::Value, _) => "a value",
        (Expect::ValueOrEnd, _) => "a value or `]`",
        (Expect::KeyOrEnd, _) => "a key in double quotes or `}`",
        (Expect::Key, _) => "a key in double quotes",
        (Expect::CommaOrEnd, Some(Kind::List)) => "`,` or `]`",
        (Expect::CommaOrEnd, _) => "`,` or `}`",
    }
}
