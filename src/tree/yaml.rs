//! YAML 1.2: any number of documents, with tags, anchors and comments.
//!
//! The grammar is the `granit-parser` crate's, and no other module knows of it; here its events become trees. Its
//! spans are exact for what is written, but not for what is not: a value that is missing, a block sequence at the
//! indentation of its key, and the end of any block collection are found again in the text, always from the last
//! thing that was read onwards, so that no byte is looked at more often than a few times.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use super::{Builder, Kind, Language, MAX_DEPTH, Style, SyntaxError, Tree};
use crate::source::{Source, Span};

/// What was read, where comments stand, and where reading stopped.
#[derive(Debug)]
pub struct Yaml<'s> {
    /// The documents that were read to their end; one without content is left out.
    pub documents: Vec<Tree<'s>>,
    /// Comments, with their `#`, in the order of the text.
    pub comments: Vec<Span>,
    /// Why nothing is read from some place on.
    pub error: Option<SyntaxError>,
}

/// Reads all documents of a YAML text, up to the first place that is not YAML.
///
/// A missing value is a null with an empty span directly behind the `:`, `-` or `?` it belongs to, or behind its own
/// tag or anchor. Block collections end with the last thing in them. A pair that stands in a flow sequence without
/// braces (`[a: b]`) is a map of style [`Style::Flow`] that begins at its key. The span of a block scalar begins at
/// its first text and leaves out the blank lines at its end.
pub fn parse(source: &Source) -> Yaml<'_> {
    let mut text = Cow::Borrowed(source.text());
    let mut joined = Vec::new();
    for _ in 0..JOINED_MOST {
        match read_joined(source, &text, &joined) {
            Ok(yaml) => return yaml,
            Err(Continued { line_end }) => {
                // The line end becomes blanks of the same length, so that every offset stays true.
                let blank = if text[..line_end].ends_with('\r') { "  " } else { " " };
                text.to_mut().replace_range(line_end + 1 - blank.len()..=line_end, blank);
                joined.push(line_end);
            }
        }
    }
    let message = message(&ErrorKind::InvalidQuotedScalarIndent).into_owned();
    let error = Some(SyntaxError::new(message, Span::at(joined.last().copied().unwrap_or_default())));
    Yaml { documents: Vec::new(), comments: Vec::new(), error }
}

/// How many lines of quoted texts may continue at the indentation of their key before a text is refused.
const JOINED_MOST: usize = 200;

/// A quoted text goes on in a line that is indented no deeper than its key. The specification forbids it; the readers
/// of CloudFormation and Ansible allow it, and templates have it.
struct Continued {
    /// Where the newline before that line is.
    line_end: usize,
}

/// Reads a text that is the source's, but for some line ends in quoted texts that were joined by blanks.
fn read_joined<'s>(source: &'s Source, text: &str, joined: &[usize]) -> Result<Yaml<'s>, Continued> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        // A limit on comments in a row would refuse templates with a long part commented out.
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut reader = Reader { joined, ..Reader::new(source) };
    let mut error = None;
    for event in Parser::new_from_str_with_options(text, options) {
        let read = match event {
            Ok((event, span)) => reader.event(event, &span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                if matches!(error.kind(), ErrorKind::InvalidQuotedScalarIndent)
                    && let Some(line_end) = text.get(..at).and_then(|before| before.rfind('\n'))
                {
                    return Err(Continued { line_end });
                }
                Err(reader.syntax_error(&error))
            }
        };
        if let Err(found) = read {
            error = Some(found);
            break;
        }
    }
    // The comment behind the header of a block scalar is reported after the scalar.
    reader.comments.sort_unstable();
    Ok(Yaml { documents: reader.documents, comments: reader.comments, error })
}

/// A quoted text in which line ends were made blanks: with the blanks around them they are one, as when line ends are
/// folded. Other runs of blanks in it cannot be told from them.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| c != '\r') {
        if c != ' ' || !folded.ends_with(' ') {
            folded.push(c);
        }
    }
    folded
}

struct Reader<'s, 'j> {
    source: &'s Source,
    text: &'s str,
    documents: Vec<Tree<'s>>,
    comments: Vec<Span>,
    builder: Builder<'s>,
    open: Vec<Open>,
    /// The nodes of this document's anchors, by the parser's numbers: a name defined again has another number.
    anchors: HashMap<usize, u32>,
    /// Behind the last thing of this document that was read.
    at: usize,
    /// Where line ends in quoted texts were joined.
    joined: &'j [usize],
}

/// A collection that is not closed yet.
struct Open {
    node: u32,
    kind: Kind,
    style: Style,
    /// Whether a map has its next key but not yet the value of it.
    keyed: bool,
}

/// What the next node is to the collection around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Root,
    Item,
    Key,
    Value,
}

/// What may stand before a node.
struct Properties<'t> {
    /// The number of its anchor; 0 for none.
    anchor: usize,
    tag: Option<&'t Tag>,
    /// Where the tag stands.
    tag_at: Option<Range<usize>>,
}

