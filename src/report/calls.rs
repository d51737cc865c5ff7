//! The calls that would fix live tags, to be read and sent by somebody: nothing here sends them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::curl;
use crate::finding::{Effect, Finding, Fix, LiveEdit, Safety, Subject};
use crate::live::calls::{Call, addition, removal};
use crate::live::destination::Destination;
use crate::rule::{self, Needs};
use crate::text::{printable_json, shown};

/// Where calls go, by account and region.
pub(crate) type Destinations = BTreeMap<(Option<String>, String), Destination>;

/// The calls for some findings, as commands of curl where their destinations are given: one a line, each behind a comment
/// that says where; first all that add, then all that remove, so that a run that stops halfway has lost nothing.
pub(crate) fn draw<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    with_unsafe: bool,
    destinations: Option<&Destinations>,
) -> String {
    // Where two rules want another value, the definition says which.
    let (mut findings, others): (Vec<_>, Vec<_>) =
        findings.partition(|it| rule::needs(it.rule) == Some(Needs::Definitions));
    findings.extend(others);
    let mut fixes: BTreeMap<&Subject, Vec<&Fix>> = BTreeMap::new();
    for finding in findings {
        let fix = finding.fix.as_ref().filter(|fix| with_unsafe || fix.safety == Safety::Safe);
        if let (Some(subject), Some(fix)) = (finding.subject(), fix) {
            fixes.entry(subject).or_default().push(fix);
        }
    }
    let mut projects: BTreeMap<&Subject, LiveEdit> = BTreeMap::new();
    for (subject, fixes) in &fixes {
        for edit in fixes.iter().filter_map(|fix| edit_beside(fix, fixes)) {
            projects.entry(subject).or_insert_with(|| LiveEdit::new(&edit.id)).merge(&edit);
        }
    }
    let mut text = String::new();
    for (subject, edit) in &projects {
        if let Some(call) = addition(edit) {
            line(&mut text, subject, &call, destinations);
        }
    }
    for (subject, edit) in &projects {
        if let Some(call) = removal(edit) {
            line(&mut text, subject, &call, destinations);
        }
    }
    text
}

/// What a fix changes beside the others of its project: of a tag that gets another key and another value, the new key
/// gets the new value.
fn edit_beside(fix: &Fix, fixes: &[&Fix]) -> Option<LiveEdit> {
    let live = fix.live.as_ref()?;
    for other in fixes {
        match (&fix.effect, &other.effect) {
            (Effect::Replace { key, to, .. }, Effect::Rename { from, to: new_key }) if key == from => {
                return Some(LiveEdit::add(&live.id, new_key, to));
            }
            (Effect::Rename { from, to: new_key }, Effect::Replace { key, to, .. }) if key == from => {
                return Some(LiveEdit::add(&live.id, new_key, to).and_remove(from));
            }
            _ => {}
        }
    }
    Some(live.clone())
}

fn line(text: &mut String, subject: &Subject, call: &Call<'_>, destinations: Option<&Destinations>) {
    let place = [&subject.account, &subject.region].map(|part| part.as_deref().unwrap_or("-"));
    let name = subject.name.as_deref().unwrap_or("-");
    let body = serde_json::to_string(&call.body).expect("texts are always JSON");
    let _ = write!(text, "# {} {}", shown(&place.join("/")), shown(name));
    let home = (subject.account.clone(), place[1].to_owned());
    let destination = destinations.and_then(|destinations| destinations.get(&home));
    match destination {
        Some(destination) => {
            if let Some(credentials) = curl::credentials(&destination.authority) {
                let _ = write!(text, ": with {credentials}");
            }
            let _ = writeln!(text, "\n{}", curl::command(call, &body, destination, place[1]));
        }
        None => {
            let _ = writeln!(text, "\n{} {} {}", call.method, shown(&call.path), printable_json(&body));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Concerned, Level};

    fn finding(rule: &'static str, id: &str, safety: Safety, edit: LiveEdit) -> Finding {
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

    #[test]
    fn a_project_has_one_call_that_adds_and_one_that_removes_and_the_definition_wins() {
        let rename = |id| LiveEdit::add(id, "Team", "beta").and_remove("team");
        let findings = [
            finding("misspelled-key", "proj_2", Safety::Safe, rename("proj_2")),
            finding("misspelled-key", "proj_1", Safety::Safe, rename("proj_1")),
            finding("drifted-tag", "proj_1", Safety::Safe, LiveEdit::add("proj_1", "Team", "Alpha")),
            finding("drifted-tag", "proj_1", Safety::Unsafe, LiveEdit::remove("proj_1", "Owner")),
            finding("unknown-tag", "proj_1", Safety::Unsafe, LiveEdit::remove("proj_1", "Team")),
        ];
        let (head, path) = ("# -/us-east-1 Chat\nPOST ", "/v1/organization/projects/");
        let added = format!(
            "{head}{path}proj_1 {{\"add_tags\":{{\"Team\":\"Alpha\"}}}}\n\
             {head}{path}proj_2 {{\"add_tags\":{{\"Team\":\"beta\"}}}}\n"
        );
        let removed = |keys| {
            format!(
                "{head}{path}proj_1 {{\"remove_tag_keys\":[{keys}]}}\n\
                 {head}{path}proj_2 {{\"remove_tag_keys\":[\"team\"]}}\n"
            )
        };
        assert_eq!(draw(findings.iter(), false, None), format!("{added}{}", removed("\"team\"")));
        // `Team` is not removed: it is what was just added.
        assert_eq!(draw(findings.iter(), true, None), format!("{added}{}", removed("\"Owner\",\"team\"")));
    }
    #[test]
    fn a_tag_that_gets_another_key_and_another_value_gets_both_at_once() {
        let of = |effect, edit| {
            let mut finding = finding("deprecated-tag", "proj_1", Safety::Safe, edit);
            finding.fix.as_mut().expect("a fix").effect = effect;
            finding
        };
        let rename = Effect::Rename { from: "env".to_owned(), to: "Environment".to_owned() };
        let replace =
            Effect::Replace { key: "env".to_owned(), from: "prod".to_owned(), to: "Production".to_owned() };
        let renamed = of(rename, LiveEdit::add("proj_1", "Environment", "prod").and_remove("env"));
        let replaced = of(replace, LiveEdit::add("proj_1", "env", "Production"));
        let head = "# -/us-east-1 Chat\nPOST /v1/organization/projects/proj_1 ";
        let expected = format!(
            "{head}{{\"add_tags\":{{\"Environment\":\"Production\"}}}}\n{head}{{\"remove_tag_keys\":[\"env\"]}}\n"
        );
        for findings in [[&renamed, &replaced], [&replaced, &renamed]] {
            assert_eq!(draw(findings.into_iter(), false, None), expected);
        }
    }
}
