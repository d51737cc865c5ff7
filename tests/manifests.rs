//! The fixtures of manifests: the documented sample in every format, and a file for each kind of finding.

#[allow(dead_code, reason = "each file of tests uses its part")]
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

/// A list of more bytes than are kept as nodes is read a few projects at a time: nothing else may change by that.
#[test]
fn of_a_large_list_the_same_is_said() {
    let place = Workplace::new();
    place.write("taglint.toml", "[tags.Team]\nrequired = true\nvalues = [\"Core\"]\n");
    let project = |index: usize| {
        let name = if index == 9_000 { "p-7".to_owned() } else { format!("p-{index}") };
        let team = match index {
            100 => r#""Cor\u0065x""#,
            8_000 => "null",
            _ => r#""Core""#,
        };
        format!("{{ \"name\": \"{name}\", /* {} */ \"tags\": {{\"Team\": {team}}} }}", "x".repeat(80))
    };
    let list = |range: std::ops::Range<usize>| range.map(project).collect::<Vec<_>>().join(",\n");
    let text = format!("{{\"projects\": [\n{}\n// taglint: ignore[missing-tag] none\n]}}\n", list(0..10_000));
    assert!(text.len() > taglint::collect::manifest::large::LARGE);
    place.write("large.json", &text);
    let report = check(&place, "large.json");
    let told = report["findings"].as_array().expect("a list").iter().map(|finding| {
        let (start, end) = (&finding["location"]["start"], &finding["location"]["end"]);
        let range = start["offset"].as_u64().expect("a number") as usize
            ..end["offset"].as_u64().expect("a number") as usize;
        let rule = finding["rule"].as_str().expect("a rule");
        format!("{rule} {} {}", start["line"], &text[range])
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "invalid-value 102 Cor\\u0065x",
            "empty-value 8002 null",
            "duplicate-name 9002 p-7",
            "unused-ignore 10002 taglint: ignore[missing-tag] none",
        ]
    );
    assert_eq!(report["summary"]["projects"], 10_000);
}
