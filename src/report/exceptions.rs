//! The exceptions of a policy with their ends, the first to end first.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::PrettyFormatter;
use serde_json::{Map, Value, json};
use time::Date;

use super::fill::fill;
use super::json::{LocationView, write_value};
use super::paint::Paint;
use super::{Options, place};
use crate::finding::Level;
use crate::policy::condition::{Condition, Field, Wanted};
use crate::policy::{Exception, Policy};
use crate::rule::exception_words;
use crate::text::{count, masked, shown};

/// The version of the JSON document.
const VERSION: u32 = 1;

/// Writes them for people.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(policy: &Policy, today: Date, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let paint = Paint::of(options);
    for exception in sorted(policy) {
        let until = format!("until {} ({})", exception.until.value, left(exception.days_left(today)));
        let until = match State::of(exception, today) {
            State::Active => until,
            State::EndsSoon => paint.level(Level::Warning, until),
            State::Ended => paint.level(Level::Error, until),
        };
        writeln!(out, "{}  {until}", paint.strong(place::position(&exception.clause)))?;
        paragraph(out, &exception_words::of(exception), options)?;
        paragraph(out, &masked(&exception.reason), options)?;
        if let Some(owner) = &exception.owner {
            paragraph(out, &format!("owner: {}", masked(owner)), options)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", summary(policy, today))
}

/// Writes them as one JSON document.
///
/// # Errors
/// What the writer says.
pub(crate) fn render_json(policy: &Policy, today: Date, out: &mut dyn Write) -> io::Result<()> {
    let exceptions = sorted(policy).into_iter().map(|exception| View::of(exception, today)).collect();
    write_value(out, &Document { version: VERSION, exceptions }, PrettyFormatter::new())
}

fn sorted(policy: &Policy) -> Vec<&Exception> {
    let mut exceptions: Vec<&Exception> = policy.exceptions.iter().collect();
    exceptions.sort_by_key(|exception| exception.until.value);
    exceptions
}

/// A line that does not begin with what somebody wrote.
fn paragraph(out: &mut dyn Write, text: &str, options: &Options) -> io::Result<()> {
    let text = shown(text);
    match options.width {
        None => writeln!(out, "  {text}"),
        Some(width) => writeln!(out, "{}", fill(&text, width, "  ", "  ")),
    }
}

/// `1 day left`, `ended 2 days ago`.
fn left(days: i64) -> String {
    let number = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    match days {
        ..0 => format!("ended {} ago", count(number, "day")),
        0 => "its last day is today".to_owned(),
        1.. => format!("{} left", count(number, "day")),
    }
}

fn summary(policy: &Policy, today: Date) -> String {
    if policy.exceptions.is_empty() {
        return format!("No exceptions in {}.", shown(&policy.name));
    }
    let number =
        |state| policy.exceptions.iter().filter(|exception| State::of(exception, today) == state).count();
    let mut parts = vec![count(policy.exceptions.len(), "exception")];
    let (ended, soon) = (number(State::Ended), number(State::EndsSoon));
    if ended > 0 {
        parts.push(format!("{ended} ended"));
    }
    if soon > 0 {
        parts.push(format!("{soon} with {} or less left", count(Exception::SOON as usize, "day")));
    }
    parts.join(", ") + "."
}

/// How much of its time is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Active,
    EndsSoon,
    Ended,
}

impl State {
    fn of(exception: &Exception, today: Date) -> Self {
        match exception.days_left(today) {
            ..0 => State::Ended,
            _ if exception.ends_soon(today) => State::EndsSoon,
            _ => State::Active,
        }
    }
}

#[derive(Serialize)]
struct Document<'p> {
    version: u32,
    exceptions: Vec<View<'p>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct View<'p> {
    until: String,
    days_left: i64,
    state: State,
    when: Option<Value>,
    rules: &'p [&'static str],
    tags: &'p [String],
    reason: &'p str,
    owner: Option<&'p str>,
    location: LocationView<'p>,
}

impl<'p> View<'p> {
    fn of(exception: &'p Exception, today: Date) -> Self {
        View {
            until: exception.until.value.to_string(),
            days_left: exception.days_left(today),
            state: State::of(exception, today),
            when: exception.when.as_ref().map(condition),
            rules: &exception.rules,
            tags: &exception.tags,
            reason: &exception.reason,
            owner: exception.owner.as_deref(),
            location: LocationView::of(&exception.clause),
        }
    }
}

/// A condition in the shape in which the policy writes it.
fn condition(condition: &Condition) -> Value {
    let (mut fields, mut tags) = (Map::new(), Map::new());
    for test in &condition.tests {
        let wanted = match &test.wanted {
            Wanted::AnyOf(globs) => json!(globs.iter().map(|glob| glob.as_str()).collect::<Vec<_>>()),
            Wanted::Present(present) => json!(present),
        };
        match &test.field {
            Field::Tag(key) => tags.insert(key.clone(), wanted),
            field => fields.insert(field.word().to_owned(), wanted),
        };
    }
    if !tags.is_empty() {
        fields.insert("tags".to_owned(), Value::Object(tags));
    }
    if let Some(not) = &condition.not {
        fields.insert("not".to_owned(), self::condition(not));
    }
    Value::Object(fields)
}
