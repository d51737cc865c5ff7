//! Texts and what is put into them: quoted ones, heredocs, and the bare ones of JSON syntax.
//!
//! A template is first read flat, piece by piece, so that indentation and blanks can be cut from the pieces; then
//! `if` and `for` are built from it.

use std::sync::Arc;

use super::error::Broken;
use super::lexer::Kind;
use super::parser::{Parser, too_deep};
use super::syntax::{Expr, ExprKind, Name, Part, Template};
use crate::source::Span;
use crate::tree::{MAX_DEPTH, Style, SyntaxError};

/// What ends a template.
#[derive(Clone, Copy)]
enum Until<'s> {
    Quote,
    /// A line of this name alone.
    Marker(&'s str),
    /// The end of the text, where escapes with a backslash mean nothing.
    End,
}

impl Until<'_> {
    /// Whether the template may end where the whole text does; `open` is what began it.
    fn at_end_of_text(self, open: Span) -> Result<(), SyntaxError> {
        match self {
            Until::End => Ok(()),
            Until::Quote => Err(SyntaxError::new(Broken::OpenText, open)),
            Until::Marker(name) => Err(SyntaxError::new(Broken::OpenHeredoc { name: name.to_owned() }, open)),
        }
    }
}

/// A piece of a template.
enum Piece {
    /// Text; in heredocs, of one line at the most.
    Text(String),
    Interpolation(Expr),
    If(Expr),
    Else,
    EndIf,
    For(Option<Arc<str>>, Arc<str>, Expr),
    EndFor,
}

struct Placed {
    piece: Piece,
    span: Span,
}

impl<'s> Parser<'s> {
    /// A text behind its opening quote.
    pub(super) fn quoted(&mut self, open: Span) -> Result<Expr, SyntaxError> {
        let pieces = self.pieces(open, Until::Quote)?;
        let close = self.lexer.at;
        let inner = Span::new(open.end as usize, close - 1);
        let parts = build(pieces)?;
        let template = Template { style: Style::Double, inner, parts };
        Ok(Expr { kind: ExprKind::Template(template), span: Span::new(open.start as usize, close) })
    }

    /// A heredoc behind the line that begins it.
    pub(super) fn heredoc(&mut self, open: Span) -> Result<Expr, SyntaxError> {
        let introducer = self.text(open).trim_end();
        let name = introducer.trim_start_matches(['<', '-']);
        let start = self.lexer.at;
        let mut pieces = self.pieces(open, Until::Marker(name))?;
        let end = self.lexer.at;
        let marker_line =
            if let Some(newline) = self.lexer.text[..end].rfind('\n') { newline + 1 } else { start };
        if introducer.starts_with("<<-") {
            cut_indentation(&mut pieces);
        }
        let parts = build(pieces)?;
        let template =
            Template { style: Style::Block, inner: Span::new(start, marker_line.max(start)), parts };
        Ok(Expr { kind: ExprKind::Template(template), span: Span::new(open.start as usize, end) })
    }

    /// The text up to the end, as JSON syntax has it.
    pub(super) fn bare_template(&mut self) -> Result<Vec<Part>, SyntaxError> {
        let pieces = self.pieces(Span::at(self.lexer.at), Until::End)?;
        build(pieces)
    }

    /// A quoted name, which nothing can be put into, behind its opening quote.
    pub(super) fn quoted_name(&mut self) -> Result<Name, SyntaxError> {
        let start = self.lexer.at;
        let pieces = self.pieces(Span::new(start - 1, start), Until::Quote)?;
        let span = Span::new(start, self.lexer.at - 1);
        let mut text = String::new();
        for Placed { piece, span } in pieces {
            match piece {
                Piece::Text(piece) => text.push_str(&piece),
                _ => return Err(SyntaxError::new(Broken::LabelWithTemplate, span)),
            }
        }
        Ok(Name { text: text.into(), span, style: Style::Double })
    }

