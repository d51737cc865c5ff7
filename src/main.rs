//! The command line of taglint.

use std::process::ExitCode;

use clap::Parser;
use taglint::cli::Cli;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => ExitCode::from(taglint::run::run(cli)),
        Err(error) => {
            // Help and version go to standard output with status 0, wrong arguments to standard error with 2.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}
