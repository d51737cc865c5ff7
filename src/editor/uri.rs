//! The addresses that clients give files.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, utf8_percent_encode};
use url::{Position, Url};

use crate::files::names::clean;
use crate::text::RESERVED;

/// What `Url` leaves as it is in a path, and editors write by its number; brackets may not even be there.
const LEFT_IN_PATH: AsciiSet = RESERVED.remove(b'/').remove(b'%');

/// The file of an address; none for what is in no file, such as a document that was never saved.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let path = Url::parse(uri).ok()?.to_file_path().ok()?;
    Some(clean(&path))
}

/// The address of a file; none for a path that is not absolute.
pub(super) fn of_path(path: &Path) -> Option<String> {
    let url = Url::from_file_path(path).ok()?;
    Some(format!("{}{}", &url[..Position::BeforePath], utf8_percent_encode(url.path(), &LEFT_IN_PATH)))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_files() {
        assert_eq!(path_of("file:///a%20b/%C3%B6/../c.tf"), Some(PathBuf::from("/a b/c.tf")));
        assert_eq!(of_path(Path::new("/a b/ö.tf")).as_deref(), Some("file:///a%20b/%C3%B6.tf"));
        // As `vscode-uri` prints them. Whoever leaves more as it is means the same file.
        let path = Path::new("/72 @[x]é#%41:!/(a)^|`.tf");
        let uri = "file:///72%20%40%5Bx%5D%C3%A9%23%2541%3A%21/%28a%29%5E%7C%60.tf";
        assert_eq!(of_path(path).as_deref(), Some(uri));
        let plainer = "file:///72 @[x]é%23%2541:!/(a)^|`.tf";
        for same in [uri, "file:///72%20%40%5bx%5d%c3%a9%23%2541%3a%21/%28a%29%5e%7c%60.tf", plainer] {
            assert_eq!(path_of(same).as_deref(), Some(path), "{same}");
        }
        for other in ["untitled:Untitled-1", "http://x/a.tf", "", "a.tf", "file://elsewhere/a"] {
            assert_eq!(path_of(other), None, "{other}");
        }
        assert_eq!(of_path(Path::new("a.tf")), None);
    }
}
