//! The definitions that an audit compares with.

use std::path::PathBuf;

use crate::drift::{Declared, FoundClient};
use crate::engine::{self, Outline, Read, Task, Wanted};
use crate::fault::{Fault, Found};
use crate::settings::audit::AuditSettings;

/// How much is declared below the working folder, as far as it can be read.
pub(super) fn count(settings: &AuditSettings) -> Found {
    let everything = Wanted::Text(String::new());
    let task = Task {
        paths: vec![PathBuf::from(".")],
        ..Task::new(everything, settings.store.clone(), settings.delivery.selection.clone())
    };
    match engine::read(&task) {
        Ok(Read { outline, .. }) => Found { projects: outline.projects, files: outline.definitions() },
        Err(_) => Found { projects: 0, files: 0 },
    }
}

/// What is declared.
#[derive(Debug)]
pub(super) struct Definitions {
    /// The projects.
    pub(super) declared: Vec<Declared>,
    /// The clients.
    pub(super) clients: Vec<FoundClient>,
    /// The files, what cannot be read of them, and what failed.
    pub(super) outline: Outline,
}

impl Definitions {
    /// Reads what `--against` names, if it names anything.
    pub(super) fn read(settings: &AuditSettings) -> Result<Option<Self>, Fault> {
        if settings.against.is_empty() {
            return Ok(None);
        }
        let task = Task {
            paths: settings.against.clone(),
            ..Task::new(settings.policy.clone(), settings.store.clone(), settings.delivery.selection.clone())
        };
        let Read { declared, clients, outline } = engine::read(&task)?;
        if outline.is_empty() && outline.failures.is_empty() {
            return Err(Fault::NothingToCompare { why: outline.why_nothing() });
        }
        Ok(Some(Definitions { declared, clients, outline }))
    }

    /// Whether every definition could be read, so that what is in none of them is undeclared.
    pub(super) fn is_whole(&self) -> bool {
        self.outline.failures.is_empty() && self.outline.sorted.findings.is_empty()
    }
}
