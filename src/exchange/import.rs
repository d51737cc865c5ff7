//! Tag policies of AWS Organizations become a policy of taglint.

mod document;
mod kinds;
mod merge;
mod write;

use std::sync::Arc;

use super::remark::Remark;
use crate::policy::problem::Problems;
use crate::source::Source;
use crate::text::{all_of, code, shown};
use document::{Item, Setting};
use merge::Effective;
use write::Entry;

/// How many places the head of a policy names.
const NAMED: usize = 8;

/// A policy, and what of it has no counterpart or no effect.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The policy.
    pub text: String,
    pub(crate) remarks: Vec<Remark>,
}

/// The policy of a chain of nodes, from the root down, each with its tag policies in the order of attachment.
///
/// # Errors
/// What is wrong with the tag policies.
pub fn chain(nodes: &[Vec<Arc<Source>>]) -> Result<Imported, Problems> {
    let (mut problems, mut documents) = (Vec::new(), Vec::new());
    for node in nodes {
        documents.push(node.iter().filter_map(|source| document::read(source, &mut problems)).collect());
    }
    if let Some(problems) = Problems::of(problems) {
        return Err(problems);
    }
    let mut remarks = Vec::new();
    let merged = merge::merge(&documents, &mut remarks);
    let entries: Vec<Entry> = merged.iter().map(|effective| entry(effective, &mut remarks)).collect();
    let names: Vec<&str> = nodes.iter().flatten().map(|source| source.name()).collect();
    let head = format!("From AWS tag policies: {}.", shown(&all_of(names.iter().copied(), NAMED)));
    Ok(Imported { text: write::policy(&head, &entries), remarks })
}

/// The policy of required tags: each key with the CloudFormation types, or else the resource type, that must have it.
pub(crate) fn required_tags(tags: &[RequiredTag]) -> Imported {
    let (mut entries, mut remarks): (Vec<Entry>, Vec<Remark>) = (Vec::new(), Vec::new());
    for tag in tags {
        let mut kinds = Vec::new();
        for kind in &tag.template_types {
            kinds.extend(kinds::of_template_type(kind));
        }
        if tag.template_types.is_empty() {
            kinds = kinds::of(&tag.resource);
        }
        for key in &tag.keys {
            let number = match entries.iter().position(|entry| entry.key == *key) {
                Some(number) => number,
                None => {
                    entries.push(Entry { key: key.clone(), ..Entry::default() });
                    entries.len() - 1
                }
            };
            let entry = &mut entries[number];
            for kind in &kinds {
                if !entry.required_for.contains(kind) {
                    entry.required_for.push(kind.clone());
                }
            }
            if kinds.is_empty() {
                let message = lost_type(key, &tag.resource);
                entry.comments.push(message.clone());
                remarks.push(Remark::without_place(message));
            }
        }
    }
    let head = "From the tags that the AWS tag policy of this account requires.";
    Imported { text: write::policy(head, &entries), remarks }
}

/// Which keys resources of a type must have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RequiredTag {
    /// `ec2:instance`
    pub resource: String,
    pub template_types: Vec<String>,
    pub keys: Vec<String>,
}

fn entry(effective: &Effective, remarks: &mut Vec<Remark>) -> Entry {
    let key = match effective.items(Setting::TagKey) {
        Some([key, ..]) => key.text.clone(),
        // So it is where the case is not said.
        _ => effective.key.text.to_lowercase(),
    };
    let values = effective.items(Setting::TagValue).map(|items| {
        let mut values: Vec<String> = Vec::new();
        for item in items {
            if !values.contains(&item.text) {
                values.push(item.text.clone());
            }
        }
        values
    });
    let mut entry = Entry { key, values, ..Entry::default() };
    let mut lose = |item: &Item, entry: &mut Entry, message: String| {
        entry.comments.push(shown(&message).into_owned());
        remarks.push(Remark::at(&item.at, message));
    };
    for item in effective.items(Setting::EnforcedFor).unwrap_or_default() {
        let message = format!(
            "`enforced_for` {}: only Organizations itself refuses what tags {} wrongly",
            code(&item.text),
            code(&entry.key)
        );
        lose(item, &mut entry, message);
    }
    for item in effective.items(Setting::RequiredFor).unwrap_or_default() {
        let kinds = kinds::of(&item.text);
        if entry.values.as_ref().is_some_and(Vec::is_empty) {
            let message =
                format!("required for {}, but no value of {} is allowed", code(&item.text), code(&entry.key));
            lose(item, &mut entry, message);
            continue;
        }
        if kinds.is_empty() {
            let message = lost_type(&entry.key, &item.text);
            lose(item, &mut entry, message);
        }
        for kind in kinds {
            if !entry.required_for.contains(&kind) {
                entry.required_for.push(kind);
            }
        }
    }
    for item in &effective.unknown {
        let message = format!("the setting {} of {} has no counterpart", code(&item.text), code(&entry.key));
        lose(item, &mut entry, message);
    }
    entry
}

fn lost_type(key: &str, resource: &str) -> String {
    format!("{} is required for {}, a type that taglint does not know", code(key), code(resource))
}
