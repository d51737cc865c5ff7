//! What is being typed: the word at the cursor, its quotes, and what is around it. The text need not be whole.

use crate::source::Span;
use crate::tree::Language;

/// A word that is being typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Typed {
    pub(super) language: Language,
    /// The word, without quotes.
    pub(super) word: Span,
    /// The quote that it begins with.
    pub(super) quote: Option<char>,
    /// Whether it ends with that quote, too.
    pub(super) is_closed: bool,
    /// Whether it is where a value belongs.
    pub(super) is_value: bool,
    /// Whether it is where an item of a list belongs.
    pub(super) is_item: bool,
    /// Whether a value, or what is between a key and its value, follows.
    pub(super) has_value: bool,
    /// Where a comma is missing before it.
    pub(super) comma_before: Option<usize>,
    /// Whether a comma is missing behind it.
    pub(super) comma_behind: bool,
    /// The brackets that are open, the outermost first.
    pub(super) open: Vec<char>,
}

impl Typed {
    /// What is typed at an offset; nothing in a comment.
    pub(super) fn at(text: &str, offset: usize, language: Language) -> Option<Self> {
        let scan = Scan::of(&text[..offset], language)?;
        let (word, quote, is_closed) = match scan.quote {
            Some((quote, start)) => {
                let rest = &text[offset..];
                let run =
                    rest.find([quote, '\n', '\r', ',', ':', '=', '{', '}', '[', ']']).unwrap_or(rest.len());
                let is_closed = rest[run..].starts_with(quote);
                let end = if is_closed { offset + run } else { offset };
                (Span::new(start + quote.len_utf8(), end), Some(quote), is_closed)
            }
            None => {
                let is_of_word = |c: char| is_of_word(c, language);
                let before = text[..offset].trim_end_matches(is_of_word).len();
                let behind = text[offset..].len() - text[offset..].trim_start_matches(is_of_word).len();
                (Span::new(before, offset + behind), None, false)
            }
        };
        let mut typed = Typed {
            language,
            word,
            quote,
            is_closed,
            is_value: false,
            is_item: false,
            has_value: false,
            comma_before: None,
            comma_behind: false,
            open: scan.open,
        };
        typed.look_around(text);
        Some(typed)
    }

    /// The word with its quotes.
    pub(super) fn outer(&self) -> Span {
        let quote = self.quote.map(char::len_utf8).unwrap_or_default();
        let behind = if self.is_closed { quote } else { 0 };
        Span::new(self.word.start as usize - quote, self.word.end as usize + behind)
    }

    fn look_around(&mut self, text: &str) {
        let outer = self.outer();
        let (before, behind) = (&text[..outer.start as usize], &text[outer.end as usize..]);
        let here = before.rsplit('\n').next().unwrap_or_default().trim_end();
        let line = behind.split('\n').next().unwrap_or_default().trim_start();
        let separates: &[char] = match self.language {
            Language::Json | Language::Yaml => &[':'],
            Language::Toml => &['='],
            Language::Hcl => &['=', ':'],
        };
        let (last, next) = (before.trim_end(), behind.trim_start());
        self.is_value = match self.language {
            Language::Json => last.ends_with(separates),
            Language::Yaml | Language::Toml | Language::Hcl => here.ends_with(separates),
        };
        self.is_item = match self.open.last() {
            Some(open) => *open == '[',
            None => self.language == Language::Yaml && here.ends_with('-'),
        };
        self.has_value = line.starts_with(separates);
        let is_listed = match (self.language, self.open.last()) {
            (Language::Json, _) => true,
            (_, None) => false,
            // Entries on lines of their own need no comma.
            (Language::Hcl, Some('{')) => !here.is_empty() || !line.is_empty(),
            (_, Some(_)) => true,
        };
        if !is_listed {
            return;
        }
        let begins = last.is_empty() || last.ends_with(['{', '[', '(', ',']) || last.ends_with(separates);
        let ends = next.is_empty() || next.starts_with(['}', ']', ')', ',']) || next.starts_with(separates);
        self.comma_before = (!begins).then_some(last.len());
        let is_last_of_line = self.language == Language::Hcl && line.is_empty();
        self.comma_behind = !(ends || is_last_of_line);
    }
}

/// Whether a character is part of a word without quotes. In TOML dots are between keys.
fn is_of_word(c: char, language: Language) -> bool {
    let is_plain = c.is_alphanumeric() || matches!(c, '_' | '-');
    is_plain || (language != Language::Toml && matches!(c, '.' | '/' | '@' | '+'))
}

/// What is open at the end of a text.
struct Scan {
    /// The quote that is open, and where.
    quote: Option<(char, usize)>,
    /// The brackets.
    open: Vec<char>,
}

