//! The binary from outside: every case of `tests/cases/*.toml` is run in a folder and an environment of its own.
//!
//! A case says what is there (`files`, `bytes`, `links`, `hard-links`, `env`, `stdin`), what is run (`args`), and what comes of it.
//! Without `args`, the folder is checked in the `json` format; then `findings` are `path:line:column rule tag value`,
//! `spans` are `line:column@offset-line:column@offset text`, `because` is `path:line text` or `none`, `related` is
//! `path:line:column message; …` or `none`, and `summary` and `fields` are what must be in the document at least. `then` runs more in the same folder.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use support::{Workplace, read, run};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Cases {
    /// The policy of the cases that have none of their own.
    policy: Option<String>,
    /// Whether all of them need a build that reads programs.
    #[serde(default)]
    needs_clients: bool,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Case {
    name: String,
    /// The policy; an empty one is not written at all.
    policy: Option<String>,
    /// Whether it needs a build that reads programs.
    #[serde(default)]
    needs_clients: bool,
    /// Whether it needs a build that serves editors.
    #[serde(default)]
    needs_lsp: bool,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    bytes: BTreeMap<String, Vec<u8>>,
    #[serde(default)]
    links: BTreeMap<String, String>,
    #[serde(default)]
    hard_links: BTreeMap<String, String>,
    #[serde(flatten)]
    first: Step,
    #[serde(default)]
    then: Vec<Step>,
}

/// What is run, and what comes of it.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Step {
    args: Option<Vec<String>>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    stdin: String,
    exit: i32,
    stdout: Option<String>,
    stderr: Option<String>,
    #[serde(default)]
    stdout_has: Vec<String>,
    #[serde(default)]
    stdout_lacks: Vec<String>,
    #[serde(default)]
    stderr_has: Vec<String>,
    #[serde(default)]
    stderr_lacks: Vec<String>,
    /// Files afterwards, in full.
    #[serde(default)]
    left: BTreeMap<String, String>,
    /// The whole document, or for JSON Lines all of them, as JSON.
    document: Option<String>,
    findings: Option<Vec<String>>,
    spans: Option<Vec<String>>,
    because: Option<Vec<String>>,
    related: Option<Vec<String>>,
    /// For each finding `safe`, `unsafe` or `none`.
    fixes: Option<Vec<String>>,
    summary: Option<Value>,
    /// By JSON pointer.
    #[serde(default)]
    fields: BTreeMap<String, Value>,
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.collect();
    files.sort();
    let (mut number, mut wrong) = (0, String::new());
    for path in files {
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        let cases: Cases = toml::from_str(&read(&path)).unwrap_or_else(|error| panic!("{file}: {error}"));
        for case in cases.case {
            if (cases.needs_clients || case.needs_clients) && !cfg!(feature = "clients") {
                continue;
            }
            if case.needs_lsp && !cfg!(feature = "lsp") {
                continue;
            }
            number += 1;
            for told in case.run(cases.policy.as_deref()) {
                wrong += &format!("\n{file}:{}: {}\n", case.name, told.replace('\n', "\n    "));
            }
        }
    }
    assert!(number > 0 && wrong.is_empty(), "{wrong}");
}

impl Case {
    /// What is wrong with what came of it.
    fn run(&self, policy: Option<&str>) -> Vec<String> {
        let place = Workplace::new();
        let policy = self.policy.as_deref().or(policy).filter(|policy| !policy.is_empty());
        if let Some(policy) = policy {
            place.write("taglint.toml", policy);
        }
        for (name, text) in &self.files {
            place.write(name, text);
        }
        for (name, bytes) in &self.bytes {
            place.write(name, bytes);
        }
        for (name, target) in &self.links {
            #[cfg(unix)]
            std::os::unix::fs::symlink(target, place.path().join(name)).expect("a link");
        }
        for (name, file) in &self.hard_links {
            fs::hard_link(place.path().join(file), place.path().join(name)).expect("a link");
        }
        let steps = std::iter::once(&self.first).chain(&self.then);
        steps.flat_map(|step| step.run(&place)).collect()
    }
}

/// What is not as it should be.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn unless_same(&mut self, what: &str, got: &str, wanted: &str) {
        if got != wanted {
            self.0.push(format!("{what}: got\n{got}\nwanted\n{wanted}"));
        }
    }

    fn unless_told(&mut self, what: &str, text: &str, has: &[String], lacks: &[String]) {
        for part in has.iter().filter(|part| !text.contains(*part)) {
            self.0.push(format!("{what} lacks {part:?}:\n{text}"));
        }
        for part in lacks.iter().filter(|part| text.contains(*part)) {
            self.0.push(format!("{what} has {part:?}:\n{text}"));
        }
    }
}

impl Step {
    /// What is wrong with what comes of it.
    fn run(&self, place: &Workplace) -> Vec<String> {
        let default = ["check", "--format", "json", "."].map(str::to_owned);
        let mut command = place.taglint(self.args.as_deref().unwrap_or(&default));
        command.envs(&self.env);
        let output = run(command, self.stdin.as_bytes());
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let mut wrong = Wrong::default();
        let code = if let Some(code) = output.status.code() { code.to_string() } else { "none".to_owned() };
        wrong.unless_same("exit status", &code, &self.exit.to_string());
        if let Some(wanted) = &self.stdout {
            wrong.unless_same("stdout", &stdout, wanted);
        }
        if let Some(wanted) = &self.stderr {
            wrong.unless_same("stderr", &stderr, wanted);
        }
        for (name, text) in &self.left {
            let left = fs::read_to_string(place.path().join(name)).unwrap_or_default();
            wrong.unless_same(name, &left, text);
        }
        if let Some(document) = &self.document {
            wrong.unless_same("document", &pretty(&parsed(&stdout)), &pretty(&parsed(document)));
        }
        self.read(place, &parsed(&stdout).into_iter().next().unwrap_or_default(), &mut wrong);
        wrong.unless_told("stdout", &stdout, &self.stdout_has, &self.stdout_lacks);
        wrong.unless_told("stderr", &stderr, &self.stderr_has, &self.stderr_lacks);
        if let (false, Some(first)) = (stderr.is_empty(), wrong.0.first_mut()) {
            first.push_str(&format!("\nstderr:\n{stderr}"));
        }
        wrong.0
    }

