//! Policies from outside: fixtures that load, fixtures that are wrong, the built-in packs and the schema.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use miette::{GraphicalReportHandler, GraphicalTheme};
use proptest::prelude::*;
use taglint::files::{FileName, Store};
use taglint::policy::pack::PACKS;
use taglint::policy::shape::schema::{json_of, schema};
use taglint::policy::{Given, NamedBy, Problem, load, load_text, show};
use taglint::rule::NAMES;

/// The policies of a folder of fixtures, by name.
fn fixtures(folder: &str) -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policy").join(folder);
    let entries = fs::read_dir(&root).expect("a folder of fixtures");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let policies = paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut policies: Vec<_> = policies.map(|path| (name(&path), path)).collect();
    policies.sort();
    policies
}

/// What a problem of the policy `name` says, as the `.expect` files have it: the file where it is another, line,
/// column and text; then code and message; then the help.
fn told(problem: &Problem, name: &str) -> String {
    let at = problem.at.as_ref().expect("a place");
    let file = if at.path() == name { String::new() } else { format!("{} ", at.path()) };
    let start = at.source.position(at.span.start);
    let mut told = format!("{file}{}:{} {}\n", start.line, start.column, at.source.slice(at.span));
    writeln!(told, "  {}: {}", problem.code, problem.message).expect("a string takes it");
    if let Some(help) = &problem.help {
        writeln!(told, "  help: {help}").expect("a string takes it");
    }
    told
}

/// The files of this package.
fn here() -> Store {
    Store::on_disk(std::env::current_dir().expect("a folder"))
}

/// A policy that the user names.
fn given(path: &Path, name: &str) -> Given {
    let name = FileName { path: here().working_folder().join(path), shown: name.to_owned() };
    Given::named(name, NamedBy::Option)
}

fn drawn(problem: &Problem) -> String {
    let mut drawn = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::none());
    handler.render_report(&mut drawn, problem).expect("a string takes it");
    drawn
}

#[test]
fn right_policies_load() {
    for (name, path) in fixtures("ok") {
        if let Err(problems) = load(&given(&path, &name), &here(), NAMES) {
            let told: String = problems.into_iter().map(|problem| told(problem, &name)).collect();
            panic!("{name}:\n{told}");
        }
    }
}

