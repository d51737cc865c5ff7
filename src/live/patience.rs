//! How long lists are waited for.

use std::time::Duration;

/// How long a list may take in all.
const LONGEST: Duration = Duration::from_secs(600);

/// What reads a list, as long as that does not take too long.
pub(super) async fn bounded<T>(list: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    match tokio::time::timeout(LONGEST, list).await {
        Ok(list) => list,
        Err(_) => Err(format!("the list was not complete after {} seconds", LONGEST.as_secs())),
    }
}
