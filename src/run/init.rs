//! `taglint init`: a commented policy that is learned from what is there, with a baseline of what looks wrong by it and
//! its first tests.
//!
//! All of it is checked before it is written, as texts above the disk. What cannot be read is never made to pass: nobody
//! knows what it declares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use time::macros::date;

use super::deliver::note;
use crate::cli::InitArgs;
use crate::engine::{Outline, Screen, Task, Wanted, counted, look};
use crate::fault::Fault;
use crate::files::names::path_of;
use crate::files::{self, FileName, Role, Store};
use crate::finding::{Claim, Finding};
use crate::learn::{self, Examples, Lesson, Seen, Witness};
use crate::live::project::LiveProject;
use crate::policy::discover::{self, FILE_NAME};
use crate::policy::{Given, load};
use crate::report::place::position;
use crate::rule;
use crate::settings::store;
use crate::settings::target::Targets;
use crate::snapshot::Snapshot;
use crate::status::Status;
use crate::text::{code, count};
use crate::triage::Selection;
use crate::triage::baseline::Baseline;

/// The baseline beside the policy.
const BASELINE: &str = "taglint-baseline.json";

/// Writes the policy of a folder, and what goes with it.
pub(super) fn run(args: &InitArgs) -> Result<Status, Fault> {
    let place = Place::of(&args.folder, store()?)?;
    let mut files = Files::new(&place);
    files.reserve(FILE_NAME)?;
    if !args.no_baseline {
        files.reserve(BASELINE)?;
    }
    if !args.no_tests {
        files.reserve(discover::TESTS)?;
    }
    let live = match &args.from {
        Some(path) => Snapshot::read(path, &place.store)?.active(),
        None => Vec::new(),
    };
    let seen = place.seen(&live)?;
    let told = match seen.is_empty() {
        true => begin(&place, &mut files, args)?,
        false => learn(&place, &mut files, &Lesson::of(&seen), &live, args)?,
    };
    files.write()?;
    for what in &told.unread {
        note(&format!("failed: {what}"));
    }
    for line in told.lines {
        note(&line);
    }
    if !told.unread.is_empty() {
        note("not everything could be read: `taglint check` does not pass until it can");
    }
    Ok(Status::of(false, told.unread.is_empty()))
}

/// What people are told.
#[derive(Default)]
struct Told {
    lines: Vec<String>,
    unread: Vec<String>,
}

/// The folder that gets a policy.
struct Place {
    folder: PathBuf,
    /// As it is typed behind a command; nothing for the working folder.
    typed: String,
    store: Store,
}

impl Place {
    fn of(folder: &Path, store: Store) -> Result<Self, Fault> {
        let place = store.name(folder).place().into_owned();
        if !store.holds(&place) {
            return Err(Fault::NoSuchPaths(vec![folder.to_owned()]));
        }
        if !store.is_folder(&place) {
            let below_a_file = std::io::Error::from(std::io::ErrorKind::NotADirectory);
            return Err(Fault::unwritable(&folder.join(FILE_NAME), &below_a_file));
        }
        let typed = if place == store.working_folder() { String::new() } else { store.name(&place).shown };
        Ok(Place { folder: place, typed, store })
    }

    fn name(&self, file: &str) -> FileName {
        self.store.name_upwards(&self.folder.join(file))
    }

    /// All that is below the folder, with these files in it.
    fn task(&self, files: &[(&str, &str)]) -> Task {
        let texts = files.iter().map(|(name, text)| (self.folder.join(name), text.as_bytes().to_vec()));
        let store = self.store.with(texts);
        Task { paths: vec![self.folder.clone()], ..Task::new(Wanted::Nearest, store, selection()) }
    }

    /// What the projects have that a policy here is for.
    fn seen(&self, live: &[LiveProject]) -> Result<Seen, Fault> {
        let witness = Witness::of(&self.name(FILE_NAME).shown);
        look(&self.task(&[(FILE_NAME, "")]), &witness, None)?;
        Ok(Seen::new(witness, live))
    }
}

/// A new policy has no exceptions, so that any day will do.
fn selection() -> Selection {
    Selection::everything(date!(2000 - 01 - 01))
}

