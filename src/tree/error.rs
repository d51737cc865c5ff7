//! Why a text cannot be read, and where.

use thiserror::Error;

use super::hcl::Broken as BrokenHcl;
use super::json::Broken as BrokenJson;
use super::toml::{Broken as BrokenToml, Error as TomlError};
use super::yaml::Broken as BrokenYaml;
use crate::source::Span;

/// Why a text cannot be read, and where it breaks.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{cause}")]
pub struct SyntaxError {
    /// What is wrong.
    pub cause: Cause,
    /// Where it breaks; at the end of the text for what is cut off.
    pub span: Span,
}

/// What is wrong with a text, in the project's prose: lower case, no full stop.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[expect(missing_docs, reason = "each variant is named after its language")]
pub enum Cause {
    /// It may well be right: its containers nest deeper than any reader here follows.
    #[error("nested deeper than {most} levels")]
    TooDeep { most: usize },
    #[error(transparent)]
    Json(#[from] BrokenJson),
    #[error(transparent)]
    Yaml(#[from] BrokenYaml),
    #[error(transparent)]
    Toml(#[from] BrokenToml),
    #[error(transparent)]
    Hcl(#[from] BrokenHcl),
}

impl SyntaxError {
    /// An error at a span.
    pub fn new(cause: impl Into<Cause>, span: Span) -> Self {
        SyntaxError { cause: cause.into(), span }
    }

    /// Whether the text may well be right, and a limit of taglint is what stops the reader.
    pub fn is_limit(&self) -> bool {
        matches!(
            self.cause,
            Cause::TooDeep { .. }
                | Cause::Toml(BrokenToml::TooDeep { .. })
                | Cause::Yaml(BrokenYaml::ManyAliases { .. })
        )
    }

    /// Whether other readers in use take the text, or take it for something else: nobody knows what it says.
    pub fn is_disputed(&self) -> bool {
        matches!(
            self.cause,
            Cause::Json(BrokenJson::OddNumber { .. })
                | Cause::Yaml(BrokenYaml::CommentWithoutBlank | BrokenYaml::LineEnd { .. })
        )
    }
}

impl From<TomlError> for SyntaxError {
    fn from(TomlError { kind, span }: TomlError) -> Self {
        SyntaxError::new(kind, span)
    }
}