impl Properties<'_> {
    fn are_none(&self) -> bool {
        self.anchor == 0 && self.tag.is_none()
    }
}

impl<'s> Reader<'s, '_> {
    fn new(source: &'s Source) -> Self {
        Reader {
            source,
            text: source.text(),
            documents: Vec::new(),
            comments: Vec::new(),
            builder: Builder::new(source, Language::Yaml),
            open: Vec::new(),
            anchors: HashMap::new(),
            at: source.mark_len(),
            joined: &[],
        }
    }

    /// The bytes of a parser's span; every span of a text in memory has them.
    fn bytes(&self, span: &granit_parser::Span) -> Range<usize> {
        span.byte_range().unwrap_or(self.at..self.at)
    }

    fn slice(&self, range: &Range<usize>) -> &'s str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Result<(), SyntaxError> {
        let range = self.bytes(span);
        let tag_at = span.tag_span().and_then(|span| span.byte_range());
        match event {
            Event::DocumentStart(explicit, _) => {
                self.at = if explicit { range.end } else { range.start };
            }
            Event::DocumentEnd => self.end_document(),
            Event::Comment(..) => {
                let len = self.slice(&range).trim_end().len();
                self.comments.push(Span::new(range.start, range.start + len));
            }
            Event::Scalar(text, style, anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref(), tag_at };
                self.scalar(&text, style, &properties, range);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref(), tag_at };
                self.open(Kind::List, style, &properties, range)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref(), tag_at };
                self.open(Kind::Map, style, &properties, range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            Event::Alias(anchor) => self.alias(anchor, range)?,
            Event::UnresolvedAlias(name) => {
                let message = format!("no anchor `&{name}` stands before this alias");
                return Err(SyntaxError::new(message, Span::new(range.start, range.end)));
            }
            _ => {}
        }
        Ok(())
    }

    fn end_document(&mut self) {
        let builder = std::mem::replace(&mut self.builder, Builder::new(self.source, Language::Yaml));
        if !builder.is_empty() {
            self.documents.push(builder.finish(self.at));
        }
        self.anchors.clear();
    }

    fn role(&self) -> Role {
        match self.open.last() {
            None => Role::Root,
            Some(Open { kind: Kind::List, .. }) => Role::Item,
            Some(Open { keyed: false, .. }) => Role::Key,
            Some(_) => Role::Value,
        }
    }

    /// Notes that a node is complete.
    fn done(&mut self, end: usize) {
        self.at = self.at.max(end);
        if let Some(parent) = self.open.last_mut() {
            parent.keyed = !parent.keyed;
        }
    }

    fn note(&mut self, node: u32, properties: &Properties<'_>) {
        if properties.anchor != 0 {
            self.anchors.insert(properties.anchor, node);
        }
        if let Some(tag) = &properties.tag_at {
            self.builder.tag(node, Span::new(tag.start, tag.end));
        }
    }

    fn open(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        properties: &Properties<'_>,
        range: Range<usize>,
    ) -> Result<(), SyntaxError> {
        let mut start = range.start;
        let style = match style {
            StructureStyle::Flow => Style::Flow,
            StructureStyle::Block => Style::Indented,
        };
        if self.builder.depth() >= MAX_DEPTH {
            return Err(too_deep(self.character(start)));
        }
        if kind == Kind::List && style == Style::Indented && matches!(self.role(), Role::Key | Role::Value) {
            // At the indentation of its key, the parser lets a sequence begin at its first item.
            start = self.find(b"-", b":?").filter(|&dash| dash <= start).unwrap_or(start);
        }
        let node = self.builder.open(kind, start, style);
        self.note(node, properties);
        self.open.push(Open { node, kind, style, keyed: false });
        let bracket = style == Style::Flow && matches!(self.text.as_bytes().get(start), Some(b'[' | b'{'));
        self.at = self.at.max(start + usize::from(bracket && !range.is_empty()));
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) {
        let Some(closed) = self.open.pop() else { return };
        // A block collection ends where the next token stands, a pair without braces nowhere.
        let bracket = closed.style == Style::Flow && !range.is_empty();
        let end = if bracket { range.end } else { self.at };
        self.builder.close(end);
        self.done(end);
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), SyntaxError> {
        let span = Span::new(range.start, range.end);
        let Some(&target) = self.anchors.get(&anchor) else {
            return Err(SyntaxError::new("no anchor of this name stands before this alias", span));
        };
        if self.open.iter().any(|open| open.node == target) {
            return Err(SyntaxError::new("this alias stands inside the very node that it names", span));
        }
        self.builder.alias(target, span);
        self.done(range.end);
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, properties: &Properties<'_>, range: Range<usize>) {
        let mut end = range.end;
        let (span, written) = match style {
            ScalarStyle::Plain if range.is_empty() && properties.are_none() => {
                if self.role() == Role::Root {
                    return;
                }
                end = self.missing(range.start);
                (end..end, Style::Bare)
            }
            ScalarStyle::Plain => (range, Style::Bare),
            ScalarStyle::SingleQuoted => (range.start + 1..range.end - 1, Style::Single),
            ScalarStyle::DoubleQuoted => (range.start + 1..range.end - 1, Style::Double),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let content = self.content(range);
                end = content.end;
                (content, Style::Block)
            }
        };
        let nothing = written == Style::Bare && span.is_empty();
        let kind = kind(text, written, nothing, properties.tag);
        let is_joined = self.joined.iter().any(|line_end| span.contains(line_end));
        let text = if is_joined { Cow::Owned(folded(text)) } else { Cow::Borrowed(text) };
        let as_written = nothing || self.slice(&span) == text;
        let span = Span::new(span.start, span.end);
        let node = match as_written {
            true => self.builder.scalar(kind, span, written),
            false => self.builder.decoded(kind, span, written, text.as_ref()),
        };
        self.note(node, properties);
        self.done(end);
    }

    /// The content of a block scalar within the range that the parser gives it: up to the end of its last line that
    /// is not blank, or directly behind the header if all are.
    fn content(&self, range: Range<usize>) -> Range<usize> {
        let content = self.slice(&range);
        let blank = content.trim_end_matches([' ', '\t', '\r', '\n']).len();
        if blank == 0 {
            let Some(header) = self.find(b"|>", b":?-,") else { return range.start..range.start };
            let indicators = self.text.as_bytes()[header + 1..].iter();
            let len = indicators.take_while(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9')).count();
            return header + 1 + len..header + 1 + len;
        }
        // Blanks at the end of the last line are content.
        let line = content[blank..].find(['\r', '\n']).map_or(content.len(), |len| blank + len);
        range.start..range.start + line
    }

    /// Where a value that is missing would be written: directly behind the sign that announces it.
    fn missing(&self, reported: usize) -> usize {
        let behind =
            |sign: u8, from: usize| (self.text.as_bytes().get(from) == Some(&sign)).then_some(from + 1);
        match self.role() {
            Role::Root => reported,
            Role::Item => behind(b'-', self.skip_blank(self.at, b"")).unwrap_or(reported),
            Role::Key => {
                let next = self.skip_blank(self.at, b",");
                behind(b'?', next).unwrap_or(next.min(reported))
            }
            // A key without `:` has its value directly behind it.
            Role::Value => behind(b':', self.skip_blank(self.at, b"")).unwrap_or(self.at),
        }
    }

    /// The next of the `wanted` signs from the last node on, behind the `passed` ones and properties.
    fn find(&self, wanted: &[u8], passed: &[u8]) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            at = self.skip_blank(at, b"");
            match bytes.get(at)? {
                byte if wanted.contains(byte) => return Some(at),
                byte if passed.contains(byte) => at += 1,
                b'&' | b'!' => {
                    let property = bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace());
                    at += property.count();
                }
                _ => return None,
            }
        }
    }

    /// Behind blanks, line ends, comments, and the `passed` signs.
    fn skip_blank(&self, mut at: usize, passed: &[u8]) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => {
                    let line = bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                    at = line.map_or(bytes.len(), |len| at + len);
                }
                byte if passed.contains(byte) => at += 1,
                _ => break,
            }
        }
        at
    }

    /// The span of the character at an offset; empty at the end of a line.
    fn character(&self, at: usize) -> Span {
        let at = self.text.floor_char_boundary(at.min(self.text.len()));
        let character = self.text[at..].chars().next().filter(|found| !matches!(found, '\r' | '\n'));
        Span::new(at, at + character.map_or(0, char::len_utf8))
    }

    fn syntax_error(&self, error: &ScanError) -> SyntaxError {
        let at = error.marker().byte_offset().unwrap_or(self.at);
        let span = self.character(at);
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => too_deep(span),
            kind => SyntaxError::new(message(kind), span),
        }
    }
}

