//! Findings that change live projects, for the tests of plans and of what shows them.

use std::sync::Arc;

use crate::finding::{Concerned, Effect, Finding, Fix, Level, LiveEdit, Safety, Subject};

/// A finding of a project, with the change that fixes it.
pub(crate) fn finding(rule: &'static str, id: &str, safety: Safety, edit: LiveEdit) -> Finding {
    let subject = Subject {
        kind: "bedrock-project".to_owned(),
        name: Some("Chat".to_owned()),
        id: Some(id.to_owned()),
        account: None,
        region: Some("us-east-1".to_owned()),
    };
    let (title, effect) = (String::new(), Effect::None);
    let fix = Fix { safety, title, effect, is_alone: true, edits: Vec::new(), live: Some(edit) };
    Finding {
        project: Some(Arc::new(Concerned::of(subject))),
        fix: Some(fix),
        ..Finding::new(rule, Level::Error, "")
    }
}

/// Findings of which some change the same key of the same project.
pub(crate) fn of_two_projects() -> [Finding; 5] {
    let rename = |id| LiveEdit::add(id, "Team", "beta").and_remove("team");
    [
        finding("misspelled-key", "proj_2", Safety::Safe, rename("proj_2")),
        finding("misspelled-key", "proj_1", Safety::Safe, rename("proj_1")),
        finding("drifted-tag", "proj_1", Safety::Safe, LiveEdit::add("proj_1", "Team", "Alpha")),
        finding("drifted-tag", "proj_1", Safety::Unsafe, LiveEdit::remove("proj_1", "Owner")),
        finding("unknown-tag", "proj_1", Safety::Unsafe, LiveEdit::remove("proj_1", "Team")),
    ]
}