#[test]
fn of_wrong_policies_every_problem_is_told_at_its_place() {
    let mut wrong = String::new();
    for (name, path) in fixtures("bad") {
        let expected = fs::read_to_string(path.with_extension("expect")).expect("what is expected");
        let problems =
            load(&given(&path, &name), &here(), NAMES).err().unwrap_or_else(|| panic!("{name} loads"));
        let found: String = problems.into_iter().map(|problem| told(problem, &name)).collect();
        if found != expected {
            writeln!(wrong, "== {name}: expected\n{expected}-- found\n{found}").expect("a string takes it");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_problem_can_be_drawn() {
    for (name, path) in fixtures("bad") {
        for problem in &load(&given(&path, &name), &here(), NAMES).expect_err("a wrong policy") {
            let at = problem.at.as_ref().expect("a place");
            let start = at.source.position(at.span.start);
            let drawn = drawn(problem);
            let place = format!("[{}:{}:{}]", at.path(), start.line, start.column);
            for part in [problem.code, &place, &problem.label] {
                assert!(drawn.contains(part), "no {part:?} in\n{drawn}");
            }
        }
    }
}

#[test]
fn a_policy_that_is_not_there_is_a_problem_without_a_place() {
    let problems = load(&given(Path::new("fixtures/policy/none.toml"), "none.toml"), &here(), NAMES)
        .expect_err("absent");
    let [problem] = problems.list() else { panic!("one problem") };
    assert_eq!((problem.code, &problem.at), ("policy::unreadable", &None));
    assert_eq!(
        problem.message,
        "cannot read the policy `none.toml`, which `--policy` names: it does not exist"
    );
    assert!(drawn(problem).contains("policy::unreadable"));
}

/// A policy without its comments, and what `policy show` says of it.
fn shown(text: &str, folder: &Path) -> String {
    let store = Store::on_disk(folder);
    let shown = show::show_text(text, "taglint.toml", Some(&store), NAMES).expect("a right policy");
    // In the fixtures, no text has such an end.
    let plain = |line| if let Some((plain, _)) = str::rsplit_once(line, "  # ") { plain } else { line };
    shown.lines().map(|line| plain(line).to_owned() + "\n").collect()
}

#[test]
fn what_is_shown_of_a_policy_loads_to_the_same() {
    for (name, path) in fixtures("ok") {
        let text = fs::read_to_string(&path).expect("a fixture");
        let folder = path.parent().expect("a folder");
        let once = shown(&text, folder);
        let data = |text: &str| toml::from_str::<toml::Table>(text).expect("TOML");
        assert_eq!(data(&shown(&once, folder)), data(&once), "{name}");
        let policy = |text: &str| {
            let policy = load_text(text, "taglint.toml", Some(&Store::on_disk(folder)), NAMES)
                .expect("a right policy");
            format!("{policy:#?}")
        };
        let (shown, written) = (policy(&once), policy(&text));
        let (shown, written) = (without_places(&shown), without_places(&written));
        let differ = shown.iter().zip(&written).find(|(shown, written)| shown != written);
        assert_eq!((shown.len(), differ), (written.len(), None), "{name}:\n{once}");
    }
}

/// The lines of the debug form of a policy without where things are, sorted, since tables of hashes have no order.
/// The file of a lookup is named from the folder of the policy that shows it.
fn without_places(debug: &str) -> Vec<&str> {
    let mut kept = Vec::new();
    let mut hidden: Option<usize> = None;
    for line in debug.lines() {
        let depth = line.len() - line.trim_start().len();
        match hidden {
            Some(outer) if depth > outer => continue,
            Some(outer) if depth == outer => {
                hidden = None;
                continue;
            }
            _ => {}
        }
        if line.trim_end().ends_with("Location {") {
            hidden = Some(depth);
            continue;
        }
        if !line.trim_start().starts_with("file: ") {
            kept.push(line);
        }
    }
    kept.sort_unstable();
    kept
}

#[test]
fn what_is_shown_names_where_it_comes_from() {
    let path = Path::new("fixtures/policy/ok/contract.toml");
    let shown = show::show(&given(path, "taglint.toml"), &here(), NAMES).expect("a right policy");
    for line in [
        "description = \"Which workload or service\"  # taglint.toml:4",
        "aliases.dev = \"Development\"  # taglint.toml:11",
        "aliases.stg = \"Staging\"  # bedrock:35",
        "[tags.\"team:*\"]  # taglint.toml:39",
        "unknown-tag = \"error\"  # taglint.toml:56",
        "missing-tag = { level = \"error\", mandatory = true }  # taglint.toml:57",
        "until = 2027-01-31  # taglint.toml:68",
    ] {
        assert!(shown.lines().any(|known| known == line), "no line {line:?} in\n{shown}");
    }
}

#[test]
fn every_pack_is_a_policy_that_users_could_write() {
    for pack in PACKS {
        let problems = load_text(pack.text, pack.name, None, NAMES).err();
        assert_eq!(problems, None, "{}", pack.name);
    }
}

#[test]
fn the_schema_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/policy.schema.json");
    let schema = schema(NAMES);
    if std::env::var_os("TAGLINT_BLESS").is_some() {
        fs::write(&path, &schema).expect("written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    let command = "TAGLINT_BLESS=1 cargo test --test policy the_schema_is_up_to_date";
    assert!(known == schema, "rules/policy.schema.json is out of date; fix it with `{command}`");
}

#[test]
fn the_schema_accepts_right_policies_and_refuses_wrong_shapes() {
    let schema = serde_json::from_str(&schema(NAMES)).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let json = |path: &Path| {
        let text = fs::read_to_string(path).expect("a fixture");
        json_of(&toml::Value::Table(toml::from_str(&text).expect("TOML")))
    };
    for (name, path) in fixtures("ok") {
        let errors: Vec<String> =
            validator.iter_errors(&json(&path)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
    let shapes = ["unknown-key", "wrong-type", "unknown-word", "unknown-rule", "missing-key", "many"];
    for (name, path) in fixtures("bad") {
        if shapes.iter().any(|shape| name.strip_suffix(".toml") == Some(shape)) {
            assert!(!validator.is_valid(&json(&path)), "{name}");
        }
    }
}

/// Words that make texts which are nearly policies; what is there several times is drawn more often.
const WORDS: &[&str] = &[
    "[tags.A]",
    "[tags.\"a*\"]",
    "[name]",
    "[rules]",
    "[[exceptions]]",
    "[[overrides]]",
    "[[lookups]]",
    "[live]",
    "[[live.accounts]]",
    "[[constraints]]",
    "[files]",
    "required",
    "values",
    "pattern",
    "aliases",
    "when",
    "require",
    "until",
    "reason",
    "file",
    "columns",
    "extends",
    "missing-tag",
    "tags.A.pattern",
    "default",
    "examples",
    "min-length",
    "max-length",
    "abbreviations",
    "replaced-by",
    "deprecated",
    "=",
    "=",
    "=",
    "true",
    "2027-02-31",
    "2027-01-31",
    "5",
    "-1",
    "'('",
    "\"\\u0061[\"",
    "'{A}-{'",
    "[\"bedrock\"]",
    "[\"./x.toml\"]",
    "{ name = \"*\" }",
    "{ a = [] }",
    "{ tags = { A = \"x\" } }",
    "[]",
    "{}",
    "'*'",
    "\"error\"",
    "\"ö\"",
    "\n",
    "\n",
    "\n",
    "\"",
    "]",
    "{",
    "#",
    "\u{feff}",
    "\r",
];

fn nearly_a_policy() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

fn check_any(text: &str) -> Result<(), TestCaseError> {
    let Err(problems) = load_text(text, "taglint.toml", None, NAMES) else { return Ok(()) };
    for problem in &problems {
        let at = problem.at.as_ref().expect("a place");
        let range = at.span.range();
        prop_assert!(at.source.text().get(range).is_some(), "{problem:?}");
        prop_assert!(drawn(problem).contains(problem.code));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_is_too_much(text in "(\\PC|\n){0,200}") {
        check_any(&text)?;
    }

    #[test]
    fn nothing_that_is_nearly_a_policy_is_too_much(text in nearly_a_policy()) {
        check_any(&text)?;
    }
}
