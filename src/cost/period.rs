//! Billing periods: months.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The years that a bill can be of. What lies outside is a sentinel or a broken cell, such as the last nanosecond that
/// 64 bits can count, which is in 2262.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// A month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Period {
    year: u16,
    month: u8,
}

impl Period {
    /// The month, if a bill can be of it.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        let is_month = YEARS.contains(&year) && (1..=12).contains(&month);
        is_month.then_some(Period { year: year as u16, month })
    }

    /// The year.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self.month {
            12 => Period { year: self.year + 1, month: 1 },
            month => Period { year: self.year, month: month + 1 },
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year, self.month))
    }
}

impl FromStr for Period {
    type Err = ();

    /// Reads `2026-11`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        let is_written = year.len() == 4 && month.len() == 2;
        let is_digits = year.bytes().chain(month.bytes()).all(|byte| byte.is_ascii_digit());
        if !is_written || !is_digits {
            return Err(());
        }
        let (year, month) = (year.parse().map_err(|_| ())?, month.parse().map_err(|_| ())?);
        Period::new(year, month).ok_or(())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written() {
        for text in ["2026-11", "2000-01", "2199-12"] {
            assert_eq!(text.parse::<Period>().map(|period| period.to_string()).as_deref(), Ok(text));
        }
        for text in
            ["2026-13", "2026-00", "2262-04", "1999-12", "2026-1", "26-11", "2026-11-01", "+026-11", "", "-"]
        {
            assert_eq!(text.parse::<Period>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_month_follows_the_other() {
        let next = |text: &str| text.parse::<Period>().map(|period| period.next().to_string());
        assert_eq!(next("2026-11").as_deref(), Ok("2026-12"));
        assert_eq!(next("2026-12").as_deref(), Ok("2027-01"));
    }
}
