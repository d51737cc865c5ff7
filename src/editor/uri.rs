//! The addresses that clients give files.

use std::path::{Path, PathBuf};

use url::Url;

use crate::files::names::clean;

/// The file of an address; none for what is in no file, such as a document that was never saved.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let path = Url::parse(uri).ok()?.to_file_path().ok()?;
    Some(clean(&path))
}

/// The address of a file; none for a path that is not absolute.
pub(super) fn of_path(path: &Path) -> Option<String> {
    Url::from_file_path(path).ok().map(String::from)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_files() {
        assert_eq!(path_of("file:///a%20b/%C3%B6/../c.tf"), Some(PathBuf::from("/a b/c.tf")));
        assert_eq!(of_path(Path::new("/a b/ö.tf")).as_deref(), Some("file:///a%20b/%C3%B6.tf"));
        for other in ["untitled:Untitled-1", "http://x/a.tf", "", "a.tf", "file://elsewhere/a"] {
            assert_eq!(path_of(other), None, "{other}");
        }
        assert_eq!(of_path(Path::new("a.tf")), None);
    }
}
