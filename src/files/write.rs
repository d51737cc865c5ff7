//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{kept, leftovers};

/// Replaces a file by new bytes, atomically: whoever reads it sees all of the old or all of the new. A link is
/// followed, and permissions stay.
///
/// # Errors
/// The folder cannot be written to. The old file is then as it was.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with(path, |out| out.write_all(bytes))
}

/// The same for bytes that are written bit by bit. What is no regular file (a pipe, a terminal) is written to as it
/// is.
///
/// # Errors
/// As [`replace`], and those of `write`.
pub(crate) fn replace_with(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|old| !old.is_file() && !old.is_dir()) {
        let mut out = io::BufWriter::new(fs::OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    Ready::write(path, write)?.put()
}

/// A new file that waits beside the old one, safe on the disk, to take its place. Where it never does, it goes.
#[derive(Debug)]
pub(crate) struct Ready {
    file: tempfile::NamedTempFile,
    target: PathBuf,
}

impl Ready {
    /// Writes what is to take the place of a file.
    ///
    /// # Errors
    /// The folder cannot be written to, or the old file not; and those of `write`.
    pub(crate) fn write(
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Self> {
        let (target, old) = (resolve(path)?, fs::metadata(path).ok());
        let mut file = beside(&target, old.as_ref())?;
        let mut out = io::BufWriter::new(&mut file);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        match old {
            Some(old) => file.as_file().set_permissions(old.permissions())?,
            None => file.as_file().set_permissions(fresh_permissions(file.path())?)?,
        }
        // A name that is put before its bytes are on the disk is an empty file after a loss of power.
        file.as_file().sync_all()?;
        Ok(Ready { file, target })
    }

    /// With all that the old file has besides its bytes: owner, group and extended attributes.
    ///
    /// # Errors
    /// Something that would be lost, such as the other names of the file (hard links).
    pub(crate) fn taking_over(self, old: &fs::File) -> io::Result<Self> {
        let names = kept::names(old)?;
        if names > 1 {
            let words = format!("the file has {names} names (hard links), of which a new one would keep one");
            return Err(io::Error::other(words));
        }
        kept::take_over(self.file.as_file(), old)?;
        Ok(self)
    }

    /// Puts it in the place of the old file.
    ///
    /// # Errors
    /// The folder cannot be written to. The old file is then as it was.
    pub(crate) fn put(self) -> io::Result<()> {
        self.file.persist(&self.target).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Tries whether a file can be written, by one beside it that goes at once: afterwards it is too late to be told.
///
/// # Errors
/// It cannot.
pub(crate) fn try_place(path: &Path) -> io::Result<()> {
    beside(&resolve(path)?, fs::metadata(path).ok().as_ref())?;
    Ok(())
}

/// A new file beside one that it is to take the place of.
fn beside(target: &Path, old: Option<&fs::Metadata>) -> io::Result<tempfile::NamedTempFile> {
    if old.is_some_and(|old| old.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    leftovers::create(folder_of(target))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes a file that must not exist yet, and does not return before it is safe on the disk.
///
/// # Errors
/// It exists, or the folder cannot be written to.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_folder(path)
}

/// Makes the name of a file safe on the disk too.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(folder_of(path))?.sync_all()
}

/// Elsewhere the system does so by itself.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The file behind any links, also where it does not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        done => return done,
    }
    let mut target = path.to_owned();
    // A link to itself is another error, so that there is an end.
    while let Ok(link) = fs::read_link(&target) {
        target = folder_of(&target).join(link);
    }
    Ok(target)
}

/// What a new file may be read by: temporary files are for their owner alone, a report is not.
#[cfg(unix)]
fn fresh_permissions(_: &Path) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn fresh_permissions(path: &Path) -> io::Result<fs::Permissions> {
    Ok(fs::metadata(path)?.permissions())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("file", &link).expect("linked");
        replace(&link, b"new").expect("replaced");
        assert_eq!(fs::read_to_string(&file).expect("read"), "new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 2, "nothing is left behind");
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        symlink("second", &first).expect("linked");
        symlink("absent", &second).expect("linked");
        replace(&first, b"new").expect("replaced");
        assert_eq!(fs::read_to_string(folder.path().join("absent")).expect("read"), "new");
        assert!(fs::symlink_metadata(&second).expect("there").is_symlink());
    }
}
