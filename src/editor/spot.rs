//! What is at a place of a definition: a key, a value or a name of a project, before its policy. The engine reads the
//! definition, so that whatever `check` understands is understood here.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gen_lsp_types::Position;

use super::check::{self, Unit, View};
use super::position::Ruler;
use crate::collect::Batch;
use crate::engine::{self, Sink};
use crate::judge::{Outcome, Setting};
use crate::project::{Place, Project, Reading};
use crate::rule::{Case, Check, RULES, Verdict};
use crate::source::Span;

/// A place in a document.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    pub(super) path: PathBuf,
    pub(super) position: Position,
}

impl Cursor {
    /// The offset in the text, if the document is open.
    pub(super) fn offset(&self, view: &View) -> Option<usize> {
        let document = view.documents.get(&self.path)?;
        Some(Ruler::new(&document.text, view.encoding).offset(self.position))
    }
}

/// What is looked for.
#[derive(Clone, Debug)]
pub(super) enum Sought {
    /// What is at an offset of the file that is shown under a name.
    At { name: String, offset: u32 },
    /// What has this word in it.
    Word(&'static str),
}

impl Sought {
    fn is_text(&self, text: Option<&str>, place: Option<Place<'_>>) -> bool {
        match self {
            Sought::Word(word) => text.is_some_and(|text| text.contains(word)),
            Sought::At { name, offset } => place.is_some_and(|place| {
                place.source.name() == name && (place.span.start..=place.span.end).contains(offset)
            }),
        }
    }

    fn part(&self, project: &Project<'_>) -> Option<Part> {
        let is_reading = |reading: &Reading<'_>| self.is_text(reading.value.text(), reading.place);
        for (tag, written) in project.tags.list.iter().enumerate() {
            if self.is_text(Some(&written.key), written.key_place) {
                return Some(Part::Key { tag });
            }
            if let Some(reading) = written.readings().position(is_reading) {
                return Some(Part::Value { tag, reading });
            }
        }
        is_reading(&project.name).then_some(Part::Name)
    }
}

/// A part of a project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Key { tag: usize },
    Value { tag: usize, reading: usize },
    Name,
}

/// A part of a project before its policy.
pub(super) struct Spot<'s> {
    pub(super) case: &'s Case<'s>,
    pub(super) part: Part,
}

impl<'s> Spot<'s> {
    pub(super) fn place(&self) -> Option<Place<'s>> {
        let project = self.case.project;
        match self.part {
            Part::Key { tag } => project.tags.list[tag].key_place,
            Part::Value { tag, reading } => project.tags.list[tag].readings().nth(reading)?.place,
            Part::Name => project.name.place,
        }
    }

    pub(super) fn span(&self) -> Option<Span> {
        Some(self.place()?.span)
    }

    /// What the rules that are on say of exactly this place.
    pub(super) fn verdicts(&self) -> Vec<Verdict> {
        let Some(place) = self.place() else { return Vec::new() };
        let mut verdicts = Vec::new();
        for rule in RULES {
            if let Check::Project(check) = rule.check
                && rule.level_in(self.case.dictionary).is_some()
            {
                check(self.case, &mut verdicts);
            }
        }
        let is_here = |verdict: &Verdict| {
            let at = verdict.at.as_ref();
            at.is_some_and(|at| at.span == place.span && at.path() == place.source.name())
        };
        verdicts.retain(is_here);
        verdicts
    }
}

/// Asks about what is looked for in a document, once.
pub(super) fn ask<A: Send>(
    path: &Path,
    sought: &Sought,
    view: &View,
    answer: &(dyn Fn(&Spot<'_>) -> Option<A> + Sync),
) -> Option<A> {
    let (task, _) = check::task(&Unit::of(path)?, view)?;
    let seeker = Seeker { sought, answer, found: Mutex::new(None) };
    engine::look(&task, &seeker, None).ok()?;
    seeker.found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

struct Seeker<'s, A> {
    sought: &'s Sought,
    answer: &'s (dyn Fn(&Spot<'_>) -> Option<A> + Sync),
    found: Mutex<Option<A>>,
}

impl<A> fmt::Debug for Seeker<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seeker").field("sought", self.sought).finish_non_exhaustive()
    }
}

impl<A: Send> Sink for Seeker<'_, A> {
    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        let policy = setting.triage.policy();
        batch.each(0..batch.len(), |project| {
            let Some(part) = self.sought.part(project) else { return };
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            if found.is_none() {
                let facts = crate::policy::condition::Facts::of(project, setting.path);
                let dictionary = policy.dictionary(&facts);
                let case = Case::new(policy, dictionary, project, setting.path, setting.triage.left_out());
                *found = (self.answer)(&Spot { case: &case, part });
            }
        });
        Outcome::default()
    }
}
