//! The script of the GitHub Action, run as a runner runs it: inputs in the environment, outputs, job summary and path
//! in files.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use support::{TODAY, Workplace, read, run, search_path, tool};

const POLICY: &str = "[tags.CostCenter]\nrequired = true\npattern = 'CC-\\d{4}'\n[tags.Team]\n";
const GOOD: &str = "name: A\ntags: {CostCenter: CC-1001}\n";
const BAD: &str =
    "projects:\n- name: B\n  tags: {CostCenter: \"1\", Other: x}\n- name: C\n  tags: {CostCenter: CC-1001}\n";

/// A workspace on a runner.
struct Runner {
    place: Workplace,
    inputs: BTreeMap<String, String>,
}

/// The inputs that nobody sets, as the action passes them to the script.
fn defaults() -> BTreeMap<String, String> {
    let action = read("action.yml");
    let (mut name, mut defaults) = (String::new(), BTreeMap::new());
    let inputs = action.split("\noutputs:").next().unwrap().split("\ninputs:").nth(1).unwrap();
    for line in inputs.lines() {
        if let Some(default) = line.strip_prefix("    default: ") {
            let variable = format!("TAGLINT_INPUT_{}", name.to_uppercase().replace('-', "_"));
            let handed = format!("        {variable}: ${{{{ inputs.{name} }}}}\n");
            assert!(action.contains(&handed), "{handed:?}");
            defaults.insert(variable, default.trim_matches('"').to_owned());
        } else if line.starts_with("  ") && !line.starts_with("   ") {
            name = line.trim().trim_end_matches(':').to_owned();
        }
    }
    assert_eq!(action.matches("${{ inputs.").count(), defaults.len());
    defaults
}

/// What a step left behind.
struct Step {
    status: i32,
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
    path: String,
}

impl Runner {
    fn new(definition: &str) -> Self {
        let place = Workplace::new();
        place.write("taglint.toml", POLICY);
        place.write("projects.yaml", definition);
        fs::create_dir(place.path().join("../runner")).unwrap();
        Runner { place, inputs: defaults() }
    }

    fn with(mut self, input: &str, value: &str) -> Self {
        self.inputs.insert(format!("TAGLINT_INPUT_{input}"), value.to_owned());
        self
    }

    fn command(&self) -> Command {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let runner = self.place.path().join("../runner");
        let mut command = tool("bash", &self.place.path());
        command.arg(root.join("scripts/action.sh")).env("HOME", &runner);
        command.env("RUNNER_TEMP", &runner).env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64");
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_ACTION_PATH", root).env("TAGLINT_TODAY", TODAY);
        command.env("GITHUB_WORKSPACE", self.place.path());
        for (name, file) in
            [("GITHUB_OUTPUT", "output"), ("GITHUB_STEP_SUMMARY", "summary"), ("GITHUB_PATH", "path")]
        {
            fs::write(runner.join(file), "").unwrap();
            command.env(name, runner.join(file));
        }
        command.envs(&self.inputs);
        command
    }

    /// Runs the step with the binary that is there already.
    fn run(&self) -> Step {
        let mut command = self.command();
        command.env("TAGLINT_BIN", support::BINARY);
        self.run_as(command)
    }

    fn run_as(&self, command: Command) -> Step {
        let output = run(command, b"");
        let file = |name: &str| fs::read_to_string(self.place.path().join("../runner").join(name)).unwrap();
        let outputs = file("output");
        let output_of = |line: &str| {
            let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("no output: {line:?}"));
            (name.to_owned(), value.to_owned())
        };
        Step {
            status: output.status.code().expect("it ends by itself"),
            log: String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr),
            outputs: outputs.lines().map(output_of).collect(),
            summary: file("summary"),
            path: file("path"),
        }
    }
}

impl Step {
    #[track_caller]
    fn exits(self, status: i32) -> Step {
        assert_eq!(self.status, status, "{}", self.log);
        assert_eq!(self.outputs["status"], status.to_string(), "{:?}", self.outputs);
        self
    }

