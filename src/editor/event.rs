//! What happens to a server.

use serde_json::Value;

use super::check::{Outcome, Unit};
use super::wire::{Id, Incoming, Refusal};

pub(super) enum Event {
    Incoming(Incoming),
    /// What becomes of the unit that was to be checked.
    Checked(Outcome),
    Answered(Id, Result<Value, Refusal>),
    /// Units for which something has changed on disk.
    Changed(Vec<Unit>),
    /// The client has gone away.
    Gone,
}
