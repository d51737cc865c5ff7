//! A comparison as one JSON document.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use super::compare::Revision;
use crate::finding::{Failure, Level};
use crate::report::json::{finding, write_value};
use crate::report::secrets::Secrets;

const VERSION: u32 = 1;

/// Writes the document.
///
/// # Errors
/// What the writer says.
pub(super) fn render(revision: &Revision, out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = (Secrets::of(&revision.old), Secrets::of(&revision.new));
    let changed =
        revision.changed.iter().map(|(from, found)| Changed { from: *from, to: finding(found, &new) });
    let document = Document {
        version: VERSION,
        old: &revision.old.policy,
        new: &revision.new.policy,
        added: revision.added.iter().map(|found| finding(found, &new)).collect(),
        removed: revision.removed.iter().map(|found| finding(found, &old)).collect(),
        changed: changed.collect(),
        unchanged: revision.unchanged,
        unread: revision.unread().into_iter().map(|found| finding(found, &new)).collect(),
        failures: revision.failures(),
        complete: revision.is_complete(),
    };
    write_value(out, &document, PrettyFormatter::new())
}

#[derive(Serialize)]
struct Document<'a, A, R, C, U> {
    version: u32,
    /// The names of the policies.
    old: &'a str,
    new: &'a str,
    added: Vec<A>,
    removed: Vec<R>,
    changed: Vec<C>,
    unchanged: usize,
    /// What neither policy could read.
    unread: Vec<U>,
    failures: Vec<&'a Failure>,
    /// Whether both policies saw everything.
    complete: bool,
}

#[derive(Serialize)]
struct Changed<F> {
    /// The level that it had.
    from: Level,
    #[serde(flatten)]
    to: F,
}
