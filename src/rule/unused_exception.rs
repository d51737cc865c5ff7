//! `unused-exception`: an exception that hides nothing, though the run met what it speaks of.

use super::Verdict;
use crate::policy::Exception;
use crate::text::shown;

/// What is said of it.
pub fn verdict(exception: &Exception) -> Verdict {
    let reason = shown(&exception.reason);
    Verdict {
        message: format!("this exception hides nothing any more: {reason}"),
        at: Some(exception.clause.clone()),
        help: Some("remove it".to_owned()),
        ..Verdict::default()
    }
}
