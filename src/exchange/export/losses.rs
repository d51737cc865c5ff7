//! What cannot be said exactly, clause by clause.

use crate::exchange::remark::Remark;
use crate::finding::Location;
use crate::policy::written;
use crate::text::{all_of, code};

/// How many globs a line names.
const NAMED: usize = 6;

/// Why a clause is left out that a check does not always enforce.
pub(super) const LET_PASS: &str = "`taglint check` may accept what breaks it: a rule only warns, an override, exception or ignore applies, or another spelling takes its place";

/// The lines, each with its place.
#[derive(Default)]
pub(super) struct Losses(pub Vec<Remark>);

impl Losses {
    pub(super) fn left_out(&mut self, name: impl AsRef<str>, clause: &Location, why: impl AsRef<str>) {
        self.say(clause, format!("{} is left out: {}", code(name.as_ref()), why.as_ref()));
    }

    pub(super) fn widened(&mut self, name: &str, clause: &Location, written: &str, globs: &[String]) {
        let globs = all_of(globs.iter().map(String::as_str), NAMED);
        self.say(clause, format!("{}: {} is widened to {globs}", code(name), code(written)));
    }

    pub(super) fn narrowed(&mut self, name: &str, clause: &Location, what: &str) {
        self.say(clause, format!("{}: {what}", code(name)));
    }

    fn say(&mut self, clause: &Location, message: String) {
        let remark = Remark::at(clause, message);
        if !self.0.contains(&remark) {
            self.0.push(remark);
        }
    }
}

/// A clause of a tag key, `tags.Team.pattern`.
pub(super) fn name_of(key: &str, field: &str) -> String {
    format!("tags.{}.{field}", written::key(key))
}
