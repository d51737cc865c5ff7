//! A policy is learned from projects: what most of them do becomes its law, and what looks wrong does not.

mod codes;
mod example;
mod facts;
mod keys;
mod law;
mod lesson;
mod live;
mod measure;
mod names;
mod proof;
mod seen;
mod spellings;
mod tables;
mod uses;
mod usual;
mod write;

pub(crate) use example::Examples;
pub(crate) use lesson::Lesson;
pub(crate) use live::findings;
pub(crate) use proof::tests;
pub(crate) use seen::{Seen, Witness};
pub(crate) use write::policy;
