//! Shares of money, in percent.

use std::fmt;

use super::Money;
use super::money::PLACES;

/// A share from nothing to all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Share {
    /// In units of 10⁻⁴ percent.
    units: i128,
}

/// All, in units.
const WHOLE: i128 = 1_000_000;
/// A percent, in units.
const PERCENT: i128 = WHOLE / 100;
/// One, in units of money.
const ONE: i128 = 10i128.pow(PLACES as u32);

impl Share {
    /// Reads `95%` or `99.5%`: a percentage from 0 to 100, of at most four places.
    pub fn parse(text: &str) -> Option<Self> {
        let percent = text.strip_suffix('%')?.parse::<Money>().ok()?.units() * PERCENT;
        let is_share = percent % ONE == 0 && (0..=WHOLE * ONE).contains(&percent);
        is_share.then_some(Share { units: percent / ONE })
    }

    /// Whether a part of a positive whole is less than this share of it.
    pub fn is_above(self, part: Money, whole: Money) -> bool {
        match (part.units().checked_mul(WHOLE), whole.units().checked_mul(self.units)) {
            (Some(part), Some(wanted)) => part < wanted,
            // No bill is that large: to the unit, it does not matter.
            _ => part.units() < whole.units() / WHOLE * self.units,
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.units / PERCENT, self.units % PERCENT);
        match fraction {
            0 => write!(f, "{whole}%"),
            _ => write!(f, "{whole}.{}%", format!("{fraction:04}").trim_end_matches('0')),
        }
    }
}

/// The percentage that a part is of a positive whole, rounded down to a tenth: what is less than a share never reads as
/// if it were that share.
pub fn percent(part: Money, whole: Money) -> String {
    let tenths = part.units().saturating_mul(1000).div_euclid(whole.units());
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}%", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_and_shown() {
        for text in ["0%", "95%", "99.5%", "99.9999%", "100%"] {
            assert_eq!(Share::parse(text).map(|share| share.to_string()).as_deref(), Some(text));
        }
        for text in ["95", "", "%", "101%", "-1%", "99.99999%", "0.95", "95 %", "NaN%", "1e30%"] {
            assert_eq!(Share::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_share_is_compared_to_the_last_digit() {
        let share = Share::parse("95%").expect("a share");
        let money = |text: &str| text.parse::<Money>().expect("money");
        assert!(!share.is_above(money("95"), money("100")));
        assert!(share.is_above(money("94.999999999999"), money("100")));
        assert!(share.is_above(money("-1"), money("100")));
        assert_eq!(percent(money("94.999999999999"), money("100")), "94.9%");
        assert_eq!(percent(money("-1"), money("3")), "-33.4%");
        assert_eq!(percent(money("100"), money("100")), "100.0%");
        let huge = Money::from_units(i128::MAX / 1000);
        assert!(share.is_above(Money::ZERO, huge) && !share.is_above(huge, huge));
    }
}
