//! `taglint init`: a commented policy that passes on what is there.
//!
//! The keys and values that projects have today become the dictionary; what would still be an error becomes a
//! warning, with a comment that says so. The result is judged before it is written. What cannot be read is never made
//! to pass: nobody knows what it declares.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use time::macros::date;

use super::deliver::note;
use crate::collect::Batch;
use crate::engine::{Outline, Screen, Sink, Task, Wanted, check, counted, look};
use crate::fault::Fault;
use crate::files::{Store, create};
use crate::finding::{Claim, Finding, Level};
use crate::fix::quote::{fresh_key, fresh_value};
use crate::judge::{Outcome, Setting};
use crate::policy::discover::FILE_NAME;
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE, Project};
use crate::report::Report;
use crate::rule::is_credential;
use crate::settings::store;
use crate::status::Status;
use crate::text::{code, count, fold, nearness};
use crate::tree::Language;
use crate::triage::Selection;

/// The most values that become a list; more of them are free text.
const LISTED: usize = 12;

/// Writes the policy of a folder.
pub(super) fn init(folder: &Path) -> Result<Status, Fault> {
    let store = store()?;
    let folder = store.name(folder).place().into_owned();
    let path = folder.join(FILE_NAME);
    let name = store.name_upwards(&path).shown;
    if std::fs::symlink_metadata(&path).is_ok() {
        return Err(Fault::PolicyExists { name });
    }
    let seen = Seen::below(&folder)?;
    let mut text = match seen.projects {
        0 => TEMPLATE.to_owned(),
        _ => dictionary(&seen),
    };
    let found = check(&task(&text, &folder))?.outline;
    let unread = unread(&found);
    if seen.projects > 0 {
        text.push_str(&demotions(&counted(found, &Screen::default())));
    }
    text.insert_str(0, SCHEMA);
    create(&path, text.as_bytes()).map_err(|error| Fault::unwritable(Path::new(&name), &error))?;
    for what in &unread {
        note(&format!("failed: {what}"));
    }
    let from = match seen.projects {
        0 => "the documented taxonomy".to_owned(),
        projects => count(projects, "project"),
    };
    note(&match (seen.projects, unread.is_empty()) {
        (_, false) => format!(
            "wrote `{name}` from {from}, but not everything could be read: `taglint check` does not pass until it can"
        ),
        (0, true) => format!(
            "wrote `{name}`: there are no definitions here yet, so it begins with the documented taxonomy"
        ),
        (_, true) => format!("wrote `{name}` from {from}: `taglint check` passes with it"),
    });
    Ok(Status::of(false, unread.is_empty()))
}

/// What the projects of a folder have.
#[derive(Debug, Default)]
struct Seen {
    projects: usize,
    keys: BTreeMap<String, Key>,
    /// The keys with a `*`, which a policy cannot name: there it stands for any text.
    starred: BTreeSet<String>,
}

/// Counts what projects have.
#[derive(Debug, Default)]
struct Tally(Mutex<Seen>);

impl Sink for Tally {
    fn take(&self, batch: &Batch<'_>, _: &Setting<'_>) -> Outcome {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        batch.each(0..batch.len(), |project| seen.add(project));
        Outcome::default()
    }
}

/// What is known of a key.
#[derive(Debug, Default)]
struct Key {
    projects: usize,
    values: BTreeMap<String, usize>,
    /// Whether some value is no known text, or empty.
    open: bool,
}

