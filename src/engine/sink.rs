//! What becomes of the projects that are read: they are judged, or noted, or both.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::collect::Batch;
use crate::drift::Declared;
use crate::fix::effective::Effective;
use crate::judge::{Outcome, Setting, judge};

/// Takes the projects of one file after the other, in no certain order and several at a time.
pub(crate) trait Sink: fmt::Debug + Sync {
    /// What is to be said of the projects of one file.
    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome;

    /// Whether what is reported about clients is wanted.
    fn takes_clients(&self) -> bool {
        true
    }
}

/// Projects are judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judge;

impl Sink for Judge {
    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        judge(batch, setting)
    }
}

/// What is declared, which is not judged.
#[derive(Debug, Default)]
pub(crate) struct Declarations(Mutex<Vec<Declared>>);

impl Declarations {
    /// In the order of files and texts.
    pub(crate) fn sorted(self) -> Vec<Declared> {
        let mut declared = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        declared.sort_by(Declared::order);
        declared
    }
}

impl Sink for Declarations {
    fn takes_clients(&self) -> bool {
        false
    }

    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        let path = setting.path.unwrap_or_default();
        let mut declared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        batch.each(0..batch.len(), |project| {
            declared.push(Declared::of(project, path, setting.file, setting.ignores));
        });
        Outcome::default()
    }
}

/// What the projects of one file come to.
#[derive(Debug)]
pub(crate) struct Sight {
    /// The number of the batch.
    pub(crate) file: u32,
    /// The name of the policy.
    pub(crate) policy: String,
    /// The path of the file, relative to the folder of the policy.
    pub(crate) path: String,
    /// The projects. The items of a list that is too long to be kept have nothing in common, and are left out.
    pub(crate) projects: Vec<Effective>,
}

/// Projects are judged, and what they come to is noted to be compared.
#[derive(Debug, Default)]
pub(crate) struct Sights(Mutex<Vec<Sight>>);

impl Sights {
    /// By policy and path.
    pub(crate) fn sorted(self) -> Vec<Sight> {
        let mut sights = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        sights.sort_by(|left, right| {
            (&left.policy, &left.path, left.file).cmp(&(&right.policy, &right.path, right.file))
        });
        sights
    }
}

impl Sink for Sights {
    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        let mut projects = Vec::new();
        if !matches!(batch, Batch::Folded { .. }) {
            batch.each(0..batch.len(), |project| projects.push(Effective::of(project)));
        }
        let (policy, path) = (setting.triage.policy().name.clone(), setting.path.unwrap_or_default());
        let sight = Sight { file: setting.file, policy, path: path.to_owned(), projects };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sight);
        judge(batch, setting)
    }
}