fn too_deep(span: Span) -> SyntaxError {
    SyntaxError::new(format!("nested deeper than {MAX_DEPTH} levels"), span)
}

/// What a scalar is. A tag of the core schema decides; any other tag makes its text a text.
fn kind(text: &str, style: Style, nothing: bool, tag: Option<&Tag>) -> Kind {
    match (tag.map(Tag::core_suffix), style) {
        (Some(Some("str")), _) => Kind::Text,
        (Some(Some("int" | "float")), _) => Kind::Number,
        (Some(Some("bool")), _) => Kind::Bool,
        (Some(Some("null")), _) => Kind::Null,
        (_, Style::Bare) if nothing => Kind::Null,
        (None, Style::Bare) => plain_kind(text),
        _ => Kind::Text,
    }
}

/// What a plain scalar is by the core schema (<https://yaml.org/spec/1.2.2/#103-core-schema>): `yes`, `0b1` and
/// `1_000`, which were more in YAML 1.1, are texts.
fn plain_kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        ".nan" | ".NaN" | ".NAN" => Kind::Number,
        _ if is_number(text) => Kind::Number,
        _ => Kind::Text,
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, 16);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent = exponent.map(|digits| digits.strip_prefix(['-', '+']).unwrap_or(digits));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.is_empty() || all(part, 10);
    let mantissa = !(whole.is_empty() && fraction.is_empty()) && digits(whole) && digits(fraction);
    mantissa && exponent.is_none_or(|digits| all(digits, 10))
}

