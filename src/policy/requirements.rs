//! A whole policy from the command line: `--require CostCenter~'CC-\d{4}' --require 'Environment=Production|Staging'`.

use std::sync::Arc;

use super::load::Effective;
use super::problem::{Problem, Problems};
use super::raw::{Content, Entry, Raw, Table, part};
use super::rules::Rules;
use super::{OFF, Policy};
use crate::finding::Location;
use crate::source::{Medium, Source, Span};
use crate::text::code;

/// The name that such a policy is shown under.
pub(crate) const NAME: &str = "--require";

/// A policy that requires keys: `Key`, `Key~pattern` or `Key=A|B|C` each. `types` stands for `[resources] types`. The
/// rules that are `silent` ask for a dictionary, and this is none: it says nothing of other keys.
///
/// # Errors
/// A text that is none of the three, a pattern that is none, or a key that is required twice.
pub(crate) fn from_requirements(
    specs: &[String],
    types: &[String],
    rules: Rules,
    silent: &[&str],
) -> Result<Policy, Problems> {
    let source = Arc::new(Source::new(NAME, specs.join("\n"), Medium::Arguments));
    let mut problems = Vec::new();
    let mut tags = Table::default();
    let mut start = 0;
    for spec in specs {
        let at = Location::new(&source, Span::new(start, start + spec.len()));
        start += spec.len() + 1;
        let Some(tag) = requirement(spec, &at, &mut problems) else { continue };
        if tags.get(&tag.key).is_some() {
            let message = format!("{} is required twice", code(&tag.key));
            let problem = Problem::new("policy::duplicate", &tag.key_at, message, "the second time");
            problems.push(problem.help("give one `--require` for each key"));
            continue;
        }
        tags.entries.push(tag);
    }
    let everything = Location::new(&source, Span::new(0, source.text().len()));
    let types = types.iter().map(|glob| raw(&everything, Content::Text(glob.clone()))).collect();
    let off = || table(vec![entry("level", &everything, Content::Text(OFF.into()))]);
    let silent = silent.iter().map(|rule| entry(rule, &everything, off())).collect();
    let resources = table(vec![entry("types", &everything, Content::List(types))]);
    let root = Table {
        entries: vec![
            entry("tags", &everything, Content::Table(tags)),
            entry("rules", &everything, table(silent)),
            entry("resources", &everything, resources),
        ],
        whole: false,
    };
    Effective::of_root(root, NAME, rules, problems).checked()
}

/// The tag entry that one text asks for.
fn requirement(spec: &str, at: &Location, problems: &mut Vec<Problem>) -> Option<Entry> {
    let split = spec.find(['~', '=']);
    let key_at = part(at, spec, 0, split.unwrap_or(spec.len()));
    let key = &spec[..split.unwrap_or(spec.len())];
    if key.trim().is_empty() {
        let message = format!("{} names no key", code(spec));
        let problem = Problem::new("policy::bad-requirement", at, message, "no key");
        problems.push(problem.help("write `Key`, `Key~pattern` or `Key=A|B`"));
        return None;
    }
    let mut entries = vec![entry("required", at, Content::Bool(true))];
    if let Some(split) = split {
        let said = &spec[split + 1..];
        let said_at = part(at, spec, split + 1, spec.len());
        if said.is_empty() || (spec[split..].starts_with('=') && said.split('|').any(str::is_empty)) {
            let what = if spec[split..].starts_with('=') { "an empty value" } else { "an empty pattern" };
            let message = format!("{} asks for {what}", code(spec));
            let problem = Problem::new("policy::bad-requirement", &said_at, message, what);
            problems.push(problem.help("write `Key`, `Key~pattern` or `Key=A|B`"));
        } else if spec[split..].starts_with('~') {
            let pattern = raw(&said_at, Content::Text(said.to_owned()));
            entries.push(Entry { value: pattern, ..entry("pattern", at, Content::Wrong) });
        } else {
            let values =
                said.split('|').map(|value| raw(&said_at, Content::Text(value.to_owned()))).collect();
            entries.push(entry("values", at, Content::List(values)));
        }
    }
    Some(Entry { key_at, ..entry(key, at, Content::Table(Table { entries, whole: false })) })
}

fn raw(at: &Location, content: Content) -> Raw {
    Raw { content, at: at.clone() }
}

fn entry(key: &str, at: &Location, content: Content) -> Entry {
    Entry { key: key.to_owned(), key_at: at.clone(), clause: at.clone(), value: raw(at, content) }
}

fn table(entries: Vec<Entry>) -> Content {
    Content::Table(Table { entries, whole: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::RuleLevel;
    use crate::policy::dictionary::Required;

    const RULES: Rules = &["missing-tag", "unknown-tag"];

    fn policy(specs: &[&str]) -> Result<Policy, Problems> {
        let specs: Vec<String> = specs.iter().map(|spec| (*spec).to_owned()).collect();
        from_requirements(&specs, &["aws_*".to_owned()], RULES, &["unknown-tag"])
    }

    /// Code and text of each problem.
    fn problems(specs: &[&str]) -> Vec<(&'static str, String)> {
        let problems = policy(specs).expect_err("a wrong policy");
        let text = |problem: &Problem| {
            let at = problem.at.as_ref().expect("a place");
            (problem.code, at.source.slice(at.span).to_owned())
        };
        problems.into_iter().map(text).collect()
    }

    #[test]
    fn specs_are_a_whole_policy() {
        let policy =
            policy(&[r"CostCenter~CC-\d{4}=?", "Environment=Production|Sta~ging", "Owner"]).expect("right");
        let dictionary = policy.dictionaries.base();
        let keys: Vec<&str> = dictionary.entries().iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["CostCenter", "Environment", "Owner"]);
        let [cost_center, environment, owner] = dictionary.entries() else { panic!("three entries") };
        assert!(matches!(owner.required.value, Required::Always));
        assert_eq!(cost_center.pattern.as_ref().expect("a pattern").value.as_str(), r"CC-\d{4}=?");
        assert_eq!(environment.values.as_ref().expect("values").value.list(), ["Production", "Sta~ging"]);
        let clause = &environment.required.clause;
        assert_eq!(clause.source.slice(clause.span), "Environment=Production|Sta~ging");
        assert_eq!((clause.path(), clause.source.medium()), ("--require", Medium::Arguments));
        assert_eq!(dictionary.levels["unknown-tag"].value, RuleLevel::Off);
        assert_eq!(policy.resource_types[0].as_str(), "aws_*");
        assert_eq!(policy.folder, None);
    }

    #[test]
    fn wrong_specs_are_told_at_their_place() {
        let wrong = ["Owner", "~x", "A~(", "Owner~x", "B=", "C=a||b", "team:*", "D~"];
        let expected = [
            ("policy::bad-requirement", "~x"),
            ("policy::bad-pattern", "("),
            ("policy::duplicate", "Owner"),
            ("policy::bad-requirement", ""),
            ("policy::bad-requirement", "a||b"),
            ("policy::contradiction", "team:*"),
            ("policy::bad-requirement", ""),
        ];
        assert_eq!(problems(&wrong), expected.map(|(code, text)| (code, text.to_owned())));
    }
}
