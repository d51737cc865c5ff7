//! `inactive-cost-tag`: a required key by which billing does not tell costs apart
//! (<https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html>).

use super::Verdict;
use crate::policy::dictionary::Entry;
use crate::text::code;

/// What is said of a required key that billing knows as inactive, or not at all.
pub fn verdict(entry: &Entry, is_known: bool) -> Verdict {
    let key = code(&entry.key);
    let (message, help) = match is_known {
        true => (
            format!("{key} is no active cost allocation tag: billing knows it, and does not use it"),
            format!("activate {key} in the management account: only what is spent afterwards is told apart"),
        ),
        false => (
            format!("{key} is no active cost allocation tag: billing does not know it"),
            format!("tag something with {key}, and activate it in the management account a day later"),
        ),
    };
    Verdict { message, tag: Some(entry.key.clone()), help: Some(help), ..Verdict::default() }
        .because(&entry.required.clause)
}
