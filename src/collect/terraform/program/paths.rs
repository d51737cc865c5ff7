//! Paths of the folders that calls of modules name.

use crate::tree::hcl::Expr;

/// The folder that a call of a local module names.
pub(super) fn local_source(source: &Expr, folder: &str) -> Option<String> {
    source.literal().filter(|_| is_local(source)).map(|source| join(folder, source))
}

/// Whether a call names a folder beside its own, rather than a registry or a repository.
pub(in crate::collect::terraform) fn is_local(source: &Expr) -> bool {
    source.literal().is_some_and(|source| {
        source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
    })
}

/// A path below or beside a folder, without `.` and, where it can be, without `..`.
fn join(folder: &str, path: &str) -> String {
    let absolute = folder.starts_with('/');
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

/// The folder in the one form in which modules are looked up.
pub(super) fn normal(folder: &str) -> String {
    join(folder, "")
}
