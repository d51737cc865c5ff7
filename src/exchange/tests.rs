//! What is exported never refuses what a check lets pass, and what is imported again finds the same.

mod iam;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;
use time::macros::date;

use super::export::{Exported, Part, Target, Wanted, export};
use super::import::chain;
use crate::collect::Batch;
use crate::engine::{Outline, Screen, counted};
use crate::finding::Level;
use crate::judge::{NONE_EXCLUDED, Setting, judge};
use crate::policy::{Policy, load_text};
use crate::project::{Project, Reading, Tag};
use crate::report::Report;
use crate::rule;
use crate::source::{Medium, Source, Span};
use crate::triage::{Selection, Triage};
use iam::{Request, denies};

type Tags = BTreeMap<String, String>;

const PROJECT: &str = "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_a";

fn policy(text: &str) -> Policy {
    load_text(text, "taglint.toml", None, rule::NAMES)
        .unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

fn exported(policy: &Policy, target: Target) -> Exported {
    let (parts, without, hidden) = (Vec::new(), Vec::new(), Default::default());
    export(policy, target, &Wanted { parts, without, today: date!(2026 - 11 - 21), hidden })
}

fn json(exported: &Exported) -> Value {
    serde_json::from_str(&exported.text).expect("JSON")
}

fn report(policy: &Policy, tags: &Tags) -> Report {
    let mut project = Project::new(0);
    project.name = Reading::text("Atlas", None);
    for (key, value) in tags {
        project.tags.list.push(Tag {
            key: key.as_str().into(),
            key_place: None,
            value: Reading::text(value.as_str(), None),
            alternatives: Vec::new(),
            entry: Span::at(0),
        });
    }
    let selection = Selection::everything(date!(2026 - 11 - 21));
    let triage = Triage::new(policy, &selection);
    let setting =
        Setting { triage: &triage, path: Some("a.yaml"), ignores: &[], excluded: NONE_EXCLUDED, file: 0 };
    let mut outline = Outline::default();
    outline.projects = 1;
    outline.sorted = judge(&Batch::of(vec![project]), &setting).sorted;
    counted(outline, &Screen::default())
}

fn passes(policy: &Policy, tags: &Tags) -> bool {
    report(policy, tags).count(Level::Error) == 0
}

/// The same without the rules that hold whatever the policy says.
fn passes_dictionary(policy: &Policy, tags: &Tags) -> bool {
    let findings = report(policy, tags).findings;
    let is_error = |rule: &str| !["tag-limits", "sensitive-value"].contains(&rule);
    !findings.iter().any(|finding| finding.level == Level::Error && is_error(finding.rule))
}

fn create(policy: &Value, tags: &Tags) -> bool {
    let action = "bedrock-mantle:CreateProject";
    !denies(policy, &Request { action, resource: "*", request: tags, tags: &Tags::new(), model: "" })
}

fn tag(policy: &Value, request: &Tags, tags: &Tags) -> bool {
    let action = "bedrock-mantle:TagResource";
    !denies(policy, &Request { action, resource: PROJECT, request, tags, model: "" })
}

fn infer(policy: &Value, resource: &str, tags: &Tags, model: &str) -> bool {
    let action = "bedrock-mantle:CreateInference";
    !denies(policy, &Request { action, resource, request: &Tags::new(), tags, model })
}

fn untag(policy: &Value, key: &str) -> bool {
    let request = Tags::from([(key.to_owned(), String::new())]);
    let action = "bedrock-mantle:UntagResource";
    !denies(policy, &Request { action, resource: PROJECT, request: &request, tags: &Tags::new(), model: "" })
}

fn tags(pairs: &[(&str, &str)]) -> Tags {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

const EXAMPLE: &str = r#"
[tags.Environment]
required = true
values = ["Production", "Research"]
[tags.CostCenter]
required = true
pattern = 'CC-\d{4}'
[tags.Owner]
required = { when = { tags = { Environment = "Production" } } }
[tags.Password]
forbidden = true
[tags.cost_centre]
deprecated = "use CostCenter"
replaced-by = "CostCenter"
[[models]]
when = { tags = { Environment = "Research" } }
forbid = ["*opus*", "Claude Opus*"]
"#;

#[test]
fn what_a_check_refuses_is_denied() {
    let policy = policy(EXAMPLE);
    let scp = json(&exported(&policy, Target::Control));
    let right = tags(&[("Environment", "Research"), ("CostCenter", "CC-1001")]);
    let with = |key: &str, value: &str| {
        let mut tags = right.clone();
        tags.insert(key.to_owned(), value.to_owned());
        tags
    };
    let without = |key: &str| {
        let mut tags = right.clone();
        tags.remove(key);
        tags
    };
    assert!(create(&scp, &right) && tag(&scp, &right, &right));
    for wrong in [
        without("Environment"),
        without("CostCenter"),
        with("Environment", "production"),
        with("CostCenter", "CC-1"),
        with("Environment", "Production"),
        with("Password", "x"),
    ] {
        assert!(!passes(&policy, &wrong) && !create(&scp, &wrong), "{wrong:?}");
    }
    // `CC-????` is wider, a deprecated key only warns, and an owner makes production right.
    assert!(create(&scp, &with("CostCenter", "CC-abcd")));
    let mut deprecated = without("CostCenter");
    deprecated.insert("cost_centre".to_owned(), "CC-1001".to_owned());
    assert!(
        passes(&policy, &deprecated) && create(&scp, &deprecated) && infer(&scp, PROJECT, &deprecated, "x")
    );
    let mut owned = with("Environment", "Production");
    owned.insert("Owner".to_owned(), "x1".to_owned());
    assert!(passes(&policy, &owned) && create(&scp, &owned));
    // Other cases of keys are refused where no deprecated key is one.
    assert!(!create(&scp, &tags(&[("environment", "Research"), ("CostCenter", "CC-1001")])));
    assert!(
        !tag(&scp, &tags(&[("Environment", "x")]), &right) && tag(&scp, &tags(&[("Phase", "x")]), &right)
    );
    assert!(!untag(&scp, "Environment") && untag(&scp, "Owner"));
    // A deprecated key may take its place.
    assert!(untag(&scp, "CostCenter"));
    assert!(infer(&scp, PROJECT, &right, "openai.gpt-oss-120b"));
    assert!(!infer(&scp, PROJECT, &right, "anthropic.claude-opus-4-1"));
    assert!(infer(&scp, PROJECT, &owned, "anthropic.claude-opus-4-1"));
    assert!(!infer(&scp, PROJECT, &without("CostCenter"), "x"));
    let default = "arn:aws:bedrock-mantle:us-east-1:111122223333:project/default";
    assert!(!infer(&scp, default, &right, "x"));
}

/// A negated operator holds for a key that is absent: which model it is for, not every request says.
#[test]
fn a_request_without_a_model_is_not_denied_by_models() {
    for models in ["allow = ['*haiku*']", "forbid = ['*opus*']"] {
        let policy = policy(&format!("[[models]]\n{models}"));
        let scp = json(&exported(&policy, Target::Control));
        assert!(infer(&scp, PROJECT, &Tags::new(), ""), "{scp:#}");
        assert!(!infer(&scp, PROJECT, &Tags::new(), "anthropic.claude-opus-4-1"), "{scp:#}");
    }
}

#[test]
fn sids_are_unique_and_plain() {
    let policy =
        policy("[tags.'a b']\nrequired = true\n[tags.'a-b']\nrequired = true\n[tags.a_b]\nvalues = ['1']");
    let scp = json(&exported(&policy, Target::Identity));
    let mut sids: Vec<&str> = scp["Statement"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["Sid"].as_str().expect("a sid"))
        .collect();
    assert!(
        sids.iter().all(|sid| !sid.is_empty() && sid.chars().all(|c| c.is_ascii_alphanumeric())),
        "{sids:?}"
    );
    let number = sids.len();
    sids.sort_unstable();
    sids.dedup();
    assert_eq!(sids.len(), number);
}

#[test]
fn a_condition_key_is_said_once_whatever_its_case() {
    let deprecated = |key: &str| format!("[tags.{key}]\ndeprecated = 'x'\nreplaced-by = 'Application'\n");
    let text = format!("[tags.Application]\nrequired = true\n{}{}", deprecated("app"), deprecated("APP"));
    let policy = policy(&text);
    let scp = exported(&policy, Target::Control);
    assert!(scp.text.contains("RequestTag/app") && !scp.text.contains("RequestTag/APP"), "{}", scp.text);
    assert!(create(&json(&scp), &tags(&[("APP", "x1")])) && passes(&policy, &tags(&[("APP", "x1")])));
}

#[test]
fn parts_and_keys_are_chosen() {
    let policy = policy(EXAMPLE);
    let of = |parts: &[Part], without: &[&str]| {
        let without = without.iter().map(|key| (*key).to_owned()).collect();
        let wanted = Wanted {
            parts: parts.to_vec(),
            without,
            today: date!(2026 - 11 - 21),
            hidden: Default::default(),
        };
        export(&policy, Target::Control, &wanted).text
    };
    let create = of(&[Part::Create], &[]);
    assert!(
        create.contains("CreateProject") && !create.contains("TagResource") && !create.contains("Inference")
    );
    let infer = of(&[Part::Infer], &[]);
    assert!(
        infer.contains("CreateInference") && !infer.contains("CreateProject") && !infer.contains("Untag")
    );
    let without = of(&[], &["Environment"]);
    assert!(!without.contains("RequestTag/Environment\":[") && without.contains("RequestTag/CostCenter"));
}

/// Clauses of a policy, in any combination: right ones, and those that warn, override, except or are in for others.
fn policies() -> impl Strategy<Value = String> {
    let environment = prop::sample::select(vec![
        "required = true\nvalues = [\"Production\", \"Research\"]\n",
        "values = [\"Production\", \"a*b\"]\n",
        "required = { when = { tags = { Team = \"a*\" } } }\n",
        "pattern = 'P.*|Research'\n",
        "required = true\n",
        "forbidden = true\n",
    ]);
    let team = prop::sample::select(vec![
        "required = true\npattern = '[a-z]{1,4}'\n",
        "required = { when = { tags = { Environment = [\"Production\"] } } }\n",
        "required = { when = { not = { tags = { Environment = \"Production\" } } } }\n",
        "required = { when = { tags = { Environment = true } } }\n",
        "required = { when = { kind = \"bedrock-project\" } }\nmin-length = 2\n",
        "required = { when = { kind = \"AWS::EC2::Instance\" } }\n",
        "required = { when = { path = \"a*\" } }\nformat = \"aws-account-id\"\n",
        "values = [\"ab\", \"12\"]\npattern = 'ab|x'\n",
    ]);
    let more = prop::collection::vec(
        prop::sample::select(vec![
            "",
            "[tags.team]\ndeprecated = \"x\"\nreplaced-by = \"Team\"\n",
            "[tags.old]\ndeprecated = \"x\"\nreplaced-by = \"Team\"\n",
            "[tags.\"old:*\"]\ndeprecated = \"x\"\nreplaced-by = \"Environment\"\n",
            "[tags.\"t*\"]\nvalues = [\"ab\"]\n",
            "[tags.\"sec*\"]\nforbidden = true\n",
            "[tags.secure]\n",
        ]),
        0..4,
    );
    let levels = prop::collection::btree_map(
        prop::sample::select(vec![
            "missing-tag",
            "misspelled-key",
            "unknown-tag",
            "invalid-value",
            "malformed-value",
            "empty-value",
            "duplicate-key",
            "deprecated-tag",
            "forbidden-tag",
        ]),
        prop::sample::select(vec!["\"error\"", "\"warning\"", "\"off\""]),
        0..3,
    );
    let others = prop::collection::vec(
        prop::sample::select(vec![
            "",
            "[[overrides]]\nwhen = { path = \"a.yaml\" }\ntags.Team.required = false\n",
            "[[overrides]]\nwhen = { name = \"Atlas\" }\nrules.invalid-value = \"off\"\n",
            "[[overrides]]\nwhen = { name = \"Atlas\" }\ntags.Environment.values = [\"Other\"]\n",
            "[[overrides]]\nwhen = { name = \"Atlas\" }\ntags.Extra.required = false\n",
            "[[exceptions]]\nrules = [\"missing-tag\"]\ntags = [\"Team\"]\nuntil = 2027-01-31\nreason = \"x\"\n",
            "[[exceptions]]\nwhen = { name = \"A*\" }\nuntil = 2027-01-31\nreason = \"x\"\n",
            "[[exceptions]]\nuntil = 2026-01-31\nreason = \"x\"\n",
        ]),
        0..2,
    );
    (environment, team, more, levels, others).prop_map(|(environment, team, more, levels, others)| {
        let mut text = format!("[tags.Environment]\n{environment}[tags.Team]\n{team}");
        let mut more = more;
        more.sort_unstable();
        more.dedup();
        text += &more.concat();
        text += "[rules]\n";
        for (rule, level) in levels {
            text += &format!("{rule} = {level}\n");
        }
        text + &others.concat()
    })
}

fn projects() -> impl Strategy<Value = Tags> {
    let key = prop::sample::select(vec![
        "Environment",
        "environment",
        "ENVIRONMENT",
        "Enviroment",
        "Team",
        "team",
        "TEAM",
        "Teem",
        "old",
        "old:x",
        "Phase",
        "secret",
        "secure",
        "Extra",
        "t1",
    ]);
    let value = prop::sample::select(vec![
        "Production",
        "Research",
        "production",
        "Other",
        "ab",
        "a*b",
        "axb",
        "",
        " ",
        "x",
        "12",
        "abcde",
        "123456789012",
        "Px",
        "unknown",
        "AKIAIOSFODNN7EXAMPLE",
    ]);
    prop::collection::btree_map(key.prop_map(str::to_owned), value.prop_map(str::to_owned), 0..5)
}

/// A policy of any combination that is valid.
fn loaded(text: &str) -> Option<Policy> {
    load_text(text, "taglint.toml", None, rule::NAMES).ok()
}

#[test]
fn a_pattern_behind_values_that_only_warn_is_in_no_tag_policy() {
    let of_level = |level: &str| {
        let rules = format!("[rules]\ninvalid-value = \"{level}\"\n");
        let tags = "[tags.Team]\nvalues = [\"ab\", \"12\"]\npattern = 'ab|x'\n";
        exported(&loaded(&format!("{tags}{rules}")).expect("a policy"), Target::Tags)
    };
    let warned = of_level("warning");
    assert!(!warned.text.contains("tag_value"), "{}", warned.text);
    assert_eq!(warned.remarks.len(), 2, "`values` and `pattern` are said to be left out");
    assert!(of_level("off").text.contains("\"x\""));
    assert!(of_level("error").text.contains("\"12\""));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_check_lets_pass_is_not_denied(text in policies(), tags in projects()) {
        let Some(policy) = loaded(&text) else { return Ok(()) };
        if !passes(&policy, &tags) {
            return Ok(());
        }
        let exported = exported(&policy, Target::Control);
        let scp = json(&exported);
        prop_assert!(create(&scp, &tags), "create {tags:?} by\n{text}\n{scp:#}");
        prop_assert!(infer(&scp, PROJECT, &tags, "x"), "infer {tags:?} by\n{text}\n{scp:#}");
        for (key, value) in &tags {
            let request = Tags::from([(key.clone(), value.clone())]);
            prop_assert!(tag(&scp, &request, &tags), "tag {key} of {tags:?} by\n{text}\n{scp:#}");
            let mut rest = tags.clone();
            rest.remove(key);
            if passes(&policy, &rest) {
                prop_assert!(untag(&scp, key), "untag {key} of {tags:?} by\n{text}\n{scp:#}");
            }
        }
    }

    #[test]
    fn a_tag_policy_that_is_imported_again_finds_no_more_and_what_is_not_lost(text in policies(), tags in projects()) {
        let Some(policy) = loaded(&text) else { return Ok(()) };
        let exported = exported(&policy, Target::Tags);
        let source = Arc::new(Source::new("tags.json", exported.text.as_str(), Medium::File));
        let imported = chain(&[vec![source]]).expect("a tag policy");
        let again = loaded(&imported.text).expect("a policy");
        prop_assert!(imported.remarks.is_empty(), "{:?}", imported.remarks);
        // What a tag policy does not look at.
        if tags.values().any(|value| value.trim().is_empty()) || tags.len() != folded(&tags) {
            return Ok(());
        }
        let (before, after) = (passes_dictionary(&policy, &tags), passes_dictionary(&again, &tags));
        prop_assert!(!before || after, "{tags:?} by\n{text}\nis refused by\n{}", imported.text);
        let is_of_rules = text.split("[rules]\n").nth(1).is_some_and(|rest| !rest.is_empty());
        if exported.remarks.is_empty() && !is_of_rules {
            prop_assert_eq!(before, after, "{:?} by\n{}\n{}", tags, text, imported.text);
        }
    }
}

/// How many keys there are but for case.
fn folded(tags: &Tags) -> usize {
    tags.keys().map(|key| key.to_lowercase()).collect::<std::collections::BTreeSet<_>>().len()
}
