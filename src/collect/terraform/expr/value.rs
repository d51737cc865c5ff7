//! Values of expressions, as far as they can be known, each with the place where its text is.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use super::limit::{Limit, MOST_ALTERNATIVES};
use super::number::Decimal;
use crate::project::{Container, Place, Reading, Value};
use crate::source::Span;

/// A value.
#[derive(Clone, Debug)]
pub(in crate::collect::terraform) struct Val<'t> {
    pub(crate) data: Data<'t>,
    /// Where its text is; of what is computed, the expression.
    pub(crate) place: Option<Place<'t>>,
    /// Of a key that a loop goes through: the whole entry that it is the key of.
    pub(crate) entry: Span,
    pub(crate) secret: bool,
    /// Of a string that is not known: whether it surely says something.
    pub(crate) filled: bool,
    /// The limit because of which it is unknown, until that is reported.
    pub(crate) limit: Option<Limit>,
}

#[derive(Clone, Debug)]
pub(in crate::collect::terraform) enum Data<'t> {
    /// It cannot be known here.
    Unknown,
    /// It cannot be worked out by anyone: a part that is not there. Unknown for all but `try` and `can`.
    Failed,
    Null,
    Bool(bool),
    /// A number as Terraform writes it in a string.
    Number(Arc<str>),
    Text(Arc<str>),
    List(Rc<List<'t>>),
    Map(Rc<Map<'t>>),
    /// One of several, depending on what cannot be known.
    OneOf(Rc<OneOf<'t>>),
}

/// A list, tuple or set.
#[derive(Clone, Debug, Default)]
pub(in crate::collect::terraform) struct List<'t> {
    pub(crate) items: Vec<Val<'t>>,
    /// Whether it is known to be a set, which has no indices.
    pub(crate) set: bool,
    /// Parts that cannot be known. Where there is one, neither is any index.
    pub(crate) unknown: Vec<Option<Place<'t>>>,
    /// What is written out, where a further item can be written.
    pub(crate) container: Option<Container<'t>>,
}

/// A map or object.
#[derive(Clone, Debug, Default)]
pub(in crate::collect::terraform) struct Map<'t> {
    /// In the order of the text, a key perhaps twice: the last one counts.
    pub(crate) entries: Vec<Entry<'t>>,
    /// Parts that cannot be known.
    pub(crate) unknown: Vec<Option<Place<'t>>>,
    /// What is written out, where a further entry can be written.
    pub(crate) container: Option<Container<'t>>,
}

#[derive(Clone, Debug)]
pub(in crate::collect::terraform) struct Entry<'t> {
    pub key: Val<'t>,
    pub(crate) name: Arc<str>,
    pub value: Val<'t>,
}

#[derive(Clone, Debug)]
pub(in crate::collect::terraform) struct OneOf<'t> {
    /// The first is what the defaults of variables lead to.
    pub(crate) values: Vec<Val<'t>>,
    /// Whether the first is that, or none is nearer than the others.
    pub(crate) by_default: bool,
}

impl<'t> Val<'t> {
    pub(crate) fn new(data: Data<'t>, place: Option<Place<'t>>) -> Self {
        Val { data, place, entry: Span::default(), secret: false, filled: false, limit: None }
    }

    pub(crate) fn unknown(place: Option<Place<'t>>) -> Self {
        Val::new(Data::Unknown, place)
    }

    /// What is not worked out because of a limit: unknown, and to be reported.
    pub(super) fn beyond(limit: Limit, place: Option<Place<'t>>) -> Self {
        Val { limit: Some(limit), ..Val::unknown(place) }
    }

