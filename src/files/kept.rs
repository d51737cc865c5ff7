//! What a new file takes over from the one whose place it takes, so that only the text changes: owner, group,
//! permissions and extended attributes, among which are access control lists.

use std::fs::File;
use std::io;

/// Takes over all that an old file has besides its bytes.
///
/// # Errors
/// What cannot be taken over, in words.
pub(super) fn take_over(new: &File, old: &File) -> io::Result<()> {
    let about = old.metadata()?;
    own(new, &about)?;
    new.set_permissions(about.permissions())?;
    attributes(new, old)
}

#[cfg(unix)]
fn refused(what: &str, why: &io::Error) -> io::Error {
    let why = crate::text::io_words(why);
    io::Error::other(format!("a new file would not keep {what}: {why}"))
}

#[cfg(unix)]
fn own(new: &File, old: &std::fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let now = new.metadata()?;
    if (now.uid(), now.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    let owner = (now.uid() != old.uid()).then(|| old.uid());
    fchown(new, owner, Some(old.gid())).map_err(|error| refused("its owner and group", &error))
}

#[cfg(not(unix))]
fn own(_: &File, _: &std::fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// How many names a file has: a new one takes the place of one of them.
#[cfg(unix)]
pub(super) fn names(file: &File) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.nlink())
}

#[cfg(not(unix))]
pub(super) fn names(_: &File) -> io::Result<u64> {
    Ok(1)
}

/// Attributes that the system alone writes.
#[cfg(any(target_os = "linux", target_os = "macos"))]
const OF_THE_SYSTEM: [&str; 3] = ["security.ima", "security.evm", "com.apple.provenance"];

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn attributes(new: &File, old: &File) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr};
    let (old_names, new_names) = (attribute_names(old)?, attribute_names(new)?);
    let refuse = |name: &str, error: rustix::io::Errno| {
        refused(&format!("its extended attribute {}", crate::text::code(name)), &error.into())
    };
    for name in new_names.iter().filter(|name| !old_names.contains(name)) {
        fremovexattr(new, name.as_str()).map_err(|error| refuse(name, error))?;
    }
    for name in &old_names {
        let value = attribute(old, name)?;
        if !new_names.contains(name) || attribute(new, name)? != value {
            fsetxattr(new, name.as_str(), &value, XattrFlags::empty())
                .map_err(|error| refuse(name, error))?;
        }
    }
    Ok(())
}

/// The names of the attributes of a file; none where its file system has none.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn attribute_names(file: &File) -> io::Result<Vec<String>> {
    let list = match whole(|buffer| rustix::fs::flistxattr(file, buffer)) {
        Err(rustix::io::Errno::NOTSUP) => return Ok(Vec::new()),
        list => list?,
    };
    let names = list.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    let names = names.map(|name| String::from_utf8_lossy(name).into_owned());
    Ok(names.filter(|name| !OF_THE_SYSTEM.contains(&&**name)).collect())
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn attribute(file: &File, name: &str) -> io::Result<Vec<u8>> {
    Ok(whole(|buffer| rustix::fs::fgetxattr(file, name, buffer))?)
}

/// All that a call gives, which may be more than expected.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn whole(
    mut call: impl FnMut(&mut [u8]) -> Result<usize, rustix::io::Errno>,
) -> Result<Vec<u8>, rustix::io::Errno> {
    let mut buffer = vec![0; 256];
    loop {
        match call(&mut buffer) {
            Ok(length) => {
                buffer.truncate(length);
                return Ok(buffer);
            }
            Err(rustix::io::Errno::RANGE) if buffer.len() < 1 << 20 => buffer.resize(buffer.len() * 4, 0),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn attributes(_: &File, _: &File) -> io::Result<()> {
    Ok(())
}
