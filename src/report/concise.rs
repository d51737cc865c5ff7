//! The `concise` format.
