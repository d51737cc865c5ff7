//! Files: the store that everything is read from, the names of what is in it, walks through it, and writing.

mod entry;
mod git;
mod inode;
mod kept;
pub(crate) mod leftovers;
mod memory;
pub(crate) mod names;
mod open;
mod read;
mod role;
pub(crate) mod seen;
pub(crate) mod store;
pub(crate) mod walk;
mod write;

pub(crate) use entry::{Kind, is_absence};
pub(crate) use git::GIT;
pub(crate) use inode::Inode;
pub use names::FileName;
pub(crate) use open::{Elsewhere, Opened, OpenedReader};
pub(crate) use read::{is_empty_or_begins, read_from};
pub(crate) use role::Role;
pub use store::Store;
pub(crate) use write::{Ready, create, replace, replace_with, try_place};
