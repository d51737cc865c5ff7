//! The files that were looked at, for `--show-files` and where nothing was found.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::deliver::note;
use crate::collect::not_read::NotRead;
use crate::collect::{LeftOut, Unknown};
use crate::engine::{Fate, FixedFinding, Kept, Outline};
use crate::report::place::position;
use crate::text::{code, count, shown};

pub(super) fn list_files(outline: &Outline) {
    for (path, fate) in &outline.files {
        note(&match fate {
            Fate::Judged { projects } => {
                format!("read: {path}: {}", count(*projects, "project"))
            }
            Fate::Skipped { why } | Fate::Unparsed { why } => format!("skipped: {path}: {why}"),
            Fate::Failed => format!("failed: {path}"),
            Fate::Idle => continue,
        });
    }
    for path in &outline.git_ignored {
        note(&format!("ignored: {path}: git ignores it"));
    }
    for (path, LeftOut { address, why }) in &outline.left_out {
        note(&format!("left out: {path}: {}: {why}", code(address)));
    }
    for NotRead { at, part } in &outline.not_read {
        note(&format!("not read: {}: {part}", at.path()));
    }
    for (path, Unknown { address, kind }) in &outline.unknown {
        let (address, kind) = (code(address), code(kind));
        note(&format!("unknown: {path}: {address}: no table has its type {kind}, and it has no tags"));
    }
}

/// How many fixes are listed, unless all are asked for.
const FIXES: usize = 50;

/// Lists fixes below what was done with them, a line each, with where they are: `path: rule: project: title`.
pub(super) fn list_fixes<'c>(fixes: impl Iterator<Item = (&'c str, &'c FixedFinding)>, all: bool) {
    list(fixes.map(|(place, fix)| format!("  {place}: {}", words(fix))).collect(), all, |rest| {
        format!("  and {rest} more")
    });
}

/// Lists fixes that were asked for and not applied, each with why; the first ones unless all are wanted.
pub(super) fn list_kept(kept: &[Kept], all: bool) {
    let line = |Kept { at, finding, reason }: &Kept| {
        format!("not fixed: {}: {}: {reason}", position(at), words(finding))
    };
    list(kept.iter().map(line).collect(), all, |rest| format!("not fixed: {rest} more"));
}

/// The rule, the project, and what the fix does.
fn words(FixedFinding { rule, project, title }: &FixedFinding) -> String {
    match project {
        Some(name) => format!("{rule}: {name}: {title}"),
        None => format!("{rule}: {title}"),
    }
}

/// Prints the first of some lines, or all of them, and how many are left.
fn list(lines: Vec<String>, all: bool, rest: impl Fn(usize) -> String) {
    let most = if all { lines.len() } else { FIXES };
    for line in lines.iter().take(most) {
        note(line);
    }
    match lines.len().saturating_sub(most) {
        0 => {}
        more => note(&format!("{}: add `--all` to list all", rest(more))),
    }
}

/// Lists the types of resources that could be checked besides.
pub(super) fn list_unasked(unasked: &BTreeMap<String, usize>) {
    for (kind, &number) in unasked {
        note(&format!("not asked for: {}", what_could_be(&BTreeMap::from([(kind.clone(), number)]))));
    }
}

/// How many types of resources a message names.
const TYPES: usize = 3;

/// Which resources could be checked, the most frequent types first, and what to type for it.
pub(super) fn what_could_be(unasked: &BTreeMap<String, usize>) -> String {
    let mut kinds: Vec<(&String, &usize)> = unasked.iter().collect();
    kinds.sort_by_key(|&(_, number)| Reverse(number));
    let named: Vec<String> =
        kinds.iter().take(TYPES).map(|(kind, number)| format!("{number} {}", code(kind))).collect();
    let number: usize = unasked.values().sum();
    let noun = if number == 1 { "resource" } else { "resources" };
    let what = match kinds.len().saturating_sub(TYPES) {
        0 => format!("{} {noun}", named.join(" and ")),
        more => format!(
            "{} and {}, {} in all,",
            named.join(", "),
            count(more, "more type"),
            count(number, "resource")
        ),
    };
    let mut globs: Vec<String> = unasked.keys().map(|kind| family(kind)).collect();
    globs.dedup();
    let list: Vec<String> = globs.iter().map(|glob| format!("\"{}\"", shown(glob))).collect();
    let options: Vec<String> = globs.iter().map(|glob| format!("--types '{}'", shown(glob))).collect();
    format!(
        "{what} can have tags: add `[resources] types = [{}]` to the policy, or {}",
        list.join(", "),
        code(&options.join(" "))
    )
}

/// The glob for all types of a provider: `aws_*` for `aws_s3_bucket`, `AWS::*` for `AWS::S3::Bucket`.
fn family(kind: &str) -> String {
    let separator = if kind.contains("::") { "::" } else { "_" };
    match kind.split_once(separator) {
        Some((provider, _)) => format!("{provider}{separator}*"),
        None => kind.to_owned(),
    }
}
