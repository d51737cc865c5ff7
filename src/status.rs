//! The exit status, the same for every output format.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Everything was looked at, and nothing fails the run.
    Clean = 0,
    /// A finding fails the run, whether or not everything could be looked at.
    Failing = 1,
    /// Nothing was checked: wrong arguments, a wrong policy, no definitions, an internal fault.
    Unchecked = 2,
    /// Something could not be looked at, and no finding fails the run.
    Incomplete = 3,
}

impl Status {
    /// The status of a run that looked at something.
    pub(crate) fn of(fails: bool, is_complete: bool) -> Self {
        match (fails, is_complete) {
            (true, _) => Status::Failing,
            (false, true) => Status::Clean,
            (false, false) => Status::Incomplete,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_their_numbers() {
        let numbers = [Status::Clean, Status::Failing, Status::Unchecked, Status::Incomplete];
        assert_eq!(numbers.map(|status| status as u8), [0, 1, 2, 3]);
        assert_eq!(ExitCode::from(Status::Incomplete), ExitCode::from(3));
    }

    #[test]
    fn a_failing_finding_counts_more_than_what_is_missing() {
        assert_eq!(Status::of(true, false), Status::Failing);
        assert_eq!(Status::of(true, true), Status::Failing);
        assert_eq!(Status::of(false, false), Status::Incomplete);
        assert_eq!(Status::of(false, true), Status::Clean);
    }
}
