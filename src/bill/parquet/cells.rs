//! Cells of any type that writers of exports choose for texts, amounts and times.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, Int32Array, PrimitiveArray, StringArray};
use arrow_schema::{DataType, TimeUnit};

use crate::bill::block::Memo;
use crate::bill::month;
use crate::cost::money::MoneyError;
use crate::cost::{Money, Period};

/// Texts.
pub(super) enum Texts<'a> {
    /// With a dictionary.
    Numbered { keys: &'a Int32Array, values: &'a StringArray },
    /// Without one.
    Plain(&'a StringArray),
    /// Numbers, as they are written with at least so many digits.
    Numbers { number: At<'a, Number>, digits: usize },
    /// None at all.
    None,
}

impl<'a> Texts<'a> {
    /// The texts of a column; none where its type cannot be one. Numbers have at least so many digits.
    pub(super) fn of<T: Clone>(array: &'a ArrayRef, digits: usize, memo: &mut Memo<T>) -> Option<Self> {
        match array.data_type() {
            DataType::Dictionary(..) => {
                let dictionary = array.as_dictionary_opt::<Int32Type>()?;
                let values = dictionary.values().as_string_opt::<i32>()?;
                let kept = Arc::clone(dictionary.values());
                let address = values.value_offsets().as_ptr() as usize;
                memo.turn_to(address, values.len(), || Box::new(kept) as Box<dyn Any + Send>);
                Some(Texts::Numbered { keys: dictionary.keys(), values })
            }
            DataType::Utf8 => Some(Texts::Plain(array.as_string_opt::<i32>()?)),
            DataType::Null => Some(Texts::None),
            DataType::Float64 => {
                Some(Texts::Numbers { number: values::<Float64Type, _>(array, Number::Double)?, digits })
            }
            _ => {
                let whole = whole_at(array)?;
                let number: At<'a, Number> = Box::new(move |at| whole(at).map(Number::Whole));
                Some(Texts::Numbers { number, digits })
            }
        }
    }

    /// What a text is; `none` where it is empty or absent.
    pub(super) fn get<T: Copy>(
        &self,
        at: usize,
        memo: &mut Memo<T>,
        none: T,
        read: &mut impl FnMut(&str) -> T,
    ) -> T {
        let mut read_some = |text: &str| if text.is_empty() { none } else { read(text) };
        match self {
            Texts::Numbered { keys, values } => {
                if keys.is_null(at) {
                    return none;
                }
                let number = keys.value(at) as usize;
                memo.numbered(number, || {
                    if values.is_null(number) { none } else { read_some(values.value(number)) }
                })
            }
            Texts::Plain(texts) if texts.is_null(at) => none,
            Texts::Plain(texts) => memo.get(texts.value(at), read_some),
            Texts::Numbers { number, digits } => match number(at) {
                Some(number) => memo.get(&number.written(*digits), read_some),
                None => none,
            },
            Texts::None => none,
        }
    }
}

impl<'a> Texts<'a> {
    /// A text itself; none where it is empty or absent.
    pub(super) fn text(&self, at: usize) -> Option<Cow<'a, str>> {
        let (texts, at): (&'a StringArray, usize) = match self {
            Texts::Numbered { keys, values } => {
                (values, (!keys.is_null(at)).then(|| keys.value(at) as usize)?)
            }
            Texts::Plain(texts) => (texts, at),
            Texts::Numbers { number, digits } => return Some(Cow::Owned(number(at)?.written(*digits))),
            Texts::None => return None,
        };
        let is_there = !texts.is_null(at) && !texts.value(at).is_empty();
        is_there.then(|| Cow::Borrowed(texts.value(at)))
    }
}

/// A number that stands for a text, such as an account that a tool took for one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Whole(i128),
    Double(f64),
}

impl Number {
    fn written(self, digits: usize) -> String {
        match self {
            Number::Whole(whole) => format!("{whole:0digits$}"),
            Number::Double(double) => format!("{double:0digits$}"),
        }
    }
}

type At<'a, T> = Box<dyn Fn(usize) -> Option<T> + 'a>;

fn values<'a, P: ArrowPrimitiveType, T>(
    array: &'a ArrayRef,
    read: impl Fn(P::Native) -> T + 'a,
) -> Option<At<'a, T>> {
    let array: &PrimitiveArray<P> = array.as_primitive_opt::<P>()?;
    Some(Box::new(move |at| (!array.is_null(at)).then(|| read(array.value(at)))))
}

