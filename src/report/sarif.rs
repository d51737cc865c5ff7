//! The `sarif` format: SARIF 2.1.0, as GitHub's code scanning takes it.
//!
//! Results are written one after the other. What has no file is at the clause of the policy that it breaks. What
//! is hidden is there as suppressed, where that is wanted. GitHub refuses a run of more than 25,000 results, so the
//! lightest are left out then, and a notification says how many.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::ser::CompactFormatter;

use super::escape::uri;
use super::fingerprint::{Fingerprints, line_hashes};
use super::{Options, Report, json, place};
use crate::finding::{Edit, Finding, Fix, Level, Location, Safety, Subject, Suppressed, Suppression};
use crate::rule;
use crate::rule::page::{address, readable};
use crate::source::{Source, Span};
use crate::text::{count, shown};

mod shape;

use shape::*;

/// How many results GitHub takes of a run.
const MOST: usize = 25_000;
/// How many places GitHub takes of a result.
const MOST_RELATED: usize = 1_000;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let entries = Entries::of(report, options.suppressed, MOST);
    let rules = Rules::of(&entries.list);
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        full_description: text(sentence(env!("CARGO_PKG_DESCRIPTION"))),
        rules: rules.list.iter().map(|name| descriptor(name)).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        invocations: [invocation(report, entries.left_out)],
        original_uri_base_ids: BaseIds {
            root: BaseId { description: text("the folder that taglint ran in") },
        },
        column_kind: "unicodeCodePoints",
        results: Results { report, rules: &rules, entries: &entries, hashes: hashes(report, &entries.list) },
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    json::write_value(out, &log, CompactFormatter)
}

/// A finding, and what hides it, if anything does.
type Entry<'a> = (&'a Finding, Option<&'a Suppressed>);

/// What becomes a result, in the order of the report.
struct Entries<'a> {
    list: Vec<Entry<'a>>,
    left_out: usize,
    /// Whether results say that they are not suppressed: all must, where one says that it is.
    say_suppressed: bool,
}

impl<'a> Entries<'a> {
    /// At most so many: shown ones before hidden ones, heavy ones before light ones.
    fn of(report: &'a Report, suppressed: bool, most: usize) -> Self {
        let hidden: &[Suppressed] = if suppressed { &report.suppressed } else { &[] };
        let shown = report.findings.iter().map(|finding| (finding, None));
        let mut list: Vec<Entry<'_>> =
            shown.chain(hidden.iter().map(|hidden| (&hidden.finding, Some(hidden)))).collect();
        let left_out = list.len().saturating_sub(most);
        if left_out > 0 {
            let mut order: Vec<usize> = (0..list.len()).collect();
            order.sort_by_key(|&number| (list[number].1.is_some(), std::cmp::Reverse(list[number].0.level)));
            order.truncate(most);
            order.sort_unstable();
            list = order.into_iter().map(|number| list[number]).collect();
        }
        Entries { list, left_out, say_suppressed: !hidden.is_empty() }
    }
}

/// The rules that results speak of, in the order of their first result.
#[derive(Default)]
struct Rules<'a> {
    list: Vec<&'a str>,
    index: HashMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    fn of(entries: &[Entry<'a>]) -> Self {
        let mut rules = Rules::default();
        for (finding, _) in entries {
            rules.index.entry(finding.rule).or_insert_with(|| {
                rules.list.push(finding.rule);
                rules.list.len() - 1
            });
        }
        rules
    }
}

fn descriptor(name: &str) -> Descriptor<'_> {
    let (summary, page, level) = match rule::find(name) {
        Some(rule) => (rule.summary, readable(rule.page.trim_end()), rule.level),
        None => (name, name.to_owned(), Level::Warning),
    };
    Descriptor {
        id: name,
        name: pascal_case(name),
        short_description: text(sentence(summary)),
        full_description: text(sentence(summary)),
        help_uri: address(name),
        help: Help { text: page.clone(), markdown: page },
        default_configuration: Configuration { level },
    }
}

/// `missing-tag` as `MissingTag`, as SARIF wants the names of rules.
fn pascal_case(name: &str) -> String {
    let word = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    name.split('-').filter(|part| part.is_char_boundary(1)).map(word).collect()
}

/// With a capital and a full stop, as SARIF wants messages to end.
fn sentence(text: &str) -> String {
    let mut sentence = shown(text).into_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

fn text(text: impl Into<String>) -> Text {
    Text { text: text.into() }
}

fn invocation(report: &Report, left_out: usize) -> Invocation {
    let mut notifications: Vec<Notification> = report
        .failures
        .iter()
        .map(|failure| Notification {
            level: Level::Error,
            message: text(sentence(&format!("could not look at {}: {}", failure.subject, failure.message))),
        })
        .collect();
    if left_out > 0 {
        let rest = format!(
            "{} left out: a run has at most {MOST}, the most severe first.",
            count(left_out, "result")
        );
        notifications.push(Notification { level: Level::Warning, message: text(rest) });
    }
    Invocation { execution_successful: report.failures.is_empty() && report.summary.complete, notifications }
}

/// GitHub's hashes of the lines that results begin on, by source and line.
type Hashes<'a> = HashMap<&'a str, BTreeMap<usize, String>>;

fn hashes<'a>(report: &'a Report, entries: &[Entry<'a>]) -> Hashes<'a> {
    let mut sources: HashMap<&str, &Source> = HashMap::new();
    let mut hashes: Hashes<'_> = HashMap::new();
    for location in entries.iter().filter_map(|(finding, _)| place::file(finding, report).1) {
        sources.insert(location.path(), &location.source);
        let line = location.source.line_of(location.span.start) + 1;
        hashes.entry(location.path()).or_default().insert(line, String::new());
    }
    for (path, wanted) in &mut hashes {
        line_hashes(sources[path], wanted);
    }
    hashes
}

struct Results<'a> {
    report: &'a Report,
    rules: &'a Rules<'a>,
    entries: &'a Entries<'a>,
    hashes: Hashes<'a>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.entries.list.len()))?;
        let mut fingerprints = Fingerprints::default();
        for entry in &self.entries.list {
            list.serialize_element(&self.result(*entry, fingerprints.of(entry.0)))?;
        }
        list.end()
    }
}

