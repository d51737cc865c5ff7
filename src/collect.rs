//! From texts to projects: which files are read, what each of them is, and what it declares.

pub mod files;
pub mod manifest;
pub mod read;
