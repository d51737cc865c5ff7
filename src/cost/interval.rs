//! Money that is known within limits.

use serde::Serialize;

use super::Money;

/// Money that is known to lie between two amounts; one and the same where it is known exactly.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Interval {
    /// At least so much.
    pub from: Money,
    /// At most so much.
    pub to: Money,
}

impl Interval {
    /// Money that is known exactly.
    pub const fn exactly(amount: Money) -> Self {
        Interval { from: amount, to: amount }
    }

    /// The amount, where it is known exactly.
    pub fn exact(self) -> Option<Money> {
        (self.from == self.to).then_some(self.from)
    }

    /// With as much as another one has.
    #[must_use]
    pub fn and(self, other: Interval) -> Self {
        Interval { from: self.from + other.from, to: self.to + other.to }
    }
}
