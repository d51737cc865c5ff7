//! Scripts: which of the variables that they set hold for which of their commands.

use super::super::known::{DEFAULT, HOLE, is_default};
use super::lines::{self, Blanks};
use super::{Environment, Setting, concerns_clients, is_base_url};
use crate::source::{Source, Span};

/// What may stand before the first word of a command.
const BEFORE: [&str; 14] = [
    "if", "then", "elif", "else", "do", "while", "until", "!", "{", "time", "sudo", "exec", "nohup",
    "command",
];

/// What gives variables to the command that it runs, and to no other.
const RUNNERS: [&str; 4] = ["env", "docker", "podman", "nerdctl"];

/// What runs the commands that it is given in quotes.
const SHELLS: [&str; 9] =
    ["sh", "bash", "dash", "zsh", "ksh", "/bin/sh", "/bin/bash", "/usr/bin/bash", "ssh"];

/// What sends no request.
const QUIET: [&str; 18] = [
    "fi", "done", "esac", "}", "exit", "return", "echo", "printf", "export", "declare", "readonly", "local",
    "set", "unset", "cd", "rm", "true", ":",
];

/// A command, with what it sets.
struct Command {
    settings: Vec<Setting>,
    /// Whether these hold for this command alone: `NAME=value python app.py`.
    is_alone: bool,
    /// Whether it may send requests.
    runs: bool,
    /// The number of the command that begins the outermost `if` around it.
    branch: Option<usize>,
}

