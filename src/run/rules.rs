//! `taglint rules` and `taglint explain`: what is looked for, at which level, and why.

use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use super::print;
use crate::cli::{ListFormat, RulesArgs};
use crate::fault::Fault;
use crate::policy::{OFF, Policy, load};
use crate::report::Options;
use crate::report::fill::fill;
use crate::report::json::write_value;
use crate::report::{page, paint::Paint};
use crate::rule::page::{address, readable};
use crate::rule::{self, RULES};
use crate::settings::{options_of_output, policy_if_any, store, unknown_rule};
use crate::status::Status;

/// Prints the page of a rule, or a line for each rule. To whom the width is not known, the page is Markdown.
pub(super) fn explain(name: Option<&str>) -> Result<Status, Fault> {
    let options = options_of_output();
    let Some(name) = name else { return print(lines(&listed(None), &options).as_bytes()) };
    let Some(rule) = rule::find(name) else { return Err(unknown_rule(name)) };
    let page = readable(rule.page);
    match options.width {
        Some(_) => print(page::set(&page, &options).as_bytes()),
        None => print(page.as_bytes()),
    }
}

/// Prints the rules with their levels by the policy that is in force here, if one is.
pub(super) fn rules(args: &RulesArgs) -> Result<Status, Fault> {
    let store = store()?;
    let given = policy_if_any(&args.policy, &store);
    let policy = match &given {
        Some(given) => Some(load::load(given, &store, rule::NAMES)?),
        None => None,
    };
    let rules = listed(policy.as_ref());
    match args.format {
        ListFormat::Text => print(lines(&rules, &options_of_output()).as_bytes()),
        ListFormat::Json => {
            let policy = given.as_ref().map(|given| given.name());
            let list = List { version: 1, policy, rules };
            let mut json = Vec::new();
            // A list of bytes takes everything.
            let _ = write_value(&mut json, &list, PrettyFormatter::new());
            print(&json)
        }
    }
}

/// The document of `--format json`.
#[derive(Serialize)]
struct List<'a> {
    version: u32,
    /// The policy whose levels these are; without one they are the rules' own.
    policy: Option<&'a str>,
    rules: Vec<Listed<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Listed<'a> {
    name: &'a str,
    /// The level that is in force, or `off`.
    level: &'static str,
    default_level: &'static str,
    mandatory: bool,
    summary: &'a str,
    fix: Option<&'a str>,
    page: String,
}

/// The rules with their levels by a policy.
fn listed(policy: Option<&Policy>) -> Vec<Listed<'static>> {
    let mut list = Vec::new();
    for rule in RULES {
        let level = match policy {
            Some(policy) => rule.level_in(policy.dictionaries.base()),
            None => Some(rule.level),
        };
        list.push(Listed {
            name: rule.name,
            level: match level {
                Some(level) => level.word(),
                None => OFF,
            },
            default_level: rule.level.word(),
            mandatory: policy.is_some_and(|policy| policy.mandatory.contains_key(rule.name)),
            summary: rule.summary,
            fix: rule.fix,
            page: address(rule.name),
        });
    }
    list
}

/// A line for each rule: name, level, what it finds, what its fix does. In a terminal long ones are filled below
/// their own column.
fn lines(rules: &[Listed<'_>], options: &Options) -> String {
    let paint = Paint::of(options);
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let indent = " ".repeat(width + 11);
    let mut text = String::new();
    for rule in rules {
        let mut words = rule.summary.to_owned();
        if let Some(fix) = rule.fix {
            words.push_str(&format!(" (fix: {fix})"));
        }
        if rule.level != rule.default_level {
            words.push_str(&format!(" (by default: {})", rule.default_level));
        }
        let level = format!("{:7}", rule.level);
        let level = match rule.level.parse() {
            Ok(level_of_rule) => paint.level(level_of_rule, level),
            Err(_) => level,
        };
        let head = format!("{}  {level}  ", paint.strong(format_args!("{:width$}", rule.name)));
        match options.width {
            Some(columns) => text.push_str(&fill(&words, columns, &head, &indent)),
            None => text.push_str(&(head + &words)),
        }
        text.push('\n');
    }
    text
}
