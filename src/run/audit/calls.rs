//! The calls that would mend live tags, to be read and sent by somebody: nothing here sends them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use super::super::Screen;
use crate::finding::{Call, Finding, Safety, Subject};
use crate::rule::drifted_tag;
use crate::text::{printable_json, shown};

/// What is to be changed in one project.
#[derive(Default)]
struct Changes {
    added: BTreeMap<String, Value>,
    removed: BTreeSet<String>,
}

/// The calls for what is shown: one a line, each behind a comment that says where; first all that add, then all that
/// remove, so that a run that stops halfway has lost nothing.
pub(super) fn text(findings: &[Finding], with_unsafe: bool, screen: &Screen) -> String {
    let mut projects: BTreeMap<(&Subject, &str), Changes> = BTreeMap::new();
    let is_drift = |finding: &&Finding| drifted_tag::RULE.says(finding);
    let shown = || screen.shown(findings);
    // Where two rules want another value, the definition says which.
    let drifted = shown().filter(is_drift);
    for finding in drifted.chain(shown().filter(|finding| !is_drift(finding))) {
        let Some(fix) = finding.fix.as_ref().filter(|fix| with_unsafe || fix.safety == Safety::Safe) else {
            continue;
        };
        let Some(subject) = finding.subject() else { continue };
        for call in &fix.calls {
            projects.entry((subject, &call.path)).or_default().take(call);
        }
    }
    let mut text = String::new();
    for ((subject, path), changes) in &projects {
        if !changes.added.is_empty() {
            line(&mut text, subject, path, &serde_json::json!({ "add_tags": changes.added }));
        }
    }
    for ((subject, path), changes) in &projects {
        let removed: Vec<&String> =
            changes.removed.iter().filter(|key| !changes.added.contains_key(*key)).collect();
        if !removed.is_empty() {
            line(&mut text, subject, path, &serde_json::json!({ "remove_tag_keys": removed }));
        }
    }
    text
}

impl Changes {
    fn take(&mut self, call: &Call) {
        let added = call.body.get("add_tags").and_then(Value::as_object);
        for (key, value) in added.into_iter().flatten() {
            self.added.entry(key.clone()).or_insert_with(|| value.clone());
        }
        let removed = call.body.get("remove_tag_keys").and_then(Value::as_array);
        self.removed.extend(removed.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
}

fn line(text: &mut String, subject: &Subject, path: &str, body: &Value) {
    let place = [&subject.account, &subject.region].map(|part| part.as_deref().unwrap_or("-"));
    let name = subject.name.as_deref().unwrap_or("-");
    let _ = writeln!(text, "# {} {}", shown(&place.join("/")), shown(name));
    let _ = writeln!(text, "POST {} {}", shown(path), printable_json(&body.to_string()));
}
