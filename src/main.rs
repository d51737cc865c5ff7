//! The command line of taglint.
fn main() {}
