//! Where a finding is, in words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::Report;
use crate::finding::{Finding, Fix, Location, Related, Safety, Subject};
use crate::source::Medium;
use crate::text::{code, count, masked, shown};

/// How much of what a finding names besides is told to people.
pub(super) const RELATED: usize = 3;

/// `path:line:column`, which may begin a line.
pub(crate) fn position(location: &Location) -> String {
    let position = location.source.position(location.span.start);
    format!("{}:{}:{}", at_line_start(location.path()), position.line, position.column)
}

/// The name of a file, account or region that begins a line, where GitHub takes `::` for a command.
pub(crate) fn at_line_start(name: &str) -> String {
    let here = if name.trim_start().starts_with("::") { "./" } else { "" };
    format!("{here}{}", shown(name))
}

/// The name of a project, else its id, else its kind.
pub(super) fn label(subject: &Subject) -> &str {
    let name = subject.name.as_deref().filter(|name| !name.is_empty());
    name.or(subject.id.as_deref()).unwrap_or(&subject.kind)
}

/// `account/region name`, as much of it as there is.
pub(super) fn whereabouts(subject: &Subject) -> String {
    let mut words = home_of(parts(subject));
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(label(subject));
    shown(&words).into_owned()
}

/// `account/region`, as much of it as there is. Credentials are masked one by one: together they have another form.
pub(super) fn home_of(home: [Option<&str>; 2]) -> String {
    home.into_iter().flatten().map(masked).collect::<Vec<_>>().join("/")
}

fn parts(subject: &Subject) -> [Option<&str>; 2] {
    [subject.account.as_deref(), subject.region.as_deref()]
}

/// Everything that is known of a project: kind, name, id, account and region.
pub(super) fn in_full(subject: &Subject) -> String {
    let mut words = shown(&subject.kind).into_owned();
    if let Some(name) = &subject.name {
        let _ = write!(words, " `{}`", shown(name));
    }
    if let Some(id) = &subject.id {
        let _ = write!(words, " ({})", shown(id));
    }
    if let Some(account) = &subject.account {
        let _ = write!(words, " in account {}", shown(account));
    }
    if let Some(region) = &subject.region {
        let comma = if subject.account.is_some() { "," } else { " in" };
        let _ = write!(words, "{comma} region {}", shown(region));
    }
    words
}

/// What applies a fix, and whether it wants a look.
pub(super) fn how_to_apply(fix: &Fix) -> &'static str {
    match fix.safety {
        Safety::Safe => "safe, apply with --fix",
        Safety::Unsafe => "unsafe, apply with --fix --unsafe-fixes",
    }
}

/// The message, with the resource where nothing at the place tells which one it is.
pub(super) fn said(finding: &Finding) -> Cow<'_, str> {
    match &finding.resource {
        Some(address) => Cow::Owned(format!("{} (resource {})", finding.message, code(address))),
        None => Cow::Borrowed(&finding.message),
    }
}

/// The message in a line beside the name of the project, with the number of the other projects.
pub(crate) fn line(finding: &Finding) -> String {
    let name = finding.subject().map(label);
    let resource = finding.resource.as_deref().filter(|&address| Some(address) != name);
    let mut notes = Vec::new();
    notes.extend(resource.map(|address| format!("resource {}", code(address))));
    if !finding.others.is_empty() {
        notes.push(format!("+{}", count(finding.others.len(), "project")));
    }
    match notes.is_empty() {
        true => shown(&finding.message).into_owned(),
        false => shown(&format!("{} ({})", finding.message, notes.join(", "))).into_owned(),
    }
}

/// The same with the money that it is about.
pub(super) fn line_with_spend(finding: &Finding) -> String {
    match &finding.spend {
        Some(spend) => format!("{} ({spend})", line(finding)),
        None => line(finding),
    }
}

/// What else the finding names, a line each with its place, as much as there is room for.
pub(super) fn related(finding: &Finding) -> Vec<String> {
    let line = |Related { message, location }: &Related| match location {
        Some(at) => format!("related: {}: {}", position(at), shown(message)),
        None => format!("related: {}", shown(message)),
    };
    let mut lines: Vec<String> = finding.related.iter().take(RELATED).map(line).collect();
    lines.extend(more_related(finding).map(|more| format!("related: {more}")));
    lines
}

/// How much more a finding names than there is room for.
pub(super) fn more_related(finding: &Finding) -> Option<String> {
    match finding.related.len().saturating_sub(RELATED) {
        0 => None,
        more => Some(format!("{more} more")),
    }
}

/// The line behind the name of the project, for a line that stands alone.
pub(crate) fn message(finding: &Finding) -> String {
    behind_name(finding, line(finding))
}

/// The same with the money that it is about.
pub(super) fn message_with_spend(finding: &Finding) -> String {
    behind_name(finding, line_with_spend(finding))
}

fn behind_name(finding: &Finding, line: String) -> String {
    match finding.subject() {
        Some(subject) => format!("{}: {line}", whereabouts(subject)),
        None => line,
    }
}

/// What a finding is listed under: its file, else the account and region, else the policy.
pub(super) fn home(finding: &Finding, report: &Report) -> String {
    match live_home(finding) {
        Some(home) => home,
        None => file(finding, report).0.to_owned(),
    }
}

/// The account and region of what has no file, as much of them as is known.
pub(super) fn live_home(finding: &Finding) -> Option<String> {
    if finding.location.is_some() {
        return None;
    }
    let subject = finding.subject()?;
    Some(home_of(parts(subject))).filter(|home| !home.is_empty())
}

/// Accounts with their regions, a line an account.
pub(super) fn everywhere<'s>(subjects: impl Iterator<Item = &'s Subject>) -> String {
    let mut accounts: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    for subject in subjects {
        accounts.entry(subject.account.as_deref()).or_default().extend(subject.region.as_deref());
    }
    let mut lines = Vec::new();
    for (account, regions) in accounts {
        let regions = regions.join(", ");
        lines.push(match account {
            Some(account) => format!("{account}: {regions}"),
            None => regions,
        });
    }
    lines.join("\n")
}

/// The file to name where one is demanded: the finding's own, else that of the clause, else the policy; with the
/// place in it, if there is one.
pub(super) fn file<'a>(finding: &'a Finding, report: &'a Report) -> (&'a str, Option<&'a Location>) {
    let own = |at: &&Location| matches!(at.source.medium(), Medium::File | Medium::Stdin);
    let own = finding.location.as_ref().filter(own);
    match own.or_else(|| finding.because.as_ref().filter(|clause| clause.is_file())) {
        Some(location) => (location.path(), Some(location)),
        None => (&report.policy, None),
    }
}