    fn has(&self, outputs: &[(&str, &str)]) {
        for (name, value) in outputs {
            assert_eq!(
                self.outputs.get(*name).map(String::as_str),
                Some(*value),
                "{name}: {:?}",
                self.outputs
            );
        }
    }
}

#[test]
fn a_clean_run_says_so_everywhere() {
    let runner = Runner::new(GOOD);
    let step = runner.run().exits(0);
    step.has(&[("errors", "0"), ("warnings", "0"), ("notes", "0"), ("projects", "1"), ("compliant", "1")]);
    step.has(&[("sarif-file", "taglint.sarif")]);
    assert!(step.summary.contains("taglint") && step.summary.contains("CostCenter"), "{}", step.summary);
    let sarif = fs::read_to_string(runner.place.path().join("taglint.sarif")).unwrap();
    assert!(sarif.contains("\"version\":\"2.1.0\""), "{sarif}");
    assert!(step.log.contains("No findings in"), "people see the result in the log: {}", step.log);
    assert!(!step.log.contains("::error"), "{}", step.log);
}

#[test]
fn findings_fail_the_step_after_everything_was_given_out() {
    let runner = Runner::new(BAD).with("SARIF_FILE", "reports/new folder/taglint.sarif");
    let step = runner.run().exits(1);
    step.has(&[("errors", "1"), ("warnings", "1"), ("notes", "0"), ("projects", "2"), ("compliant", "1")]);
    step.has(&[("sarif-file", "reports/new folder/taglint.sarif")]);
    assert!(runner.place.path().join("reports/new folder/taglint.sarif").is_file());
    assert!(step.log.contains("\n::error file=projects.yaml,line=3,"), "{}", step.log);
    assert!(step.log.contains("\n::warning file=projects.yaml,line=3,"), "{}", step.log);
    assert!(step.log.contains("malformed-value") && step.log.contains("taglint.toml:3"), "{}", step.log);
    assert!(step.summary.contains("malformed-value"), "{}", step.summary);
    let step =
        Runner::new(BAD).with("FAIL_ON", "never").with("ANNOTATIONS", "false").with("SARIF_FILE", "").run();
    let step = step.exits(0);
    assert!(!step.log.contains("::error") && !step.outputs.contains_key("sarif-file"), "{}", step.log);
    step.has(&[("errors", "1")]);
    Runner::new("name: A\ntags: {CostCenter: CC-1001, Other: x}\n").with("FAIL_ON", "warning").run().exits(1);
}

#[test]
fn a_broken_policy_is_no_success_and_no_counts() {
    let runner = Runner::new(GOOD);
    runner.place.write("taglint.toml", "[tags.CostCenter]\nrequird = true\n");
    let step = runner.run().exits(2);
    assert_eq!(step.outputs.len(), 1, "{:?}", step.outputs);
    let annotation =
        "\n::error file=taglint.toml,line=2,endLine=2,col=1,endColumn=8,title=taglint::nothing was checked: ";
    assert!(step.log.contains(annotation) && step.log.contains("`required`"), "{}", step.log);
    assert!(
        step.summary.contains("nothing was checked") && step.summary.contains("taglint.toml&#58;2&#58;1 |")
    );
    assert!(step.summary.contains("requird"), "{}", step.summary);
    // Without annotations the log has the cause, and the step still says that it failed.
    let step = runner.with("ANNOTATIONS", "false").run().exits(2);
    assert!(step.log.contains("\n::error title=taglint::nothing was checked: see the log"), "{}", step.log);
    assert!(!step.log.contains("::error file="), "{}", step.log);
}

