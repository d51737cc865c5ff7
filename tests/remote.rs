//! `taglint spend` from outside, of bills that are not on this machine: against servers here that speak S3 and Athena,
//! rightly and wrongly. Most of what they hold is parquet.

#![cfg(feature = "parquet")]

#[allow(dead_code, reason = "each file of tests uses its part")]
#[path = "support/api.rs"]
mod api;
#[path = "remote/athena.rs"]
mod athena_tests;
#[cfg(unix)]
#[path = "remote/interrupts.rs"]
mod interrupts;
#[path = "remote/keys.rs"]
mod keys;
#[path = "remote/proof.rs"]
mod proof;
#[path = "remote/renewal.rs"]
mod renewal;
#[path = "support/s3.rs"]
mod s3;
#[path = "remote/s3.rs"]
mod s3_tests;
#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;
#[path = "remote/tables.rs"]
mod tables;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use api::Api;
use support::{Workplace, run};

/// A secret that is in no output.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bills")
}

/// A folder with the policy of the example.
fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", std::fs::read(fixtures().join("taglint.toml")).expect("read"));
    workplace
}

/// `taglint spend` with credentials, and with servers at one address.
fn spend(workplace: &Workplace, api: &Api, arguments: &[&str]) -> Command {
    let mut command = workplace.taglint(&[&["spend", "--format", "json"], arguments].concat());
    command.env("AWS_ACCESS_KEY_ID", KEY_ID).env("AWS_SECRET_ACCESS_KEY", SECRET);
    command.env("AWS_ENDPOINT_URL", api.origin()).env("AWS_REGION", "us-east-1");
    command
}

/// Runs a command, whose output has no secret in it, and gives its status, its document and its standard error.
fn told(command: Command) -> (i32, Value, String) {
    let Output { status, stdout, stderr } = run(command, b"");
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    for output in [&stdout, &stderr] {
        assert!(!output.contains(SECRET) && !output.contains(KEY_ID), "{output}");
    }
    let document = serde_json::from_str(&stdout).unwrap_or(Value::Null);
    (status.code().expect("a code"), document, stderr)
}

/// The `spend` and the findings of a document.
fn figures(document: &Value) -> (Value, Value) {
    (document["spend"].clone(), document["findings"].clone())
}

/// What a bill of the fixtures comes to where it is read from the disk.
fn of_disk(workplace: &Workplace, name: &str, arguments: &[&str]) -> (i32, Value, Value) {
    let path = fixtures().join(name);
    let all = [&["spend", "--format", "json", path.to_str().expect("text")], arguments].concat();
    let (status, document, stderr) = told(workplace.taglint(&all));
    assert!(status < 2, "{stderr}");
    let (spend, findings) = figures(&document);
    (status, spend, findings)
}
