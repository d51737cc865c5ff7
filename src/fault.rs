//! The user's error: why nothing was judged.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::live::Refusal;
use crate::policy::problem::Problems;
use crate::text::{code, io_words};

/// Why nothing was judged.
#[derive(Debug)]
pub enum Fault {
    /// The policy is wrong.
    Policy(Problems),
    /// There is no policy for a file that declares projects; without a file, for the working folder.
    NoPolicy {
        /// The file.
        path: Option<String>,
    },
    /// Paths that do not exist.
    NoSuchPaths(Vec<PathBuf>),
    /// Anything else, in words, with what to do.
    Other {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
}

impl From<Problems> for Fault {
    fn from(problems: Problems) -> Self {
        Fault::Policy(problems)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Fault::other(refusal.message, refusal.help)
    }
}

impl Fault {
    /// A fault in words.
    pub fn other(message: impl Into<String>, help: impl Into<Option<String>>) -> Self {
        Fault::Other { message: message.into(), help: help.into() }
    }

    /// A file that cannot be written.
    pub fn unwritable(path: &Path, error: &io::Error) -> Self {
        let (why, help) = match error.kind() {
            io::ErrorKind::NotFound => {
                ("its folder does not exist".to_owned(), Some("create the folder first"))
            }
            _ => (io_words(error), None),
        };
        let name = code(&path.display().to_string());
        Fault::other(format!("{name} cannot be written: {why}"), help.map(str::to_owned))
    }

    /// What to do about it, where that is not said with each problem.
    pub fn help(&self) -> Option<&str> {
        match self {
            Fault::NoPolicy { path: None } => {
                Some("write one with `taglint init`, or name one with `--policy FILE`")
            }
            // Only `check` looks for the policy of a file, and has `--require`.
            Fault::NoPolicy { path: Some(_) } => Some(
                "write one with `taglint init`, name one with `--policy FILE`, or ask for tags with `--require KEY`",
            ),
            Fault::Other { help, .. } => help.as_deref(),
            Fault::NoSuchPaths(_) => Some("write paths that exist, relative to the working folder"),
            Fault::Policy(_) => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Policy(problems) => write!(f, "{problems}"),
            Fault::NoPolicy { path } => {
                let folder = path.as_ref().map(|path| format!("the folder of `{path}`"));
                let folder = folder.as_deref().unwrap_or("the working folder");
                write!(
                    f,
                    "no policy: no `taglint.toml` in {folder} or above it, up to the root of the repository"
                )
            }
            Fault::NoSuchPaths(paths) => {
                let shown: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
                let verb = if paths.len() == 1 { "does" } else { "do" };
                write!(f, "{} {verb} not exist", shown.join(", "))
            }
            Fault::Other { message, .. } => f.write_str(message),
        }
    }
}
