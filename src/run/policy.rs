//! `taglint policy`: what the policy says, whether it is valid, and its schema.

use super::deliver::note;
use super::print;
use crate::cli::PolicyCommand;
use crate::fault::Fault;
use crate::policy::{Policy, load, shape, show};
use crate::rule;
use crate::settings::{given_or_nearest, working_folder};
use crate::text::count;

pub(super) fn run(command: &PolicyCommand) -> Result<u8, Fault> {
    match command {
        PolicyCommand::Show(args) => {
            let given = given_or_nearest(args, &working_folder()?)?;
            print(show::show(&given, rule::NAMES)?.as_bytes())
        }
        PolicyCommand::Check(args) => {
            let given = given_or_nearest(args, &working_folder()?)?;
            let policy = load::load(&given, rule::NAMES)?;
            note(&format!("{} is valid: {}", given.name(), contents(&policy)));
            Ok(0)
        }
        PolicyCommand::Schema => print(shape::schema::schema(rule::NAMES).as_bytes()),
    }
}

fn contents(policy: &Policy) -> String {
    let parts = [
        (policy.dictionaries.base().entries().len(), "key"),
        (policy.constraints.len(), "constraint"),
        (policy.lookups.len(), "lookup"),
        (policy.exceptions.len(), "exception"),
    ];
    let told = parts.iter().filter(|(number, _)| *number > 0).map(|&(number, what)| count(number, what));
    told.collect::<Vec<_>>().join(", ")
}
