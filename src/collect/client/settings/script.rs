//! Scripts: which of the variables that they set are given to which of their commands.

use std::collections::HashMap;

use super::branches::{self, Branches};
use super::command::{Command, lasting};
use super::given::assigned;
use super::guard;
use super::lines::{self, Blanks};
use super::words::{self, OWN};
use super::{Environment, NAMING, Setting, concerns_clients, is_base_url};
use crate::source::{Source, Span};

/// What gives variables to the command that it runs, and to no other.
const RUNNERS: [&str; 4] = ["env", "docker", "podman", "nerdctl"];

/// What sends no request.
const QUIET: [&str; 69] = [
    "fi",
    "done",
    "esac",
    "}",
    "exit",
    "return",
    "echo",
    "printf",
    "export",
    "declare",
    "readonly",
    "local",
    "set",
    "unset",
    "cd",
    "rm",
    "true",
    "false",
    ":",
    "[",
    "[[",
    "test",
    "case",
    "for",
    "break",
    "continue",
    "shift",
    "trap",
    "wait",
    "umask",
    "ulimit",
    "source",
    ".",
    "eval",
    "mkdir",
    "cp",
    "mv",
    "ls",
    "cat",
    "chmod",
    "tee",
    "touch",
    "sleep",
    "date",
    "which",
    "grep",
    "sed",
    "awk",
    "tar",
    "unzip",
    "curl",
    "wget",
    "git",
    "aws",
    "apt",
    "apt-get",
    "pip",
    "pip3",
    "brew",
    "ssh-agent",
    "read",
    "pushd",
    "popd",
    "shopt",
    "let",
    "alias",
    "type",
    "getopts",
    "hash",
];

/// What sends no request where a tool's second word is one of these, such as `npm ci`. A program of one's own may.
const INSTALLS: [&str; 8] = ["install", "ci", "sync", "add", "i", "login", "--version", "version"];

/// What the commands of a script are given: an environment for each that sets a base URL, or that has one of its own.
/// The script is in one part of a text or in several.
pub(crate) fn environments(source: &Source, parts: &[Span]) -> Vec<Environment> {
    let commands = commands(source, parts);
    let open = parts.iter().find_map(|part| lines::sources(source, *part));
    let set = Set::of(&commands);
    let mut environments = Vec::new();
    for (number, command) in commands.iter().enumerate() {
        if command.is_alone || command.sets_url() {
            environments.push(Environment { open, ..environment(&commands, &set, number) });
        }
    }
    if environments.is_empty() {
        let own = lasting(&commands).cloned().collect();
        environments.push(Environment { own, open, ..Environment::default() });
    }
    environments
}

/// What the commands of a script are given by it that names projects.
pub(crate) fn given(source: &Source, parts: &[Span]) -> Given {
    follow(&commands(source, parts), &Set::default(), 0, OWN)
}

/// What a script sets for all that runs behind it.
pub(crate) fn exports(source: &Source, parts: &[Span]) -> Vec<Setting> {
    lasting(&commands(source, parts)).filter(|setting| !is_base_url(&setting.name)).cloned().collect()
}

