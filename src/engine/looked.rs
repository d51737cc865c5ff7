//! What became of one file.

use std::sync::Arc;

use crate::client::Client;
use crate::collect::client::Found;
use crate::collect::folders::Gap;
use crate::collect::limits::LimitHit;
use crate::collect::not_read::NotRead;
use crate::collect::{LeftOut, Unknown};
use crate::finding::{Failure, Finding, Location};
use crate::judge::Outcome;
use crate::rule::{unreadable_input, unresolved_tag};
use crate::source::Source;
use crate::triage::Triage;
use crate::triage::ignores::Ignores;
use crate::triage::unresolved::Unresolved;

/// What became of one file.
#[derive(Debug)]
pub(crate) struct Looked {
    /// What it is called in findings.
    pub(crate) path: String,
    /// What judging its projects brought.
    pub(crate) outcome: Outcome,
    /// How many projects it declares.
    pub(crate) projects: usize,
    /// What is reported about the file itself.
    pub(crate) findings: Vec<Finding>,
    /// Whether it was judged, skipped, or could not be looked at.
    pub(crate) fate: Fate,
    /// What could not be looked at.
    pub(crate) failures: Vec<Failure>,
    /// Its resources of unknown types that have no tags.
    pub(crate) unknown: Vec<Unknown>,
    /// What it declares and that is never there.
    pub(crate) left_out: Vec<LeftOut>,
    /// What it brings in from elsewhere.
    pub(crate) not_read: Vec<NotRead>,
    /// The clients that it constructs or configures.
    pub(crate) clients: Vec<Client>,
    /// The variables that it sets and that clients read.
    pub(crate) settings: Vec<(String, Location)>,
    /// The variables that give base URLs to clients which name a project, and where these are constructed.
    pub(crate) named: Vec<(&'static str, Location)>,
    /// Its ignores, of which it is said at the end which ones hide nothing.
    pub(crate) ignores: Vec<Ignores>,
    /// The path as the policy sees it.
    pub(crate) relative: String,
    /// The number of its policy, if there is one.
    pub(crate) policy: Option<usize>,
}

impl Looked {
    /// A file that was not looked at yet.
    pub(crate) fn new(path: impl Into<String>, policy: Option<usize>) -> Self {
        Looked {
            path: path.into(),
            outcome: Outcome::default(),
            projects: 0,
            findings: Vec::new(),
            fate: Fate::Failed,
            failures: Vec::new(),
            unknown: Vec::new(),
            left_out: Vec::new(),
            not_read: Vec::new(),
            clients: Vec::new(),
            settings: Vec::new(),
            named: Vec::new(),
            ignores: Vec::new(),
            relative: String::new(),
            policy,
        }
    }

    /// A file that says nothing, as far as is known.
    pub(crate) fn idle(path: impl Into<String>, policy: Option<usize>) -> Self {
        let why = "it declares no projects".to_owned();
        Looked { fate: Fate::Skipped { why }, ..Looked::new(path, policy) }
    }

    /// It declares a resource, or calls a module, of which there is none as far as is known.
    pub(crate) fn leave_out(&mut self, left_out: LeftOut) {
        if matches!(self.fate, Fate::Skipped { .. }) {
            self.fate = Fate::Skipped { why: left_out.why.of_all().to_owned() };
        }
        self.left_out.push(left_out);
    }

    /// It brings in from elsewhere what is not read.
    pub(crate) fn pass_over(&mut self, not_read: NotRead) {
        if matches!(self.fate, Fate::Skipped { .. }) {
            self.fate = Fate::Skipped { why: format!("{} is not read", not_read.part) };
        }
        self.not_read.push(not_read);
    }

    /// It says something of clients.
    pub(crate) fn add_clients(&mut self, source: &Arc<Source>, found: Found, triage: Option<&Triage<'_>>) {
        if !found.clients.is_empty() || !found.broken.is_empty() {
            // A key may be anywhere around a client.
            source.guard();
        }
        if !found.clients.is_empty() {
            self.fate = Fate::Judged { projects: self.projects };
            self.clients.extend(found.clients);
        }
        for span in found.broken {
            self.break_at(triage, Location::new(source, span), "its syntax is broken here");
        }
        if let Some((span, limit)) = found.limit {
            self.stop_at(&LimitHit { at: Location::new(source, span), limit: limit.to_owned() });
        }
        self.settings.extend(found.settings);
        self.named.extend(found.named);
        let ignores = Ignores::new(source, &found.comments);
        if !ignores.is_empty() {
            self.ignores.push(ignores);
        }
    }

    /// It could not be looked at.
    pub(crate) fn fail(&mut self, message: impl Into<String>) {
        self.failures.push(Failure { subject: self.path.clone(), message: message.into() });
    }

    /// It cannot be read from some place on: a finding, or a failure where no finding may be made of it.
    pub(crate) fn break_at(&mut self, triage: Option<&Triage<'_>>, at: Location, message: &str) {
        self.fate = Fate::Judged { projects: self.projects };
        let verdict = unreadable_input::broken(at.clone(), message);
        let message = verdict.message.clone();
        match triage.and_then(|triage| triage.say(&unreadable_input::RULE, verdict)) {
            Some(finding) => self.findings.push(finding),
            None => self.fail_at(&at, &message),
        }
    }

    /// A limit of taglint was hit in it: whatever else is there is judged.
    pub(crate) fn stop_at(&mut self, hit: &LimitHit) {
        if matches!(self.fate, Fate::Idle | Fate::Skipped { .. } | Fate::Unparsed { .. }) {
            self.fate = Fate::Failed;
        }
        self.fail_for(hit);
    }

    /// Something is not checked, here or in a file that is counted elsewhere, for a limit of taglint.
    pub(crate) fn fail_for(&mut self, hit: &LimitHit) {
        self.fail_at(&hit.at, &format!("{}; what is there was not checked", hit.limit));
    }

    fn fail_at(&mut self, at: &Location, message: &str) {
        self.failures.push(Failure::at(at, message));
    }

    /// It leads to what is not there or not known.
    pub(crate) fn miss(&mut self, triage: Option<&Triage<'_>>, gap: Gap) {
        if matches!(self.fate, Fate::Skipped { .. }) {
            self.fate = Fate::Skipped { why: gap.why.to_owned() };
        }
        self.outcome.sorted.unresolved.push(Unresolved::of(&gap.verdict));
        self.findings.extend(triage.and_then(|triage| triage.say(&unresolved_tag::RULE, gap.verdict)));
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
    /// It has nothing to do with what is checked, as most source code: it is not counted.
    Idle,
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
