//! Events of the parser become trees.

mod place;

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, ScalarStyle, ScanError, StructureStyle, Tag, TrySpannedEventReceiver};

use super::Broken;
use super::kind::kind;
use crate::source::{Source, Span};
use crate::tree::entries::MERGE;
use crate::tree::{Builder, Cause, Kind, Language, MAX_DEPTH, Style, SyntaxError, Tree};

/// How many nodes aliases may stand for in any text: a few lines can stand for more than a machine can hold.
const MENTIONED_MOST: u64 = 1_000_000;

/// How many nodes aliases may stand for in a longer text, for each that is written.
const MENTIONED_EACH: u64 = 20;

/// What was read, where comments are, and where reading stopped.
#[derive(Debug)]
pub struct Yaml<'s> {
    /// The documents that were read to their end; one without content is left out.
    pub documents: Vec<Tree<'s>>,
    /// Comments, with their `#`, in the order of the text.
    pub comments: Vec<Span>,
    /// What readers in use disagree about.
    pub(crate) disputed: Vec<SyntaxError>,
    /// Why nothing is read from some place on.
    pub error: Option<SyntaxError>,
}

/// Writes the trees of a text, event by event.
pub(super) struct Reader<'s> {
    source: &'s Source,
    text: &'s str,
    documents: Vec<Tree<'s>>,
    comments: Vec<Span>,
    builder: Builder<'s>,
    open: Vec<Open>,
    /// What this document's anchors name, by the parser's numbers: a name defined again has another number.
    anchors: HashMap<usize, Anchored>,
    /// How many nodes were written, in all documents.
    written: u64,
    /// How many nodes aliases stand for besides.
    mentioned: u64,
    /// Behind the last thing of this document that was read.
    at: usize,
    /// What readers in use disagree about.
    disputed: Vec<SyntaxError>,
}

/// A node that has an anchor.
#[derive(Clone, Copy)]
struct Anchored {
    node: u32,
    /// How many nodes there are in it, those that aliases stand for among them.
    size: u64,
}

/// A collection that is not closed yet.
struct Open {
    node: u32,
    /// The number of its anchor; 0 for none.
    anchor: usize,
    /// How many nodes there were before it.
    before: u64,
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

/// What may be before a node.
struct Properties<'t> {
    /// The number of its anchor; 0 for none.
    anchor: usize,
    tag: Option<&'t Tag>,
    /// Where the tag is.
    tag_at: Option<Range<usize>>,
}

impl Properties<'_> {
    fn are_none(&self) -> bool {
        self.anchor == 0 && self.tag.is_none()
    }
}

impl<'s> Reader<'s> {
    /// A reader of a text.
    pub(super) fn new(source: &'s Source) -> Self {
        Reader {
            source,
            text: source.text(),
            documents: Vec::new(),
            comments: Vec::new(),
            builder: Builder::new(source, Language::Yaml),
            open: Vec::new(),
            anchors: HashMap::new(),
            written: 0,
            mentioned: 0,
            at: source.mark_len(),
            disputed: Vec::new(),
        }
    }

