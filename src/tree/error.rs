//! Why a text cannot be read, and where.

use thiserror::Error;

use super::{hcl, json, toml, yaml};
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
    Json(#[from] json::Broken),
    #[error(transparent)]
    Yaml(#[from] yaml::Broken),
    #[error(transparent)]
    Toml(#[from] toml::Broken),
    #[error(transparent)]
    Hcl(#[from] hcl::Broken),
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
                | Cause::Toml(toml::Broken::TooDeep { .. })
                | Cause::Yaml(yaml::Broken::ManyAliases { .. })
        )
    }

    /// Whether other readers in use take the text, or take it for something else: nobody knows what it says.
    pub fn is_disputed(&self) -> bool {
        matches!(
            self.cause,
            Cause::Json(json::Broken::OddNumber { .. })
                | Cause::Yaml(yaml::Broken::CommentWithoutBlank | yaml::Broken::LineEnd { .. })
        )
    }
}

impl From<toml::Error> for SyntaxError {
    fn from(toml::Error { kind, span }: toml::Error) -> Self {
        SyntaxError::new(kind, span)
    }
}