impl Seen {
    fn below(folder: &Path) -> Result<Seen, Fault> {
        let tally = Tally::default();
        look(&task("", folder), &tally, None)?;
        Ok(tally.0.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&mut self, project: &Project<'_>) {
        if ![BEDROCK_PROJECT, INFERENCE_PROFILE].contains(&project.kind.as_ref()) {
            return;
        }
        self.projects += 1;
        let mut counted: Vec<&str> = Vec::new();
        for tag in &project.tags.list {
            if tag.key.contains('*') {
                self.starred.insert(tag.key.to_string());
                continue;
            }
            let key = self.keys.entry(tag.key.to_string()).or_default();
            if !counted.contains(&tag.key.as_ref()) {
                counted.push(&tag.key);
                key.projects += 1;
            }
            match tag.known_text().filter(|text| !text.trim().is_empty()) {
                Some(text) => *key.values.entry(text.to_owned()).or_default() += 1,
                None => key.open = true,
            }
        }
    }

    /// The keys that others are judged by, the most used first: what is near one of these is another spelling of it,
    /// and not a key that others are compared with.
    fn right_keys(&self) -> Vec<&str> {
        let mut keys: Vec<(&String, &Key)> = self.keys.iter().collect();
        keys.sort_by_key(|(name, key)| std::cmp::Reverse(rank(name, key)));
        let mut right: Vec<&str> = Vec::new();
        for (name, _) in keys {
            if nearest_first(name, &right).is_none() {
                right.push(name);
            }
        }
        right
    }

    /// The other spellings of keys, each with the right one.
    fn misspelled(&self) -> BTreeMap<&str, &str> {
        let right = self.right_keys();
        let others = self.keys.keys().filter(|name| !right.contains(&name.as_str()));
        others.filter_map(|name| Some((name.as_str(), nearest_first(name, &right)?))).collect()
    }
}

/// The nearest of some keys; of equally near ones the first.
fn nearest_first<'k>(name: &str, keys: &[&'k str]) -> Option<&'k str> {
    let near = keys.iter().filter_map(|key| Some((nearness(&fold(name), &fold(key))?, *key)));
    near.min_by_key(|(near, _)| *near).map(|(_, key)| key)
}

/// Which of two spellings is the right one: the one with more projects, else the one with more capitals.
fn rank<'n>(name: &'n str, key: &Key) -> (usize, usize, &'n str) {
    (key.projects, name.chars().filter(|c| c.is_uppercase()).count(), name)
}

/// The levels that turn the rules that still find errors into rules that warn.
fn demotions(found: &Report) -> String {
    let mut errors: BTreeMap<&str, usize> = BTreeMap::new();
    let is_demoted = |finding: &&Finding| finding.level == Level::Error && finding.claim != Claim::Unread;
    for finding in found.findings.iter().filter(is_demoted) {
        *errors.entry(finding.rule).or_default() += 1;
    }
    if errors.is_empty() {
        return String::new();
    }
    let mut text =
        "\n# What is wrong today is only a warning. Fix it, and delete these lines.\n[rules]\n".to_owned();
    for (rule, number) in errors {
        text.push_str(&format!("{rule} = \"warning\" # {}\n", count(number, "finding")));
    }
    text
}

/// What could not be read, each with the reason.
fn unread(found: &Outline) -> Vec<String> {
    let broken = found.sorted.findings.iter().filter(|finding| finding.claim == Claim::Unread);
    let broken = broken.filter_map(|finding| {
        let at = finding.location.as_ref()?;
        let place = at.source.position(at.span.start);
        Some(format!("{}:{}:{}: {}", at.path(), place.line, place.column, finding.message))
    });
    let failed = found.failures.iter().map(|failure| format!("{}: {}", failure.subject, failure.message));
    let mut all: Vec<String> = broken.chain(failed).collect();
    all.sort_unstable();
    all
}

/// All that is below a folder, under a policy of this text.
fn task(policy: &str, folder: &Path) -> Task {
    let today = date!(2000 - 01 - 01);
    let selection = Selection { no_ignores: true, ..Selection::everything(today) };
    let policy = Wanted::Text(policy.to_owned());
    Task { paths: vec![folder.to_owned()], ..Task::new(policy, Store::on_disk(folder), selection) }
}

fn dictionary(seen: &Seen) -> String {
    let mut text = format!(
        "# The tag policy of this repository: which tags projects have, and which values.\n\
         # It was made from {}, and `taglint check` passes with it: tighten it from here.\n\
         # `taglint policy check` checks it, `taglint explain RULE` explains a rule.\n",
        count(seen.projects, "project")
    );
    let mut keys: Vec<(&String, &Key)> = seen.keys.iter().collect();
    keys.sort_by_key(|(name, key)| (std::cmp::Reverse(key.projects), name.as_str()));
    let misspelled = seen.misspelled();
    for (name, key) in keys {
        text.push('\n');
        match misspelled.get(name.as_str()) {
            Some(right) => text.push_str(&misspelling(name, right)),
            None => text.push_str(&entry(name, key, seen, &misspelled)),
        }
    }
    if !seen.starred.is_empty() {
        let keys: Vec<String> = seen.starred.iter().map(|key| code(key)).collect();
        text.push_str(&format!("\n# Left out: {}. In a policy `*` matches any string.\n", keys.join(", ")));
    }
    text
}