/// A policy where nothing is there to learn from.
fn begin(place: &Place, files: &mut Files<'_>, args: &InitArgs) -> Result<Told, Fault> {
    let text = [SCHEMA, TEMPLATE].concat();
    let found = look(&place.task(&[(FILE_NAME, &text)]), &Examples::of(""), None)?.outline;
    let mut told = Told { unread: unread(&found), ..Told::default() };
    let policy = code(&place.name(FILE_NAME).shown);
    let clients = count(found.clients, "client");
    told.lines.push(match (told.unread.is_empty(), found.clients) {
        (true, 0) => format!(
            "wrote {policy}: there are no definitions here yet, so it begins with the documented taxonomy"
        ),
        (true, _) => format!(
            "wrote {policy}: there are no definitions here yet, only {clients}, so it begins with the documented taxonomy"
        ),
        (false, _) => format!("wrote {policy} from the documented taxonomy"),
    });
    let baseline = Baseline::of(&found.sorted.findings);
    let next = match found.clients {
        0 => "next: adapt the policy, then `taglint policy check` checks it".to_owned(),
        _ => {
            let is_wrong = !baseline.is_empty();
            Next { place, is_declared: true, has_baseline: !args.no_baseline, is_wrong }.line(!args.no_tests)
        }
    };
    if !args.no_baseline && !baseline.is_empty() {
        files.add(BASELINE, baseline.to_text());
        told.lines.push(wrote_baseline(place, &what_looks_wrong(found)));
    }
    files.add(FILE_NAME, text);
    if !args.no_tests {
        files.add(discover::TESTS, TEMPLATE_TESTS.to_owned());
        told.lines.push(wrote_tests(place));
    }
    told.lines.push(next);
    Ok(told)
}

/// A policy that was learned.
fn learn(
    place: &Place,
    files: &mut Files<'_>,
    lesson: &Lesson,
    live: &[LiveProject],
    args: &InitArgs,
) -> Result<Told, Fault> {
    let text = [SCHEMA, &learn::policy(lesson)].concat();
    let laws = lesson.tables.iter().filter(|table| table.is_law());
    let tables: Vec<(&str, String)> = laws.map(|table| (table.file.as_str(), table.text())).collect();
    for (file, _) in &tables {
        files.reserve(file)?;
    }
    let mut texts: Vec<(&str, &str)> = tables.iter().map(|(file, text)| (*file, text.as_str())).collect();
    texts.push((FILE_NAME, &text));
    let task = place.task(&texts);
    let policy = place.name(FILE_NAME);
    let examples = Examples::of(&policy.shown);
    let mut checked = look(&task, &examples, None)?;
    let given = Given::found(&task.store, &policy.path);
    let own = load::load(&given, &task.store, rule::NAMES)?;
    let of_live = learn::findings(live, &own, &task.selection);
    checked.outline.sorted.findings.extend(of_live);
    checked.outline.projects += live.len();
    let mut told = Told { unread: unread(&checked.outline), ..Told::default() };
    told.lines.push(format!("wrote {} from {}", code(&policy.shown), what_was_learned(lesson)));
    let is_held = |finding: &&Finding| !checked.mandatory.contains(&finding.rule);
    let baseline = Baseline::of(checked.outline.sorted.findings.iter().filter(is_held));
    let is_declared = !checked.outline.is_empty();
    let wrong = what_looks_wrong(checked.outline);
    let next = Next { place, is_declared, has_baseline: !args.no_baseline, is_wrong: !baseline.is_empty() };
    match args.no_baseline {
        true => told.lines.push(format!("looks wrong: {wrong}")),
        false => {
            told.lines.push(wrote_baseline(place, &wrong));
            files.add(BASELINE, baseline.to_text());
        }
    }
    for (file, text) in tables {
        told.lines.push(format!("wrote {}, which values go together", code(&place.name(file).shown)));
        files.add(file, text);
    }
    if !args.no_tests {
        let example = examples.best();
        files.add(discover::TESTS, learn::tests(lesson, example.as_ref()));
        told.lines.push(wrote_tests(place));
    }
    files.add(FILE_NAME, text);
    told.lines.push(next.line(!args.no_tests));
    Ok(told)
}

fn what_was_learned(lesson: &Lesson) -> String {
    let required = lesson.keys.iter().filter(|key| key.is_required()).count();
    let tables = lesson.tables.iter().filter(|table| table.is_law()).count();
    let mut parts = vec![format!("{}, {required} of them required", count(lesson.keys.len(), "key"))];
    if lesson.has_name_pattern() {
        parts.push("a pattern of names".to_owned());
    }
    if tables > 0 {
        parts.push(count(tables, "lookup"));
    }
    format!("{}: {}", count(lesson.projects, "project"), parts.join(", "))
}

/// The findings of a check, by rule.
fn what_looks_wrong(found: Outline) -> String {
    let report = counted(found, &Screen::default());
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| Baseline::holds(finding)) {
        *rules.entry(finding.rule).or_default() += 1;
    }
    let all = rules.values().sum();
    let rules: Vec<String> = rules.iter().map(|(rule, number)| format!("{number} {}", code(rule))).collect();
    match rules.is_empty() {
        true => "no findings".to_owned(),
        false => format!("{} ({})", count(all, "finding"), rules.join(", ")),
    }
}

fn wrote_baseline(place: &Place, wrong: &str) -> String {
    format!("wrote {}, which hides what looks wrong: {wrong}", code(&place.name(BASELINE).shown))
}

fn wrote_tests(place: &Place) -> String {
    format!("wrote {}, the first tests of the policy", code(&place.name(discover::TESTS).shown))
}

