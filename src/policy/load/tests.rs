//! What loading gives. What is wrong with wrong policies is told by the fixtures.

use time::macros::date;

use super::*;
use crate::policy::dictionary::{Dictionary, Entry, Format, Required};
use crate::policy::{Access, NamePart, NamedBy, RuleLevel};

const RULES: Rules =
    &["missing-tag", "unknown-tag", "malformed-value", "misspelled-key", "invalid-value", "unused-ignore"];

fn of_file(path: &Path, name: &str) -> Result<Policy, Problems> {
    let store = Store::on_disk(std::env::current_dir().expect("a folder"));
    let name = FileName { path: store.working_folder().join(path), shown: name.to_owned() };
    load(&Given::named(name, NamedBy::Option), &store, RULES)
}

fn fixture(name: &str) -> Policy {
    let path = PathBuf::from("fixtures/policy/ok").join(name);
    of_file(&path, name).unwrap_or_else(|problems| panic!("{:?}", told(&problems)))
}

fn text(text: &str) -> Policy {
    load_text(text, "taglint.toml", None, RULES).unwrap_or_else(|problems| panic!("{:?}", told(&problems)))
}

/// Code and text of each problem.
fn told(problems: &Problems) -> Vec<(&'static str, &str)> {
    let mut told = Vec::new();
    for problem in problems {
        let part = if let Some(at) = &problem.at { at.source.slice(at.span) } else { "" };
        told.push((problem.code, part));
    }
    told
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
    assert_eq!(lookup.rows.having(&[None, None]).count(), 3);
    assert_eq!(lookup.rows.having(&[Some("CC-2002"), Some("PlatformEngineering")]).count(), 1);
    let levels = &policy.dictionaries.base().levels;
    assert_eq!(levels["missing-tag"].value, RuleLevel::At(crate::finding::Level::Error));
    assert_eq!(said(&policy.mandatory["missing-tag"]), "contract.toml:57 mandatory = true");
    let [exception] = &policy.exceptions[..] else { panic!("one exception") };
    assert_eq!(exception.until.value, date!(2027 - 01 - 31));
    assert_eq!(said(&exception.clause), "contract.toml:64 [[exceptions]]");
    assert!(policy.files.include.as_ref().expect("globs").is_match("projects/a/b.json"));
    assert!(policy.files.exclude.is_match("vendor/a/b.json"));
    assert_eq!(policy.resource_types[1].as_str(), "aws_*");
    assert_eq!(policy.live.regions, ["us-east-1", "eu-west-1"]);
    assert!(matches!(&policy.live.accounts[0].access, Access::Profile(name) if name == "ml-prod"));
}

#[test]
fn files_are_merged_field_by_field_and_conditions_whole() {
    let policy = fixture("extends.toml");
    let environment = entry(&policy, "Environment");
    assert_eq!(said(&environment.clause), "extends.toml:4 Environment");
    assert_eq!(said(&environment.required.clause), "bedrock:23 required = true");
    let values = &environment.values.as_ref().expect("values").value;
    assert_eq!(values.list(), ["prd", "Staging", "Lab"]);
    assert_eq!(values.suggest("stg").expect("an alias").value(), "Staging");
    assert_eq!(values.suggest("laboratory").expect("an alias").value(), "Lab");
    assert_eq!(values.suggest("dev"), None, "its value is not allowed any more");

    let team = entry(&policy, "Team");
    let values = team.values.as_ref().expect("values");
    assert_eq!(values.value.list(), ["Guests", "CustomerExperience", "PlatformEngineering", "DataScience"]);
    assert_eq!(said(&values.clause), "extends.toml:13 values = [\"Guests\"]");
    assert_eq!(values.value.suggest("cx").expect("an alias").value(), "CustomerExperience");

    let cost_center = entry(&policy, "CostCenter");
    assert!(cost_center.examples.is_empty());
    assert_eq!(
        said(&cost_center.pattern.as_ref().expect("a pattern").clause),
        "extends.toml:9 pattern = '[0-9]{4}'"
    );

    let Required::When(condition) = &entry(&policy, "Owner").required.value else { panic!("a condition") };
    assert_eq!(condition.tests.len(), 1);
    assert_eq!(said(&entry(&policy, "Reviewer").clause), "org/base.toml:15 Reviewer");

    let levels = &policy.dictionaries.base().levels;
    assert_eq!(levels["missing-tag"].value, RuleLevel::At(crate::finding::Level::Warning));
    assert_eq!(levels["unknown-tag"].value, RuleLevel::At(crate::finding::Level::Note));
    assert_eq!(said(&levels["unknown-tag"].clause), "org/base.toml:24 unknown-tag = \"note\"");
    let mandatory: Vec<_> = policy.mandatory.values().map(said).collect();
    assert_eq!(mandatory, ["org/base.toml:23 mandatory = true", "extends.toml:20 mandatory = true"]);
    let name = policy.name_pattern.as_ref().expect("a pattern");
    assert_eq!(said(&name.pattern.clause), "org/base.toml:19 pattern = '{Application}-*'");
    assert_eq!(policy.lookups[0].file, "../cost-centers.csv");
}

