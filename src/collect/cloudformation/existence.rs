//! Resources that are never created: their condition never holds, whatever the parameters are, or they depend on one
//! of that kind.

use std::collections::{HashMap, HashSet};

use super::facts::{Fact, VARIANTS};
use super::reader::{Binding, Reader};
use super::syntax::{self, Call, Piece, call};
use super::template::Template;
use crate::collect::Absence;
use crate::tree::{Kind, NodeRef};

/// The resources of a template that are never created, by their logical ids.
pub(super) struct Absent<'t> {
    why: HashMap<&'t str, Absence>,
}

impl<'t> Absent<'t> {
    /// Finds them.
    pub(crate) fn of(template: &Template<'t>) -> Self {
        let mut absent = Absent { why: HashMap::new() };
        let resources: Vec<(&'t str, NodeRef<'t>)> = template.resources().collect();
        let mut never = HashMap::new();
        for &(id, body) in &resources {
            let Some(condition) = condition(body) else { continue };
            if *never.entry(condition).or_insert_with(|| never_holds(template, condition, &[])) {
                absent.why.insert(id, Absence::Condition(condition.to_owned()));
            }
        }
        if !absent.why.is_empty() {
            absent.spread(&resources);
        }
        absent
    }

    /// What depends on a resource that is not created is not created either, whatever its own condition says.
    fn spread(&mut self, resources: &[(&'t str, NodeRef<'t>)]) {
        let mut dependents: HashMap<&str, Vec<&'t str>> = HashMap::new();
        for &(id, body) in resources {
            for needed in needs(body) {
                dependents.entry(needed).or_default().push(id);
            }
        }
        let mut open: Vec<&'t str> = self.why.keys().copied().collect();
        open.sort_unstable();
        while let Some(needed) = open.pop() {
            for &id in dependents.get(needed).into_iter().flatten() {
                if !self.why.contains_key(id) {
                    self.why.insert(id, Absence::Dependency(needed.to_owned()));
                    open.push(id);
                }
            }
        }
    }

    /// Why a resource is never created, where that is so.
    pub(crate) fn why(
        &self,
        template: &Template<'t>,
        id: &str,
        body: NodeRef<'t>,
        turn: &[Binding<'t>],
    ) -> Option<Absence> {
        if turn.is_empty() {
            return self.why.get(id).cloned();
        }
        let condition = condition(body).filter(|condition| never_holds(template, condition, turn))?;
        Some(Absence::Condition(condition.to_owned()))
    }
}

/// The name of a resource's condition.
pub(super) fn condition(body: NodeRef<'_>) -> Option<&str> {
    body.get("Condition").and_then(NodeRef::text)
}

/// Whether a condition holds in no case: every answer to what it asks denies it.
fn never_holds<'t>(template: &Template<'t>, condition: &'t str, turn: &[Binding<'t>]) -> bool {
    let mut open: Vec<Vec<Fact<'t>>> = vec![Vec::new()];
    for _ in 0..VARIANTS {
        let Some(facts) = open.pop() else { return true };
        match Reader::new(template, &facts, turn).holds(condition) {
            Ok(Some(false)) => {}
            Ok(_) => return false,
            Err(undecided) => {
                for answer in [false, true] {
                    let fact = Fact { question: undecided.0.clone(), answer: Some(answer) };
                    open.push(facts.iter().cloned().chain([fact]).collect());
                }
            }
        }
    }
    open.is_empty()
}

/// The logical ids, among other names, without which a resource cannot be: `DependsOn`, and what it refers to. What
/// is in a branch is referred to only where the branch is taken.
fn needs<'t>(body: NodeRef<'t>) -> HashSet<&'t str> {
    let mut needed = HashSet::new();
    if let Some(after) = body.get("DependsOn") {
        needed.extend(after.text());
        needed.extend(after.items().filter_map(NodeRef::text));
    }
    let (mut open, mut seen) = (vec![body], HashSet::new());
    while let Some(node) = open.pop() {
        if node.is_container() && !seen.insert(node.span()) {
            continue;
        }
        let Some(Call { name, argument }) = call(node) else {
            open.extend(inside(node));
            continue;
        };
        match name {
            "If" => {}
            "Ref" => needed.extend(argument.text()),
            "GetAtt" => needed.extend(
                argument
                    .text()
                    .or_else(|| argument.items().next()?.text())
                    .and_then(|text| text.split('.').next()),
            ),
            "Sub" => {
                let text = argument.text().or_else(|| argument.items().next()?.text());
                for piece in text.map(syntax::pieces).unwrap_or_default() {
                    if let Piece::Variable(name) = piece {
                        needed.extend(name.split('.').next());
                    }
                }
                open.extend(argument.items().skip(1));
            }
            _ => open.extend(inside(argument)),
        }
    }
    needed
}

/// What is in a list or a map.
fn inside<'t>(node: NodeRef<'t>) -> Vec<NodeRef<'t>> {
    match node.kind() {
        Kind::List => node.items().collect(),
        Kind::Map => node.entries().map(|entry| entry.value).collect(),
        _ => Vec::new(),
    }
}
