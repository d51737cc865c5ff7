//! Words and signs of native syntax, outside of texts. What is within quotes is the business of templates.

use super::error::Broken;
use crate::source::Span;
use crate::tree::SyntaxError;

/// A word or sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Identifier,
    Number,
    Newline,
    /// `"`
    Quote,
    /// `<<NAME` or `<<-NAME` up to the end of its line.
    Heredoc,
    /// A sign of one to three characters.
    Sign(&'static str),
    /// `~}`, which ends a sequence in a template.
    StrippingBrace,
    End,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// The signs, longer ones before those that they begin with.
const SIGNS: [&str; 30] = [
    "...", "==", "!=", ">=", "<=", "&&", "||", "::", "=>", "[", "]", "(", ")", "{", "}", ".", ",", "*", "/",
    "%", "+", "-", "=", "<", ">", "!", "?", ":", "&", "|",
];

#[derive(Debug)]
pub(super) struct Lexer<'s> {
    pub(super) text: &'s str,
    pub(super) at: usize,
    pub(super) comments: Vec<Span>,
}

impl<'s> Lexer<'s> {
    pub(super) fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    /// The next word or sign.
    pub(super) fn next(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blank()?;
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(self.token(Kind::End, 0)) };
        match first {
            '\n' => Ok(self.token(Kind::Newline, 1)),
            '\r' if self.rest().starts_with("\r\n") => Ok(self.token(Kind::Newline, 2)),
            '"' => Ok(self.token(Kind::Quote, 1)),
            '0'..='9' => Ok(self.token(Kind::Number, number_len(self.rest().as_bytes()))),
            '~' if self.rest().starts_with("~}") => Ok(self.token(Kind::StrippingBrace, 2)),
            '<' if self.rest().starts_with("<<") => self.heredoc(),
            _ if begins_identifier(first) => {
                let len = identifier_len(self.rest());
                Ok(self.token(Kind::Identifier, len))
            }
            _ => match SIGNS.iter().find(|sign| self.rest().starts_with(**sign)) {
                Some(sign) => Ok(self.token(Kind::Sign(sign), sign.len())),
                None => {
                    let span = Span::new(start, start + first.len_utf8());
                    Err(SyntaxError::new(Broken::UnknownSign { sign: first }, span))
                }
            },
        }
    }

    fn token(&mut self, kind: Kind, len: usize) -> Token {
        let span = Span::new(self.at, self.at + len);
        self.at += len;
        Token { kind, span }
    }

    fn skip_blank(&mut self) -> Result<(), SyntaxError> {
        loop {
            let rest = self.rest();
            match rest.as_bytes() {
                [b' ' | b'\t', ..] => self.at += 1,
                [b'#', ..] | [b'/', b'/', ..] => {
                    let len = rest.find('\n').unwrap_or(rest.len());
                    let len = rest[..len].strip_suffix('\r').unwrap_or(&rest[..len]).len();
                    self.comment(len);
                }
                [b'/', b'*', ..] => match rest[2..].find("*/") {
                    Some(inner) => self.comment(inner + 4),
                    None => {
                        let span = Span::new(self.at, self.at + 2);
                        return Err(SyntaxError::new(Broken::OpenComment, span));
                    }
                },
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self, len: usize) {
        self.comments.push(Span::new(self.at, self.at + len));
        self.at += len;
    }

    /// `<<NAME` and the end of its line, which must follow at once.
    fn heredoc(&mut self) -> Result<Token, SyntaxError> {
        let rest = self.rest();
        let sign = if rest.starts_with("<<-") { 3 } else { 2 };
        let name = rest[sign..].chars().next().filter(|first| begins_identifier(*first));
        let len = sign + if name.is_some() { identifier_len(&rest[sign..]) } else { 0 };
        let newline = ["\n", "\r\n"].iter().find(|newline| rest[len..].starts_with(**newline));
        match (name, newline) {
            (Some(_), Some(newline)) => {
                let len = len + newline.len();
                Ok(self.token(Kind::Heredoc, len))
            }
            _ => {
                let span = Span::new(self.at, self.at + len);
                Err(SyntaxError::new(Broken::HeredocHead, span))
            }
        }
    }
}

fn begins_identifier(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

/// How long the identifier is that the text begins with. A dash is part of it.
pub(super) fn identifier_len(text: &str) -> usize {
    let ends = |c: char| c != '-' && !unicode_ident::is_xid_continue(c);
    text.find(ends).unwrap_or(text.len())
}

/// How long the number is that the bytes begin with: digits, dots and exponents, as HCL's own reader splits words,
/// without a dot at the end.
fn number_len(bytes: &[u8]) -> usize {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut at, mut end) = (0, 0);
    loop {
        at = match bytes.get(at) {
            Some(b'0'..=b'9') => at + 1,
            Some(b'.') => {
                at += 1;
                continue;
            }
            Some(b'e' | b'E') if digit(at + 1) => at + 2,
            Some(b'e' | b'E') if matches!(bytes.get(at + 1), Some(b'+' | b'-')) && digit(at + 2) => at + 3,
            _ => return end,
        };
        end = at;
    }
}
