//! The language server: what `taglint check` finds, while somebody types.
//!
//! One thread listens and answers what costs nothing; one checks what is open, unit by unit, and one answers what needs
//! reading. The types of the protocol are those of `gen-lsp-types`, which are generated from its metamodel and released
//! with it: rust-analyzer's `lsp-server` is tested with them, and `lsp-types` is written by hand and was last released
//! in June 2024.

mod action;
mod ask;
mod attempt;
mod check;
mod client;
mod completion;
mod definition;
mod desk;
mod documents;
mod event;
mod hover;
mod ignore;
mod insert;
mod names;
mod note;
mod offer;
mod policy_place;
mod policy_text;
mod position;
mod serve;
mod server;
mod spot;
mod syntax;
mod typed;
mod uri;
mod wire;
mod words;
mod worker;

pub use serve::serve;
pub use server::Setup;
