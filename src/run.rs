//! Commands: each asks the engine, and gives out what it found. The status comes from the counts.

mod about;
mod audit;
mod check;
mod deliver;
mod init;
mod listing;
mod policy;
mod print;
mod write;

use std::io::Write;

use clap::CommandFactory;

use crate::cli::{Cli, Command};
use crate::fault::Fault;
use crate::policy::Problem;
use crate::report::format::Options;
use crate::settings::audit::AuditSettings;
use crate::settings::{CheckSettings, use_color_for_errors};
use crate::status::Status;
use crate::text::shown;
use print::print;

/// Does what the command line asks for, and tells the exit status.
pub fn run(cli: Cli) -> Status {
    let done = match cli.command {
        Command::Check(args) => CheckSettings::resolve(*args).and_then(check::run),
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
