//! Scripts: which of the variables that they set are given to which of their commands.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::branches::{Apart, Branches};
use super::command::{Command, lasting};
use super::guard::Guards;
use super::lines;
use super::lists::Lists;
use super::weigh;
use super::words::{self, OWN};
use super::{Environment, NAMING, Setting, concerns_clients, is_base_url};
use crate::source::{Source, Span};

/// What the commands of a script are given: an environment for each that sets a base URL, or that has one of its own.
/// The script is in one part of a text or in several.
pub(crate) fn environments(source: &Source, parts: &[Span]) -> Vec<Environment> {
    let script = Script::read(source, parts);
    let open = parts.iter().find_map(|part| lines::sources(source, *part));
    let set = Set::of(&script.commands);
    let mut environments = Vec::new();
    for (number, command) in script.commands.iter().enumerate() {
        if command.is_alone || command.sets_url() {
            let environment = environment(source, &script, &set, number);
            environments.push(Environment { open: open.or(environment.open), ..environment });
        }
    }
    if environments.is_empty() {
        let own = lasting(&script.commands).cloned().collect();
        environments.push(Environment { own, open, ..Environment::default() });
    }
    environments
}

/// What the commands of a script are given by it that names projects.
pub(crate) fn given(source: &Source, parts: &[Span]) -> Given {
    let script = Script::read(source, parts);
    follow(&script, &Set::of(&script.commands), OWN, 0..script.commands.len())
}

/// What a script sets for all that runs behind it.
pub(crate) fn exports(source: &Source, parts: &[Span]) -> Vec<Setting> {
    lasting(&Script::read(source, parts).commands)
        .filter(|setting| !is_base_url(&setting.name))
        .cloned()
        .collect()
}

/// What a command sets for others: its number, its shell, and the setting.
type SetBy<'c> = (usize, usize, &'c Setting);

/// What the commands of each arm set for others, by its name.
#[derive(Default)]
struct Set<'c>(HashMap<(&'c str, Option<usize>), Vec<SetBy<'c>>>);

impl<'c> Set<'c> {
    fn of(commands: &'c [Command]) -> Self {
        let mut set = Set::default();
        for (number, command) in commands.iter().enumerate().filter(|(_, command)| !command.is_alone) {
            for setting in command.settings.iter().filter(|setting| !is_base_url(&setting.name)) {
                let of_name = set.0.entry((setting.name.as_str(), command.arm)).or_default();
                of_name.push((number, command.words.shell, setting));
            }
        }
        set
    }

    /// What is set last before a command of a shell, in its arm or around it; and the shell that sets it.
    fn before(
        &self,
        name: &str,
        script: &Script,
        apart: &Apart<'_>,
        (number, arm, shell): (usize, Option<usize>, usize),
    ) -> Option<(usize, &'c Setting)> {
        let (mut end, mut arm) = (number, arm);
        loop {
            if let Some(found) = self.last(name, apart, (end, arm, shell)) {
                return Some(found);
            }
            let statement = script.branches.statement_of(arm?);
            (end, arm) = (statement.start, statement.outer);
        }
    }

    /// What an arm itself sets last before a command.
    fn last(
        &self,
        name: &str,
        apart: &Apart<'_>,
        (end, arm, shell): (usize, Option<usize>, usize),
    ) -> Option<(usize, &'c Setting)> {
        let set = self.0.get(&(name, arm)).map(Vec::as_slice).unwrap_or_default();
        let before = &set[..set.partition_point(|(number, ..)| *number < end)];
        for (number, of, setting) in before.iter().rev().filter(|(_, of, _)| *of == OWN || *of == shell) {
            // Who comes by one arm of a statement has what that arm sets.
            let Some(arm) = apart.own_arm(*number) else { return Some((*of, setting)) };
            if let Some(found) = self.last(name, apart, (*number, Some(arm), shell)) {
                return Some(found);
            }
        }
        None
    }
}

/// What the commands of a script are given.
#[derive(Default)]
pub(crate) struct Given {
    /// What holds for those that have nothing of their own.
    pub(crate) own: Vec<Setting>,
    /// What some have of their own.
    pub(crate) within: Vec<Setting>,
    /// The names of variables that some are not given.
    pub(crate) partly: Vec<&'static str>,
    /// Whether any may send requests.
    pub(crate) runs: bool,
}

