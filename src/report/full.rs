//! The `full` format.
