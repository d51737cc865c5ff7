//! taglint judges the cost tags of Amazon Bedrock projects, as they are declared and as they live, against a policy.

pub mod audit;
pub mod cli;
pub mod collect;
pub mod drift;
pub mod engine;
pub mod fault;
pub mod files;
pub mod finding;
pub mod fix;
pub mod guard;
pub mod judge;
pub mod live;
pub mod policy;
pub mod project;
pub mod report;
pub mod repository;
pub mod rule;
pub mod run;
pub mod saved;
pub mod settings;
pub mod snapshot;
pub mod source;
pub mod status;
pub mod text;
pub mod tree;
pub mod triage;
