//! `taglint policy`: what the policy says, whether it is valid, and its schema.

use std::path::Path;

use super::deliver::note;
use super::print;
use crate::cli::{PolicyArgs, PolicyCommand};
use crate::collect::files::shown_upwards;
use crate::fault::Fault;
use crate::policy::{Policy, load, shape, show};
use crate::rule;
use crate::settings::{policy_path, working_folder};
use crate::text::count;

pub(super) fn run(command: &PolicyCommand) -> Result<u8, Fault> {
    match command {
        PolicyCommand::Show(args) => {
            on_policy(args, |path, name| print(show::show(path, name, rule::NAMES)?.as_bytes()))
        }
        PolicyCommand::Check(args) => on_policy(args, |path, name| {
            let policy = load::load(path, name, rule::NAMES)?;
            note(&format!("{name} is valid: {}", contents(&policy)));
            Ok(0)
        }),
        PolicyCommand::Schema => print(shape::schema::schema(rule::NAMES).as_bytes()),
    }
}

fn on_policy(args: &PolicyArgs, act: impl FnOnce(&Path, &str) -> Result<u8, Fault>) -> Result<u8, Fault> {
    let folder = working_folder()?;
    let path = policy_path(args, &folder)?;
    act(&path, &shown_upwards(&path, &folder))
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
