//! What loading gives. What is wrong with wrong policies is told by the fixtures.

use super::*;
use crate::policy::dictionary::{Entry, Format, Required};
use crate::policy::{Access, Date, NamePart, RuleLevel};

const RULES: Rules =
    &["missing-tag", "unknown-tag", "malformed-value", "misspelled-key", "invalid-value", "unused-ignore"];

fn fixture(name: &str) -> Policy {
    let path = PathBuf::from("fixtures/policy/ok").join(name);
    load(&path, name, RULES).unwrap_or_else(|problems| panic!("{:?}", told(&problems)))
}

fn text(text: &str) -> Policy {
    load_text(text, "taglint.toml", None, RULES).unwrap_or_else(|problems| panic!("{:?}", told(&problems)))
}

/// Code and text of each problem.
fn told(problems: &Problems) -> Vec<(&'static str, &str)> {
    problems
        .into_iter()
        .map(|problem| (problem.code, problem.at.as_ref().map_or("", |at| at.source.slice(at.span))))
        .collect()
}

/// File, line and text of a clause.
fn said(at: &Location) -> String {
    format!("{}:{} {}", at.path(), at.source.position(at.span.start).line, at.source.slice(at.span))
}

fn entry<'p>(policy: &'p Policy, key: &str) -> &'p Entry {
    policy.dictionaries.base().get(key).expect("an entry")
}

#[test]
fn the_whole_example_of_the_contract_becomes_a_policy() {
    let policy = fixture("contract.toml");
    assert_eq!(policy.name, "contract.toml");
    let folder = std::path::absolute("fixtures/policy/ok").expect("a path");
    assert_eq!(policy.folder.as_deref(), Some(folder.as_path()));

    let application = entry(&policy, "Application");
    assert_eq!(application.description.as_deref(), Some("Which workload or service"));
    assert_eq!(application.pattern.as_ref().expect("a pattern").value.as_str(), "[A-Z][A-Za-z0-9]+");
    assert_eq!(said(&application.clause), "contract.toml:3 Application");
    assert_eq!(said(&application.required.clause), "contract.toml:5 required = true");
    let environment = entry(&policy, "Environment").values.as_ref().expect("values");
    assert_eq!(environment.value.list(), ["Production", "Staging", "Development", "Research"]);
    assert_eq!(environment.value.suggest("prod").expect("an alias").value(), "Production");
    assert_eq!(environment.value.suggest("stg").expect("the pack's alias").value(), "Staging");
    let team = entry(&policy, "Team").values.as_ref().expect("values");
    assert_eq!(team.value.list(), ["CustomerExperience", "PlatformEngineering", "DataScience"]);
    assert_eq!(
        said(&team.clause),
        r#"contract.toml:15 values-from = { file = "teams.csv", column = "team" }"#
    );
    assert_eq!(entry(&policy, "CostCenter").examples, ["CC-1001"]);
    let owner = entry(&policy, "Owner");
    assert!(matches!(&owner.required.value, Required::When(condition) if condition.tests.len() == 1));
    assert_eq!(owner.format.as_ref().expect("a format").value, Format::Email);
    assert_eq!(owner.max_length.as_ref().expect("a length").value, 64);
    assert!(owner.examples.is_empty(), "the pack's example is no e-mail address");
    assert_eq!(entry(&policy, "DataClass").default.as_deref(), Some("Internal"));
    let old = entry(&policy, "cost_centre");
    assert_eq!(
        said(&old.deprecated.as_ref().expect("deprecated").clause),
        "contract.toml:33 deprecated = \"use CostCenter\""
    );
    assert_eq!(old.replaced_by.as_deref(), Some("CostCenter"));
    assert!(entry(&policy, "Password").forbidden.is_some());
    assert_eq!(entry(&policy, "team:x").key, "team:*");

    let name = policy.name_pattern.as_ref().expect("a pattern");
    let tag = |key: &str| NamePart::Tag(key.to_owned());
    assert_eq!(name.parts, [tag("Application"), NamePart::Text("-".into()), tag("Environment")]);
    assert_eq!(name.abbreviations["Environment"]["Production"], ["Prod"]);
    let [constraint] = &policy.constraints[..] else { panic!("one constraint") };
    assert_eq!(constraint.name.as_deref(), Some("research is not production"));
    assert!(
        said(&constraint.clause)
            .ends_with(r#"require = { tags = { Environment = ["Research", "Development"] } }"#)
    );
    let [lookup] = &policy.lookups[..] else { panic!("one lookup") };
    assert_eq!(lookup.columns, [("CostCenter".into(), "code".into()), ("Team".into(), "team".into())]);
    assert_eq!(lookup.rows.len(), 3);
    assert!(lookup.rows.contains(&["CC-2002".into(), "PlatformEngineering".into()] as &[Box<str>]));
    let levels = &policy.dictionaries.base().levels;
    assert_eq!(levels["missing-tag"].value, RuleLevel::At(crate::finding::Level::Error));
    assert_eq!(said(&policy.mandatory["missing-tag"]), "contract.toml:57 mandatory = true");
    let [exception] = &policy.exceptions[..] else { panic!("one exception") };
    assert_eq!(exception.until.value, Date { year: 2027, month: 1, day: 31 });
    assert_eq!(said(&exception.clause), "contract.toml:64 [[exceptions]]");
    assert!(policy.files.include.as_ref().expect("globs").is_match("projects/a/b.json"));
    assert!(policy.files.exclude.is_match("vendor/a/b.json"));
    assert_eq!(policy.resource_types[1].as_str(), "aws_*");
    assert_eq!(policy.live.regions, ["us-east-1", "eu-west-1"]);
    assert!(matches!(&policy.live.accounts[0].access, Access::Profile(name) if name == "ml-prod"));
}
