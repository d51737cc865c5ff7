//! Files that are read whole, and written whole or not at all.

mod kept;
pub mod leftovers;

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes: what is larger is no text that anybody wrote, and would fill the memory.
pub const READ_MOST: u64 = 1 << 30;

/// How many bytes a device may give before it is taken for one without an end. `/dev/null` gives none.
const DEVICE_MOST: u64 = 1 << 20;

/// Reads a file, or a pipe up to its end.
///
/// # Errors
/// It cannot be read, or is a device without an end.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    let file = fs::File::open(path)?;
    if !is_device(about.file_type()) {
        if about.len() > READ_MOST {
            return Err(too_large());
        }
        return read_from(file, about.len());
    }
    let bytes = read_from(file.take(DEVICE_MOST + 1), 0)?;
    if bytes.len() as u64 > DEVICE_MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a device without an end"));
    }
    Ok(bytes)
}

/// Reads a text file.
///
/// # Errors
/// As [`read`], and where it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    let not_utf8 = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text");
    String::from_utf8(read(path)?).map_err(not_utf8)
}

/// Reads what has perhaps no end.
///
/// # Errors
/// It cannot be read, or is larger than [`READ_MOST`].
pub fn read_from(from: impl Read, expected: u64) -> io::Result<Vec<u8>> {
    let most = READ_MOST + 1;
    let mut bytes = Vec::with_capacity(expected.min(most) as usize);
    from.take(most).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > READ_MOST {
        return Err(too_large());
    }
    Ok(bytes)
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB, the most that is read")
}

#[cfg(unix)]
fn is_device(kind: fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: fs::FileType) -> bool {
    false
}

/// Replaces a file by new bytes, atomically: whoever reads it sees all of the old or all of the new. A link is
/// followed, and permissions stay.
///
/// # Errors
/// The folder cannot be written to. The old file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with(path, |out| out.write_all(bytes))
}

/// The same for bytes that are written bit by bit. What is no regular file (a pipe, a terminal) is written to as it
/// is.
///
/// # Errors
/// As [`replace`], and those of `write`.
pub fn replace_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|old| !old.is_file() && !old.is_dir()) {
        let mut out = io::BufWriter::new(fs::OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    Ready::write(path, write)?.put()
}

/// A new file that waits beside the old one, safe on the disk, to take its place. Where it never does, it goes.
#[derive(Debug)]
pub struct Ready {
    file: tempfile::NamedTempFile,
    target: PathBuf,
}

impl Ready {
    /// Writes what is to take the place of a file.
    ///
    /// # Errors
    /// The folder cannot be written to, or the old file not; and those of `write`.
    pub fn write(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Self> {
        let target = resolve(path)?;
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let old = fs::metadata(&target).ok();
        if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
        }
        let mut file = leftovers::create(folder)?;
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
    pub fn taking_over(self, old: &fs::File) -> io::Result<Self> {
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
    pub fn put(self) -> io::Result<()> {
        self.file.persist(&self.target).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Writes a file that must not exist yet.
///
/// # Errors
/// It exists, or the folder cannot be written to.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

/// The file behind any links, also where it does not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(target) => Ok(target),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(path) {
            Ok(link) => Ok(path.parent().unwrap_or(Path::new("")).join(link)),
            Err(_) => Ok(path.to_owned()),
        },
        Err(error) => Err(error),
    }
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
    fn a_device_is_read_if_it_ends() {
        let error = read(Path::new("/dev/zero")).expect_err("it has no end");
        assert_eq!(error.to_string(), "it is a device without an end");
        assert_eq!(read_text(Path::new("/dev/null")).expect("it ends"), "");
    }

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
    }
}