#[test]
fn of_several_policies_of_a_repository_the_wrong_one_is_annotated() {
    let runner = Runner::new(GOOD).with("PATHS", "one two");
    runner.place.write("one/taglint.toml", POLICY);
    runner.place.write("one/projects.yaml", GOOD);
    runner.place.write("two/taglint.toml", "[tags.Team]\nrequired = 1\n");
    runner.place.write("two/deep/projects.yaml", GOOD);
    let step = runner.run().exits(2);
    assert!(step.log.contains("::error file=two/taglint.toml,line=2,"), "{}", step.log);
    assert!(step.summary.contains("two/taglint.toml&#58;2&#58;12 |"), "{}", step.summary);
    runner.place.write("two/taglint.toml", "[tags.Team]\nrequired = true\n");
    let step = runner.run().exits(1);
    step.has(&[("projects", "2"), ("errors", "1"), ("compliant", "1")]);
    assert!(step.log.contains("::error file=two/deep/projects.yaml,line=1,"), "{}", step.log);
}

#[test]
fn what_else_stops_a_run_is_annotated_too() {
    let step = Runner::new(GOOD).with("PATHS", "nowhere").run().exits(2);
    assert!(
        step.log.contains("\n::error title=taglint::nothing was checked: `nowhere` does not exist"),
        "{}",
        step.log
    );
    assert!(step.summary.contains("nowhere"), "{}", step.summary);
}

#[test]
fn an_incomplete_run_is_no_success() {
    let runner = Runner::new(GOOD).with("PATHS", "projects.yaml loop.yaml");
    std::os::unix::fs::symlink("loop.yaml", runner.place.path().join("loop.yaml")).unwrap();
    let step = runner.run().exits(3);
    step.has(&[("errors", "0"), ("projects", "1")]);
    assert!(step.log.contains("::error title=taglint::something could not be looked at"), "{}", step.log);
}

#[test]
fn arguments_keep_their_blanks_and_nothing_is_expanded() {
    let runner = Runner::new(GOOD)
        .with("PATHS", "'my projects'\n\"other one/a.yaml\" projects.yaml")
        .with("POLICY", "the policy.toml")
        .with("BASELINE", "the baseline.json")
        .with("ARGS", "--output 'concise=the report.txt' --require-nothing");
    runner.place.write("my projects/b.yaml", BAD);
    runner.place.write("other one/a.yaml", BAD);
    runner.place.write("the policy.toml", POLICY);
    runner.place.write("the baseline.json", "{\"version\": 1, \"findings\": []}");
    let step = runner.run().exits(2);
    assert!(step.log.contains("--require-nothing"), "{}", step.log);
    let step = runner.with("ARGS", "--output 'concise=the report.txt'\n --min-level\terror").run().exits(1);
    step.has(&[("projects", "5"), ("errors", "2"), ("warnings", "0")]);
}

#[test]
fn a_pattern_keeps_its_backslashes() {
    for spec in [
        r"--require CostCenter~CC-\d{4}",
        r"--require 'CostCenter~CC-\d{4}'",
        r#"--require=CostCenter~"CC-\d{4}""#,
    ] {
        Runner::new(GOOD).with("ARGS", spec).run().exits(0);
        Runner::new(BAD).with("ARGS", spec).run().exits(1);
    }
}

