//! `default-project`: what the project is that takes every request which names none
//! (<https://docs.aws.amazon.com/bedrock/latest/userguide/projects.html>).

use super::Verdict;

/// What is said of it, once an account and region.
pub fn verdict() -> Verdict {
    Verdict {
        message:
            "the default project takes every request that names no project: what is spent there has no tags"
                .to_owned(),
        help: Some(
            "name a project in each request: one that does not is answered all the same, and billed here"
                .to_owned(),
        ),
        ..Verdict::default()
    }
}
