//! Where a name is known to have a value, because the program has checked it: `if not project: raise …`.

use std::collections::HashMap;

use tree_sitter::Node;

use super::branches::leaves;
use super::lacking::{Guarded, Lacking};
use super::nest::Nest;
use super::reader::{Reader, named_children, span_of};
use super::{Id, Kind, Program};
use crate::source::Span;

/// What a condition says where it holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// That something has a value.
    Has,
    /// That it has none.
    Lacks,
}

impl Program<'_> {
    /// What an expression cannot be where it stands.
    pub(crate) fn lacking(&self, id: Id) -> Lacking {
        let span = self.exprs[id].span;
        let mut lacking = Lacking::default();
        if !matches!(self.kind(id), Kind::Name(_) | Kind::Member { .. }) {
            return lacking;
        }
        let Some(Guarded { parts, bound }) = self.guards.get(self.source.slice(span)) else { return lacking };
        let before = bound.partition_point(|start| *start < span.start);
        let last = before.checked_sub(1).map(|number| bound[number]);
        for (part, guard) in parts.around(span) {
            // What is bound behind a check is another value.
            if lacking == Lacking::BOTH || last.is_some_and(|last| last >= part.start) {
                break;
            }
            lacking = lacking.and(*guard);
        }
        lacking
    }

    /// Keeps what the program checks.
    pub(super) fn add_guards(&mut self, guards: HashMap<String, Vec<(Span, Lacking)>>) {
        let mut starts: HashMap<&str, Vec<u32>> = HashMap::new();
        for binding in &self.bindings {
            let start = self.exprs[binding.value].span.start;
            starts.entry(&binding.name).or_default().push(start);
        }
        let mut guarded = HashMap::new();
        for (name, parts) in guards {
            let attribute = name.replacen("this.", "self.", 1);
            let mut bound = starts.get(attribute.as_str()).cloned().unwrap_or_default();
            bound.sort_unstable();
            guarded.insert(name, Guarded { parts: Nest::new(parts), bound });
        }
        self.guards = guarded;
    }
}

impl Reader<'_> {
    /// What `if` lets through has what its condition asks for.
    pub(super) fn guard_by_if(&mut self, node: Node<'_>) {
        let (Some(condition), Some(body)) =
            (node.child_by_field_name("condition"), node.child_by_field_name("consequence"))
        else {
            return;
        };
        self.guard(condition, Says::Has, span_of(body));
        if leaves(body, self.program.source) {
            self.guard(condition, Says::Lacks, behind(node));
        }
    }

    /// `assert project`
    pub(super) fn guard_by_assert(&mut self, node: Node<'_>) {
        if let Some(condition) = named_children(node).first() {
            self.guard(*condition, Says::Has, behind(node));
        }
    }

    /// Notes what has a value in a part of the file by a condition that says so, or says that it has none.
    fn guard(&mut self, condition: Node<'_>, says: Says, part: Span) {
        let mut open = vec![condition];
        while let Some(condition) = open.pop() {
            let parts = named_children(condition);
            let operator = condition
                .child_by_field_name("operator")
                .or_else(|| condition.child_by_field_name("operators"));
            let operator = operator.map(|operator| self.text_of(operator)).unwrap_or_default();
            let joined = match says {
                Says::Has => matches!(operator.as_str(), "and" | "&&"),
                Says::Lacks => matches!(operator.as_str(), "or" | "||"),
            };
            match (condition.kind(), &parts[..]) {
                ("parenthesized_expression", [inner]) => open.push(*inner),
                ("boolean_operator" | "binary_expression", [left, right]) if joined => {
                    open.extend([*left, *right])
                }
                ("not_operator", [of]) if says == Says::Lacks => self.add_guard(*of, Lacking::BOTH, part),
                ("unary_expression", [of]) if says == Says::Lacks && operator == "!" => {
                    self.add_guard(*of, Lacking::BOTH, part);
                }
                ("comparison_operator" | "binary_expression", [of, with]) => {
                    let compares = match operator.as_str() {
                        "==" | "===" | "is" => Says::Lacks,
                        "!=" | "!==" | "is not" => Says::Has,
                        _ => continue,
                    };
                    let lacking = match self.text_of(*with).as_str() {
                        "\"\"" | "''" | "``" => Lacking { empty: true, nothing: false },
                        "None" | "null" | "undefined" | "nil" => Lacking { empty: false, nothing: true },
                        _ => continue,
                    };
                    if compares == says {
                        self.add_guard(*of, lacking, part);
                    }
                }
                ("identifier" | "attribute" | "member_expression", _) if says == Says::Has => {
                    self.add_guard(condition, Lacking::BOTH, part);
                }
                _ => {}
            }
        }
    }

    fn add_guard(&mut self, of: Node<'_>, lacking: Lacking, part: Span) {
        let name = self.text_of(of);
        self.guards.entry(name).or_default().push((part, lacking));
    }
}

/// What is behind a statement in its block.
fn behind(statement: Node<'_>) -> Span {
    let end = match statement.parent() {
        Some(block) => block.end_byte(),
        None => statement.end_byte(),
    };
    Span::new(statement.end_byte(), end)
}
