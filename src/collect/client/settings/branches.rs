//! Branches of scripts: what an arm sets may hold for what is behind it or not.

use std::collections::HashMap;

use super::super::known::{DEFAULT, is_default};
use super::command::{Branch, Command};
use super::words::{Joint, Words};
use super::{guard, is_base_url};
use crate::source::Source;

/// The commands that test something.
const TESTS: [&str; 3] = ["[", "[[", "test"];

/// The branches around the commands of a script.
#[derive(Default)]
pub(super) struct Branches {
    /// How many are open.
    depth: usize,
    outermost: Option<Branch>,
}

impl Branches {
    /// Where a command is. One behind a test is in a branch of its own: `[ "$1" = prod ] && export NAME=value`.
    pub(super) fn of(&mut self, source: &Source, split: &[Words], number: usize) -> Option<Branch> {
        let words = &split[number];
        let first = words.first(source).unwrap_or_default();
        if words.have_before(source, &["if"]) || first == "case" {
            self.depth += 1;
            self.outermost.get_or_insert(Branch { start: number, arm: 0, is_else: false });
        }
        if self.depth == 1
            && words.have_before(source, &["elif", "else"])
            && let Some(outermost) = &mut self.outermost
        {
            outermost.arm += 1;
            outermost.is_else = words.have_before(source, &["else"]);
        }
        let branch = self.outermost;
        if matches!(first, "fi" | "esac") {
            self.depth = self.depth.saturating_sub(1);
            self.outermost = self.outermost.filter(|_| self.depth > 0);
        }
        let test = number.checked_sub(1).filter(|test| {
            let is_test = split[*test].begin_with(source, &TESTS);
            is_test && matches!(split[*test].joint, Joint::And | Joint::Or)
        });
        branch.or(test.map(|start| Branch { start, arm: 0, is_else: false }))
    }
}

/// A project that only a branch names, for what is behind it, may be named or not. What else the branch does, such as
/// to run something, to end the script or to look at the variable itself, leaves it as it is.
pub(super) fn weigh(source: &Source, commands: &mut [Command]) {
    let mut arms: HashMap<usize, Vec<Arm>> = HashMap::new();
    for (number, command) in commands.iter().enumerate() {
        let Some(Branch { start, arm, is_else }) = command.branch else { continue };
        let arms = arms.entry(start).or_default();
        arms.resize_with(arms.len().max(arm + 1), Arm::default);
        arms[arm].is_else |= is_else;
        arms[arm].add(source, command, number == start);
    }
    let mut firsts: HashMap<String, usize> = HashMap::new();
    for (number, command) in commands.iter().enumerate().filter(|(_, command)| command.is_lasting()) {
        for setting in &command.settings {
            firsts.entry(setting.name.clone()).or_insert(number);
        }
    }
    for number in 0..commands.len() {
        let Some(Branch { start, .. }) = commands[number].branch else { continue };
        let arms = &arms[&start];
        if !commands[number].is_lasting() || arms.iter().any(|arm| arm.is_busy) {
            continue;
        }
        // What a test makes sure of holds behind it.
        if commands[number].words.begin_with(source, &TESTS) {
            continue;
        }
        let tests = commands[start..].iter().take_while(|command| command.words.joint == Joint::Or).count();
        let test = commands[start].words.whole().to(commands[(start + tests).min(number)].words.whole());
        let is_whole = arms.iter().any(|arm| arm.is_else);
        for setting in &mut commands[number].settings {
            let name = &setting.name;
            let is_tested = source.slice(test).contains(name.as_str());
            let is_set_before = firsts.get(name).is_some_and(|first| *first < start);
            let is_sure = is_whole && arms.iter().all(|arm| arm.ends || arm.sets.contains_key(name));
            let differs = arms
                .iter()
                .any(|arm| arm.sets.get(name).is_some_and(|own| *own != is_default(&setting.value)));
            if is_base_url(name) || is_tested {
                continue;
            }
            if differs || (!is_default(&setting.value) && !is_set_before && !is_sure) {
                setting.value = DEFAULT.to_string();
            }
        }
    }
}

/// What an arm of a branch does.
#[derive(Default)]
struct Arm {
    is_else: bool,
    /// Whether it ends the script.
    ends: bool,
    /// Whether it runs something or sets a base URL.
    is_busy: bool,
    /// The variables that it sets for what is behind it, each with whether that is the default project.
    sets: HashMap<String, bool>,
}

impl Arm {
    fn add(&mut self, source: &Source, command: &Command, is_test: bool) {
        self.ends |= command.words.begin_with(source, &guard::ENDS);
        self.is_busy |= !is_test && (command.runs || command.sets_url());
        if command.is_lasting() {
            let sets = command.settings.iter();
            self.sets.extend(sets.map(|setting| (setting.name.clone(), is_default(&setting.value))));
        }
    }
}
