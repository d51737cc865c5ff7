//! A program as far as clients need it: expressions, what names are bound to, and what is set where.
//!
//! Each language turns its syntax into this (`python.rs` and beside it); what is asked of it (`values.rs`) is the same for all.

mod branches;
mod called;
mod classes;
mod go;
mod guards;
mod java;
mod javascript;
mod keys;
mod lacking;
mod languages;
mod nest;
mod objects;
mod python;
mod reader;
mod syntax;
mod values;

use std::collections::HashMap;
use std::iter;

use crate::source::{Source, Span};
use lacking::Guarded;
pub(crate) use lacking::Lacking;
pub(crate) use languages::read;
pub(crate) use nest::Nest;
pub(crate) use values::Values;
pub(crate) use values::attributes::Likelihood;
pub(crate) use values::items::{Item, Items};
pub(crate) use values::tables::Known;

/// The number of an expression.
pub(crate) type Id = usize;
/// The number of a scope: the file is 0, each function and class has one of its own.
pub(crate) type ScopeId = usize;

/// An expression.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) kind: Kind,
    /// Of a string, what is between the quotes.
    pub(crate) span: Span,
    /// The expression that it is a part of.
    pub(crate) parent: Option<Id>,
    pub(crate) scope: ScopeId,
    pub(crate) place: Place,
}

/// The number of the branch that something is in, if it is in one.
pub(crate) type Place = Option<usize>;

/// A part of a statement that runs in some cases only, or a function.
#[derive(Debug)]
pub(crate) struct Branch {
    /// Where the statement is.
    pub(crate) outer: Place,
    pub(crate) runs: Runs,
    /// The number of the statement.
    pub(crate) statement: usize,
    /// How many branches the statement has that go on to what is behind it; `None` where it may run none.
    pub(crate) one_of: Option<usize>,
    /// Whether it goes on to what is behind the statement.
    pub(crate) goes_on: bool,
}

/// When a branch runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Runs {
    /// Where this says so.
    If(Span),
    /// Where the function is called, which is here; `is_called` tells whether the file does so, or has a framework do it.
    Called { function: Span, is_called: bool },
}

/// What an expression is.
#[derive(Debug)]
pub(crate) enum Kind {
    Text(String),
    /// Strings and other expressions that are put together.
    Template(Vec<Id>),
    Name(String),
    Member {
        of: Id,
        name: String,
    },
    Index {
        of: Id,
        key: Id,
    },
    Call {
        callee: Id,
        arguments: Vec<Argument>,
    },
    Map(Vec<Entry>),
    List(Vec<Id>),
    /// One of several: `a or b`, `a ? b : c`.
    Choice(Vec<Id>),
    /// `None`, `null`, `undefined`, `nil`.
    Nothing,
    Other,
}

/// An argument of a call.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) name: Option<String>,
    pub(crate) value: Id,
    /// Whether it stands for several: `**options`, `...options`.
    pub(crate) is_spread: bool,
}

/// An entry of a map.
#[derive(Debug)]
pub(crate) enum Entry {
    Pair { key: Id, value: Id },
    Spread(Id),
}

/// A name that gets a value.
#[derive(Debug)]
pub(crate) struct Binding {
    /// A name, or an attribute of the object itself: `self.client`.
    pub(crate) name: String,
    pub(crate) value: Id,
    /// Of an attribute, that of its class.
    pub(crate) scope: ScopeId,
}

/// A part of something that gets a value: `a[key] = value`, `a.key = value`.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) of: Id,
    /// With [`HOLE`](super::known::HOLE) where it is not known, or [`EVERY`](super::known::EVERY).
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Id,
}

/// A function of the file.
#[derive(Debug)]
pub(crate) struct Function {
    /// What it is called; empty for one without a name.
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) scope: ScopeId,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) returns: Vec<Id>,
    /// Whether a framework may call it: it has a decorator.
    pub(crate) is_registered: bool,
}

/// A class of the file.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) scope: ScopeId,
    /// What it is derived from.
    pub(crate) bases: Vec<Id>,
    pub(crate) decorators: Vec<Id>,
    /// The attributes that it declares with their types, which its objects may be given when they are made.
    pub(crate) fields: Vec<String>,
    pub(crate) has_constructor: bool,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// The name of its type, where it has one.
    pub(crate) of: Option<String>,
    pub(crate) default: Option<Id>,
    pub(crate) takes: Takes,
}

