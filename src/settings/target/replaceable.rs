//! What may be replaced by an output: what an earlier run wrote there, and what no run reads. A definition, a policy, or
//! what a later run needs from an earlier one is there for something else, whoever names it.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::definition::{Definition, Question};
use crate::collect::endings;
use crate::collect::limits::Limits;
use crate::collect::manifest::{Certainty, Saved};
use crate::files::names::has_ending;
use crate::files::{Role, Store, is_absence};
use crate::report::csv;
use crate::repository;
use crate::source::{Medium, Source};

/// What a file has or is for which no output may replace it; nothing where one may.
pub(super) fn what_else(store: &Store, path: &Path, role: Role) -> Option<&'static str> {
    let name = store.name(path);
    let bytes = match store.read(&name.path) {
        Ok(bytes) => bytes,
        Err(error) if is_absence(&error) => return None,
        Err(_) => return Some("cannot be read"),
    };
    if is_of_aws(store, &name.path) {
        return Some("belongs to the tools of AWS");
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    if !endings::may_be_output(&name.shown) {
        return Some("has the name of a definition, a policy or a program");
    }
    if has_ending(&name.shown, "csv") && !bytes.starts_with(csv::BEGIN.as_bytes()) {
        return Some("is a table that taglint did not write");
    }
    let Ok(source) = Source::from_bytes(name.shown, bytes, Medium::File) else {
        return Some("is not a text file");
    };
    let source = Arc::new(source);
    let (own, what) = role_of(&source)?;
    (own != role).then_some(what)
}

/// The variables that name files with settings and credentials.
const OF_AWS: [&str; 4] = [
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/// Whether a file has settings or credentials of AWS, by which accounts are asked.
fn is_of_aws(store: &Store, path: &Path) -> bool {
    let place = repository::resolve(store, path);
    if place.parent().and_then(Path::file_name).is_some_and(|folder| folder == ".aws") {
        return true;
    }
    let named = OF_AWS.iter().filter_map(std::env::var_os).map(|named| store.working_folder().join(named));
    named.into_iter().any(|named| repository::resolve(store, &named) == place)
}

/// What a text is that an output may not replace, and as what an earlier run may have written it.
fn role_of(source: &Arc<Source>) -> Option<(Role, &'static str)> {
    let text = &source.text()[source.mark_len()..];
    // A comment may be before the first bracket.
    if !text.trim_start().starts_with(['{', '[', '/']) {
        return None;
    }
    if is_baseline(text) {
        return Some((Role::Baseline, "is a baseline"));
    }
    let limits = Limits::default();
    let question = Question {
        format: endings::format_of(source.name()),
        manifest: Some(Certainty::Possible),
        is_judged: &|_| false,
        limits: &limits,
    };
    let definition = Definition::read(source, &question);
    match definition.saved(source) {
        Some(Saved::Snapshot) => Some((Role::Snapshot, "is a snapshot")),
        Some(Saved::Undo) => Some((Role::Undo, "is a file to restore from")),
        None => {
            let declares =
                definition.is_of_tools() || !definition.contents(source, &question).batches.is_empty();
            declares.then_some((Role::Source, "is a definition"))
        }
    }
}

/// What is at the top of a baseline of any version. A report has a `tool` besides.
#[derive(Deserialize)]
struct Top {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "findings")]
    _findings: IgnoredAny,
    tool: Option<IgnoredAny>,
}

fn is_baseline(text: &str) -> bool {
    serde_json::from_str::<Top>(text).is_ok_and(|top| top.tool.is_none())
}
