//! What a change of a policy changes for the definitions that are here: findings that come, go, and change their level.

mod compare;
mod format;
mod json;
mod text;

pub(crate) use compare::Revision;
pub(crate) use format::Format;
