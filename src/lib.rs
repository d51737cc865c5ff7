//! taglint judges the cost tags of Amazon Bedrock projects, as they are declared and as they live, against a policy.

#![warn(unreachable_pub)]
// The documentation is for who works on taglint, and is made with what is private.
#![allow(rustdoc::private_intra_doc_links)]

mod audit;
pub mod bill;
pub mod cli;
mod client;
pub mod collect;
pub mod cost;
pub mod drift;
#[cfg(feature = "lsp")]
pub mod editor;
pub mod engine;
pub mod exchange;
pub mod fault;
pub mod files;
pub mod finding;
pub mod fix;
pub mod guard;
mod judge;
mod learn;
pub mod live;
mod panics;
mod parallel;
pub mod policy;
pub mod project;
pub mod report;
mod repository;
mod revision;
pub mod rule;
pub mod run;
mod saved;
mod settings;
pub mod snapshot;
pub mod source;
mod spend;
pub mod status;
pub mod suite;
mod text;
pub mod tree;
pub mod triage;
mod undo;
