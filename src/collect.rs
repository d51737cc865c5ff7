//! From texts to projects: which files are read, what each of them is, and what it declares.

pub mod manifest;