    /// Reads up to the end of the template and behind it.
    fn pieces(&mut self, open: Span, until: Until<'s>) -> Result<Vec<Placed>, SyntaxError> {
        let mut pieces: Vec<Placed> = Vec::new();
        // Whether `~}` is before, which cuts blanks from the text that follows at once.
        let mut strip = false;
        let mut line_start = true;
        loop {
            if line_start
                && let Until::Marker(name) = until
                && self.at_marker(name)
            {
                return Ok(pieces);
            }
            let start = self.lexer.at;
            match self.lexer.rest().as_bytes() {
                [] => return until.at_end_of_text(open).map(|()| pieces),
                [b'"', ..] if matches!(until, Until::Quote) => {
                    self.lexer.at += 1;
                    return Ok(pieces);
                }
                [mark @ (b'$' | b'%'), b'{', ..] => {
                    let strips_before = self.lexer.rest()[2..].starts_with('~');
                    if strips_before && let Some(Placed { piece: Piece::Text(text), .. }) = pieces.last_mut()
                    {
                        text.truncate(text.trim_end().len());
                    }
                    self.lexer.at += 2 + usize::from(strips_before);
                    let mark = *mark;
                    let piece;
                    (piece, strip) = self.sequence(mark)?;
                    pieces.push(Placed { piece, span: Span::new(start, self.lexer.at) });
                    line_start = false;
                }
                _ => {
                    let mut text = self.literal(until)?;
                    line_start = text.ends_with('\n');
                    if std::mem::take(&mut strip) {
                        text.drain(..text.len() - text.trim_start().len());
                    }
                    pieces.push(Placed { piece: Piece::Text(text), span: Span::new(start, self.lexer.at) });
                }
            }
        }
    }

    /// What is behind `${` or `%{`, and whether it cuts the blanks behind it.
    fn sequence(&mut self, mark: u8) -> Result<(Piece, bool), SyntaxError> {
        self.with_newlines(false, |parser| {
            let piece = match mark {
                b'$' => Piece::Interpolation(parser.expression()?),
                _ => parser.directive()?,
            };
            Ok((piece, parser.sequence_end()?))
        })
    }

    /// Whether the line that begins here is the end of the heredoc; the cursor then is behind its name.
    fn at_marker(&mut self, name: &str) -> bool {
        let rest = self.lexer.rest();
        let Some(len) = rest.find('\n') else { return false };
        let line = &rest[..len];
        if line.trim() != name {
            return false;
        }
        self.lexer.at += line.strip_suffix('\r').unwrap_or(line).len();
        true
    }

    /// The `}` of a sequence; whether it cuts blanks behind it (`~}`).
    fn sequence_end(&mut self) -> Result<bool, SyntaxError> {
        match self.peek()?.kind {
            Kind::Sign("}") => self.next().map(|_| false),
            Kind::StrippingBrace => self.next().map(|_| true),
            _ => self.unexpected("`}` of the interpolation"),
        }
    }

    fn directive(&mut self) -> Result<Piece, SyntaxError> {
        let token = self.peek()?;
        let word = if token.kind == Kind::Identifier { self.text(token.span) } else { "" };
        if !["if", "else", "endif", "for", "endfor"].contains(&word) {
            return self.unexpected("`if`, `else`, `endif`, `for` or `endfor`");
        }
        self.next()?;
        Ok(match word {
            "if" => Piece::If(self.expression()?),
            "else" => Piece::Else,
            "endif" => Piece::EndIf,
            "for" => {
                let (key, value) = self.for_names()?;
                Piece::For(key, value, self.expression()?)
            }
            _ => Piece::EndFor,
        })
    }

