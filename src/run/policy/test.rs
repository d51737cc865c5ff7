//! `taglint policy test`: the tests of policies.

use crate::cli::PolicyTestArgs;
use crate::fault::Fault;
use crate::files;
use crate::run::deliver::note;
use crate::run::print::print_by;
use crate::settings::suite::SuiteSettings;
use crate::status::Status;
use crate::suite::prove;

/// Runs the tests, and tells the exit status.
///
/// # Errors
/// There are none, or a file of tests or a policy is wrong.
pub(super) fn run(args: &PolicyTestArgs) -> Result<Status, Fault> {
    let settings = SuiteSettings::resolve(args)?;
    let proof = prove(&settings.request)?;
    settings.targets.check()?;
    for (format, path) in &settings.outputs {
        files::replace_with(path, |out| format.render(&proof, out))
            .map_err(|error| Fault::unwritable(path, &error))?;
    }
    print_by(|out| settings.format.render(&proof, out))?;
    for failure in &proof.failures {
        note(&format!("failed: {}: {}", failure.subject, failure.message));
    }
    let mut fails = proof.failed() > 0;
    if let Some(coverage) =
        proof.coverage.as_ref().filter(|coverage| !coverage.reaches(settings.min_coverage))
    {
        note(&format!(
            "{} of {} clauses are tested, which is less than {} %",
            coverage.exercised(),
            coverage.clauses,
            settings.min_coverage
        ));
        fails = true;
    }
    Ok(Status::of(fails, proof.failures.is_empty()))
}