    /// Reads the report in the `json` format.
    fn read(&self, place: &Workplace, report: &Value, wrong: &mut Wrong) {
        type View<'a> = (&'a str, &'a Option<Vec<String>>, &'a dyn Fn(&Value) -> String);
        let safety = |finding: &Value| finding["fix"]["safety"].as_str().unwrap_or("none").to_owned();
        let views: [View<'_>; 5] = [
            ("findings", &self.findings, &finding),
            ("spans", &self.spans, &|finding| span(place, &self.stdin, &finding["location"])),
            ("because", &self.because, &|finding| because(place, &finding["because"])),
            ("related", &self.related, &related),
            ("fixes", &self.fixes, &safety),
        ];
        let findings = report["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
        for (what, wanted, tell) in views {
            let got = || findings.iter().map(tell).collect::<Vec<_>>().join("\n");
            if let Some(wanted) = wanted {
                wrong.unless_same(what, &got(), &wanted.join("\n"));
            }
        }
        if let Some(wanted) = self.summary.as_ref().filter(|wanted| !contains(&report["summary"], wanted)) {
            wrong.unless_same("summary", &report["summary"].to_string(), &wanted.to_string());
        }
        for (pointer, wanted) in &self.fields {
            let got = report.pointer(pointer).cloned().unwrap_or_default();
            wrong.unless_same(pointer, &got.to_string(), &wanted.to_string());
        }
    }
}

/// The values of a JSON document or of JSON Lines; none of any other text.
fn parsed(text: &str) -> Vec<Value> {
    serde_json::Deserializer::from_str(text).into_iter().map_while(Result::ok).collect()
}

fn pretty(values: &[Value]) -> String {
    values.iter().map(|value| format!("{value:#}")).collect::<Vec<_>>().join("\n")
}

/// Whether all that is wanted is there.
fn contains(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::Object(got), Value::Object(wanted)) => {
            wanted.iter().all(|(key, wanted)| got.get(key).is_some_and(|got| contains(got, wanted)))
        }
        _ => got == wanted,
    }
}

fn finding(finding: &Value) -> String {
    let mut words =
        vec![position(&finding["location"]), finding["rule"].as_str().unwrap_or_default().to_owned()];
    let said = ["tag", "value"].map(|field| finding[field].as_str());
    words.extend(said.into_iter().flatten().map(str::to_owned));
    words.join(" ")
}

fn position(location: &Value) -> String {
    let start = &location["start"];
    format!("{}:{}:{}", location["path"].as_str().unwrap_or("-"), start["line"], start["column"])
}

fn related(finding: &Value) -> String {
    let related = finding["related"].as_array().map(Vec::as_slice).unwrap_or_default();
    let one = |one: &Value| {
        format!("{} {}", position(&one["location"]), one["message"].as_str().unwrap_or_default())
    };
    match related.iter().map(one).collect::<Vec<_>>() {
        none if none.is_empty() => "none".to_owned(),
        all => all.join("; "),
    }
}

/// The ends of a location, and the text between their offsets.
fn span(place: &Workplace, stdin: &str, location: &Value) -> String {
    let end = |end: &str| {
        let end = &location[end];
        format!("{}:{}@{}", end["line"], end["column"], end["offset"])
    };
    format!("{}-{} {}", end("start"), end("end"), text_of(place, stdin, location))
}

fn because(place: &Workplace, location: &Value) -> String {
    match location["path"].as_str() {
        None => "none".to_owned(),
        Some(path) => format!("{path}:{} {}", location["start"]["line"], text_of(place, "", location)),
    }
}

fn text_of(place: &Workplace, stdin: &str, location: &Value) -> String {
    let path = place.path().join(location["path"].as_str().unwrap_or_default());
    let bytes = fs::read(path).unwrap_or_else(|_| stdin.as_bytes().to_vec());
    let offset = |end: &str| location[end]["offset"].as_u64().unwrap_or_default() as usize;
    String::from_utf8_lossy(bytes.get(offset("start")..offset("end")).unwrap_or_default()).into_owned()
}

/// Each clause of a built-in policy speaks in a test of it.
#[test]
fn packs_are_tested() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = run(support::taglint_in(root, &["policy", "test", "rules", "--min-coverage", "100"]), b"");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}");
}

/// A reader that goes away is content, whatever is printed.
#[test]
fn a_broken_pipe_is_quiet() {
    for args in [&["man"][..], &["rules"], &["check", "--exit-zero", "-q", "--require", "CostCenter", "."]] {
        let place = Workplace::new();
        let projects: Vec<String> =
            (0..5000).map(|number| format!(r#"{{"name": "p{number}", "tags": {{}}}}"#)).collect();
        place.write("projects.json", format!("[{}]", projects.join(",\n")));
        let mut command = place.taglint(args);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the binary ends");
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{args:?}: {output:?}");
    }
}