/// Whole numbers; none where the type of a column is another.
fn whole_at(array: &ArrayRef) -> Option<At<'_, i128>> {
    match array.data_type() {
        DataType::Int8 => values::<Int8Type, _>(array, i128::from),
        DataType::Int16 => values::<Int16Type, _>(array, i128::from),
        DataType::Int32 => values::<Int32Type, _>(array, i128::from),
        DataType::Int64 => values::<Int64Type, _>(array, i128::from),
        DataType::UInt8 => values::<UInt8Type, _>(array, i128::from),
        DataType::UInt16 => values::<UInt16Type, _>(array, i128::from),
        DataType::UInt32 => values::<UInt32Type, _>(array, i128::from),
        DataType::UInt64 => values::<UInt64Type, _>(array, i128::from),
        DataType::Decimal128(_, 0) => values::<Decimal128Type, _>(array, |value| value),
        _ => None,
    }
}

type Amount = Result<Money, MoneyError>;
type AmountAt<'a> = Box<dyn Fn(usize) -> Result<Option<Money>, MoneyError> + 'a>;
/// The error is a cell that is no time of a bill.
type PeriodAt<'a> = Box<dyn FnMut(usize) -> Result<Option<Period>, ()> + 'a>;

/// The amounts of a column; none where its type cannot be one.
pub(super) fn amount_at(array: &ArrayRef) -> Option<AmountAt<'_>> {
    let read: At<'_, Amount> = match array.data_type() {
        DataType::Float64 => values::<Float64Type, _>(array, Money::from_f64)?,
        DataType::Float32 => values::<Float32Type, _>(array, |value| value.to_string().parse())?,
        DataType::Float16 => values::<Float16Type, _>(array, |value| value.to_string().parse())?,
        DataType::Decimal32(_, places) => {
            let places = i32::from(*places);
            values::<Decimal32Type, _>(array, move |value| Money::from_scaled(value.into(), places))?
        }
        DataType::Decimal64(_, places) => {
            let places = i32::from(*places);
            values::<Decimal64Type, _>(array, move |value| Money::from_scaled(value.into(), places))?
        }
        DataType::Decimal128(_, places) => {
            let places = i32::from(*places);
            values::<Decimal128Type, _>(array, move |value| Money::from_scaled(value, places))?
        }
        DataType::Decimal256(_, places) => {
            let places = -i32::from(*places);
            values::<Decimal256Type, _>(array, move |value| format!("{value}e{places}").parse())?
        }
        DataType::Null => Box::new(|_| None),
        DataType::Dictionary(..) | DataType::Utf8 => {
            let texts = Texts::of(array, 0, &mut Memo::<()>::default())?;
            Box::new(move |at| Money::of_text(&texts.text(at)?).transpose())
        }
        _ => {
            let whole = whole_at(array)?;
            Box::new(move |at| whole(at).map(|value| Money::from_scaled(value, 0)))
        }
    };
    Some(Box::new(move |at| read(at).transpose()))
}

/// The months of a column of times; none where its type cannot be one.
pub(super) fn period_at(array: &ArrayRef) -> Option<PeriodAt<'_>> {
    let ticks: At<'_, i64> = match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => values::<TimestampSecondType, _>(array, |ticks| ticks)?,
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            values::<TimestampMillisecondType, _>(array, |ticks| ticks)?
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            values::<TimestampMicrosecondType, _>(array, |ticks| ticks)?
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            values::<TimestampNanosecondType, _>(array, |ticks| ticks)?
        }
        DataType::Date32 => values::<Date32Type, _>(array, |days| i64::from(days) * 86_400)?,
        DataType::Date64 => values::<Date64Type, _>(array, |ticks| ticks)?,
        DataType::Null => Box::new(|_| None),
        DataType::Dictionary(..) | DataType::Utf8 => return texts_period_at(array),
        _ => return None,
    };
    let in_second = match array.data_type() {
        DataType::Timestamp(TimeUnit::Millisecond, _) | DataType::Date64 => 1000,
        DataType::Timestamp(TimeUnit::Microsecond, _) => 1_000_000,
        DataType::Timestamp(TimeUnit::Nanosecond, _) => 1_000_000_000,
        _ => 1,
    };
    let mut last = None;
    Some(Box::new(move |at| {
        let Some(ticks) = ticks(at) else { return Ok(None) };
        if let Some((known, period)) = last
            && known == ticks
        {
            return Ok(Some(period));
        }
        let period = month::of_ticks(ticks, in_second).ok_or(())?;
        last = Some((ticks, period));
        Ok(Some(period))
    }))
}

fn texts_period_at(array: &ArrayRef) -> Option<PeriodAt<'_>> {
    let mut memo: Memo<Option<Option<Period>>> = Memo::default();
    let texts = Texts::of(array, 0, &mut memo)?;
    Some(Box::new(move |at| match texts.get(at, &mut memo, None, &mut |text| Some(month::of_text(text))) {
        None => Ok(None),
        Some(Some(period)) => Ok(Some(period)),
        Some(None) => Err(()),
    }))
}