/// What commands of a shell are given from one on to another one.
fn follow(script: &Script, set: &Set<'_>, shell: usize, Range { start: from, end }: Range<usize>) -> Given {
    let first = script.commands.get(from);
    // Who comes by one arm of a branch does not come by the others.
    let mut apart = script.branches.apart_from(first.and_then(|command| command.arm));
    let mut runs: Vec<(usize, &Command)> = Vec::new();
    let mut number = from;
    while number < end {
        let command = &script.commands[number];
        match apart.statement_of(command.arm) {
            Some(statement) => number = statement.end.unwrap_or(number + 1),
            None => {
                runs.extend(command.runs.then_some((number, command)));
                number += 1;
            }
        }
    }
    let mut given = Given { runs: !runs.is_empty(), ..Given::default() };
    for name in NAMING {
        let (mut own, mut lacks) = (None, false);
        for (number, command) in &runs {
            let of = command.words.shell;
            let alone = command.sets(name).filter(|_| command.is_alone);
            let set = match alone {
                Some(setting) => {
                    given.within.push(setting.clone());
                    continue;
                }
                None => set.before(name, script, &apart, (*number, command.arm, of)),
            };
            match set {
                Some((by, setting)) if by != OWN && by != shell => given.within.push(setting.clone()),
                Some((_, setting)) => {
                    // What was given to commands before is theirs.
                    if let Some(earlier) = own.replace(setting)
                        && earlier.at != setting.at
                    {
                        given.within.push(earlier.clone());
                    }
                }
                None => lacks = true,
            }
        }
        if !given.runs {
            own = set.before(name, script, &apart, (end, None, shell)).map(|(_, setting)| setting);
        }
        match lacks {
            true => {
                given.partly.push(name);
                given.within.extend(own.cloned());
            }
            false => given.own.extend(own.cloned()),
        }
    }
    given
}

/// What one command is given, or those behind it, until another one sets its base URL. One that a branch sets may hold or
/// not.
fn environment(source: &Source, script: &Script, set: &Set<'_>, number: usize) -> Environment {
    let commands = &script.commands;
    let command = &commands[number];
    let shell = command.words.shell;
    if command.is_alone {
        let apart = script.branches.apart_from(command.arm);
        let place = (number, command.arm, shell);
        let before = NAMING.iter().filter_map(|name| set.before(name, script, &apart, place));
        let before = before.map(|(_, setting)| setting);
        let own = before.chain(&command.settings).cloned().collect();
        return Environment { own, open: command.setter(source), ..Environment::default() };
    }
    let is_same_url = |setting: &Setting| {
        is_base_url(&setting.name) && command.settings.iter().any(|own| own.name == setting.name)
    };
    let ends = |later: &Command| {
        let is_of_script = later.arm.is_none() && [OWN, shell].contains(&later.words.shell);
        let is_behind = shell != OWN && later.words.shell != shell;
        is_behind || (is_of_script && later.settings.iter().any(is_same_url))
    };
    let behind = &commands[number + 1..];
    let end = number + 1 + behind.iter().position(ends).unwrap_or(behind.len());
    let Given { mut own, within, partly, .. } = follow(script, set, shell, number..end);
    own.extend(command.settings.iter().filter(|setting| is_base_url(&setting.name)).cloned());
    Environment { own, within, partly, ..Environment::default() }
}

/// A script that is read.
struct Script {
    commands: Vec<Command>,
    branches: Branches,
}

impl Script {
    fn read(source: &Source, parts: &[Span]) -> Self {
        let split = words::commands(source, parts);
        let (branches, arms) = Branches::of(source, &split);
        // A script of a pipeline stops at the first failure.
        let is_file = matches!(parts, [part] if part.len() == source.text().len());
        let guards = Guards::new(source, &split, !is_file);
        let lists = Lists::of(source, &split, &arms);
        let mut commands: Vec<Command> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        for (number, words) in split.iter().enumerate() {
            let mut settings = lists.settings(source, words, arms[number]);
            settings.extend(guards.required(number));
            // What is passed on has the value that was set before.
            settings.retain(|setting| {
                let is_passed_on = source.slice(setting.at) == setting.name;
                !is_passed_on || !known.contains(&setting.name)
            });
            let mut command = Command::new(source, words, settings, arms[number]);
            command.runs &= !guards.is_end(number);
            if command.is_lasting() {
                known.extend(command.settings.iter().map(|setting| setting.name.clone()));
            }
            commands.push(command);
        }
        weigh_unset(source, &mut commands);
        weigh::weigh(source, &mut commands, &branches, &guards);
        Script { commands, branches }
    }
}

/// What is unset leaves what ran before as it was; where nothing runs behind it, nothing is changed.
fn weigh_unset(source: &Source, commands: &mut [Command]) {
    let last_run = commands.iter().rposition(|command| command.runs);
    for command in &mut commands[..last_run.unwrap_or_default()] {
        let own = command.words.parted(source).1;
        if own.first().is_none_or(|first| source.slice(*first) != "unset") {
            continue;
        }
        for at in own {
            let name = source.slice(*at).to_owned();
            if concerns_clients(&name) {
                command.settings.push(Setting { name, value: String::new(), at: *at });
            }
        }
    }
}
