//! `taglint check`: from paths to a report.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::policies::{Policies, Wanted, absolute, relative};
use super::{Fault, Outline};
use crate::collect::Batch;
use crate::collect::definition::{Definition, Question};
use crate::collect::files::{self, Candidate};
use crate::collect::read::{self, Format};
use crate::finding::{Failure, Finding, Location};
use crate::judge::{self, Outcome, Setting};
use crate::rule;
use crate::source::{Medium, Source, Span};
use crate::text::io_words;
use crate::triage::ignores::Ignores;
use crate::triage::{Selection, Triage};

/// What is to be checked.
#[derive(Clone, Debug)]
pub struct Task {
    /// Where the policy comes from.
    pub policy: Wanted,
    /// Globs of resource types besides those of the policy.
    pub types: Vec<String>,
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The text of standard input with the name it is shown under, where it is read.
    pub stdin: Option<(String, Vec<u8>)>,
    /// The folder that relative paths are relative to.
    pub working_folder: PathBuf,
    /// What is said of findings.
    pub selection: Selection,
    /// Texts that are read instead of those of some files, by the names they are shown under.
    pub overlay: Overlay,
}

/// Texts by the names of files.
pub type Overlay = BTreeMap<String, Vec<u8>>;

/// What became of one file.
#[derive(Debug)]
struct Looked {
    outcome: Outcome,
    projects: usize,
    findings: Vec<Finding>,
    fate: Fate,
    failure: Option<Failure>,
    policy: Option<usize>,
}

/// Whether a file counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It declares projects, or was meant to.
    Judged {
        /// How many.
        projects: usize,
    },
    /// It declares nothing.
    Skipped {
        /// Why, for `--show-files`.
        why: String,
    },
    /// It could not be looked at.
    Failed,
}

/// A file to look at, with the number of its policy.
struct Unit {
    candidate: Candidate,
    policy: Option<usize>,
    /// Relative to the folder of the policy.
    relative: String,
    bytes: Option<Vec<u8>>,
    medium: Medium,
}

/// What a check brought.
#[derive(Debug)]
pub struct Checked {
    /// What it found.
    pub outline: Outline,
    /// The rules that nothing hides, by any policy of the run.
    pub mandatory: Vec<&'static str>,
}

/// Checks definitions.
///
/// # Errors
/// Nothing was judged: a path does not exist, a policy is absent or wrong.
pub fn check(task: &Task) -> Result<Checked, Fault> {
    let mut policies = Policies::new(&task.policy, &task.working_folder)?;
    let candidates = files::gather(&task.paths, &task.working_folder).map_err(Fault::NoSuchPaths)?;
    let units = units(task, candidates.files, &mut policies)?;
    policies.add_types(&task.types);
    let mandatory = policies.mandatory();
    refuse_ignoring(&task.selection, &mandatory)?;
    let triages: Vec<Triage<'_>> =
        policies.list.iter().map(|policy| Triage::new(policy, &task.selection)).collect();
    let run = Run { triages: &triages, batch: AtomicU32::new(0) };
    let looked: Vec<(String, Looked)> =
        units.into_par_iter().map(|unit| (unit.candidate.shown.clone(), run.look_at(unit))).collect();
    if let Some((path, _)) = looked.iter().find(|(_, looked)| is_unruled(looked)) {
        return Err(Fault::NoPolicy { path: path.clone() });
    }
    let mut outline = Outline::of(&policies, candidates.failures);
    for (path, looked) in looked {
        outline.files.push((path, looked.fate));
        outline.projects += looked.projects;
        outline.sorted.merge(looked.outcome.sorted);
        outline.sorted.findings.extend(looked.findings);
        outline.failures.extend(looked.failure);
        if let Some(policy) = looked.policy {
            outline.add_coverage(policy, &looked.outcome.coverage);
        }
    }
    for triage in &triages {
        outline.sorted.findings.extend(triage.of_exceptions(|exception| !asks_for_live_facts(exception)));
    }
    outline.coverage_of(&policies);
    Ok(Checked { outline, mandatory })
}