    /// What something without an answer comes to: it fails where a part of it fails for certain.
    pub(super) fn without_answer(parts: &[Val<'t>], place: Option<Place<'t>>) -> Self {
        let failed = parts.iter().any(|part| matches!(part.data, Data::Failed));
        let limit = parts.iter().find_map(|part| part.limit);
        Val { limit, ..Val::new(if failed { Data::Failed } else { Data::Unknown }, place) }
    }

    /// A number as it is written somewhere.
    pub(super) fn number(text: &str, place: Option<Place<'t>>) -> Self {
        match Decimal::parse(text) {
            Some(number) => Val::new(Data::Number(number.written()), place),
            None => Val::unknown(place),
        }
    }

    pub(crate) fn text(text: impl Into<Arc<str>>, place: Option<Place<'t>>) -> Self {
        Val::new(Data::Text(text.into()), place)
    }

    /// A string that cannot be known, and surely says something.
    pub(super) fn filled(place: Option<Place<'t>>) -> Self {
        Val { filled: true, ..Val::unknown(place) }
    }

    /// Whether it is a string, known or not, that surely says something.
    pub(super) fn is_filled(&self) -> bool {
        self.filled || self.as_text().is_some_and(|text| !text.trim().is_empty())
    }

    pub(super) fn list(items: Vec<Val<'t>>, place: Option<Place<'t>>) -> Self {
        Val::new(Data::List(Rc::new(List { items, ..List::default() })), place)
    }

    pub(crate) fn map(map: Map<'t>, place: Option<Place<'t>>) -> Self {
        Val::new(Data::Map(Rc::new(map)), place)
    }

    /// What it weighs, in steps of work.
    pub(crate) fn size(&self) -> u64 {
        let size = match &self.data {
            Data::Text(text) => text.len() / 16,
            Data::List(list) => list.items.len() / 4,
            Data::Map(map) => map.entries.len() / 4,
            _ => 0,
        };
        size as u64
    }

    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.data, Data::Unknown | Data::Failed)
    }

    /// Whether it has parts, which may have parts of their own.
    pub(crate) fn nests(&self) -> bool {
        matches!(self.data, Data::List(_) | Data::Map(_) | Data::OneOf(_))
    }

    /// Whether it is not one value that is known.
    pub(crate) fn is_open(&self) -> bool {
        self.is_unknown() || matches!(self.data, Data::OneOf(_))
    }

    /// Itself, or something else wherever it is null.
    pub(crate) fn or_if_null(self, other: &dyn Fn() -> Val<'t>) -> Self {
        let place = self.place;
        spread(&[self], place, &|value| if value[0].is_null() { other() } else { value[0].clone() })
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The text of a text, number or truth value, as Terraform makes it.
    pub(crate) fn as_text(&self) -> Option<Arc<str>> {
        match &self.data {
            Data::Text(text) | Data::Number(text) => Some(text.clone()),
            Data::Bool(true) => Some("true".into()),
            Data::Bool(false) => Some("false".into()),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(yes) => Some(*yes),
            Data::Text(text) => match &**text {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The number that it is, or that its text says.
    pub(super) fn as_decimal(&self) -> Option<Decimal> {
        match &self.data {
            Data::Number(text) | Data::Text(text) => Decimal::parse(text),
            _ => None,
        }
    }

    pub(super) fn as_number(&self) -> Option<f64> {
        self.as_decimal()?.written().parse().ok()
    }

    pub(crate) fn as_index(&self) -> Option<usize> {
        let number = self.as_number()?;
        (number >= 0.0 && number.fract() == 0.0 && number < 1e9).then_some(number as usize)
    }

    /// All that it may be, itself where it is one value.
    pub(crate) fn alternatives(&self) -> Vec<Val<'t>> {
        let mut all = Vec::new();
        self.collect_alternatives(&mut all);
        all
    }

    fn collect_alternatives(&self, all: &mut Vec<Val<'t>>) {
        match &self.data {
            Data::OneOf(one) => {
                for value in &one.values {
                    value.collect_alternatives(all);
                }
            }
            _ => all.push(self.clone()),
        }
    }

    /// One of several values; themselves where they are one, unknown where they are too many.
    pub(crate) fn one_of(values: Vec<Val<'t>>, by_default: bool, place: Option<Place<'t>>) -> Self {
        let mut all: Vec<Val<'t>> = Vec::new();
        let by_default = by_default
            && values.first().is_none_or(|first| match &first.data {
                Data::OneOf(one) => one.by_default,
                _ => true,
            });
        for value in values {
            for value in value.alternatives() {
                if !all.iter().any(|known| known.says_the_same(&value)) {
                    all.push(value);
                }
            }
        }
        if all.len() > MOST_ALTERNATIVES {
            return Val::beyond(Limit::Alternatives, place);
        }
        let limit = all.iter().find_map(|value| value.limit);
        match all.len() {
            0 => Val::unknown(place),
            1 => all.remove(0),
            _ => {
                let secret = all.iter().any(|value| value.secret);
                Val {
                    secret,
                    limit,
                    ..Val::new(Data::OneOf(Rc::new(OneOf { values: all, by_default })), place)
                }
            }
        }
    }

    /// Whether both are one scalar, or both unknown.
    fn says_the_same(&self, other: &Val<'t>) -> bool {
        match (&self.data, &other.data) {
            (Data::Unknown | Data::Failed, Data::Unknown | Data::Failed) => self.filled == other.filled,
            (Data::Null, Data::Null) => true,
            _ => {
                self.as_text().is_some() && self.as_text() == other.as_text() && same(self.place, other.place)
            }
        }
    }

    /// What it is as the value of a tag, for one alternative.
    pub(crate) fn reading(&self) -> Reading<'t> {
        let value = match &self.data {
            Data::Null => Value::Null,
            Data::List(_) | Data::Map(_) => Value::Nested,
            _ => match self.as_text() {
                Some(text) => Value::Text(text.to_string().into()),
                None if self.filled => Value::Unseen,
                None => Value::Unknown,
            },
        };
        Reading { value, place: self.place, secret: self.secret }
    }

    /// With a place, where it has none or where what it says is not known.
    pub(super) fn at(mut self, place: Option<Place<'t>>) -> Self {
        if self.is_unknown() || self.place.is_none() {
            self.place = place;
        }
        self
    }

    pub(crate) fn hidden(mut self, secret: bool) -> Self {
        self.secret |= secret;
        self
    }
}

/// Whether two places are one.
pub(in crate::collect::terraform) fn same(left: Option<Place<'_>>, right: Option<Place<'_>>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => Arc::ptr_eq(left.source, right.source) && left.span == right.span,
        _ => false,
    }
}

