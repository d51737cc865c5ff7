//! Signs and operators.

use std::cell::Cell;
use std::cmp::Ordering;

use super::number::{Decimal, Exact};
use super::value::{Data, Val};
use crate::project::Place;
use crate::tree::hcl::{Operator, Sign};

/// How many parts of two values are compared.
const MOST_COMPARED: usize = 10_000;

/// `-a`, `!a`
pub(super) fn signed<'t>(signs: &[Sign], operand: &Val<'t>, place: Option<Place<'t>>) -> Val<'t> {
    signs.iter().rev().fold(operand.clone(), |value, sign| match sign {
        Sign::Not => truth(value.as_bool().map(|yes| !yes), place),
        Sign::Minus => number(value.as_decimal().map(Decimal::negated), place),
    })
}

/// A chain of operands with operators between them, taken in the order of how close these bind.
pub(super) fn operation<'t>(
    operands: &[Val<'t>],
    operators: impl Iterator<Item = Operator>,
    place: Option<Place<'t>>,
) -> Val<'t> {
    let mut values = vec![operands[0].clone()];
    let mut waiting: Vec<Operator> = Vec::new();
    for (operator, operand) in operators.zip(&operands[1..]) {
        while waiting.last().is_some_and(|last| last.level() >= operator.level()) {
            reduce(&mut values, &mut waiting, place);
        }
        waiting.push(operator);
        values.push(operand.clone());
    }
    while !waiting.is_empty() {
        reduce(&mut values, &mut waiting, place);
    }
    values.pop().unwrap_or_else(|| Val::unknown(place))
}

fn reduce<'t>(values: &mut Vec<Val<'t>>, waiting: &mut Vec<Operator>, place: Option<Place<'t>>) {
    if let (Some(operator), Some(right), Some(left)) = (waiting.pop(), values.pop(), values.pop()) {
        values.push(apply(operator, &left, &right, place));
    }
}

fn apply<'t>(operator: Operator, left: &Val<'t>, right: &Val<'t>, place: Option<Place<'t>>) -> Val<'t> {
    let compare = |test: fn(Ordering) -> bool| {
        let numbers = left.as_decimal().zip(right.as_decimal());
        truth(numbers.map(|(left, right)| test(left.compare(&right))), place)
    };
    let compute = |compute: fn(Exact, Exact) -> Option<Exact>| {
        let exact = |value: &Val<'t>| Exact::of(&value.as_decimal()?);
        let made = exact(left).zip(exact(right)).and_then(|(left, right)| compute(left, right));
        number(made.and_then(Exact::decimal), place)
    };
    let is_logic = matches!(operator, Operator::Or | Operator::And);
    if !is_logic && [left, right].iter().any(|side| matches!(side.data, Data::Failed)) {
        return Val::new(Data::Failed, place);
    }
    match operator {
        Operator::Or => truth(either(left.as_bool(), right.as_bool(), true), place),
        Operator::And => truth(either(left.as_bool(), right.as_bool(), false), place),
        Operator::Equal => truth(equal(left, right), place),
        Operator::NotEqual => truth(equal(left, right).map(|same| !same), place),
        Operator::Less => compare(Ordering::is_lt),
        Operator::LessOrEqual => compare(Ordering::is_le),
        Operator::Greater => compare(Ordering::is_gt),
        Operator::GreaterOrEqual => compare(Ordering::is_ge),
        Operator::Add => compute(Exact::add),
        Operator::Subtract => compute(Exact::subtract),
        Operator::Multiply => compute(Exact::multiply),
        Operator::Divide => compute(Exact::divide),
        Operator::Modulo => compute(Exact::modulo),
    }
}

/// `||` and `&&`: one side that is `decisive` settles it.
fn either(left: Option<bool>, right: Option<bool>, decisive: bool) -> Option<bool> {
    match (left, right) {
        (Some(side), _) | (_, Some(side)) if side == decisive => Some(decisive),
        (Some(_), Some(_)) => Some(!decisive),
        _ => None,
    }
}

pub(super) fn truth<'t>(yes: Option<bool>, place: Option<Place<'t>>) -> Val<'t> {
    if let Some(yes) = yes { Val::new(Data::Bool(yes), place) } else { Val::unknown(place) }
}

/// A number that was worked out.
pub(super) fn number<'t>(number: Option<Decimal>, place: Option<Place<'t>>) -> Val<'t> {
    match number {
        Some(number) => Val::new(Data::Number(number.written()), place),
        None => Val::unknown(place),
    }
}

/// How many there are of something.
pub(super) fn count<'t>(count: usize, place: Option<Place<'t>>) -> Val<'t> {
    Val::number(&count.to_string(), place)
}

/// Whether two values are equal, where that can be known without going too deep.
pub(super) fn equal(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
    equal_within(left, right, &Cell::new(MOST_COMPARED))
}

fn equal_within(left: &Val<'_>, right: &Val<'_>, budget: &Cell<usize>) -> Option<bool> {
    budget.set(budget.get().checked_sub(1)?);
    match (&left.data, &right.data) {
        (Data::Unknown | Data::Failed | Data::OneOf(_), _)
        | (_, Data::Unknown | Data::Failed | Data::OneOf(_)) => None,
        (Data::Null, Data::Null) => Some(true),
        (Data::Null, _) | (_, Data::Null) => Some(false),
        (Data::Text(left), Data::Text(right)) => Some(left == right),
        (Data::Bool(left), Data::Bool(right)) => Some(left == right),
        (Data::Number(_), Data::Number(_)) => Some(left.as_decimal()?.compare(&right.as_decimal()?).is_eq()),
        // A declared type may have made one of the other: equal texts of two kinds decide nothing.
        (
            Data::Text(_) | Data::Bool(_) | Data::Number(_),
            Data::Text(_) | Data::Bool(_) | Data::Number(_),
        ) => {
            if left.as_text() == right.as_text() {
                None
            } else {
                Some(false)
            }
        }
        (Data::List(left), Data::List(right)) => {
            if !left.unknown.is_empty() || !right.unknown.is_empty() {
                return None;
            }
            if left.items.len() != right.items.len() {
                return Some(false);
            }
            let pairs = left.items.iter().zip(&right.items);
            of_one_type(joined(pairs.map(|(left, right)| equal_within(left, right, budget)), false))
        }
        (Data::Map(left), Data::Map(right)) => {
            if !left.unknown.is_empty() || !right.unknown.is_empty() {
                return None;
            }
            let (left, right) = (left.sorted(), right.sorted());
            if !left.iter().map(|entry| &entry.name).eq(right.iter().map(|entry| &entry.name)) {
                return Some(false);
            }
            let pairs = left.iter().zip(&right);
            of_one_type(joined(
                pairs.map(|(left, right)| equal_within(&left.value, &right.value, budget)),
                false,
            ))
        }
        _ => Some(false),
    }
}

/// Whether collections of equal parts are equal: not known, since a list is never equal to a tuple or a set, nor a
/// map to an object, and which of them each is depends on declared types.
fn of_one_type(equal: Option<bool>) -> Option<bool> {
    equal.filter(|equal| !equal)
}

/// Answers joined by `||` (where yes is `decisive`) or by `&&`.
pub(super) fn joined(answers: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut joined = Some(!decisive);
    for answer in answers {
        joined = either(joined, answer, decisive);
    }
    joined
}
