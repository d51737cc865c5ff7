//! Patterns of values, which match whole values and mean ASCII, and texts in which `*` matches any string.

use std::fmt;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast, ClassPerlKind, ClassSetItem};
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::text::code;

/// How much memory one compiled pattern may take, in bytes: enough for any real one, and a bound on hostile ones.
const SIZE_LIMIT: usize = 1 << 20;

/// The weight from which on a pattern is compiled when the policy is loaded, to learn whether it is too large.
/// Lighter ones are compiled when a value first meets them.
const HEAVY: usize = 400;

/// The weight of a character beyond ASCII, or a range of them, in a class: each takes states of its own for the bytes of
/// its UTF-8 form.
const WIDE: usize = 4;

/// A regular expression that a whole value must match.
///
/// `\d`, `\w` and `\s` are ASCII, as people who write `CC-\d{4}` mean them; `.` and literal characters are Unicode.
pub(crate) struct Pattern {
    text: String,
    ascii: String,
    compiled: OnceLock<Regex>,
    example: OnceLock<Option<String>>,
}

/// Why a text is no pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PatternError {
    /// What is wrong.
    pub(crate) message: String,
    /// What to write instead.
    pub(crate) help: &'static str,
    /// Where it begins, in bytes of the pattern.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Pattern {
    /// A pattern.
    ///
    /// # Errors
    /// It is no regular expression of the crate `regex` (<https://docs.rs/regex/latest/regex/#syntax>), which has
    /// no look-around and no back-references, or it takes more than a megabyte.
    pub(crate) fn new(text: &str) -> Result<Self, PatternError> {
        let ast = ast::parse::Parser::new().parse(text).map_err(|error| PatternError {
            message: invalid(text, &syntax_message(error.kind())),
            help: syntax_help(error.kind()),
            start: error.span().start.offset,
            end: error.span().end.offset,
        })?;
        let mut survey = Survey::default();
        survey.visit(&ast, 1);
        let pattern = Pattern {
            text: text.to_owned(),
            ascii: survey.ascii(text),
            compiled: OnceLock::new(),
            example: OnceLock::new(),
        };
        regex_syntax::Parser::new().parse(&pattern.ascii).map_err(|error| PatternError {
            message: invalid(text, &hir_message(&error)),
            help: SYNTAX,
            start: 0,
            end: text.len(),
        })?;
        if survey.weight > HEAVY {
            let regex = pattern.compile().map_err(|_| PatternError {
                message: format!("the pattern {} is too large: its repetitions multiply", code(text)),
                help: "write smaller repetitions, or limit the value with `max-length`",
                start: 0,
                end: text.len(),
            })?;
            pattern.compiled.get_or_init(|| regex);
        }
        Ok(pattern)
    }

    /// The pattern as it is written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The pattern as it is compiled, with ASCII classes.
    pub(crate) fn ascii(&self) -> &str {
        &self.ascii
    }

    /// Whether the whole value matches.
    pub(crate) fn matches(&self, value: &str) -> bool {
        self.compiled
            .get_or_init(|| self.compile().expect("a light pattern of right syntax compiles"))
            .is_match(value)
    }

    /// A text that it matches, made up from its syntax: the least repetitions, the first branches, letters and digits
    /// that read like an example. `None` where none is found.
    pub(crate) fn example(&self) -> Option<&str> {
        self.example.get_or_init(|| self.make_up()).as_deref()
    }

    fn make_up(&self) -> Option<String> {
        let hir = regex_syntax::Parser::new().parse(&self.ascii).ok()?;
        let mut example = String::new();
        make_up(&hir, &mut example)?;
        self.matches(&example).then_some(example)
    }

    fn compile(&self) -> Result<Regex, regex::Error> {
        let whole = format!("\\A(?:{})\\z", self.ascii);
        RegexBuilder::new(&whole).size_limit(SIZE_LIMIT).build()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

/// What is learned of a pattern from its syntax.
#[derive(Default)]
struct Survey {
    /// How large its automaton is going to be, roughly, in states.
    weight: usize,
    /// Where the classes `\d`, `\w`, `\s` are, and what they mean.
    classes: Vec<(usize, usize, &'static str)>,
    /// Whether white space and comments are ignored somewhere.
    verbose: bool,
}

impl Survey {
    fn visit(&mut self, ast: &Ast, times: usize) {
        self.weight = self.weight.saturating_add(times);
        match ast {
            Ast::ClassPerl(class) => self.class(class),
            Ast::ClassUnicode(_) => self.weight = self.weight.saturating_add(times.saturating_mul(HEAVY)),
            Ast::ClassBracketed(class) => self.set(&class.kind, times),
            Ast::Repetition(repetition) => {
                self.visit(&repetition.ast, times.saturating_mul(most(&repetition.op.kind)));
            }
            Ast::Group(group) => {
                if let ast::GroupKind::NonCapturing(flags) = &group.kind {
                    self.flags(flags);
                }
                self.visit(&group.ast, times);
            }
            Ast::Alternation(list) => {
                for ast in &list.asts {
                    self.visit(ast, times);
                }
            }
            Ast::Concat(list) => {
                for ast in &list.asts {
                    self.visit(ast, times);
                }
            }
            Ast::Flags(set) => self.flags(&set.flags),
            Ast::Empty(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => {}
        }
    }

    fn flags(&mut self, flags: &ast::Flags) {
        self.verbose |= flags.flag_state(ast::Flag::IgnoreWhitespace) == Some(true);
    }

    fn set(&mut self, set: &ast::ClassSet, times: usize) {
        match set {
            ast::ClassSet::BinaryOp(operation) => {
                self.set(&operation.lhs, times);
                self.set(&operation.rhs, times);
            }
            ast::ClassSet::Item(item) => self.item(item, times),
        }
    }

    fn item(&mut self, item: &ClassSetItem, times: usize) {
        let mut weigh = |weight: usize| {
            self.weight = self.weight.saturating_add(times.saturating_mul(weight));
        };
        match item {
            ClassSetItem::Perl(class) => self.class(class),
            ClassSetItem::Bracketed(class) => self.set(&class.kind, times),
            ClassSetItem::Union(union) => {
                for item in &union.items {
                    self.item(item, times);
                }
            }
            ClassSetItem::Unicode(_) => weigh(HEAVY),
            // However many they are, ASCII characters share one state.
            ClassSetItem::Literal(literal) if literal.c.is_ascii() => {}
            ClassSetItem::Range(range) if range.end.c.is_ascii() => {}
            ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) => {}
            ClassSetItem::Literal(_) | ClassSetItem::Range(_) => weigh(WIDE),
        }
    }

    fn class(&mut self, class: &ast::ClassPerl) {
        let meaning = match (&class.kind, class.negated) {
            (ClassPerlKind::Digit, false) => "[0-9]",
            (ClassPerlKind::Digit, true) => "[^0-9]",
            (ClassPerlKind::Word, false) => "[0-9A-Za-z_]",
            (ClassPerlKind::Word, true) => "[^0-9A-Za-z_]",
            (ClassPerlKind::Space, false) => r"[\t\n\v\f\r\x20]",
            (ClassPerlKind::Space, true) => r"[^\t\n\v\f\r\x20]",
        };
        self.classes.push((class.span.start.offset, class.span.end.offset, meaning));
    }

    /// The pattern with its classes written out, closed against a comment at its end.
    fn ascii(&self, text: &str) -> String {
        let mut ascii = String::with_capacity(text.len() + 16);
        let mut done = 0;
        for &(start, end, meaning) in &self.classes {
            ascii.push_str(&text[done..start]);
            ascii.push_str(meaning);
            done = end;
        }
        ascii.push_str(&text[done..]);
        if self.verbose {
            ascii.push('\n');
        }
        ascii
    }
}

fn most(kind: &ast::RepetitionKind) -> usize {
    match kind {
        ast::RepetitionKind::Range(
            ast::RepetitionRange::Exactly(most)
            | ast::RepetitionRange::AtLeast(most)
            | ast::RepetitionRange::Bounded(_, most),
        ) => (*most).max(1) as usize,
        _ => 1,
    }
}

/// Where the syntax of patterns is told.
const SYNTAX: &str = "see https://docs.rs/regex/latest/regex/#syntax for the syntax";

fn invalid(text: &str, why: &str) -> String {
    format!("the pattern {} is not a valid regular expression: {why}", code(text))
}

/// What to write where a pattern breaks.
fn syntax_help(kind: &ast::ErrorKind) -> &'static str {
    match kind {
        ast::ErrorKind::UnsupportedLookAround => "write what the value is, not what it is not",
        ast::ErrorKind::UnsupportedBackreference => "write out what the back-reference repeats",
        ast::ErrorKind::GroupUnclosed => r"close the group with `)`, or write `\(` for the character itself",
        ast::ErrorKind::GroupUnopened => r"open the group with `(`, or write `\)` for the character itself",
        ast::ErrorKind::ClassUnclosed => r"close the class with `]`, or write `\[` for the character itself",
        ast::ErrorKind::RepetitionCountUnclosed => {
            r"close the repetition with `}`, or write `\{` for the character itself"
        }
        ast::ErrorKind::RepetitionMissing => {
            r"write what is repeated before it, or a `\` before the character itself"
        }
        ast::ErrorKind::EscapeUnexpectedEof => r"remove the `\`, or write `\\` for a backslash",
        ast::ErrorKind::EscapeUnrecognized => r"remove the `\`, or write `\\` for a backslash",
        _ => SYNTAX,
    }
}

fn syntax_message(kind: &ast::ErrorKind) -> String {
    match kind {
        ast::ErrorKind::UnsupportedLookAround => "look-around (`(?=`, `(?!`, `(?<`) is not supported".into(),
        ast::ErrorKind::UnsupportedBackreference => "back-references are not supported".into(),
        other => other.to_string(),
    }
}

fn hir_message(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => syntax_message(error.kind()),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "it cannot be compiled".into(),
    }
}

