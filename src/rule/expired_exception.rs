//! `expired-exception`: an exception whose last day is over.

use super::Verdict;
use crate::policy::Exception;
use crate::text::{code, shown};

/// What is said of it.
pub fn verdict(exception: &Exception) -> Verdict {
    let owner = exception.owner.as_deref().map_or(String::new(), |owner| format!(", or ask {}", code(owner)));
    Verdict {
        message: format!("this exception held until {}: {}", exception.until.value, shown(&exception.reason)),
        at: Some(exception.until.clause.clone()),
        help: Some(format!("mend what it hid, and remove it{owner}")),
        ..Verdict::default()
    }
}
