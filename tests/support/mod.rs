//! What the tests of the binary share: a folder of its own, and an environment with nothing in it.

#[cfg(unix)]
pub mod browser;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
#[cfg(unix)]
use std::{process::Child, time::Duration};

/// The day on which every test runs.
pub const TODAY: &str = "2026-11-21";

/// The binary under test. Only what passes it to another program names it; tests start it by [`taglint_in`].
pub const BINARY: &str = env!("CARGO_BIN_EXE_taglint");

/// What a command keeps of this process's environment: the clock that `faketime` sets, so that a run of the tests
/// under another year reaches the binary too, and what no program of Windows opens a socket without.
const KEPT: [&str; 6] = [
    "LD_PRELOAD",
    "FAKETIME",
    "FAKETIME_SHARED",
    "FAKETIME_DONT_FAKE_MONOTONIC",
    "FAKETIME_DISABLE_SHM",
    "SystemRoot",
];

/// The binary with these arguments in this folder: the one way in which tests start it. Nothing of the machine reaches
/// it: no variable of the environment, no home, no terminal, and its day is [`TODAY`].
pub fn taglint_in(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(arguments).current_dir(folder);
    isolate(&mut command);
    command.env("HOME", "/nonexistent").env("NO_COLOR", "1").env("TAGLINT_TODAY", TODAY);
    command
}

/// Another program that a test needs, such as git: in this folder, with a search path and nothing else of the machine.
pub fn tool(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder);
    isolate(&mut command);
    command.env("PATH", search_path()).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

/// Where programs are looked for, also where the environment is empty.
pub fn search_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into())
}

/// Takes the environment of this process from a command, but for the clock.
fn isolate(command: &mut Command) {
    command.env_clear();
    for name in KEPT {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
}

/// A folder for one run. `.git` is above it, so that no policy of this machine is found.
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

    pub fn taglint(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = taglint_in(&self.path(), arguments);
        command.env("HOME", self.root.path());
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

/// Interrupts a process as Ctrl-C does.
#[cfg(unix)]
pub fn interrupt(process: &Child) {
    signal(process, "-INT");
}

#[cfg(unix)]
fn signal(process: &Child, signal: &str) {
    let mut kill = tool("kill", &std::env::temp_dir());
    assert!(kill.args([signal, &process.id().to_string()]).status().expect("kill starts").success());
}

/// Runs a command, and interrupts it as soon as it waits for something.
#[cfg(unix)]
pub fn interrupted(command: Command, is_waiting: impl Fn() -> bool) -> Output {
    signalled(command, "-INT", is_waiting)
}

/// Runs a command, and asks it to end as soon as it waits for something. Who does not listen for that ends at once, also
/// where whoever runs the tests ignores interrupts.
#[cfg(unix)]
pub fn terminated(command: Command, is_waiting: impl Fn() -> bool) -> Output {
    signalled(command, "-TERM", is_waiting)
}

#[cfg(unix)]
fn signalled(mut command: Command, by: &str, is_waiting: impl Fn() -> bool) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    for _ in 0..600 {
        if is_waiting() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    signal(&child, by);
    child.wait_with_output().expect("it ends")
}

/// The text of a file of this repository.
pub fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