impl<'t> Map<'t> {
    /// The value of a key, the last one where it is given twice.
    pub(crate) fn get(&self, name: &str) -> Option<&Val<'t>> {
        self.entries.iter().rev().find(|entry| *entry.name == *name).map(|entry| &entry.value)
    }

    /// Whether it surely has no entries.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.unknown.is_empty()
    }

    /// The entries that count, in the order in which Terraform goes through them.
    pub(crate) fn sorted(&self) -> Vec<&Entry<'t>> {
        let mut entries: Vec<&Entry<'t>> = Vec::with_capacity(self.entries.len());
        entries.extend(self.entries.iter());
        entries.sort_by(|left, right| left.name.cmp(&right.name));
        // The sort keeps the order of equal keys, so that the last of each is the one that counts.
        let mut last: Vec<&Entry<'t>> = Vec::with_capacity(entries.len());
        for entry in entries {
            match last.last_mut() {
                Some(known) if known.name == entry.name => *known = entry,
                _ => last.push(entry),
            }
        }
        last
    }

    /// The maps laid over each other, later ones winning. Below what is not known, nothing is.
    pub(crate) fn merged(maps: &[&Map<'t>]) -> Map<'t> {
        let mut merged = Map::default();
        for map in maps {
            let names: HashSet<&str> = map.entries.iter().map(|entry| &*entry.name).collect();
            merged.entries.retain(|entry: &Entry<'t>| !names.contains(&*entry.name));
            if !map.unknown.is_empty() {
                for entry in &mut merged.entries {
                    entry.value.data = Data::Unknown;
                    entry.value.filled = false;
                }
            }
            merged.entries.extend(map.entries.iter().cloned());
            merged.unknown.extend(map.unknown.iter().copied());
            merged.container = map.container.or(merged.container);
        }
        merged
    }
}

/// In how many ways values may turn out together.
pub(super) fn combinations(values: &[Val<'_>]) -> usize {
    let ways = values.iter().map(|value| match &value.data {
        Data::OneOf(one) => one.values.len(),
        _ => 1,
    });
    ways.fold(1, usize::saturating_mul)
}

/// A function of values, for every combination of what they may be.
pub(super) fn spread<'t>(
    arguments: &[Val<'t>],
    place: Option<Place<'t>>,
    function: &dyn Fn(&[Val<'t>]) -> Val<'t>,
) -> Val<'t> {
    let Some(at) = arguments.iter().position(|argument| matches!(argument.data, Data::OneOf(_))) else {
        let secret = arguments.iter().any(|argument| argument.secret);
        return function(arguments).hidden(secret);
    };
    if combinations(arguments) > MOST_ALTERNATIVES {
        let is_secret = arguments.iter().any(|argument| argument.secret);
        return Val::beyond(Limit::Alternatives, place).hidden(is_secret);
    }
    let Data::OneOf(one) = &arguments[at].data else { return Val::unknown(place) };
    let mut arguments = arguments.to_vec();
    let values = one.values.iter().map(|value| {
        arguments[at] = value.clone();
        spread(&arguments, place, function)
    });
    Val::one_of(values.collect(), one.by_default, place)
}
