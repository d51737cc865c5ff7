//! The policies that are built in, as text that users could have written.

/// A built-in policy.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// The name for `extends`.
    pub name: &'static str,
    /// Its TOML.
    pub text: &'static str,
}

/// All packs.
pub const PACKS: &[Pack] = &[Pack { name: "bedrock", text: include_str!("../../rules/bedrock.toml") }];

impl Pack {
    /// The pack of a name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        PACKS.iter().find(|pack| pack.name == name).copied()
    }
}
