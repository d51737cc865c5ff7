//! How a YAML text breaks: what the parser says, in our words.

use granit_parser::ErrorKind;
use thiserror::Error;

use crate::text::code;

/// How a YAML text breaks.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum Broken {
    #[error("this `{open}` is not closed")]
    OpenBracket { open: char },
    #[error("this `{open}` is closed by `{close}`")]
    OtherBracket { open: char, close: char },
    #[error("this bracket closes nothing")]
    LoneBracket,
    #[error("a text without quotes cannot begin with {}", code(&.found.to_string()))]
    BadStart { found: char },
    #[error("a value belongs here")]
    NoValue,
    #[error("`,` or `]` belongs here")]
    NoListSeparator,
    #[error("`,` or `}}` belongs here")]
    NoMapSeparator,
    #[error("the text ends too early")]
    CutOff,
    #[error("a key belongs here, at the indentation of the keys above")]
    NoKey,
    #[error("a `-` belongs here, at the indentation of those above")]
    NoDash,
    #[error("this key has no `:` behind it on its line")]
    NoColon,
    #[error("this indentation fits nothing above")]
    Indentation,
    #[error("a key cannot stand here")]
    MisplacedKey,
    #[error("a `:` cannot stand here; a text with `: ` in it needs quotes")]
    MisplacedColon,
    #[error("a `-` cannot stand here")]
    MisplacedDash,
    #[error("a tab stands where only spaces may")]
    Tab,
    #[error("this quoted text does not end")]
    OpenQuote,
    #[error("a document marker stands inside a quoted text")]
    MarkerInQuotes,
    #[error("this line of a quoted text must be indented deeper than its key")]
    QuotedIndentation,
    #[error("nothing may follow a quoted text here")]
    BehindQuotes,
    #[error("this text has an escape that YAML does not know")]
    UnknownEscape,
    #[error("this text has an escape that names no character")]
    EmptyEscape,
    #[error("behind `|` or `>` only `+`, `-` and a digit from 1 to 9 may stand")]
    BlockHeader,
    #[error("a `-` cannot stand before this sign")]
    DashBeforeSign,
    #[error("a comment stands inside a text of several lines")]
    CommentInText,
    /// PyYAML and libyaml let a comment begin there.
    #[error("a blank must stand before the `#` of a comment")]
    CommentWithoutBlank,
    #[error("a blank belongs here")]
    NoBlank,
    #[error("a byte-order mark stands inside a document")]
    MarkInside,
    #[error("this tag's prefix is not declared by `%TAG`")]
    UndeclaredTag,
    #[error("this is not a tag")]
    BadTag,
    #[error("the name of an anchor or alias belongs here")]
    NoAnchorName,
    #[error("nothing may follow a document end marker")]
    BehindDocument,
    #[error("a document marker (`---`) belongs here")]
    NoMarker,
    #[error("only versions 1.x of YAML are known")]
    Version,
    #[error("this directive is given twice")]
    DirectiveTwice,
    #[error("this is not a directive")]
    BadDirective,
    #[error("this is not YAML")]
    Other,
    #[error("a key stands on one line")]
    KeyOfLines,
    #[error("`<<` takes a map, or a list of maps")]
    Unmergeable,
    #[error("no anchor `&{name}` stands before this alias")]
    UnknownAnchor { name: String },
    #[error("no anchor of this name stands before this alias")]
    ForgottenAnchor,
    #[error("this alias stands inside the very node that it names")]
    AliasOfItself,
    /// A few lines can stand for more than a machine can hold.
    #[error(
        "the aliases up to here stand for {mentioned} values, where the text has {written}: that is more than is read"
    )]
    ManyAliases { mentioned: u64, written: u64 },
    /// Readers of YAML 1.1 end a line, and with it a comment, where those of 1.2 do not.
    #[error("U+{:04X} ends a line for many readers of YAML, though not by its specification", u32::from(*.sign))]
    LineEnd { sign: char },
}

