//! The routes of the Projects API
//! (<https://docs.aws.amazon.com/bedrock/latest/userguide/projects.html>).

use crate::text::part_of_url;

/// The list of projects, below the base address.
pub(crate) const PROJECTS: &str = "v1/organization/projects";

/// The path of one project.
pub(crate) fn project(id: &str) -> String {
    format!("/{PROJECTS}/{}", part_of_url(id))
}

/// A path at a server whose list of projects has the given path: that may be below another one.
pub(crate) fn below(list: &str, path: &str) -> String {
    let base = list.trim_end_matches('/').strip_suffix(PROJECTS).unwrap_or_default();
    format!("{}{path}", base.trim_end_matches('/'))
}
