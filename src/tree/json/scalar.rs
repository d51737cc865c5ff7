//! Scalars of JSON: words, numbers, and strings with their escapes.

use super::Scanner;
use super::error::Broken;
use crate::source::Span;
use crate::tree::{Kind, Style, SyntaxError};

/// For each byte, whether a string does not have it as it is: a quote, a backslash, a control character. A table is
/// the quickest way to look for them.
static ODD: [bool; 256] = {
    let mut odd = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        odd[control] = true;
        control += 1;
    }
    odd[b'"' as usize] = true;
    odd[b'\\' as usize] = true;
    odd
};

impl Scanner<'_, '_> {
    pub(super) fn scalar(&mut self, byte: u8) -> Result<(), SyntaxError> {
        if byte == b'"' {
            return self.string();
        }
        if let Some(odd) = self.odd_number() {
            return Err(odd);
        }
        match byte {
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                let rest = &self.text.as_bytes()[self.at..];
                let words: [(&[u8], Kind); 3] =
                    [(b"true", Kind::Bool), (b"false", Kind::Bool), (b"null", Kind::Null)];
                for (word, kind) in words {
                    if rest.starts_with(word) {
                        let span = Span::new(self.at, self.at + word.len());
                        self.builder.scalar(kind, span, Style::Bare);
                        self.at += word.len();
                        return Ok(());
                    }
                }
                self.unexpected("a value")
            }
        }
    }

    /// What JavaScript and Python write for numbers that JSON does not have.
    fn odd_number(&self) -> Option<SyntaxError> {
        let rest = &self.text[self.at..];
        let word = ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| rest.starts_with(word))?;
        let span = Span::new(self.at, self.at + word.len());
        Some(SyntaxError::new(Broken::OddNumber { word }, span))
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.builder.scalar(Kind::Number, Span::new(start, self.at), Style::Bare);
        Ok(())
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return self.unexpected("a digit");
        }
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        Ok(())
    }

    /// A string from its opening quote on; the cursor ends behind the closing one.
    pub(super) fn string(&mut self) -> Result<(), SyntaxError> {
        let start = self.at + 1;
        let open = || SyntaxError::new(Broken::OpenString, Span::new(start - 1, start));
        let bytes = self.text.as_bytes();
        let is_odd = |byte: &u8| ODD[usize::from(*byte)];
        self.at = match bytes[start..].iter().position(is_odd) {
            Some(len) => start + len,
            None => return Err(open()),
        };
        if bytes[self.at] == b'"' {
            self.builder.scalar(Kind::Text, Span::new(start, self.at), Style::Double);
            self.at += 1;
            return Ok(());
        }
        let mut text = String::from(&self.text[start..self.at]);
        loop {
            match self.peek() {
                None => return Err(open()),
                Some(b'"') => break,
                Some(b'\\') => text.push(self.escape()?),
                Some(byte @ 0..=0x1f) => {
                    let span = Span::new(self.at, self.at + 1);
                    return Err(SyntaxError::new(Broken::BareControl { byte }, span));
                }
                Some(_) => {
                    let rest = &bytes[self.at..];
                    let len = rest.iter().position(is_odd).unwrap_or(rest.len());
                    text.push_str(&self.text[self.at..self.at + len]);
                    self.at += len;
                }
            }
        }
        self.builder.decoded(Kind::Text, Span::new(start, self.at), Style::Double, text);
        self.at += 1;
        Ok(())
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let byte = self.peek();
        let simple = match byte {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape(start);
            }
            _ => return self.unexpected("an escape (one of `\"\\/bfnrtu`)"),
        };
        self.at += 1;
        Ok(simple)
    }

    /// The four digits behind `\u`, and the second half of a surrogate pair. Half a pair becomes U+FFFD: RFC 8259
    /// allows it in the text, and no Unicode text can hold it.
    fn unicode_escape(&mut self, start: usize) -> Result<char, SyntaxError> {
        let first = self.hex4(start)?;
        if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            let second = self.hex4(back)?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex4(&mut self, start: usize) -> Result<u32, SyntaxError> {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = &rest[..rest.len().min(4)];
        let mut code = 0;
        for &digit in digits {
            match char::from(digit).to_digit(16) {
                Some(value) => code = code * 16 + value,
                None => break,
            }
            self.at += 1;
        }
        if digits.len() < 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(SyntaxError::new(Broken::ShortEscape, Span::new(start, self.at)));
        }
        Ok(code)
    }
}
