//! Bodies of native syntax: arguments and blocks.

use std::collections::HashSet;
use std::sync::Arc;

use super::error::Broken;
use super::lexer::Kind;
use super::parser::{Parsed, Parser};
use super::syntax::{Attribute, Block, Body, Name};
use crate::source::Span;
use crate::tree::SyntaxError;

impl Parser<'_> {
    /// A whole file.
    pub(super) fn file(&mut self) -> Parsed<Body> {
        self.body(None)
    }

    /// Arguments and blocks up to the closing brace of the block, or to the end of the file.
    fn body(&mut self, block: Option<Span>) -> Parsed<Body> {
        let mut body = Body::default();
        let mut names = HashSet::new();
        loop {
            let token = self.peek()?;
            match (token.kind, block) {
                (Kind::Newline, _) => {
                    self.next()?;
                }
                (Kind::End, None) | (Kind::Sign("}"), Some(_)) => return Ok(body),
                (Kind::End, Some(block)) => {
                    return Err(SyntaxError::new(Broken::OpenBlock, block));
                }
                (Kind::Identifier, _) => self.item(&mut body, &mut names)?,
                _ => return self.unexpected("an argument or a block"),
            }
        }
    }

    /// An argument or a block, and the end of its line. `names`: those of the arguments before.
    fn item(&mut self, body: &mut Body, names: &mut HashSet<Arc<str>>) -> Parsed<()> {
        let name = self.identifier("an argument or a block")?;
        let token = self.peek()?;
        match token.kind {
            Kind::Sign("=") => {
                if !names.insert(name.text.clone()) {
                    let twice = Broken::SetTwice { name: name.text.to_string() };
                    return Err(SyntaxError::new(twice, name.span));
                }
                body.attributes.push(self.attribute(name)?);
            }
            Kind::Sign("{") | Kind::Quote | Kind::Identifier => {
                let block = self.nested(name.span, |parser| parser.block(name))?;
                body.blocks.push(block);
            }
            _ => return self.unexpected("`=`, or `{` of a block"),
        }
        match self.peek()?.kind {
            Kind::Newline | Kind::End => {
                self.next()?;
                Ok(())
            }
            _ => self.unexpected("the end of the line"),
        }
    }

    fn attribute(&mut self, name: Name) -> Parsed<Attribute> {
        self.expect("=")?;
        Ok(Attribute { name, value: self.expression()? })
    }

    fn block(&mut self, kind: Name) -> Parsed<Block> {
        let mut labels = Vec::new();
        let open = loop {
            match self.peek()?.kind {
                Kind::Sign("{") => break self.next()?.span,
                Kind::Identifier => labels.push(self.identifier("a label")?),
                Kind::Quote => {
                    self.next()?;
                    labels.push(self.quoted_name()?);
                }
                _ => return self.unexpected("a label, or `{` of the block"),
            }
        };
        let body = match self.peek()?.kind {
            Kind::Identifier => self.one_line_body()?,
            _ => self.body(Some(open))?,
        };
        let close = self.expect("}")?;
        Ok(Block { span: kind.span.to(close), braces: open.to(close), kind, labels, body })
    }

    /// The one argument that a block on one line may have.
    fn one_line_body(&mut self) -> Parsed<Body> {
        let name = self.identifier("an argument")?;
        if !self.peek_is("=")? {
            return self.unexpected("`=` (a block on one line has one argument)");
        }
        let attribute = self.attribute(name)?;
        if !self.peek_is("}")? {
            return self.unexpected("`}` (a block on one line has one argument)");
        }
        Ok(Body { attributes: vec![attribute], blocks: Vec::new() })
    }
}
