use std::collections::BTreeMap;

use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::bill::{Container, Kind, Tally};
use crate::cost::{Metric, Money};
use crate::drift::Place;
use crate::finding::{Finding, ProjectId};
use crate::live::project::{LiveProject, LiveValue};
use crate::policy::load::load_text;
use crate::rule::NAMES;
use crate::triage::{Selection, Triage};

const POLICY: &str = "\
[tags.CostCenter]
required = true
pattern = 'CC-\\d{4}'
[tags.Environment]
values = [\"Production\", \"Development\"]
[tags.Owner]
required = { when = { name = \"*-Prod\" } }
[spend]
explained = \"95%\"
[[models]]
when = { tags = { Environment = \"Development\" } }
forbid = [\"Claude Opus*\"]
[[models]]
allow = [\"Claude*\", \"Nova*\"]
";

fn policy(text: &str) -> Policy {
    load_text(text, "taglint.toml", None, NAMES).expect("a policy")
}

fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn period() -> Period {
    "2026-11".parse().expect("a period")
}

fn container(kind: Kind, id: &str) -> Option<Container> {
    let arn = format!("arn:aws:bedrock-mantle:r:1:project/{id}");
    Some(Container { kind, arn, region: "r".to_owned(), account: "1".to_owned(), id: id.to_owned() })
}

fn project(id: &str) -> Option<Container> {
    container(Kind::Project, id)
}

fn group(container: Option<Container>, tags: &[(&str, &str)], amount: &str) -> Group {
    let tags: BTreeMap<String, String> =
        tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Group {
        period: period(),
        currency: "USD".to_owned(),
        account: Some("1".to_owned()),
        container,
        tags: tags.into(),
        is_outside: false,
        models: BTreeMap::from([(None, money(amount))]),
        amount: money(amount),
        lines: 1,
    }
}

fn on_model(model: &str, group: Group) -> Group {
    Group { models: BTreeMap::from([(Some(model.to_owned()), group.amount)]), ..group }
}

fn bill(groups: Vec<Group>) -> Bill {
    let tally = Tally {
        period: period(),
        currency: "USD".to_owned(),
        metric: Metric::NetUnblended,
        lines: groups.len() as u64,
        other_lines: 7,
    };
    Bill { groups, tallies: vec![tally], ..Bill::default() }
}

/// Id, name and tags of a live project.
type Listed<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// What an audit saw: all of account 1 in region `r`.
fn seen(projects: &[Listed<'_>]) -> Snapshot {
    let mut live = Vec::new();
    for (id, name, tags) in projects {
        let text = |text: &str| LiveValue::Text(text.to_owned());
        live.push(LiveProject {
            id: (*id).to_owned(),
            name: Some((*name).to_owned()),
            is_archived: false,
            account: Some("1".to_owned()),
            region: "r".to_owned(),
            tags: tags.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect(),
        });
    }
    let place =
        Place { name: None, account: Some("1".to_owned()), region: "r".to_owned(), is_complete: true };
    Snapshot::of(&live.iter().collect::<Vec<_>>(), &[place], None)
}

fn classes(bill: &Bill, seen: Option<&Snapshot>, policy: &Policy) -> Vec<Class> {
    Spending::of(bill, seen, policy).groups.iter().map(|group| group.class).collect()
}

/// What is reported about a bill, sorted: rule, id of the project, tag or model, and money.
fn told(bill: &Bill, seen: Option<&Snapshot>, policy: &Policy) -> Vec<String> {
    let selection = Selection::everything(date!(2026 - 12 - 01));
    let triage = Triage::new(policy, &selection);
    let sorted = Spending::of(bill, seen, policy).judge(&triage, Speaking::OfGroups);
    let mut told: Vec<String> = sorted.findings.iter().map(tell).collect();
    told.sort();
    told
}

fn tell(finding: &Finding) -> String {
    let id = finding.subject().and_then(|subject| subject.id.clone()).unwrap_or_else(|| "-".to_owned());
    let what = finding.tag.clone().or_else(|| finding.value.clone()).unwrap_or_else(|| "-".to_owned());
    let spend = finding.spend.as_ref().expect("money");
    format!("{} {id} {what} {} {}", finding.rule, spend.amount, spend.currency)
}

const RIGHT: &[(&str, &str)] = &[("CostCenter", "CC-1001")];

#[test]
fn each_group_is_in_the_first_class_that_holds() {
    let outside = Group { is_outside: true, ..group(project("p1"), RIGHT, "-1") };
    let bill = bill(vec![
        outside,
        group(project("default"), RIGHT, "1"),
        group(None, &[], "1"),
        group(None, RIGHT, "1"),
        group(container(Kind::Profile, "a1"), RIGHT, "1"),
        group(container(Kind::Profile, "default"), &[], "1"),
        group(project("p1"), &[("Environment", "Test")], "1"),
        group(project("p1"), &[("CostCenter", "CC-1001"), ("Environment", "Test")], "1"),
        group(None, &[("Environment", "Production")], "1"),
    ]);
    let expected = [
        Class::Outside,
        Class::DefaultProject,
        Class::NoContainer,
        Class::Explained,
        Class::Explained,
        Class::MissingTags,
        Class::MissingTags,
        Class::WrongTags,
        Class::MissingTags,
    ];
    assert_eq!(classes(&bill, None, &policy(POLICY)), expected);
}

#[test]
fn levels_of_the_policy_decide_and_what_hides_findings_does_not() {
    let wrong = bill(vec![group(project("p1"), &[], "1"), group(project("p1"), &[("CostCenter", "x")], "1")]);
    let of = |more: &str| classes(&wrong, None, &policy(&format!("{POLICY}{more}")));
    let both = [Class::MissingTags, Class::WrongTags];
    assert_eq!(of(""), both);
    assert_eq!(of("[rules]\nmissing-tag = \"warning\"\n"), [Class::Explained, Class::WrongTags]);
    assert_eq!(of("[rules]\nmalformed-value = \"off\"\n"), [Class::MissingTags, Class::Explained]);
    assert_eq!(of("[[exceptions]]\nuntil = 2027-01-01\nreason = \"x\"\n"), both);
    let relaxed = "[[overrides]]\nwhen = { account = \"1\" }\ntags.CostCenter.required = false\n";
    assert_eq!(of(relaxed), [Class::Explained, Class::WrongTags]);
}

#[test]
fn what_a_bill_does_not_show_decides_nothing() {
    let hidden = [
        "required = { when = { name = \"Chat*\" } }",
        "required = { when = { status = \"active\" } }",
        "required = { when = { not = { status = \"archived\" } } }",
        "required = { when = { tags = { Elsewhere = false } } }",
    ];
    let groups = || bill(vec![group(project("p1"), &[("Environment", "Production")], "1")]);
    for condition in hidden {
        let policy = policy(&format!("[tags.Environment]\n[tags.Owner]\n{condition}\n"));
        assert_eq!(classes(&groups(), None, &policy), [Class::Explained], "{condition}");
    }
    let by_name = policy("[tags.Environment]\n[tags.Owner]\nrequired = { when = { name = \"Chat*\" } }\n");
    let snapshot = seen(&[("p1", "Chat", &[])]);
    assert_eq!(classes(&groups(), Some(&snapshot), &by_name), [Class::MissingTags], "a snapshot has names");
    for condition in ["kind = \"inference-profile\"", "region = \"r\""] {
        let policy =
            policy(&format!("[tags.Environment]\n[tags.Owner]\nrequired = {{ when = {{ {condition} }} }}\n"));
        let bill = bill(vec![group(None, &[("Environment", "Production")], "1")]);
        assert_eq!(classes(&bill, None, &policy), [Class::Explained], "{condition}");
    }
}

#[test]
fn findings_have_the_money_of_their_groups() {
    let bill = bill(vec![
        group(project("p1"), &[], "700.10"),
        group(project("p2"), &[("CostCenter", "x"), ("Environment", "test")], "187.5"),
        group(project("default"), &[], "1900"),
        group(None, &[], "800"),
        group(project("p3"), RIGHT, "8912.40"),
    ]);
    let expected = [
        "default-spend - - 800.00 USD",
        "default-spend default - 1900.00 USD",
        "invalid-value p2 Environment 187.50 USD",
        "malformed-value p2 CostCenter 187.50 USD",
        "missing-tag p1 CostCenter 700.10 USD",
        "unexplained-spend - - 3587.60 USD",
    ];
    assert_eq!(told(&bill, None, &policy(POLICY)), expected);
    let minimum = POLICY.replace("explained = \"95%\"", "minimum = 800.00");
    let expected = ["default-spend - - 800.00 USD", "default-spend default - 1900.00 USD"];
    assert_eq!(told(&bill, None, &policy(&minimum)), expected);
}

#[test]
fn a_month_is_measured_to_the_last_digit() {
    let of = |right: &str, wrong: &str| {
        let bill = bill(vec![group(project("p1"), RIGHT, right), group(project("default"), &[], wrong)]);
        let told = told(&bill, None, &policy(POLICY));
        told.iter().any(|told| told.starts_with("unexplained-spend"))
    };
    assert!(!of("95", "5"));
    assert!(of("94.999999999999", "5"));
    assert!(!of("0", "0"), "there is no money");
    assert!(!of("1", "-2"), "the base is negative");
    assert!(of("-1", "2"));
}

#[test]
fn models_are_permitted_by_every_entry_that_is_for_the_group() {
    let development: &[(&str, &str)] = &[("CostCenter", "CC-1001"), ("Environment", "Development")];
    let mut free = on_model("Llama", group(project("p5"), RIGHT, "1"));
    free.models.insert(Some("Mistral".to_owned()), Money::ZERO);
    let bill = bill(vec![
        on_model("Claude Opus 4.6", group(project("p1"), development, "3")),
        on_model("Claude Opus 4.6", group(project("p2"), RIGHT, "1")),
        on_model("Nova 2.0 Lite", group(project("p3"), development, "1")),
        group(project("p4"), development, "1"),
        free,
        on_model("Llama", Group { is_outside: true, ..group(None, &[], "1") }),
    ]);
    let expected = ["model-not-allowed p1 Claude Opus 4.6 3.00 USD", "model-not-allowed p5 Llama 1.00 USD"];
    assert_eq!(told(&bill, None, &policy(POLICY)), expected);
}

#[test]
fn a_snapshot_tells_late_tags_and_projects_that_nobody_listed() {
    let snapshot = seen(&[("p1", "Chat", RIGHT), ("p2", "Find-Prod", RIGHT), ("p4", "Old", &[])]);
    let foreign = Container { account: "2".to_owned(), ..project("p9").expect("a project") };
    let bill = bill(vec![
        group(project("p1"), &[], "10"),
        group(project("p2"), &[], "20"),
        group(project("p3"), RIGHT, "30"),
        group(project("p3"), &[("CostCenter", "CC-1002")], "31"),
        group(project("p4"), RIGHT, "40"),
        group(Some(foreign), RIGHT, "50"),
        group(project("default"), &[], "60"),
        group(container(Kind::Profile, "a1"), RIGHT, "70"),
    ]);
    let policy = policy(&POLICY.replace("explained = \"95%\"\n", ""));
    let expected = [
        "default-spend default - 60.00 USD",
        "late-tag p1 - 10.00 USD",
        "missing-tag p2 CostCenter 20.00 USD",
        "missing-tag p2 Owner 20.00 USD",
        "undeclared-project p3 - 61.00 USD",
    ];
    assert_eq!(told(&bill, Some(&snapshot), &policy), expected);
}

#[test]
fn money_lies_on_what_is_said_of_live_projects_and_their_tags_are_said_once() {
    let policy = policy(POLICY);
    let selection = Selection::everything(date!(2026 - 12 - 01));
    let triage = Triage::new(&policy, &selection);
    let bill = bill(vec![
        on_model("Llama", group(project("p1"), &[], "10")),
        group(project("p1"), &[("CostCenter", "x")], "5"),
        group(project("default"), &[], "60"),
    ]);
    let snapshot = seen(&[("p1", "Chat", &[])]);
    let spending = Spending::of(&bill, Some(&snapshot), &policy);
    let id = ProjectId { file: 4, ordinal: 2 };
    let numbers = Numbers::from([(("1", "r", "p1"), id)]);
    let sorted = spending.judge(&triage, Speaking::OfProjects(&numbers));
    let rules: Vec<&str> = sorted.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["model-not-allowed", "default-spend", "unexplained-spend"]);
    let of_model = sorted.findings[0].project.as_ref().expect("a project");
    assert_eq!(of_model.id, Some(id), "the live project is the one that does not comply");

    let mut live = Finding::new("missing-tag", crate::finding::Level::Error, "x");
    live.project = sorted.findings[0].project.clone();
    let mut sorted = Sorted { findings: vec![live], ..Sorted::default() };
    spending.put_money(&mut sorted);
    assert_eq!(tell(&sorted.findings[0]), "missing-tag p1 - 15.00 USD");
}

#[test]
fn credentials_are_masked_in_the_ledger() {
    let secret = [("CostCenter", "AKIAIOSFODNN7EXAMPLE")];
    let policy = policy(POLICY);
    let bill = bill(vec![group(project("p1"), &secret, "1"), group(None, &secret, "2")]);
    let ledger = Spending::of(&bill, None, &policy).ledger(date!(2026 - 12 - 01));
    let text = format!("{ledger:?}");
    assert!(text.contains("****") && !text.contains("AKIA"), "{text}");
}

#[test]
fn a_month_is_final_from_the_sixteenth_of_the_next_one() {
    let policy = policy(POLICY);
    let bill = bill(vec![group(project("p1"), RIGHT, "1")]);
    let is_final = |today| Spending::of(&bill, None, &policy).ledger(today).statements[0].is_final;
    assert!(!is_final(date!(2026 - 12 - 15)) && is_final(date!(2026 - 12 - 16)));
}

/// Groups of every kind, with money of either sign.
fn groups() -> impl Strategy<Value = Vec<Group>> {
    let container = prop_oneof![
        Just(None),
        Just(project("default")),
        Just(project("p1")),
        Just(project("p2")),
        Just(container(Kind::Profile, "a1")),
    ];
    let tags = prop_oneof![
        Just(vec![]),
        Just(RIGHT.to_vec()),
        Just(vec![("CostCenter", "x")]),
        Just(vec![("CostCenter", "CC-1001"), ("Environment", "Development")]),
        Just(vec![("Environment", "Test")]),
    ];
    let model = prop_oneof![Just(None), Just(Some("Claude Opus 4.6")), Just(Some("Llama"))];
    let one = (container, tags, any::<bool>(), prop::collection::vec((model, any::<i64>()), 1..3));
    let one = one.prop_map(|(container, tags, is_outside, amounts)| {
        let mut models: BTreeMap<Option<String>, Money> = BTreeMap::new();
        for (model, units) in amounts {
            *models.entry(model.map(str::to_owned)).or_default() += Money::from_units(units.into());
        }
        let amount = models.values().copied().sum();
        Group { is_outside, models, amount, ..group(container, &tags, "0") }
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    #[test]
    fn every_sum_is_the_total_to_the_last_digit(groups in groups()) {
        let policy = policy(POLICY);
        let total: Money = groups.iter().map(|group| group.amount).sum();
        let bill = bill(groups);
        let ledger = Spending::of(&bill, None, &policy).ledger(date!(2026 - 12 - 01));
        prop_assert_eq!(ledger.rows.iter().map(|row| row.amount).sum::<Money>(), total);
        for statement in &ledger.statements {
            let sum = |portions: &[crate::bill::ledger::Portion]| -> Money {
                portions.iter().map(|portion| portion.amount).sum()
            };
            prop_assert_eq!(statement.total, total);
            let detail = statement.detail.as_ref().expect("lines");
            prop_assert_eq!(detail.classes.iter().map(|(_, amount)| *amount).sum::<Money>(), total);
            prop_assert_eq!(statement.base, total - detail.class(Class::Outside));
            prop_assert_eq!(sum(&statement.models), statement.base);
            prop_assert_eq!(statement.months.iter().map(|month| month.base).sum::<Money>(), statement.base);
            for (_, values) in &statement.keys {
                prop_assert_eq!(sum(values), statement.base);
            }
        }
    }

    #[test]
    fn the_order_of_groups_changes_no_sum(groups in groups()) {
        let policy = policy(POLICY);
        let ledger = |groups| Spending::of(&bill(groups), None, &policy).ledger(date!(2026 - 12 - 01));
        let mut reversed = groups.clone();
        reversed.reverse();
        prop_assert_eq!(ledger(groups), ledger(reversed));
    }

    #[test]
    fn the_money_of_a_finding_is_at_most_that_of_its_class(mut groups in groups()) {
        for group in &mut groups {
            for amount in group.models.values_mut() {
                *amount = amount.abs();
            }
            group.amount = group.models.values().copied().sum();
        }
        let policy = policy(POLICY);
        let bill = bill(groups);
        let spending = Spending::of(&bill, None, &policy);
        let selection = Selection::everything(date!(2026 - 12 - 01));
        let triage = Triage::new(&policy, &selection);
        let ledger = spending.ledger(date!(2026 - 12 - 01));
        for finding in spending.judge(&triage, Speaking::OfGroups).findings {
            let spend = finding.spend.expect("money");
            let statement = &ledger.statements[0];
            let Some(id) = finding.project.and_then(|project| project.id) else {
                prop_assert!(spend.amount <= statement.base);
                continue;
            };
            let class = spending.groups[id.ordinal as usize].class;
            prop_assert!(spend.amount <= statement.detail.as_ref().expect("lines").class(class));
        }
    }

    #[test]
    fn of_money_that_is_all_outside_nothing_is_said(groups in groups()) {
        let outside = groups.into_iter().map(|group| Group { is_outside: true, ..group }).collect();
        prop_assert_eq!(told(&bill(outside), None, &policy(POLICY)), Vec::<String>::new());
    }
}