/// What the commands of a script are given: an environment for each that sets a base URL, or that has one of its own.
/// The script is in one part of a text or in several.
pub(crate) fn environments(source: &Source, parts: &[Span]) -> Vec<Environment> {
    let commands = commands(source, parts);
    let open = parts.iter().find_map(|part| lines::sources(source, *part));
    let mut environments = Vec::new();
    for (number, command) in commands.iter().enumerate() {
        if command.is_alone || command.settings.iter().any(|setting| is_base_url(&setting.name)) {
            let environment = environment(&commands, number);
            environments.push(Environment { open: open.or(environment.open), ..environment });
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

/// What one command is given, or those behind it, until another one sets its base URL.
fn environment(commands: &[Command], number: usize) -> Environment {
    let command = &commands[number];
    let is_same_url = |setting: &Setting| {
        is_base_url(&setting.name) && command.settings.iter().any(|own| own.name == setting.name)
    };
    let next = commands[number + 1..].iter().position(|later| later.settings.iter().any(is_same_url));
    let end = match next {
        Some(next) => number + 1 + next,
        None => commands.len(),
    };
    let is_other = |setting: &&Setting| !is_base_url(&setting.name);
    let mut own: Vec<Setting> = Vec::new();
    for setting in lasting(&commands[..end]).filter(is_other).rev() {
        // What is set last counts.
        if !own.iter().any(|known| known.name == setting.name) {
            own.push(setting.clone());
        }
    }
    if command.is_alone {
        own.extend(command.settings.iter().cloned());
        return Environment { own, ..Environment::default() };
    }
    own.extend(command.settings.iter().filter(|setting| is_base_url(&setting.name)).cloned());
    let alone = commands[number + 1..end].iter().filter(|later| later.is_alone);
    let within = alone.flat_map(|later| &later.settings).filter(is_other).cloned().collect();
    // A base URL that is set again in a branch leaves the first one to what is behind it.
    let open = lasting(&commands[end..]).find(is_other).map(|setting| setting.at);
    Environment { own, within, open, ..Environment::default() }
}

/// What commands set for all that are behind them.
fn lasting(commands: &[Command]) -> impl DoubleEndedIterator<Item = &Setting> {
    commands.iter().filter(|command| !command.is_alone).flat_map(|command| &command.settings)
}

/// The commands of a script.
fn commands(source: &Source, parts: &[Span]) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let split: Vec<Vec<Span>> = parts.iter().flat_map(|part| split_within(source, *part)).collect();
    let (mut depth, mut branch) = (0_usize, None);
    for (number, words) in split.iter().enumerate() {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let whole = Span { start: first.start, end: last.end };
        let mut settings = lines::settings(source, whole, Blanks::EndValues);
        settings.extend(required(source, words, &split[number + 1..]));
        // What is passed on has the value that was set before.
        settings.retain(|setting| {
            let is_passed_on = source.slice(setting.at) == setting.name;
            !is_passed_on || !lasting(&commands).any(|known| known.name == setting.name)
        });
        let own = without_before(source, words);
        let before = &words[..words.len() - own.len()];
        if before.iter().any(|word| source.slice(*word) == "if") {
            depth += 1;
            branch = branch.or(Some(number));
        }
        let words = own;
        let texts: Vec<&str> = words.iter().map(|word| source.slice(*word)).collect();
        for (word, text) in words.iter().zip(&texts) {
            if texts[0] == "unset" && concerns_clients(text) {
                settings.push(Setting { name: (*text).to_owned(), value: String::new(), at: *word });
            }
        }
        let runs = texts.first().is_some_and(|first| !QUIET.contains(first)) && !is_all_assigned(&texts);
        commands.push(Command { settings, is_alone: is_alone(&texts), runs, branch });
        if texts.first() == Some(&"fi") {
            depth = depth.saturating_sub(1);
            branch = branch.filter(|_| depth > 0);
        }
    }
    weigh_unset(source, &mut commands);
    weigh_branches(source, &split, &mut commands);
    commands
}

/// A project that only a branch names, for what is behind it, may be named or not. What else the branch does, such as
/// to end the script or to look at the variable itself, leaves it as it is.
fn weigh_branches(source: &Source, split: &[Vec<Span>], commands: &mut [Command]) {
    for number in 0..commands.len() {
        let Some(branch) = commands[number].branch else { continue };
        if commands[number].is_alone || !only_exports(source, split, commands, branch) {
            continue;
        }
        for at in 0..commands[number].settings.len() {
            let Setting { name, value, .. } = &commands[number].settings[at];
            let is_tested = split[branch].iter().any(|word| source.slice(*word).contains(name.as_str()));
            let all = lasting(commands).filter(|setting| setting.name == *name);
            if !is_tested && !is_default(value) && all.count() == 1 {
                commands[number].settings[at].value = DEFAULT.to_string();
            }
        }
    }
}

/// Whether a branch sets variables for what is behind it, and neither runs anything, sets a base URL nor ends the script.
fn only_exports(source: &Source, split: &[Vec<Span>], commands: &[Command], branch: usize) -> bool {
    let ends = split[branch..].iter().take_while(|words| !begins_with(source, words, &["fi"]));
    let mut ends = ends.filter(|words| begins_with(source, words, &["exit", "return"]));
    let mut inside = commands.iter().filter(|command| command.branch == Some(branch)).skip(1);
    let is_quiet = inside
        .all(|command| !command.runs && !command.settings.iter().any(|setting| is_base_url(&setting.name)));
    is_quiet && ends.next().is_none()
}

/// Whether the first word of a command is one of some.
fn begins_with(source: &Source, words: &[Span], firsts: &[&str]) -> bool {
    without_before(source, words).first().is_some_and(|first| firsts.contains(&source.slice(*first)))
}

/// The words of a command from the first that is its own.
fn without_before<'w>(source: &Source, words: &'w [Span]) -> &'w [Span] {
    let start = words.iter().take_while(|word| BEFORE.contains(&source.slice(**word))).count();
    &words[start..]
}

