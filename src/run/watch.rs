//! `taglint check --watch`: checks again whenever something changes that was looked at, and ends with the last status.

mod notice;
mod signals;
mod wake;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::check;
use super::deliver::{self, note, tell};
use crate::engine::Task;
use crate::fault::Fault;
use crate::files::seen::{Question, Seen};
use crate::settings::CheckSettings;
use crate::status::Status;
use crate::text::count;
use notice::Notice;
use wake::Wake;

/// Several files that are written at once are one change.
const SETTLE: Duration = Duration::from_millis(50);

/// Clears a terminal and what can be scrolled back to, and goes to its first line.
const CLEAR: &str = "\x1b[2J\x1b[3J\x1b[H";

/// Checks again and again, until the user ends it.
///
/// # Errors
/// Whether the user ends it cannot be known.
pub(super) fn run(settings: &CheckSettings) -> Result<Status, Fault> {
    let (send, wakes) = channel();
    signals::listen(send.clone())?;
    loop {
        let (store, seen) = settings.task.store.noting();
        if let Some(path) = &settings.delivery.baseline {
            seen.note(&store.working_folder().join(path), Question::Text);
        }
        let task = Task { store, ..settings.task.clone() };
        let status = once(&CheckSettings { task, ..settings.clone() });
        if !settings.delivery.quiet {
            note(&format!("watching {}; Ctrl-C ends", count(seen.files(), "file")));
        }
        // As long as it is there, it tells.
        let notice = Notice::of(seen.folders().iter().map(AsRef::<Path>::as_ref), send.clone());
        if wait(&seen, &wakes, notice.interval()) == Wake::End {
            return Ok(status);
        }
    }
}

/// Checks what is there now. A policy that is being written may be wrong for a while.
fn once(settings: &CheckSettings) -> Status {
    if io::stdout().is_terminal() {
        // A terminal that has gone away is noticed by whoever prints the report.
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(CLEAR.as_bytes()).and_then(|()| stdout.flush());
    }
    match deliver::or_refuse(check::run(settings), &settings.delivery) {
        Ok(status) => status,
        Err(fault) => {
            tell(&fault);
            Status::Unchecked
        }
    }
}

/// Waits until something has changed, or the user ends it.
fn wait(seen: &Seen, wakes: &Receiver<Wake>, interval: Duration) -> Wake {
    loop {
        let mut woken = wakes.recv_timeout(interval);
        while let Ok(Wake::Stir) = woken {
            woken = wakes.recv_timeout(SETTLE);
        }
        match woken {
            Ok(Wake::End) | Err(RecvTimeoutError::Disconnected) => return Wake::End,
            Ok(Wake::Stir) | Err(RecvTimeoutError::Timeout) if seen.has_changed() => return Wake::Stir,
            Ok(Wake::Stir) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}
