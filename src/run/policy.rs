//! `taglint policy`: what the policy says, whether it is valid, its exceptions, and its schema.

mod diff;
mod export;
mod import;
mod test;

use std::io::{self, Write};

use super::deliver::note;
use super::print::{print, print_by};
use crate::cli::{ListFormat, PolicyCommand};
use crate::engine;
use crate::fault::Fault;
use crate::policy::{Policy, load, shape, show};
use crate::report::{exceptions, problem};
use crate::rule;
use crate::settings::{given_or_nearest, options_of_errors, options_of_output, store, today};
use crate::status::Status;
use crate::text::count;

pub(super) fn run(command: &PolicyCommand) -> Result<Status, Fault> {
    match command {
        PolicyCommand::Show(args) => {
            let store = store()?;
            let given = given_or_nearest(args, &store)?;
            print(show::show(&given, &store, rule::NAMES)?.as_bytes())
        }
        PolicyCommand::Check(args) => {
            let store = store()?;
            let given = given_or_nearest(args, &store)?;
            let (policy, doubts) = load::check(&given, &store, rule::NAMES, &engine::known())?;
            if !doubts.is_empty() {
                // Nobody can be told that standard error is gone.
                let _ =
                    writeln!(io::stderr().lock(), "{}", problem::draw_each(&doubts, &options_of_errors()));
            }
            note(&format!("{} is valid: {}", given.name(), contents(&policy, doubts.len())));
            Ok(Status::Clean)
        }
        PolicyCommand::Diff(args) => diff::run(args),
        PolicyCommand::Test(args) => test::run(args),
        PolicyCommand::Import(args) => import::run(args),
        PolicyCommand::Exceptions { policy, format } => {
            let (store, today) = (store()?, today()?);
            let policy = load::load(&given_or_nearest(policy, &store)?, &store, rule::NAMES)?;
            let write = |out: &mut dyn Write| match format {
                ListFormat::Text => exceptions::render(&policy, today, out, &options_of_output()),
                ListFormat::Json => exceptions::render_json(&policy, today, out),
            };
            print_by(write).map(|()| Status::Clean)
        }
        PolicyCommand::Export(args) => export::run(args),
        PolicyCommand::Schema => print(shape::schema::schema(rule::NAMES).as_bytes()),
    }
}

fn contents(policy: &Policy, doubts: usize) -> String {
    let parts = [
        (policy.dictionaries.base().entries().len(), "key"),
        (policy.constraints.len(), "constraint"),
        (policy.lookups.len(), "lookup"),
        (policy.exceptions.len(), "exception"),
        (doubts, "warning"),
    ];
    let told = parts.iter().filter(|(number, _)| *number > 0).map(|&(number, what)| count(number, what));
    match told.collect::<Vec<_>>() {
        told if told.is_empty() => "it asks for nothing".to_owned(),
        told => told.join(", "),
    }
}
