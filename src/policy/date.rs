//! Calendar days as they are written.

use std::fmt;

use super::Date;

impl Date {
    /// The day that `YYYY-MM-DD` names; `None` where there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let valid = (1..=days_of(year, month)).contains(&day);
        valid.then_some(Date { year, month: month as u8, day: day as u8 })
    }
}

/// The number of days of a month; none of a month that there is not.
fn days_of(year: u16, month: u16) -> u16 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for right in ["2027-01-31", "2024-02-29", "2000-02-29", "0001-12-31"] {
            assert_eq!(Date::parse(right).map(|date| date.to_string()).as_deref(), Some(right));
        }
        let wrong = ["2027-02-29", "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-10", "2027-01-00"];
        let no_dates = ["27-1-1", "2027-1-311", "2027/01/31", "+027-01-01", "2027-01-31T", "٢٠٢٧-01", ""];
        for wrong in wrong.iter().chain(&no_dates) {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}