impl<'a> Results<'a> {
    fn result(&self, (finding, hidden): Entry<'a>, identity: String) -> ResultView<'a> {
        let (path, location) = place::file(finding, self.report);
        let hash = location.and_then(|location| {
            let line = location.source.line_of(location.span.start) + 1;
            self.hashes.get(path)?.get(&line).filter(|hash| !hash.is_empty()).cloned()
        });
        let suppressions = self.entries.say_suppressed.then(|| hidden.map(suppression).into_iter().collect());
        ResultView {
            rule_id: finding.rule,
            rule_index: self.rules.index.get(finding.rule).copied().unwrap_or(0),
            level: finding.level,
            message: text(message(finding)),
            locations: [LocationView {
                id: None,
                message: None,
                physical: physical(path, location),
                logical: finding.subject().map(logical),
            }],
            related_locations: related(finding),
            fingerprints: PartialFingerprints { line_hash: hash, identity },
            fixes: finding.portable_fix().filter(|fix| !fix.edits.is_empty()).map(|fix| [fix_view(fix)]),
            suppressions,
            properties: finding.spend.as_ref().map(|spend| Properties { spend }),
        }
    }
}

/// The message as a sentence, then the help as a paragraph of its own.
fn message(finding: &Finding) -> String {
    let message = place::message(finding);
    let mut message = if message.ends_with('.') { message } else { message + "." };
    for line in finding.help.iter().flat_map(|help| help.trim_end().lines()) {
        message.push('\n');
        message.push_str(&shown(line));
    }
    message
}

/// The clause of the policy, what else the finding names, and where the other projects are declared.
fn related(finding: &Finding) -> Vec<LocationView> {
    let clause = finding.because.as_ref().filter(|clause| clause.is_file());
    let clause = clause.map(|clause| (text("Required by the policy."), clause, None));
    let others = finding.others.iter().filter_map(|other| {
        let message = text(format!("Also reported for {}.", place::in_full(&other.subject)));
        Some((message, other.home.as_ref().or(finding.location.as_ref())?, Some(logical(&other.subject))))
    });
    // Only what has a file: code scanning asks for one of each place.
    let named = finding
        .related
        .iter()
        .filter_map(|related| Some((text(sentence(&related.message)), related.location.as_ref()?, None)));
    let numbered = clause.into_iter().chain(named).chain(others).take(MOST_RELATED).enumerate();
    let view = |(number, (message, at, logical)): (usize, (Text, &Location, _))| LocationView {
        id: Some(number + 1),
        message: Some(message),
        physical: physical(at.path(), Some(at)),
        logical,
    };
    numbered.map(view).collect()
}

fn logical(subject: &Subject) -> [Logical; 1] {
    [Logical {
        name: shown(place::label(subject)).into_owned(),
        fully_qualified_name: place::whereabouts(subject),
        kind: "resource",
    }]
}

fn physical(path: &str, location: Option<&Location>) -> Physical {
    // Code scanning asks for a line (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support>).
    let beginning = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };
    let region = match location {
        Some(location) => region(&location.source, location.span),
        None => beginning,
    };
    Physical { artifact: artifact(path), region }
}

fn artifact(path: &str) -> Artifact {
    let uri = uri(path);
    let base = if uri.starts_with("file://") { None } else { Some(BaseIds::ROOT) };
    Artifact { uri, base }
}

fn region(source: &Source, span: Span) -> Region {
    let (start, end) = (source.position(span.start), source.position(span.end.max(span.start)));
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

fn fix_view(fix: &Fix) -> FixView<'_> {
    let changes = fix.edits.chunk_by(|left, right| left.at.path() == right.at.path());
    let note = if fix.safety == Safety::Unsafe { " (unsafe: look before you apply it)" } else { "" };
    FixView { description: text(sentence(&fix.title) + note), changes: changes.filter_map(change).collect() }
}

fn change<'a>(edits: &'a [Edit]) -> Option<Change<'a>> {
    let replacement = |edit: &'a Edit| Replacement {
        deleted: region(&edit.at.source, edit.at.span),
        inserted: Inserted { text: &edit.text },
    };
    let artifact = artifact(edits.first()?.at.path());
    Some(Change { artifact, replacements: edits.iter().map(replacement).collect() })
}

fn suppression(hidden: &Suppressed) -> SuppressionView {
    let (kind, by) = match hidden.by {
        Suppression::Ignore => ("inSource", "an inline ignore"),
        Suppression::Exception => ("external", "an exception of the policy"),
        Suppression::Baseline => ("external", "the baseline"),
    };
    let justification = match &hidden.reason {
        Some(reason) => format!("{by}: {}", shown(reason)),
        None => by.to_owned(),
    };
    SuppressionView { kind, justification }
}

#[cfg(test)]
mod tests;
