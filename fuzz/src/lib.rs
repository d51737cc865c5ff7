//! What each fuzz target does with its bytes. `tests/corpus.rs` of the main package does the same with every input
//! that was saved.

use std::path::PathBuf;

use taglint::bill::{Wanted, read};
use taglint::cost::Money;
use taglint::engine::{self, Checked, Outline, Screen, Task};
use taglint::fault::Fault;
use taglint::files::Store;
use taglint::finding::Claim;
use taglint::live::answer;
use taglint::live::pages::Pages;
use taglint::live::secret::Secrets;
use taglint::policy::{self, date};
use taglint::report::Options;
use taglint::report::format::Format;
use taglint::rule;
use taglint::snapshot::Snapshot;
use taglint::source::{Medium, Source, Span};
use taglint::tree::json::{self, Dialect};
use taglint::tree::{NodeRef, SyntaxError, Tree, hcl, toml, yaml};
use taglint::triage::Selection;
use taglint::triage::baseline::Baseline;

/// A target by its name, which is also that of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("api", api),
    ("baseline", baseline),
    ("bill", bill),
    ("check", judge),
    ("fix", fix),
    ("hcl", read_hcl),
    ("json", read_json),
    ("policy", load_policy),
    ("snapshot", snapshot),
    ("toml", read_toml),
    ("yaml", read_yaml),
];

/// The bytes as a text, if they are one.
fn source(name: &str, bytes: &[u8]) -> Option<Source> {
    Source::from_bytes(name, bytes.to_vec(), Medium::File).ok()
}

/// Asserts that every span lies in the text and cuts no character.
fn check_spans(source: &Source, spans: impl IntoIterator<Item = Span>) {
    for span in spans {
        assert!(source.text().get(span.range()).is_some(), "{span:?} is no part of the text");
    }
}

fn check_errors(source: &Source, errors: &[SyntaxError]) {
    check_spans(source, errors.iter().map(|error| error.span));
    for error in errors {
        let message = error.to_string();
        assert!(!message.is_empty() && !message.contains('\n'), "{message:?}");
    }
}

/// Looks at every node that is written, and asserts that it can be told what it says.
fn check_tree(tree: &Tree<'_>) {
    let mut open = vec![tree.root()];
    while let Some(node) = open.pop() {
        check_spans(tree.source(), [node.span(), node.mention()].into_iter().chain(node.tag_span()));
        assert_eq!(node.text().is_none(), node.is_container());
        // What an alias stands for is written elsewhere.
        if !node.is_alias() {
            open.extend(children(node));
        }
    }
}

fn children(node: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let entries = node.entries().flat_map(|entry| [entry.key, entry.value]);
    node.items().chain(entries).collect()
}

/// JSON in each dialect, and JSON Lines.
pub fn read_json(bytes: &[u8]) {
    let Some(source) = source("a.json", bytes) else { return };
    let mut accepted = false;
    for dialect in [Dialect::Strict, Dialect::WithComments, Dialect::WithTrailingCommas] {
        match json::parse(&source, dialect) {
            Ok(json) => {
                check_tree(&json.tree);
                check_spans(&source, json.comments);
                accepted = true;
            }
            Err(error) => {
                check_errors(&source, &[error]);
                assert!(!accepted, "a dialect refuses what a stricter one takes");
            }
        }
    }
    let lines = json::parse_lines(&source);
    check_tree(&lines.tree);
    check_errors(&source, &lines.errors);
}

/// YAML.
pub fn read_yaml(bytes: &[u8]) {
    let Some(source) = source("a.yaml", bytes) else { return };
    let yaml = yaml::parse(&source);
    for document in &yaml.documents {
        check_tree(document);
    }
    check_spans(&source, yaml.comments);
    check_errors(&source, yaml.error.as_slice());
}

/// TOML.
pub fn read_toml(bytes: &[u8]) {
    let Some(source) = source("a.toml", bytes) else { return };
    let toml = toml::parse(&source);
    check_tree(&toml.tree);
    check_spans(&source, toml.comments);
    let errors: Vec<_> = toml.errors.into_iter().map(SyntaxError::from).collect();
    check_errors(&source, &errors);
}

