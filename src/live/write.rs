//! Changes of tags, sent to accounts: the only thing in taglint that writes to one.
//!
//! A project has one turn: it is read again, tags are added, read back and compared, and only then others are removed.
//! Whatever fails in between, it has all that it had.

mod turn;

use std::collections::BTreeMap;

use super::change::{Change, Outcome, Sent};
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
    pub(crate) calls: Vec<Sent>,
    /// Why some are not done.
    pub(crate) failures: Vec<Failure>,
    /// How many projects are as they were to be.
    pub(crate) finished: usize,
    /// The projects as they were read last.
    pub(crate) read: Vec<LiveProject>,
    pub(crate) is_interrupted: bool,
}

/// Sends changes, one project after the other.
pub(crate) fn write(session: &Session, changes: &[Change<'_>], interrupt: &mut Interrupt) -> Written {
    session.wait(async {
        let mut written = Written::default();
        // Of an account that refuses the key, nothing more is tried.
        let mut refused: BTreeMap<Option<&str>, String> = BTreeMap::new();
        let mut unsent = 0;
        for change in changes {
            let account = change.listing.name.as_deref();
            let mut turn = Turn::new(session, change, interrupt);
            let done = match refused.get(&account) {
                Some(why) => Err(Stop::Refused(why.clone())),
                None => turn.run().await,
            };
            written.read.extend(turn.last.take());
            let mut calls = std::mem::take(&mut turn.calls);
            match done {
                Ok(()) => written.finished += 1,
                Err(stop) => {
                    for call in calls.iter_mut().filter(|call| call.outcome == Outcome::Skipped) {
                        unsent += usize::from(stop == Stop::Interrupted);
                        call.message = Some(stop.words().to_owned());
                    }
                    match stop {
                        Stop::Project(message) => {
                            written.failures.push(Failure { subject: turn.subject(), message });
                        }
                        Stop::Account(message) => {
                            refused.insert(account, message.clone());
                            written.failures.push(Failure { subject: turn.account(), message });
                        }
                        Stop::Refused(_) => {}
                        Stop::Interrupted => written.is_interrupted = true,
                    }
                }
            }
            written.calls.append(&mut calls);
        }
        written.is_interrupted |= interrupt.is_raised().await;
        if written.is_interrupted {
            written.failures.push(interrupted(unsent));
        }
        written
    })
}

/// That a run was interrupted.
pub(crate) fn interrupted(unsent: usize) -> Failure {
    let message = match unsent {
        0 => "nothing was left to send".to_owned(),
        1 => "1 call was not sent".to_owned(),
        unsent => format!("{} were not sent", count(unsent, "call")),
    };
    Failure { subject: "interrupted".to_owned(), message }
}
