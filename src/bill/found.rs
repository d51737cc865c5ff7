//! What was found of a bill, on the way to the files that count.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::manifest::Manifest;
use crate::cost::Period;
use crate::files::FileName;
use crate::finding::Failure;

/// A file with lines of a bill.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Export {
    pub(crate) name: FileName,
    /// The period that its path or a manifest names.
    pub(crate) partition: Option<Period>,
    /// What it was delivered by.
    pub(crate) by: Delivery,
}

/// What is found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) files: Vec<FileName>,
    /// The places of files that the command line names.
    pub(super) named: BTreeSet<PathBuf>,
    pub(super) manifests: Vec<Manifest>,
    pub(super) failures: Vec<Missed>,
}

/// What could not be looked at, or be told, and of which period it is where that is known.
#[derive(Debug)]
pub(crate) struct Missed {
    pub(crate) period: Option<Period>,
    pub(crate) failure: Failure,
}

/// What files belong together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Delivery {
    /// The command line names the file.
    Command,
    /// A manifest lists it.
    Manifest(FileName),
    /// It is in a folder, without further partitions by other keys.
    Folder(PathBuf),
}

impl Found {
    pub(super) fn fail(&mut self, name: &FileName, message: &str) {
        self.fail_of(None, name, message);
    }

    pub(super) fn fail_of(&mut self, period: Option<Period>, name: &FileName, message: &str) {
        let failure = Failure { subject: name.shown.clone(), message: message.to_owned() };
        self.failures.push(Missed { period, failure });
    }
}
