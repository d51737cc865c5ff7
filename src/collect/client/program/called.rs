//! Which functions run: those that the file calls or gives away, and those that others call by their names.

use std::collections::HashSet;

use super::{Id, Kind, Program, Runs, ScopeId};
use crate::source::Span;

/// How far calls are followed back.
const DEPTH: usize = 8;

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
        let mut mentioned: HashSet<&str> = HashSet::new();
        for expr in &self.exprs {
            if let Kind::Name(name) | Kind::Member { name, .. } = &expr.kind {
                mentioned.insert(name);
            }
        }
        let mut called: HashSet<Span> = HashSet::new();
        for function in &self.functions {
            let name = function.name.as_str();
            let is_by_name = name.is_empty() || name.starts_with("__") || BY_NAME.contains(&name);
            if is_by_name || function.is_registered || mentioned.contains(name) {
                called.insert(function.span);
            }
        }
        for branch in &mut self.branches {
            if let Runs::Called { function, is_called } = &mut branch.runs {
                *is_called = called.contains(function);
            }
        }
    }

    /// Whether what is in a scope, and begins here, runs only where a part of the file does.
    pub(crate) fn runs_within(&self, at: Span, scope: ScopeId, part: Span) -> bool {
        self.is_within(at, scope, part, DEPTH)
    }

    fn is_within(&self, at: Span, scope: ScopeId, part: Span, depth: usize) -> bool {
        if part.contains(at) {
            return true;
        }
        let mentions = self.mentions_of_function(scope);
        depth > 0
            && !mentions.is_empty()
            && mentions
                .iter()
                .all(|id| self.is_within(self.exprs[*id].span, self.exprs[*id].scope, part, depth - 1))
    }

    /// Whether what is in a scope, and begins here, may run where a part of the file does.
    pub(crate) fn may_run_within(&self, at: Span, scope: ScopeId, part: Span) -> bool {
        self.is_reached(at, scope, part, DEPTH)
    }

    fn is_reached(&self, at: Span, scope: ScopeId, part: Span, depth: usize) -> bool {
        part.contains(at)
            || (depth > 0
                && self
                    .mentions_of_function(scope)
                    .iter()
                    .any(|id| self.is_reached(self.exprs[*id].span, self.exprs[*id].scope, part, depth - 1)))
    }

    /// Where the function that a scope is in is called, or given away.
    fn mentions_of_function(&self, scope: ScopeId) -> Vec<Id> {
        let Some(function) = self.scopes(scope).find_map(|scope| self.function_in(scope)) else {
            return Vec::new();
        };
        let is_mention = |id: &Id| match &self.exprs[*id].kind {
            Kind::Name(name) | Kind::Member { name, .. } => *name == function.name,
            _ => false,
        };
        (0..self.exprs.len()).filter(is_mention).collect()
    }
}
