//! Terraform and OpenTofu: what resources a configuration declares, as far as it can be known without running it.
//!
//! A directory is one module. Nothing is run and nothing is fetched: what names, functions, conditions and loops
//! come to is worked out from the text where everything it needs is written down, and is unknown otherwise. Every
//! value keeps the place where its text is, be it a local, a file of values, a provider or the call of a module,
//! so that a finding points there and a fix changes it there.
//!
//! What is decided:
//! - The default of a variable of a root module is its value; but a condition that asks for it decides nothing of
//!   what texts say: both branches are judged, and what was asked is unknown in them. Whether a resource exists
//!   (`count`, `for_each`) goes by the default. What a file of values or a call gives is certain.
//! - A module that is called is judged in its calls, once for each, and not by itself.
//! - A file that cannot be read leaves the others to be judged; what it may define is unknown.
//! - What a module that is not here does with the tags that it is given is unknown.

mod dynamic;
mod environment;
mod expr;
mod file;
mod gather;
mod input;
mod loader;
mod module;
mod outside;
mod program;
mod projects;
mod provider;
mod read;
mod remote;
mod resource;
mod role;
mod stack;
mod tags;
mod types;
mod uses;

pub(crate) use environment::Environment;
pub(crate) use gather::Terraform;
pub(super) use resource::bedrock_kind;
pub(super) use role::{CONFIGURATION, JSON_VALUES, VALUES};
pub(super) use types::{Bears, bears, is_known, names};

#[cfg(test)]
mod tests;
