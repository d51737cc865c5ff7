//! Texts that tags are made of and that something else uses too, as the readers of configurations find them.

use std::collections::HashMap;

use crate::project::{Place, Project, Shared};
use crate::source::Span;
use crate::text::code;

/// A use: its words, and where it is.
pub(super) type Use<'t> = (String, Place<'t>);

/// What becomes of what an expression says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Fate {
    /// It is handed on as it is, perhaps to a tag: that is no use yet.
    HandedOn,
    /// It is used, and with it all that the expression mentions.
    Used,
}

impl Fate {
    /// The same where that is so, and used otherwise.
    pub(super) fn only_if(self, is_so: bool) -> Self {
        if is_so { self } else { Fate::Used }
    }
}

/// The first use of each text and map, by file and span.
#[derive(Default)]
pub(super) struct Uses<'t> {
    of: HashMap<(&'t str, Span), Use<'t>>,
}

impl<'t> Uses<'t> {
    /// Notes a use of what is at a place.
    pub(super) fn mark(&mut self, place: Place<'t>, by: &Use<'t>) {
        self.of.entry((place.source.name(), place.span)).or_insert_with(|| by.clone());
    }

    /// Notes where one text is the value of different keys: what is right for one of them is not therefore right for
    /// the other.
    pub(super) fn mark_keys<'p>(&mut self, projects: impl Iterator<Item = &'p Project<'t>>)
    where
        't: 'p,
    {
        let mut keys: HashMap<(&'t str, Span), (&str, Option<Place<'t>>)> = HashMap::new();
        for tag in projects.flat_map(|project| &project.tags.list) {
            for place in tag.readings().filter_map(|reading| reading.place) {
                let text = (place.source.name(), place.span);
                let (key, _) = *keys.entry(text).or_insert((&tag.key, tag.key_place));
                if *key != *tag.key {
                    self.mark(place, &(code(&tag.key), tag.key_place.unwrap_or(place)));
                }
            }
        }
    }

    /// What is used of what is at a place.
    pub(super) fn shared(&self, place: Place<'t>) -> Option<Shared<'t>> {
        let (user, at) = self.of.get(&(place.source.name(), place.span))?;
        Some(Shared { place, user: user.clone(), at: Some(*at) })
    }
}

/// The places that fixes of the tags of a project may write to.
pub(super) fn places<'p, 't>(project: &'p Project<'t>) -> impl Iterator<Item = Place<'t>> + 'p {
    let container = project.tags.container.map(|container| container.place);
    let tags = project.tags.list.iter().flat_map(|tag| {
        let values = tag.readings().map(|reading| reading.place);
        std::iter::once(tag.key_place).chain(values).flatten()
    });
    container.into_iter().chain(tags)
}
