//! A condition of the policy in words, for messages that must say which constraint or exception they speak of.

use crate::policy::condition::{Condition, Wanted};
use crate::text::{code, one_of};

/// How many texts of one test are named.
const NAMED: usize = 4;

/// What must hold: `` `name` is `Legacy-*` and `Owner` is present ``.
pub(crate) fn of(condition: &Condition) -> String {
    let tests = condition.tests.iter().map(|test| {
        let field = code(test.field.word());
        match &test.wanted {
            Wanted::AnyOf(globs) => {
                format!("{field} is {}", one_of(globs.iter().map(|glob| glob.as_str()), NAMED))
            }
            Wanted::Present(true) => format!("{field} is present"),
            Wanted::Present(false) => format!("{field} is absent"),
        }
    });
    let not = condition.not.iter().map(|not| format!("not ({})", of(not)));
    tests.chain(not).collect::<Vec<_>>().join(" and ")
}
