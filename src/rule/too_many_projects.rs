//! `too-many-projects`: more active projects than an account may have, or nearly so
//! (<https://docs.aws.amazon.com/bedrock/latest/userguide/projects.html>).

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;

pub(crate) static RULE: Rule = Rule {
    name: "too-many-projects",
    level: Level::Error,
    summary: "live: over 1,000 active projects in an account; a warning from 900",
    page: include_str!("../../rules/too-many-projects.md"),
    check: Check::Live { needs: Needs::Nothing, check },
    ..Rule::COMMON
};

/// How many active projects an account may have.
const MOST: usize = 1000;
/// From how many on there is a warning.
const MANY: usize = 900;

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let &LiveCase::Account { active } = case else { return };
    let message = match active {
        ..MANY => return,
        MANY..=MOST => format!("the account has {active} active projects, near the limit of {MOST}"),
        _ => format!("the account has {active} active projects, over the limit of {MOST}"),
    };
    verdicts.push(Verdict {
        message,
        help: Some("archive projects that get no requests any more".to_owned()),
        at_most: (active <= MOST).then_some(Level::Warning),
        ..Verdict::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_comes_before_the_limit() {
        let level = |active| {
            let mut verdicts = Vec::new();
            check(&LiveCase::Account { active }, &mut verdicts);
            verdicts.pop().map(|verdict| verdict.at_most)
        };
        assert_eq!(level(899), None);
        assert_eq!(level(900), Some(Some(Level::Warning)));
        assert_eq!(level(1000), Some(Some(Level::Warning)));
        assert_eq!(level(1001), Some(None));
    }
}
