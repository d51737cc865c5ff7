//! What taglint tells of itself: rules, their pages, the manual.

use clap::CommandFactory;

use super::print;
use crate::cli::Cli;
use crate::fault::Fault;
use crate::rule::{self, RULES};
use crate::settings::unknown_rule;

/// Prints the page of a rule, or a line for each.
pub(super) fn explain(name: Option<&str>) -> Result<u8, Fault> {
    let Some(name) = name else { return rules() };
    match rule::find(name) {
        Some(rule) => print(rule.page.as_bytes()),
        None => Err(unknown_rule("explain", name)),
    }
}

/// Prints a line for each rule: name, level, what it finds, what its fix does.
pub(super) fn rules() -> Result<u8, Fault> {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for rule in RULES {
        let fix = if rule.fix == "none" { String::new() } else { format!(" (fix: {})", rule.fix) };
        text.push_str(&format!("{:width$}  {:7}  {}{fix}\n", rule.name, rule.level, rule.summary));
    }
    print(text.as_bytes())
}

/// Prints the manual page, with a section for each command.
pub(super) fn man() -> Result<u8, Fault> {
    let mut command = Cli::command();
    // Building gives each command its whole name.
    command.build();
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command.clone()).render(&mut page).and_then(|()| {
        let mut commands = command.get_subcommands();
        commands.try_for_each(|command| clap_mangen::Man::new(command.clone()).render(&mut page))
    });
    written.map_err(|error| Fault::other(format!("the manual cannot be written: {error}"), None))?;
    print(&page)
}
