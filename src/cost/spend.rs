//! Money with its currency and month.

use std::fmt;

use serde::Serialize;

use super::{Money, Period};

/// Money of a month of a bill.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Spend {
    /// How much.
    pub amount: Money,
    /// In which currency.
    pub currency: String,
    /// In which month.
    pub period: Period,
}

/// In words for people, `12.34 USD in 2026-11`.
impl fmt::Display for Spend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} in {}", cents(self.amount), crate::text::shown(&self.currency), self.period)
    }
}

/// A hundredth, in units of money.
const CENT: i128 = 10_000_000_000;

/// An amount for people, rounded half to even at the second place. What is less than that is not nothing.
pub fn cents(money: Money) -> String {
    let units = money.units();
    let (whole, rest) = (units.div_euclid(CENT), units.rem_euclid(CENT));
    let rounds_up = rest > CENT / 2 || (rest == CENT / 2 && whole % 2 != 0);
    let rounded = whole + i128::from(rounds_up);
    match rounded {
        0 if units > 0 => "<0.01".to_owned(),
        0 if units < 0 => ">-0.01".to_owned(),
        rounded => Money::from_units(rounded * CENT).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_cents() {
        let cases = [
            ("0", "0.00"),
            ("1234.5678", "1234.57"),
            ("0.125", "0.12"),
            ("0.135", "0.14"),
            ("-0.125", "-0.12"),
            ("-3.656", "-3.66"),
            ("0.0042", "<0.01"),
            ("-0.0042", ">-0.01"),
        ];
        for (exact, shown) in cases {
            assert_eq!(cents(exact.parse().expect("money")), shown, "{exact}");
        }
    }
}
