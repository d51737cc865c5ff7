//! The calls that fix live tags, to be read: nothing here sends them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::curl;
use super::place::whereabouts;
use crate::finding::{Finding, Subject};
use crate::live::calls::{Call, addition, calls, removal};
use crate::live::change::LiveChange;
use crate::live::destination::Destination;
use crate::live::plan::plan;
use crate::text::{count, is_credential, printable_json, shown};

/// Where calls go, by account and region.
pub(crate) type Destinations = BTreeMap<(Option<String>, String), Destination>;

/// The calls for some findings, as commands of curl where their destinations are given: one a line, each behind a comment
/// that says where; first all that add, then all that remove, so that a run that stops halfway has lost nothing.
pub(crate) fn draw<'f>(
    findings: impl Iterator<Item = &'f Finding>,
    with_unsafe: bool,
    destinations: Option<&Destinations>,
) -> String {
    let planned = plan(findings, with_unsafe);
    let (masked, projects): (Vec<_>, Vec<_>) =
        planned.iter().partition(|project| project.edit.texts().any(|text| is_credential(text)));
    let mut text = String::new();
    for project in masked {
        let whom = whereabouts(project.subject);
        let _ = writeln!(
            text,
            "# {whom}: its calls have a credential in them, so they are not shown: use `--fix`"
        );
    }
    for project in &projects {
        if let Some(call) = addition(&project.edit) {
            line(&mut text, project.subject, &call, destinations);
        }
    }
    for project in &projects {
        if let Some(call) = removal(&project.edit) {
            line(&mut text, project.subject, &call, destinations);
        }
    }
    text
}

/// What is asked before the calls of changes are sent: all of them, by account and region.
pub(crate) fn question(changes: &[LiveChange<'_>]) -> String {
    let mut places: BTreeMap<String, Vec<&LiveChange<'_>>> = BTreeMap::new();
    for change in changes {
        let project = change.project;
        let account = project.account.as_ref().or(change.listing.name.as_ref());
        let account = if let Some(account) = account { account } else { "-" };
        places.entry(format!("{account}/{}", project.region)).or_default().push(change);
    }
    let (mut text, mut number) = (String::new(), 0);
    for (place, changes) in &places {
        let _ = writeln!(text, "{}", shown(place));
        for change in changes {
            let name = change.project.name.as_deref().unwrap_or("-");
            let _ = writeln!(text, "  {} ({})", shown(name), shown(&change.project.id));
            for call in calls(&change.edit) {
                let body = serde_json::to_string(&call.body).expect("texts are always JSON");
                let _ = writeln!(
                    text,
                    "    {} {} {}",
                    call.method,
                    shown(&call.path),
                    shown(&printable_json(&body))
                );
                number += 1;
            }
        }
    }
    let (sent, projects) = (count(number, "call"), count(changes.len(), "project"));
    format!("{text}\nSend {sent}, to change {projects}? Type `yes` to send: ")
}

fn line(text: &mut String, subject: &Subject, call: &Call<'_>, destinations: Option<&Destinations>) {
    let body = serde_json::to_string(&call.body).expect("texts are always JSON");
    let _ = write!(text, "# {}", whereabouts(subject));
    let region = subject.region.as_deref().unwrap_or("-");
    let home = (subject.account.clone(), region.to_owned());
    let destination = destinations.and_then(|destinations| destinations.get(&home));
    match destination {
        Some(destination) => {
            if let Some(credentials) = curl::credentials(&destination.authority) {
                let _ = write!(text, ": with {credentials}");
            }
            let _ = writeln!(text, "\n{}", curl::command(call, &body, destination, region));
        }
        None => {
            let _ = writeln!(text, "\n{} {} {}", call.method, shown(&call.path), printable_json(&body));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::testing::of_two_projects;

    #[test]
    fn all_additions_come_before_all_removals() {
        let findings = of_two_projects();
        let (head, path) = ("# us-east-1 Chat\nPOST ", "/v1/organization/projects/");
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
}
