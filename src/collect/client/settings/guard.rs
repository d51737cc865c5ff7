//! Guards of scripts: what ends a script where a variable is missing, so that what is behind it has the variable.

use std::collections::{BTreeMap, HashSet};

use super::super::known::{DEFAULT, HOLE};
use super::words::{Joint, OWN, Words};
use super::{Setting, concerns_clients};
use crate::source::{Source, Span};

/// What ends a script, by the names that functions for it usually have, too.
const ENDS: [&str; 5] = ["exit", "return", "die", "fail", "abort"];

/// How many commands a block is looked at for what ends the script, and a test for what it is a part of.
const BLOCK: usize = 500;

/// How many functions may call each other to end a script.
const DEPTH: usize = 8;

/// How a command ends the script.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Surely,
    /// It ends a shell of its own, which ends a script that stops at the first failure.
    Shell,
    /// Its block is longer than is looked at.
    Unknown,
}

/// What ends a script.
pub(super) struct Guards<'s> {
    source: &'s Source,
    commands: &'s [Words],
    /// The functions of the script that end it.
    enders: HashSet<&'s str>,
    /// Whether the script stops where a command fails: `set -e`, and in pipelines of their own accord.
    stops: bool,
}

impl<'s> Guards<'s> {
    /// The guards of the commands of a script, which stops where a command fails or does so if it says so itself.
    pub(super) fn new(source: &'s Source, commands: &'s [Words], stops: bool) -> Self {
        let enders = HashSet::new();
        let mut guards = Guards { source, commands, enders, stops: stops || says_stop(source, commands) };
        let mut bodies: BTreeMap<&str, Vec<&Words>> = BTreeMap::new();
        for words in commands {
            if let Some(name) = words.function {
                bodies.entry(source.slice(name)).or_default().push(words);
            }
        }
        for _ in 0..DEPTH {
            let before = guards.enders.len();
            for (name, body) in &bodies {
                if guards.block_ends(body.iter().copied()) == Some(true) {
                    guards.enders.insert(name);
                }
            }
            if guards.enders.len() == before {
                break;
            }
        }
        guards
    }

    /// The variable without which a script ends at a command: `[ -n "$NAME" ] || exit 1`, `[ -z "$NAME" ] && exit 1`, and
    /// `if [ -z "$NAME" ] || …; then …; exit 1; fi`.
    pub(super) fn required(&self, number: usize) -> Option<Setting> {
        let (source, words) = (self.source, &self.commands[number]);
        let (is_missing, variable) = tested(source, words)?;
        let behind = &self.commands[number + 1..];
        let is_if = words.have_before(source, &["if", "elif"]) || self.is_of_if(number);
        let ends = match (is_missing, is_if, words.joint) {
            (false, false, Joint::Or) | (true, false, Joint::And) => self.next_ends(behind, words.shell),
            (true, true, _) => {
                // Each of several tests is enough.
                let tests = self.commands[number..].iter().take(BLOCK);
                let tests = tests.take_while(|words| words.joint == Joint::Or).count();
                let then = &self.commands[number + tests + 1..];
                let is_then = then.first().is_some_and(|first| source.slice(first.spans[0]) == "then");
                if is_then { self.next_block(then) } else { None }
            }
            _ => None,
        };
        let value = match ends? {
            Ends::Unknown => DEFAULT,
            Ends::Shell if !self.stops => DEFAULT,
            Ends::Shell | Ends::Surely => HOLE,
        };
        let name = source.slice(variable).to_owned();
        Some(Setting { name, value: value.to_string(), at: variable })
    }

    /// Whether a command ends the script wherever it is reached.
    pub(super) fn ends_at(&self, number: usize) -> bool {
        let words = &self.commands[number];
        let is_sure = number == 0 || !self.is_conditional(&self.commands[number - 1]);
        is_sure && words.shell == OWN && self.ends(words)
    }

    /// Whether a command only ends the script.
    pub(super) fn is_end(&self, number: usize) -> bool {
        self.ends(&self.commands[number])
    }

    /// Whether a command is one of the tests of an `if`, of which each is enough.
    fn is_of_if(&self, number: usize) -> bool {
        let before = self.commands[..number].iter().rev().take(BLOCK);
        for words in before.take_while(|words| words.joint == Joint::Or) {
            if words.have_before(self.source, &["if", "elif"]) {
                return true;
            }
        }
        false
    }

    /// How the command, the block or the shell that is next ends the script.
    fn next_ends(&self, commands: &[Words], shell: usize) -> Option<Ends> {
        let first = commands.first()?;
        if first.shell != shell {
            let mut block = commands.iter().take_while(|words| words.shell == first.shell);
            return match self.block_ends(block.by_ref().take(BLOCK)) {
                Some(true) => Some(Ends::Shell),
                None if block.next().is_some() => Some(Ends::Unknown),
                _ => None,
            };
        }
        match self.source.slice(first.spans[0]) {
            "{" => self.next_block(commands),
            _ => self.ends(first).then_some(Ends::Surely),
        }
    }

