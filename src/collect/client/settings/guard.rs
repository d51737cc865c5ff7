//! Guards of scripts: what ends a script where a variable is missing, so that what is behind it has the variable.

use super::super::known::HOLE;
use super::words::{Joint, Words};
use super::{Setting, concerns_clients};
use crate::source::{Source, Span};

/// What ends a script, by the names that functions for it usually have, too.
pub(super) const ENDS: [&str; 5] = ["exit", "return", "die", "fail", "abort"];

/// The variables without which a script ends at a command: `[ -n "$NAME" ] || exit 1`, `[ -z "$NAME" ] && exit 1`, and
/// `if [ -z "$NAME" ] || …; then …; exit 1; fi`.
pub(super) fn required(source: &Source, split: &[Words], number: usize) -> Option<Setting> {
    let words = &split[number];
    let (is_missing, variable) = tested(source, words)?;
    let behind = &split[number + 1..];
    let is_if = words.have_before(source, &["if", "elif"]) || is_of_if(source, &split[..number]);
    let ends = match (is_missing, is_if, words.joint) {
        (false, false, Joint::Or) | (true, false, Joint::And) => ends_script(source, behind, &["{"]),
        (true, true, _) => {
            // Each of several tests is enough.
            let tests = split[number..].iter().take_while(|words| words.joint == Joint::Or).count();
            ends_script(source, &split[number + tests + 1..], &["then"])
        }
        _ => false,
    };
    let name = source.slice(variable).to_owned();
    ends.then(|| Setting { name, value: HOLE.to_string(), at: variable })
}

/// Whether the command behind some is one of the tests of an `if`, of which each is enough.
fn is_of_if(source: &Source, before: &[Words]) -> bool {
    for words in before.iter().rev().take_while(|words| words.joint == Joint::Or) {
        if words.have_before(source, &["if", "elif"]) {
            return true;
        }
    }
    false
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
    let is_joint = |word: &Span| matches!(text(word), "-o" | "-a");
    let joints: Vec<&str> = tests.iter().filter(|word| is_joint(word)).map(text).collect();
    for test in tests.split(is_joint) {
        let Some((is_missing, variable)) = one_tested(source, test) else { continue };
        let is_missing = is_missing != (turns % 2 == 1);
        let enough = if is_missing { "-o" } else { "-a" };
        if joints.iter().all(|joint| *joint == enough) && (joints.is_empty() || turns == 0) {
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

/// Whether what begins here ends the script: a command, or one of a block.
fn ends_script(source: &Source, commands: &[Words], opens: &[&str]) -> bool {
    let Some(first) = commands.first() else { return false };
    if !opens.contains(&source.slice(first.spans[0])) {
        return opens == ["{"] && ends(source, first);
    }
    let mut depth = 0_usize;
    for (number, words) in commands.iter().enumerate() {
        let own = words.first(source).unwrap_or_default();
        let begins = source.slice(words.spans[0]);
        if number > 0 && depth == 0 && matches!(begins, "fi" | "}" | "else" | "elif") {
            return false;
        }
        if depth == 0 && ends(source, words) && (number == 0 || !is_conditional(source, commands, number)) {
            return true;
        }
        depth += usize::from(words.have_before(source, &["if"]));
        if own == "fi" {
            depth = depth.saturating_sub(1);
        }
    }
    false
}

/// Whether a command runs only if the one before it fails, or succeeds: what prints always does.
fn is_conditional(source: &Source, commands: &[Words], number: usize) -> bool {
    let before = &commands[number - 1];
    match before.joint {
        Joint::Or => true,
        Joint::And => !before.begin_with(source, &["echo", "printf"]),
        _ => false,
    }
}

/// Whether a command ends the script. A `return` leaves a function only.
fn ends(source: &Source, words: &Words) -> bool {
    words.begin_with(source, &ENDS) && !(words.is_in_function && words.begin_with(source, &["return"]))
}