    /// What was read up to the end of the text, or up to an error.
    pub(super) fn finish(mut self, error: Option<SyntaxError>) -> Yaml<'s> {
        // The comment behind the header of a block scalar is reported after the scalar.
        self.comments.sort_unstable();
        Yaml { documents: self.documents, comments: self.comments, disputed: self.disputed, error }
    }

    /// The bytes of a parser's span; every span of a text in memory has them.
    fn bytes(&self, span: &granit_parser::Span) -> Range<usize> {
        span.byte_range().unwrap_or(self.at..self.at)
    }

    fn slice(&self, range: &Range<usize>) -> &'s str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn end_document(&mut self) -> Result<(), SyntaxError> {
        let builder = std::mem::replace(&mut self.builder, Builder::new(self.source, Language::Yaml));
        self.anchors.clear();
        if builder.is_empty() {
            return Ok(());
        }
        let tree = builder.finish(self.at);
        if let Some(value) = tree.unmergeable() {
            return Err(SyntaxError::new(Broken::Unmergeable, value.mention()));
        }
        self.documents.push(tree);
        Ok(())
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
        self.written += 1;
        if properties.anchor != 0 {
            self.anchors.insert(properties.anchor, Anchored { node, size: 1 });
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
        let (node, before) = (self.builder.open(kind, start, style), self.size());
        self.note(node, properties);
        self.open.push(Open { node, anchor: properties.anchor, before, kind, style, keyed: false });
        let bracket = style == Style::Flow && matches!(self.text.as_bytes().get(start), Some(b'[' | b'{'));
        self.at = self.at.max(start + usize::from(bracket && !range.is_empty()));
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) {
        let Some(closed) = self.open.pop() else { return };
        let size = self.size() - closed.before;
        if let Some(anchored) = self.anchors.get_mut(&closed.anchor) {
            anchored.size = size;
        }
        // A block collection ends where the next token is, a pair without braces nowhere.
        let bracket = closed.style == Style::Flow && !range.is_empty();
        let end = if bracket { range.end } else { self.at };
        self.builder.close(end);
        self.done(end);
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), SyntaxError> {
        let span = Span::new(range.start, range.end);
        let Some(&Anchored { node: target, size }) = self.anchors.get(&anchor) else {
            return Err(SyntaxError::new(Broken::ForgottenAnchor, span));
        };
        if self.open.iter().any(|open| open.node == target) {
            return Err(SyntaxError::new(Broken::AliasOfItself, span));
        }
        self.mentioned = self.mentioned.saturating_add(size);
        if self.mentioned > MENTIONED_MOST.max(self.written.saturating_mul(MENTIONED_EACH)) {
            let many = Broken::ManyAliases { mentioned: self.mentioned, written: self.written };
            return Err(SyntaxError::new(many, span));
        }
        self.builder.alias(target, span);
        self.done(range.end);
        Ok(())
    }

    /// How many nodes there are so far, those that aliases stand for among them.
    fn size(&self) -> u64 {
        self.written.saturating_add(self.mentioned)
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
            ScalarStyle::Plain => {
                self.dispute_lines(&range);
                (range, Style::Bare)
            }
            ScalarStyle::SingleQuoted => (range.start + 1..range.end - 1, Style::Single),
            ScalarStyle::DoubleQuoted => (range.start + 1..range.end - 1, Style::Double),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                self.dispute_lines(&range);
                let content = self.content(range);
                end = content.end;
                (content, Style::Block)
            }
        };
        let nothing = written == Style::Bare && span.is_empty();
        let kind = kind(text, written, nothing, properties.tag);
        let as_written = nothing || self.slice(&span) == text;
        let span = Span::new(span.start, span.end);
        if text == MERGE {
            self.builder.merges();
        }
        let node = match as_written {
            true => self.builder.scalar(kind, span, written),
            false => self.builder.decoded(kind, span, written, text),
        };
        self.note(node, properties);
        self.done(end);
    }

    /// What the parser says in our words, and where.
    pub(super) fn syntax_error(&self, error: &ScanError) -> SyntaxError {
        let at = error.marker().byte_offset().unwrap_or(self.at);
        let span = self.character(at);
        match (error.kind(), self.source.slice(span)) {
            (ErrorKind::RecursionLimitExceeded, _) => too_deep(span),
            // Behind quotes of one line a colon makes a key, so these have several lines.
            (
                ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar,
                ":",
            ) => SyntaxError::new(Broken::KeyOfLines, span),
            (kind, _) => SyntaxError::new(Broken::from(kind), span),
        }
    }

    /// Readers of YAML 1.1 end a line, and with it a comment, where those of 1.2 do not.
    fn dispute_lines(&mut self, range: &Range<usize>) {
        let text = self.slice(range);
        if text.is_ascii() {
            return;
        }
        let Some(at) = text.find(['\u{85}', '\u{2028}', '\u{2029}']) else { return };
        let span = self.character(range.start + at);
        let sign = self.source.slice(span).chars().next().unwrap_or_default();
        self.disputed.push(SyntaxError::new(Broken::LineEnd { sign }, span));
    }
}

impl<'i> TrySpannedEventReceiver<'i> for Reader<'_> {
    type Error = SyntaxError;

    /// Takes the next event.
    ///
    /// # Errors
    /// It is nested too deep, or an alias that may not be.
    fn on_event(&mut self, event: Event<'i>, span: granit_parser::Span) -> Result<(), SyntaxError> {
        let range = self.bytes(&span);
        let tag_at = span.tag_span().and_then(|span| span.byte_range());
        match event {
            Event::DocumentStart(explicit, _) => {
                self.at = if explicit { range.end } else { range.start };
            }
            Event::DocumentEnd => self.end_document()?,
            Event::Comment(..) => {
                self.dispute_lines(&range);
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
                let unknown = Broken::UnknownAnchor { name: name.to_string() };
                return Err(SyntaxError::new(unknown, Span::new(range.start, range.end)));
            }
            _ => {}
        }
        Ok(())
    }
}

fn too_deep(span: Span) -> SyntaxError {
    SyntaxError::new(Cause::TooDeep { most: MAX_DEPTH }, span)
}
