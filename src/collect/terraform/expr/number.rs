//! Numbers as Terraform counts and writes them: binary with a mantissa of 512 bits, in decimal notation without an
//! exponent (<https://github.com/zclconf/go-cty>).

use std::cmp::Ordering;
use std::sync::Arc;

use super::limit::MOST_TEXT;

/// As many decimal digits pass through a mantissa of 512 bits unchanged.
const MOST_DIGITS: usize = 150;

/// A number as it is written: its digits, without zeros at either end, times a power of ten.
#[derive(Clone, Debug)]
pub(super) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads `0042`, `1.50`, `1e3`. Nothing for what is no number, or for one that is out of all proportion.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written = format!("{whole}{fraction}");
        if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = written.trim_end_matches('0');
        let dropped = written.len() - digits.len();
        let digits = digits.trim_start_matches('0');
        let exponent = match digits {
            "" => 0,
            _ => i64::from(exponent) - fraction.len() as i64 + dropped as i64,
        };
        let is_sane = digits.len() <= MOST_DIGITS && exponent.unsigned_abs() < MOST_TEXT as u64;
        is_sane.then(|| Decimal { negative: text.starts_with('-'), digits: digits.to_owned(), exponent })
    }

    /// The number as Terraform writes it in a string.
    pub(super) fn written(&self) -> Arc<str> {
        let sign = if self.negative { "-" } else { "" };
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        let point = self.digits.len() as i64 + self.exponent;
        if self.digits.is_empty() {
            format!("{sign}0").into()
        } else if self.exponent >= 0 {
            format!("{sign}{}{}", self.digits, zeros(self.exponent)).into()
        } else if point <= 0 {
            format!("{sign}0.{}{}", zeros(-point), self.digits).into()
        } else {
            let (whole, fraction) = self.digits.split_at(point as usize);
            format!("{sign}{whole}.{fraction}").into()
        }
    }

    pub(super) fn negated(self) -> Self {
        Decimal { negative: !self.negative, ..self }
    }

    pub(super) fn absolute(self) -> Self {
        Decimal { negative: false, ..self }
    }

    pub(super) fn compare(&self, other: &Decimal) -> Ordering {
        match (self.signum(), other.signum()) {
            (left, right) if left != right => left.cmp(&right),
            (-1, _) => other.compare_size(self),
            _ => self.compare_size(other),
        }
    }

    pub(super) fn signum(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn compare_size(&self, other: &Decimal) -> Ordering {
        let point = |number: &Decimal| number.digits.len() as i64 + number.exponent;
        point(self).cmp(&point(other)).then_with(|| self.digits.cmp(&other.digits))
    }

    /// The next whole number upwards (`up`) or downwards.
    pub(super) fn rounded(self, up: bool) -> Option<Self> {
        if self.exponent >= 0 {
            return Some(self);
        }
        let kept = usize::try_from(self.digits.len() as i64 + self.exponent).unwrap_or(0);
        let whole: i128 = match self.digits.get(..kept) {
            Some(digits) if !digits.is_empty() => digits.parse().ok()?,
            _ => 0,
        };
        let away = i128::from(up != self.negative);
        let sign = if self.negative { "-" } else { "" };
        Decimal::parse(&format!("{sign}{}", whole.checked_add(away)?))
    }
}

/// A number without any rounding: a whole number, halved so many times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exact {
    numerator: i128,
    halvings: u32,
}

impl Exact {
    /// The number, where it has a binary form that ends.
    pub(super) fn of(decimal: &Decimal) -> Option<Self> {
        let digits: i128 = if decimal.digits.is_empty() { 0 } else { decimal.digits.parse().ok()? };
        let digits = if decimal.negative { -digits } else { digits };
        let power = u32::try_from(decimal.exponent.unsigned_abs()).ok()?;
        if decimal.exponent >= 0 {
            let numerator = digits.checked_mul(10_i128.checked_pow(power)?)?;
            return Some(Exact { numerator, halvings: 0 });
        }
        let fives = 5_i128.checked_pow(power)?;
        (digits % fives == 0).then(|| Exact { numerator: digits / fives, halvings: power }.reduced())
    }

    pub(super) fn decimal(self) -> Option<Decimal> {
        let digits = self.numerator.checked_mul(5_i128.checked_pow(self.halvings)?)?;
        Decimal::parse(&format!("{digits}e-{}", self.halvings))
    }

    fn reduced(self) -> Self {
        let spare = self.numerator.trailing_zeros().min(self.halvings);
        Exact { numerator: self.numerator >> spare, halvings: self.halvings - spare }
    }

    /// Both numerators over one denominator, and its halvings.
    fn aligned(self, other: Exact) -> Option<(i128, i128, u32)> {
        let halvings = self.halvings.max(other.halvings);
        let scaled =
            |number: Exact| number.numerator.checked_mul(2_i128.checked_pow(halvings - number.halvings)?);
        Some((scaled(self)?, scaled(other)?, halvings))
    }

    pub(super) fn add(self, other: Exact) -> Option<Self> {
        let (left, right, halvings) = self.aligned(other)?;
        Some(Exact { numerator: left.checked_add(right)?, halvings }.reduced())
    }

    pub(super) fn subtract(self, other: Exact) -> Option<Self> {
        let (left, right, halvings) = self.aligned(other)?;
        Some(Exact { numerator: left.checked_sub(right)?, halvings }.reduced())
    }

    pub(super) fn multiply(self, other: Exact) -> Option<Self> {
        let numerator = self.numerator.checked_mul(other.numerator)?;
        Some(Exact { numerator, halvings: self.halvings.checked_add(other.halvings)? }.reduced())
    }

    /// The quotient, where it is exact.
    pub(super) fn divide(self, other: Exact) -> Option<Self> {
        let (left, right, _) = self.aligned(other)?;
        let twos = right.checked_abs().filter(|size| *size > 0)?.trailing_zeros();
        let odd = right >> twos;
        (left % odd == 0).then(|| Exact { numerator: left / odd, halvings: twos }.reduced())
    }

    pub(super) fn modulo(self, other: Exact) -> Option<Self> {
        let (left, right, halvings) = self.aligned(other)?;
        Some(Exact { numerator: left.checked_rem(right)?, halvings }.reduced())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_terraform_writes_them() {
        for (number, written) in [
            ("0042", "42"),
            ("1e3", "1000"),
            ("1.50", "1.5"),
            ("+5", "5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0", "-0"),
            ("0.000", "0"),
            ("1E-7", "0.0000001"),
            ("12.5e1", "125"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("1e30", "1000000000000000000000000000000"),
        ] {
            assert_eq!(&*Decimal::parse(number).expect(number).written(), written, "{number}");
        }
        for other in ["", "-", ".", "1_000", " 5", "0x10", "Inf", "1e", "1e999999", "e5", "--1"] {
            assert!(Decimal::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn numbers_are_compared_by_what_they_are_worth() {
        let ordered = ["-1e9", "-2.5", "-2", "0", "0.01", "0.1", "2", "9", "10", "9007199254740993", "1e30"];
        let numbers: Vec<Decimal> = ordered.iter().map(|text| Decimal::parse(text).expect(text)).collect();
        for (at, left) in numbers.iter().enumerate() {
            for (other, right) in numbers.iter().enumerate() {
                assert_eq!(left.compare(right), at.cmp(&other), "{} {}", ordered[at], ordered[other]);
            }
        }
    }
}
