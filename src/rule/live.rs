//! What live rules look at: what an audit meets in an account, beside a definition, a snapshot or billing, and
//! what a bill comes to.

use super::declaration::Declaration;
use super::since::Change;
use crate::cost::{Class, Interval, Money, Period, Share};
use crate::finding::Location;
use crate::policy::Said;
use crate::policy::dictionary::Entry;
use crate::policy::spend::ModelRule;
use crate::project::Project;

/// What an audit met. A live rule speaks of those cases that are its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LiveCase<'a> {
    /// The default project of an account and region.
    Default,
    /// An account, over all of its regions.
    Account {
        /// How many active projects it has.
        active: usize,
    },
    /// A live project and its definition.
    Declared {
        live: &'a Project<'a>,
        /// What is declared of it.
        declaration: &'a Declaration,
        /// Whether they have the id in common, rather than the name.
        by_id: bool,
    },
    /// An active live project that no definition declares.
    Undeclared,
    /// A declared project that is active nowhere it may be.
    Absent {
        /// What is declared of it.
        declaration: &'a Declaration,
        /// What to call it.
        label: &'a str,
        /// Where it was looked for.
        places: &'a [String],
    },
    /// A declared project whose name several active ones of one account and region have.
    Ambiguous {
        /// What is declared of it.
        declaration: &'a Declaration,
        /// The account and region.
        place: &'a str,
        /// The ids of those that have the name.
        ids: &'a [&'a str],
    },
    /// A project that is not what it was at the snapshot.
    Changed(&'a Change<'a>),
    /// An id of a project that a client names, and that is not active.
    Named { id: &'a str, at: &'a Location },
    /// A key that the policy may require.
    Billed {
        entry: &'a Entry,
        /// Whether billing tells costs apart by it; `None` where billing has not seen it.
        is_active: Option<bool>,
    },
    /// A month of a bill, in one currency.
    Month {
        /// Which month.
        period: Period,
        /// The currency.
        currency: &'a str,
        /// What is explained, as far as that is known.
        explained: Interval,
        /// What all shares are of.
        base: Money,
        /// The share of it that must be explained.
        wanted: &'a Said<Share>,
        /// What is not explained, the most first: by classes, or by the keys that are not right.
        gaps: &'a [(&'a str, Money)],
    },
    /// Money of an account that went to no project of its own, nor to a profile, by its class.
    Unowned(Class),
    /// Usage whose tags were wrong when it was billed, and are right by now.
    Late,
    /// A billed project that is not among the projects of its account and region, all of which were seen.
    Unlisted,
    /// Money that went to a model which an entry of `[[models]]` does not let it go to.
    Model {
        /// The model.
        name: &'a str,
        /// The entry.
        rule: &'a ModelRule,
    },
    /// A value of the key of `[budgets]` that has spend.
    Budgeted {
        /// The key.
        key: &'a Said<String>,
        /// The value.
        value: &'a str,
        /// What stands behind it.
        cover: Cover<'a>,
        /// The budgets that may be for it and do not count, each with why.
        uncounted: &'a [String],
    },
}

/// The budgets behind a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cover<'a> {
    /// There is none.
    Nothing,
    /// There is one, and neither it nor another one notifies anybody.
    Silent {
        /// Its name.
        budget: &'a str,
    },
    /// There is one that notifies somebody.
    Heard,
}
