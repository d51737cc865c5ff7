//! From what is to change to what has changed: the question, the file to restore from, the calls.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use super::consent::{self, Answer};
use crate::fault::Fault;
use crate::files;
use crate::live::change::LiveChange;
use crate::live::write::{Written, skip, write};
use crate::live::{Interrupt, Session};
use crate::run::deliver::note;
use crate::settings::audit::{AuditSettings, Sending};
use crate::settings::target::Targets;
use crate::text::shown;
use crate::undo::Undo;

/// Sends changes, once somebody agrees and what each project has is on the disk. Where nothing is to change, nobody is
/// asked.
///
/// # Errors
/// Nobody agrees, too much would change, or the file cannot be written. Then nothing is sent.
pub(super) fn send(
    settings: &AuditSettings,
    sending: &Sending,
    session: &Session,
    changes: &[LiveChange<'_>],
    interrupt: &mut Interrupt,
) -> Result<Written, Fault> {
    if changes.is_empty() {
        return Ok(Written::default());
    }
    if changes.len() > sending.most {
        return Err(Fault::TooManyChanges { projects: changes.len(), most: sending.most });
    }
    match consent::ask(changes, sending, session, interrupt)? {
        Answer::Interrupted => Ok(skip(session, changes, interrupt)),
        Answer::Yes => {
            let path = save(&Undo::of(changes), sending.undo.as_deref(), &settings.delivery.targets)?;
            if !settings.delivery.quiet {
                // Whole, for it is to be copied.
                note(&format!("undo with `taglint audit --restore {}`", shown(&path.display().to_string())));
            }
            Ok(write(session, changes, interrupt))
        }
    }
}

/// Writes the file under the name that is asked for, else under one that is free.
fn save(undo: &Undo, asked_for: Option<&Path>, targets: &Targets) -> Result<PathBuf, Fault> {
    let text = undo.to_text();
    if let Some(path) = asked_for {
        create(path, &text)?;
        return Ok(path.to_owned());
    }
    let now = OffsetDateTime::now_utc();
    let (date, (hour, minute, second)) = (now.date(), now.to_hms());
    let stem = format!("taglint-undo-{date}T{hour:02}-{minute:02}-{second:02}Z");
    let mut number = 1;
    loop {
        let path = PathBuf::from(match number {
            1 => format!("{stem}.json"),
            _ => format!("{stem}-{number}.json"),
        });
        if targets.has(&path) {
            number += 1;
            continue;
        }
        match create(&path, &text) {
            Err(Fault::FileExists { .. }) => number += 1,
            done => return done.map(|()| path),
        }
    }
}

fn create(path: &Path, text: &str) -> Result<(), Fault> {
    files::create(path, text.as_bytes()).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Fault::FileExists { name: path.display().to_string() },
        _ => Fault::unwritable(path, &error),
    })
}
