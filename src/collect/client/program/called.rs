//! Which functions run: those that the file calls or gives away, and those that others call by their names.

use std::collections::HashSet;
use std::iter;

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
            if is_by_name || function.is_registered || self.mentions.contains_key(name) {
                called.insert(function.span);
            }
        }
        for branch in &mut self.branches {
            if let Runs::Called { function, is_called } = &mut branch.runs {
                *is_called = called.contains(function);
            }
        }
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
        let ways: Vec<Way> = self.ways_to(at, scope, part).collect();
        ways.contains(&Way::FromPart) && !ways.contains(&Way::FromElsewhere)
    }

    /// Whether what is in a scope may run where a part of the file does.
    pub(crate) fn may_run_within(&self, at: Span, scope: ScopeId, part: Span) -> bool {
        let mut ways = self.ways_to(at, scope, part);
        ways.any(|way| way == Way::FromPart)
    }

    /// The ways on which something is reached, back to a part of the file or to what nothing in the file calls.
    fn ways_to(&self, at: Span, scope: ScopeId, part: Span) -> impl Iterator<Item = Way> {
        let mut known: HashSet<&str> = HashSet::new();
        let mut open = vec![(at, scope)];
        iter::from_fn(move || {
            while let Some((at, scope)) = open.pop() {
                if part.contains(at) {
                    return Some(Way::FromPart);
                }
                let Some(function) = self.scopes(scope).find_map(|scope| self.function_in(scope)) else {
                    return Some(Way::FromElsewhere);
                };
                if !known.insert(&function.name) {
                    continue;
                }
                let Some(mentions) = self.mentions.get(&function.name) else {
                    return Some(Way::FromElsewhere);
                };
                open.extend(mentions.iter().map(|id| (self.exprs[*id].span, self.exprs[*id].scope)));
            }
            None
        })
    }
}

/// How something is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    FromPart,
    FromElsewhere,
}
