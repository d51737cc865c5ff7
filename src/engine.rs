//! The engine: from a store of texts, paths and a policy to a counted report, in one call. It knows no process, no
//! terminal and nothing global: commands, tests, benchmarks and fuzz targets come in by the same door.

mod check;
mod clients;
mod count;
mod fix;
mod folders;
mod ignored;
mod known;
mod look;
mod looked;
mod merge;
mod outline;
mod policies;
mod screen;
mod sink;
mod strict;
mod task;
mod unasked;
mod units;
mod unused;

pub use check::{Checked, Read, check, read};
pub(crate) use check::{look, refuse_ignoring};
pub(crate) use count::{counted, status};
pub use fix::{Change, Fixed, fix};
pub(crate) use fix::{FixedFinding, Grounds, Kept, patch, prove, withdraw};
pub(crate) use known::known;
pub use looked::Fate;
pub(crate) use merge::merged;
pub use outline::Outline;
pub(crate) use policies::Policies;
pub use screen::{FailOn, Screen};
pub(crate) use sink::Sink;
pub use task::{Task, Wanted};
pub(crate) use unasked::unasked;

use crate::fault::Fault;
use crate::report::Report;

/// What there is to report of a task. Whatever is mandatory by its policies, the screen does not hide.
///
/// # Errors
/// Nothing was judged: a path does not exist, a policy is absent or wrong.
pub fn report(task: &Task, screen: &Screen) -> Result<Report, Fault> {
    let mut checked = check(task)?;
    let screen = Screen { mandatory: checked.mandatory.clone(), ..screen.clone() };
    prove(task, &mut checked, &screen)?;
    Ok(counted(checked.outline, &screen))
}
