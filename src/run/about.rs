//! What taglint tells of itself: rules, their pages, the manual.

use clap::CommandFactory;

use super::print;
use crate::cli::Cli;
use crate::fault::Fault;
use crate::rule::{self, RULES};
use crate::settings::unknown_rule;
use crate::status::Status;
use crate::text::io_words;

/// Prints the page of a rule, or a line for each.
pub(super) fn explain(name: Option<&str>) -> Result<Status, Fault> {
    let Some(name) = name else { return rules() };
    match rule::find(name) {
        Some(rule) => print(page(rule.page).as_bytes()),
        None => Err(unknown_rule(name)),
    }
}

/// A page as it is read in a terminal: above each example stands what it is, which the page says behind the fence.
fn page(written: &str) -> String {
    let mut page = String::with_capacity(written.len());
    for line in written.lines() {
        let mut words = line.strip_prefix("```").unwrap_or_default().split_whitespace();
        match (words.next(), words.next()) {
            (Some(language), Some(role)) => {
                let name = words.find(|word| !word.contains('='));
                page.push_str(&format!("{}:\n\n```{language}\n", title(role, name)));
            }
            _ => {
                page.push_str(line);
                page.push('\n');
            }
        }
    }
    page
}

/// What an example is, and the name of its file where it has one.
fn title(role: &str, name: Option<&str>) -> String {
    let what = match role {
        "policy" => "Policy",
        "file" => "File",
        "bad" => "Wrong",
        "good" => "Right",
        other => other,
    };
    if let Some(name) = name { format!("{what}, `{name}`") } else { what.to_owned() }
}

/// Prints a line for each rule: name, level, what it finds, what its fix does.
pub(super) fn rules() -> Result<Status, Fault> {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in RULES {
        let fix = match rule.fix {
            Some(fix) => format!(" (fix: {fix})"),
            None => String::new(),
        };
        text.push_str(&format!("{:width$}  {:7}  {}{fix}\n", rule.name, rule.level, rule.summary));
    }
    print(text.as_bytes())
}

/// Prints the manual page, with a section for each command.
pub(super) fn man() -> Result<Status, Fault> {
    let mut command = Cli::command();
    // Building gives each command its whole name.
    command.build();
    let mut page = Vec::new();
    for command in std::iter::once(&command).chain(command.get_subcommands()) {
        let written = clap_mangen::Man::new(command.clone()).render(&mut page);
        written.map_err(|error| Fault::UnwritableOutput { why: io_words(&error) })?;
    }
    print(&page)
}
