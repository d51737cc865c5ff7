//! All modules of a run, and what names stand for in them.
//!
//! A module is what the files of a folder define, by name. Each of its calls makes an [`Instance`] of it, which is the
//! [`Scope`](super::expr::Scope) of its expressions, and each `count` and `for_each` the elements of a resource or a
//! call.

mod calls;
mod elements;
pub(super) mod folders;
mod given;
mod instance;
mod memo;
mod modules;
mod names;
mod origin;

pub(super) use given::Given;
pub(super) use instance::{Env, Instance};
pub(super) use modules::Program;
pub(super) use origin::{Hint, Origin, text as source_text};
