//! Exact money: a decimal number of up to 12 places, so that no sum depends on the order of what is added.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// How many decimal places are kept.
pub const PLACES: usize = 12;
/// One unit of a currency.
const ONE: i128 = 10_i128.pow(PLACES as u32);
/// How many digits the whole part of a cost may have. Sums of 10¹¹ such costs still fit.
const MOST_DIGITS: usize = 15;

/// An amount in units of 10⁻¹² of some currency. Which currency, only its surroundings know.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Money(i128);

/// Why a cell is not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MoneyError {
    /// It is not written as a number.
    #[error("it is not a decimal number")]
    NotNumber,
    /// It is NaN or infinite.
    #[error("it is not a finite number")]
    NotFinite,
    /// No bill has it, and sums of such amounts could overflow.
    #[error("it has more than {MOST_DIGITS} digits before the decimal point")]
    TooLarge,
}

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// From units of 10⁻¹².
    pub const fn from_units(units: i128) -> Self {
        Money(units)
    }

    /// In units of 10⁻¹².
    pub const fn units(self) -> i128 {
        self.0
    }

    /// Without its sign.
    pub const fn abs(self) -> Self {
        Money(self.0.abs())
    }

    /// Whether there is none.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The shortest decimal number that stands for a double, rounded half to even at the twelfth place.
    ///
    /// # Errors
    /// It is not finite, or too large.
    pub fn from_f64(value: f64) -> Result<Self, MoneyError> {
        // Below this, doubles lie closer together than units of 10⁻¹², so that a unit whose quotient is the double again
        // is the only one, and shorter than any number with more places.
        const EXACT: f64 = 8192.0 * 1e12;
        let units = (value * 1e12).round_ties_even();
        if units.abs() < EXACT && units / 1e12 == value {
            return Ok(Money(units as i128));
        }
        if !value.is_finite() {
            return Err(MoneyError::NotFinite);
        }
        // With an exponent the text is short however large or small the number is.
        format!("{value:e}").parse()
    }

    /// A cell: none where it is blank, as some writers leave what has no amount.
    ///
    /// # Errors
    /// It is no amount.
    pub fn of_text(text: &str) -> Result<Option<Self>, MoneyError> {
        match text.trim_ascii() {
            "" => Ok(None),
            text => text.parse().map(Some),
        }
    }

    /// From a whole number of units of 10 to the power of minus `places`, rounded half to even.
    ///
    /// # Errors
    /// It is too large.
    pub fn from_scaled(number: i128, places: i32) -> Result<Self, MoneyError> {
        let digits = number.unsigned_abs().to_string();
        let units = units_of(digits.as_bytes(), i64::from(places).saturating_neg())?;
        Ok(Money(if number < 0 { -units } else { units }))
    }
}