    /// Text up to the next sequence, the end of the template or, in a heredoc, the end of the line.
    fn literal(&mut self, until: Until<'_>) -> Result<String, SyntaxError> {
        let mut text = String::new();
        loop {
            let rest = self.lexer.rest();
            let special = |byte: &u8| matches!(byte, b'$' | b'%' | b'\\' | b'"' | b'\n' | b'\r');
            let plain = rest.bytes().position(|byte| special(&byte)).unwrap_or(rest.len());
            text.push_str(&rest[..plain]);
            let rest = &rest[plain..];
            self.lexer.at += plain;
            let len = match (rest.as_bytes(), until) {
                ([], _) | ([b'$' | b'%', b'{', ..], _) | ([b'"', ..], Until::Quote) => return Ok(text),
                ([b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..], _) => {
                    text.push_str(&rest[1..3]);
                    self.lexer.at += 3;
                    continue;
                }
                ([b'\\', ..], Until::Quote) => {
                    text.push(self.escape()?);
                    continue;
                }
                ([b'\n' | b'\r', ..], Until::Quote) => {
                    return Err(SyntaxError::new(Broken::TextOfLines, Span::at(self.lexer.at)));
                }
                ([b'\n', ..], Until::Marker(_)) => {
                    text.push('\n');
                    self.lexer.at += 1;
                    return Ok(text);
                }
                _ => 1,
            };
            text.push_str(&rest[..len]);
            self.lexer.at += len;
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.lexer.at;
        let rest = self.lexer.rest();
        let selector = rest[1..].chars().next();
        let digits = match selector {
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let c = match selector {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some(c @ ('"' | '\\')) => Some(c),
            Some('u' | 'U') => rest
                .get(2..2 + digits)
                .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
                .and_then(|hex| u32::from_str_radix(hex, 16).ok())
                .and_then(char::from_u32),
            _ => None,
        };
        let len = 1 + if let Some(selector) = selector { selector.len_utf8() } else { 0 };
        let Some(c) = c else {
            let unknown = Broken::UnknownEscape { escape: rest[..len].to_owned() };
            return Err(SyntaxError::new(unknown, Span::new(start, start + len)));
        };
        self.lexer.at += 2 + digits;
        Ok(c)
    }
}

/// Cuts from every line the blanks that all lines begin with (`<<-`). Blank lines do not count, nor does a line
/// that begins with a sequence lose anything.
fn cut_indentation(pieces: &mut [Placed]) {
    let blanks = |text: &str| text.chars().take_while(|c| c.is_whitespace()).count();
    let mut least = usize::MAX;
    let mut leading = Vec::new();
    let mut line_start = true;
    for (index, placed) in pieces.iter().enumerate() {
        let text = match &placed.piece {
            Piece::Text(text) => Some(text),
            _ => None,
        };
        if line_start {
            match text {
                Some(text) if text.trim().is_empty() && text.ends_with('\n') => {}
                Some(text) => {
                    least = least.min(blanks(text));
                    leading.push(index);
                }
                None => least = 0,
            }
        }
        line_start = text.is_some_and(|text| text.ends_with('\n'));
    }
    for index in leading {
        if let Piece::Text(text) = &mut pieces[index].piece {
            let cut = if let Some((at, _)) = text.char_indices().nth(least) { at } else { text.len() };
            text.drain(..cut);
        }
    }
}

/// What is open while parts are built: where `if` or `for` began, and what was read before it.
struct Open {
    piece: Piece,
    span: Span,
    before: Vec<Part>,
    /// The parts of the first branch, once `else` was read.
    then: Option<Vec<Part>>,
}

fn build(pieces: Vec<Placed>) -> Result<Vec<Part>, SyntaxError> {
    let mut open: Vec<Open> = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut text = String::new();
    for Placed { piece, span } in pieces {
        if let Piece::Text(piece) = &piece {
            text.push_str(piece);
            continue;
        }
        flush(&mut text, &mut parts);
        match piece {
            Piece::Text(_) => {}
            Piece::Interpolation(expr) => parts.push(Part::Interpolation(expr)),
            Piece::If(_) | Piece::For(..) => {
                if open.len() >= MAX_DEPTH {
                    return Err(too_deep(span));
                }
                open.push(Open { piece, span, before: std::mem::take(&mut parts), then: None });
            }
            Piece::Else => match open.last_mut() {
                Some(Open { piece: Piece::If(_), then: then @ None, .. }) => {
                    *then = Some(std::mem::take(&mut parts));
                }
                _ => return Err(SyntaxError::new(Broken::LoneElse, span)),
            },
            Piece::EndIf | Piece::EndFor => {
                let closed = close(open.pop(), &piece, span, std::mem::take(&mut parts))?;
                parts = closed;
            }
        }
    }
    flush(&mut text, &mut parts);
    match open.pop() {
        None => Ok(parts),
        Some(open) => {
            let end = if matches!(open.piece, Piece::If(_)) { "endif" } else { "endfor" };
            Err(SyntaxError::new(Broken::OpenDirective { end }, open.span))
        }
    }
}

fn close(open: Option<Open>, end: &Piece, span: Span, inner: Vec<Part>) -> Result<Vec<Part>, SyntaxError> {
    let Some(Open { piece, mut before, then, .. }) = open else {
        return Err(SyntaxError::new(Broken::LoneEnd, span));
    };
    let part = match (piece, end) {
        (Piece::If(condition), Piece::EndIf) => {
            let (then, otherwise) = match then {
                Some(then) => (then, inner),
                None => (inner, Vec::new()),
            };
            Part::If(condition, then, otherwise)
        }
        (Piece::For(key, value, collection), Piece::EndFor) => Part::For(key, value, collection, inner),
        _ => return Err(SyntaxError::new(Broken::OtherEnd, span)),
    };
    before.push(part);
    Ok(before)
}

fn flush(text: &mut String, parts: &mut Vec<Part>) {
    if !text.is_empty() {
        parts.push(Part::literal(text));
        text.clear();
    }
}
