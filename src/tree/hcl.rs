//! HCL, the language of Terraform and OpenTofu: native syntax and its JSON form, as one syntax tree with spans.
//!
//! Written by hand after HCL's own specification
//! (<https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>) and held to what its own reader takes, because a
//! file that Terraform reads must not be unreadable here. Expressions stay expressions: what they mean is the
//! business of who collects resources. The tree owns its texts, so that it may come from a JSON text as well.

mod body;
mod error;
mod json;
mod lexer;
mod parser;
mod syntax;
mod template;

pub use error::Broken;
pub(crate) use syntax::normalized;
pub use syntax::{
    Attribute, Block, Body, Call, Expr, ExprKind, For, Hcl, Item, Name, Operator, Part, Sign, Step, Template,
};

use super::SyntaxError;
use crate::source::Source;

/// Reads a file in native syntax: `.tf`, `.tofu`, `.tfvars`.
///
/// # Errors
/// The text is not HCL, at the place where it breaks.
pub fn parse(source: &Source) -> Result<Hcl, SyntaxError> {
    let mut parser = parser::Parser::new(source.text(), source.mark_len());
    let body = parser.file()?;
    Ok(Hcl { body, comments: parser.into_comments() })
}

/// Reads a file in JSON syntax: `.tf.json`, `.tofu.json`, `.tfvars.json`.
///
/// # Errors
/// The text is not JSON, or a text in it that is a template is not one, at the place where it breaks.
pub fn parse_json(source: &Source) -> Result<Hcl, SyntaxError> {
    json::parse(source)
}

/// Reads a file of values in JSON, in which texts are no templates.
///
/// # Errors
/// The text is not JSON.
pub(crate) fn parse_json_values(source: &Source) -> Result<Hcl, SyntaxError> {
    json::parse_values(source)
}

/// An expression that is in a text by itself, as JSON syntax and `ignore_changes` have them.
pub fn parse_expression(text: &str) -> Option<Expr> {
    parser::Parser::new(text, 0).lone_expression().ok()
}

#[cfg(test)]
mod tests;
