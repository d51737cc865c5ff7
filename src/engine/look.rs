//! One file: it is read, and what it declares is judged.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::looked::{Fate, Looked};
use super::sink::Sink;
use super::units::Unit;
use crate::collect::client::{self, Grammar};
use crate::collect::definition::{Contents, Definition, Question};
use crate::collect::limits::Limits;
use crate::collect::manifest::Certainty;
use crate::collect::read::Format;
use crate::collect::{Batch, endings, plan, unread};
use crate::files::{FileName, Store};
use crate::finding::Location;
use crate::judge::{NONE_EXCLUDED, Outcome, Setting};
use crate::source::{Source, Span, Unreadable};
use crate::triage::Triage;
use crate::triage::ignores::Ignores;

/// Looks at files.
#[derive(Debug)]
pub(crate) struct Looker<'r> {
    store: &'r Store,
    /// The triages of the policies, by their numbers.
    pub(crate) triages: &'r [Triage<'r>],
    /// Numbers the batches, so that projects of different ones are not taken for the same.
    batch: AtomicU32,
    sink: &'r dyn Sink,
}

impl<'r> Looker<'r> {
    /// Looks by these triages.
    pub(crate) fn new(store: &'r Store, triages: &'r [Triage<'r>], sink: &'r dyn Sink) -> Self {
        Looker { store, triages, batch: AtomicU32::new(0), sink }
    }

    /// Reads and judges one file.
    pub(crate) fn look_at(&self, unit: Unit) -> Looked {
        let FileName { path, shown } = unit.candidate.name;
        let mut looked = Looked::new(&*shown, unit.policy);
        let triage = unit.policy.map(|policy| &self.triages[policy]);
        looked.relative.clone_from(&unit.relative);
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
        let grammar = endings::grammar(&shown);
        if grammar.is_some() || endings::is_lines(&shown) {
            self.look_for_clients(
                Source::from_bytes(shown, bytes, unit.medium),
                grammar,
                triage,
                &mut looked,
            );
            if unit.candidate.named && looked.fate == Fate::Idle {
                let why = if grammar.is_some() { NO_CLIENT } else { NO_SETTING };
                looked.fate = Fate::Skipped { why: why.to_owned() };
            }
            return looked;
        }
        let include = triage.and_then(|triage| triage.policy().files.include.as_ref());
        let included = include.map(|include| include.is_match(&unit.relative));
        let hidden = unit.candidate.hidden;
        let included = if hidden { Some(false) } else { included };
        let must = Must { named: unit.candidate.named, included, format: endings::format_of(&shown), hidden };
        // UTF-16 is known by its mark alone here, but some readers of JSON guess it.
        let is_wide = bytes.iter().take(2).any(|&byte| byte == 0);
        let is_text = !is_wide && std::str::from_utf8(&bytes).is_ok();
        let seen = if is_text { String::new() } else { seen_of(&bytes) };
        let may_skip = must.may_skip(&seen) && !(is_wide && seen.contains("tags"));
        match Source::from_bytes(shown, bytes, unit.medium) {
            Ok(source) => self.judge(&Arc::new(source), &unit.relative, triage, &must, &mut looked),
            Err(broken) if may_skip => {
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

    /// Reads source code, or lines, for the clients in it.
    fn look_for_clients(
        &self,
        source: Result<Source, Box<(Source, Unreadable)>>,
        grammar: Option<Grammar>,
        triage: Option<&Triage<'_>>,
        looked: &mut Looked,
    ) {
        looked.fate = Fate::Idle;
        let source = match source {
            Ok(source) => Arc::new(source),
            Err(broken) => {
                let (source, why) = *broken;
                if client::is_marked(source.text()) {
                    let at = Location::new(&Arc::new(source), Span::at(usize::MAX));
                    looked.break_at(triage, at, &format!("it is {why}"));
                }
                return;
            }
        };
        let found = match grammar {
            Some(grammar) => client::in_program(&source, grammar),
            None => client::in_lines(&source, endings::is_script(source.name())),
        };
        looked.add_clients(&source, found, triage);
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
        let Contents { mut batches, left_out, not_read } = definition.contents(source, &question);
        looked.unknown = batches.iter_mut().flat_map(Batch::take_unknown).collect();
        looked.projects = batches.iter().map(Batch::project_count).sum();
        let text = source.text();
        let found = definition.clients(source);
        let may_skip =
            definition.errors().is_empty() || (must.may_skip(text) && !definition.is_disputed(text));
        let is_skipped = looked.projects == 0
            && looked.unknown.is_empty()
            && found.clients.is_empty()
            && may_skip
            && !definition.is_cut_short();
        looked.fate = match is_skipped {
            true if must.hidden => Fate::Idle,
            true => skipped(source, &definition, must),
            false => Fate::Judged { projects: looked.projects },
        };
        looked.add_clients(source, found, triage);
        for left_out in left_out {
            looked.leave_out(left_out);
        }
        for not_read in not_read {
            looked.pass_over(not_read);
        }
        for hit in limits.take() {
            looked.stop_at(&hit);
        }
        if is_skipped {
            return;
        }
        if definition.is_cut_short() {
            looked.fail("the run that made this plan failed: what it did not reach was not checked");
        }
        if !definition.errors().is_empty() && (client::configures(text) || plan::has_marks(text)) {
            // What it says of a client, or of resources, is not known where it breaks, and that may be a key.
            source.guard();
        }
        for error in definition.errors() {
            looked.break_at(triage, Location::new(source, error.span), &error.to_string());
        }
        let Some(triage) = triage else { return };
        let ignores = Ignores::new(source, definition.comments());
        let ignores = if ignores.is_empty() { Vec::new() } else { vec![ignores] };
        for batch in &batches {
            looked.outcome.merge(self.give(batch, triage, relative, &ignores, NONE_EXCLUDED));
        }
        looked.ignores.extend(ignores);
    }

    /// Gives the projects of one file to the sink. Nothing is reported about what is in files that the policy excludes.
    pub(crate) fn give(
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

/// Why source code that is named is passed over.
const NO_CLIENT: &str = "it is a program, of which only clients for `bedrock-mantle` are read, and it has none: check the templates that it writes, as by `cdk synth`";
/// Why an environment file or a script that is named is passed over.
const NO_SETTING: &str = "it sets no client to `bedrock-mantle`";

/// What can be seen of a text in an encoding that is not read: what all encodings write alike.
fn seen_of(bytes: &[u8]) -> String {
    bytes.iter().filter(|byte| (1..128).contains(*byte)).map(|&byte| char::from(byte)).collect()
}

/// Whether a file that cannot be parsed may be passed over.
struct Must {
    named: bool,
    /// Whether the policy's `include` names it, where there is one.
    included: Option<bool>,
    format: Option<Format>,
    /// Whether it is in a hidden folder, so that only what it says of clients is asked.
    hidden: bool,
}

impl Must {
    fn may_skip(&self, text: &str) -> bool {
        let is_asked_for = match self.included {
            Some(is_manifest) => is_manifest,
            None => self.named,
        };
        !is_asked_for && !Definition::has_marks(text) && !client::configures(text)
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
        None if definition.saved(source).is_some() => Fate::Skipped {
            why: "it is what `taglint audit` saved: a snapshot, or a file to restore from".to_owned(),
        },
        None if definition.is_of_another_tool() => Fate::Skipped {
            why: "its `projects` are another tool's: they have no tags, and keys that projects do not have"
                .to_owned(),
        },
        None => Fate::Skipped { why: "it declares no projects".to_owned() },
        Some(error) => {
            let at = source.position(error.span.start);
            let why = format!("it cannot be parsed: {}:{}: {}", at.line, at.column, error);
            Fate::Unparsed { why }
        }
    }
}
