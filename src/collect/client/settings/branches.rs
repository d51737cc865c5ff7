//! Branches of scripts: which commands only one arm of a statement runs.

use std::collections::HashMap;

use super::words::{Joint, OWN, TESTS, TEXT, Words};
use crate::source::Source;

/// An arm of a statement: `then`, each `elif`, `else`, each pattern of `case`.
pub(super) struct Arm {
    /// The number of its statement.
    pub(super) statement: usize,
    pub(super) is_else: bool,
}

/// A statement with arms: `if`, `case`, or what a test decides: `[ "$1" = prod ] && export NAME=value`.
pub(super) struct Statement {
    /// The arm that it is in.
    pub(super) outer: Option<usize>,
    /// The command that begins it.
    pub(super) start: usize,
    /// The command that ends it; none where one command is all that a test decides about.
    pub(super) end: Option<usize>,
    pub(super) arms: Vec<usize>,
    /// Whether an arm goes on with the next one: `;&`.
    pub(super) falls_through: bool,
}

/// The branches of a script.
#[derive(Default)]
pub(super) struct Branches {
    pub(super) arms: Vec<Arm>,
    pub(super) statements: Vec<Statement>,
}

impl Branches {
    /// The branches of some commands, and the arm that each is in.
    pub(super) fn of(source: &Source, commands: &[Words]) -> (Self, Vec<Option<usize>>) {
        let mut reader = Reader::default();
        let arms = (0..commands.len()).map(|number| reader.read(source, commands, number)).collect();
        (reader.branches, arms)
    }

    /// Tells of arms whether who comes by one of them does not come by another one.
    pub(super) fn apart_from(&self, arm: Option<usize>) -> Apart<'_> {
        let (mut own, mut ends) = (HashMap::new(), HashMap::new());
        let mut arm = arm;
        while let Some(number) = arm {
            let statement = self.statement_of(number);
            own.insert(self.arms[number].statement, number);
            ends.extend(statement.end.map(|end| (end, number)));
            arm = statement.outer;
        }
        Apart { branches: self, own, ends, known: HashMap::new() }
    }

    /// The statement of an arm.
    pub(super) fn statement_of(&self, arm: usize) -> &Statement {
        &self.statements[self.arms[arm].statement]
    }
}

/// See [`Branches::apart_from`].
pub(super) struct Apart<'b> {
    branches: &'b Branches,
    /// The arms around the one that others are held against, by their statements.
    own: HashMap<usize, usize>,
    /// The same, by the commands that end the statements.
    ends: HashMap<usize, usize>,
    /// Of arms, the statement in which they are apart.
    known: HashMap<usize, Option<usize>>,
}

impl Apart<'_> {
    /// The arm around, of the statement that a command ends.
    pub(super) fn own_arm(&self, end: usize) -> Option<usize> {
        self.ends.get(&end).copied()
    }

    /// The statement in which an arm is apart.
    pub(super) fn statement_of(&mut self, arm: Option<usize>) -> Option<&Statement> {
        let mut passed = Vec::new();
        let mut open = arm;
        let apart = loop {
            let Some(number) = open else { break None };
            if let Some(known) = self.known.get(&number) {
                break *known;
            }
            passed.push(number);
            let statement = self.branches.arms[number].statement;
            if let Some(own) = self.own.get(&statement) {
                break (*own != number).then_some(statement);
            }
            open = self.branches.statements[statement].outer;
        };
        for number in passed {
            self.known.insert(number, apart);
        }
        apart.map(|statement| &self.branches.statements[statement])
    }
}

/// A statement that is open, with the word that ends it.
struct Open {
    statement: usize,
    end: &'static str,
    /// How many braces are open in it.
    braces: usize,
}

#[derive(Default)]
struct Reader {
    branches: Branches,
    /// The statements that are open in each shell, from the outside.
    open: HashMap<usize, Vec<Open>>,
}

