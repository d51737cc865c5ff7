//! Paths of the folders that calls of modules name.

/// Whether a source names a folder beside the calling one, rather than a registry or a repository.
pub(in crate::collect::terraform) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}