/// What a parameter takes of the arguments of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    One,
    /// All that have a name and no parameter of their own.
    Named,
    /// All that are left.
    Rest,
}

/// Where a name is imported from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Import {
    pub(crate) module: String,
    /// What it is called there; `None` for the module itself.
    pub(crate) name: Option<String>,
}

/// A program.
#[derive(Debug)]
pub(crate) struct Program<'s> {
    pub(crate) source: &'s Source,
    pub(crate) exprs: Vec<Expr>,
    /// The scope around each scope.
    pub(crate) around: Vec<Option<ScopeId>>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) sets: Vec<Set>,
    pub(crate) functions: Vec<Function>,
    /// Where functions are called by their names, or given away.
    mentions: HashMap<String, Vec<Id>>,
    /// The number of the function that a scope is of.
    function_of: HashMap<ScopeId, usize>,
    pub(crate) classes: Vec<Class>,
    /// The number of the first class of each name.
    class_numbers: HashMap<String, usize>,
    /// The number of the class that a scope is of: its own, and in Go those of its methods.
    class_of: HashMap<ScopeId, usize>,
    /// The names of the types that expressions say they are of: `B{…}`, and a variable that is declared as one.
    pub(crate) types: HashMap<Id, String>,
    /// The numbers of the classes, without a name, of objects that are written out with methods.
    pub(crate) objects: HashMap<Id, usize>,
    /// Of calls that a statement or a decorator undoes again, what they hold for.
    pub(crate) held_for: HashMap<Id, Span>,
    pub(crate) imports: HashMap<String, Import>,
    pub(crate) branches: Vec<Branch>,
    /// Where names and attributes are known to have a value, by how they are written.
    guards: HashMap<String, Guarded>,
    pub(crate) comments: Vec<Span>,
    /// Where the syntax is broken.
    pub(crate) broken: Vec<Span>,
    /// Where it is nested deeper than is followed.
    pub(crate) too_deep: Option<Span>,
}

impl Program<'_> {
    pub(crate) fn kind(&self, id: Id) -> &Kind {
        &self.exprs[id].kind
    }

    /// The names of a chain, the first one first: `["client", "chat", "create"]`. Calls on the way are passed over.
    pub(crate) fn path(&self, id: Id) -> Option<Vec<&str>> {
        match self.kind(id) {
            Kind::Name(name) => Some(vec![name]),
            Kind::Member { of, name } => {
                let mut path = self.path(*of)?;
                path.push(name);
                Some(path)
            }
            Kind::Call { callee, .. } => self.path(*callee),
            _ => None,
        }
    }

    /// Whether an expression is the object whose method it is in.
    pub(crate) fn is_self(&self, id: Id) -> bool {
        matches!(self.kind(id), Kind::Name(name) if matches!(name.as_str(), "self" | "this" | "cls"))
    }

    /// Whether an expression is the environment.
    pub(crate) fn is_environment(&self, id: Id) -> bool {
        let path = self.path(id).unwrap_or_default();
        matches!(
            path[..],
            ["os", "environ"]
                | ["environ"]
                | ["process", "env"]
                | ["import", "meta", "env"]
                | ["Bun", "env"]
                | ["Deno", "env"]
                | ["System", "getenv"]
                | ["env"]
                // What is taken away by these is taken from it.
                | ["os", "unsetenv" | "Unsetenv" | "Clearenv"]
                | ["monkeypatch", "delenv"]
        )
    }

    /// A scope and those around it, from the inside.
    pub(crate) fn scopes(&self, from: ScopeId) -> impl Iterator<Item = ScopeId> {
        iter::successors(Some(from), |scope| self.around[*scope])
    }

    /// The function that a scope is of.
    pub(crate) fn function_in(&self, scope: ScopeId) -> Option<&Function> {
        Some(&self.functions[*self.function_of.get(&scope)?])
    }

    /// The last name of what is called.
    pub(crate) fn callee_name(&self, id: Id) -> Option<&str> {
        let Kind::Call { callee, .. } = self.kind(id) else { return None };
        match self.kind(*callee) {
            Kind::Name(name) | Kind::Member { name, .. } => Some(name),
            _ => None,
        }
    }
}
