//! The syntax tree.

use std::borrow::Cow;
use std::sync::Arc;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::source::Span;
use crate::tree::Style;

/// A file.
#[derive(Debug)]
pub struct Hcl {
    /// What it says.
    pub body: Body,
    /// Comments, with their marks, in the order of the text.
    pub comments: Vec<Span>,
}

/// Arguments and blocks.
#[derive(Debug, Default)]
pub struct Body {
    /// The arguments, each name once.
    pub attributes: Vec<Attribute>,
    /// The blocks.
    pub blocks: Vec<Block>,
}

impl Body {
    /// The argument of a name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| *attribute.name.text == *name)
    }

    /// The blocks of a type.
    pub(crate) fn blocks<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| *block.kind.text == *kind)
    }
}

/// `name = value`
#[derive(Debug)]
pub struct Attribute {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expr,
}

/// `kind "label" { … }`
#[derive(Debug)]
pub struct Block {
    /// The type of the block.
    pub kind: Name,
    /// Its labels.
    pub labels: Vec<Name>,
    /// What is between the braces.
    pub body: Body,
    /// From the type to the closing brace.
    pub(crate) span: Span,
    /// From brace to brace.
    pub(crate) braces: Span,
}

/// A name as it is in the text.
#[derive(Clone, Debug)]
pub struct Name {
    /// The text.
    pub text: Arc<str>,
    /// Where it is; between the quotes, if any.
    pub(crate) span: Span,
    /// [`Style::Bare`] or [`Style::Double`].
    pub(crate) style: Style,
}

/// An expression.
#[derive(Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it is, with quotes and brackets. In JSON, a text is between its quotes.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number in decimal, as it is written.
    Number(Arc<str>),
    /// A text in quotes, or a heredoc.
    Template(Template),
    /// A name in scope.
    Variable(Arc<str>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ a = b }`, a key perhaps twice.
    Object(Vec<Item>),
    /// `[for …]`, `{for …}`
    For(Box<For>),
    /// `name(a, b...)`
    Call(Call),
    /// `a.b["c"][*].d`
    Traversal(Box<Expr>, Vec<Step>),
    /// `-a`, `!a`, from the outermost sign to the innermost.
    Unary(Vec<Sign>, Box<Expr>),
    /// `a + b * c`, flat, as it is written: [`Operator::level`] says what binds closer.
    Operation(Box<Expr>, Vec<(Operator, Expr)>),
    /// `a ? b : c ? d : e`, with each condition and what it leads to, and what is left in the end.
    Conditional(Vec<(Expr, Expr)>, Box<Expr>),
    /// `(a)`
    Parentheses(Box<Expr>),
}

/// A text with what is put into it.
#[derive(Debug)]
pub struct Template {
    /// [`Style::Double`] or [`Style::Block`].
    pub(crate) style: Style,
    /// What is between the quotes, or the lines of a heredoc.
    pub(crate) inner: Span,
    /// Its parts; none for an empty text.
    pub parts: Vec<Part>,
}

impl Template {
    /// The text, where nothing is put into it.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

/// A text in normal form C, which HCL gives every text: `n` and a tilde of its own become `ñ`.
pub(crate) fn normalized(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// A part of a template.
#[derive(Debug)]
pub enum Part {
    /// Text, escapes resolved, [`normalized`].
    Literal(Arc<str>),
    /// `${ … }`
    Interpolation(Expr),
    /// `%{ if … } … %{ else } … %{ endif }`
    If(Expr, Vec<Part>, Vec<Part>),
    /// `%{ for k, v in … } … %{ endfor }`
    For(Option<Arc<str>>, Arc<str>, Expr, Vec<Part>),
}

impl Part {
    pub(super) fn literal(text: &str) -> Self {
        Part::Literal(normalized(text).into())
    }
}

/// `key = value` of an object.
#[derive(Debug)]
pub struct Item {
    /// The key. A bare [`ExprKind::Variable`] means its own name; in parentheses it is an expression.
    pub key: Expr,
    /// The `=` or `:`.
    pub(crate) equals: Span,
    /// The value.
    pub value: Expr,
}

/// A `for` expression.
#[derive(Debug)]
pub struct For {
    /// The variable of the key, if there are two.
    pub(crate) key_name: Option<Arc<str>>,
    /// The variable of the value.
    pub(crate) value_name: Arc<str>,
    /// What is gone through.
    pub(crate) collection: Expr,
    /// The key of each entry, where an object is made.
    pub(crate) key: Option<Expr>,
    pub(crate) value: Expr,
    /// Whether values of one key are gathered into a list (`...`).
    pub(crate) group: bool,
    /// What an element must fulfil.
    pub(crate) condition: Option<Expr>,
}

/// A call of a function.
#[derive(Debug)]
pub struct Call {
    /// The name, with its namespace.
    pub(crate) name: Arc<str>,
    pub(crate) arguments: Vec<Expr>,
    /// Whether the last argument is a list of further arguments (`...`).
    pub(crate) expand: bool,
}

/// A step from a value to a part of it.
#[derive(Debug)]
pub enum Step {
    /// `.name`
    Attribute(Name),
    /// `[key]`
    Index(Expr),
    /// `.0`
    LegacyIndex(Expr),
    /// `.*`: what follows it up to the next bracket applies to each element.
    AttributeSplat,
    /// `[*]`: what follows it applies to each element.
    Splat,
}

/// A sign before an operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// `-`
    Minus,
    /// `!`
    Not,
}

/// An operator between two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "they are what they are called")]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

impl Operator {
    /// How close it binds: more binds closer. Operators of one level are taken from left to right.
    pub(crate) fn level(self) -> u8 {
        match self {
            Operator::Or => 1,
            Operator::And => 2,
            Operator::Equal | Operator::NotEqual => 3,
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => 4,
            Operator::Add | Operator::Subtract => 5,
            Operator::Multiply | Operator::Divide | Operator::Modulo => 6,
        }
    }
}

impl Expr {
    /// The expression without parentheses around it.
    pub fn bare(&self) -> &Expr {
        let mut expr = self;
        while let ExprKind::Parentheses(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }

    /// The text, where the expression is a quoted one into which nothing is put.
    pub(crate) fn literal(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Template(template) => template.literal(),
            _ => None,
        }
    }

    /// Where the text of [`Expr::literal`] is, without its quotes.
    pub(crate) fn literal_span(&self) -> Option<Span> {
        match &self.kind {
            ExprKind::Template(template) => template.literal().map(|_| template.inner),
            _ => None,
        }
    }

    /// The names of a plain reference (`a.b`), as far as they are plain: `aws.west["x"]` gives `aws`, `west`.
    pub(crate) fn names(&self) -> Vec<&str> {
        match &self.kind {
            ExprKind::Variable(name) => vec![name],
            ExprKind::Traversal(root, steps) => {
                let ExprKind::Variable(root) = &root.kind else { return Vec::new() };
                let steps = steps.iter().map_while(|step| match step {
                    Step::Attribute(name) => Some(&*name.text),
                    _ => None,
                });
                std::iter::once(&**root).chain(steps).collect()
            }
            _ => Vec::new(),
        }
    }
}
