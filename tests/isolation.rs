//! No test depends on the day, the clock, the locale, the home, the terminal or the network of the machine: each starts
//! programs by the door in `tests/support`, which passes none of these on.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Workplace, run, tool};

/// What tests may do in `tests/support` only, and here, where it is named.
const PAST_THE_DOOR: [&str; 5] =
    ["CARGO_BIN_EXE", "Command::new", "env::vars", "env_clear", "SystemTime::now"];

/// The Rust files of a folder, in it and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_test_goes_past_the_door() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut wrong = Vec::new();
    for path in files(&tests) {
        if path.starts_with(tests.join("support")) || path.ends_with("isolation.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("UTF-8");
        for (index, line) in text.lines().enumerate() {
            if PAST_THE_DOOR.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_door_passes_on_nothing_of_the_machine() {
    let folder = Workplace::new();
    let output = run(tool("env", &folder.path()), b"");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    for line in printed.lines() {
        let (name, _) = line.split_once('=').expect("a variable");
        let known = ["PATH", "HOME", "GIT_CONFIG_NOSYSTEM", "LD_PRELOAD", "SystemRoot"];
        assert!(known.contains(&name) || name.starts_with("FAKETIME"), "{line}");
    }
    let command = folder.taglint(&["check"]);
    let mut names: Vec<String> = Vec::new();
    for (name, value) in command.get_envs() {
        if value.is_some() {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.retain(|name| !["LD_PRELOAD", "SystemRoot"].contains(&&**name) && !name.starts_with("FAKETIME"));
    assert_eq!(names, ["HOME", "NO_COLOR", "TAGLINT_TODAY"]);
}
