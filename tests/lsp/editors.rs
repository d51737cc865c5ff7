//! A real editor and a client in another language, where they are installed.

use std::path::Path;

use super::support::{BINARY, Workplace, run, tool};

/// A folder with a document in which two things are wrong.
fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.write(
        "taglint.toml",
        "[tags.CostCenter]\nrequired = true\n[tags.Team]\ndescription = \"who runs it\"\nvalues = [\"😀Red\"]\n[rules]\ntag-limits = \"off\"\n",
    );
    workplace.write("a.yaml", "name: a\ntags:\n  Team: 😀red\n");
    workplace
}

/// Runs a program with a script of this folder, where the program is installed.
fn runs(name: &str, script: &str, arguments: &[&str]) {
    let workplace = workplace();
    if tool(name, &workplace.path()).arg("--version").output().is_err() {
        println!("there is no {name} here: skipped");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp").join(script);
    let script = script.to_str().expect("UTF-8");
    let mut command = tool(name, &workplace.path());
    for argument in arguments {
        command.arg(argument.replace("{script}", script).replace("{binary}", BINARY));
    }
    command.env("TAGLINT", BINARY);
    let output = run(command, b"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
}

#[test]
fn neovim_shows_completes_and_fixes() {
    runs("nvim", "neovim.lua", &["--headless", "--clean", "-n", "-c", "luafile {script}"]);
}

#[test]
fn a_client_in_python_is_served() {
    runs("python3", "client.py", &["{script}", "{binary}"]);
}
