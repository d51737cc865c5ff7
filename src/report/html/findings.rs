//! Findings by rule, and below each rule by what is to be done, so that one advice is read once.

use std::cmp::Reverse;
use std::collections::HashMap;

use askama::Template;
use askama::filters::HtmlSafe;

use super::words::Words;
use crate::cost::Money;
use crate::finding::{Finding, Level};
use crate::report::{Report, place};
use crate::rule;
use crate::text::{code, count};

/// How many places of an advice are shown at once. The others are folded up below them.
const SHOWN: usize = 10;

/// What one rule finds.
#[derive(Template)]
#[template(path = "rule.html", whitespace = "minimize")]
pub(super) struct OfRule {
    pub(super) rule: &'static str,
    summary: Words,
    /// The gravest level of its findings.
    level: Level,
    findings: usize,
    number: String,
    advices: Vec<OfAdvice>,
}

/// Findings that say the same.
struct OfAdvice {
    level: Level,
    message: Words,
    help: Option<Words>,
    fix: Option<Words>,
    clause: Option<Words>,
    places: Vec<Place>,
    rest: Vec<Place>,
    summary: String,
}

/// Where one of them is.
#[derive(Template)]
#[template(path = "place.html")]
struct Place {
    names: Vec<Words>,
    resource: Option<Words>,
    position: Option<Words>,
    related: Vec<Words>,
    spend: Option<Words>,
}

impl HtmlSafe for OfRule {}
impl HtmlSafe for Place {}

/// What findings of one rule may have in common.
#[derive(PartialEq, Eq, Hash)]
struct Said<'f> {
    level: Level,
    message: &'f str,
    help: Option<&'f str>,
    fix: Option<String>,
    clause: Option<String>,
}

impl<'f> Said<'f> {
    fn of(finding: &'f Finding) -> Self {
        Said {
            level: finding.level,
            message: &finding.message,
            help: finding.help.as_deref(),
            fix: finding.fix.as_ref().map(|fix| format!("{} ({})", fix.title, place::how_to_apply(fix))),
            clause: finding.because.as_ref().map(place::position),
        }
    }
}

/// The findings of each rule, the gravest and most first.
pub(super) fn by_rule(report: &Report) -> Vec<OfRule> {
    let mut places: HashMap<&'static str, usize> = HashMap::new();
    let mut rules: Vec<Vec<&Finding>> = Vec::new();
    for finding in &report.findings {
        let place = *places.entry(finding.rule).or_insert(rules.len());
        if place == rules.len() {
            rules.push(Vec::new());
        }
        rules[place].push(finding);
    }
    let mut rules: Vec<OfRule> = rules.iter().filter_map(|findings| OfRule::of(findings)).collect();
    rules.sort_by_key(|rule| (Reverse(rule.level), Reverse(rule.findings), rule.rule));
    rules
}

impl OfRule {
    fn of(findings: &[&Finding]) -> Option<Self> {
        let rule = findings.first()?.rule;
        let summary = rule::find(rule).map(|rule| rule.summary).unwrap_or_default();
        Some(OfRule {
            rule,
            summary: Words::prose(summary),
            level: findings.iter().map(|finding| finding.level).max()?,
            findings: findings.len(),
            number: count(findings.len(), "finding"),
            advices: by_advice(findings),
        })
    }
}

/// The gravest and most frequent first.
fn by_advice(findings: &[&Finding]) -> Vec<OfAdvice> {
    let mut places: HashMap<Said<'_>, usize> = HashMap::new();
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for &finding in findings {
        let place = *places.entry(Said::of(finding)).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(finding);
    }
    let mut said: Vec<(Said<'_>, usize)> = places.into_iter().collect();
    said.sort_by_key(|(said, place)| (Reverse(said.level), Reverse(groups[*place].len()), *place));
    said.into_iter().map(|(said, place)| OfAdvice::of(&said, &groups[place])).collect()
}

impl OfAdvice {
    fn of(said: &Said<'_>, findings: &[&Finding]) -> Self {
        let mut findings = findings.to_vec();
        let amount = |finding: &&Finding| finding.spend.as_ref().map(|spend| spend.amount);
        findings.sort_by_key(|finding| Reverse(amount(finding).unwrap_or(Money::ZERO)));
        let places = findings.into_iter().map(Place::of);
        let mut places: Vec<Place> = places.filter(|place| !place.is_empty()).collect();
        let rest = places.split_off(places.len().min(SHOWN));
        OfAdvice {
            level: said.level,
            message: Words::prose(said.message),
            help: said.help.map(Words::prose),
            fix: said.fix.as_deref().map(Words::prose),
            clause: said.clause.as_deref().map(Words::name),
            summary: count(rest.len(), "more place"),
            places,
            rest,
        }
    }
}

impl Place {
    fn of(finding: &Finding) -> Self {
        let names = finding.projects().map(|project| Words::name(&place::whereabouts(&project.subject)));
        let resource = finding.resource.as_ref().map(|address| format!("resource {}", code(address)));
        Place {
            names: names.collect(),
            resource: resource.as_deref().map(Words::prose),
            position: finding.location.as_ref().map(|at| Words::name(&place::position(at))),
            related: place::related(finding).iter().map(|line| Words::prose(line)).collect(),
            spend: finding.spend.as_ref().map(|spend| Words::prose(&spend.to_string())),
        }
    }

    /// Whether there is nothing to say, as of a finding about the run as a whole.
    fn is_empty(&self) -> bool {
        let Place { names, resource, position, related, spend } = self;
        names.is_empty() && related.is_empty() && resource.is_none() && position.is_none() && spend.is_none()
    }
}
