//! The binary from outside: every case of `tests/cases/*.toml` is run in a folder and an environment of its own.
//!
//! A case says what is there (`files`, `bytes`, `links`, `env`, `stdin`), what is run (`args`), and what comes of it.
//! Without `args`, the folder is checked in the `json` format; then `findings` are `path:line:column rule tag value`,
//! `spans` are `line:column@offset-line:column@offset text`, `because` is `path:line text` or `none`, and `summary`
//! and `fields` are what must be in the document at least. `then` runs more in the same folder.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use support::{Workplace, read, run};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    /// The policy of the cases that have none of their own.
    policy: Option<String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Case {
    name: String,
    /// The policy; an empty one is not written at all.
    policy: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    bytes: BTreeMap<String, Vec<u8>>,
    #[serde(default)]
    links: BTreeMap<String, String>,
    #[serde(default)]
    then: Vec<Step>,
    args: Option<Vec<String>>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    stdin: String,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Step {
    args: Option<Vec<String>>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    stdin: String,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Expected {
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
        policy.into_iter().for_each(|policy| place.write("taglint.toml", policy));
        self.files.iter().for_each(|(name, text)| place.write(name, text));
        self.bytes.iter().for_each(|(name, bytes)| place.write(name, bytes));
        for (name, target) in &self.links {
            #[cfg(unix)]
            std::os::unix::fs::symlink(target, place.path().join(name)).expect("a link");
        }
        let mut wrong = step(&place, self.args.as_deref(), &self.env, &self.stdin, &self.expected);
        for next in &self.then {
            wrong.extend(step(&place, next.args.as_deref(), &next.env, &next.stdin, &next.expected));
        }
        wrong
    }
}

fn step(
    place: &Workplace,
    args: Option<&[String]>,
    env: &BTreeMap<String, String>,
    stdin: &str,
    expected: &Expected,
) -> Vec<String> {
    let default = ["check", "--format", "json", "."].map(str::to_owned);
    let mut command = place.taglint(args.unwrap_or(&default));
    command.envs(env);
    let output = run(command, stdin.as_bytes());
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut wrong = Vec::new();
    let mut same = |what: &str, got: String, wanted: String| {
        if got != wanted {
            wrong.push(format!("{what}: got\n{got}\nwanted\n{wanted}"));
        }
    };
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    same("exit status", code, expected.exit.to_string());
    for (what, got, wanted) in [("stdout", &stdout, &expected.stdout), ("stderr", &stderr, &expected.stderr)]
    {
        wanted.iter().for_each(|wanted| same(what, got.clone(), wanted.clone()));
    }
    for (name, text) in &expected.left {
        same(name, fs::read_to_string(place.path().join(name)).unwrap_or_default(), text.clone());
    }
    if let Some(document) = &expected.document {
        same("document", pretty(&parsed(&stdout)), pretty(&parsed(document)));
    }
    let report = || parsed(&stdout).into_iter().next().unwrap_or_default();
    let each = |tell: &dyn Fn(&Value) -> String| {
        let report = report();
        let findings = report["findings"].as_array().cloned().unwrap_or_default();
        findings.iter().map(tell).collect::<Vec<_>>().join("\n")
    };
    type View<'a> = (&'a str, &'a Option<Vec<String>>, &'a dyn Fn(&Value) -> String);
    let views: [View<'_>; 4] = [
        ("findings", &expected.findings, &finding),
        ("spans", &expected.spans, &|finding| span(place, stdin, &finding["location"])),
        ("because", &expected.because, &|finding| because(place, &finding["because"])),
        ("fixes", &expected.fixes, &|finding| finding["fix"]["safety"].as_str().unwrap_or("none").to_owned()),
    ];
    for (what, wanted, tell) in views {
        wanted.iter().for_each(|wanted| same(what, each(tell), wanted.join("\n")));
    }
    if let Some(wanted) = &expected.summary {
        let got = report()["summary"].clone();
        if !contains(&got, wanted) {
            same("summary", got.to_string(), wanted.to_string());
        }
    }
    for (pointer, wanted) in &expected.fields {
        let got = report().pointer(pointer).cloned().unwrap_or_default();
        same(pointer, got.to_string(), wanted.to_string());
    }
    for (what, text, has, lacks) in [
        ("stdout", &stdout, &expected.stdout_has, &expected.stdout_lacks),
        ("stderr", &stderr, &expected.stderr_has, &expected.stderr_lacks),
    ] {
        for part in has.iter().filter(|part| !text.contains(*part)) {
            wrong.push(format!("{what} lacks {part:?}:\n{text}"));
        }
        for part in lacks.iter().filter(|part| text.contains(*part)) {
            wrong.push(format!("{what} has {part:?}:\n{text}"));
        }
    }
    if let (false, Some(first)) = (stderr.is_empty(), wrong.first_mut()) {
        first.push_str(&format!("\nstderr:\n{stderr}"));
    }
    wrong
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
    let location = &finding["location"];
    let start = &location["start"];
    let mut words = vec![
        format!("{}:{}:{}", location["path"].as_str().unwrap_or("-"), start["line"], start["column"]),
        finding["rule"].as_str().unwrap_or_default().to_owned(),
    ];
    let said = ["tag", "value"].map(|field| finding[field].as_str());
    words.extend(said.into_iter().flatten().map(str::to_owned));
    words.join(" ")
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
