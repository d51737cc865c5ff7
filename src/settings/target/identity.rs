//! What tells a file from all others, by whatever name it goes.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use crate::files::Inode;

/// What two names of one file have in common.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Identity {
    /// What the disk knows a file by.
    Numbered(Inode),
    /// Where a file is, or will be, where the system does not number it.
    Place(PathBuf),
    /// The name that a file will get in a folder.
    Within(Box<Identity>, OsString),
}

impl Identity {
    /// Of a path without links.
    pub(super) fn of(path: &Path) -> Self {
        match (fs::metadata(path), path.parent(), path.file_name()) {
            (Ok(about), _, _) => match Inode::of(&about) {
                Some(inode) => Identity::Numbered(inode),
                None => Identity::Place(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())),
            },
            (Err(_), Some(folder), Some(name)) => {
                Identity::Within(Box::new(Identity::of(folder)), folded(name))
            }
            (Err(_), _, _) => Identity::Place(path.to_owned()),
        }
    }

    /// Of the files that the standard streams lead to, with what each is called.
    #[cfg(unix)]
    pub(super) fn streams() -> Vec<(&'static str, Self)> {
        use std::os::fd::AsFd;
        let (input, output, errors) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
        let all = [
            ("standard input", input.as_fd()),
            ("standard output", output.as_fd()),
            ("standard error", errors.as_fd()),
        ];
        let mut streams = Vec::new();
        for (name, stream) in all {
            let about = stream.try_clone_to_owned().and_then(|stream| fs::File::from(stream).metadata());
            if let Ok(about) = about
                && about.is_file()
            {
                streams.extend(Inode::of(&about).map(|inode| (name, Identity::Numbered(inode))));
            }
        }
        streams
    }

    #[cfg(not(unix))]
    pub(super) fn streams() -> Vec<(&'static str, Self)> {
        Vec::new()
    }
}

/// A name as systems compare it on which most disks ignore case.
fn folded(name: &OsStr) -> OsString {
    match cfg!(any(windows, target_os = "macos")) {
        true => name.to_ascii_lowercase(),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn a_file_is_one_by_all_of_its_names() {
        use super::{Identity, fs};
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("in")).expect("made");
        fs::write(at("a"), "").expect("written");
        fs::write(at("b"), "").expect("written");
        fs::hard_link(at("a"), at("hard")).expect("linked");
        std::os::unix::fs::symlink("a", at("soft")).expect("linked");
        let is_one = |left: &str, right: &str| Identity::of(&at(left)) == Identity::of(&at(right));
        for (left, right) in
            [("a", "./a"), ("a", "in/../a"), ("a", "hard"), ("a", "soft"), ("in/x", "in/./x")]
        {
            assert!(is_one(left, right), "{left} {right}");
        }
        for (left, right) in [("a", "b"), ("in/x", "x"), ("x", "y"), ("a", "x")] {
            assert!(!is_one(left, right), "{left} {right}");
        }
    }
}
