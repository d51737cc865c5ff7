//! What a bill comes to: groups of money.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cost::{Metric, Money, Period};
use crate::finding::Failure;

/// What of a bill is wanted.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Wanted {
    /// The keys of the dictionary, without globs. Other tags are left out.
    pub keys: Vec<String>,
    /// The billing periods; where there are none, the newest one that has any line.
    pub periods: BTreeSet<Period>,
    /// The billing periods that services are asked for, which do not know a newest one.
    pub asked: BTreeSet<Period>,
    /// The metric, where one was asked for.
    pub metric: Option<Metric>,
    /// The metric of exports that know it, where none was asked for.
    pub usual_metric: Option<Metric>,
    /// Whether the model of each line must be told.
    pub models: bool,
}

/// What is known of a bill.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Bill {
    /// Groups of Bedrock's lines, sorted.
    pub groups: Vec<Group>,
    /// What was counted in each wanted period and currency that has a line of any service, sorted.
    pub tallies: Vec<Tally>,
    /// The accounts that pay.
    pub payers: BTreeSet<String>,
    /// What could not be read, sorted. No line of it is in a group or a tally.
    pub failures: Vec<Failure>,
    /// What reading it cost.
    pub notes: Vec<String>,
    /// Whether somebody interrupted: then it may lack anything.
    pub is_interrupted: bool,
}

/// What was counted in a period and currency.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Tally {
    /// The billing period.
    pub period: Period,
    /// The currency.
    pub currency: String,
    /// The metric whose figures were summed.
    pub metric: Metric,
    /// Lines of Bedrock.
    pub lines: u64,
    /// Lines of other services.
    pub other_lines: u64,
}

/// Money of one container or none, with one set of tags, in one account, currency and period.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Group {
    /// The billing period.
    pub period: Period,
    /// The currency.
    pub currency: String,
    /// The account that used it; none where the lines do not say.
    pub account: Option<String>,
    /// The project or profile.
    pub container: Option<Container>,
    /// The tags whose keys the dictionary has, in its spelling, with the values that are not empty. Groups share them.
    pub tags: Arc<BTreeMap<String, String>>,
    /// Whether it is tax, credits, refunds, fees or commitments.
    pub is_outside: bool,
    /// The money by model, none where that is not known. The amounts add up to `amount`.
    pub models: BTreeMap<Option<String>, Money>,
    /// The money.
    pub amount: Money,
    /// How many lines it comes from.
    pub lines: u64,
}

/// What a line is billed to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Container {
    /// What it is.
    pub kind: Kind,
    /// Its ARN.
    pub arn: String,
    /// Its region, by its ARN.
    pub region: String,
    /// Its account, by its ARN.
    pub account: String,
    /// Its id: what is behind the last slash.
    pub id: String,
}

/// The kinds of containers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A project, also the default one.
    Project,
    /// An application inference profile.
    Profile,
}

impl Bill {
    /// The wanted periods that have a line of Bedrock.
    pub fn periods(&self) -> BTreeSet<Period> {
        let mut periods = BTreeSet::new();
        for tally in &self.tallies {
            if tally.lines > 0 {
                periods.insert(tally.period);
            }
        }
        periods
    }
}