/// The longest example that is made up, in bytes.
const EXAMPLE_MOST: usize = 64;

fn make_up(hir: &Hir, example: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => example.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            let has = |c: &char| class.ranges().iter().any(|range| range.start() <= *c && *c <= range.end());
            // Digits count up, so that `\d{4}` reads 1234.
            let digit =
                char::from(b'1' + (example.chars().rev().take_while(char::is_ascii_digit).count() % 9) as u8);
            let likely = [digit, 'a', 'A', '0'].into_iter().find(has);
            example.push(likely.or_else(|| class.ranges().first().map(|range| range.start()))?);
        }
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => {
            let least = repetition
                .min
                .max(u32::from(repetition.max != Some(0) && repetition.min == 0 && example.is_empty()));
            for _ in 0..least {
                make_up(&repetition.sub, example)?;
                if example.len() > EXAMPLE_MOST {
                    return None;
                }
            }
        }
        HirKind::Capture(capture) => make_up(&capture.sub, example)?,
        HirKind::Concat(parts) => {
            for part in parts {
                make_up(part, example)?;
            }
        }
        HirKind::Alternation(branches) => make_up(branches.first()?, example)?,
    }
    (example.len() <= EXAMPLE_MOST).then_some(())
}

/// A text in which `*` stands for any text, also none; everything else is exact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TextGlob {
    text: String,
}

