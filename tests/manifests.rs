//! The fixtures of manifests: the documented sample in every format, and a file for each kind of finding.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{Workplace, read, run};

/// Copies a folder of fixtures, so that only its own policy is found.
fn copy(folder: &str) -> (Workplace, Vec<String>) {
    let place = Workplace::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/manifest").join(folder);
    let entries = fs::read_dir(&from).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut names: Vec<String> = entries
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            place.write(&name, fs::read(&path).expect("read"));
            name
        })
        .collect();
    names.retain(|name| name != "taglint.toml" && !name.ends_with(".csv"));
    names.sort();
    (place, names)
}

fn check(place: &Workplace, path: &str) -> Value {
    let output = run(place.taglint(&["check", "--format", "json", path]), b"");
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{path}: {error}: {stderr}"))
}

#[test]
fn the_sample_contradicts_itself_once_in_every_format() {
    let (place, files) = copy("sample");
    assert!(files.len() >= 7, "{files:?}");
    for file in files {
        let report = check(&place, &file);
        let found = report["findings"].as_array().expect("a list").iter();
        let found: Vec<_> =
            found.map(|finding| (finding["rule"].as_str(), finding["project"]["name"].as_str())).collect();
        assert_eq!(found, [(Some("name-mismatch"), Some("Experiments-Research"))], "{file}");
        assert_eq!(report["summary"]["projects"], 4, "{file}");
        let location = &report["findings"][0]["location"];
        let offset = |end: &str| location[end]["offset"].as_u64().expect("an offset") as usize;
        let text = read(format!("fixtures/manifest/sample/{file}"));
        assert_eq!(&text[offset("start")..offset("end")], "Experiments-Research", "{file}");
    }
}

#[test]
fn each_file_shows_the_rule_that_it_is_named_after() {
    let (place, files) = copy("findings");
    let report = check(&place, ".");
    let mut shown = BTreeSet::new();
    for finding in report["findings"].as_array().expect("a list") {
        let path = finding["location"]["path"].as_str().expect("a path");
        let rule = finding["rule"].as_str().expect("a rule");
        match path.split_once('.').expect("an ending").0 {
            "taglint" => assert!(rule.ends_with("-exception"), "{finding}"),
            stem => assert_eq!(rule, stem, "{finding}"),
        }
        shown.insert(rule.to_owned());
    }
    let stems = files.iter().map(|file| file.split_once('.').expect("an ending").0.to_owned());
    let mut wanted: BTreeSet<String> = stems.filter(|stem| stem != "hidden").collect();
    wanted.extend(["expired-exception", "unused-exception"].map(str::to_owned));
    assert_eq!(shown, wanted);
    let hidden = &report["summary"]["hidden"];
    assert_eq!((&hidden["ignored"], &hidden["excepted"]), (&1.into(), &1.into()));
}
