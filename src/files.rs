//! Files: the store that everything is read from, the names of what is in it, walks through it, and writing.

mod entry;
mod git;
mod kept;
pub mod leftovers;
mod memory;
pub mod names;
mod open;
mod read;
pub mod store;
pub mod walk;
mod write;

pub use entry::{Entry, Kind};
pub use names::FileName;
pub(crate) use open::{Opened, OpenedReader};
pub use read::{READ_MOST, read_from, read_text};
pub use store::{Store, is_absence};
pub use write::{Ready, create, replace, replace_with};
