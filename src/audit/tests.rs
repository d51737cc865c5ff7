use time::macros::date;
use url::Url;

use super::*;
use crate::drift::Declared;
use crate::drift::declared::at;
use crate::finding::{Finding, Subject};
use crate::live::destination::{Authority, Destination};
use crate::live::project::{LiveProject, LiveValue};
use crate::live::{Listing, Seen};
use crate::policy::load::load_text;
use crate::policy::{Access, Policy};
use crate::rule::{Check, NAMES, Needs, RULES};
use crate::triage::Selection;

const POLICY: &str = "[tags.Team]\nrequired = true\n[tags.CostCenter]\nrequired = true\n[tags.Owner]\n[rules]\ndefault-project = \"off\"\n";

fn policy(text: &str) -> Policy {
    load_text(text, "taglint.toml", None, NAMES).expect("a policy")
}

fn live(id: &str, name: &str, tags: &[(&str, &str)]) -> LiveProject {
    let tag = |(key, value): &(&str, &str)| ((*key).to_owned(), LiveValue::Text((*value).to_owned()));
    LiveProject {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        is_archived: false,
        account: Some("1".to_owned()),
        region: "r".to_owned(),
        tags: tags.iter().map(tag).collect(),
    }
}

fn seen(projects: Vec<LiveProject>) -> Seen {
    let (account, region) = (Some("1".to_owned()), "r".to_owned());
    let projects_at = Url::parse("https://a/v1/organization/projects").expect("a URL");
    let destination = Destination { projects: projects_at, authority: Authority::Aws(Access::Ambient) };
    let listing = Listing { name: None, account, region, projects, is_complete: true, destination };
    Seen { listings: vec![listing], ..Seen::default() }
}

fn declared(number: u32, name: &str, id: Option<&str>, tags: &[(&str, &str)]) -> Declared {
    let mut project = live("", name, tags);
    (project.account, project.region) = (None, "r".to_owned());
    let mut declared = Declared::of(&project.to_project(number), "projects.json", 0, &[]);
    declared.declaration.at = Some(at(name));
    declared.id = id.map(str::to_owned);
    declared.subject = Subject { id: declared.id.clone(), ..(*declared.subject).clone() }.into();
    declared
}

