//! What goes through a configuration, and what it has seen of its texts.

use super::super::expr::{Data, Val};
use super::standing::Standing;
use crate::collect::uses::{Use, Uses};
use crate::project::{Place, Shared};

/// Goes through a configuration.
pub(super) struct Walker<'j, 't> {
    pub(super) judged: &'j dyn Fn(&str) -> bool,
    pub(super) uses: Uses<'t>,
    /// What could not be gone through, and so may use anything.
    pub(super) unseen: Option<&'static str>,
}

impl<'t> Walker<'_, 't> {
    pub(super) fn shared(&self, place: Place<'t>, standing: &Standing<'t>) -> Option<Shared<'t>> {
        let any = || {
            let user = self.unseen.filter(|_| !standing.owns(place))?;
            Some(Shared { place, user: user.to_owned(), at: None })
        };
        self.uses.shared(place).or_else(any)
    }

    pub(super) fn mark(&mut self, place: Option<Place<'t>>, by: &Use<'t>) {
        if let Some(place) = place {
            self.uses.mark(place, by);
        }
    }

    /// Everything that a value is made of.
    pub(super) fn mark_all(&mut self, value: &Val<'t>, by: &Use<'t>) {
        match &value.data {
            Data::List(list) => {
                self.mark(list.container.map(|container| container.place), by);
                for item in &list.items {
                    self.mark_all(item, by);
                }
            }
            Data::Map(map) => {
                self.mark(map.container.map(|container| container.place), by);
                for entry in &map.entries {
                    self.mark(entry.key.place, by);
                    self.mark_all(&entry.value, by);
                }
            }
            Data::OneOf(one) => {
                for value in &one.values {
                    self.mark_all(value, by);
                }
            }
            _ => self.mark(value.place, by),
        }
    }

    /// The keys of a map that are asked for: the one of a name, or any.
    pub(super) fn mark_keys(&mut self, value: &Val<'t>, name: Option<&str>, by: &Use<'t>) {
        for value in value.alternatives() {
            let Data::Map(map) = &value.data else { continue };
            for entry in map.entries.iter().filter(|entry| name.is_none_or(|name| *entry.name == *name)) {
                self.mark(entry.key.place, by);
            }
        }
    }
}
