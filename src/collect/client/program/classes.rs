//! Classes, and what is derived from what. A structure of Go is a class, too.

use std::collections::{HashMap, HashSet};

use super::{Class, Id, Kind, Program, ScopeId};
use crate::source::Span;

/// How far one class may be derived from another.
const DEPTH: usize = 8;

impl Class {
    pub(super) fn new(name: String, span: Span, scope: ScopeId) -> Self {
        let (bases, decorators, fields) = Default::default();
        Class { name, span, scope, bases, decorators, fields, has_constructor: false }
    }
}

/// Whether a method is called by the name of its class.
pub(crate) fn is_constructor(name: &str) -> bool {
    matches!(name, "__init__" | "constructor")
}

impl Program<'_> {
    /// The first class of a name.
    pub(crate) fn class_of_name(&self, name: &str) -> Option<&Class> {
        Some(&self.classes[*self.class_numbers.get(name)?])
    }

    /// The class that a scope is in.
    pub(crate) fn class_around(&self, scope: ScopeId) -> Option<&Class> {
        let number = self.scopes(scope).find_map(|scope| self.class_of.get(&scope))?;
        Some(&self.classes[*number])
    }

    /// Whether a scope is that of a class itself.
    pub(crate) fn is_class(&self, scope: ScopeId) -> bool {
        self.class_of.get(&scope).is_some_and(|number| self.classes[*number].scope == scope)
    }

    /// The class of which the function of a scope is a method.
    pub(crate) fn class_of_method(&self, function: ScopeId) -> Option<&Class> {
        let of = |scope: ScopeId| self.class_of.get(&scope);
        let number = of(function).or_else(|| self.around[function].and_then(of))?;
        Some(&self.classes[*number])
    }
}

/// A class with what it is derived from.
#[derive(Debug, Default)]
pub(super) struct Lineage {
    /// The classes by their scopes, the nearest first.
    pub(super) classes: Vec<ScopeId>,
    /// What they are derived from besides, which is not in the file.
    pub(super) foreign: Vec<Id>,
}

/// What the objects of the classes of a program may be.
pub(super) struct Lineages {
    lineages: Vec<Lineage>,
    /// The numbers of the lineages that each class is in, in their order.
    of_classes: HashMap<ScopeId, Vec<usize>>,
    /// The number of the lineage of each class itself.
    own: HashMap<ScopeId, usize>,
}

impl Lineages {
    pub(super) fn new(program: &Program<'_>) -> Self {
        let mut lineages = Vec::new();
        let mut of_classes: HashMap<ScopeId, Vec<usize>> = HashMap::new();
        let mut own = HashMap::new();
        for (number, class) in program.classes.iter().enumerate() {
            let lineage = lineage(class, program);
            for of in &lineage.classes {
                of_classes.entry(*of).or_default().push(number);
            }
            own.insert(class.scope, number);
            lineages.push(lineage);
        }
        Lineages { lineages, of_classes, own }
    }

    /// What an object is that is made by the name of a class.
    pub(super) fn own(&self, class: ScopeId) -> Option<&Lineage> {
        Some(&self.lineages[*self.own.get(&class)?])
    }

    /// The classes of which an object may be that has the methods of a class: it, and those derived from it.
    pub(super) fn of(&self, class: ScopeId) -> impl ExactSizeIterator<Item = &Lineage> {
        self.numbers(class).iter().map(|number| &self.lineages[*number])
    }

    /// The classes of which an object may be that has the methods of two classes.
    pub(super) fn of_both(&self, one: ScopeId, other: ScopeId) -> impl Iterator<Item = &Lineage> {
        let (mut few, mut many) = (self.numbers(one), self.numbers(other));
        if few.len() > many.len() {
            std::mem::swap(&mut few, &mut many);
        }
        let both = few.iter().filter(|number| many.binary_search(number).is_ok());
        both.map(|number| &self.lineages[*number])
    }

    /// Whether an object may have the methods of two classes.
    pub(super) fn are_related(&self, one: ScopeId, other: ScopeId) -> bool {
        one == other || self.of_both(one, other).next().is_some()
    }

    fn numbers(&self, class: ScopeId) -> &[usize] {
        self.of_classes.get(&class).map(Vec::as_slice).unwrap_or_default()
    }
}

fn lineage(class: &Class, program: &Program<'_>) -> Lineage {
    let mut lineage = Lineage { classes: vec![class.scope], foreign: Vec::new() };
    let mut known = HashSet::from([class.scope]);
    let mut generation = vec![class];
    for _ in 0..DEPTH {
        let mut further = Vec::new();
        for of in generation.iter().flat_map(|class| &class.bases) {
            let (Kind::Name(name) | Kind::Member { name, .. }) = program.kind(*of) else { continue };
            match program.class_of_name(name) {
                Some(base) if known.insert(base.scope) => {
                    lineage.classes.push(base.scope);
                    further.push(base);
                }
                Some(_) => {}
                None => lineage.foreign.push(*of),
            }
        }
        generation = further;
    }
    lineage
}
