//! The months of cells that are times.

use time::{Date, Duration, UtcDateTime};

use crate::cost::Period;
use crate::policy::date;

/// The month of a time that is written, such as `2026-11`, `2026-11-01`, `2026-11-01T00:00:00.000Z` or
/// `2026-11-01 00:00:00+00`.
pub(crate) fn of_text(text: &str) -> Option<Period> {
    let Some(day) = text.get(..10) else { return text.parse().ok() };
    let day = date::parse(day)?;
    let rest = &text[10..];
    let is_time = rest.is_empty() || rest.starts_with(['T', 't', ' ']) && rest.len() > 1;
    let is_written = rest.bytes().skip(1).all(|byte| byte.is_ascii_digit() || b":.,+-Zz UTC".contains(&byte));
    if !is_time || !is_written {
        return None;
    }
    of_date(day)
}

/// The month of a day, counted from 1970.
pub(crate) fn of_days(days: i64) -> Option<Period> {
    let day =
        UtcDateTime::UNIX_EPOCH.date().checked_add(Duration::days(days.clamp(-4_000_000, 4_000_000)))?;
    of_date(day)
}

/// The month of a time, counted in parts of a second from 1970: so many are one second.
pub(crate) fn of_ticks(ticks: i64, in_second: i64) -> Option<Period> {
    of_days(ticks.div_euclid(in_second).div_euclid(86_400))
}

fn of_date(day: Date) -> Option<Period> {
    Period::new(day.year(), day.month().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_exports_write_them() {
        let november = Period::new(2026, 11);
        let written = [
            "2026-11",
            "2026-11-01",
            "2026-11-01T00:00:00Z",
            "2026-11-01T00:00:00.000Z",
            "2026-11-01 00:00:00",
            "2026-11-01 00:00:00.000000+00",
            "2026-11-30T23:59:59+00:00",
            "2026-11-01 00:00:00 UTC",
        ];
        for text in written {
            assert_eq!(of_text(text), november, "{text}");
        }
        let others = [
            "",
            "5/1/25",
            "2026-13-01",
            "2026-11-31",
            "2262-04-11T23:47:16.854775807",
            "2026-11-01x",
            "2026-11-01T",
            "20261101",
        ];
        for text in others {
            assert_eq!(of_text(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_counted_from_1970() {
        let november = Period::new(2026, 11);
        let first = 1_793_491_200;
        assert_eq!(of_ticks(first, 1), november);
        assert_eq!(of_ticks(first * 1_000_000_000, 1_000_000_000), november);
        assert_eq!(of_ticks(first * 1000 - 1, 1000), Period::new(2026, 10));
        assert_eq!(of_ticks(i64::MAX, 1_000_000_000), None);
        for days in [i64::MAX, i64::MIN, -1] {
            assert_eq!(of_days(days), None, "{days}");
        }
    }
}
