//! Which faults are worth another try, and how long to wait before it.

use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use backon::ExponentialBuilder;
use thiserror::Error;

use super::answer::NoAnswer;

/// How often a request is sent in all where the server is busy or broken.
const MOST_TRIES: usize = 5;
/// How often where a connection broke, or a server asks for patience: each try may cost a minute.
const FEW_TRIES: usize = 3;
/// The longest wait before another try, whatever a server asks for.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Why a request brought nothing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{why}")]
pub(crate) struct Trouble {
    /// What went wrong.
    pub(crate) why: NoAnswer,
    /// How often it may be tried in all.
    pub(crate) tries: usize,
    /// How long the server asks to wait.
    pub(crate) wait: Option<Duration>,
}

impl Trouble {
    /// What another try does not fix.
    pub(crate) fn lasting(why: impl Into<NoAnswer>) -> Self {
        Trouble { why: why.into(), tries: 1, wait: None }
    }

    /// A server that is busy or broken.
    pub(crate) fn busy(mut why: NoAnswer, wait: Option<Duration>) -> Self {
        match wait {
            Some(wait) if wait > LONGEST_WAIT => {
                why.message += &format!("; it asks to wait for {} seconds", wait.as_secs());
                Trouble { why, tries: FEW_TRIES, wait: Some(LONGEST_WAIT) }
            }
            wait => Trouble { why, tries: MOST_TRIES, wait },
        }
    }

    /// A connection that broke.
    pub(crate) fn broken(message: String) -> Self {
        Trouble { why: message.into(), tries: FEW_TRIES, wait: None }
    }

    /// No answer in time: what was waited for twice is not waited for again.
    pub(crate) fn late(message: String) -> Self {
        Trouble { why: message.into(), tries: 2, wait: None }
    }
}

/// How the waits grow.
pub(crate) fn backoff() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(Duration::from_secs(8))
        .with_factor(2.0)
        .with_max_times(MOST_TRIES - 1)
        .with_jitter()
}

/// What `Retry-After` says: seconds, or a date
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>).
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let date = DateTime::from_str(header, Format::HttpDate).ok()?;
    let date = SystemTime::try_from(date).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_say_how_long_to_wait_in_two_ways() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let after = |header: &str| retry_after(header, now).map(|wait| wait.as_secs());
        assert_eq!(after("7"), Some(7));
        assert_eq!(after("0"), Some(0));
        assert_eq!(after("Sun, 09 Sep 2001 01:46:50 GMT"), Some(10));
        assert_eq!(after("Sun, 09 Sep 2001 01:46:30 GMT"), Some(0));
        assert_eq!(after(&"9".repeat(40)), Some(u64::MAX));
        for nothing in ["soon", "-1", "1.5", ""] {
            assert_eq!(after(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn no_wait_is_longer_than_a_minute() {
        let busy = |seconds| Trouble::busy("429".to_owned().into(), Some(Duration::from_secs(seconds)));
        let minute = busy(60);
        assert_eq!((minute.tries, minute.wait), (MOST_TRIES, Some(LONGEST_WAIT)));
        let long = busy(61);
        assert_eq!((long.tries, long.wait), (3, Some(LONGEST_WAIT)));
        assert_eq!(long.why.message, "429; it asks to wait for 61 seconds");
    }
}
