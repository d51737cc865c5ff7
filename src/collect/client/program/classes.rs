//! Classes, and what is derived from what. A structure of Go is a class, too.

use std::collections::HashMap;

use super::{Class, Kind, Program, ScopeId};

/// How far one class may be derived from another.
const DEPTH: usize = 8;

impl Program<'_> {
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

/// A class with what it is derived from, the nearest first, each by its scope.
pub(super) type Lineage = Vec<ScopeId>;

/// What the objects of the classes of a program may be.
pub(super) struct Lineages {
    of_classes: HashMap<ScopeId, Vec<Lineage>>,
}

impl Lineages {
    pub(super) fn new(program: &Program<'_>) -> Self {
        let mut by_name: HashMap<&str, &Class> = HashMap::new();
        for class in &program.classes {
            by_name.entry(&class.name).or_insert(class);
        }
        let mut of_classes: HashMap<ScopeId, Vec<Lineage>> = HashMap::new();
        for class in &program.classes {
            let lineage = lineage(class, program, &by_name);
            for of in &lineage {
                of_classes.entry(*of).or_default().push(lineage.clone());
            }
        }
        Lineages { of_classes }
    }

    /// The classes of which an object may be that has the methods of a class: it, and those derived from it.
    pub(super) fn of(&self, class: ScopeId) -> &[Lineage] {
        self.of_classes.get(&class).map(Vec::as_slice).unwrap_or_default()
    }
}

fn lineage(class: &Class, program: &Program<'_>, by_name: &HashMap<&str, &Class>) -> Lineage {
    let mut lineage = vec![class.scope];
    let mut generation = vec![class];
    for _ in 0..DEPTH {
        let mut further = Vec::new();
        for base in generation.iter().flat_map(|class| &class.bases) {
            let (Kind::Name(name) | Kind::Member { name, .. }) = program.kind(*base) else { continue };
            let Some(base) = by_name.get(name.as_str()) else { continue };
            if !lineage.contains(&base.scope) {
                lineage.push(base.scope);
                further.push(*base);
            }
        }
        generation = further;
    }
    lineage
}
