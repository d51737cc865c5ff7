//! What `each` and `count` say.

use super::value::{Data, Val, same};
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
    pub(crate) fn with_fixed_key(mut self) -> Self {
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
    pub(crate) fn like<'t>(&self) -> Each<'t> {
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