/// What is wrong, in our words.
fn message(kind: &ErrorKind) -> Cow<'static, str> {
    use ErrorKind as E;
    Cow::Borrowed(match kind {
        E::UnclosedFlowCollection { open } => return format!("this `{open}` is not closed").into(),
        E::MismatchedFlowCollectionEnd { open, close } => {
            return format!("this `{open}` is closed by `{close}`").into();
        }
        E::UnexpectedCharacter { character } => {
            let character = character.escape_debug();
            return format!("a text without quotes cannot begin with `{character}`").into();
        }
        E::MisplacedFlowCollectionEnd => "this bracket closes nothing",
        E::UnexpectedEofImplicitFlowMapping | E::ExpectedNodeContent => "a value belongs here",
        E::UnexpectedEofFlowSequence | E::ExpectedFlowSequenceSeparator => "`,` or `]` belongs here",
        E::UnexpectedEofFlowMapping | E::ExpectedFlowMappingSeparator => "`,` or `}` belongs here",
        E::UnexpectedEofBlockSequence | E::UnexpectedEofBlockMapping | E::UnexpectedEof => {
            "the text ends too early"
        }
        E::ExpectedBlockMappingKey => "a key belongs here, at the indentation of the keys above",
        E::ExpectedBlockSequenceEntry => "a `-` belongs here, at the indentation of those above",
        E::SimpleKeyExpected | E::InvalidSimpleKey => "this key has no `:` behind it on its line",
        E::InvalidIndentation | E::InvalidFlowScalarIndent | E::InvalidBlockScalarIndent => {
            "this indentation fits nothing above"
        }
        E::MappingKeyNotAllowed => "a key cannot stand here",
        E::MappingValueNotAllowed | E::InvalidColonPlacement | E::FlowMappingValueAdjacentCollection => {
            "a `:` cannot stand here; a text with `: ` in it takes quotes"
        }
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => "a `-` cannot stand here",
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar
        | E::InvalidBlockEntryWhitespace
        | E::InvalidMappingValueWhitespace => "a tab stands where only spaces may",
        kind => return Cow::Borrowed(rarer_message(kind)),
    })
}

