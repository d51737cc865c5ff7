//! How long each format takes for 1,000 and for 10,000 findings: ten times as many must take ten times as long.
//!
//! `cargo bench --bench render`

use std::collections::BTreeMap;

use divan::{Bencher, counter::ItemsCount};
use taglint::engine::{self, Screen, Task, Wanted};
use taglint::files::Store;
use taglint::report::Options;
use taglint::report::Report;
use taglint::report::format::Format;
use taglint::triage::Selection;
use time::macros::date;

fn main() {
    divan::main();
}

/// A report of so many findings, each with a snippet, a clause of the policy and a fix.
fn findings(number: usize) -> Report {
    let project = |i| format!("- name: Project-{i}\n  tags:\n    Environment: Prodd\n");
    let text: String = (0..number).map(project).collect();
    let policy = Wanted::Text("[tags.Environment]\nvalues = [\"Production\", \"Prod\"]\n".to_owned());
    let selection = Selection::everything(date!(2026 - 01 - 01));
    let task = Task {
        stdin: Some(("projects.yaml".to_owned(), text.into_bytes())),
        ..Task::new(policy, Store::in_memory("/work", []), selection)
    };
    let report = engine::report(&task, &Screen::default()).expect("the policy is right");
    assert_eq!(report.findings.len(), number);
    report
}

#[divan::bench(args = Format::ALL, consts = [1_000, 10_000], sample_count = 10)]
fn render<const NUMBER: usize>(bencher: Bencher<'_, '_>, format: Format) {
    thread_local! {
        static REPORTS: std::cell::RefCell<BTreeMap<usize, Report>> = const { std::cell::RefCell::new(BTreeMap::new()) };
    }
    let options = Options { color: true, unicode: true, width: Some(120), ..Options::default() };
    REPORTS.with_borrow_mut(|reports| {
        let report = &*reports.entry(NUMBER).or_insert_with(|| findings(NUMBER));
        bencher.counter(ItemsCount::new(NUMBER)).bench_local(|| {
            let mut out = Vec::new();
            format.render(report, &mut out, &options).expect("a vector takes everything");
            out
        });
    });
}
