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
    #[error("a string without quotes cannot begin with {}", code(&.found.to_string()))]
    BadStart { found: char },
    #[error("expected a value")]
    NoValue,
    #[error("expected `,` or `]`")]
    NoListSeparator,
    #[error("expected `,` or `}}`")]
    NoMapSeparator,
    #[error("unexpected end of input")]
    CutOff,
    #[error("expected a key, at the indentation of the keys above")]
    NoKey,
    #[error("expected `-`, at the indentation of those above")]
    NoDash,
    #[error("expected `:` after this key, on the same line")]
    NoColon,
    #[error("this indentation matches nothing above")]
    Indentation,
    #[error("a key is not allowed here")]
    MisplacedKey,
    #[error("`:` is not allowed here; a string that contains `: ` needs quotes")]
    MisplacedColon,
    #[error("`-` is not allowed here")]
    MisplacedDash,
    #[error("a tab is not allowed here, only spaces are")]
    Tab,
    #[error("this quoted string is not closed")]
    OpenQuote,
    #[error("a document marker is not allowed in a quoted string")]
    MarkerInQuotes,
    #[error("nothing may follow a quoted string here")]
    BehindQuotes,
    #[error("this string has an escape that YAML does not know")]
    UnknownEscape,
    #[error("this string has an escape of a character that does not exist")]
    EmptyEscape,
    #[error("after `|` or `>` only `+`, `-` and a digit from 1 to 9 are allowed")]
    BlockHeader,
    #[error("`-` is not allowed before this character")]
    DashBeforeSign,
    #[error("a comment is not allowed inside a string of several lines")]
    CommentInText,
    /// PyYAML and libyaml let a comment begin there.
    #[error("the `#` of a comment needs a space before it")]
    CommentWithoutBlank,
    #[error("expected a space")]
    NoBlank,
    #[error("a byte-order mark is not allowed inside a document")]
    MarkInside,
    #[error("the prefix of this tag is not declared by `%TAG`")]
    UndeclaredTag,
    #[error("this is not a tag")]
    BadTag,
    #[error("expected the name of an anchor or alias")]
    NoAnchorName,
    #[error("nothing may follow a document end marker")]
    BehindDocument,
    #[error("expected a document marker (`---`)")]
    NoMarker,
    #[error("only YAML 1.x is supported")]
    Version,
    #[error("this directive is given twice")]
    DirectiveTwice,
    #[error("this is not a directive")]
    BadDirective,
    #[error("this is not YAML")]
    Other,
    #[error("a key must be on one line")]
    KeyOfLines,
    #[error("`<<` takes a map or a list of maps")]
    Unmergeable,
    #[error("no anchor {} is defined before this alias", code(&format!("&{name}")))]
    UnknownAnchor { name: String },
    #[error("no anchor of this name is defined before this alias")]
    ForgottenAnchor,
    #[error("this alias is inside the node that it refers to")]
    AliasOfItself,
    /// A few lines can stand for more than a machine can hold.
    #[error(
        "the aliases up to here expand to {mentioned} values, and {written} are written out: that is more than taglint reads"
    )]
    ManyAliases { mentioned: u64, written: u64 },
    /// Readers of YAML 1.1 end a line, and with it a comment, where those of 1.2 do not.
    #[error("many YAML parsers take U+{:04X} for the end of a line, although the specification does not", u32::from(*.sign))]
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