/// What commands set for others, by its name, in their order: the number of the command, its shell, and the setting.
#[derive(Default)]
struct Set<'c>(HashMap<&'c str, Vec<(usize, usize, &'c Setting)>>);

impl<'c> Set<'c> {
    fn of(commands: &'c [Command]) -> Self {
        let mut set: HashMap<&str, Vec<(usize, usize, &Setting)>> = HashMap::new();
        for (number, command) in commands.iter().enumerate().filter(|(_, command)| !command.is_alone) {
            for setting in command.settings.iter().filter(|setting| !is_base_url(&setting.name)) {
                let entry = (number, command.words.shell, setting);
                set.entry(setting.name.as_str()).or_default().push(entry);
            }
        }
        Set(set)
    }

    /// What is set last in a shell before a command.
    fn before(&self, name: &str, end: usize, shell: usize) -> Option<&'c Setting> {
        let set = self.0.get(name)?;
        let before = &set[..set.partition_point(|(number, ..)| *number < end)];
        let holds = |(_, of, _): &&(usize, usize, &Setting)| *of == OWN || *of == shell;
        before.iter().rev().find(holds).map(|(_, _, setting)| *setting)
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

/// What some commands of a shell are given, from one on.
fn follow(commands: &[Command], set: &Set<'_>, from: usize, shell: usize) -> Given {
    let start = commands.get(from).and_then(|command| command.branch);
    // Who comes by one arm of a branch does not come by the others.
    let is_other_arm = |command: &Command| match (start, command.branch) {
        (Some(own), Some(other)) => own.start == other.start && own.arm != other.arm,
        _ => false,
    };
    let mut given = Given { runs: commands[from..].iter().any(|command| command.runs), ..Given::default() };
    for name in NAMING {
        let mut outer = set.before(name, from, shell);
        let mut inner: HashMap<usize, &Setting> = HashMap::new();
        let (mut own, mut lacks) = (None, false);
        for command in commands[from..].iter().filter(|command| !is_other_arm(command)) {
            let of = command.words.shell;
            let is_outer = of == OWN || of == shell;
            let sets = command.sets(name);
            if command.runs {
                let alone = sets.filter(|_| command.is_alone);
                match (alone.or_else(|| inner.get(&of).copied().filter(|_| !is_outer)), outer) {
                    (Some(setting), _) => given.within.push(setting.clone()),
                    (None, Some(setting)) => {
                        // What was given to commands before is theirs.
                        if let Some(earlier) = own.replace(setting)
                            && earlier.at != setting.at
                        {
                            given.within.push(earlier.clone());
                        }
                    }
                    (None, None) => lacks = true,
                }
            }
            match sets.filter(|_| !command.is_alone) {
                Some(setting) if is_outer => outer = Some(setting),
                Some(setting) => {
                    inner.insert(of, setting);
                }
                None => {}
            }
        }
        if !given.runs {
            own = outer;
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
fn environment(commands: &[Command], set: &Set<'_>, number: usize) -> Environment {
    let command = &commands[number];
    let shell = command.words.shell;
    if command.is_alone {
        let before = NAMING.iter().filter_map(|name| set.before(name, number, shell));
        let own = before.chain(&command.settings).cloned().collect();
        return Environment { own, ..Environment::default() };
    }
    let is_same_url = |setting: &Setting| {
        is_base_url(&setting.name) && command.settings.iter().any(|own| own.name == setting.name)
    };
    let ends = |later: &Command| {
        let is_of_script = later.branch.is_none() && [OWN, shell].contains(&later.words.shell);
        let is_behind = shell != OWN && later.words.shell != shell;
        is_behind || (is_of_script && later.settings.iter().any(is_same_url))
    };
    let behind = &commands[number + 1..];
    let end = number + 1 + behind.iter().position(ends).unwrap_or(behind.len());
    let Given { mut own, within, partly, .. } = follow(&commands[..end], set, number, shell);
    own.extend(command.settings.iter().filter(|setting| is_base_url(&setting.name)).cloned());
    Environment { own, within, partly, ..Environment::default() }
}

/// The commands of a script.
fn commands(source: &Source, parts: &[Span]) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let split = words::commands(source, parts);
    let mut around = Branches::default();
    for (number, words) in split.iter().enumerate() {
        let mut settings = lines::settings(source, words.whole(), Blanks::EndValues);
        settings.extend(guard::required(source, &split, number));
        // What is passed on has the value that was set before.
        settings.retain(|setting| {
            let is_passed_on = source.slice(setting.at) == setting.name;
            !is_passed_on || !lasting(&commands).any(|known| known.name == setting.name)
        });
        let own = words.parted(source).1;
        let texts: Vec<&str> = own.iter().map(|word| source.slice(*word)).collect();
        let first = texts.first().copied().unwrap_or_default();
        let unset = match first {
            "unset" => own.iter().copied().filter(|word| concerns_clients(source.slice(*word))).collect(),
            _ => Vec::new(),
        };
        let second = texts.get(1).copied().unwrap_or_default();
        let is_set_up = matches!(first, "source" | "." | "eval") && lines::is_of_tool(second);
        let is_install = INSTALLS.contains(&second) && !first.contains('/');
        let is_quiet = QUIET.contains(&first) || is_install || is_set_up;
        let runs = !first.is_empty() && !is_quiet && !words.is_call && !is_all_assigned(&texts);
        let is_alone = is_alone(&texts);
        let branch = around.of(source, &split, number);
        commands.push(Command { words: words.clone(), settings, unset, is_alone, runs, branch });
    }
    weigh_unset(source, &mut commands);
    branches::weigh(source, &mut commands);
    commands
}

/// What is unset leaves what ran before as it was; where nothing runs behind it, nothing is changed.
fn weigh_unset(source: &Source, commands: &mut [Command]) {
    let last_run = commands.iter().rposition(|command| command.runs);
    for (number, command) in commands.iter_mut().enumerate() {
        for at in std::mem::take(&mut command.unset) {
            if last_run.is_some_and(|last| last > number) {
                command.settings.push(Setting {
                    name: source.slice(at).to_owned(),
                    value: String::new(),
                    at,
                });
            }
        }
    }
}

/// Whether what a command sets holds for it alone.
fn is_alone(words: &[&str]) -> bool {
    let Some(first) = words.first() else { return false };
    match assigned(first) {
        Some(_) => !is_all_assigned(words),
        None => RUNNERS.contains(first),
    }
}

fn is_all_assigned(words: &[&str]) -> bool {
    words.iter().all(|word| assigned(word).is_some() || word.starts_with(['<', '>']))
}
