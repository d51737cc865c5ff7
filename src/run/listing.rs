//! The files that were looked at, for `--show-files` and where nothing was found.

use super::deliver::note;
use crate::collect::{LeftOut, Unknown};
use crate::engine::{Fate, Outline};
use crate::text::{code, count, shown};

/// Lists them.
pub(super) fn list_files(outline: &Outline) {
    for (path, fate) in &outline.files {
        note(&match fate {
            Fate::Judged { projects } => {
                format!("read: {path}: {}", count(*projects, "project"))
            }
            Fate::Skipped { why } | Fate::Unparsed { why } => format!("skipped: {path}: {why}"),
            Fate::Failed => format!("failed: {path}"),
        });
    }
    for path in &outline.git_ignored {
        note(&format!("ignored: {path}: git ignores it"));
    }
    for (path, LeftOut { address, why }) in &outline.left_out {
        note(&format!("left out: {path}: {}: {why}", code(address)));
    }
    for (path, Unknown { address, kind }) in &outline.unknown {
        let (address, kind) = (code(address), code(kind));
        note(&format!("unknown: {path}: {address}: no table has its type {kind}, and it has no tags"));
    }
}

/// How many files the message about nothing names.
const NAMED: usize = 3;

/// Why files are no definitions.
pub(super) fn why_nothing(outline: &Outline) -> String {
    let whys = outline.files.iter().filter_map(|(path, fate)| match fate {
        Fate::Skipped { why } | Fate::Unparsed { why } => Some(format!("`{}`: {why}", shown(path))),
        Fate::Judged { .. } | Fate::Failed => None,
    });
    let whys: Vec<String> = whys.take(NAMED).collect();
    match (whys.is_empty(), outline.files.len().saturating_sub(whys.len())) {
        (true, _) => "no file here could hold one, or the policy excludes it".to_owned(),
        (false, 0) => whys.join("; "),
        (false, more) => format!("{}; and {} more", whys.join("; "), count(more, "file")),
    }
}
