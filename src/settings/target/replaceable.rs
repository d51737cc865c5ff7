//! What may be replaced by an output: what an earlier run wrote there, and what no run reads. A definition, a policy, or
//! what a later run needs from an earlier one is there for something else, whoever names it.

use std::path::Path;
use std::sync::Arc;

use crate::collect::definition::{Definition, Question};
use crate::collect::endings;
use crate::collect::limits::Limits;
use crate::collect::manifest::Certainty;
use crate::files::{Role, Store};
use crate::snapshot::Snapshot;
use crate::source::{Medium, Source};
use crate::triage::baseline::Baseline;
use crate::undo::Undo;

/// What a file is that an output must not replace; nothing where it may.
pub(super) fn what_else(store: &Store, path: &Path, role: Role) -> Option<&'static str> {
    let name = store.name(path);
    let bytes = store.read(&name.path).ok()?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    if !endings::may_be_output(&name.shown) {
        return Some("a definition, a policy or a program by its name");
    }
    let source = Arc::new(Source::from_bytes(name.shown, bytes, Medium::File).ok()?);
    match saved_as(source.text()) {
        Some(saved) if saved == role => None,
        Some(Role::Baseline) => Some("a baseline"),
        Some(Role::Snapshot) => Some("a snapshot"),
        Some(Role::Undo) => Some("a file to restore from"),
        Some(Role::Source | Role::Report) | None if is_definition(&source) => Some("a definition"),
        Some(Role::Source | Role::Report) | None => None,
    }
}

/// What an earlier run saved a text as.
fn saved_as(text: &str) -> Option<Role> {
    if !text.starts_with('{') {
        return None;
    }
    match () {
        () if Baseline::parse(text).is_ok() => Some(Role::Baseline),
        () if Snapshot::parse(text).is_ok() => Some(Role::Snapshot),
        () if Undo::parse(text).is_ok() => Some(Role::Undo),
        () => None,
    }
}

/// Whether a text declares projects, or is a template or plan that may.
fn is_definition(source: &Arc<Source>) -> bool {
    let begin = source.text().trim_start();
    if !begin.starts_with('{') && !begin.starts_with('[') {
        return false;
    }
    let limits = Limits::default();
    let question = Question {
        format: endings::format_of(source.name()),
        manifest: Some(Certainty::Possible),
        is_judged: &|_| false,
        limits: &limits,
    };
    let definition = Definition::read(source, &question);
    definition.is_of_tools() || !definition.contents(source, &question).batches.is_empty()
}
