//! One file: it is read, and what it declares is judged.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::sink::Sink;
use crate::collect::definition::{Contents, Definition, Question};
use crate::collect::files::Candidate;
use crate::collect::limits::{LimitHit, Limits};
use crate::collect::manifest::Certainty;
use crate::collect::read::{self, Format};
use crate::collect::{Absence, Batch, LeftOut, Unknown, unread};
use crate::files::{FileName, Store};
use crate::finding::{Failure, Finding, Location};
use crate::judge::{NONE_EXCLUDED, Outcome, Setting};
use crate::rule::{unreadable_input, unresolved_tag};
use crate::source::{Medium, Source, Span, Unreadable};
use crate::triage::Triage;
use crate::triage::ignores::Ignores;
use crate::triage::unresolved::Unresolved;

/// A file to look at.
#[derive(Debug)]
pub struct Unit {
    /// The file.
    pub candidate: Candidate,
    /// The number of its policy, if there is one.
    pub policy: Option<usize>,
    /// Relative to the folder of the policy.
    pub relative: String,
    /// Its bytes, where they are not those of the file.
    pub bytes: Option<Vec<u8>>,
    /// What it is.
    pub medium: Medium,
}

impl Unit {
    /// Whether it is a file of a Terraform module, or of values for one, which is judged with the others of its folder.
    pub fn is_of_module(&self) -> bool {
        read::by_name(&self.candidate.name.shown) == Some(Format::Terraform)
    }
}

/// What became of one file.
#[derive(Debug)]
pub struct Looked {
    /// What it is called in findings.
    pub path: String,
    /// What judging its projects brought.
    pub outcome: Outcome,
    /// How many projects it declares.
    pub projects: usize,
    /// What is said of the file itself.
    pub findings: Vec<Finding>,
    /// Whether it was judged, skipped, or could not be looked at.
    pub fate: Fate,
    /// What could not be looked at.
    pub failures: Vec<Failure>,
    /// Its resources of unknown types that have no tags.
    pub unknown: Vec<Unknown>,
    /// What it declares and that is never there.
    pub left_out: Vec<LeftOut>,
    /// The number of its policy, if there is one.
    pub policy: Option<usize>,
}

impl Looked {
    /// A file that was not looked at yet.
    pub fn new(path: impl Into<String>, policy: Option<usize>) -> Self {
        Looked {
            path: path.into(),
            outcome: Outcome::default(),
            projects: 0,
            findings: Vec::new(),
            fate: Fate::Failed,
            failures: Vec::new(),
            unknown: Vec::new(),
            left_out: Vec::new(),
            policy,
        }
    }

    /// A file that says nothing, as far as is known.
    pub fn idle(path: impl Into<String>, policy: Option<usize>) -> Self {
        let why = "it declares no projects".to_owned();
        Looked { fate: Fate::Skipped { why }, ..Looked::new(path, policy) }
    }

    /// It declares a resource, or calls a module, of which there is none as far as is known.
    pub fn leave_out(&mut self, left_out: LeftOut) {
        if matches!(self.fate, Fate::Skipped { .. }) {
            let why = match left_out.why {
                Absence::Instances => "`count` or `for_each` makes none of what it declares",
                _ => "the conditions of what it declares never hold",
            };
            self.fate = Fate::Skipped { why: why.to_owned() };
        }
        self.left_out.push(left_out);
    }

    /// It could not be looked at.
    pub fn fail(&mut self, message: impl Into<String>) {
        self.failures.push(Failure { subject: self.path.clone(), message: message.into() });
    }

    /// It cannot be read from some place on: a finding, or a failure where no finding may be made of it.
    pub fn break_at(&mut self, triage: Option<&Triage<'_>>, at: Location, message: &str) {
        self.fate = Fate::Judged { projects: self.projects };
        let verdict = unreadable_input::broken(at.clone(), message);
        let message = verdict.message.clone();
        match triage.and_then(|triage| triage.say(&unreadable_input::RULE, verdict)) {
            Some(finding) => self.findings.push(finding),
            None => self.fail_at(&at, &message),
        }
    }