impl Scan {
    /// Nothing where the text ends in a comment.
    fn of(text: &str, language: Language) -> Option<Self> {
        let mut scan = Scan { quote: None, open: Vec::new() };
        let mut last = '\n';
        let mut is_comment = false;
        let mut escaped = false;
        for (at, c) in text.char_indices() {
            if c == '\n' {
                // What is open at the end of its line was never closed.
                (scan.quote, is_comment, escaped) = (None, false, false);
            } else if is_comment {
            } else if let Some((quote, _)) = scan.quote {
                let is_end = c == quote && !escaped;
                escaped = c == '\\' && !escaped && quote == '"';
                if is_end {
                    scan.quote = None;
                }
            } else {
                is_comment = begins_comment(&text[at..], last, language);
                if is_comment {
                    continue;
                }
                match c {
                    '"' if opens(text, at, language) => scan.quote = Some((c, at)),
                    '\'' if has_single(language) && opens(text, at, language) => scan.quote = Some((c, at)),
                    '{' | '[' | '(' => scan.open.push(c),
                    '}' | ']' | ')' => {
                        scan.open.pop();
                    }
                    _ => {}
                }
            }
            last = c;
        }
        (!is_comment).then_some(scan)
    }
}

fn has_single(language: Language) -> bool {
    matches!(language, Language::Yaml | Language::Toml)
}

/// Whether a quote opens a text. In YAML there are quotes within words.
fn opens(text: &str, at: usize, language: Language) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    language != Language::Yaml || before.is_empty() || before.ends_with([':', ',', '[', '{', '-', '\n', '!'])
}

fn begins_comment(text: &str, last: char, language: Language) -> bool {
    let slashes = text.starts_with("//");
    match language {
        Language::Json => slashes,
        Language::Yaml => text.starts_with('#') && last.is_whitespace(),
        Language::Toml => text.starts_with('#'),
        Language::Hcl => text.starts_with('#') || slashes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is typed where a `|` is.
    fn typed(text: &str, language: Language) -> Option<(String, Typed)> {
        let offset = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        let typed = Typed::at(&text, offset, language)?;
        Some((text[typed.word.range()].to_owned(), typed))
    }

    #[test]
    fn words_are_found_with_their_quotes() {
        let word = |text, language| {
            let (word, typed) = typed(text, language).expect("something");
            (word, typed.quote, typed.is_closed)
        };
        assert_eq!(word(r#"{"a": "Pro|d"}"#, Language::Json), ("Prod".into(), Some('"'), true));
        assert_eq!(word("{\"Te|\n\"a\": 1}", Language::Json), ("Te".into(), Some('"'), false));
        assert_eq!(word(r#"{"Te|, "a": "b"}"#, Language::Json), ("Te".into(), Some('"'), false));
        assert_eq!(word("tags:\n  Cost-Ce|nter: x", Language::Yaml), ("Cost-Center".into(), None, false));
        assert_eq!(word("a: it's\nb: |", Language::Yaml), (String::new(), None, false));
        assert_eq!(word("a = 'x|'", Language::Toml), ("x".into(), Some('\''), true));
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        let is = |text, language| {
            let (_, typed) = typed(text, language).expect("something");
            (typed.is_value, typed.has_value)
        };
        for (text, language) in [
            ("{\"a\": |}", Language::Json),
            ("{\"a\":\n  \"|", Language::Json),
            ("a: x|", Language::Yaml),
            ("a = \"|\"", Language::Toml),
            ("a = \"|\"", Language::Hcl),
        ] {
            assert_eq!(is(text, language), (true, false), "{text}");
        }
        assert_eq!(is("{\"a|\": 1}", Language::Json), (false, true));
        assert_eq!(is("a:\n  b|\n", Language::Yaml), (false, false));
        assert_eq!(is("a = {\n  b| = 1\n}", Language::Hcl), (false, true));
    }

    #[test]
    fn commas_are_missed_where_the_language_wants_them() {
        let commas = |text, language| {
            let (_, typed) = typed(text, language).expect("something");
            (typed.comma_before.is_some(), typed.comma_behind)
        };
        assert_eq!(commas("{\"a\": 1 |}", Language::Json), (true, false));
        assert_eq!(commas("{| \"a\": 1}", Language::Json), (false, true));
        assert_eq!(commas("{\"a\": 1,\n|\n}", Language::Json), (false, false));
        assert_eq!(commas("t = {\n  a = 1\n  |\n  b = 2\n}", Language::Hcl), (false, false));
        assert_eq!(commas("t = { a = 1 | }", Language::Hcl), (true, false));
        assert_eq!(commas("a: 1\n|\nb: 2", Language::Yaml), (false, false));
        assert_eq!(commas("{a: 1 |}", Language::Yaml), (true, false));
    }

    #[test]
    fn nothing_is_typed_in_a_comment() {
        for (text, language) in
            [("a: b # c|", Language::Yaml), ("# |", Language::Toml), ("// |", Language::Hcl)]
        {
            assert_eq!(typed(text, language), None, "{text}");
        }
        assert!(typed("a: b#|", Language::Yaml).is_some());
    }
}
