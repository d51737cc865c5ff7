//! The instances of a resource or a call, as `count`, `for_each` and `enabled` make them.

use std::rc::Rc;

use super::super::expr::{Data, Mode, Val, same};
use super::MOST_ELEMENTS;
use super::module::{Code, Section};
use super::scope::Instance;
use crate::tree::Style;

/// What `each` and `count` say in one instance of a resource or call.
#[derive(Clone, Debug, Default)]
pub(in crate::collect::terraform) enum Each<'t> {
    /// There is one, and neither is known.
    #[default]
    Single,
    /// `count.index`
    Count(Val<'t>),
    /// `each.key`, `each.value`
    Entry(Val<'t>, Val<'t>),
}

impl Each<'_> {
    /// With a key that no fix may touch: another key would be another resource, and the old one destroyed.
    fn with_fixed_key(mut self) -> Self {
        if let Each::Entry(key, value) = &mut self {
            let is_key = value.entry == key.entry && same(key.place, value.place);
            for fixed in [Some(&mut *key), Some(value).filter(|_| is_key)].into_iter().flatten() {
                if let Some(place) = &mut fixed.place {
                    place.style = Style::Flow;
                }
            }
        }
        self
    }

    /// One of the same kind, of which nothing is known.
    pub(super) fn like<'t>(&self) -> Each<'t> {
        match self {
            Each::Single => Each::Single,
            Each::Count(_) => Each::Count(Val::unknown(None)),
            Each::Entry(..) => Each::Entry(Val::unknown(None), Val::unknown(None)),
        }
    }

    /// What is behind an address: `["a"]`, `[0]`, nothing where it is not known.
    pub(crate) fn suffix(&self) -> String {
        match self {
            Each::Single => String::new(),
            Each::Count(index) => match index.as_text() {
                Some(index) => format!("[{index}]"),
                None => String::new(),
            },
            Each::Entry(key, _) => match key.as_text() {
                Some(key) => format!("[{key:?}]"),
                None => String::new(),
            },
        }
    }
}

impl<'p, 't> Instance<'p, 't> {
    /// The instances of a resource or call after its `count` or `for_each`.
    pub(crate) fn instances(self: &Rc<Self>, section: &Section<'p, 't>) -> Vec<Each<'t>> {
        let decided = |code: Code<'p, 't>| self.eval(code, &Mode::deciding());
        if let Some(code) = section.attribute("count") {
            let count = decided(code);
            if let Some(count) = count.as_index().filter(|count| *count <= MOST_ELEMENTS) {
                let index = |index: usize| Val::new(Data::Number(index.to_string().into()), None);
                return (0..count).map(|at| Each::Count(index(at))).collect();
            }
            let number = count.as_text().and_then(|text| text.parse::<f64>().ok());
            if number.is_some_and(|number| number > MOST_ELEMENTS as f64) {
                self.program.hit_elements(section);
            }
            // `count` of null is one instance, which goes by no index.
            return vec![Each::Count(Val::unknown(None))];
        }
        if let Some(code) = section.attribute("for_each") {
            // What there is goes by the defaults; what it says does not, where it need not.
            let asked = self.eval(code, &Mode::default());
            let known = !matches!(asked.data, Data::Unknown | Data::Failed | Data::OneOf(_));
            let value = if known { asked } else { decided(code) };
            return entries_of(&value).into_iter().map(Each::with_fixed_key).collect();
        }
        // OpenTofu's `lifecycle { enabled = … }`.
        let mut lifecycles = section.blocks("lifecycle").into_iter();
        let disabled = lifecycles.any(|(file, block)| {
            let enabled = block.body.attribute("enabled");
            enabled
                .is_some_and(|enabled| decided(Code { expr: &enabled.value, file }).as_bool() == Some(false))
        });
        if disabled {
            return Vec::new();
        }
        vec![Each::Single]
    }
}

/// The entries that `for_each` goes through; one of which nothing is known where they are not known.
pub(in crate::collect::terraform) fn entries_of<'t>(value: &Val<'t>) -> Vec<Each<'t>> {
    let unknown = || Each::Entry(Val::unknown(None), Val::unknown(None));
    let mut entries: Vec<Each<'t>> = match &value.data {
        Data::Map(map) => map
            .sorted()
            .into_iter()
            .map(|entry| Each::Entry(entry.key.clone(), entry.value.clone()))
            .chain(map.unknown.iter().take(1).map(|_| unknown()))
            .collect(),
        Data::List(list) => list
            .items
            .iter()
            .map(|item| Each::Entry(item.clone(), item.clone()))
            .chain(list.unknown.iter().take(1).map(|_| unknown()))
            .collect(),
        Data::Null => Vec::new(),
        _ => vec![unknown()],
    };
    if value.secret {
        for entry in &mut entries {
            if let Each::Entry(key, value) = entry {
                (key.secret, value.secret) = (true, true);
            }
        }
    }
    entries
}