/// What to type next.
struct Next<'p> {
    place: &'p Place,
    is_declared: bool,
    has_baseline: bool,
    is_wrong: bool,
}

impl Next<'_> {
    fn line(&self, has_tests: bool) -> String {
        let behind = |text: &str| if text.is_empty() { String::new() } else { format!(" {text}") };
        let folder = behind(&self.place.typed);
        let baseline = match self.has_baseline && self.is_wrong {
            true => format!(" --baseline {}", self.place.name(BASELINE).shown),
            false => String::new(),
        };
        let check = match self.is_declared {
            true => format!("`taglint check{folder}{baseline}`"),
            false => format!("`taglint audit --policy {}{baseline}`", self.place.name(FILE_NAME).shown),
        };
        let test = if has_tests { format!(", `taglint policy test{folder}`") } else { String::new() };
        format!("next: read {}, then {check}{test}", code(&self.place.name(FILE_NAME).shown))
    }
}

/// What could not be read, each with the reason.
fn unread(found: &Outline) -> Vec<String> {
    let broken = found.sorted.findings.iter().filter(|finding| finding.claim == Claim::Unread);
    let broken = broken.filter_map(|finding| {
        let at = finding.location.as_ref()?;
        Some(format!("{}: {}", position(at), finding.message))
    });
    let failed = found.failures.iter().map(|failure| format!("{}: {}", failure.subject, failure.message));
    let mut all: Vec<String> = broken.chain(failed).collect();
    all.sort_unstable();
    all
}

/// Files that are written together: all of them or none, and none over another.
struct Files<'p> {
    place: &'p Place,
    targets: Targets,
    texts: Vec<(String, String)>,
}

impl<'p> Files<'p> {
    fn new(place: &'p Place) -> Self {
        Files { place, targets: Targets::new(&place.store), texts: Vec::new() }
    }

    /// Refuses a file that is there already, be it a link that leads to nothing.
    fn reserve(&mut self, file: &str) -> Result<(), Fault> {
        let name = self.place.name(file);
        match self.targets.add_new(&path_of(&name.shown), Role::Source) {
            Err(Fault::FileExists { name }) if file == FILE_NAME => Err(Fault::PolicyExists { name }),
            done => done,
        }
    }

    fn add(&mut self, file: &str, text: String) {
        self.texts.push((file.to_owned(), text));
    }

    fn write(&self) -> Result<(), Fault> {
        let mut written = Vec::new();
        for (file, text) in &self.texts {
            let name = self.place.name(file);
            if let Err(error) = files::create(&name.path, text.as_bytes()) {
                for path in &written {
                    // What stopped the run is told.
                    let _ = std::fs::remove_file(path);
                }
                return Err(Fault::unwritable(Path::new(&name.shown), &error));
            }
            written.push(name.path);
        }
        Ok(())
    }
}

/// The first lines of a policy, by which editors complete and check it.
const SCHEMA: &str = "#:schema ./taglint.schema.json
# `taglint policy schema >taglint.schema.json` writes that file, by which editors complete and check this one.

";

/// What is written where nothing is there to learn from.
const TEMPLATE: &str = r#"# The tag policy of this repository: which tags projects have, and which values.
# `taglint policy show` prints what is in force, `taglint policy check` checks it.

# The documented taxonomy: Application, Environment, Team, CostCenter and Owner.
extends = ["bedrock"]

# This file wins over it, field by field.

[tags.CostCenter]
# pattern = 'CC-\d{4}'
# values-from = { file = "cost-centers.csv", column = "code" }
message = "ask finance for a cost centre"

# [tags.Owner]
# required = { when = { tags = { Environment = "Production" } } }
# format = "email"

# Tags that must agree:
# [[constraints]]
# name = "research is not production"
# when = { name = "*-Research" }
# require = { tags = { Environment = ["Research", "Development"] } }

# A waiver, which expires:
# [[exceptions]]
# when = { name = "Legacy-*" }
# rules = ["missing-tag"]
# until = 2027-01-31
# reason = "migrates in Q1"

[rules]
unknown-tag = "warning"
"#;

/// Its first tests.
const TEMPLATE_TESTS: &str = r#"# Tests of the policy: `taglint policy test` runs them. `expect` lists all that is found.
policy = "taglint.toml"

[[test]]
name = "a project with the right tags"
project = { name = "Chat-Production", tags = { Application = "Chat", Environment = "Production", Team = "Search", CostCenter = "CC-1001" } }
expect = []

[[test]]
name = "a project without a cost centre"
project = { name = "Chat-Production", tags = { Application = "Chat", Environment = "Production", Team = "Search" } }
expect = [{ rule = "missing-tag", tag = "CostCenter" }]
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::load::load_text;

    #[test]
    fn the_template_is_a_policy() {
        assert!(load_text(TEMPLATE, FILE_NAME, None, rule::NAMES).is_ok());
    }
}
