//! From the first run to the gate, as a team meets it: fixes, ignores, exceptions, baselines, several outputs.

#[path = "adoption/baselines.rs"]
mod baselines;
#[path = "adoption/exceptions.rs"]
mod exceptions;
#[path = "adoption/fixes.rs"]
mod fixes;
#[path = "adoption/ignores.rs"]
mod ignores;
#[path = "adoption/layouts.rs"]
mod layouts;
#[path = "adoption/outputs.rs"]
mod outputs;
#[path = "adoption/shared.rs"]
mod shared;
#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::fs;

use serde_json::Value;
use support::{Workplace, run};

/// The policy of these tests.
const POLICY: &str = r#"[tags.Application]
pattern = '[A-Z][A-Za-z0-9]+'

[tags.Environment]
required = true
values = ["Production", "Staging", "Development"]
aliases = { prod = "Production", dev = "Development" }

[tags.CostCenter]
required = true
pattern = 'CC-\d{4}'
examples = ["CC-1001"]

[tags.DataClass]
required = true
default = "Internal"

[tags.Note]

[tags.cost_code]
deprecated = "use CostCenter"
replaced-by = "CostCenter"

[tags.Password]
forbidden = true
"#;

/// What came of a run.
struct Ran {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    #[track_caller]
    fn exits(self, status: i32) -> Ran {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }

    /// The findings of a JSON report, each as `rule tag`.
    fn found(&self) -> Vec<String> {
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let report = self.json();
        let findings = report["findings"].as_array().expect("a list").iter();
        findings.map(|finding| format!("{} {}", word(&finding["rule"]), word(&finding["tag"]))).collect()
    }
}

/// A folder with the policy of these tests.
fn place() -> Workplace {
    place_with("")
}

/// A folder with the policy of these tests and something more in it.
fn place_with(more: &str) -> Workplace {
    let place = Workplace::new();
    place.write("taglint.toml", format!("{POLICY}{more}"));
    place
}

fn taglint(place: &Workplace, arguments: &[&str]) -> Ran {
    taglint_with(place, arguments, "")
}

fn taglint_with(place: &Workplace, arguments: &[&str], stdin: &str) -> Ran {
    let output = run(place.taglint(arguments), stdin.as_bytes());
    Ran {
        status: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

fn text(place: &Workplace, name: &str) -> String {
    fs::read_to_string(place.path().join(name)).expect("it is there")
}

/// A manifest of one project with some more tags, one a line.
fn manifest(name: &str, tags: &[(&str, &str)]) -> String {
    let mut text = format!("name: {name}\ntags:\n");
    for (key, value) in tags {
        text += &format!("  {key}: {value}\n");
    }
    text
}

const RIGHT: &[(&str, &str)] =
    &[("Environment", "Production"), ("CostCenter", "CC-1001"), ("DataClass", "Internal")];

const WRONG: &[(&str, &str)] =
    &[("Environment", "Production"), ("CostCenter", "1001"), ("DataClass", "Internal")];