#[test]
fn every_spelling_of_toml_says_the_same() {
    let policy = fixture("spellings.toml");
    let owner = entry(&policy, "Owner");
    assert_eq!(owner.max_length.as_ref().map(|said| said.value), Some(64));
    assert_eq!(
        said(&owner.min_length.as_ref().expect("a length").clause),
        "spellings.toml:3 min-length = 1_0"
    );
    assert!(matches!(owner.required.value, Required::No));
    assert_eq!(said(&owner.required.clause), "spellings.toml:3 \"required\" = false");
    assert_eq!(policy.dictionaries.base().levels["missing-tag"].value, RuleLevel::Off);
    assert_eq!(
        said(&policy.dictionaries.base().levels["missing-tag"].clause),
        "spellings.toml:6 level = 'off'"
    );
    let exception = &policy.exceptions[0];
    assert_eq!(exception.until.value, date!(2028 - 02 - 29));
    assert_eq!(said(&exception.clause), "spellings.toml:7 { until = \"2028-02-29\", reason = \"leap day\" }");
    assert!(exception.rules.is_empty() && exception.tags.is_empty());
}

#[test]
fn a_clause_is_the_whole_entry_with_its_quotes() {
    let policy = text(
        "[tags.A]\nrequired = true\n'pattern' = \"\"\"a\nb\"\"\"\nvalues.x = 1\n"
            .split("values")
            .next()
            .expect("a part"),
    );
    let entry = entry(&policy, "A");
    assert_eq!(entry.required.clause.span.len(), 15);
    assert_eq!(
        said(&entry.pattern.as_ref().expect("a pattern").clause),
        "taglint.toml:3 'pattern' = \"\"\"a\nb\"\"\""
    );
}

/// What holds for a project at a path.
fn at<'p>(policy: &'p Policy, path: &str) -> &'p Dictionary {
    let name = crate::project::Reading::text("x", None);
    let project = crate::project::Project { name, ..crate::project::Project::new(0) };
    policy.dictionary(&crate::policy::condition::Facts::of(&project, Some(path)))
}

#[test]
fn overrides_change_fields_and_later_ones_win() {
    let policy = text(
        r#"
        [tags.CostCenter]
        required = true
        pattern = 'CC-\d{4}'
        examples = ["CC-1001"]
        [rules]
        unknown-tag = { level = "error", mandatory = true }
        [[overrides]]
        when = { path = "sandbox/*" }
        tags.CostCenter.required = false
        tags.Purpose = {}
        rules.unknown-tag = "off"
        [[overrides]]
        when = { path = "*/lab/*" }
        tags.CostCenter = { required = true, pattern = 'LAB', message = "ask the lab" }
        "#,
    );
    let base = at(&policy, "prod/a.json");
    assert!(std::ptr::eq(base, policy.dictionaries.base()));
    assert!(matches!(base.get("CostCenter").expect("an entry").required.value, Required::Always));
    assert!(base.get("Purpose").is_none());

    let sandbox = at(&policy, "sandbox/a.json");
    let entry = sandbox.get("CostCenter").expect("an entry");
    assert!(matches!(entry.required.value, Required::No));
    assert_eq!(said(&entry.required.clause), "taglint.toml:10 required = false");
    assert_eq!(said(&entry.clause), "taglint.toml:10 CostCenter");
    assert_eq!(entry.pattern.as_ref().expect("a pattern").value.as_str(), r"CC-\d{4}");
    assert_eq!(entry.examples, ["CC-1001"]);
    assert!(sandbox.get("Purpose").is_some());
    assert_eq!(sandbox.levels["unknown-tag"].value, RuleLevel::Off);
    assert_eq!(base.levels["unknown-tag"].value, RuleLevel::At(crate::finding::Level::Error));

    let both = at(&policy, "sandbox/lab/a.json");
    let entry = both.get("CostCenter").expect("an entry");
    assert!(matches!(entry.required.value, Required::Always));
    assert_eq!(entry.pattern.as_ref().expect("a pattern").value.as_str(), "LAB");
    assert!(entry.examples.is_empty(), "an example that is refused is not shown");
    assert_eq!(both.levels["unknown-tag"].value, RuleLevel::Off);
    assert!(std::ptr::eq(both, at(&policy, "sandbox/lab/b.json")), "it is built once");
}

