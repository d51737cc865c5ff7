//! Runs: from what was asked for to a report and a status. The status comes from the counts.

mod about;
pub mod audit;
pub mod check;
mod count;
pub mod deliver;
pub mod fix;
mod ignored;
mod init;
pub mod look;
mod merge;
mod modules;
mod outline;
pub mod policies;
mod policy;
mod print;
mod screen;
mod sink;
mod strict;
mod unused;

use std::io::Write;

use clap::CommandFactory;

use crate::cli::{Cli, Command};
use crate::collect::{LeftOut, Unknown};
use crate::fault::Fault;
use crate::policy::Problem;
use crate::report::format::Options;
use crate::rule;
use crate::settings::audit::AuditSettings;
use crate::settings::task::Task;
use crate::settings::{CheckSettings, Fixing, use_color_for_errors};
use crate::status::Status;
use crate::text::{code, count, shown};
use crate::triage::baseline::Entry;
pub use count::{report, status};
use deliver::Body;
use look::Fate;
pub use outline::Outline;
use print::print;
pub use screen::Screen;

/// Does what the command line asks for, and tells the exit status.
pub fn run(cli: Cli) -> Status {
    let done = match cli.command {
        Command::Check(args) => CheckSettings::resolve(*args).and_then(check_definitions),
        Command::Audit(args) => AuditSettings::resolve(*args).and_then(|settings| audit::run(&settings)),
        Command::Explain { rule } => about::explain(rule.as_deref()),
        Command::Rules => about::rules(),
        Command::Init { folder } => init::init(&folder),
        Command::Policy { command } => policy::run(&command),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "taglint", &mut script);
            print(&script)
        }
        Command::Man => about::man(),
    };
    done.unwrap_or_else(|fault| {
        tell(&fault);
        Status::Unchecked
    })
}

/// Says on standard error why nothing was judged.
fn tell(fault: &Fault) {
    let color = use_color_for_errors();
    let options = Options { color, ..Options::default() };
    let mut text = match fault {
        Fault::Policy(problems) => draw_problems(problems.list(), &options),
        fault => format!("error: {}\n", shown(&fault.to_string())),
    };
    if let Some(help) = fault.help() {
        text.push_str(&format!("  help: {}\n", shown(help)));
    }
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Problems of a policy, a blank line between them.
fn draw_problems(problems: &[Problem], options: &Options) -> String {
    let drawn: Vec<String> =
        problems.iter().map(|problem| crate::report::problem::draw(problem, options)).collect();
    drawn.join("\n")
}

fn check_definitions(settings: CheckSettings) -> Result<Status, Fault> {
    if let Some(jobs) = settings.jobs {
        // More threads than cores only take memory.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let started = rayon::ThreadPoolBuilder::new().num_threads(jobs.min(cores)).build_global();
        started.map_err(|error| Fault::other(format!("no threads can be started: {error}"), None))?;
    }
    let (task, delivery) = (&settings.task, &settings.delivery);
    let mut checked = check::check(task)?;
    if delivery.verbose {
        checked.policies.iter().for_each(|name| deliver::note(&format!("policy: {name}")));
    }
    if settings.show_files || delivery.verbose {
        list_files(&checked.outline);
    }
    if checked.outline.is_empty() && checked.outline.failures.is_empty() && !settings.allow_empty {
        let help = match checked.outline.files.is_empty() {
            true => {
                "name a folder with manifests, templates or configurations, or add `--allow-empty` to succeed without any"
            }
            false => "add `--show-files` to list what was read, or `--allow-empty` to succeed without any",
        };
        return Err(Fault::other(nothing_found(&checked.outline), help.to_owned()));
    }
    let screen = deliver::screen(delivery, &checked.mandatory)?;
    let policy = checked.outline.policy.clone();
    let was_seen = |entry: &Entry, path: Option<&str>| {
        let is_here = |path: &str| path == policy || is_below(task, path);
        !rule::is_live(&entry.rule) && path.is_some_and(is_here)
    };
    let deliver = |outline, body: &Body| deliver::deliver(outline, body, delivery, &screen, &was_seen);
    match settings.fixing {
        None => {
            fix::prove(task, &mut checked, &screen)?;
            deliver(checked.outline, &Body::Report)
        }
        Some(Fixing::Show) => {
            fix::prove(task, &mut checked, &screen)?;
            let fixed = fix::fix(task, settings.with_unsafe, &screen)?;
            deliver(checked.outline, &Body::Text(fix::patch(&fixed.files)))
        }
        Some(Fixing::Write) => {
            let fixed = fix::fix(task, settings.with_unsafe, &screen)?;
            let (outline, body) = write_fixes(task, fixed, &screen, delivery.quiet)?;
            deliver(outline, &body)
        }
    }
}

/// Writes what was fixed, and tells what remains. Standard input goes on to standard output.
fn write_fixes(
    task: &Task,
    fixed: fix::Fixed,
    screen: &Screen,
    quiet: bool,
) -> Result<(Outline, Body), Fault> {
    let stdin = task.stdin.as_ref().map(|(name, bytes)| {
        let change = fixed.files.iter().find(|change| change.shown == *name);
        change.map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |change| change.new.clone())
    });
    let is_file = |change: &&fix::Change| task.stdin.as_ref().is_none_or(|(name, _)| change.shown != *name);
    let changes: Vec<&fix::Change> = fixed.files.iter().filter(is_file).collect();
    fix::clean_up(&fixed.checked.outline, task);
    let failures = fix::write(&changes, task);
    let is_written = |change: &&fix::Change| !failures.iter().any(|failure| failure.subject == change.shown);
    let count_fixed = fixed.files.iter().filter(is_written).map(|change| change.fixed).sum();
    if !quiet && count_fixed > 0 && failures.is_empty() {
        let (fixed, files) = (count(count_fixed, "finding"), count(fixed.files.len(), "file"));
        deliver::note(&format!("fixed {fixed} in {files}"));
    }
    let body = stdin.map_or(Body::Report, Body::Fixed);
    let (mut checked, task) = match failures.is_empty() {
        true => (fixed.checked, &fixed.task),
        // Something was not written: what stands in the files now is what counts.
        false => (check::check(task)?, task),
    };
    fix::prove(task, &mut checked, screen)?;
    checked.outline.fixed = count_fixed;
    checked.outline.failures.extend(failures);
    Ok((checked.outline, body))
}

