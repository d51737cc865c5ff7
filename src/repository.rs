//! The repository in which something is, and links that lead out of it.

use std::path::{Component, Path, PathBuf};

use crate::files::{GIT, Store};

/// How many links are followed before a path is taken for a circle, as Linux does it.
const MOST_LINKS: usize = 40;

/// The root of the repository that a folder is in: the nearest folder upwards that holds `.git`.
pub(crate) fn root<'f>(store: &Store, folder: &'f Path) -> Option<&'f Path> {
    folder.ancestors().find(|folder| is_root(store, folder))
}

/// Whether a folder is the root of a repository.
pub(crate) fn is_root(store: &Store, folder: &Path) -> bool {
    store.holds(&folder.join(GIT))
}

/// Whether a path without links is one of git's own, below the root of a repository or the root of one to be.
pub(crate) fn is_of_git(store: &Store, path: &Path) -> bool {
    let root = path.parent().and_then(|folder| root(store, folder));
    let inside = match (root, path.file_name()) {
        (Some(root), _) => path.strip_prefix(root).unwrap_or(path),
        (None, Some(name)) => Path::new(name),
        (None, None) => path,
    };
    has_git(inside)
}

/// Whether a path goes through a folder of git, whatever the case of its name, which some disks do not tell apart.
pub(crate) fn has_git(path: &Path) -> bool {
    path.iter().any(|part| part.eq_ignore_ascii_case(GIT))
}

/// The root of the repository that a folder is in. Where there is none, the working folder stands for it, or the folder
/// itself if it is not below that one.
pub(crate) fn root_or(store: &Store, folder: &Path, working_folder: &Path) -> PathBuf {
    match root(store, folder) {
        Some(root) => root.to_owned(),
        None if folder.starts_with(working_folder) => working_folder.to_owned(),
        None => folder.to_owned(),
    }
}

/// The path behind all links and without `.` and `..`, also of what does not exist.
pub(crate) fn resolve(store: &Store, path: &Path) -> PathBuf {
    follow(store, PathBuf::new(), path, &mut MOST_LINKS.clone())
}

/// Where a path leads to, if a link on the way is in a repository and its target is not in the same one.
pub(crate) fn leads_out(store: &Store, path: &Path) -> Option<PathBuf> {
    let working_folder = store.working_folder();
    let working = resolve(store, working_folder);
    let mut real = PathBuf::new();
    for part in working_folder.join(path).components() {
        let next = follow(store, real.clone(), Path::new(part.as_os_str()), &mut MOST_LINKS.clone());
        let is_link = matches!(part, Component::Normal(name) if next != real.join(name));
        if is_link && !next.starts_with(root_or(store, &real, &working)) {
            return Some(resolve(store, &working_folder.join(path)));
        }
        real = next;
    }
    None
}

/// What becomes of links to files that were found rather than named: those that stay in the repository, and those that
/// do not, with the reason why these are not read. Whoever writes a repository sees what a run says of its files, and
/// must not see others by it.
pub(crate) fn apart(store: &Store, links: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<(PathBuf, String)>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for link in links {
        match leads_out(store, &link) {
            None => inside.push(link),
            Some(_) => outside.push((link, LEADS_OUT.to_owned())),
        }
    }
    (inside, outside)
}

/// Why what a link leads to is not read.
pub(crate) const LEADS_OUT: &str = "a link leads it out of the repository: it is read only where it is named";

fn follow(store: &Store, mut real: PathBuf, path: &Path, links_left: &mut usize) -> PathBuf {
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                real.pop();
            }
            Component::Normal(name) => match store.link(&real.join(name)) {
                Ok(target) if *links_left > 0 => {
                    *links_left -= 1;
                    real = follow(store, real, &target, links_left);
                }
                _ => real.push(name),
            },
            root => real.push(root.as_os_str()),
        }
    }
    real
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder with two repositories and a folder in none, `a/in/deep`, `b` and `c`.
    fn places() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        for name in ["a/.git", "a/in/deep", "b/.git", "c"] {
            fs::create_dir_all(root.join(name)).expect("made");
        }
        (folder, root)
    }

    #[test]
    fn links_are_followed_also_where_they_lead_to_nothing() {
        let (_folder, root) = places();
        symlink("../../b", root.join("a/in/other")).expect("linked");
        symlink("other/new", root.join("a/in/twice")).expect("linked");
        symlink("round", root.join("a/round")).expect("linked");
        let store = Store::on_disk(&root);
        assert_eq!(resolve(&store, &root.join("a/./in/../in/twice")), root.join("b/new"));
        assert_eq!(resolve(&store, &root.join("a/round")), root.join("a/round"));
    }

    #[test]
    fn only_a_link_of_a_repository_leads_out_of_it() {
        let (_folder, root) = places();
        symlink("../b", root.join("a/out")).expect("linked");
        symlink("in/deep", root.join("a/inside")).expect("linked");
        symlink("/nowhere/x", root.join("a/in/nothing")).expect("linked");
        symlink("a", root.join("alias")).expect("linked");
        let out = |path: &str| leads_out(&Store::on_disk(root.join("a")), Path::new(path));
        assert_eq!(out("out/x.json"), Some(root.join("b/x.json")));
        assert_eq!(out("in/nothing"), Some(PathBuf::from("/nowhere/x")));
        assert_eq!(out("in/../out/x.json"), Some(root.join("b/x.json")));
        assert_eq!(out("inside/x.json"), None);
        assert_eq!(out("../c/x.json"), None, "what is typed leads there by itself");
        assert_eq!(out("../alias/x.json"), None, "the link is in no repository");
    }

    #[test]
    fn without_a_repository_the_working_folder_is_one() {
        let (_folder, root) = places();
        fs::create_dir(root.join("c/d")).expect("made");
        symlink("../a", root.join("c/out")).expect("linked");
        let store = Store::on_disk(&root);
        assert_eq!(leads_out(&Store::on_disk(root.join("c")), Path::new("out/x")), Some(root.join("a/x")));
        assert_eq!(root_or(&store, &root.join("c/d"), &root.join("c")), root.join("c"));
        assert_eq!(root_or(&store, &root.join("c"), &root.join("c/d")), root.join("c"));
        assert_eq!(root_or(&store, &root.join("a/in"), &root.join("a/in")), root.join("a"));
    }
}