impl Reader {
    /// Reads a command, and gives the arm that it is in.
    fn read(&mut self, source: &Source, commands: &[Words], number: usize) -> Option<usize> {
        let words = &commands[number];
        let shell = words.shell;
        if shell == TEXT {
            return None;
        }
        if let Some(pattern) = words.pattern {
            self.begin_arm(shell, pattern.is_else, pattern.follows);
            return self.arm(shell);
        }
        let first = words.first(source).unwrap_or_default();
        let opens_brace = words.have_before(source, &["{"]);
        if self.end(shell, first, number) {
            return self.arm(shell);
        }
        let is_else = words.have_before(source, &["else"]);
        if (is_else || words.have_before(source, &["elif"])) && self.ends_with(shell, "fi") {
            self.begin_arm(shell, is_else, false);
        }
        if let Some(open) = self.open.get_mut(&shell).and_then(|open| open.last_mut()) {
            open.braces += usize::from(opens_brace);
        }
        let is_of_test = !words.begin_with(source, &TESTS) && follows_test(source, commands, number);
        if is_of_test {
            self.begin(shell, number - 1, if opens_brace { "}" } else { "" });
            self.begin_arm(shell, false, false);
        }
        if words.have_before(source, &["then"]) && self.has_no_arm(shell) {
            self.begin_arm(shell, false, false);
        }
        let arm = self.arm(shell);
        if words.have_before(source, &["if"]) {
            self.begin(shell, number, "fi");
        }
        if first == "case" {
            self.begin(shell, number, "esac");
        }
        if is_of_test && self.ends_with(shell, "") {
            self.open.entry(shell).or_default().pop();
        }
        arm
    }

    fn begin(&mut self, shell: usize, start: usize, end: &'static str) {
        let statement = self.branches.statements.len();
        let (outer, arms) = (self.arm(shell), Vec::new());
        self.branches.statements.push(Statement { outer, start, end: None, arms, falls_through: false });
        self.open.entry(shell).or_default().push(Open { statement, end, braces: 0 });
    }

    fn begin_arm(&mut self, shell: usize, is_else: bool, follows: bool) {
        if let Some(open) = self.open.get(&shell).and_then(|open| open.last()) {
            let statement = &mut self.branches.statements[open.statement];
            statement.arms.push(self.branches.arms.len());
            statement.falls_through |= follows;
            self.branches.arms.push(Arm { statement: open.statement, is_else });
        }
    }

    /// Ends the nearest statement that a word ends, with those in it that nothing has ended.
    fn end(&mut self, shell: usize, word: &str, number: usize) -> bool {
        if !matches!(word, "fi" | "esac" | "}") {
            return false;
        }
        let Some(open) = self.open.get_mut(&shell) else { return false };
        if let ("}", Some(last)) = (word, open.last_mut().filter(|last| last.braces > 0)) {
            last.braces -= 1;
            return false;
        }
        let Some(at) = open.iter().rposition(|open| open.end == word) else { return false };
        self.branches.statements[open[at].statement].end = Some(number);
        open.truncate(at);
        true
    }

    /// Whether the condition of the statement that is read is not behind yet.
    fn has_no_arm(&self, shell: usize) -> bool {
        let open = self.open.get(&shell).and_then(|open| open.last());
        open.is_some_and(|open| self.branches.statements[open.statement].arms.is_empty())
    }

    fn ends_with(&self, shell: usize, word: &str) -> bool {
        self.open.get(&shell).and_then(|open| open.last()).is_some_and(|open| open.end == word)
    }

    /// The arm that is read.
    fn arm(&self, shell: usize) -> Option<usize> {
        let last = |shell: usize| self.open.get(&shell).and_then(|open| open.last());
        let open = last(shell).or_else(|| last(OWN))?;
        let statement = &self.branches.statements[open.statement];
        statement.arms.last().copied().or(statement.outer)
    }
}

/// Whether a test decides if a command runs: `[ "$1" = prod ] && export NAME=value`.
fn follows_test(source: &Source, commands: &[Words], number: usize) -> bool {
    let Some(test) = number.checked_sub(1).map(|test| &commands[test]) else { return false };
    test.begin_with(source, &TESTS) && matches!(test.joint, Joint::And | Joint::Or)
}