/// HCL in native syntax and in JSON.
pub fn read_hcl(bytes: &[u8]) {
    let Some(source) = source("a.tf", bytes) else { return };
    for parsed in [hcl::parse(&source), hcl::parse_json(&source)] {
        match parsed {
            Ok(hcl) => check_spans(&source, hcl.comments),
            Err(error) => check_errors(&source, &[error]),
        }
    }
    let _ = hcl::parse_expression(source.text());
}

/// A policy, read from its text alone.
pub fn load_policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(problems) = policy::load_text(text, "taglint.toml", None, rule::NAMES) {
        assert!(!problems.list().is_empty(), "a policy is refused without a word");
        for problem in problems.list() {
            let _ = taglint::report::problem::draw(problem, &Options::default());
        }
    }
}

/// Pages of the Projects API's answers, parted by a line with `%`.
pub fn api(bytes: &[u8]) {
    let mut pages = Pages::default();
    let mut rest = bytes;
    loop {
        let end = rest.windows(3).position(|part| part == b"\n%\n");
        let body = &rest[..end.unwrap_or(rest.len())];
        if let Ok(answer) = answer::read(body, &Secrets::default()) {
            let _ = pages.take(&answer, "us-east-1");
        }
        let Some(end) = end else { break };
        rest = &rest[end + 3..];
    }
    for (number, project) in pages.projects.iter().enumerate() {
        assert!(
            !pages.projects[..number].iter().any(|other| other.id == project.id),
            "a project comes twice"
        );
        let _ = project.to_project(number as u32);
    }
}

/// A baseline, which says the same when it is written and read again.
pub fn baseline(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(baseline) = Baseline::parse(text) else { return };
    let written = baseline.to_text();
    let again = Baseline::parse(&written).expect("what is written is read");
    assert_eq!(again.to_text(), written);
    assert_eq!(again.len(), baseline.len());
}

/// A snapshot, which says the same when it is written and read again.
pub fn snapshot(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(snapshot) = Snapshot::parse(text) else { return };
    assert_eq!(Snapshot::parse(&snapshot.to_text()).as_ref(), Ok(&snapshot));
    assert!(snapshot.changes(&[], &[]).is_empty(), "what nobody looked at has changed");
}

/// The names that inputs of [`bill`] may have; the first byte chooses. What is in a file decides what it is.
const BILLS: [&str; 3] = ["bill/costs.csv", "bill/costs.parquet", "bill/costs-Manifest.json"];

/// An export beside which the input is, or which it lists.
const EXPORT: &str = "\
bill_billing_period_start_date,bill_payer_account_id,line_item_usage_account_id,line_item_resource_id,\
line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_unblended_cost,line_item_currency_code,\
product_product_family,resource_tags
2026-11-01T00:00:00Z,999988887777,111122223333,arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_a1,\
Usage,AmazonBedrock,USE1-x,8.40,USD,Amazon Bedrock,\"{\"\"user_cost_center\"\": \"\"CC-1001\"\"}\"
";

/// An export in csv or parquet, packed or not, or a manifest of one.
pub fn bill(bytes: &[u8]) {
    let Some((&choice, content)) = bytes.split_first() else { return };
    let name = BILLS[usize::from(choice) % BILLS.len()];
    let texts = [("bill/e-1.csv", EXPORT.as_bytes().to_vec()), (name, content.to_vec())];
    let texts = texts.map(|(name, text)| (PathBuf::from(name), text));
    let keys = ["CostCenter", "Team"].map(str::to_owned).to_vec();
    let wanted = Wanted { keys, models: true, ..Wanted::default() };
    let Ok(bill) = read(&Store::in_memory("/work", texts), &[PathBuf::from("bill")], &wanted) else { return };
    for group in &bill.groups {
        assert_eq!(group.models.values().copied().sum::<Money>(), group.amount, "models are not the group");
        assert!(group.lines > 0, "a group has no lines");
    }
    let lines: u64 = bill.groups.iter().map(|group| group.lines).sum();
    assert_eq!(lines, bill.tallies.iter().map(|tally| tally.lines).sum::<u64>(), "lines are lost");
    for failure in &bill.failures {
        assert!(!failure.message.is_empty() && !failure.message.contains('\n'), "{failure:?}");
    }
}

