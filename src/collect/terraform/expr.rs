//! The worth of expressions, as far as it can be known without running the configuration.
//!
//! An expression is evaluated in an [`Env`], which knows what the names in it stand for, in a [`Mode`], and comes to a
//! [`Val`], which knows where its text is. What cannot be worked out is unknown, and so is what would take too much
//! work. Blocks that go through a value, and types that change one, ask for no more than that.

mod encoding;
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
pub(super) mod typing;
mod value;
mod walk;

pub(super) use eval::{Env, Mode};
pub(super) use limit::Limit;
pub(super) use pairs::pairs;
pub(super) use value::{Data, Entry, List, Map, Val, same};