/// The units of a number that is given by its digits and a power of ten.
fn units_of(digits: &[u8], exponent: i64) -> Result<i128, MoneyError> {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let digits = &digits[zeros..];
    if digits.is_empty() {
        return Ok(0);
    }
    let kept = exponent.saturating_add(digits.len() as i64).saturating_add(PLACES as i64);
    if kept > (MOST_DIGITS + PLACES) as i64 {
        return Err(MoneyError::TooLarge);
    }
    let Ok(kept) = usize::try_from(kept) else { return Ok(0) };
    let mut units: i128 = 0;
    for place in 0..kept {
        let digit = match digits.get(place) {
            Some(digit) => digit - b'0',
            None => 0,
        };
        units = units * 10 + i128::from(digit);
    }
    let dropped = digits.get(kept..).unwrap_or_default();
    let is_up = match dropped {
        [] => false,
        [b'5', rest @ ..] if rest.iter().all(|digit| *digit == b'0') => units % 2 == 1,
        [first, ..] => *first >= b'5',
    };
    Ok(units + i128::from(is_up))
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads `12.5`, `-.5`, `+1.5E-7`.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (is_negative, unsigned) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        if ["nan", "inf", "infinity"].iter().any(|word| unsigned.eq_ignore_ascii_case(word.as_bytes())) {
            return Err(MoneyError::NotFinite);
        }
        let (mantissa, exponent) = match unsigned.iter().position(|byte| matches!(byte, b'e' | b'E')) {
            Some(at) => (&unsigned[..at], read_exponent(&unsigned[at + 1..])?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.iter().position(|byte| *byte == b'.') {
            Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
            None => (mantissa, &[][..]),
        };
        let is_number = whole.iter().chain(fraction).all(u8::is_ascii_digit);
        if !is_number || whole.is_empty() && fraction.is_empty() {
            return Err(MoneyError::NotNumber);
        }
        let exponent = exponent.saturating_sub(fraction.len() as i64);
        let units = match fraction {
            [] => units_of(whole, exponent)?,
            fraction => units_of(&[whole, fraction].concat(), exponent)?,
        };
        Ok(Money(if is_negative { -units } else { units }))
    }
}

fn read_exponent(text: &[u8]) -> Result<i64, MoneyError> {
    let (is_negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(MoneyError::NotNumber);
    }
    let mut exponent: i64 = 0;
    for digit in digits {
        exponent = exponent.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
    }
    Ok(if is_negative { -exponent } else { exponent })
}

impl fmt::Display for Money {
    /// At least two places, and no further zeros at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, units) = (self.0.unsigned_abs() / ONE as u128, self.0.unsigned_abs() % ONE as u128);
        let places = format!("{units:0PLACES$}");
        let kept = places.trim_end_matches('0').len().max(2);
        f.pad_integral(self.0 >= 0, "", &format!("{whole}.{}", &places[..kept]))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Add for Money {
    type Output = Money;

    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;

    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        let mut sum = Money::ZERO;
        for amount in amounts {
            sum += amount;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, MoneyError> {
        text.parse::<Money>().map(|money| money.to_string())
    }

    #[test]
    fn numbers_are_read_and_written() {
        let cases = [
            ("0", "0.00"),
            ("-0", "0.00"),
            ("12", "12.00"),
            ("12.5", "12.50"),
            ("-.5", "-0.50"),
            ("+5.", "5.00"),
            ("0.000000000001", "0.000000000001"),
            ("1.5E-7", "0.00000015"),
            ("1e3", "1000.00"),
            ("0012.3400", "12.34"),
            ("999999999999999", "999999999999999.00"),
            ("0e99999999999999999999", "0.00"),
            ("1e-99999999999999999999", "0.00"),
        ];
        for (text, shown) in cases {
            assert_eq!(read(text).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn halves_are_rounded_to_even() {
        let cases = [
            ("0.0000000000005", "0.00"),
            ("0.0000000000015", "0.000000000002"),
            ("0.0000000000025", "0.000000000002"),
            ("0.00000000000250000000000000001", "0.000000000003"),
            ("-0.0000000000015", "-0.000000000002"),
            ("0.00000000000049", "0.00"),
            ("0.0000000000009", "0.000000000001"),
            ("0.9999999999996", "1.00"),
        ];
        for (text, shown) in cases {
            assert_eq!(read(text).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-", ".", "1,5", "1 ", " 1", "1.2.3", "0x1", "1e", "1e+", "e5", "$1", "--1", "١"] {
            assert_eq!(read(text), Err(MoneyError::NotNumber), "{text}");
        }
        for text in ["NaN", "-nan", "inf", "-Infinity", "+INF"] {
            assert_eq!(read(text), Err(MoneyError::NotFinite), "{text}");
        }
        for text in ["1000000000000000", "1e15", "-1e300", "1e99999999999999999999"] {
            assert_eq!(read(text), Err(MoneyError::TooLarge), "{text}");
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Money::from_f64(value), Err(MoneyError::NotFinite));
        }
        assert_eq!(Money::from_f64(f64::MAX), Err(MoneyError::TooLarge));
    }

    #[test]
    fn doubles_are_their_shortest_text() {
        // 0.1 + 0.2, and the doubles beside which 10⁻¹² is less than the space between two.
        let cases = [
            (0.1 + 0.2, "0.30"),
            (0.1, "0.10"),
            (8192.1, "8192.10"),
            (123_456_789.123_456_78, "123456789.12345678"),
            (5e-324, "0.00"),
            (-0.0, "0.00"),
            (1.5e-12, "0.000000000002"),
            (2.5e-12, "0.000000000002"),
        ];
        for (value, shown) in cases {
            assert_eq!(
                Money::from_f64(value).map(|money| money.to_string()).as_deref(),
                Ok(shown),
                "{value}"
            );
        }
    }

    #[test]
    fn scaled_numbers_are_decimals() {
        let of = |number, places| Money::from_scaled(number, places).map(|money| money.to_string());
        assert_eq!(of(12345, 2).as_deref(), Ok("123.45"));
        assert_eq!(of(-15, 13).as_deref(), Ok("-0.000000000002"));
        assert_eq!(of(3, -2).as_deref(), Ok("300.00"));
        assert_eq!(of(i128::MIN, 38).as_deref(), Ok("-1.701411834605"));
        assert_eq!(of(i128::MAX, 0), Err(MoneyError::TooLarge));
    }

    proptest! {
        #[test]
        fn a_double_is_what_its_text_is(value in any::<f64>()) {
            prop_assert_eq!(Money::from_f64(value), format!("{value:?}").parse());
        }

        #[test]
        fn a_double_of_a_cost_is_what_its_text_is(units in -20_000_000_000_000_000_i64..20_000_000_000_000_000) {
            let value = units as f64 / 1e12;
            prop_assert_eq!(Money::from_f64(value), value.to_string().parse());
        }

        #[test]
        fn what_is_written_is_read_again(units in -10_i128.pow(27) + 1..10_i128.pow(27)) {
            let money = Money::from_units(units);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }
    }
}
