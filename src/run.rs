//! Commands: each asks the engine, and gives out what it found. The status comes from the counts.

mod audit;
mod check;
mod deliver;
mod init;
mod listing;
#[cfg(feature = "lsp")]
mod lsp;
mod man;
mod policy;
mod print;
mod rules;
mod spend;
mod watch;
mod write;

use clap::CommandFactory;

use crate::cli::{Cli, Command};
use crate::fault::Fault;
use crate::settings::CheckSettings;
use crate::settings::audit::AuditSettings;
use crate::settings::spend::SpendSettings;
use crate::status::Status;
use deliver::tell;
use print::print;

/// Does what the command line asks for, and tells the exit status.
pub fn run(cli: Cli) -> Status {
    let done = match cli.command {
        Command::Check(args) => CheckSettings::resolve(*args).and_then(|settings| check(&settings)),
        Command::Audit(args) => AuditSettings::resolve(*args)
            .and_then(|settings| deliver::or_refuse(audit::run(&settings), &settings.delivery)),
        Command::Spend(args) => SpendSettings::resolve(*args)
            .and_then(|settings| deliver::or_refuse(spend::run(&settings), &settings.delivery)),
        Command::Explain { rule } => rules::explain(rule.as_deref()),
        Command::Rules(args) => rules::rules(&args),
        Command::Init(args) => init::run(&args),
        Command::Policy(command) => policy::run(&command),
        #[cfg(feature = "lsp")]
        Command::Lsp { log } => lsp::run(log.as_deref()),
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

/// Checks definitions, once or again and again.
fn check(settings: &CheckSettings) -> Result<Status, Fault> {
    check::start_threads(settings)?;
    match settings.watch {
        true => watch::run(settings),
        false => deliver::or_refuse(check::run(settings), &settings.delivery),
    }
}