/// A mandatory rule cannot be switched off by an option.
fn refuse_ignoring(selection: &Selection, mandatory: &[&'static str]) -> Result<(), Fault> {
    match selection.ignore.iter().find(|rule| mandatory.contains(rule)) {
        None => Ok(()),
        Some(rule) => {
            let help = "leave `--ignore` away, or change `[rules]` in the policy".to_owned();
            Err(Fault::other(format!("`--ignore {rule}`: the policy makes `{rule}` mandatory"), help))
        }
    }
}

/// Whether projects were found for which no policy is there.
fn is_unruled(looked: &Looked) -> bool {
    looked.policy.is_none() && matches!(looked.fate, Fate::Judged { .. })
}

/// Whether an exception speaks of what only live projects have: then definitions cannot show that it is unused.
fn asks_for_live_facts(exception: &crate::policy::Exception) -> bool {
    use crate::policy::condition::Field;
    let live = |field: &Field| matches!(field, Field::Account | Field::Region | Field::Status);
    exception.when.as_ref().is_some_and(|when| when.tests.iter().any(|test| live(&test.field)))
}

fn units(task: &Task, candidates: Vec<Candidate>, policies: &mut Policies) -> Result<Vec<Unit>, Fault> {
    let mut units = Vec::with_capacity(candidates.len() + 1);
    if let Some((name, bytes)) = &task.stdin {
        let path = PathBuf::from(name);
        let candidate = Candidate { path, shown: name.clone(), named: true };
        units.push((candidate, Some(bytes.clone())));
    }
    units.extend(candidates.into_iter().map(|candidate| (candidate, None)));
    let mut kept = Vec::with_capacity(units.len());
    for (candidate, bytes) in units {
        let path = absolute(&candidate, &task.working_folder);
        let folder = match bytes {
            Some(_) => &task.working_folder,
            None => path.parent().unwrap_or(&task.working_folder),
        };
        let policy = policies.of_folder(&task.policy, folder, &task.working_folder)?;
        if bytes.is_none() && policies.is_policy(&path) {
            continue;
        }
        let relative = match policy {
            Some(policy) => relative(&path, &policies.list[policy], &task.working_folder),
            None => candidate.shown.clone(),
        };
        let is_excluded = |policy: usize| policies.list[policy].files.exclude.is_match(&relative);
        if !policy.is_some_and(is_excluded) {
            let medium = if bytes.is_some() { Medium::Stdin } else { Medium::File };
            let bytes = task.overlay.get(&candidate.shown).cloned().or(bytes);
            kept.push(Unit { candidate, policy, relative, bytes, medium });
        }
    }
    Ok(kept)
}

struct Run<'r> {
    triages: &'r [Triage<'r>],
    /// Numbers the batches, so that projects of different ones are not taken for the same.
    batch: AtomicU32,
}