#[test]
fn hostile_inputs_are_only_texts() {
    let hostile = [
        "$(touch owned)",
        "`touch owned`",
        "x; touch owned",
        "x\nstatus=0\nerrors=0",
        "x\r\n::set-output name=status::0",
        "--exit-zero",
        "-",
        "*",
        "a\" \"b",
        "%0A::error::x",
    ];
    for input in ["POLICY", "PATHS", "FAIL_ON", "BASELINE", "SARIF_FILE", "ANNOTATIONS", "ARGS", "VERSION"] {
        for text in hostile {
            let runner = Runner::new(BAD).with(input, text);
            let step = runner.run();
            let left: Vec<_> =
                fs::read_dir(runner.place.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
            assert!(!left.iter().any(|name| name == "owned"), "{input} {text:?}: {left:?}");
            assert_eq!(step.outputs["status"], step.status.to_string(), "{input} {text:?}");
            let known = ["status", "errors", "warnings", "notes", "projects", "compliant", "sarif-file"];
            assert!(step.outputs.keys().all(|name| known.contains(&name.as_str())), "{:?}", step.outputs);
            // The arguments are those of taglint, which may ask for no failure; no other input may.
            let may_pass = input == "ARGS" && text == "--exit-zero";
            assert!(may_pass || step.status != 0, "{input} {text:?}: {}", step.log);
        }
    }
    let step = Runner::new(BAD).with("ARGS", "--policy 'never closed").run().exits(2);
    assert!(step.log.contains("quote that is never closed"), "{}", step.log);
}

#[test]
fn what_projects_are_called_is_no_command_to_the_runner() {
    let name = "::error::x%0A::set-output name=status::0 ##[error]y";
    let runner = Runner::new(&format!(
        "name: \"{name}\"\ntags: {{CostCenter: \"\\n::error::z\", Team: \"$(touch owned)\"}}\n"
    ));
    let step = runner.run().exits(1);
    let mut stopped = None;
    for line in step.log.lines() {
        if let Some(token) = line.strip_prefix("::stop-commands::") {
            assert_eq!(token.len(), 32);
            stopped = Some(format!("::{token}::"));
        } else if stopped.as_deref() == Some(line) {
            stopped = None;
        } else if stopped.is_none() && line.trim_start().starts_with("::") {
            assert!(
                line.starts_with("::error file=projects.yaml,")
                    || line.starts_with("::warning file=projects.yaml,"),
                "{line}"
            );
        }
    }
    assert_eq!(stopped, None, "commands are heard again");
    assert!(!runner.place.path().join("owned").exists());
}

/// Serves some files by HTTP, as a host of releases does; gives the address of it.
fn serve(files: BTreeMap<String, Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                request.push(byte[0]);
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default();
            let (status, body) = match files.get(path) {
                Some(body) => ("200 OK", body.as_slice()),
                None => ("404 Not Found", b"".as_slice()),
            };
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            // The client may have gone.
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        }
    });
    address
}

/// A release of version 9.9.9, with the checksum that is given or the right one.
fn release(runner: &Runner, checksum: Option<&str>) -> String {
    let folder = runner.place.path().join("../runner/release");
    fs::create_dir(&folder).unwrap();
    let script = format!("#!/bin/sh\necho 'the released one'\nexec '{}' \"$@\"\n", support::BINARY);
    fs::write(folder.join("taglint"), script).unwrap();
    let archive = "taglint-x86_64-unknown-linux-musl.tar.gz";
    let made = tool("bash", &folder)
        .args(["-c", "chmod +x taglint && tar -czf \"$0\" taglint && { sha256sum \"$0\" 2>/dev/null || shasum -a 256 \"$0\"; }", archive])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let sum = match checksum {
        Some(sum) => format!("{sum}  {archive}\n").into_bytes(),
        None => made.stdout,
    };
    let base = format!("/v9.9.9/{archive}");
    serve(BTreeMap::from([(format!("{base}.sha256"), sum), (base, fs::read(folder.join(archive)).unwrap())]))
}

#[test]
fn a_release_is_installed_when_its_checksum_is_right() {
    let runner = Runner::new(GOOD).with("VERSION", "v9.9.9");
    let mut command = runner.command();
    command.env("TAGLINT_RELEASES", release(&runner, None));
    let step = runner.run_as(command).exits(0);
    assert!(
        step.log.contains("its checksum verified") && step.log.contains("the released one"),
        "{}",
        step.log
    );
    let folder = step.path.trim_end();
    assert!(Path::new(folder).join("taglint").is_file(), "later steps find it: {folder:?}");
}

#[test]
fn a_release_is_installed_where_paths_have_colons_and_backslashes() {
    let runner = Runner::new(GOOD).with("VERSION", "9.9.9").with("PATHS", "projects.yaml");
    fs::create_dir(runner.place.path().join(r"D:\a")).unwrap();
    let mut command = runner.command();
    // As on Windows, where bash is given paths of Windows.
    command.env("RUNNER_TEMP", r"D:\a").env("TAGLINT_RELEASES", release(&runner, None));
    let step = runner.run_as(command).exits(0);
    assert!(step.log.contains("its checksum verified"), "{}", step.log);
}

