//! `--strict`: whatever could hide a project is a failure.

use super::outline::Outline;
use crate::finding::Failure;
use crate::text::code;

/// What could hide a project in what was read, each thing once.
pub(super) fn failures(outline: &Outline) -> Vec<Failure> {
    let mut failures: Vec<Failure> = Vec::new();
    for unresolved in &outline.sorted.unresolved {
        let message = format!("{}, and `--strict` asks for everything to be known", unresolved.message);
        failures.push(match &unresolved.at {
            Some(at) => Failure::at(at, &message),
            None => Failure { subject: outline.policy.clone(), message },
        });
    }
    for (path, unknown) in &outline.unknown {
        let (address, kind) = (code(&unknown.address), code(&unknown.kind));
        let message = format!("{address} has no tags, and whether {kind} can have tags is not known");
        failures.push(Failure { subject: path.clone(), message });
    }
    for not_read in &outline.not_read {
        let message =
            format!("{} is not read, and `--strict` asks for everything to be known", not_read.part);
        failures.push(Failure::at(&not_read.at, &message));
    }
    failures.sort();
    failures.dedup();
    failures
}
