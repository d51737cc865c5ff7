//! Rules: small pure functions from a project and a policy to verdicts, one file each.
//!
//! [`RULES`] is the registry. What a rule is and what it says live in its file, its page is `rules/<name>.md`. What is
//! made of a level, and how a format is written, no rule knows: a [`Verdict`] names a [`Change`] to the tags, and
//! [`crate::fix`] turns that into edits or calls.

pub(crate) mod absent_project;
pub(crate) mod ambiguous_name;
mod case;
pub(crate) mod changed_since;
mod client_without_project;
mod colliding_keys;
pub(crate) mod condition_words;
pub(crate) mod declaration;
pub(crate) mod default_project;
pub(crate) mod default_spend;
mod definition;
mod deprecated_tag;
pub(crate) mod drifted_name;
pub(crate) mod drifted_tag;
mod duplicate_key;
pub(crate) mod duplicate_name;
mod empty_value;
pub(crate) mod exception_words;
pub(crate) mod expired_exception;
mod flaw;
mod forbidden_tag;
pub(crate) mod inactive_cost_tag;
mod inconsistent_tags;
mod invalid_name;
mod invalid_value;
pub(crate) mod late_tag;
pub(crate) mod live;
mod malformed_value;
pub(crate) mod misplaced_tags;
mod missing_budget;
pub(crate) mod missing_tag;
mod misspelled_header;
mod misspelled_key;
mod model_not_allowed;
mod name_mismatch;
pub(crate) mod page;
mod placeholder;
mod placeholder_value;
mod sensitive_value;
pub(crate) mod since;
mod sound;
mod tag_limits;
pub(crate) mod too_many_projects;
pub(crate) mod undeclared_project;
pub(crate) mod unexplained_spend;
mod unknown_project;
mod unknown_tag;
pub(crate) mod unreadable_input;
mod unresolved_client;
pub(crate) mod unresolved_tag;
pub(crate) mod unused_clause;
pub(crate) mod unused_exception;
pub(crate) mod unused_ignore;
mod verdict;

pub(crate) use crate::text::is_credential;
#[cfg(feature = "lsp")]
pub(crate) use case::Key;
pub(crate) use case::{Case, Judged};
pub use definition::Rule;
pub(crate) use definition::{Check, Display, Gap, Needs, PairKey, PairVerdict, Repeats, Topic, Uncovering};
pub(crate) use flaw::Flaw;
#[cfg(feature = "lsp")]
pub(crate) use malformed_value::example;
pub(crate) use placeholder::is_placeholder;
pub(crate) use sound::Sound;
pub(crate) use tag_limits::{is_refused_key, is_refused_value};
pub(crate) use verdict::{Change, Remedy, Verdict, locate};

macro_rules! registry {
    ($($rule:ident)*) => {
        /// Every rule, in the order of the documentation.
        pub static RULES: &[&Rule] = &[$(&$rule::RULE),*];

        /// The names of all rules, in the same order.
        pub static NAMES: &[&str] = &[$($rule::RULE.name),*];
    };
}

registry! {
    missing_tag
    misspelled_key
    unknown_tag
    deprecated_tag
    forbidden_tag
    duplicate_key
    colliding_keys
    empty_value
    invalid_value
    malformed_value
    placeholder_value
    sensitive_value
    inconsistent_tags
    name_mismatch
    invalid_name
    duplicate_name
    tag_limits
    too_many_projects
    unresolved_tag
    unreadable_input
    misplaced_tags
    expired_exception
    unused_exception
    unused_ignore
    unused_clause
    client_without_project
    misspelled_header
    unresolved_client
    unknown_project
    drifted_tag
    drifted_name
    undeclared_project
    absent_project
    ambiguous_name
    changed_since
    default_project
    inactive_cost_tag
    unexplained_spend
    default_spend
    late_tag
    model_not_allowed
    missing_budget
}

/// Whether a rule speaks of live projects only.
pub(crate) fn is_live(name: &str) -> bool {
    needs(name).is_some()
}

/// What a rule needs that speaks of live projects only.
pub(crate) fn needs(name: &str) -> Option<Needs> {
    match find(name)?.check {
        Check::Live { needs, .. } => Some(needs),
        Check::Project(_) | Check::Pair { .. } | Check::Client(_) | Check::Elsewhere => None,
    }
}

/// Whether a rule says the same of every account and region, so that people are told once.
pub fn is_told_once(name: &str) -> bool {
    find(name).is_some_and(|rule| rule.is_told_once)
}

/// The rule of a name.
pub(crate) fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}