/// The variables without which a script ends: `[ -n "$NAME" ] || exit 1`, and `if [ -z "$NAME" ]; then exit 1; fi`.
fn required(source: &Source, words: &[Span], behind: &[Vec<Span>]) -> Vec<Setting> {
    let words = without_before(source, words);
    if !begins_with(source, words, &["[", "[[", "test"]) || !ends_script(source, behind) {
        return Vec::new();
    }
    let mut required = Vec::new();
    for word in words {
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
fn ends_script(source: &Source, commands: &[Vec<Span>]) -> bool {
    let mut commands = commands.iter().filter(|words| !words.is_empty());
    let Some(first) = commands.next() else { return false };
    let ends = |words: &[Span]| begins_with(source, words, &["exit", "return"]);
    if ends(first) {
        return true;
    }
    if !matches!(source.slice(first[0]), "then" | "{") {
        return false;
    }
    let is_closed = |words: &&Vec<Span>| matches!(source.slice(words[0]), "fi" | "}" | "else" | "elif");
    commands.take_while(|words| !is_closed(words)).any(|words| ends(words))
}

/// The words of each command of a script, and of those that a shell is given in quotes: `bash -c "…"`, `ssh host "…"`.
fn split_within(source: &Source, part: Span) -> Vec<Vec<Span>> {
    let mut commands = Vec::new();
    for words in split(source, part) {
        let own = without_before(source, &words);
        match own.last() {
            Some(last)
                if begins_with(source, own, &SHELLS) && source.slice(*last).starts_with(['"', '\'']) =>
            {
                let length = source.slice(*last)[1..].trim_end_matches(['"', '\'']).len();
                let start = last.start as usize + 1;
                commands.extend(split(source, Span::new(start, start + length)));
            }
            _ => commands.push(words),
        }
    }
    commands
}

/// What is unset leaves what ran before as it was; where nothing runs behind it, nothing is changed.
fn weigh_unset(source: &Source, commands: &mut [Command]) {
    let last_run = commands.iter().rposition(|command| command.runs);
    for number in 0..commands.len() {
        let (before, rest) = commands.split_at_mut(number);
        let Some(command) = rest.first_mut() else { return };
        let is_unset =
            |setting: &Setting| source.slice(setting.at) == setting.name && setting.value.is_empty();
        if last_run.is_none_or(|last| last <= number) {
            command.settings.retain(|setting| !is_unset(setting));
        }
        for setting in command.settings.iter_mut().filter(|setting| is_unset(setting)) {
            let sets = |earlier: &Command| earlier.settings.iter().any(|known| known.name == setting.name);
            let Some(set) = before.iter().rposition(sets) else { continue };
            if before[set..].iter().any(|earlier| earlier.runs) {
                setting.value = DEFAULT.to_string();
            }
        }
    }
}

/// Whether what a command sets holds for it alone.
fn is_alone(words: &[&str]) -> bool {
    let Some(first) = words.first() else { return false };
    match is_assigned(first) {
        true => !is_all_assigned(words),
        false => RUNNERS.contains(first),
    }
}

fn is_all_assigned(words: &[&str]) -> bool {
    words.iter().all(|word| is_assigned(word) || word.starts_with(['<', '>']))
}

/// `NAME=value`
fn is_assigned(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The words of each command of a script. A quote ends with its line, so that an apostrophe in a text hides no command.
fn split(source: &Source, part: Span) -> Vec<Vec<Span>> {
    let text = source.slice(part);
    let mut splitter = Splitter { start: part.start as usize, ..Splitter::default() };
    let (mut quote, mut depth, mut before) = (None, 0_usize, ' ');
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (_, '\n') => {
                splitter.end_command(at);
                (quote, depth) = (None, 0);
            }
            (Some('\''), '\'') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => match chars.next() {
                Some((_, '\n')) => splitter.end_word(at),
                Some((_, '\r')) => {
                    splitter.end_word(at);
                    chars.next_if(|(_, next)| *next == '\n');
                }
                _ => splitter.begin_word(at),
            },
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                splitter.begin_word(at);
                quote = Some(c);
            }
            (None, '(' | '{') if depth > 0 || before == '$' => depth += 1,
            (None, ')' | '}') if depth > 0 => depth -= 1,
            (None, _) if depth > 0 => {}
            (None, '#') if splitter.word.is_none() => {
                while chars.next_if(|(_, next)| *next != '\n').is_some() {}
            }
            (None, '&') if before == '>' => {}
            (None, ';' | '&' | '|' | '(' | ')' | '`') => splitter.end_command(at),
            (None, c) if c.is_whitespace() => splitter.end_word(at),
            (None, _) => splitter.begin_word(at),
        }
        before = c;
    }
    splitter.end_command(text.len());
    splitter.commands
}

/// What is split so far, in bytes from the start of a part.
#[derive(Default)]
struct Splitter {
    start: usize,
    /// Where the word that is read begins.
    word: Option<usize>,
    words: Vec<Span>,
    commands: Vec<Vec<Span>>,
}

impl Splitter {
    fn begin_word(&mut self, at: usize) {
        self.word.get_or_insert(at);
    }

    fn end_word(&mut self, at: usize) {
        if let Some(begin) = self.word.take() {
            self.words.push(Span::new(self.start + begin, self.start + at));
        }
    }

    fn end_command(&mut self, at: usize) {
        self.end_word(at);
        self.commands.push(std::mem::take(&mut self.words));
    }
}