impl From<&ErrorKind> for Broken {
    fn from(kind: &ErrorKind) -> Self {
        use ErrorKind as E;
        match kind {
            E::UnclosedFlowCollection { open } => Broken::OpenBracket { open: *open },
            E::MismatchedFlowCollectionEnd { open, close } => {
                Broken::OtherBracket { open: *open, close: *close }
            }
            E::UnexpectedCharacter { character } => Broken::BadStart { found: *character },
            E::MisplacedFlowCollectionEnd => Broken::LoneBracket,
            E::UnexpectedEofImplicitFlowMapping | E::ExpectedNodeContent => Broken::NoValue,
            E::UnexpectedEofFlowSequence | E::ExpectedFlowSequenceSeparator => Broken::NoListSeparator,
            E::UnexpectedEofFlowMapping | E::ExpectedFlowMappingSeparator => Broken::NoMapSeparator,
            E::UnexpectedEofBlockSequence | E::UnexpectedEofBlockMapping | E::UnexpectedEof => Broken::CutOff,
            E::ExpectedBlockMappingKey => Broken::NoKey,
            E::ExpectedBlockSequenceEntry => Broken::NoDash,
            E::SimpleKeyExpected | E::InvalidSimpleKey => Broken::NoColon,
            E::InvalidIndentation | E::InvalidFlowScalarIndent | E::InvalidBlockScalarIndent => {
                Broken::Indentation
            }
            E::MappingKeyNotAllowed => Broken::MisplacedKey,
            E::MappingValueNotAllowed | E::InvalidColonPlacement | E::FlowMappingValueAdjacentCollection => {
                Broken::MisplacedColon
            }
            E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => Broken::MisplacedDash,
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabAtBlockScalarStart
            | E::TabInPlainScalar
            | E::InvalidBlockEntryWhitespace
            | E::InvalidMappingValueWhitespace => Broken::Tab,
            kind => rarer(kind),
        }
    }
}

/// What is wrong with quoted texts, properties and directives.
fn rarer(kind: &ErrorKind) -> Broken {
    use ErrorKind as E;
    match kind {
        E::UnclosedQuotedScalar => Broken::OpenQuote,
        E::DocumentIndicatorInQuotedScalar => Broken::MarkerInQuotes,
        E::InvalidQuotedScalarIndent => Broken::QuotedIndentation,
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => Broken::BehindQuotes,
        E::UnknownQuotedScalarEscape => Broken::UnknownEscape,
        E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => Broken::EmptyEscape,
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => Broken::BlockHeader,
        E::PlainScalarStartsWithDashFlowIndicator => Broken::DashBeforeSign,
        E::CommentInterceptedScalar => Broken::CommentInText,
        E::CommentNotSeparated => Broken::CommentWithoutBlank,
        E::ExpectedWhitespace => Broken::NoBlank,
        E::BomInsideDocument => Broken::MarkInside,
        E::UndeclaredTagHandle => Broken::UndeclaredTag,
        E::ExpectedTagBang
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::InvalidTagUtf8 => Broken::BadTag,
        E::MissingAnchorOrAliasName => Broken::NoAnchorName,
        E::InvalidDocumentEnd => Broken::BehindDocument,
        E::ExpectedDocumentStart | E::MissingDocumentEndBeforeDirective => Broken::NoMarker,
        E::UnsupportedYamlMajorVersion => Broken::Version,
        E::DuplicateVersionDirective | E::DuplicateTagDirective => Broken::DirectiveTwice,
        E::ExpectedTagDirectiveBang
        | E::InvalidDirectiveTerminator
        | E::MissingYamlVersionSeparator
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::DirectiveByteLimitExceeded { .. }
        | E::TooManyReservedDirectiveParams { .. }
        | E::YamlVersionTooLong
        | E::MissingYamlVersion
        | E::InvalidTagDirectiveTerminator => Broken::BadDirective,
        _ => Broken::Other,
    }
}
