//! Branches: what happens in some cases only, and what happens in all of them.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Branch, Place, Program, Runs};
use crate::source::{Source, Span};

impl Program<'_> {
    /// From which of some places on, in their order, one has surely been passed where another place is reached.
    pub(crate) fn surely_since(&self, places: &[Place], reached: Place) -> Option<usize> {
        let mut around: HashSet<Place> = HashSet::from([None]);
        let mut place = reached;
        while let Some(branch) = place {
            around.insert(place);
            place = self.branches[branch].outer;
        }
        let (mut passed, mut of_statements) = (HashSet::new(), HashMap::new());
        for (number, place) in places.iter().enumerate().rev() {
            let mut place = *place;
            loop {
                if around.contains(&place) {
                    return Some(number);
                }
                let Some(branch) = place.filter(|branch| passed.insert(*branch)) else { break };
                let Branch { statement, one_of, outer, runs, goes_on } = self.branches[branch];
                if let Runs::Called { is_called: true, .. } = runs {
                    place = outer;
                    continue;
                }
                if !goes_on {
                    break;
                }
                let of_statement = of_statements.entry(statement).or_insert(0);
                *of_statement += 1;
                // What each branch of a statement does, the statement does.
                if one_of != Some(*of_statement) {
                    break;
                }
                place = outer;
            }
        }
        None
    }

    /// Whether what happens in a place has surely happened where another one is reached.
    pub(crate) fn is_sure(&self, place: Place, reached: Place) -> bool {
        self.surely_since(&[place], reached).is_some()
    }
}