    /// How the block that some commands begin with ends the script.
    fn next_block(&self, commands: &[Words]) -> Option<Ends> {
        match self.block_ends(commands.iter().take(BLOCK)) {
            Some(true) => Some(Ends::Surely),
            None if commands.len() > BLOCK => Some(Ends::Unknown),
            _ => None,
        }
    }

    /// Whether a block ends the script wherever it is reached; nothing where the commands end before a word ends it.
    fn block_ends<'w>(&self, commands: impl Iterator<Item = &'w Words>) -> Option<bool> {
        let (mut depth, mut before) = (0_usize, None);
        for words in commands {
            let first = words.first(self.source).unwrap_or_default();
            let begins = self.source.slice(words.spans[0]);
            let is_sure = before.is_none_or(|before| !self.is_conditional(before));
            if before.is_some() && depth == 0 && matches!(begins, "fi" | "}" | "else" | "elif") {
                return Some(false);
            }
            if depth == 0 && is_sure && self.ends(words) {
                return Some(true);
            }
            depth += usize::from(words.have_before(self.source, &["if"]) || first == "case");
            if matches!(first, "fi" | "esac") {
                depth = depth.saturating_sub(1);
            }
            before = Some(words);
        }
        None
    }

    /// Whether what is behind a command runs only if it fails, or succeeds: what prints always does.
    fn is_conditional(&self, words: &Words) -> bool {
        match words.joint {
            Joint::Or => true,
            Joint::And => !words.begin_with(self.source, &["echo", "printf"]),
            Joint::Pipe | Joint::Next => false,
        }
    }

    /// Whether a command ends the script. A `return` leaves a function only.
    fn ends(&self, words: &Words) -> bool {
        let first = words.first(self.source).unwrap_or_default();
        let is_end = ENDS.contains(&first) || self.enders.contains(first);
        is_end && words.pattern.is_none() && !(words.function.is_some() && first == "return")
    }
}

/// Whether a script stops at the first failure by its own words: `set -euo pipefail`, `#!/bin/bash -e`.
fn says_stop(source: &Source, commands: &[Words]) -> bool {
    let is_flag = |word: &str| {
        word == "errexit" || (word.starts_with('-') && !word.starts_with("--") && word.contains('e'))
    };
    let first = source.text().lines().next().unwrap_or_default();
    let by_first = first.starts_with("#!") && first.split_whitespace().skip(1).any(is_flag);
    let mut sets = commands.iter().filter(|words| words.begin_with(source, &["set"]));
    by_first || sets.any(|words| words.spans.iter().any(|word| is_flag(source.slice(*word))))
}

/// A variable that a command tests, and whether what it asks is that it is missing: of several tests one is enough for
/// that, and that it is set takes all of them.
fn tested(source: &Source, words: &Words) -> Option<(bool, Span)> {
    let (before, own) = words.parted(source);
    let text = |word: &Span| source.slice(*word);
    let (first, rest) = own.split_first()?;
    let tests = match (text(first), rest) {
        ("test", tests) => tests,
        ("[" | "[[", [tests @ .., end]) if text(end).starts_with(']') => tests,
        _ => return None,
    };
    let (signs, tests) = tests.split_at(tests.iter().take_while(|word| text(word) == "!").count());
    let turns = signs.len() + before.iter().filter(|word| text(word) == "!").count();
    let is_joint = |word: &Span| matches!(text(word), "-o" | "-a" | "||" | "&&");
    let joints: Vec<&str> = tests.iter().filter(|word| is_joint(word)).map(text).collect();
    for test in tests.split(is_joint) {
        let Some((is_missing, variable)) = one_tested(source, test) else { continue };
        let is_missing = is_missing != (turns % 2 == 1);
        let enough = if is_missing { ["-o", "||"] } else { ["-a", "&&"] };
        if joints.iter().all(|joint| enough.contains(joint)) && (joints.is_empty() || turns == 0) {
            return Some((is_missing, variable));
        }
    }
    None
}

/// The variable of one test, and whether it asks that it is missing: `-z "$NAME"`, `"$NAME" = ""`, `"x$NAME" = x`.
fn one_tested(source: &Source, test: &[Span]) -> Option<(bool, Span)> {
    let text = |word: &Span| source.slice(*word);
    let (is_missing, word, before) = match test {
        [flag, word] if text(flag) == "-z" => (true, word, ""),
        [flag, word] if text(flag) == "-n" => (false, word, ""),
        [word] => (false, word, ""),
        [word, sign, nothing] => {
            let is_missing = match text(sign) {
                "=" | "==" => true,
                "!=" => false,
                _ => return None,
            };
            (is_missing, word, text(nothing).trim_matches(['"', '\'']))
        }
        _ => return None,
    };
    let whole = text(word);
    let bare = whole.trim_matches('"').strip_prefix(before)?;
    let read = bare.strip_prefix("${").or_else(|| bare.strip_prefix('$'))?;
    let end = read.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(read.len());
    let name = &read[..end];
    let start = word.start as usize + name.as_ptr().addr() - whole.as_ptr().addr();
    concerns_clients(name).then(|| (is_missing, Span::new(start, start + name.len())))
}
