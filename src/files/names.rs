//! The names that files are shown under: relative to the working folder, with forward slashes, and no two alike.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf, is_separator};

/// A file: where it is, and what it is called.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileName {
    /// Where it is opened.
    pub path: PathBuf,
    /// What it is called in findings: relative to the working folder where it is below it, with forward slashes.
    pub shown: String,
}

impl FileName {
    /// Where it is by its name alone, without `.` and `..`; links are not followed.
    pub(crate) fn place(&self) -> Cow<'_, Path> {
        match is_clean(&self.path) {
            true => Cow::Borrowed(&self.path),
            false => Cow::Owned(clean(&self.path)),
        }
    }
}

/// The way to what is in a folder above the working folder: `../taglint.toml`.
fn upwards(path: &Path, working_folder: &Path) -> Option<PathBuf> {
    let (folder, name) = (path.parent()?, path.file_name()?);
    let down = working_folder.strip_prefix(folder).ok().filter(|_| path.is_absolute())?;
    let up: PathBuf = down.components().map(|_| Component::ParentDir).collect();
    Some(up.join(name))
}

/// A path without `.` and, where something is left to leave, `..`; links are not followed.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match (component, cleaned.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                cleaned.pop();
            }
            (Component::ParentDir, Some(Component::RootDir | Component::Prefix(_))) => {}
            (other, _) => cleaned.push(other),
        }
    }
    cleaned
}

/// Whether a path is as [`clean`] leaves it, as most are.
fn is_clean(path: &Path) -> bool {
    let parts = path.as_os_str().as_encoded_bytes().split(|&byte| is_separator(char::from(byte)));
    // Nothing is before the root.
    let is_root = |number: usize, part: &[u8]| number == 0 && part.is_empty();
    parts.enumerate().all(|(number, part)| is_root(number, part) || !matches!(part, b"" | b"." | b".."))
}

/// The name of what a path leads to from a folder, without `.` and, where it can be, without `..`.
pub(crate) fn joined(folder: &str, path: &str) -> String {
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

/// The folder of a file, by the names they are shown under.
pub(crate) fn folder_of(name: &str) -> &str {
    match name.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// The name of a file in its folder, by the name that it is shown under, or as another system writes it.
pub(crate) fn file_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Whether a name ends in a dot and an ending, in small or capital letters.
pub(crate) fn has_ending(name: &str, ending: &str) -> bool {
    let (name, ending) = (name.as_bytes(), ending.as_bytes());
    let Some(dot) = name.len().checked_sub(ending.len() + 1) else { return false };
    name[dot] == b'.' && name[dot + 1..].eq_ignore_ascii_case(ending)
}

/// The name that the path of a policy is shown under, which is found upwards.
pub(crate) fn shown_upwards(path: &Path, working_folder: &Path) -> String {
    match upwards(path, working_folder) {
        Some(up) => shown(&up, working_folder),
        None => shown(path, working_folder),
    }
}

/// The name that a path is shown under. Of what is not below the working folder it is as absolute as it was given:
/// modules know each other by their names, and must not have two.
pub(crate) fn shown(path: &Path, working_folder: &Path) -> String {
    let relative = path.strip_prefix(working_folder).unwrap_or(path);
    let mut parts: Vec<Cow<'_, str>> = Vec::new();
    for component in relative.components() {
        match component {
            Component::CurDir => {}
            // Behind a drive, the slash that joins is the root's.
            Component::RootDir if !parts.is_empty() => {}
            Component::RootDir => parts.push(Cow::Borrowed("")),
            Component::Prefix(drive) => {
                parts.push(Cow::Owned(shown_name(drive.as_os_str()).replace('\\', "/")));
            }
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
pub(crate) fn shown_name(name: &OsStr) -> Cow<'_, str> {
    if let Some(plain) = name.to_str().filter(|name| !name.contains('\\')) {
        return Cow::Borrowed(plain);
    }
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            text.push_str(if number_of_byte(&rest[at..]).is_some() { r"\x5c" } else { r"\" });
            rest = &rest[at + 1..];
        }
        text.push_str(rest);
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    Cow::Owned(text)
}

/// The path that is shown under a name.
pub(crate) fn path_of(shown: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(shown.len());
    let mut rest = shown;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        match number_of_byte(rest) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[4..];
            }
            None => {
                bytes.push(b'\\');
                rest = &rest[1..];
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    match String::from_utf8(bytes) {
        Ok(text) => PathBuf::from(text),
        Err(error) => PathBuf::from(no_text(error.into_bytes())),
    }
}

/// A name that is no text.
#[cfg(unix)]
fn no_text(bytes: Vec<u8>) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes)
}

/// A name that is no text: it has halves of pairs, each of which Rust keeps in three bytes.
#[cfg(windows)]
fn no_text(bytes: Vec<u8>) -> OsString {
    use std::os::windows::ffi::OsStringExt;
    let (mut units, mut half) = (Vec::new(), Vec::new());
    for chunk in bytes.utf8_chunks() {
        units.extend(chunk.valid().encode_utf16());
        half.extend_from_slice(chunk.invalid());
        if let [_, middle, last] = half[..] {
            units.push(0xd000 | u16::from(middle & 0x3f) << 6 | u16::from(last & 0x3f));
            half.clear();
        }
    }
    OsString::from_wide(&units)
}

#[cfg(not(any(unix, windows)))]
fn no_text(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// The byte whose number a text begins with: `\xff`.
fn number_of_byte(text: &str) -> Option<u8> {
    let digits = text.strip_prefix(r"\x")?.get(..2)?;
    u8::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_another_names_is_named_beside_it() {
        let beside = |name: &str, path: &str| joined(folder_of(name), path);
        assert_eq!(beside("taglint.toml", "./org.toml"), "org.toml");
        assert_eq!(beside("a/b/taglint.toml", "../org.toml"), "a/org.toml");
        assert_eq!(beside("taglint.toml", "../../org.toml"), "../../org.toml");
        assert_eq!(beside("/a/taglint.toml", ".././x//org.toml"), "/x/org.toml");
        assert_eq!(beside("../taglint.toml", "../org.toml"), "../../org.toml");
    }

    #[test]
    fn a_cleaned_path_keeps_only_the_steps_up_that_leave_it() {
        let cleaned = |path: &str| clean(Path::new(path));
        assert_eq!(cleaned("/a/./b/../../c"), Path::new("/c"));
        assert_eq!(cleaned("/../a"), Path::new("/a"));
        assert_eq!(cleaned("a/../../b"), Path::new("../b"));
    }

    #[test]
    fn the_place_of_a_file_is_its_path_where_nothing_is_to_be_cleaned() {
        for path in [
            "/a/b", "/a/b/", "/a//b", "/a/./b", "/a/b/.", "/a/../b", "/a/b/..", "/", "/.a/..b", "a/b", "./a",
            "",
        ] {
            let name = FileName { path: PathBuf::from(path), shown: String::new() };
            assert_eq!(name.place().as_os_str(), clean(Path::new(path)).as_os_str(), "{path}");
        }
        let name = FileName { path: PathBuf::from("/a/.b/c"), shown: String::new() };
        assert!(matches!(name.place(), Cow::Borrowed(_)));
    }

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
