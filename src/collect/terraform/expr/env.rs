//! Where an expression is evaluated.

use super::each::Each;
use super::limit::{Limit, MOST_DEPTH};
use super::scope::{Mode, Scope};
use super::value::Val;
use crate::collect::terraform::file::File;
use crate::project::Place;
use crate::source::Span;
use crate::tree::Style;
use crate::tree::hcl::{Expr, ExprKind};

/// Where an expression is evaluated.
pub(in crate::collect::terraform) struct Env<'e, 'p, 't, S> {
    pub(crate) scope: &'e S,
    pub(crate) file: &'p File<'t>,
    pub(super) each: &'e Each<'t>,
    pub(crate) mode: &'e Mode,
    bound: Option<&'e Bound<'e, 't>>,
}

/// A name that a loop binds, and those bound around it.
struct Bound<'e, 't> {
    name: &'e str,
    value: Val<'t>,
    outer: Option<&'e Bound<'e, 't>>,
}

impl<'e, 'p, 't, S: Scope<'t>> Env<'e, 'p, 't, S> {
    pub(crate) fn new(scope: &'e S, file: &'p File<'t>, each: &'e Each<'t>, mode: &'e Mode) -> Self {
        Env { scope, file, each, mode, bound: None }
    }

    /// The same, asked in another way.
    pub(super) fn in_mode<'m>(&'m self, mode: &'m Mode) -> Env<'m, 'p, 't, S> {
        Env { mode, ..*self }
    }

    /// The same with a name bound, for one evaluation.
    pub(crate) fn with<T>(
        &self,
        name: &str,
        value: Val<'t>,
        then: impl FnOnce(&Env<'_, 'p, 't, S>) -> T,
    ) -> T {
        let bound = Bound { name, value, outer: self.bound };
        then(&Env { bound: Some(&bound), ..*self })
    }

    pub(crate) fn with_pair<T>(
        &self,
        names: (Option<&str>, &str),
        pair: (Val<'t>, Val<'t>),
        then: impl FnOnce(&Env<'_, 'p, 't, S>) -> T,
    ) -> T {
        match names.0 {
            None => self.with(names.1, pair.1, then),
            Some(key) => self.with(key, pair.0, |env| env.with(names.1, pair.1, then)),
        }
    }

    /// The place of something computed, which no fix may touch.
    pub(super) fn computed(&self, span: Span) -> Option<Place<'t>> {
        Some(self.file.place(span, Style::Flow))
    }

    /// A value, once it is reported that a limit is why it is not known.
    pub(super) fn told(&self, mut value: Val<'t>, place: Option<Place<'t>>) -> Val<'t> {
        if let Some(limit) = value.limit.take() {
            self.scope.work().hit(limit, place);
        }
        value
    }

    /// What is worked out one level deeper, where that is not too deep.
    pub(super) fn deeper(&self, place: Option<Place<'t>>, work_out: &dyn Fn() -> Val<'t>) -> Val<'t> {
        let depth = &self.scope.work().depth;
        if depth.get() >= MOST_DEPTH {
            return Val::beyond(Limit::Depth, place);
        }
        depth.set(depth.get() + 1);
        let value = work_out();
        depth.set(depth.get() - 1);
        value
    }

    /// The place of an expression as a whole: of a text, what is between the quotes.
    pub(crate) fn place_of(&self, expr: &Expr) -> Option<Place<'t>> {
        match &expr.kind {
            ExprKind::Template(template) if template.literal().is_some() => {
                Some(self.file.place(template.inner, template.style))
            }
            ExprKind::Template(template) => self.computed(template.inner),
            ExprKind::Bool(_) | ExprKind::Number(_) => Some(self.file.place(expr.span, Style::Bare)),
            _ => self.computed(expr.span),
        }
    }

    /// The value of a name that a loop binds.
    pub(super) fn bound(&self, name: &str) -> Option<Val<'t>> {
        let mut bound = self.bound;
        while let Some(Bound { name: known, value, outer }) = bound {
            if *known == name {
                return Some(value.clone());
            }
            bound = *outer;
        }
        None
    }
}