#[test]
fn globs_of_files_read_as_in_gitignore() {
    let policy =
        text("[files]\ninclude = [\"*.json\", \"./a/*.yaml\"]\nexclude = [\"vendor/\", \"/gen\", \"x/y\"]\n");
    let include = policy.files.include.as_ref().expect("globs");
    assert!(include.is_match("p.json") && include.is_match("a/b/p.json") && include.is_match("a/p.yaml"));
    assert!(!include.is_match("a/b/p.yaml") && !include.is_match("b/a/p.yaml"));
    let exclude = &policy.files.exclude;
    assert!(
        exclude.is_match("vendor/a.json")
            && exclude.is_match("b/vendor/c/a.json")
            && exclude.is_match("gen/a")
    );
    assert!(exclude.is_match("x/y/z") && !exclude.is_match("b/gen/a") && !exclude.is_match("b/x/y/z"));
}

#[test]
fn a_policy_that_is_no_file_names_no_files() {
    let problems = load_text(
        "extends = [\"./a.toml\"]\n[tags.A]\nvalues-from = { file = \"a.txt\" }\n",
        "taglint.toml",
        None,
        RULES,
    );
    let problems = problems.expect_err("a wrong policy");
    assert_eq!(told(&problems), [("policy::missing-file", "./a.toml"), ("policy::missing-file", "a.txt")]);
}

#[test]
fn a_file_that_is_not_utf8_is_told_where_it_breaks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("taglint.toml");
    std::fs::write(&path, b"[tags.A]\ndescription = \"M\xfcnchen\"\n").expect("written");
    let problems = of_file(&path, "taglint.toml").expect_err("no text");
    let [problem] = problems.list() else { panic!("one problem") };
    let at = problem.at.as_ref().expect("a place");
    assert_eq!((problem.code, at.source.position(at.span.start).column), ("policy::unreadable", 17));
    assert_eq!(problem.message, "the policy `taglint.toml` is not UTF-8 text from byte 25 on");
}

#[test]
fn a_policy_in_utf16_loads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("taglint.toml");
    let units = "\u{feff}[tags.A]\r\nrequired = true\r\n".encode_utf16();
    std::fs::write(&path, units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).expect("written");
    let policy = of_file(&path, "taglint.toml").expect("a policy");
    assert_eq!(said(&entry(&policy, "A").required.clause), "taglint.toml:2 required = true");
}

#[test]
fn what_two_policies_build_on_is_read_once_and_lies_below_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("base.toml", "[tags.A]\nmessage = \"base\"\nexamples = [\"x\"]\n");
    write("left.toml", "extends = [\"./base.toml\"]\n[tags.A]\nmessage = \"left\"\n");
    write("right.toml", "extends = [\"./base.toml\"]\n[tags.A]\npattern = 'y'\n");
    write("taglint.toml", "extends = [\"./left.toml\", \"./right.toml\"]\n");
    let policy = of_file(&folder.path().join("taglint.toml"), "taglint.toml").expect("a policy");
    let entry = entry(&policy, "A");
    assert_eq!(entry.message.as_deref(), Some("base"), "later entries win, with all that they build on");
    assert!(entry.examples.is_empty());
}

#[test]
fn the_documented_projects_keep_to_the_pack_for_bedrock() {
    let policy = text("extends = [\"bedrock\"]");
    let required: Vec<&str> = policy
        .dictionaries
        .base()
        .entries()
        .iter()
        .filter(|entry| matches!(entry.required.value, Required::Always))
        .map(|entry| entry.key.as_str())
        .collect();
    assert_eq!(required, ["Application", "Environment", "Team", "CostCenter"]);
    let documented = [
        ["CustomerChatbot", "Production", "CustomerExperience", "CC-1001"],
        ["CustomerChatbot", "Development", "CustomerExperience", "CC-1001"],
        ["Experiments", "Production", "PlatformEngineering", "CC-2002"],
        ["DataAnalytics", "Production", "DataScience", "CC-3003"],
    ];
    for (key, value) in documented.iter().flat_map(|project| required.iter().zip(project)) {
        let entry = entry(&policy, key);
        assert!(entry.values.as_ref().is_none_or(|values| values.value.contains(value)), "{key} {value}");
        assert!(crate::policy::format::broken(entry, value).is_none(), "{key} {value}");
    }
}

#[test]
fn the_aliases_of_the_pack_are_no_near_misses() {
    let policy = text("extends = [\"bedrock\"]");
    let values = &entry(&policy, "Environment").values.as_ref().expect("values").value;
    let plain = crate::policy::values::Values::new(values.list().to_vec(), Default::default());
    let pack = crate::policy::pack::Pack::of("bedrock").expect("the pack");
    let aliases: Vec<&str> = pack
        .text
        .lines()
        .filter_map(|line| line.strip_suffix("\"")?.split_once(" = \""))
        .filter(|(_, value)| values.contains(value))
        .map(|(alias, _)| alias)
        .collect();
    assert_eq!(aliases.len(), 16);
    for alias in aliases {
        assert!(values.suggest(alias).is_some() && plain.suggest(alias).is_none(), "{alias}");
    }
}
