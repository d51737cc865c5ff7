//! Internal faults: a defect of taglint itself ends as every run in which nothing was judged, with status 2.

use std::io::Write;
use std::panic::{self, PanicHookInfo, UnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};

use miette::Diagnostic;
use thiserror::Error;

use crate::panics::is_contained;
use crate::report::Options;
use crate::report::problem::draw_brief;
use crate::status::Status;

/// Runs the program. A panic in it is told in two lines, once, and becomes status 2.
pub fn guarded(program: impl FnOnce() -> Status + UnwindSafe) -> Status {
    panic::set_hook(Box::new(|fault| {
        static IS_TOLD: AtomicBool = AtomicBool::new(false);
        if !is_contained() && !IS_TOLD.swap(true, Ordering::Relaxed) {
            let _ = std::io::stderr().write_all(told(fault).as_bytes());
        }
    }));
    panic::catch_unwind(program).unwrap_or(Status::Unchecked)
}

/// Where it happened. What the panic itself says may hold texts of files, and those may be secrets.
fn told(fault: &PanicHookInfo<'_>) -> String {
    let at = fault.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
    draw_brief(&Internal { at }, &Options::default())
}

/// A defect of taglint itself.
#[derive(Debug, Error, Diagnostic)]
#[error("internal fault{at}: nothing was checked")]
#[diagnostic(
    code("internal"),
    help("this is a defect of taglint; please report the line above, and what was checked")
)]
struct Internal {
    at: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_status_two() {
        let hook = panic::take_hook();
        let (fine, fault) = (guarded(|| Status::Failing), guarded(|| panic!("AKIA and so on")));
        panic::set_hook(hook);
        assert_eq!((fine, fault), (Status::Failing, Status::Unchecked));
    }
}
