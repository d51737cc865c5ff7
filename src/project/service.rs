//! The service's own words, as its API writes them
//! (<https://docs.aws.amazon.com/bedrock/latest/userguide/projects.html>).

/// The id of the project that every account has: it takes the requests that name none, and cannot be tagged.
pub(crate) const DEFAULT_PROJECT: &str = "default";
/// The status of a project that takes requests.
pub(crate) const ACTIVE: &str = "active";
/// The status of a project that takes none any more.
pub(crate) const ARCHIVED: &str = "archived";
/// Every status of a project.
pub(crate) const STATUSES: &[&str] = &[ACTIVE, ARCHIVED];
/// How the keys begin that only AWS itself may set
/// (<https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html>).
const RESERVED: &str = "aws:";

/// Whether a tag is one that AWS itself sets.
pub(crate) fn is_own_tag(key: &str) -> bool {
    key.starts_with(RESERVED)
}

/// The reserved beginning of a key, in whatever case: no tag of a user's may begin so.
pub(crate) fn reserved_beginning(key: &str) -> Option<&'static str> {
    let beginning = key.get(..RESERVED.len())?;
    beginning.eq_ignore_ascii_case(RESERVED).then_some(RESERVED)
}
