//! `undeclared-project`: an active live project that no definition declares.

use super::Verdict;

/// What is said of such a project.
pub fn verdict() -> Verdict {
    Verdict {
        message: "no definition declares this project".to_owned(),
        help: Some("declare it, or archive it once nothing is sent to it any more".to_owned()),
        ..Verdict::default()
    }
}