impl Run<'_> {
    fn look_at(&self, unit: Unit) -> Looked {
        let mut looked = Looked {
            outcome: Outcome::default(),
            projects: 0,
            findings: Vec::new(),
            fate: Fate::Failed,
            failure: None,
            policy: unit.policy,
        };
        let triage = unit.policy.map(|policy| &self.triages[policy]);
        let shown = unit.candidate.shown.clone();
        let bytes = match unit.bytes.map_or_else(|| std::fs::read(&unit.candidate.path), Ok) {
            Ok(bytes) => bytes,
            Err(error) => {
                looked.failure = Some(Failure { subject: shown, message: io_words(&error) });
                return looked;
            }
        };
        let include = triage.and_then(|triage| triage.policy().files.include.as_ref());
        let included = include.map(|include| include.is_match(&unit.relative));
        let must = Must { named: unit.candidate.named, included, format: read::by_name(&shown) };
        match Source::from_bytes(shown, bytes, unit.medium) {
            Ok(source) => self.judge(&Arc::new(source), &unit.relative, triage, &must, &mut looked),
            Err(_) if must.may_skip("") => looked.fate = Fate::Skipped { why: "it is no text".to_owned() },
            Err(broken) => {
                let (source, why) = *broken;
                let at = Location::new(&Arc::new(source), Span::at(usize::MAX));
                unreadable(&mut looked, triage, at, &format!("this is {why}"));
            }
        }
        looked
    }

    fn judge(
        &self,
        source: &Arc<Source>,
        relative: &str,
        triage: Option<&Triage<'_>>,
        must: &Must,
        looked: &mut Looked,
    ) {
        let types = |kind: &str| {
            triage.is_some_and(|triage| triage.policy().resource_types.iter().any(|glob| glob.matches(kind)))
        };
        let question = Question {
            format: must.format,
            may_be_manifest: must.included != Some(false),
            is_judged: &types,
        };
        let definition = Definition::read(source, &question);
        let batches = definition.batches(source, &question);
        looked.projects = batches.iter().map(Batch::project_count).sum();
        let breaks = !definition.errors().is_empty();
        if looked.projects == 0 && (!breaks || must.may_skip(source.text())) {
            looked.fate = Fate::Skipped { why: why_skipped(source, &definition) };
            return;
        }
        looked.fate = Fate::Judged { projects: looked.projects };
        for error in definition.errors() {
            unreadable(looked, triage, Location::new(source, error.span), &error.message);
        }
        let Some(triage) = triage else { return };
        let ignores = Ignores::new(source, definition.comments());
        let ignores = if ignores.is_empty() { Vec::new() } else { vec![ignores] };
        for batch in &batches {
            let file = self.batch.fetch_add(1, Ordering::Relaxed);
            let setting = Setting { triage, path: Some(relative), ignores: &ignores, file };
            looked.outcome.merge(judge::judge(batch, &setting));
        }
        if let Some(level) = rule::find("unused-ignore")
            .and_then(|rule| triage.level(rule, triage.policy().dictionaries.base()))
        {
            let unused =
                ignores.iter().flat_map(|ignores| ignores.unused(level, |rule| triage.is_mandatory(rule)));
            looked.findings.extend(unused);
        }
    }
}

/// Whether a file that cannot be parsed may be passed over.
struct Must {
    named: bool,
    /// Whether the policy's `include` names it, where there is one.
    included: Option<bool>,
    format: Option<Format>,
}

impl Must {
    fn may_skip(&self, text: &str) -> bool {
        let is_asked_for =
            self.named || self.included == Some(true) || self.format == Some(Format::Terraform);
        !is_asked_for && !Definition::bears_marks(text)
    }
}

fn why_skipped(source: &Source, definition: &Definition<'_>) -> String {
    match definition.errors().first() {
        None => "it declares no projects".to_owned(),
        Some(error) => {
            let at = source.position(error.span.start);
            format!("it cannot be parsed: {}:{}: {}", at.line, at.column, error.message)
        }
    }
}

/// Says that a file cannot be read: a finding, or a failure where no finding may be made of it.
fn unreadable(looked: &mut Looked, triage: Option<&Triage<'_>>, at: Location, message: &str) {
    looked.fate = Fate::Judged { projects: looked.projects };
    let level = triage.and_then(|triage| {
        let rule = rule::find("unreadable-input")?;
        triage.level(rule, triage.policy().dictionaries.base())
    });
    let Some(level) = level else {
        let place = at.source.position(at.span.start);
        let message = format!("{}:{}: {message}", place.line, place.column);
        looked.failure = Some(Failure { subject: at.path().to_owned(), message });
        return;
    };
    looked.findings.push(Finding {
        rule: "unreadable-input",
        level,
        message: format!("this cannot be read: {message}"),
        subject: None,
        tag: None,
        value: None,
        location: Some(at),
        because: None,
        help: Some("mend the syntax: nothing behind this place was judged".to_owned()),
        fix: None,
        secret: false,
        project: None,
    });
}