impl TextGlob {
    /// A glob.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        TextGlob { text: text.into() }
    }

    /// The glob as it is written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.text.split_once('*') else { return self.text == text };
        let Some(mut text) = text.strip_prefix(first) else { return false };
        let mut parts = rest.split('*');
        let last = parts.next_back().unwrap_or_default();
        for part in parts {
            match text.find(part) {
                Some(at) => text = &text[at + part.len()..],
                None => return false,
            }
        }
        text.len() >= last.len() && text.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, value: &str) -> bool {
        Pattern::new(pattern).expect("a pattern").matches(value)
    }

    #[test]
    fn a_pattern_matches_the_whole_value_and_means_ascii() {
        assert!(matches(r"CC-\d{4}", "CC-1001"));
        for value in ["CC-10010", " CC-1001", "CC-1001\n", "CC-١٢٣٤", "xCC-1001"] {
            assert!(!matches(r"CC-\d{4}", value), "{value:?}");
            assert!(!matches(r"^CC-\d{4}$", value), "{value:?}");
        }
        assert!(!matches(r"\w+", "é") && matches(r"[\w-]+", "a-b") && !matches(r"[^\W]+", "é"));
        assert!(matches(".+", "é") && matches("a|b", "b") && !matches("a|b", "ab"));
    }

    #[test]
    fn verbose_patterns_may_end_in_a_comment() {
        assert!(matches("(?x) a b # both", "ab"));
    }

    #[test]
    fn what_cannot_be_compiled_is_refused_at_its_place() {
        let error = |pattern| Pattern::new(pattern).expect_err("must be refused");
        assert_eq!((error("a(b").start, error("a(b").end), (1, 2));
        assert!(error("(?=a)").message.contains("look-around"));
        assert!(error(r"(a)\1").message.contains("back-references"));
        assert!(error(r"(\w{1000}){1000}").message.contains("too large"));
        assert!(error(r"\p{Nope}").message.contains("Unicode property"));
    }

    #[test]
    fn a_class_weighs_what_is_in_it() {
        let scattered: String = (0..3_000).filter_map(|number| char::from_u32(0x4e00 + 5 * number)).collect();
        let error = Pattern::new(&format!("[{scattered}]{{20}}")).expect_err("must be refused");
        assert!(error.message.contains("too large"), "{}", error.message);
        let small: String = scattered.chars().take(80).collect();
        assert!(matches(&format!("[{small}]{{20}}"), &"一".repeat(20)));
    }

    /// Each is about as heavy as a pattern may be that is compiled when a value first meets it.
    #[test]
    fn light_patterns_compile() {
        let wide = r"\u{81}-\u{10fffd}";
        let ranges: String = (0..97u32)
            .map(|number| format!(r"\u{{{:x}}}-\u{{{:x}}}", 0x801 + number * 0x1f, 0x80f + number * 0x1f))
            .collect();
        let scattered: String = (0..97).filter_map(|number| char::from_u32(0x10001 + 997 * number)).collect();
        let light = [
            ".{398}".to_owned(),
            "[^a]{398}".to_owned(),
            "(?i)[^aceikmoqsuwy13579]{396}".to_owned(),
            format!("[{wide}]{{79}}"),
            format!("(?i)[^{wide}]{{78}}"),
            format!("[{ranges}]"),
            format!("(?i)[^{scattered}]"),
        ];
        for text in light {
            let pattern = Pattern::new(&text).expect("a pattern");
            assert!(pattern.compiled.get().is_none(), "{text} is not light");
            pattern.matches("x");
        }
    }

    #[test]
    fn examples_are_made_up_from_patterns() {
        let example = |text| Pattern::new(text).expect("a pattern").example().map(str::to_owned);
        assert_eq!(example(r"CC-\d{4}").as_deref(), Some("CC-1234"));
        assert_eq!(example("[A-Z][A-Za-z0-9]+").as_deref(), Some("A1"));
        assert_eq!(example("(prod|dev)-[a-z]{2}").as_deref(), Some("prod-aa"));
        assert_eq!(example("a{100}"), None);
    }

    #[test]
    fn a_star_is_any_text() {
        let glob = |glob: &str, text: &str| TextGlob::new(glob).matches(text);
        assert!(
            glob("*", "") && glob("a*", "a") && glob("*-Research", "X-Research") && glob("a*b*c", "abbc")
        );
        assert!(!glob("a*a", "a") && !glob("a", "ab") && !glob("a*b", "a") && !glob("A*", "ab"));
        assert!(glob("sandbox/**", "sandbox/a/b.json") && glob("aws_*", "aws_s3_bucket"));
    }
}