    /// A limit of taglint was hit in it: whatever else is there is judged.
    pub fn stop_at(&mut self, hit: &LimitHit) {
        if matches!(self.fate, Fate::Skipped { .. } | Fate::Unparsed { .. }) {
            self.fate = Fate::Failed;
        }
        self.fail_at(&hit.at, &format!("{}; what is there was not checked", hit.limit));
    }

    fn fail_at(&mut self, at: &Location, message: &str) {
        self.failures.push(Failure::at(at, message));
    }

    /// It calls a module of which there is no configuration.
    pub fn miss_module(&mut self, triage: Option<&Triage<'_>>, at: Location, folder: &str) {
        if matches!(self.fate, Fate::Skipped { .. }) {
            self.fate = Fate::Skipped { why: "a module that it calls is not there".to_owned() };
        }
        let verdict = unresolved_tag::absent_module(at, folder);
        self.outcome.sorted.unresolved.push(Unresolved::of(&verdict));
        self.findings.extend(triage.and_then(|triage| triage.say(&unresolved_tag::RULE, verdict)));
    }

    /// It calls a module of which it cannot be known where it comes from.
    pub fn miss_source(&mut self, triage: Option<&Triage<'_>>, at: Location) {
        if matches!(self.fate, Fate::Skipped { .. }) {
            self.fate = Fate::Skipped { why: "it cannot be known which module it calls".to_owned() };
        }
        let verdict = unresolved_tag::unsourced_module(at);
        self.outcome.sorted.unresolved.push(Unresolved::of(&verdict));
        self.findings.extend(triage.and_then(|triage| triage.say(&unresolved_tag::RULE, verdict)));
    }
}

/// What became of a file.
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
    /// It cannot be parsed, and nothing says that it was meant to declare anything.
    Unparsed {
        /// Where it breaks, for `--show-files`.
        why: String,
    },
    /// It could not be looked at.
    Failed,
}

/// Looks at files.
#[derive(Debug)]
pub struct Looker<'r> {
    store: &'r Store,
    /// The triages of the policies, by their numbers.
    pub triages: &'r [Triage<'r>],
    /// Numbers the batches, so that projects of different ones are not taken for the same.
    batch: AtomicU32,
    sink: &'r dyn Sink,
}

