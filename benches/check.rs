//! How long a check takes, as ratios to a bare `serde_json` parse of the same bytes in the same run.
//!
//! `cargo bench --bench check` prints the table. `cargo test` builds it and runs it on little data.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use taglint::engine::{Checked, Task, Wanted, check};
use taglint::files::Store;
use taglint::triage::Selection;
use time::macros::date;

const POLICY: &str = r#"
[tags.CostCenter]
required = true
pattern = 'CC-\d{4}'

[tags.Environment]
required = true
values = ["Production", "Staging", "Development", "Research"]

[tags.Application]
required = true

[tags.Team]
required = true
"#;

/// What a program without rules would make of a project.
#[derive(serde::Deserialize)]
struct Bare {
    #[expect(dead_code, reason = "it is only parsed")]
    name: String,
    #[expect(dead_code, reason = "it is only parsed")]
    tags: BTreeMap<String, String>,
}

/// Projects of which one in ten is wrong in one of three ways.
fn projects(number: usize) -> Vec<u8> {
    let environments = ["Production", "Staging", "Development", "Research"];
    let mut text = String::from("[\n");
    for index in 0..number {
        let wrong = if index % 10 == 0 { Some(index / 10 % 3) } else { None };
        let environment = if wrong == Some(1) { "Prodd" } else { environments[index % 4] };
        let cost_center = match wrong {
            Some(0) => String::new(),
            Some(2) => r#", "CostCenter": "CC-12""#.to_owned(),
            _ => format!(r#", "CostCenter": "CC-{}""#, 1000 + index % 9000),
        };
        let comma = if index + 1 == number { "" } else { "," };
        text.push_str(&format!(
            r#"  {{"name": "Project-{index}", "tags": {{"Application": "App{}", "Environment": "{environment}", "Team": "DataScience"{cost_center}}}}}{comma}"#,
            index % 50
        ));
        text.push('\n');
    }
    text.push_str("]\n");
    text.into_bytes()
}

/// A check of a manifest. It reads a copy of it, as it would of a file.
fn task(bytes: &[u8]) -> Task {
    let selection = Selection::everything(date!(2026 - 01 - 01));
    Task {
        stdin: Some(("projects.json".to_owned(), bytes.to_vec())),
        ..Task::new(Wanted::Text(POLICY.to_owned()), Store::in_memory("/work", []), selection)
    }
}

fn judge(task: &Task) -> Checked {
    check(task).expect("the policy is right")
}

/// The median of some runs.
fn time<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    // `cargo test` passes `--test`: then it is enough that everything runs.
    let is_test = std::env::args().any(|argument| argument == "--test");
    let sizes: &[usize] = if is_test { &[100] } else { &[1_000, 100_000, 1_000_000] };
    println!("{:>9}  {:>9}  {:>10}  {:>10}  {:>6}", "projects", "MB", "serde_json", "check", "ratio");
    for &size in sizes {
        let bytes = projects(size);
        let task = task(&bytes);
        let checked = judge(&task);
        assert_eq!((checked.outline.projects, checked.outline.sorted.findings.len()), (size, size / 10));
        let runs = if is_test { 1 } else { (2_000_000 / size).clamp(3, 200) };
        let bare = time(runs, || serde_json::from_slice::<Vec<Bare>>(&bytes).expect("JSON").len());
        let ours = time(runs, || judge(&task).outline.projects);
        println!(
            "{size:>9}  {:>9.2}  {:>7.2} ms  {:>7.2} ms  {:>6.2}",
            bytes.len() as f64 / 1e6,
            bare.as_secs_f64() * 1e3,
            ours.as_secs_f64() * 1e3,
            ours.as_secs_f64() / bare.as_secs_f64(),
        );
    }
}
