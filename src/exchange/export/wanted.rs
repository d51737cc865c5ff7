//! What is exported of a policy, and to what.

use std::collections::BTreeSet;

use time::Date;

/// What a policy is exported to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// A tag policy of AWS Organizations.
    Tags,
    /// A service control policy of AWS Organizations.
    Control,
    /// An identity policy.
    Identity,
}

impl Target {
    /// What it is called in a sentence.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Target::Tags => "tag policy",
            Target::Control => "service control policy",
            Target::Identity => "identity policy",
        }
    }

    /// How many bytes it may have
    /// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>). Inline identity
    /// policies have limits of whoever they are for.
    pub(crate) fn most_bytes(self) -> Option<usize> {
        match self {
            Target::Tags => Some(10_000),
            Target::Control => Some(5_120),
            Target::Identity => None,
        }
    }
}

/// What is denied by which statements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// Creating projects.
    Create,
    /// Changing their tags.
    Tag,
    /// Using them.
    Infer,
}

/// What of a policy is exported.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// All where there are none.
    pub parts: Vec<Part>,
    /// The keys that are left out.
    pub without: Vec<String>,
    /// The day on which exceptions hold.
    pub today: Date,
    /// The rules and tags of what a baseline hides.
    pub hidden: BTreeSet<(String, Option<String>)>,
}

impl Wanted {
    pub(super) fn has(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    /// Whether anything is exported that denies tags where they are given.
    pub(super) fn gives_tags(&self) -> bool {
        self.has(Part::Create) || self.has(Part::Tag)
    }

    pub(super) fn leaves_out(&self, key: &str) -> bool {
        self.without.iter().any(|left_out| left_out == key)
    }
}
