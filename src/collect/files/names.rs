//! The names that files are shown under: relative to the working folder, with forward slashes, and no two alike.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// The way to what stands in a folder above the working folder: `../taglint.toml`.
fn upwards(path: &Path, working_folder: &Path) -> Option<PathBuf> {
    let (folder, name) = (path.parent()?, path.file_name()?);
    let down = working_folder.strip_prefix(folder).ok().filter(|_| path.is_absolute())?;
    let up: PathBuf = down.components().map(|_| Component::ParentDir).collect();
    Some(up.join(name))
}

/// A path without `.` and `..`; links are not followed.
pub fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// The name that the path of a policy is shown under, which is found upwards.
pub fn shown_upwards(path: &Path, working_folder: &Path) -> String {
    upwards(path, working_folder).map_or_else(|| shown(path, working_folder), |up| shown(&up, working_folder))
}

/// The name that a path is shown under. Of what is not below the working folder it is as absolute as it was given:
/// modules know each other by their names, and must not have two.
pub fn shown(path: &Path, working_folder: &Path) -> String {
    let relative = path.strip_prefix(working_folder).unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    for component in relative.components() {
        match component {
            Component::CurDir => {}
            // Behind a drive, the slash that joins is the root's.
            Component::RootDir if !parts.is_empty() => {}
            Component::RootDir => parts.push(String::new()),
            Component::Prefix(drive) => parts.push(shown_name(drive.as_os_str()).replace('\\', "/")),
            Component::ParentDir if parts.last().is_some_and(|last| !last.is_empty() && last != "..") => {
                parts.pop();
            }
            other => parts.push(shown_name(other.as_os_str())),
        }
    }
    match parts.as_slice() {
        [] => ".".to_owned(),
        [root] if root.is_empty() => "/".to_owned(),
        _ => parts.join("/"),
    }
}

/// A name as text. Bytes that are none are shown by their numbers (`\xff`), and so is a backslash that would look like
/// the beginning of such a number: no two names are shown alike.
pub fn shown_name(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            text.push_str(if is_number_of_byte(&rest[at..]) { r"\x5c" } else { r"\" });
            rest = &rest[at + 1..];
        }
        text.push_str(rest);
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

/// Whether a text begins as the number of a byte does: `\xff`.
fn is_number_of_byte(text: &str) -> bool {
    let digits = text.strip_prefix(r"\x").and_then(|rest| rest.as_bytes().get(..2));
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_are_shown_as_people_write_them() {
        let shown = |path: &str| shown(Path::new(path), Path::new("/home/ada"));
        assert_eq!(shown("./a/b.json"), "a/b.json");
        assert_eq!(shown("/home/ada/a.json"), "a.json");
        assert_eq!(shown("/else/a.json"), "/else/a.json");
        assert_eq!(shown("/home/a.json"), "/home/a.json");
        let shown_upwards = |path: &str| shown_upwards(Path::new(path), Path::new("/home/ada"));
        assert_eq!(shown_upwards("/taglint.toml"), "../../taglint.toml");
        assert_eq!(shown_upwards("/home/ada/taglint.toml"), "taglint.toml");
        assert_eq!(shown_upwards("/else/taglint.toml"), "/else/taglint.toml");
        assert_eq!(shown("../a.json"), "../a.json");
        assert_eq!(shown("a/../b.json"), "b.json");
        assert_eq!(shown("."), ".");
    }

    #[cfg(windows)]
    #[test]
    fn paths_of_windows_are_shown_with_forward_slashes() {
        let shown = |path: &str| shown(Path::new(path), Path::new(r"C:\Users\ada"));
        assert_eq!(shown(r".\a\b.json"), "a/b.json");
        assert_eq!(shown(r"C:\Users\ada\a\b.json"), "a/b.json");
        assert_eq!(
            shown_upwards(Path::new(r"C:\Users\taglint.toml"), Path::new(r"C:\Users\ada")),
            "../taglint.toml"
        );
        assert_eq!(shown(r"C:\else\a.json"), "C:/else/a.json");
        assert_eq!(shown(r"D:\a.json"), "D:/a.json");
        assert_eq!(shown(r"\\host\share\a.json"), "//host/share/a.json");
    }
}
