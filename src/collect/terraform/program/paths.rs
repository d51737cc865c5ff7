//! Paths of the folders that calls of modules name.

/// Whether a source names a folder beside the calling one, rather than a registry or a repository.
pub(in crate::collect::terraform) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

/// A path below or beside a folder, without `.` and, where it can be, without `..`.
pub fn joined(folder: &str, path: &str) -> String {
    let absolute = folder.starts_with('/') || path.starts_with('/');
    let folder = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// The folder of a file.
pub(in crate::collect::terraform) fn folder_of(name: &str) -> &str {
    match name.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}
