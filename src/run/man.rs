//! `taglint man`: a manual page for taglint and for each command.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::print;
use crate::cli::Cli;
use crate::cli::guide::{self, Entry};
use crate::fault::Fault;
use crate::files::{self, Role};
use crate::settings::store;
use crate::settings::target::Targets;
use crate::status::Status;
use crate::text;

/// Prints the page of a command, given its names: none for taglint itself.
pub(super) fn man(names: &[String]) -> Result<Status, Fault> {
    let root = root();
    let mut command = &root;
    for name in names {
        let known = || command.get_subcommands().map(Command::get_name);
        let Some(found) = command.find_subcommand(name) else {
            let nearest = text::nearest(name, known()).map(|(right, _)| right.to_owned());
            return Err(Fault::UnknownCommand { name: name.clone(), nearest });
        };
        command = found;
    }
    print(&page(command, topic(names)))
}

/// Writes the pages of all commands into a folder.
pub(super) fn write(folder: &Path) -> Result<Status, Fault> {
    let mut pages = Vec::new();
    add_pages(&mut pages, &root(), &[]);
    let mut targets = Targets::new(&store()?);
    for (name, _) in &pages {
        targets.add(&folder.join(name), Role::Report)?;
    }
    targets.check()?;
    for (name, page) in &pages {
        let path = folder.join(name);
        files::replace(&path, page).map_err(|error| Fault::unwritable(&path, &error))?;
    }
    Ok(Status::Clean)
}

/// Adds the page of a command and those below it, by the names of their files.
fn add_pages(pages: &mut Vec<(String, Vec<u8>)>, command: &Command, names: &[String]) {
    pages.push((Man::new(command.clone()).get_filename(), page(command, topic(names))));
    for below in command.get_subcommands() {
        add_pages(pages, below, &[names, &[below.get_name().to_owned()]].concat());
    }
}

/// The command line; building gives each command its whole name.
fn root() -> Command {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    root
}

/// What the guide knows a command by.
fn topic(names: &[String]) -> &str {
    match names.first() {
        Some(name) => name,
        None => "taglint",
    }
}

fn page(command: &Command, topic: &str) -> Vec<u8> {
    let mut page = Vec::new();
    // A list of bytes takes everything.
    let _ = write_sections(&mut page, command, topic);
    page
}

fn write_sections(page: &mut Vec<u8>, command: &Command, topic: &str) -> io::Result<()> {
    let version = concat!("taglint ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(version).manual("taglint");
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    let mut more = Roff::default();
    section(&mut more, "EXAMPLES", guide::examples(topic));
    section(&mut more, "ENVIRONMENT", &guide::environment(topic));
    section(&mut more, "FILES", guide::FILES);
    section(&mut more, "EXIT STATUS", guide::STATUS);
    more.to_writer(page)
}

fn section(roff: &mut Roff, title: &str, entries: &[Entry]) {
    roff.control("SH", [title]);
    for (what, means) in entries {
        roff.control("TP", []);
        roff.text([bold(*what)]);
        roff.text([roman(*means)]);
    }
}
