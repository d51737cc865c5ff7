//! Expressions of native syntax, by recursive descent.
//!
//! Newlines count in bodies and in object literals, and nowhere within parentheses, brackets, `for` and the
//! sequences of templates; a stack of one word says which holds. Chains (operators, conditions, steps, signs) are
//! read in loops, so that only nesting takes stack, and nesting has a limit.

use std::borrow::Cow;
use std::sync::Arc;

use super::error::Broken;
use super::lexer::{Kind, Lexer, Token};
use super::syntax::{Call, Expr, ExprKind, For, Item, Name, Operator, Sign, Step};
use crate::source::Span;
use crate::tree::{Cause, MAX_DEPTH, Style, SyntaxError};

pub(super) struct Parser<'s> {
    pub(super) lexer: Lexer<'s>,
    peeked: Option<Token>,
    /// Whether a newline means something here.
    newlines: bool,
    depth: usize,
}

pub(super) type Parsed<T> = Result<T, SyntaxError>;

impl<'s> Parser<'s> {
    pub(super) fn new(text: &'s str, at: usize) -> Self {
        let lexer = Lexer { text, at, comments: Vec::new() };
        Parser { lexer, peeked: None, newlines: true, depth: 0 }
    }

    pub(super) fn into_comments(self) -> Vec<Span> {
        self.lexer.comments
    }

    /// An expression and nothing else.
    pub(super) fn lone_expression(&mut self) -> Parsed<Expr> {
        self.newlines = false;
        let expr = self.expression()?;
        if self.peek()?.kind == Kind::End { Ok(expr) } else { self.unexpected("the end of the expression") }
    }

