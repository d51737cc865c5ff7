//! The command line of taglint.

use std::process::ExitCode;

use clap::Parser;
use taglint::cli::Cli;

fn main() -> ExitCode {
    ExitCode::from(taglint::guard::guarded(|| match Cli::try_parse() {
        Ok(cli) => taglint::run::run(cli),
        Err(error) => {
            // Help and version go to standard output with status 0, wrong arguments to standard error with 2.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }))
}