#[test]
fn a_release_with_a_wrong_checksum_is_not_run() {
    let runner = Runner::new(GOOD).with("VERSION", "9.9.9");
    let mut command = runner.command();
    command.env("TAGLINT_RELEASES", release(&runner, Some(&"0".repeat(64))));
    let step = runner.run_as(command).exits(2);
    assert!(step.log.contains("is not what its checksum says"), "{}", step.log);
    assert!(!step.log.contains("the released one") && step.path.is_empty(), "{}", step.log);
}

#[test]
fn a_version_that_is_neither_released_nor_that_of_the_action_is_refused() {
    let runner = Runner::new(GOOD).with("VERSION", "8.8.8");
    let mut command = runner.command();
    command.env("TAGLINT_RELEASES", serve(BTreeMap::new()));
    let step = runner.run_as(command).exits(2);
    assert!(step.log.contains("there is no released taglint 8.8.8"), "{}", step.log);
    for (name, value, said) in [
        ("TAGLINT_INPUT_VERSION", "../1", "is a version such as"),
        ("TAGLINT_RELEASES", "http://example.com/x", "by https"),
        (
            "TAGLINT_RELEASES",
            "http://127.0.0.1:80@example.com/x",
            "by https, and not from `http://example.com/x`",
        ),
        ("TAGLINT_RELEASES", "http://127.0.0.1:8000.example.com", "by https"),
        (
            "TAGLINT_RELEASES",
            "ftp://me:hunter2@example.com/x",
            "by https, and not from `ftp://example.com/x`",
        ),
        ("TAGLINT_RELEASES", "http://me:hun/ter2@example.com", "by https"),
    ] {
        let mut command = runner.command();
        command.env(name, value);
        let step = runner.run_as(command).exits(2);
        assert!(step.log.contains(said) && !step.log.contains("hunter2"), "{}", step.log);
    }
}

#[test]
fn a_password_of_the_releases_is_used_and_not_shown() {
    let runner = Runner::new(GOOD).with("VERSION", "9.9.9");
    let with_password = |base: String| base.replace("http://", "http://me:hunter2@");
    let mut command = runner.command();
    command.env("TAGLINT_RELEASES", with_password(release(&runner, None)));
    let step = runner.run_as(command).exits(0);
    assert!(step.log.contains("the released one") && !step.log.contains("hunter2"), "{}", step.log);
    let mut command = runner.command();
    // Nobody answers there.
    command.env("TAGLINT_RELEASES", "http://me:hunter2@127.0.0.1:9/x");
    let step = runner.run_as(command).exits(2);
    let said = "`http://127.0.0.1:9/x/v9.9.9/taglint-x86_64-unknown-linux-musl.tar.gz` cannot be downloaded";
    assert!(step.log.contains(said) && !step.log.contains("hunter2"), "{}", step.log);
}

/// What is built where nothing is released: a cargo that makes a binary as the real one would.
#[test]
fn without_a_release_the_checkout_of_the_action_is_built() {
    let runner = Runner::new(GOOD);
    let tools = runner.place.path().join("../runner/tools");
    fs::create_dir(&tools).unwrap();
    let cargo = format!(
        "#!/bin/bash\necho \"cargo $*\"\nwhile [[ $1 != --target-dir ]]; do shift; done\nmkdir -p \"$2/release\"\ncp '{}' \"$2/release/taglint\"\n",
        support::BINARY
    );
    fs::write(tools.join("cargo"), cargo).unwrap();
    tool("chmod", &tools).args(["+x", "cargo"]).status().unwrap();
    let path = format!("{}:{}", tools.display(), search_path().display());
    for (name, value) in
        [("TAGLINT_RELEASES", serve(BTreeMap::new())), ("TAGLINT_INPUT_VERSION", "source".to_owned())]
    {
        let mut command = runner.command();
        command.env("PATH", &path).env(name, value);
        let step = runner.run_as(command).exits(0);
        let manifest = format!("{}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
        let built = format!("cargo build --release --locked --manifest-path {manifest} --target-dir ");
        assert!(step.log.contains(&built), "{}", step.log);
        assert!(Path::new(step.path.trim_end()).join("taglint").is_file());
    }
}
