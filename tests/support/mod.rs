//! What the tests of the binary share: a folder of its own, and an environment with nothing in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The day on which every test runs.
pub const TODAY: &str = "2026-11-21";

/// A folder for one run. `.git` stands above it, so that no policy of this machine is found.
pub struct Workplace {
    root: tempfile::TempDir,
}

impl Workplace {
    pub fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("work")).expect("a folder");
        fs::create_dir(root.path().join(".git")).expect("a folder");
        Workplace { root }
    }

    pub fn path(&self) -> PathBuf {
        self.root.path().join("work")
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }

    pub fn taglint(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_taglint"));
        command.args(arguments).current_dir(self.path()).env_clear();
        command.env("HOME", self.root.path()).env("NO_COLOR", "1").env("TAGLINT_TODAY", TODAY);
        command
    }
}

/// Runs a command with some standard input to its end.
pub fn run(mut command: Command, stdin: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // What is not read may be refused.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin);
    child.wait_with_output().expect("the binary ends")
}

/// The text of a file of this repository.
pub fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
