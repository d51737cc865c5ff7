//! Policies that the cloud itself enforces: what is taken from them, and what is given to it.

pub(crate) mod export;
pub mod import;
pub(crate) mod remark;

#[cfg(test)]
mod tests;
