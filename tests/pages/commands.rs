//! The commands that pages show: taglint knows each of them, and all that is typed with it.

use std::fs;
use std::path::Path;

use crate::support::{BINARY, Workplace, read, run, tool};

/// What stands for taglint: it reads its arguments as they are typed, then only says its help.
const STAND_IN: &str = r#"taglint() { "$TAGLINT" "$@" --help; }"#;

/// The pages with commands, by path.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    for folder in ["docs", "rules"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
            if name.ends_with(".md") {
                pages.push(format!("{folder}/{name}"));
            }
        }
    }
    pages.sort();
    pages
}

/// The command of a line within a block of code, without the prompt or the key of YAML that it is behind. Folders that
/// commands write into are made as the page says.
fn command(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for before in ["- ", "run: ", "$ "] {
        rest = rest.strip_prefix(before).unwrap_or(rest);
    }
    (rest.starts_with("taglint ") || rest.starts_with("mkdir -p ")).then_some(rest)
}

/// The commands of a page, each with its line.
fn commands(page: &str) -> Vec<(usize, &str)> {
    let mut is_code = false;
    let mut commands = Vec::new();
    for (number, line) in page.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if is_code && let Some(command) = command(line) {
            commands.push((number + 1, command));
        }
    }
    commands
}

#[test]
fn commands_of_pages_are_commands_of_taglint() {
    let workplace = Workplace::new();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for page in pages() {
        for (line, command) in commands(&read(&page)) {
            seen += 1;
            let mut shell = tool("sh", &workplace.path());
            shell.env("TAGLINT", BINARY).args(["-c", &format!("{STAND_IN}\n{command}")]);
            let output = run(shell, b"");
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                wrong.push(format!("{page}:{line}: {command}\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 80, "only {seen} commands were found");
}
