//! Files that taglint writes for its later runs: JSON with the version of what is in it.

use serde::de::DeserializeOwned;

/// Reads the text of a saved file, a `what` of this `version`.
///
/// # Errors
/// It is none, or one of another version.
pub(crate) fn parse<T: DeserializeOwned>(
    text: &str,
    what: &str,
    version: u32,
    version_of: impl FnOnce(&T) -> u32,
) -> Result<T, String> {
    let saved = serde_json::from_str(text).map_err(|error| format!("it is not a {what}: {error}"))?;
    match version_of(&saved) {
        same if same == version => Ok(saved),
        other => Err(format!("it has version {other}, and this taglint reads version {version}")),
    }
}
