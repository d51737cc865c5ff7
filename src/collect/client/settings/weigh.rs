//! What holds behind the branches of a script: a variable that only some arms set may be set there or not.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::known::{DEFAULT, is_default};
use super::branches::{Branches, Statement};
use super::command::Command;
use super::guard::Guards;
use super::words::{Joint, OWN, TESTS};
use super::{Setting, is_base_url};
use crate::source::Source;

/// What a variable holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holds {
    Nothing,
    Default,
    Project,
    /// One of these, nobody knows which.
    Some,
}

fn held_by(setting: &Setting) -> Holds {
    match (is_default(setting.value.trim_end_matches(DEFAULT)), setting.value.ends_with(DEFAULT)) {
        (true, true) => Holds::Some,
        (true, false) => Holds::Default,
        (false, _) => Holds::Project,
    }
}

/// A variable of a shell.
type Variable = (usize, String);

/// What an arm does, or the script outside of all.
#[derive(Default)]
struct Done {
    /// What variables are set to, by the numbers of the commands that do.
    sets: BTreeMap<Variable, BTreeMap<usize, Holds>>,
    /// What the test that it begins with makes sure of for whoever does not come by it: `elif [ -z "$NAME" ]`.
    checks: BTreeMap<Variable, usize>,
    /// Whether nothing behind the statement is reached from it.
    ends: bool,
}

/// Weighs what is set in branches, for what is behind them.
pub(super) fn weigh(source: &Source, commands: &mut [Command], branches: &Branches, guards: &Guards<'_>) {
    let mut done: HashMap<Option<usize>, Done> = HashMap::new();
    for (number, command) in commands.iter().enumerate() {
        let of_arm = done.entry(command.arm).or_default();
        of_arm.ends |= guards.ends_at(number);
        if command.is_alone {
            continue;
        }
        let is_check =
            command.words.begin_with(source, &TESTS) && command.words.have_before(source, &["elif"]);
        for setting in command.settings.iter().filter(|setting| !is_base_url(&setting.name)) {
            let variable = (command.words.shell, setting.name.clone());
            if is_check {
                of_arm.checks.insert(variable, number);
            } else {
                of_arm.sets.entry(variable).or_default().insert(number, held_by(setting));
            }
        }
    }
    // What is within another one ends before it.
    let mut statements: Vec<&Statement> = branches.statements.iter().collect();
    statements.sort_by_key(|statement| {
        (statement.end.unwrap_or(statement.start), std::cmp::Reverse(statement.start))
    });
    for statement in statements {
        let arms: Vec<&Done> = statement.arms.iter().filter_map(|arm| done.get(&Some(*arm))).collect();
        let is_whole = !statement.falls_through
            && arms.len() == statement.arms.len()
            && statement.arms.iter().any(|arm| branches.arms[*arm].is_else);
        let set = arms.iter().flat_map(|arm| arm.sets.keys().chain(arm.checks.keys()));
        let variables: BTreeSet<&Variable> = set.collect();
        let mut behind = Vec::new();
        for variable in variables {
            let mut before = before(variable, statement, branches, &done);
            let mut cases: BTreeSet<Holds> = BTreeSet::new();
            for arm in &arms {
                let set = arm.sets.get(variable).and_then(|sets| sets.values().next_back());
                if !arm.ends {
                    cases.insert(set.copied().unwrap_or(before));
                }
                if arm.checks.contains_key(variable) {
                    before = Holds::Project;
                }
            }
            if !is_whole {
                cases.insert(before);
            }
            let last = |arm: &&Done| {
                let set = arm.sets.get(variable).and_then(|sets| sets.keys().next_back());
                set.or(arm.checks.get(variable)).copied()
            };
            let sets = arms.iter().filter_map(last);
            let is_default = |holds: &Holds| matches!(holds, Holds::Default | Holds::Some);
            let holds = match Vec::from_iter(cases)[..] {
                // A variable that is tested is set where it is missing.
                ref cases if is_tested(source, commands, statement, &variable.1) => {
                    if cases.iter().any(is_default) { Holds::Some } else { Holds::Project }
                }
                [one] if one != Holds::Nothing => one,
                [Holds::Nothing, Holds::Default] => Holds::Default,
                _ => Holds::Some,
            };
            behind.push((variable.clone(), holds, Vec::from_iter(sets)));
        }
        let ends = is_whole && arms.iter().all(|arm| arm.ends);
        let outer = done.entry(statement.outer).or_default();
        outer.ends |= ends;
        for (variable, holds, sets) in behind {
            let at = statement.end.unwrap_or(statement.start);
            leave(commands, statement, &variable.1, &sets, holds);
            outer.sets.entry(variable).or_default().insert(at, holds);
        }
    }
}

/// What a variable holds before a statement.
fn before(
    variable: &Variable,
    statement: &Statement,
    branches: &Branches,
    done: &HashMap<Option<usize>, Done>,
) -> Holds {
    let mut statement = statement;
    loop {
        let of_script = (OWN, variable.1.clone());
        let mut last = None;
        for variable in [variable, &of_script] {
            let sets = done.get(&statement.outer).and_then(|outer| outer.sets.get(variable));
            last = last.max(sets.and_then(|sets| sets.range(..statement.start).next_back()));
        }
        if let Some((_, holds)) = last {
            return *holds;
        }
        match statement.outer {
            Some(arm) => statement = branches.statement_of(arm),
            None => return Holds::Nothing,
        }
    }
}

/// Whether the tests that a statement begins with ask about a variable.
fn is_tested(source: &Source, commands: &[Command], statement: &Statement, name: &str) -> bool {
    let tests = commands[statement.start..].iter().enumerate();
    let tests =
        tests.take_while(|(number, command)| *number == 0 || command.words.begin_with(source, &TESTS));
    for (_, command) in tests {
        if source.slice(command.words.whole()).contains(name) {
            return true;
        }
        if command.words.joint != Joint::Or {
            return false;
        }
    }
    false
}

/// Leaves to what is behind a statement what some commands in it set a variable to, or leaves open what that is.
fn leave(commands: &mut [Command], statement: &Statement, name: &str, sets: &[usize], holds: Holds) {
    let mut last = None;
    for number in sets {
        for setting in commands[*number].settings.iter_mut().filter(|setting| setting.name == name) {
            let mut left = setting.clone();
            if holds == Holds::Some {
                left.value = DEFAULT.to_string();
            }
            if statement.end.is_none() {
                *setting = left.clone();
            }
            last = Some(left);
        }
    }
    commands[statement.end.unwrap_or(statement.start)].settings.extend(last);
}
