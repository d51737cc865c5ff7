//! Standard output. A reader that goes away is content.

use std::io::{self, Write};

use crate::fault::Fault;
use crate::status::Status;
use crate::text::io_words;

/// Prints what a command has to say.
pub(super) fn print(bytes: &[u8]) -> Result<Status, Fault> {
    print_by(|out| out.write_all(bytes)).map(|()| Status::Clean)
}

/// Prints what is written piece by piece.
pub(super) fn print_by(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Fault> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Fault::UnwritableOutput { why: io_words(&error) })
        }
        _ => Ok(()),
    }
}
