//! The calls that make a change of a live project, as they are shown and sent.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::routes;
use crate::finding::LiveEdit;

/// A call of the Projects API.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Call<'a> {
    /// The HTTP method.
    pub(crate) method: &'static str,
    /// The path of the URL.
    pub(crate) path: String,
    /// The JSON body.
    pub(crate) body: Body<'a>,
}

/// What a call asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Body<'a> {
    /// Tags that are added, or get another value.
    AddTags(&'a BTreeMap<String, String>),
    /// Keys of tags that are removed.
    RemoveTagKeys(&'a BTreeSet<String>),
}

impl<'a> Body<'a> {
    /// What it makes of tags: each key with its value, or none where it is removed.
    pub(crate) fn tags(&self) -> Vec<(&'a str, Option<&'a str>)> {
        match self {
            Body::AddTags(tags) => {
                tags.iter().map(|(key, value)| (key.as_str(), Some(value.as_str()))).collect()
            }
            Body::RemoveTagKeys(keys) => keys.iter().map(|key| (key.as_str(), None)).collect(),
        }
    }
}

/// The calls of a change, in the order in which they are to be sent: updates are not atomic, and the tag that is
/// renamed must never be gone in between.
pub(crate) fn calls(edit: &LiveEdit) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
    calls.extend(addition(edit));
    calls.extend(removal(edit));
    calls
}

/// The call that adds tags, if any are to be added.
pub(crate) fn addition(edit: &LiveEdit) -> Option<Call<'_>> {
    (!edit.add.is_empty()).then(|| update(edit, Body::AddTags(&edit.add)))
}

/// The call that removes tags, if any are to be removed.
pub(crate) fn removal(edit: &LiveEdit) -> Option<Call<'_>> {
    (!edit.remove.is_empty()).then(|| update(edit, Body::RemoveTagKeys(&edit.remove)))
}

fn update<'a>(edit: &LiveEdit, body: Body<'a>) -> Call<'a> {
    Call { method: "POST", path: routes::project(&edit.id), body }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rendered(edit: &LiveEdit) -> serde_json::Value {
        serde_json::to_value(calls(edit)).expect("JSON")
    }

    #[test]
    fn additions_are_sent_before_removals() {
        let path = "/v1/organization/projects/proj_1";
        let edit = LiveEdit::add("proj_1", "Team", "Alpha").and_remove("team");
        assert_eq!(
            rendered(&edit),
            json!([
                {"method": "POST", "path": path, "body": {"add_tags": {"Team": "Alpha"}}},
                {"method": "POST", "path": path, "body": {"remove_tag_keys": ["team"]}},
            ])
        );
        assert_eq!(rendered(&LiveEdit::remove("proj_1", "team")).as_array().map(Vec::len), Some(1));
        assert_eq!(rendered(&LiveEdit::new("proj_1")), json!([]));
    }

    #[test]
    fn an_odd_id_stays_one_part_of_the_path() {
        let edit = LiveEdit::remove("a/../b?c#d e", "team");
        assert_eq!(calls(&edit)[0].path, "/v1/organization/projects/a%2F..%2Fb%3Fc%23d%20e");
    }
}
