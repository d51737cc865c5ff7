//! Panics of libraries on broken input. They are errors of that input, not of taglint.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// What some work of a library gives; none where it panics. What it worked on must not be used any more then.
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "no other library panics on what it reads"))]
pub(crate) fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = IS_CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_CONTAINED.set(before);
    done.ok()
}

/// Whether a panic on this thread is contained, and nothing to tell anybody of.
pub(crate) fn is_contained() -> bool {
    IS_CONTAINED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_where_it_is_contained() {
        assert_eq!(contain(|| 1), Some(1));
        assert_eq!(contain(|| -> i32 { panic!("broken") }), None);
        assert!(!is_contained());
        contain(|| assert!(is_contained())).expect("no panic");
    }
}