/// What an audit finds that does what `act` says.
fn found(text: &str, act: impl FnOnce(&mut Audit<'_>)) -> Found {
    let policy = policy(text);
    let selection = Selection::everything(date!(2026 - 01 - 01));
    let triage = Triage::new(&policy, &selection);
    let mut audit = Audit::new(&triage);
    act(&mut audit);
    audit.finish()
}

/// Rule, id or name of the project, and tag of each finding, sorted.
fn told(findings: &[Finding]) -> Vec<String> {
    let tell = |finding: &Finding| {
        let subject = finding.subject();
        let id = subject.and_then(|subject| subject.id.as_ref().or(subject.name.as_ref()));
        let word = |text: Option<&String>| text.cloned().unwrap_or("-".to_owned());
        format!("{} {} {}", finding.rule, word(id), word(finding.tag.as_ref()))
    };
    let mut told: Vec<String> = findings.iter().map(tell).collect();
    told.sort();
    told
}

#[test]
fn what_is_live_is_compared_with_definitions_and_each_cause_is_told_once() {
    let right = [("CostCenter", "c"), ("Team", "t")];
    let seen = seen(vec![
        live("p1", "Chat", &[("Owner", "me"), ("Team", "x")]),
        live("p2", "Find", &right),
        live("p3", "Twin", &right),
        live("p4", "Twin", &right),
        live("p5", "Extra", &right),
    ]);
    let declared = [
        declared(0, "Chat", None, &right),
        declared(1, "Search", Some("p2"), &right),
        declared(2, "Twin", None, &right),
        declared(3, "Gone", None, &right),
    ];
    let view = View::of(&seen, false);
    let mut unsure = None;
    let found = found(POLICY, |audit| {
        audit.projects(&view);
        unsure = Some(audit.compare(&view, &declared, true));
    });
    assert_eq!(
        told(&found.sorted.findings),
        [
            "absent-project Gone -",
            "ambiguous-name Twin -",
            "drifted-name p2 -",
            "drifted-tag p1 CostCenter",
            "drifted-tag p1 Owner",
            "drifted-tag p1 Team",
            "undeclared-project p5 -",
        ]
    );
    assert_eq!(found.sorted.repeated, 2, "`missing-tag` of `CostCenter`, and `duplicate-name` of `Twin`");
    assert_eq!(unsure.map(|unsure| unsure.projects), Some(0));
    let drifted = found.sorted.findings.iter().find(|it| it.tag.as_deref() == Some("Team")).expect("found");
    assert_eq!(drifted.project.as_ref().and_then(|project| project.home.clone()), None, "it is live");
}

#[test]
fn nothing_is_undeclared_where_not_all_definitions_could_be_read() {
    let seen = seen(vec![live("p1", "Chat", &[])]);
    let view = View::of(&seen, false);
    let mut unsure = None;
    let found = found("", |audit| unsure = Some(audit.compare(&view, &[], false)));
    assert_eq!((told(&found.sorted.findings).len(), unsure.map(|unsure| unsure.projects)), (0, Some(1)));
}

#[test]
fn what_is_said_of_an_account_is_excepted_by_its_number_and_no_other() {
    let projects = (0..900).map(|number| live(&format!("p{number}"), &format!("n{number}"), &[])).collect();
    let seen = seen(projects);
    let view = View::of(&seen, false);
    let exception = |account: &str| {
        format!("[[exceptions]]\nwhen = {{ account = \"{account}\" }}\nuntil = 2027-01-01\nreason = \"x\"\n")
    };
    let count = |text: &str| {
        let sorted = found(text, |audit| audit.accounts(&view)).sorted;
        (told(&sorted.findings), sorted.suppressed.len())
    };
    let speaks = vec!["too-many-projects - -".to_owned()];
    assert_eq!(count(""), (speaks.clone(), 0));
    assert_eq!(count(&exception("2")), (speaks, 0));
    assert_eq!(count(&exception("1")), (vec![], 1));
    let sorted = found("", |audit| audit.accounts(&view)).sorted;
    let subject = sorted.findings[0].subject().expect("an account");
    assert_eq!((subject.account.as_deref(), &subject.name, &subject.id), (Some("1"), &None, &None));
}

#[test]
fn what_is_said_of_billing_is_about_no_project() {
    let tag = |key: &str, is_active| CostTag { key: key.to_owned(), is_active };
    let tags = [tag("Team", true), tag("CostCenter", false)];
    let of = |text: &str| found(text, |audit| audit.billing(&tags)).sorted;
    let sorted = of(POLICY);
    assert_eq!(told(&sorted.findings), ["inactive-cost-tag - CostCenter"]);
    assert!(sorted.findings[0].project.is_none());
    let exception = |when: &str| {
        format!(
            "{POLICY}[[exceptions]]\n{when}rules = [\"inactive-cost-tag\"]\nuntil = 2027-01-01\nreason = \"x\"\n"
        )
    };
    assert_eq!(of(&exception("")).findings.len(), 0);
    assert_eq!(of(&exception("when = { account = \"*\" }\n")).findings.len(), 1, "it is no account's");
}

#[test]
fn live_rules_speak_of_cases_and_of_nothing_else() {
    let cases = [LiveCase::Default, LiveCase::Account { active: 2000 }, LiveCase::Undeclared];
    for rule in RULES {
        let Check::Live { needs, check } = rule.check else { continue };
        let spoken = cases.iter().filter(|case| {
            let mut verdicts = Vec::new();
            check(case, &mut verdicts);
            !verdicts.is_empty()
        });
        let spoken = spoken.count();
        assert!(spoken <= 1, "{} speaks of {spoken} cases", rule.name);
        assert!(needs != Needs::Nothing || spoken == 1, "{} needs nothing, and says nothing", rule.name);
    }
}
