//! Files that taglint writes for its later runs: JSON with the version of what is in it.

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Of a saved file, what every version has.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// Reads the text of a saved file, a `what` of this `version`.
///
/// # Errors
/// It is none, or one of another version, which may have other fields.
pub(crate) fn parse<T: DeserializeOwned>(text: &str, what: &str, version: u32) -> Result<T, String> {
    let unread = |error: serde_json::Error| format!("it is not a {what}: {error}");
    let Versioned { version: found } = serde_json::from_str(text).map_err(unread)?;
    if found != version {
        return Err(format!("it has version {found}, and this taglint reads version {version}"));
    }
    serde_json::from_str(text).map_err(unread)
}