    pub(super) fn text(&self, span: Span) -> &'s str {
        &self.lexer.text[span.range()]
    }

    pub(super) fn peek(&mut self) -> Parsed<Token> {
        loop {
            let token = match self.peeked {
                Some(token) => token,
                None => *self.peeked.insert(self.lexer.next()?),
            };
            if token.kind != Kind::Newline || self.newlines {
                return Ok(token);
            }
            self.peeked = None;
        }
    }

    pub(super) fn next(&mut self) -> Parsed<Token> {
        let token = self.peek()?;
        self.peeked = None;
        Ok(token)
    }

    pub(super) fn peek_is(&mut self, sign: &str) -> Parsed<bool> {
        Ok(matches!(self.peek()?.kind, Kind::Sign(found) if found == sign))
    }

    pub(super) fn accept(&mut self, sign: &str) -> Parsed<Option<Span>> {
        Ok(if self.peek_is(sign)? { Some(self.next()?.span) } else { None })
    }

    pub(super) fn expect(&mut self, sign: &str) -> Parsed<Span> {
        match self.accept(sign)? {
            Some(span) => Ok(span),
            None => self.unexpected(format!("`{sign}`")),
        }
    }

    /// Whether the next word is this one, in a place where it is a keyword.
    fn at_keyword(&mut self, word: &str) -> Parsed<bool> {
        let token = self.peek()?;
        Ok(token.kind == Kind::Identifier && self.text(token.span) == word)
    }

    pub(super) fn identifier(&mut self, wanted: &'static str) -> Parsed<Name> {
        let token = self.peek()?;
        if token.kind != Kind::Identifier {
            return self.unexpected(wanted);
        }
        self.next()?;
        Ok(Name { text: self.text(token.span).into(), span: token.span, style: Style::Bare })
    }

    pub(super) fn variable_name(&mut self) -> Parsed<Arc<str>> {
        Ok(self.identifier("the name of a variable")?.text)
    }

    /// `k, v in` of a `for`, behind that word.
    pub(super) fn for_names(&mut self) -> Parsed<(Option<Arc<str>>, Arc<str>)> {
        let first = self.variable_name()?;
        let names = match self.accept(",")? {
            Some(_) => (Some(first), self.variable_name()?),
            None => (None, first),
        };
        if !self.at_keyword("in")? {
            return self.unexpected("`in`");
        }
        self.next()?;
        Ok(names)
    }

    /// An error about what comes next.
    pub(super) fn unexpected<T>(&mut self, wanted: impl Into<Cow<'static, str>>) -> Parsed<T> {
        let token = self.peek()?;
        let wanted = wanted.into();
        let broken = match token.kind {
            Kind::End => Broken::CutOff { wanted },
            Kind::Newline => Broken::LineEnds { wanted },
            Kind::Heredoc => Broken::Heredoc { wanted },
            _ => Broken::Unexpected { found: self.text(token.span).to_owned(), wanted },
        };
        Err(SyntaxError::new(broken, token.span))
    }

    pub(super) fn nested<T>(&mut self, span: Span, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Reads what is between brackets, the closing one included, so that no word is read under the wrong rule.
    pub(super) fn with_newlines<T>(
        &mut self,
        newlines: bool,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let before = std::mem::replace(&mut self.newlines, newlines);
        let result = read(self);
        self.newlines = before;
        result
    }

    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        let span = self.peek()?.span;
        self.nested(span, Self::conditional)
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        let mut last = self.operation()?;
        let start = last.span;
        let mut arms = Vec::new();
        while self.accept("?")?.is_some() {
            let then = self.expression()?;
            self.expect(":")?;
            let condition = std::mem::replace(&mut last, self.operation()?);
            arms.push((condition, then));
        }
        if arms.is_empty() {
            return Ok(last);
        }
        Ok(Expr { span: start.to(last.span), kind: ExprKind::Conditional(arms, Box::new(last)) })
    }

    fn operation(&mut self) -> Parsed<Expr> {
        let first = self.signed()?;
        let mut span = first.span;
        let mut rest = Vec::new();
        while let Kind::Sign(sign) = self.peek()?.kind
            && let Some(operator) = operator(sign)
        {
            self.next()?;
            let operand = self.signed()?;
            span = span.to(operand.span);
            rest.push((operator, operand));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Expr { span, kind: ExprKind::Operation(Box::new(first), rest) })
    }

    fn signed(&mut self) -> Parsed<Expr> {
        let start = self.peek()?.span;
        let mut signs = Vec::new();
        loop {
            match self.peek()?.kind {
                Kind::Sign("-") => signs.push(Sign::Minus),
                Kind::Sign("!") => signs.push(Sign::Not),
                _ => break,
            }
            self.next()?;
        }
        let operand = self.operand()?;
        if signs.is_empty() {
            return Ok(operand);
        }
        Ok(Expr { span: start.to(operand.span), kind: ExprKind::Unary(signs, Box::new(operand)) })
    }

    /// A term and the steps from it.
    fn operand(&mut self) -> Parsed<Expr> {
        let root = self.term()?;
        let mut span = root.span;
        let mut steps = Vec::new();
        loop {
            match self.peek()?.kind {
                Kind::Sign(".") => {
                    self.next()?;
                    steps.push(self.attribute_step(&mut span)?);
                }
                Kind::Sign("[") => {
                    self.next()?;
                    steps.push(self.index_step(&mut span)?);
                }
                _ => break,
            }
        }
        if steps.is_empty() {
            return Ok(root);
        }
        Ok(Expr { span, kind: ExprKind::Traversal(Box::new(root), steps) })
    }

    fn attribute_step(&mut self, span: &mut Span) -> Parsed<Step> {
        let token = self.peek()?;
        *span = span.to(token.span);
        match token.kind {
            Kind::Identifier => Ok(Step::Attribute(self.identifier("a name")?)),
            Kind::Sign("*") => {
                self.next()?;
                Ok(Step::AttributeSplat)
            }
            Kind::Number if !self.text(token.span).contains(['.', 'e', 'E']) => {
                self.next()?;
                let number = ExprKind::Number(self.text(token.span).into());
                Ok(Step::LegacyIndex(Expr { kind: number, span: token.span }))
            }
            _ => self.unexpected("a name"),
        }
    }

    fn index_step(&mut self, span: &mut Span) -> Parsed<Step> {
        // The star of a splat must be on the same line, for all that HCL's own reader cares.
        if self.accept("*")?.is_some() {
            *span = span.to(self.expect("]")?);
            return Ok(Step::Splat);
        }
        self.with_newlines(false, |parser| {
            let key = parser.expression()?;
            *span = span.to(parser.expect("]")?);
            Ok(Step::Index(key))
        })
    }

    fn term(&mut self) -> Parsed<Expr> {
        let Token { kind, span } = self.peek()?;
        match kind {
            Kind::Number => {
                self.next()?;
                self.number(span)
            }
            Kind::Identifier => {
                self.next()?;
                self.word(span)
            }
            Kind::Quote => {
                self.next()?;
                self.nested(span, |parser| parser.quoted(span))
            }
            Kind::Heredoc => {
                self.next()?;
                self.nested(span, |parser| parser.heredoc(span))
            }
            Kind::Sign("(") => {
                self.next()?;
                self.with_newlines(false, |parser| {
                    let inner = parser.expression()?;
                    let span = span.to(parser.expect(")")?);
                    Ok(Expr { kind: ExprKind::Parentheses(Box::new(inner)), span })
                })
            }
            Kind::Sign("[") => {
                self.next()?;
                self.with_newlines(false, |parser| parser.list(span))
            }
            Kind::Sign("{") => {
                self.next()?;
                if self.with_newlines(false, |parser| parser.at_keyword("for"))? {
                    return self.with_newlines(false, |parser| parser.for_expression(span, "}"));
                }
                self.with_newlines(true, |parser| parser.object(span))
            }
            _ => self.unexpected("a value"),
        }
    }

    fn number(&mut self, span: Span) -> Parsed<Expr> {
        let text = self.text(span);
        if text.parse::<f64>().is_err() {
            return Err(SyntaxError::new(Broken::BadNumber { text: text.to_owned() }, span));
        }
        Ok(Expr { kind: ExprKind::Number(text.into()), span })
    }

    /// What an identifier begins: a keyword, a call, a variable.
    fn word(&mut self, span: Span) -> Parsed<Expr> {
        if self.peek_is("(")? || self.peek_is("::")? {
            return self.call(span);
        }
        let kind = match self.text(span) {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => ExprKind::Null,
            name => ExprKind::Variable(name.into()),
        };
        Ok(Expr { kind, span })
    }

    fn call(&mut self, first: Span) -> Parsed<Expr> {
        let mut name = self.text(first).to_owned();
        while self.accept("::")?.is_some() {
            name.push_str("::");
            name.push_str(&self.identifier("the name of a function")?.text);
        }
        self.expect("(")?;
        self.with_newlines(false, |parser| {
            let mut call = Call { name: name.into(), arguments: Vec::new(), expand: false };
            let close = loop {
                if let Some(close) = parser.accept(")")? {
                    break close;
                }
                call.arguments.push(parser.expression()?);
                if parser.accept("...")?.is_some() {
                    call.expand = true;
                    break parser.expect(")")?;
                }
                if !parser.peek_is(")")? && parser.accept(",")?.is_none() {
                    return parser.unexpected("`,` or `)`");
                }
            };
            Ok(Expr { kind: ExprKind::Call(call), span: first.to(close) })
        })
    }

    fn list(&mut self, open: Span) -> Parsed<Expr> {
        if self.at_keyword("for")? {
            return self.for_expression(open, "]");
        }
        let mut items = Vec::new();
        let close = loop {
            if let Some(close) = self.accept("]")? {
                break close;
            }
            items.push(self.expression()?);
            if !self.peek_is("]")? && self.accept(",")?.is_none() {
                return self.unexpected("`,` or `]`");
            }
        };
        Ok(Expr { kind: ExprKind::List(items), span: open.to(close) })
    }

    fn object(&mut self, open: Span) -> Parsed<Expr> {
        let mut items = Vec::new();
        let close = loop {
            if self.peek()?.kind == Kind::Newline {
                self.next()?;
                continue;
            }
            if let Some(close) = self.accept("}")? {
                break close;
            }
            if self.peek()?.kind == Kind::End {
                return Err(SyntaxError::new(Broken::OpenObject, open));
            }
            let key = self.expression()?;
            let equals = match self.accept("=")? {
                Some(equals) => Some(equals),
                None => self.accept(":")?,
            };
            let Some(equals) = equals else { return self.unexpected("`=` or `:` after a key") };
            let value = self.expression()?;
            items.push(Item { key, equals, value });
            if self.peek()?.kind == Kind::Newline {
                self.next()?;
            } else if !self.peek_is("}")? && self.accept(",")?.is_none() {
                return self.unexpected("`,`, `}` or the end of the line");
            }
        };
        Ok(Expr { kind: ExprKind::Object(items), span: open.to(close) })
    }

    fn for_expression(&mut self, open: Span, closing: &str) -> Parsed<Expr> {
        self.next()?;
        let (key_name, value_name) = self.for_names()?;
        let collection = self.expression()?;
        self.expect(":")?;
        let mut value = self.expression()?;
        let mut key = None;
        let mut group = false;
        if closing == "}" {
            self.expect("=>")?;
            key = Some(std::mem::replace(&mut value, self.expression()?));
            group = self.accept("...")?.is_some();
        }
        let mut condition = None;
        if self.at_keyword("if")? {
            self.next()?;
            condition = Some(self.expression()?);
        }
        let span = open.to(self.expect(closing)?);
        let made = For { key_name, value_name, collection, key, value, group, condition };
        Ok(Expr { kind: ExprKind::For(Box::new(made)), span })
    }
}

pub(super) fn too_deep(span: Span) -> SyntaxError {
    SyntaxError::new(Cause::TooDeep { most: MAX_DEPTH }, span)
}

fn operator(sign: &str) -> Option<Operator> {
    Some(match sign {
        "||" => Operator::Or,
        "&&" => Operator::And,
        "==" => Operator::Equal,
        "!=" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::Divide,
        "%" => Operator::Modulo,
        _ => return None,
    })
}
