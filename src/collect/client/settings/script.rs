//! Scripts: which of the variables that they set hold for which of their commands.

use std::collections::HashMap;

use super::super::known::{DEFAULT, HOLE, is_default};
use super::given::assigned;
use super::lines::{self, Blanks};
use super::words::{self, OWN, Words};
use super::{Environment, Setting, concerns_clients, is_base_url};
use crate::source::{Source, Span};

/// What gives variables to the command that it runs, and to no other.
const RUNNERS: [&str; 4] = ["env", "docker", "podman", "nerdctl"];

/// What sends no request.
const QUIET: [&str; 18] = [
    "fi", "done", "esac", "}", "exit", "return", "echo", "printf", "export", "declare", "readonly", "local",
    "set", "unset", "cd", "rm", "true", ":",
];

/// What ends a script.
const ENDS: [&str; 2] = ["exit", "return"];

/// A command, with what it sets.
struct Command {
    words: Words,
    settings: Vec<Setting>,
    /// The names of variables that it unsets.
    unset: Vec<Span>,
    /// Whether its settings hold for this command alone: `NAME=value python app.py`.
    is_alone: bool,
    /// Whether it may send requests.
    runs: bool,
    /// The number of the command that begins the outermost `if` around it.
    branch: Option<usize>,
}

impl Command {
    fn sets_url(&self) -> bool {
        self.settings.iter().any(|setting| is_base_url(&setting.name))
    }

    /// Whether what it sets holds for all that the script runs behind it.
    fn is_lasting(&self) -> bool {
        !self.is_alone && self.words.shell == OWN
    }
}

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

/// What a script sets that names projects, for all of its commands or for some.
pub(crate) fn settings(source: &Source, parts: &[Span]) -> Vec<Setting> {
    let commands = commands(source, parts);
    let all = commands.into_iter().flat_map(|command| command.settings);
    all.filter(|setting| !is_base_url(&setting.name)).collect()
}

/// What a script sets for all that runs behind it.
pub(crate) fn exports(source: &Source, parts: &[Span]) -> Vec<Setting> {
    lasting(&commands(source, parts)).filter(|setting| !is_base_url(&setting.name)).cloned().collect()
}

/// What commands set for others, by its name, in their order: the number of the command, its shell, and the setting.
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

    /// What holds in a shell before a command: of each name what is set last.
    fn before(&self, end: usize, shell: usize) -> Vec<Setting> {
        let mut last = Vec::new();
        for set in self.0.values() {
            let before = &set[..set.partition_point(|(number, ..)| *number < end)];
            let holds = |(_, of, _): &&(usize, usize, &Setting)| *of == OWN || *of == shell;
            last.extend(before.iter().rev().find(holds).map(|(number, _, setting)| (*number, *setting)));
        }
        // In the order in which it is set.
        last.sort_by_key(|(number, setting)| (*number, setting.at));
        last.into_iter().map(|(_, setting)| setting.clone()).collect()
    }
}

/// What one command is given, or those behind it, until another one sets its base URL. One that a branch sets may hold or
/// not.
fn environment(commands: &[Command], set: &Set<'_>, number: usize) -> Environment {
    let command = &commands[number];
    let shell = command.words.shell;
    let is_same_url = |setting: &Setting| {
        is_base_url(&setting.name) && command.settings.iter().any(|own| own.name == setting.name)
    };
    let ends = |later: &Command| {
        let is_of_script = later.branch.is_none() && [OWN, shell].contains(&later.words.shell);
        let is_behind = shell != OWN && later.words.shell != shell;
        is_behind || (is_of_script && later.settings.iter().any(is_same_url))
    };
    let behind = &commands[number + 1..];
    let behind = &behind[..behind.iter().position(ends).unwrap_or(behind.len())];
    let mut own = set.before(number + 1 + behind.len(), shell);
    if command.is_alone {
        own.extend(command.settings.iter().cloned());
        return Environment { own, ..Environment::default() };
    }
    own.extend(command.settings.iter().filter(|setting| is_base_url(&setting.name)).cloned());
    // What is set in another shell holds where something runs in it.
    let runs = behind.iter().enumerate().filter(|(_, later)| later.runs);
    let last_runs: HashMap<usize, usize> = runs.map(|(at, later)| (later.words.shell, at)).collect();
    let mut within = Vec::new();
    for (at, later) in behind.iter().enumerate() {
        let is_elsewhere = ![OWN, shell].contains(&later.words.shell);
        let is_run = last_runs.get(&later.words.shell).is_some_and(|last| *last > at);
        if later.is_alone || (is_elsewhere && is_run) {
            within.extend(later.settings.iter().filter(|setting| !is_base_url(&setting.name)).cloned());
        }
    }
    Environment { own, within, ..Environment::default() }
}

/// What commands set for all that are behind them.
fn lasting(commands: &[Command]) -> impl Iterator<Item = &Setting> {
    commands.iter().filter(|command| command.is_lasting()).flat_map(|command| &command.settings)
}

