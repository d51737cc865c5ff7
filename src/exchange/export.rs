//! A policy becomes one that the cloud itself enforces. It never refuses what a check lets pass: what can only be
//! narrowed is left out, what is widened is told.

mod certainty;
mod clauses;
mod condition;
mod globs;
mod losses;
mod models;
mod resources;
mod statements;
mod tag_policy;
mod wanted;

pub(crate) use wanted::{Part, Target, Wanted};

use serde::Serialize;

use super::remark::Remark;
use crate::policy::Policy;
use certainty::Certainty;
use losses::Losses;

/// What was exported, and what of the policy it does not say.
#[derive(Clone, Debug)]
pub(crate) struct Exported {
    /// One line of JSON.
    pub text: String,
    pub remarks: Vec<Remark>,
}

/// Exports a policy.
pub(crate) fn export(policy: &Policy, target: Target, wanted: &Wanted) -> Exported {
    let certainty = Certainty::new(policy, wanted.today, wanted.hidden.clone());
    let mut losses = Losses::default();
    let text = match target {
        Target::Tags => json(&tag_policy::document(&certainty, wanted, &mut losses)),
        Target::Control | Target::Identity => json(&statements::document(&certainty, wanted, &mut losses)),
    };
    beyond_tags(policy, &mut losses);
    Exported { text, remarks: losses.0 }
}

fn json(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("strings and lists are JSON")
}

/// What no policy of the cloud can say.
fn beyond_tags(policy: &Policy, losses: &mut Losses) {
    if let Some(pattern) = &policy.name_pattern {
        losses.left_out("name.pattern", &pattern.pattern.clause, "the cloud does not look at names");
    }
    for (number, constraint) in policy.constraints.iter().enumerate() {
        losses.left_out(
            format!("constraints[{number}]"),
            &constraint.clause,
            "the cloud does not compare tags",
        );
    }
    for (number, lookup) in policy.lookups.iter().enumerate() {
        losses.left_out(format!("lookups[{number}]"), &lookup.clause, "the cloud has no tables");
    }
    for (number, change) in policy.dictionaries.overrides().iter().enumerate() {
        let why = "the cloud does not see for which projects it is, so what it changes is left out";
        losses.left_out(format!("overrides[{number}]"), &change.clause, why);
    }
}