/// Whether a path of a baseline is one that the run looked at, or would have if it were still there.
fn is_below(task: &Task, path: &str) -> bool {
    let path = task.store.working_folder().join(path);
    task.paths.iter().any(|named| path.starts_with(task.store.name(named).place()))
}

fn list_files(outline: &Outline) {
    for (path, fate) in &outline.files {
        deliver::note(&match fate {
            Fate::Judged { projects } => {
                format!("read: {path}: {}", count(*projects, "project"))
            }
            Fate::Skipped { why } | Fate::Unparsed { why } => format!("skipped: {path}: {why}"),
            Fate::Failed => format!("failed: {path}"),
        });
    }
    for path in &outline.git_ignored {
        deliver::note(&format!("ignored: {path}: git ignores it"));
    }
    for (path, LeftOut { address, why }) in &outline.left_out {
        deliver::note(&format!("left out: {path}: {}: {why}", code(address)));
    }
    for (path, Unknown { address, kind }) in &outline.unknown {
        let (address, kind) = (code(address), code(kind));
        deliver::note(&format!(
            "unknown: {path}: {address}: no table has its type {kind}, and it has no tags"
        ));
    }
}

/// How many files the message about nothing names.
const NAMED: usize = 3;

/// That there are no definitions, and why files are none.
fn nothing_found(outline: &Outline) -> String {
    let whys = outline.files.iter().filter_map(|(path, fate)| match fate {
        Fate::Skipped { why } | Fate::Unparsed { why } => Some(format!("`{}`: {why}", shown(path))),
        Fate::Judged { .. } | Fate::Failed => None,
    });
    let whys: Vec<String> = whys.take(NAMED).collect();
    let told = match (whys.is_empty(), outline.files.len().saturating_sub(whys.len())) {
        (true, _) => ": no file here could hold one, or the policy excludes it".to_owned(),
        (false, 0) => format!(": {}", whys.join("; ")),
        (false, more) => format!(": {}; and {} more", whys.join("; "), count(more, "file")),
    };
    format!("no definitions were found{told}")
}
