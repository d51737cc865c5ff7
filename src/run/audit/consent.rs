//! The question before anything is sent.

use std::io::{BufRead, IsTerminal, Read, Write};

use crate::fault::Fault;
use crate::live::change::LiveChange;
use crate::live::{Interrupt, Session};
use crate::report::calls;
use crate::settings::audit::Sending;

/// The longest answer that is read.
const LONGEST: u64 = 1000;

/// What somebody answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    Yes,
    /// Nothing: the run was interrupted.
    Interrupted,
}

/// Asks whether to send the calls of changes, unless that is said already.
///
/// # Errors
/// Nobody can be asked, or the answer is no.
pub(super) fn ask(
    changes: &[LiveChange<'_>],
    sending: &Sending,
    session: &Session,
    interrupt: &mut Interrupt,
) -> Result<Answer, Fault> {
    if sending.yes {
        return Ok(Answer::Yes);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Fault::NobodyToAsk { projects: changes.len() });
    }
    let question = calls::question(changes);
    let _ = std::io::stderr().lock().write_all(question.as_bytes());
    match interrupt.until(session, read_line) {
        None => Ok(Answer::Interrupted),
        Some(line) if line.trim() == "yes" => Ok(Answer::Yes),
        Some(_) => Err(Fault::NotAgreed),
    }
}

/// A line of standard input; nothing where it ends.
fn read_line() -> String {
    let mut line = Vec::new();
    // What cannot be read is not `yes`.
    let _ = std::io::stdin().lock().take(LONGEST).read_until(b'\n', &mut line);
    String::from_utf8_lossy(&line).into_owned()
}
