//! The worth of expressions, as far as it can be known without running the configuration.
//!
//! An expression is evaluated in an [`Env`], which knows what the names in it stand for, in a [`Mode`], and comes to a
//! [`Val`], which knows where its text is. What cannot be worked out is unknown, and so is what would take too much
//! work. Blocks that go through a value, and types that change one, ask for no more than that.

mod each;
mod encoding;
mod env;
mod eval;
mod format;
mod functions;
mod known;
pub(super) mod limit;
mod lists;
mod loops;
mod number;
mod operators;
mod pairs;
mod patterns;
mod scope;
pub(super) mod typing;
mod value;
mod walk;
mod work;

pub(super) use each::{Each, entries_of};
pub(super) use env::Env;
pub(super) use limit::Limit;
pub(super) use pairs::pairs;
pub(super) use scope::{Mode, Scope};
pub(super) use value::{Data, Entry, List, Map, Val};
pub(super) use work::Work;