/// The names that inputs of [`judge`] and [`fix`] may have; the first byte chooses.
const FILES: [&str; 8] =
    ["a.json", "a.yaml", "a.toml", "main.tf", "main.tf.json", "a.jsonl", "a.jsonc", "a.template"];

/// A dictionary in which everything can be wrong.
const POLICY: &str = r#"
[tags.Environment]
required = true
values = ["Production", "Staging", "Development", "Research"]
aliases = { prod = "Production", dev = "Development" }

[tags.CostCenter]
required = true
pattern = 'CC-\d{4}'

[tags.Owner]
required = { when = { tags = { Environment = "Production" } } }
format = "email"

[tags.DataClass]
required = true
default = "Internal"

[tags.cost_code]
deprecated = "use CostCenter"
replaced-by = "CostCenter"

[tags.Password]
forbidden = true

[tags."team:*"]
max-length = 8

[name]
pattern = '{Environment}-*'
abbreviations = { Environment = { Production = ["Prod"] } }

[[constraints]]
when = { name = "*-Research" }
require = { tags = { Environment = ["Research", "Development"] } }

[[overrides]]
when = { tags = { Sandbox = true } }
tags.CostCenter.required = false

[resources]
types = ["AWS::*", "aws_*"]
"#;

/// A file of some name with the rest of the bytes as its content.
fn task(bytes: &[u8]) -> Option<Task> {
    let (&choice, content) = bytes.split_first()?;
    let name = FILES[usize::from(choice) % FILES.len()];
    let today = date::parse("2026-11-21").expect("a day");
    // No file of the disk may have a say.
    let store = Store::in_memory("/work", []);
    let policy = engine::Wanted::Text(POLICY.to_owned());
    Some(Task {
        stdin: Some((name.to_owned(), content.to_vec())),
        ..Task::new(policy, store, Selection::everything(today))
    })
}

fn checked(task: &Task) -> Checked {
    done(engine::check(task))
}

fn done<T>(done: Result<T, Fault>) -> T {
    match done {
        Ok(done) => done,
        Err(Fault::Policy(problems)) => panic!("the policy is right: {problems}"),
        Err(fault) => panic!("it is judged: {fault}"),
    }
}

/// A definition from its bytes to every report.
pub fn judge(bytes: &[u8]) {
    let Some(task) = task(bytes) else { return };
    let report = done(engine::report(&task, &Screen::default()));
    let summary = &report.summary;
    assert!(summary.compliant <= summary.projects);
    assert_eq!(summary.error + summary.warning + summary.note, report.findings.len());
    for format in Format::ALL {
        let mut out = Vec::new();
        format.render(&report, &mut out, &Options::default()).expect("a vector takes everything");
        let text = String::from_utf8(out).expect("reports are text");
        let is_harmful = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!text.contains(is_harmful), "{format}: a control character is shown");
    }
}

/// Fixes of a definition: nothing new cannot be read, what remains is what was told, and a second run changes nothing.
/// There may be more than before: under another value other rules hold.
pub fn fix(bytes: &[u8]) {
    let Some(task) = task(bytes) else { return };
    let first = checked(&task);
    let (projects, unreadable) = (first.outline.projects, count_unreadable(&first.outline));
    let fixed = done(engine::fix(&task, true, &Screen::default()));
    let [change] = fixed.files.as_slice() else {
        assert!(fixed.files.is_empty());
        return;
    };
    let (name, _) = task.stdin.clone().expect("it has an input");
    assert_ne!(change.old.text(), change.new);
    let task = Task { stdin: Some((name, change.new.clone().into_bytes())), ..task };
    let again = checked(&task);
    assert_eq!(again.outline.projects, projects, "fixes change which projects there are");
    assert!(count_unreadable(&again.outline) <= unreadable, "fixes break the text");
    let left = fixed.checked.outline.sorted.findings.len();
    assert_eq!(again.outline.sorted.findings.len(), left, "what remains is not what is told");
    let twice = done(engine::fix(&task, true, &Screen::default()));
    assert!(twice.files.is_empty(), "a second run goes on");
}

fn count_unreadable(outline: &Outline) -> usize {
    outline.sorted.findings.iter().filter(|finding| finding.claim == Claim::Unread).count()
}
