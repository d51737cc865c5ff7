//! Which functions run: those that the file calls or gives away, and those that others call by their names.

use std::collections::HashSet;
use std::{iter, slice};

use super::{Id, Kind, Program, Runs, ScopeId};
use crate::source::Span;

/// What languages and test frameworks call of their own accord.
const BY_NAME: [&str; 14] = [
    "main",
    "init",
    "constructor",
    "TestMain",
    "setUp",
    "setUpClass",
    "setUpModule",
    "asyncSetUp",
    "setup_method",
    "setup_class",
    "setup_function",
    "setup_module",
    "onModuleInit",
    "lambda_handler",
];

impl Program<'_> {
    /// Finds out which functions are called.
    pub(super) fn find_called(&mut self) {
        for function in &self.functions {
            self.mentions.insert(function.name.clone(), Vec::new());
        }
        for (id, expr) in self.exprs.iter().enumerate() {
            if let Kind::Name(name) | Kind::Member { name, .. } = &expr.kind
                && let Some(mentions) = self.mentions.get_mut(name)
            {
                mentions.push(id);
            }
        }
        self.mentions.retain(|_, mentions| !mentions.is_empty());
        let mut called: HashSet<Span> = HashSet::new();
        for function in &self.functions {
            let name = function.name.as_str();
            let is_by_name = name.is_empty() || name.starts_with("__") || BY_NAME.contains(&name);
            let mentions = self.mentions.get(name).into_iter().flatten();
            let is_called = mentions.copied().any(|id| !self.is_conditional(id));
            if is_by_name || function.is_registered || is_called {
                called.insert(function.span);
            }
        }
        for branch in &mut self.branches {
            if let Runs::Called { function, is_called } = &mut branch.runs {
                *is_called = called.contains(function);
            }
        }
    }

    /// Whether an expression is in a part of a function, or of the file, that runs in some cases only.
    fn is_conditional(&self, id: Id) -> bool {
        let place = self.exprs[id].place;
        place.is_some_and(|branch| matches!(self.branches[branch].runs, Runs::If(_)))
    }

    /// Where what is in a scope runs of a function that is around it: where that calls the function within it, if only
    /// once, or where it is written.
    pub(crate) fn runs_in(&self, at: Id, outer: ScopeId) -> Option<Id> {
        let inner: Vec<ScopeId> =
            self.scopes(self.exprs[at].scope).take_while(|scope| *scope != outer).collect();
        let function = self.function_in(*inner.last()?);
        let name = function.map(|function| function.name.as_str()).unwrap_or_default();
        match self.mentions.get(name).map(Vec::as_slice) {
            None => Some(at),
            Some([call]) if self.exprs[*call].scope == outer => Some(*call),
            Some(_) => None,
        }
    }

    /// Whether what is in a scope runs only where a part of the file does, which calls the functions around it alone.
    pub(crate) fn runs_within(&self, at: Span, scope: ScopeId, part: Span) -> bool {
        let mut is_reached = false;
        for way in self.ways_to(at, scope, |at| part.contains(at)) {
            match way {
                Way::From(at) => is_reached |= part.contains(at),
                Way::FromElsewhere => return false,
            }
        }
        is_reached
    }

    /// From where in the file something in a scope is reached.
    pub(crate) fn reached_from(&self, at: Span, scope: ScopeId) -> Vec<Span> {
        let mut places = Vec::new();
        for way in self.ways_to(at, scope, |_| false) {
            if let Way::From(place) = way {
                places.push(place);
            }
        }
        places
    }

    /// The ways on which something is reached, back to what is asked for, or to what nothing in the file calls.
    fn ways_to(&self, at: Span, scope: ScopeId, is_end: impl Fn(Span) -> bool) -> impl Iterator<Item = Way> {
        let mut known: HashSet<&str> = HashSet::new();
        // What is reached next, and the further places where the functions around what was reached are called.
        let mut next = Some((at, scope));
        let mut open: Vec<slice::Iter<'_, Id>> = Vec::new();
        let mut is_elsewhere = false;
        iter::from_fn(move || {
            if std::mem::take(&mut is_elsewhere) {
                return Some(Way::FromElsewhere);
            }
            while next.is_none() {
                match open.last_mut()?.next() {
                    Some(id) => next = Some((self.exprs[*id].span, self.exprs[*id].scope)),
                    None => drop(open.pop()),
                }
            }
            let (at, scope) = next.take()?;
            if is_end(at) {
                return Some(Way::From(at));
            }
            let function = self.scopes(scope).find_map(|scope| self.function_in(scope));
            match function.map(|function| (known.insert(&function.name), self.mentions.get(&function.name))) {
                Some((true, Some(mentions))) => open.push(mentions.iter()),
                Some((false, _)) => {}
                Some((true, None)) | None => is_elsewhere = true,
            }
            Some(Way::From(at))
        })
    }
}

/// How something is reached.
#[derive(Clone, Copy)]
enum Way {
    /// Where it is, or what is on the way to it.
    From(Span),
    FromElsewhere,
}