impl<'r> Looker<'r> {
    /// Looks by these triages.
    pub fn new(store: &'r Store, triages: &'r [Triage<'r>], sink: &'r dyn Sink) -> Self {
        Looker { store, triages, batch: AtomicU32::new(0), sink }
    }

    /// Reads and judges one file.
    pub fn look_at(&self, unit: Unit) -> Looked {
        let FileName { path, shown } = unit.candidate.name;
        let mut looked = Looked::new(&*shown, unit.policy);
        let triage = unit.policy.map(|policy| &self.triages[policy]);
        if let Some(why) = unread::why(&shown) {
            looked.fate = Fate::Skipped { why: why.to_owned() };
            return looked;
        }
        let read = match unit.bytes {
            Some(bytes) => Ok(bytes),
            None => self.store.read(&path),
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => {
                looked.fail(self.store.why_unread(&path, &error));
                return looked;
            }
        };
        let include = triage.and_then(|triage| triage.policy().files.include.as_ref());
        let included = include.map(|include| include.is_match(&unit.relative));
        let must = Must { named: unit.candidate.named, included, format: read::by_name(&shown) };
        // UTF-16 is known by its mark alone here, but some readers of JSON guess it.
        let is_wide = bytes.iter().take(2).any(|&byte| byte == 0);
        let has_wide_tags = is_wide && bytes.windows(7).any(|part| part == b"t\0a\0g\0s");
        match Source::from_bytes(shown, bytes, unit.medium) {
            Ok(source) => self.judge(&Arc::new(source), &unit.relative, triage, &must, &mut looked),
            Err(broken) if must.may_skip("") && !has_wide_tags => {
                let why = match broken.1 {
                    Unreadable::Utf16WithoutMark => broken.1.to_string(),
                    _ => "not text".to_owned(),
                };
                looked.fate = Fate::Unparsed { why: format!("it is {why}") };
            }
            Err(broken) => {
                let (source, why) = *broken;
                let at = Location::new(&Arc::new(source), Span::at(usize::MAX));
                looked.break_at(triage, at, &format!("it is {why}"));
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
        let limits = Limits::default();
        let is_judged = |kind: &str| triage.is_some_and(|triage| triage.is_judged(kind));
        let question = Question {
            format: must.format,
            manifest: match must.included {
                Some(true) => Some(Certainty::Certain),
                Some(false) => None,
                None => Some(Certainty::Possible),
            },
            is_judged: &is_judged,
            limits: &limits,
        };
        let definition = Definition::read(source, &question);
        let Contents { mut batches, left_out } = definition.contents(source, &question);
        looked.unknown = batches.iter_mut().flat_map(Batch::take_unknown).collect();
        looked.projects = batches.iter().map(Batch::project_count).sum();
        let text = source.text();
        let may_skip =
            definition.errors().is_empty() || (must.may_skip(text) && !definition.is_disputed(text));
        let is_skipped =
            looked.projects == 0 && looked.unknown.is_empty() && may_skip && !definition.is_cut_short();
        looked.fate = match is_skipped {
            true => skipped(source, &definition, must),
            false => Fate::Judged { projects: looked.projects },
        };
        for left_out in left_out {
            looked.leave_out(left_out);
        }
        for hit in limits.take() {
            looked.stop_at(&hit);
        }
        if is_skipped {
            return;
        }
        if definition.is_cut_short() {
            looked.fail("the run that made this plan failed: what it did not reach was not judged");
        }
        for error in definition.errors() {
            looked.break_at(triage, Location::new(source, error.span), &error.message);
        }
        let Some(triage) = triage else { return };
        let ignores = Ignores::new(source, definition.comments());
        let ignores = if ignores.is_empty() { Vec::new() } else { vec![ignores] };
        for batch in &batches {
            looked.outcome.merge(self.give(batch, triage, relative, &ignores, NONE_EXCLUDED));
        }
        looked.findings.extend(ignores.iter().flat_map(|ignores| triage.unused_ignores(ignores)));
    }

    /// Gives the projects of one file to the sink. Nothing is said of what stands in files that the policy excludes.
    pub fn give(
        &self,
        batch: &Batch<'_>,
        triage: &Triage<'_>,
        relative: &str,
        ignores: &[Ignores],
        excluded: &BTreeSet<String>,
    ) -> Outcome {
        let file = self.batch.fetch_add(1, Ordering::Relaxed);
        self.sink.take(batch, &Setting { triage, path: Some(relative), ignores, excluded, file })
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
        let is_asked_for = match self.included {
            Some(is_manifest) => is_manifest,
            None => self.named,
        } || self.format == Some(Format::Terraform);
        !is_asked_for && !Definition::bears_marks(text)
    }
}

/// What becomes of a file that is passed over.
fn skipped(source: &Source, definition: &Definition<'_>, must: &Must) -> Fate {
    match definition.errors().first() {
        None if must.included == Some(false) => Fate::Skipped {
            why:
                "it is not a template or configuration, and `[files] include` does not name it as a manifest"
                    .to_owned(),
        },
        None if definition.is_of_another_tool() => Fate::Skipped {
            why: "its `projects` are another tool's: they have no tags, and keys that projects do not have"
                .to_owned(),
        },
        None => Fate::Skipped { why: "it declares no projects".to_owned() },
        Some(error) => {
            let at = source.position(error.span.start);
            let why = format!("it cannot be parsed: {}:{}: {}", at.line, at.column, error.message);
            Fate::Unparsed { why }
        }
    }
}
