//! Calendar days as they are written.

use time::Date;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;

const WRITTEN: StaticFormatDescription = format_description!("[year]-[month]-[day]");

/// The day that `YYYY-MM-DD` names; `None` where there is no such day.
pub fn parse(text: &str) -> Option<Date> {
    // A year may have a sign for the crate.
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    Date::parse(text, WRITTEN).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for right in ["2027-01-31", "2024-02-29", "2000-02-29", "0001-12-31", "0000-01-01", "9999-12-31"] {
            assert_eq!(parse(right).map(|date| date.to_string()).as_deref(), Some(right));
        }
        let wrong = ["2027-02-29", "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-10", "2027-01-00"];
        let no_dates = [
            "27-1-1",
            "2027-1-1",
            "2027-1-311",
            "02027-01-31",
            "2027/01/31",
            "+027-01-01",
            "+2027-01-01",
            "-2027-01-01",
            " 2027-01-01",
            "2027-01-31 ",
            "2027-01-31T",
            "2027-01-31T00:00",
            "٢٠٢٧-01",
            "",
        ];
        for wrong in wrong.iter().chain(&no_dates) {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