/// The messages about quoted texts, properties and directives.
fn rarer_message(kind: &ErrorKind) -> &'static str {
    use ErrorKind as E;
    match kind {
        E::UnclosedQuotedScalar => "this quoted text does not end",
        E::DocumentIndicatorInQuotedScalar => "a document marker stands inside a quoted text",
        E::InvalidQuotedScalarIndent => "this line of a quoted text must be indented deeper than its key",
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            "nothing may follow a quoted text here"
        }
        E::UnknownQuotedScalarEscape => "this text has an escape that YAML does not know",
        E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => "this text has an escape that names no character",
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => {
            "behind `|` or `>` only `+`, `-` and a digit from 1 to 9 may stand"
        }
        E::PlainScalarStartsWithDashFlowIndicator => "a `-` cannot stand before this sign",
        E::CommentInterceptedScalar => "a comment stands inside a text of several lines",
        E::CommentNotSeparated => "a blank must stand before the `#` of a comment",
        E::ExpectedWhitespace => "a blank belongs here",
        E::BomInsideDocument => "a byte-order mark stands inside a document",
        E::UndeclaredTagHandle => "this tag's prefix is not declared by `%TAG`",
        E::ExpectedTagBang
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::InvalidTagUtf8 => "this is not a tag",
        E::MissingAnchorOrAliasName => "the name of an anchor or alias belongs here",
        E::InvalidDocumentEnd => "nothing may follow a document end marker",
        E::ExpectedDocumentStart | E::MissingDocumentEndBeforeDirective => {
            "a document marker (`---`) belongs here"
        }
        E::UnsupportedYamlMajorVersion => "only versions 1.x of YAML are known",
        E::DuplicateVersionDirective | E::DuplicateTagDirective => "this directive is given twice",
        E::ExpectedTagDirectiveBang
        | E::InvalidDirectiveTerminator
        | E::MissingYamlVersionSeparator
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::DirectiveByteLimitExceeded { .. }
        | E::TooManyReservedDirectiveParams { .. }
        | E::YamlVersionTooLong
        | E::MissingYamlVersion
        | E::InvalidTagDirectiveTerminator => "this is not a directive",
        _ => "this is not YAML",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::NodeRef;
    use proptest::prelude::*;

    fn file(text: impl Into<String>) -> Source {
        Source::new("a.yaml", text, Medium::File)
    }

    fn read(source: &Source) -> Yaml<'_> {
        let yaml = parse(source);
        assert_eq!(yaml.error, None);
        yaml
    }

    fn error(text: &str) -> (String, Span) {
        let source = file(text);
        let error = parse(&source).error.expect("must not parse");
        assert!(text.get(error.span.range()).is_some());
        (error.message, error.span)
    }

    /// The text under the span of the value of a key of the first document.
    fn value<'s>(source: &'s Source, yaml: &Yaml<'_>, key: &str) -> (&'s str, Kind, Style) {
        let value = yaml.documents[0].root().get(key).expect("there is such a key");
        (source.slice(value.span()), value.kind(), value.style())
    }

    #[test]
    fn scalars_span_what_is_written() {
        let source = file(
            "\u{feff}é: plain  # c\r\n\"q\" : \"x\\ty\"\r\n's': 'it''s'\r\nfold: a\r\n  b  \r\n\r\n  # c\r\nempty: \"\"\r\n",
        );
        let yaml = read(&source);
        assert_eq!(value(&source, &yaml, "é"), ("plain", Kind::Text, Style::Bare));
        assert_eq!(value(&source, &yaml, "q"), ("x\\ty", Kind::Text, Style::Double));
        assert_eq!(value(&source, &yaml, "s"), ("it''s", Kind::Text, Style::Single));
        assert_eq!(value(&source, &yaml, "fold"), ("a\r\n  b", Kind::Text, Style::Bare));
        assert_eq!(value(&source, &yaml, "empty"), ("", Kind::Text, Style::Double));
        let root = yaml.documents[0].root();
        let texts: Vec<_> = root.entries().filter_map(|entry| entry.value.text()).collect();
        assert_eq!(texts, ["plain", "x\ty", "it's", "a b", ""]);
        let keys: Vec<_> = root.entries().map(|entry| source.slice(entry.key.span())).collect();
        assert_eq!(keys, ["é", "q", "s", "fold", "empty"]);
        assert_eq!(root.span(), Span::new(3, source.text().len() - 2));
    }

    #[test]
    fn block_scalars_span_their_content() {
        let text = "a: | # c\n  one\n   two  \n\n\n  # no comment\nb: >-\n\n  folded\n  text\n \nc: |2\n   x\n# c\nd: |+ # c\n\n\ne: |\nf: >-\r\n  y\r\n\r\n";
        let source = file(text);
        let yaml = read(&source);
        let content = "one\n   two  \n\n\n  # no comment";
        assert_eq!(value(&source, &yaml, "a"), (content, Kind::Text, Style::Block));
        assert_eq!(value(&source, &yaml, "b").0, "folded\n  text");
        assert_eq!(value(&source, &yaml, "c").0, " x");
        assert_eq!(value(&source, &yaml, "f").0, "y");
        let root = yaml.documents[0].root();
        let texts: Vec<_> = root.entries().filter_map(|entry| entry.value.text()).collect();
        assert_eq!(texts, ["one\n two  \n\n\n# no comment\n", "\nfolded text", " x\n", "\n\n", "", "y"]);
        let place = |key| root.get(key).map(|value| value.span().start as usize);
        assert_eq!(place("d"), text.find("|+").map(|at| at + 2));
        assert_eq!(place("e"), text.find("e: |").map(|at| at + 4));
        let comments: Vec<_> = yaml.comments.iter().map(|&span| source.slice(span)).collect();
        assert_eq!(comments, ["# c", "# c", "# c"]);
    }

    #[test]
    fn collections_end_with_the_last_thing_in_them() {
        let text = "a:\n  - 1\n  - b: 2 # c\n    c:   \n\n  # c\n\nd: \n- - x\n  - 'y'  \n# c\n-\n\ne: {f: [g, h: i, ? j], k: } # c\nl: |\n  m\n\n\n";
        let source = file(text);
        let yaml = read(&source);
        let list = "- 1\n  - b: 2 # c\n    c:";
        assert_eq!(value(&source, &yaml, "a"), (list, Kind::List, Style::Indented));
        assert_eq!(value(&source, &yaml, "d").0, "- - x\n  - 'y'  \n# c\n-");
        let flow = "{f: [g, h: i, ? j], k: }";
        assert_eq!(value(&source, &yaml, "e"), (flow, Kind::Map, Style::Flow));
        let root = yaml.documents[0].root();
        assert_eq!(source.slice(root.span()), text.trim_end());
        let inner: Vec<_> = ["a", "d", "e"]
            .iter()
            .filter_map(|key| root.get(key))
            .flat_map(|value| value.items().chain(value.get("f").into_iter().flat_map(NodeRef::items)))
            .map(|item| source.slice(item.span()))
            .collect();
        assert_eq!(inner, ["1", "b: 2 # c\n    c:", "- x\n  - 'y'", "", "g", "h: i", "? j"]);
    }

    #[test]
    fn what_is_missing_stands_behind_its_sign() {
        let text = "a:   # c\n\"b\"  :\nc: !T # c\nd: &x\ne:\n- \n-   # c\n- &y\nf: {g, h: , \"i\":}\n? j\n?\n: k\n: \n";
        let source = file(text);
        let yaml = read(&source);
        let tree = &yaml.documents[0];
        let nulls = (0..tree.nodes.len()).map(|index| tree.node(index as u32));
        let before: Vec<_> = nulls
            .filter(|node| node.is_null())
            .map(|node| {
                assert!(node.span().is_empty() && node.text() == Some(""));
                let line = text[..node.span().start as usize].rsplit('\n').next();
                line.expect("a line")
            })
            .collect();
        assert_eq!(
            before,
            [
                "a:",
                "\"b\"  :",
                "c: !T",
                "d: &x",
                "-",
                "-",
                "- &y",
                "f: {g",
                "f: {g, h:",
                "f: {g, h: , \"i\":",
                "? j",
                "?",
                "",
                ":"
            ]
        );
    }

    #[test]
    fn plain_scalars_follow_the_core_schema_and_stay_as_written() {
        let numbers =
            ["0", "-12", "+3", "0123", "0o17", "0xfF", "1.5", ".5", "-1.", "1e9", "1.5E-3", "-.inf", ".NaN"];
        let texts = [
            "1_000",
            "yes",
            "No",
            "0b1",
            "0o8",
            "-",
            ".",
            "1e",
            "e3",
            "--1",
            "2027-01-31",
            "tRue",
            "+.inf.",
            "0x",
        ];
        for number in numbers {
            assert_eq!(plain_kind(number), Kind::Number, "{number}");
        }
        for text in texts {
            assert_eq!(plain_kind(text), Kind::Text, "{text}");
        }
        let source = file("[~, null, true, FALSE, 0123, 'true', !!str 12, !!int '3', !Ref 12, ! 12]");
        let yaml = read(&source);
        let kinds: Vec<_> = yaml.documents[0].root().items().map(NodeRef::kind).collect();
        use Kind::{Bool, Null, Number, Text};
        assert_eq!(kinds, [Null, Null, Bool, Bool, Number, Text, Text, Number, Text, Text]);
    }

    #[test]
    fn tags_are_kept_as_they_are_written() {
        let source = file(
            "%TAG !e! tag:example.org,2000:\n---\na: !Ref  foo\nb: !Sub\n  - x\nc: !GetAtt {}\nd: !<tag:x> y\n!k e: !e!z |\n  text\nf: g\n",
        );
        let yaml = read(&source);
        let root = yaml.documents[0].root();
        let tags: Vec<_> = root.entries().map(|entry| entry.value.tag()).collect();
        assert_eq!(tags, [Some("!Ref"), Some("!Sub"), Some("!GetAtt"), Some("!<tag:x>"), Some("!e!z"), None]);
        assert_eq!(root.entry("e").and_then(|entry| entry.key.tag()), Some("!k"));
        assert_eq!(root.get("b").map(|value| source.slice(value.span())), Some("- x"));
    }

    #[test]
    fn aliases_lead_to_the_latest_anchor() {
        let source = file("a: &x 1\nb: *x\nc: &x [2]\nd: *x\n&k e: f\n*k : g\n");
        let yaml = read(&source);
        let root = yaml.documents[0].root();
        let b = root.get("b").expect("b");
        assert_eq!((source.slice(b.span()), source.slice(b.mention()), b.is_alias()), ("1", "*x", true));
        assert_eq!(root.get("d").map(|d| source.slice(d.span())), Some("[2]"));
        assert_eq!(root.get("e").and_then(|value| value.text()), Some("g"));
        assert_eq!(error("a: *b").1, Span::new(3, 5));
        assert_eq!(
            error("a: &x 1\n---\nb: *x"),
            ("no anchor `&x` stands before this alias".into(), Span::new(15, 17))
        );
        assert_eq!(error("a: &x [*x]").1, Span::new(7, 9));
        assert_eq!(error("&x a: &y {b: &x c, d: [*x, *y]}").1, Span::new(27, 29));
    }

    #[test]
    fn merge_keys_bring_their_entries() {
        let source = file("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nmany:\n  <<: [*b, {z: 4}]\n");
        let yaml = read(&source);
        let root = yaml.documents[0].root();
        let text = |map: &str, key| root.get(map)?.get(key)?.text();
        assert_eq!([text("own", "x"), text("own", "y")], [Some("1"), Some("3")]);
        assert_eq!([text("many", "y"), text("many", "z")], [Some("2"), Some("4")]);
    }

    #[test]
    fn any_node_may_be_a_key_and_may_come_twice() {
        let source = file("{a: b}: 1\n? - x\n: 2\nk: 3\nk: 4\n");
        let yaml = read(&source);
        let root = yaml.documents[0].root();
        let keys: Vec<_> = root.entries().map(|entry| source.slice(entry.key.span())).collect();
        assert_eq!(keys, ["{a: b}", "- x", "k", "k"]);
        assert_eq!(root.get("k").and_then(|value| value.text()), Some("4"));
    }

    #[test]
    fn documents_before_an_error_are_kept_and_empty_ones_left_out() {
        let source = file("%YAML 1.2\n---\n...\n---\n# only\n--- a\n...\nb: 1\n---\n- c\n--- [\n");
        let yaml = parse(&source);
        let roots: Vec<_> = yaml.documents.iter().map(|tree| source.slice(tree.root().span())).collect();
        assert_eq!(roots, ["a", "b: 1", "- c"]);
        assert_eq!(yaml.error.map(|error| source.slice(error.span)), Some("["));
        assert!(read(&file("\u{feff}# nothing\n")).documents.is_empty());
        assert!(read(&file("")).documents.is_empty());
    }

    #[test]
    fn errors_name_the_place() {
        assert_eq!(error("a: [b\n"), ("this `[` is not closed".into(), Span::new(3, 4)));
        assert_eq!(error("é: {b: c]\n"), ("this `{` is closed by `]`".into(), Span::new(4, 5)));
        assert_eq!(error("a: @b"), ("a text without quotes cannot begin with `@`".into(), Span::new(3, 4)));
        assert_eq!(error("a: 1\nb\n").1, Span::new(5, 6));
        assert_eq!(error("a: b: c").1, Span::new(4, 5));
        assert_eq!(error("a:\n  - b\n c: d\n").1, Span::new(10, 11));
        assert_eq!(error("a: \"b"), ("this quoted text does not end".into(), Span::new(3, 4)));
        assert_eq!(error("[a, , b]"), ("a value belongs here".into(), Span::new(4, 5)));
        assert_eq!(error("a:\n\tb: c").0, "a tab stands where only spaces may");
    }

    #[test]
    fn a_bracket_or_quote_may_close_at_the_indentation_of_its_key() {
        let source = file("a:\n  b: [\n    1\n  ]\n  c: \"x\n    y\n  \"\nd: {\n}\n");
        let yaml = read(&source);
        assert_eq!(yaml.documents[0].root().entries().count(), 2);
    }

    #[test]
    fn a_quoted_text_may_continue_at_the_indentation_of_its_key() {
        for newline in ["\n", "\r\n"] {
            let text =
                "a:\n  b: \"one\n  two\n three  four\n\n  five\"\n  c: 'x\n  y'\n".replace('\n', newline);
            let source = file(text);
            let yaml = read(&source);
            let map = yaml.documents[0].root().get("a").expect("there is an a");
            assert_eq!(map.get("b").and_then(|value| value.text()), Some("one two three four five"));
            assert_eq!(map.get("c").and_then(|value| value.text()), Some("x y"));
            assert!(source.slice(map.get("c").expect("there is a c").span()).starts_with('x'));
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let message = format!("nested deeper than {MAX_DEPTH} levels");
        for unit in ["[", "- ", "? ", "{a: ", "[{? "] {
            assert_eq!(error(&unit.repeat(100_000)).0, message, "{unit}");
        }
        let lines: String = (0..300).map(|depth| " ".repeat(depth) + "a:\n").collect();
        assert_eq!(error(&lines).0, message);
        assert_eq!(error(&"[".repeat(100_000)).1, Span::new(MAX_DEPTH, MAX_DEPTH + 1));
        assert_eq!(error(&format!("a: {}", "[".repeat(MAX_DEPTH))).1.start as usize, MAX_DEPTH + 2);
        read(&file("[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH)));
        read(&file("- ".repeat(MAX_DEPTH)));
    }

    #[test]
    fn a_thousand_comments_in_a_row_are_no_error() {
        let source = file(format!("a:\n{}- b\n", "# c\n".repeat(1000)));
        let yaml = read(&source);
        assert_eq!(yaml.comments.len(), 1000);
        assert_eq!(value(&source, &yaml, "a").0, "- b");
    }

    /// Asserts that every span slices, and lies within that of the container around it.
    fn check_spans(source: &Source, yaml: &Yaml<'_>) {
        let slices = |span: Span| source.text().get(span.range()).is_some();
        for tree in &yaml.documents {
            let mut open = vec![tree.root()];
            while let Some(node) = open.pop() {
                assert!(slices(node.mention()), "{:?}", node.mention());
                let parts = node.children(Kind::List).chain(node.children(Kind::Map));
                for child in parts.filter(|_| !node.is_alias()) {
                    assert!(node.span().contains(child.mention()), "{:?} {:?}", node.span(), child.mention());
                    open.push(child);
                }
            }
        }
        assert!(yaml.comments.iter().all(|&span| source.slice(span).starts_with('#') && slices(span)));
        assert!(yaml.comments.is_sorted());
        assert!(yaml.error.iter().all(|error| slices(error.span)));
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Data {
        Text(String),
        List(Vec<Data>),
        Map(Vec<(String, Data)>),
    }

    /// Nested data of a few levels.
    fn data() -> impl Strategy<Value = Data> {
        let text = || "[a-c é:#'\"\\\\{,\n\t-]{0,6}";
        let leaf = text().prop_map(Data::Text);
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Data::List),
                prop::collection::vec((text(), inner), 0..4).prop_map(Data::Map),
            ]
        })
    }

    /// A text as YAML: plain where that says the same, else in quotes.
    fn quoted(text: &str, style: usize) -> String {
        let plain = !text.is_empty() && text.chars().all(|c| matches!(c, 'a'..='c' | 'é'));
        match style % 3 {
            0 if plain => text.into(),
            1 if !text.contains(['\n', '\t']) => format!("'{}'", text.replace('\'', "''")),
            _ => {
                let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
                format!("\"{}\"", escaped.replace('\n', "\\n").replace('\t', "\\t"))
            }
        }
    }

    /// Writes data in flow or block style, with comments between the lines, and remembers what the span of each node
    /// must hold.
    struct Print {
        text: String,
        newline: &'static str,
        style: usize,
        expected: Vec<String>,
    }

    impl Print {
        fn style(&mut self) -> usize {
            self.style =
                self.style.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.style >> 33
        }

        fn one_in(&mut self, chances: usize) -> bool {
            self.style().is_multiple_of(chances)
        }

        fn scalar(&mut self, text: &str) {
            let style = self.style();
            let text = quoted(text, style);
            self.expected.push(text.trim_matches(['"', '\'']).into());
            self.text.push_str(&text);
        }

        fn flow(&mut self, data: &Data) {
            let at = self.expected.len();
            let start = self.text.len();
            match data {
                Data::Text(text) => return self.scalar(text),
                Data::List(items) => {
                    self.expected.push(String::new());
                    self.text.push('[');
                    for item in items {
                        self.flow(item);
                        self.text.push_str(", ");
                    }
                    self.text.push(']');
                }
                Data::Map(entries) => {
                    self.expected.push(String::new());
                    self.text.push('{');
                    for (key, value) in entries {
                        self.scalar(key);
                        self.text.push_str(": ");
                        self.flow(value);
                        self.text.push_str(",  ");
                    }
                    self.text.push('}');
                }
            }
            self.expected[at] = self.text[start..].into();
        }

        fn line(&mut self, indent: usize) {
            let comment = ["", "  # c", "\n\n", "\n# é: [\n"][self.style() % 4];
            self.text.push_str(&comment.replace('\n', self.newline));
            self.text.push_str(self.newline);
            self.text.push_str(&" ".repeat(indent));
        }

        fn block(&mut self, data: &Data, indent: usize, in_block: bool) {
            let at = self.expected.len();
            let start = self.text.len();
            match data {
                Data::List(items) if in_block && !items.is_empty() => {
                    self.expected.push(String::new());
                    for (index, item) in items.iter().enumerate() {
                        if index > 0 {
                            self.line(indent);
                        }
                        self.text.push_str("- ");
                        let in_block = !self.one_in(4);
                        self.block(item, indent + 2, in_block);
                    }
                }
                Data::Map(entries) if in_block && !entries.is_empty() => {
                    self.expected.push(String::new());
                    for (index, (key, value)) in entries.iter().enumerate() {
                        if index > 0 {
                            self.line(indent);
                        }
                        self.scalar(key);
                        self.text.push_str(": ");
                        let in_block = !self.one_in(4) && !matches!(value, Data::Text(_));
                        let list = in_block && matches!(value, Data::List(items) if !items.is_empty());
                        // A list may stand at the indentation of its key; nothing else may.
                        let deeper = self.style() % 3 + usize::from(!list);
                        if in_block || self.one_in(2) {
                            self.line(indent + deeper);
                        }
                        self.block(value, indent + deeper, in_block);
                    }
                }
                _ => return self.flow(data),
            }
            self.expected[at] = self.text[start..].into();
        }
    }

    fn data_of(node: NodeRef<'_>) -> Data {
        match node.kind() {
            Kind::List => Data::List(node.items().map(data_of).collect()),
            Kind::Map => {
                let key = |key: NodeRef<'_>| key.text().unwrap_or_default().to_owned();
                Data::Map(node.entries().map(|entry| (key(entry.key), data_of(entry.value))).collect())
            }
            _ => Data::Text(node.text().unwrap_or_default().into()),
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(data in data(), style: u64, mark: bool, crlf: bool) {
            let mut print = Print {
                text: if mark { "\u{feff}".into() } else { String::new() },
                newline: if crlf { "\r\n" } else { "\n" },
                style: style as usize,
                expected: Vec::new(),
            };
            print.block(&data, 0, true);
            let expected = std::mem::take(&mut print.expected);
            print.line(0);
            let source = file(print.text);
            let yaml = parse(&source);
            prop_assert_eq!(&yaml.error, &None);
            check_spans(&source, &yaml);
            let tree = &yaml.documents[0];
            prop_assert_eq!(data_of(tree.root()), data);
            let spans: Vec<_> = tree.nodes.iter().map(|node| source.slice(node.span).trim_matches(['"', '\''])).collect();
            let expected: Vec<_> = expected.iter().map(|text| text.trim_matches(['"', '\''])).collect();
            prop_assert_eq!(spans, expected);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            let source = file(text);
            check_spans(&source, &parse(&source));
        }

        #[test]
        fn nothing_like_yaml_makes_it_panic(
            text in r#"(a|b: |: |- |\? |\n|\r\n|\n  |\n    |# c|\[|\]|\{|\}|, |&x |\*x|!t |!!str |"|'|\\|\||>-|\t|é|---\n|\.\.\.\n|%YAML 1.2\n|<<: |\u{feff}|1){0,40}"#
        ) {
            let source = file(text);
            check_spans(&source, &parse(&source));
        }
    }
}
