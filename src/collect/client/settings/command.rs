//! A command of a script: what it sets, and where it is.

use super::given::assigned;
use super::words::{ENV, OWN, Words};
use super::{Setting, is_base_url, lines};
use crate::source::{Source, Span};

/// What gives variables to the command that it runs, and to no other, besides `env`.
const RUNNERS: [&str; 5] = ["docker", "podman", "nerdctl", "cross-env", "cross-env-shell"];

/// What gives variables to programs that run elsewhere, beside those that they have there.
const SETTERS: [&str; 7] = ["kubectl", "gcloud", "az", "heroku", "fly", "flyctl", "helm"];

/// What sends no request.
const QUIET: [&str; 74] = [
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
    "Write-Output",
    "Write-Host",
    "Out-File",
    "Add-Content",
    "Set-Content",
];

/// What sends no request where a tool's second word is one of these, such as `npm ci`. A program of one's own may.
const INSTALLS: [&str; 8] = ["install", "ci", "sync", "add", "i", "login", "--version", "version"];

/// A command, with what it sets.
pub(super) struct Command {
    pub(super) words: Words,
    pub(super) settings: Vec<Setting>,
    /// Whether its settings hold for this command alone: `NAME=value python app.py`.
    pub(super) is_alone: bool,
    /// Whether it may send requests.
    pub(super) runs: bool,
    /// The arm of a statement that it is in.
    pub(super) arm: Option<usize>,
}

impl Command {
    pub(super) fn new(source: &Source, words: &Words, settings: Vec<Setting>, arm: Option<usize>) -> Self {
        let texts: Vec<&str> = words.parted(source).1.iter().map(|word| source.slice(*word)).collect();
        let first = texts.first().copied().unwrap_or_default();
        let second = texts.get(1).copied().unwrap_or_default();
        let is_set_up = matches!(first, "source" | "." | "eval") && lines::is_of_tool(second);
        let is_install = INSTALLS.contains(&second) && !first.contains('/');
        let is_quiet = QUIET.contains(&first) || is_install || is_set_up || words.pattern.is_some();
        let runs = !first.is_empty() && !is_quiet && !words.is_call && !is_all_assigned(&texts);
        Command { words: words.clone(), settings, is_alone: is_alone(&texts), runs, arm }
    }

    pub(super) fn sets_url(&self) -> bool {
        self.settings.iter().any(|setting| is_base_url(&setting.name))
    }

    /// Whether what it sets holds for all that the script runs behind it.
    pub(super) fn is_lasting(&self) -> bool {
        !self.is_alone && self.words.shell == OWN
    }

    /// What it gives variables with to a program that runs elsewhere, and may have others there.
    pub(super) fn setter(&self, source: &Source) -> Option<Span> {
        let first = self.words.first(source).filter(|first| SETTERS.contains(first));
        first.and(self.words.spans.first().copied())
    }

    pub(super) fn sets(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().rev().find(|setting| setting.name == name)
    }
}

/// What commands set for all that are behind them.
pub(super) fn lasting(commands: &[Command]) -> impl Iterator<Item = &Setting> {
    commands.iter().filter(|command| command.is_lasting()).flat_map(|command| &command.settings)
}

/// Whether what a command sets holds for it alone.
fn is_alone(words: &[&str]) -> bool {
    let Some(first) = words.first() else { return false };
    match assigned(first) {
        Some(_) => !is_all_assigned(words),
        None => {
            // `timeout 5 env NAME=value python app.py`
            let mut pairs = words.windows(2);
            let is_env = |pair: &[&str]| ENV.contains(&pair[0]) && assigned(pair[1]).is_some();
            [&ENV[..], &RUNNERS, &SETTERS].iter().any(|all| all.contains(first)) || pairs.any(is_env)
        }
    }
}

/// PowerShell prints what is in quotes: `"NAME=value" | Out-File …`.
fn is_all_assigned(words: &[&str]) -> bool {
    let is_assigned = |word: &str| assigned(word.trim_start_matches(['"', '\''])).is_some();
    words.iter().all(|word| is_assigned(word) || word.starts_with(['<', '>']))
}
