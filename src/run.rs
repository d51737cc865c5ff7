//! Commands: each asks the engine, and gives out what it found. The status comes from the counts.

mod audit;
mod check;
mod deliver;
mod init;
mod listing;
mod man;
mod policy;
mod print;
mod rules;
mod spend;
mod write;

use std::io::Write;

use clap::CommandFactory;

use crate::cli::{Cli, Command};
use crate::fault::Fault;
use crate::report::format::Options;
use crate::report::problem;
use crate::settings::audit::AuditSettings;
use crate::settings::spend::SpendSettings;
use crate::settings::{CheckSettings, use_color_for_errors};
use crate::status::Status;
use print::print;

/// Does what the command line asks for, and tells the exit status.
pub fn run(cli: Cli) -> Status {
    let done = match cli.command {
        Command::Check(args) => CheckSettings::resolve(*args).and_then(check::run),
        Command::Audit(args) => AuditSettings::resolve(*args).and_then(|settings| audit::run(&settings)),
        Command::Spend(args) => SpendSettings::resolve(*args).and_then(|settings| spend::run(&settings)),
        Command::Explain { rule } => rules::explain(rule.as_deref()),
        Command::Rules(args) => rules::rules(&args),
        Command::Init { folder } => init::init(&folder),
        Command::Policy { command } => policy::run(&command),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "taglint", &mut script);
            print(&script)
        }
        Command::Man { write_to: Some(folder), .. } => man::write(&folder),
        Command::Man { command, write_to: None } => man::man(&command),
    };
    done.unwrap_or_else(|fault| {
        tell(&fault);
        Status::Unchecked
    })
}

/// Says on standard error why nothing was judged.
fn tell(fault: &Fault) {
    let text = match fault {
        Fault::Policy(problems) => {
            let options = Options { color: use_color_for_errors(), ..Options::default() };
            problem::draw_each(problems, &options)
        }
        fault => problem::draw_brief(fault),
    };
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