/// The commands of a script.
fn commands(source: &Source, parts: &[Span]) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let split = words::commands(source, parts);
    let (mut depth, mut branch) = (0_usize, None);
    for (number, words) in split.iter().enumerate() {
        let mut settings = lines::settings(source, words.whole(), Blanks::EndValues);
        settings.extend(required(source, words, &split[number + 1..]));
        // What is passed on has the value that was set before.
        settings.retain(|setting| {
            let is_passed_on = source.slice(setting.at) == setting.name;
            !is_passed_on || !lasting(&commands).any(|known| known.name == setting.name)
        });
        let (before, own) = words.parted(source);
        if before.iter().any(|word| source.slice(*word) == "if") {
            depth += 1;
            branch = branch.or(Some(number));
        }
        let texts: Vec<&str> = own.iter().map(|word| source.slice(*word)).collect();
        let first = texts.first().copied().unwrap_or_default();
        let unset = match first {
            "unset" => own.iter().copied().filter(|word| concerns_clients(source.slice(*word))).collect(),
            _ => Vec::new(),
        };
        let runs = !first.is_empty() && !QUIET.contains(&first) && !is_all_assigned(&texts);
        let is_alone = is_alone(&texts);
        commands.push(Command { words: words.clone(), settings, unset, is_alone, runs, branch });
        if first == "fi" {
            depth = depth.saturating_sub(1);
            branch = branch.filter(|_| depth > 0);
        }
    }
    weigh_unset(source, &mut commands);
    weigh_branches(source, &mut commands);
    commands
}

/// A project that only a branch names, for what is behind it, may be named or not. What else the branch does, such as
/// to run something, to end the script or to look at the variable itself, leaves it as it is.
fn weigh_branches(source: &Source, commands: &mut [Command]) {
    let mut only_exports: HashMap<usize, bool> = HashMap::new();
    for (number, command) in commands.iter().enumerate() {
        let Some(branch) = command.branch else { continue };
        let is_quiet = !command.runs && !command.sets_url() && !command.words.begin_with(source, &ENDS);
        *only_exports.entry(branch).or_insert(true) &= is_quiet || number == branch;
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    for setting in lasting(commands) {
        *times.entry(setting.name.clone()).or_default() += 1;
    }
    for number in 0..commands.len() {
        let Some(branch) = commands[number].branch else { continue };
        if !commands[number].is_lasting() || !only_exports[&branch] {
            continue;
        }
        let test = commands[branch].words.whole();
        for setting in &mut commands[number].settings {
            let is_tested = source.slice(test).contains(setting.name.as_str());
            if !is_tested && !is_default(&setting.value) && times[&setting.name] == 1 {
                setting.value = DEFAULT.to_string();
            }
        }
    }
}

/// The variables without which a script ends: `[ -n "$NAME" ] || exit 1`, and `if [ -z "$NAME" ]; then exit 1; fi`.
fn required(source: &Source, words: &Words, behind: &[Words]) -> Vec<Setting> {
    if !words.begin_with(source, &["[", "[[", "test"]) || !ends_script(source, behind) {
        return Vec::new();
    }
    let mut required = Vec::new();
    for word in words.parted(source).1 {
        let text = source.slice(*word);
        let bare = text.trim_matches('"');
        let Some(read) = bare.strip_prefix("${").or_else(|| bare.strip_prefix('$')) else { continue };
        let end = read.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(read.len());
        let name = &read[..end];
        if concerns_clients(name) {
            let at = word.start as usize + name.as_ptr().addr() - text.as_ptr().addr();
            let at = Span::new(at, at + name.len());
            required.push(Setting { name: name.to_owned(), value: HOLE.to_string(), at });
        }
    }
    required
}

/// Whether a branch that begins here ends the script.
fn ends_script(source: &Source, commands: &[Words]) -> bool {
    let Some(first) = commands.first() else { return false };
    if first.begin_with(source, &ENDS) {
        return true;
    }
    let begins = |words: &Words, firsts: &[&str]| firsts.contains(&source.slice(words.spans[0]));
    if !begins(first, &["then", "{"]) {
        return false;
    }
    let inside = commands.iter().take_while(|words| !begins(words, &["fi", "}", "else", "elif"]));
    inside.into_iter().any(|words| words.begin_with(source, &ENDS))
}

/// What is unset leaves what ran before as it was; where nothing runs behind it, nothing is changed.
fn weigh_unset(source: &Source, commands: &mut [Command]) {
    let last_run = commands.iter().rposition(|command| command.runs);
    let mut set_at: HashMap<String, usize> = HashMap::new();
    let mut ran = None;
    for (number, command) in commands.iter_mut().enumerate() {
        for at in std::mem::take(&mut command.unset) {
            let name = source.slice(at).to_owned();
            if last_run.is_some_and(|last| last > number) {
                let set = set_at.get(&name).copied();
                let ran_with_it = set.is_some() && ran >= set;
                let value = if ran_with_it { DEFAULT.to_string() } else { String::new() };
                command.settings.push(Setting { name, value, at });
            }
        }
        for setting in &command.settings {
            set_at.insert(setting.name.clone(), number);
        }
        if command.runs {
            ran = Some(number);
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