fn misspelling(name: &str, right: &str) -> String {
    let header = header(name);
    let right_text = fresh_value(right, Language::Toml);
    let why = fresh_value(&format!("use {right}"), Language::Toml);
    format!(
        "# Another spelling of {}. `taglint check --fix` renames it.\n{header}deprecated = {why}\nreplaced-by = {right_text}\n",
        code(right)
    )
}

fn header(name: &str) -> String {
    format!("[tags.{}]\n", fresh_key(name, Language::Toml))
}

fn entry(name: &str, key: &Key, seen: &Seen, misspelled: &BTreeMap<&str, &str>) -> String {
    let mut text = header(name);
    text.push_str("# description = \"\"\n");
    if key.projects == seen.projects {
        text.push_str("required = true\n");
    } else {
        let verb = if key.projects == 1 { "has" } else { "have" };
        text.push_str(&format!(
            "# required = true # {} of {} projects {verb} it\n",
            key.projects, seen.projects
        ));
    }
    // The values of other spellings are judged as this key's.
    let spellings = seen.keys.iter().filter(|(other, _)| misspelled.get(other.as_str()) == Some(&name));
    let all: Vec<&Key> = spellings.map(|(_, known)| known).chain([key]).collect();
    let mut values: Vec<&str> = all.iter().flat_map(|key| key.values.keys()).map(String::as_str).collect();
    values.sort_unstable();
    values.dedup();
    let uses: usize = all.iter().flat_map(|key| key.values.values()).sum();
    if all.iter().any(|key| key.open) || values.is_empty() || values.iter().any(|value| is_credential(value))
    {
        return text;
    }
    let listed =
        || values.iter().map(|value| fresh_value(value, Language::Toml)).collect::<Vec<_>>().join(", ");
    text.push_str(&match common_pattern(&values) {
        Some(pattern) => format!("pattern = '{pattern}'\n"),
        None if values.len() > LISTED => {
            "# pattern = '…' or values-from = { file = \"….csv\", column = \"…\" }\n".to_owned()
        }
        None if uses > values.len() => format!("values = [{}]\n", listed()),
        None => format!("# values = [{}]\n", listed()),
    });
    text
}

/// The pattern of codes that differ in their digits only: `CC-1001`, `CC-2002` are `CC-\d{4}`.
fn common_pattern(values: &[&str]) -> Option<String> {
    let mask = |value: &str| value.replace(|c: char| c.is_ascii_digit(), "0");
    let first = mask(values[0]);
    let is_code = first.contains('0') && first.contains(|c: char| c.is_ascii_alphabetic());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | ':' | ' ');
    if !is_code
        || values.len() < 2
        || !first.chars().all(plain)
        || values.iter().any(|value| mask(value) != first)
    {
        return None;
    }
    let mut pattern = String::new();
    let mut rest = first.as_str();
    while let Some(c) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches('0').len();
        match run {
            0 => pattern.push(c),
            1 => pattern.push_str(r"\d"),
            _ => pattern.push_str(&format!(r"\d{{{run}}}")),
        }
        rest = &rest[run.max(c.len_utf8())..];
    }
    Some(pattern)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::load::load_text;
    use crate::rule::NAMES;

    #[test]
    fn codes_that_differ_in_digits_have_a_pattern() {
        assert_eq!(common_pattern(&["CC-1001", "CC-2002"]).as_deref(), Some(r"CC-\d{4}"));
        assert_eq!(common_pattern(&["T1", "T2"]).as_deref(), Some(r"T\d"));
        assert_eq!(common_pattern(&["CC-1001", "CD-1001"]), None);
        assert_eq!(common_pattern(&["1001", "1002"]), None);
        assert_eq!(common_pattern(&["CC-1001"]), None);
    }

    #[test]
    fn the_template_is_a_policy() {
        assert!(load_text(TEMPLATE, FILE_NAME, None, NAMES).is_ok());
    }
}
