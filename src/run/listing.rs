//! The files that were looked at, for `--show-files` and where nothing was found.

use super::deliver::note;
use crate::collect::{LeftOut, Unknown};
use crate::engine::{Fate, Outline};
use crate::text::{code, count};

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
