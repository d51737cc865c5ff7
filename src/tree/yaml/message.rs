//! What the parser says, in our words.

use std::borrow::Cow;

use granit_parser::ErrorKind;

use crate::text::code;

/// What is wrong, in our words.
pub(super) fn message(kind: &ErrorKind) -> Cow<'static, str> {
    use ErrorKind as E;
    Cow::Borrowed(match kind {
        E::UnclosedFlowCollection { open } => return format!("this `{open}` is not closed").into(),
        E::MismatchedFlowCollectionEnd { open, close } => {
            return format!("this `{open}` is closed by `{close}`").into();
        }
        E::UnexpectedCharacter { character } => {
            return format!("a text without quotes cannot begin with {}", code(&character.to_string()))
                .into();
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
            "a `:` cannot stand here; a text with `: ` in it needs quotes"
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
