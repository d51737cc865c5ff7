//! What each fuzz target does with its bytes. `tests/corpus.rs` of the main package does the same with every input
//! that was saved.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use taglint::bill::{Wanted, read};
use taglint::cost::Money;
#[cfg(feature = "lsp")]
use taglint::editor::{Setup, serve};
use taglint::engine::{self, Checked, Outline, Screen, Task};
use taglint::exchange::import;
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
use taglint::suite::{Request, prove};
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
    ("client", client),
    #[cfg(feature = "lsp")]
    ("editor", edit),
    ("fix", fix),
    ("hcl", read_hcl),
    ("import", import_policy),
    ("json", read_json),
    ("policy", load_policy),
    ("snapshot", snapshot),
    ("suite", prove_policy),
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

/// The names that inputs of [`client`] may have; the first byte chooses.
const CLIENTS: [&str; 12] = [
    "a.py",
    "a.js",
    "a.ts",
    "a.tsx",
    "A.java",
    "a.go",
    ".env",
    "a.sh",
    "compose.yaml",
    ".github/workflows/a.yml",
    "Dockerfile",
    "main.tf",
];

/// A file of some name with the rest of the bytes as its content.
fn task(bytes: &[u8], names: &[&str]) -> Option<Task> {
    let (&choice, content) = bytes.split_first()?;
    let name = names[usize::from(choice) % names.len()];
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
    report(task(bytes, &FILES));
}

/// The source code or a setting of a client, from its bytes to every report.
pub fn client(bytes: &[u8]) {
    report(task(bytes, &CLIENTS));
}

fn report(task: Option<Task>) {
    let Some(task) = task else { return };
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
    let Some(task) = task(bytes, &FILES) else { return };
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

/// A tag policy below one that is written well. What becomes of it is a policy that can be read.
pub fn import_policy(bytes: &[u8]) {
    let root = Source::new("root.json", ROOT, Medium::File);
    let Some(own) = source("own.json", bytes) else { return };
    match import::chain(&[vec![Arc::new(root)], vec![Arc::new(own)]]) {
        Ok(imported) => {
            let text = imported.text;
            if let Err(problems) = policy::load_text(&text, "taglint.toml", None, rule::NAMES) {
                panic!("what is imported is no policy: {problems}\n{text}");
            }
        }
        Err(problems) => assert!(!problems.list().is_empty(), "a tag policy is refused without a word"),
    }
}

/// The tag policy above.
const ROOT: &str = r#"{"tags": {
    "costcenter": {"tag_key": {"@@assign": "CostCenter"}, "tag_value": {"@@assign": ["CC-1001", "CC-20*"]}},
    "team": {"tag_key": {"@@assign": "Team", "@@operators_allowed_for_child_policies": ["@@none"]}}
}}"#;

/// Tests of a policy.
pub fn prove_policy(bytes: &[u8]) {
    let texts = [("taglint.test.toml", bytes), ("taglint.toml", POLICY.as_bytes()), ("a.json", DEFINITION)];
    let texts = texts.map(|(name, text)| (PathBuf::from(name), text.to_vec()));
    let request = Request {
        store: Store::in_memory("/work", texts),
        paths: vec![PathBuf::from(".")],
        policy: engine::Wanted::Nearest,
        selection: Selection::everything(date::parse("2026-11-21").expect("a day")),
        coverage: true,
    };
    match prove(&request) {
        Ok(proof) => assert!(proof.passed() + proof.failed() > 0, "nothing is proven"),
        Err(Fault::Policy(problems)) => {
            assert!(!problems.list().is_empty(), "a test is refused without a word");
            for problem in problems.list() {
                let _ = taglint::report::problem::draw(problem, &Options::default());
            }
        }
        Err(_) => {}
    }
}

/// A definition that tests may name.
const DEFINITION: &[u8] = br#"{"name": "Atlas", "tags": {"Environment": "prod", "CostCenter": "CC-1001"}}"#;

/// The texts of a document while it is edited, parted by a line with `%`, behind a byte that chooses its name; each
/// begins with the place about which everything is asked, two bytes. Without such a place the bytes are messages as
/// they come.
#[cfg(feature = "lsp")]
pub fn edit(bytes: &[u8]) {
    let Some((&choice, texts)) = bytes.split_first() else { return };
    let input = match usize::from(choice) % (FILES.len() + 2) {
        0 => texts.to_vec(),
        1 => session("taglint.toml", texts),
        file => session(FILES[file - 2], texts),
    };
    let store = Store::in_memory("/work", [(PathBuf::from("taglint.toml"), POLICY.as_bytes().to_vec())]);
    let setup = Setup { store, log: None, today: || date::parse("2026-11-21") };
    let output = Output::default();
    serve(io::Cursor::new(input), output.clone(), setup);
    let written = output.0.lock().expect("nobody panics with it");
    let mut rest = &written[..];
    while let Some(end) = rest.windows(4).position(|part| part == b"\r\n\r\n") {
        let head = std::str::from_utf8(&rest[..end]).expect("a header is text");
        let length = head.strip_prefix("Content-Length: ").expect("a header");
        let length: usize = length.parse().expect("a length");
        let body = &rest[end + 4..end + 4 + length];
        assert!(std::str::from_utf8(body).expect("JSON is text").contains("\"jsonrpc\":\"2.0\""));
        rest = &rest[end + 4 + length..];
    }
    assert!(rest.is_empty(), "a message is not whole");
}

/// What an editor sends that opens a file, changes it, and asks all that can be asked.
#[cfg(feature = "lsp")]
fn session(name: &str, texts: &[u8]) -> Vec<u8> {
    let mut input = Vec::new();
    let mut send = |message: String| {
        input.extend(format!("Content-Length: {}\r\n\r\n{message}", message.len()).into_bytes());
    };
    let uri = format!("file:///work/{name}");
    let notice =
        |method: &str, params: &str| format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#);
    send(r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"processId":null,"rootUri":"file:///work","capabilities":{}}}"#.to_owned());
    send(notice("initialized", "{}"));
    let texts = String::from_utf8_lossy(texts).into_owned();
    for (version, text) in texts.split("\n%\n").enumerate() {
        let mut characters = text.chars();
        let mut number = || characters.next().map(u32::from).unwrap_or_default() % 32;
        let (line, character) = (number(), number());
        let text = quoted(characters.as_str());
        send(match version {
            0 => notice(
                "textDocument/didOpen",
                &format!(r#"{{"textDocument":{{"uri":"{uri}","languageId":"","version":0,"text":{text}}}}}"#),
            ),
            _ => notice(
                "textDocument/didChange",
                &format!(
                    r#"{{"textDocument":{{"uri":"{uri}","version":{version}}},"contentChanges":[{{"text":{text}}}]}}"#
                ),
            ),
        });
        let place = format!(r#"{{"line":{line},"character":{character}}}"#);
        for method in ["hover", "completion", "definition", "codeAction"] {
            send(format!(
                r#"{{"jsonrpc":"2.0","id":"{method}{version}","method":"textDocument/{method}","params":{{"textDocument":{{"uri":"{uri}"}},"position":{place},"range":{{"start":{place},"end":{place}}},"context":{{"diagnostics":[]}}}}}}"#
            ));
        }
    }
    send(r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#.to_owned());
    send(r#"{"jsonrpc":"2.0","method":"exit"}"#.to_owned());
    input
}

/// A text as JSON writes it.
#[cfg(feature = "lsp")]
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// What a server writes.
#[cfg(feature = "lsp")]
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

#[cfg(feature = "lsp")]
impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics with it").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
