//! `unreadable-input`: a definition, or a part of one, that cannot be read, so that nothing of it was judged.

use super::Verdict;
use crate::finding::Location;
use crate::text::code;

/// What is said of a file that cannot be read from some place on.
pub fn broken(at: Location, why: &str) -> Verdict {
    Verdict {
        message: format!("this cannot be read: {why}"),
        at: Some(at),
        help: Some("mend the syntax: what stands behind this place was not judged".to_owned()),
        ..Verdict::default()
    }
}

/// What is said of a call of a module of which there is no configuration.
pub fn absent_module(at: Location, folder: &str) -> Verdict {
    let help = "mend the path, or name the folder under `[files] exclude` in the policy: what the module declares \
                was not judged";
    Verdict {
        message: format!(
            "the module called here cannot be read: there is no configuration in {}",
            code(folder)
        ),
        at: Some(at),
        help: Some(help.to_owned()),
        ..Verdict::default()
    }
}