impl Reader<'_> {
    /// Reads a statement with branches, if it is one.
    pub(super) fn read_branches(&mut self, node: Node<'_>) -> bool {
        match node.kind() {
            "if_statement" => {
                self.read_if(node);
                self.guard_by_if(node);
            }
            "assert_statement" => {
                self.read_children(node);
                self.guard_by_assert(node);
            }
            "try_statement" | "try_with_resources_statement" => self.read_try(node),
            "while_statement" | "for_statement" | "for_in_statement" | "enhanced_for_statement" => {
                self.read_loop(node);
            }
            "case_clause"
            | "switch_case"
            | "switch_default"
            | "expression_case"
            | "default_case"
            | "switch_block_statement_group"
            | "switch_rule" => {
                let branch = self.branch(self.program.branches.len(), span_of(node));
                let outer = self.place.replace(branch);
                self.read_children(node);
                self.place = outer;
            }
            _ => return false,
        }
        true
    }

    /// Reads `try … except …`: what its body does may not be done where an error is caught.
    fn read_try(&mut self, node: Node<'_>) {
        let is_handler = |child: &Node<'_>| {
            matches!(child.kind(), "except_clause" | "except_group_clause" | "catch_clause")
        };
        let children = named_children(node);
        let Some(first) = children.iter().find(|child| is_handler(child)) else {
            self.read_children(node);
            return;
        };
        let (condition, outer) = (span_of(*first), self.place);
        let statement = self.program.branches.len();
        let body = self.branch(statement, condition);
        let mut staying = 0;
        for child in children {
            let (branch, block) = match child.kind() {
                _ if is_handler(&child) => {
                    let block = named_children(child).into_iter().rfind(|it| !it.is_extra());
                    (Some(self.branch(statement, condition)), block)
                }
                "block" | "statement_block" => (Some(body), Some(child)),
                // Of Python: what is done where no error is caught.
                "else_clause" => (Some(body), None),
                _ => (None, None),
            };
            self.place = branch.or(outer);
            self.read(child);
            self.place = outer;
            if let (Some(branch), Some(block)) = (branch, block) {
                staying += usize::from(self.ends(branch, block));
            }
        }
        self.joins(statement, Some(staying));
    }

    /// Reads a loop, whose body may not run at all.
    fn read_loop(&mut self, node: Node<'_>) {
        let Some(body) = node.child_by_field_name("body") else {
            self.read_children(node);
            return;
        };
        let head = Span::new(node.start_byte(), body.start_byte());
        let condition = self.program.source.slice(head).trim_end_matches([':', '{', ' ', '\n', '\r', '\t']);
        let is_endless = matches!(condition, "for" | "while True" | "while 1" | "while (true)" | "for (;;)");
        let outer = self.place;
        for child in named_children(node) {
            if child == body && !is_endless {
                self.place = Some(self.branch(self.program.branches.len(), head));
            }
            self.read(child);
            self.place = outer;
        }
    }

    /// Reads `if … else if … else …`, each condition outside of the branches.
    fn read_if(&mut self, node: Node<'_>) {
        let statement = self.program.branches.len();
        let (mut staying, mut has_else) = (0, false);
        let mut clauses = vec![node];
        while let Some(clause) = clauses.pop() {
            let mut further = Vec::new();
            let mut cursor = clause.walk();
            let mut is_child = cursor.goto_first_child();
            while is_child {
                let (child, field) = (cursor.node(), cursor.field_name());
                is_child = cursor.goto_next_sibling();
                let is_else = clause.kind() == "else_clause" || field == Some("alternative");
                let is_clause = matches!(child.kind(), "if_statement" | "elif_clause" | "else_clause");
                if !child.is_named() {
                    continue;
                }
                if is_else && is_clause {
                    further.push(child);
                } else if (is_else || field == Some("consequence")) && !child.is_extra() {
                    let branch = self.read_branch(clause, child, statement);
                    staying += usize::from(self.ends(branch, child));
                    has_else |= is_else;
                } else {
                    self.read(child);
                }
            }
            clauses.extend(further.into_iter().rev());
        }
        self.joins(statement, has_else.then_some(staying));
    }

    /// Says how many branches of a statement go on to what is behind it, if it runs one of them.
    fn joins(&mut self, statement: usize, one_of: Option<usize>) {
        for branch in &mut self.program.branches[statement..] {
            if branch.statement == statement {
                branch.one_of = one_of;
            }
        }
    }

    /// Ends a branch with its body; whether it goes on.
    fn ends(&mut self, branch: usize, body: Node<'_>) -> bool {
        let goes_on = !leaves(body, self.program.source);
        self.program.branches[branch].goes_on = goes_on;
        goes_on
    }

    fn read_branch(&mut self, clause: Node<'_>, body: Node<'_>, statement: usize) -> usize {
        let condition = Span::new(clause.start_byte(), body.start_byte());
        // What a file does where it is run itself is what it does.
        let is_main = self.program.source.slice(condition).contains("__name__");
        let branch = self.branch(statement, condition);
        let outer = self.place;
        if !is_main {
            self.place = Some(branch);
        }
        self.read(body);
        self.place = outer;
        branch
    }

    /// The branch that is the body of a function.
    pub(super) fn function_branch(&mut self, function: Span) -> usize {
        self.push_branch(self.program.branches.len(), Runs::Called { function, is_called: false })
    }

    fn branch(&mut self, statement: usize, condition: Span) -> usize {
        self.push_branch(statement, Runs::If(condition))
    }

    fn push_branch(&mut self, statement: usize, runs: Runs) -> usize {
        let branch = Branch { outer: self.place, runs, statement, one_of: None, goes_on: true };
        self.program.branches.push(branch);
        self.program.branches.len() - 1
    }
}

/// What ends a program.
const EXITS: [&str; 12] = [
    "sys.exit",
    "os._exit",
    "exit",
    "quit",
    "process.exit",
    "Deno.exit",
    "os.Exit",
    "log.Fatal",
    "log.Fatalf",
    "log.Fatalln",
    "panic",
    "System.exit",
];

/// Whether what is behind a statement is not reached from a body.
pub(super) fn leaves(body: Node<'_>, source: &Source) -> bool {
    let mut last = body;
    while matches!(last.kind(), "block" | "statement_block" | "statement_list" | "expression_statement") {
        let Some(inner) = named_children(last).into_iter().rfind(|child| !child.is_extra()) else {
            return false;
        };
        last = inner;
    }
    match last.kind() {
        "raise_statement" | "throw_statement" | "return_statement" | "continue_statement" => true,
        "call" | "call_expression" | "method_invocation" => {
            let text = source.slice(span_of(last));
            text.split_once('(').is_some_and(|(callee, _)| EXITS.contains(&callee.trim()))
        }
        _ => false,
    }
}
