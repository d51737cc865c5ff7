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
    let is_if = words.have_before(source, &["if"]) || is_of_if(source, &split[..number]);
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
        if words.have_before(source, &["if"]) {
            return true;
        }
    }
    false
}

/// The variable that a command tests, and whether it asks that it is missing.
fn tested(source: &Source, words: &Words) -> Option<(bool, Span)> {
    let texts: Vec<&str> = words.parted(source).1.iter().map(|word| source.slice(*word)).collect();
    let (flag, at) = match texts.as_slice() {
        ["[" | "[[", flag @ ("-n" | "-z"), _, "]" | "]]"] | ["test", flag @ ("-n" | "-z"), _] => (*flag, 2),
        ["[" | "[[", _, "]" | "]]"] | ["test", _] => ("-n", 1),
        _ => return None,
    };
    let bare = texts[at].trim_matches('"');
    let read = bare.strip_prefix("${").or_else(|| bare.strip_prefix('$'))?;
    let end = read.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(read.len());
    let name = &read[..end];
    let word = words.parted(source).1[at];
    let start = word.start as usize + name.as_ptr().addr() - texts[at].as_ptr().addr();
    concerns_clients(name).then(|| (flag == "-z", Span::new(start, start + name.len())))
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
        if depth == 0 && ends(source, words) && (number == 0 || !is_conditional(commands, number)) {
            return true;
        }
        depth += usize::from(words.have_before(source, &["if"]));
        if own == "fi" {
            depth = depth.saturating_sub(1);
        }
    }
    false
}

/// Whether a command runs only if the one before it succeeds or fails.
fn is_conditional(commands: &[Words], number: usize) -> bool {
    commands[number - 1].joint == Joint::Or
}

/// Whether a command ends the script. A `return` leaves a function only.
fn ends(source: &Source, words: &Words) -> bool {
    words.begin_with(source, &ENDS) && !(words.is_in_function && words.begin_with(source, &["return"]))
}
