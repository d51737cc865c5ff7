//! `misplaced-tags`: tags in a shape that the service ignores or refuses, as the reader of the format found them.

use super::{Case, Change, Remedy, Verdict};
use crate::rule::locate;

pub(super) fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (index, misplaced) in case.project.misplaced.iter().enumerate() {
        let remedy = (!misplaced.edits.is_empty())
            .then(|| Remedy::safe(misplaced.help.clone(), Change::Reshape { misplaced: index }));
        verdicts.push(Verdict {
            message: misplaced.message.clone(),
            at: Some(locate(misplaced.place)),
            help: Some(misplaced.help.clone()),
            remedy,
            ..Verdict::default()
        });
    }
}
