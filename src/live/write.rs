//! Changes of tags, sent to accounts: the only thing in taglint that writes to one.
//!
//! A project has one turn: it is read again, tags are added, read back and compared, and only then others are removed.
//! Whatever fails in between, it has all that it had.

mod turn;

use std::collections::BTreeMap;

use super::change::{CallReport, LiveChange, Outcome};
use super::interrupt::Interrupt;
use super::project::LiveProject;
use super::session::Session;
use crate::finding::Failure;
use crate::text::count;
use turn::{Stop, Turn};

/// What became of some changes.
#[derive(Clone, Default, Debug)]
pub(crate) struct Written {
    /// Each call once, in the order in which they are sent.
    pub(crate) calls: Vec<CallReport>,
    /// Why some are not done.
    pub(crate) failures: Vec<Failure>,
    /// How many projects are as they were to be.
    pub(crate) finished: usize,
    /// The projects as they were read last.
    pub(crate) read: Vec<LiveProject>,
    /// The accounts, by their names in the policy, that refuse the key, with their words: nothing more is tried there.
    pub(crate) refused: BTreeMap<Option<String>, String>,
    pub(crate) is_interrupted: bool,
    /// How many calls were not sent because of that.
    unsent: usize,
}

/// Sends changes, one project after the other.
pub(crate) fn write(session: &Session, changes: &[LiveChange<'_>], interrupt: &mut Interrupt) -> Written {
    session.wait(async {
        let mut written = Written::default();
        for change in changes {
            let mut turn = Turn::new(session, change, interrupt);
            let ended = match written.refused.get(&change.listing.name) {
                Some(why) => Err(Stop::Refused(why.clone())),
                None => turn.run().await,
            };
            match ended {
                Ok(()) => written.finished += 1,
                Err(stop) => written.stop(&mut turn, stop),
            }
            written.read.extend(turn.last);
            written.calls.append(&mut turn.calls);
        }
        if interrupt.is_raised().await {
            written.interrupt();
        }
        written
    })
}

/// Sends nothing of changes, because somebody interrupted before it was to be sent.
pub(crate) fn skip(session: &Session, changes: &[LiveChange<'_>], interrupt: &mut Interrupt) -> Written {
    let mut written = Written::default();
    for change in changes {
        let mut turn = Turn::new(session, change, interrupt);
        written.stop(&mut turn, Stop::Interrupted);
        written.calls.append(&mut turn.calls);
    }
    written.interrupt();
    written
}

impl Written {
    /// Notes why the turn of a project ended early.
    fn stop(&mut self, turn: &mut Turn<'_>, stop: Stop) {
        for call in turn.calls.iter_mut().filter(|call| call.outcome == Outcome::Skipped) {
            self.unsent += usize::from(stop == Stop::Interrupted);
            call.message = Some(stop.words().to_owned());
        }
        match stop {
            Stop::Project(message) => self.failures.push(Failure { subject: turn.subject(), message }),
            Stop::Account(message) => {
                self.refused.insert(turn.policy_account(), message.clone());
                self.failures.push(Failure { subject: turn.account(), message });
            }
            Stop::Refused(_) | Stop::Interrupted => {}
        }
    }

    /// Notes that somebody interrupted the run.
    pub(crate) fn interrupt(&mut self) {
        self.is_interrupted = true;
        self.failures.push(interrupted(match self.unsent {
            0 => "all calls were sent before".to_owned(),
            1 => "1 call was not sent".to_owned(),
            unsent => format!("{} were not sent", count(unsent, "call")),
        }));
    }
}

/// That a run was interrupted.
pub(crate) fn interrupted(message: String) -> Failure {
    Failure { subject: "interrupted".to_owned(), message }
}

/// That it was interrupted before it had looked at everything.
pub(crate) fn unseen() -> Failure {
    interrupted("not all projects were listed".to_owned())
}

/// The same where something was to be sent.
pub(crate) fn unsent() -> Failure {
    interrupted("nothing was sent: not all projects were listed".to_owned())
}
