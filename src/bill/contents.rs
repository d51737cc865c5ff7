//! What is where a bill may be, before anything is opened.

use std::path::{Component, Path};

use crate::files::FileName;

/// The folder in which reports for Athena say whether they are complete.
const STATUS_FOLDER: &str = "cost_and_usage_data_status";

/// What is there.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Files that were named, each of which must be an export.
    pub(crate) named: Vec<FileName>,
    /// Files in folders that were named, which may be anything, and whether each is hidden.
    pub(crate) inside: Vec<(FileName, bool)>,
    /// What could not be looked at.
    pub(crate) unread: Vec<(FileName, String)>,
}

/// Whether a path may lead to exports.
pub(super) fn is_wanted(path: &Path) -> bool {
    !path.iter().any(|part| part == STATUS_FOLDER)
}

/// What tools write beside data begins with a dot or an underscore.
pub(super) fn is_hidden(path: &Path) -> bool {
    let is_hidden = |name: &[u8]| name.starts_with(b".") || name.starts_with(b"_");
    // `.` and `..`, which keys of S3 may have, hide nothing.
    path.components()
        .any(|part| matches!(part, Component::Normal(name) if is_hidden(name.as_encoded_bytes())))
}
