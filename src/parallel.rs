//! Work on several things side by side.

use rayon::prelude::*;

/// Does something with each of some things, in their order. For one alone no threads are started: that takes longer
/// than most of what is to be done.
pub(crate) fn map<T: Send, R: Send>(things: Vec<T>, act: impl Fn(T) -> R + Send + Sync) -> Vec<R> {
    match things.len() {
        0 | 1 => things.into_iter().map(act).collect(),
        _ => things.into_par_iter().map(act).collect(),
    }
}
