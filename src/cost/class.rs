//! What becomes of money before a policy.

use std::fmt;

use serde::{Serialize, Serializer};

/// What becomes of a group of money: each is in exactly one class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// Its tags are right.
    Explained,
    /// It went to a default project, which cannot have tags.
    DefaultProject,
    /// It went to no project or profile, and has no tags.
    NoContainer,
    /// Its tags were wrong when it was billed, and are right by now.
    LateTags,
    /// It lacks a required tag.
    MissingTags,
    /// Something else is wrong with its tags.
    WrongTags,
    /// Tax, credits, refunds, fees, commitments: part of the total, and of no share.
    Outside,
}

impl Class {
    /// All classes, in the order in which they are shown.
    pub const ALL: [Class; 7] = [
        Class::Explained,
        Class::DefaultProject,
        Class::NoContainer,
        Class::LateTags,
        Class::MissingTags,
        Class::WrongTags,
        Class::Outside,
    ];

    /// The word that users read.
    pub const fn word(self) -> &'static str {
        match self {
            Class::Explained => "explained",
            Class::DefaultProject => "default-project",
            Class::NoContainer => "no-container",
            Class::LateTags => "late-tags",
            Class::MissingTags => "missing-tags",
            Class::WrongTags => "wrong-tags",
            Class::Outside => "outside",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Serialize for Class {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
