//! Which figure of a bill counts.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A figure that a line of a bill has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Metric {
    /// After discounts, as it is charged.
    NetUnblended,
    /// As it is charged.
    Unblended,
    /// Commitments spread over what they cover.
    Amortized,
    /// FOCUS: as it is charged.
    Billed,
    /// FOCUS: commitments spread over what they cover.
    Effective,
}

impl Metric {
    /// All metrics, in the order in which help names them.
    pub const ALL: [Metric; 5] =
        [Metric::NetUnblended, Metric::Unblended, Metric::Amortized, Metric::Billed, Metric::Effective];

    /// The word that users write and read.
    pub const fn word(self) -> &'static str {
        match self {
            Metric::NetUnblended => "net-unblended",
            Metric::Unblended => "unblended",
            Metric::Amortized => "amortized",
            Metric::Billed => "billed",
            Metric::Effective => "effective",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Metric {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Metric::ALL.into_iter().find(|metric| metric.word() == word).ok_or(())
    }
}

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
