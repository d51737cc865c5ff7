//! Projects: each instance of a resource that has tags becomes one.

use super::expr::limit::MOST_ALTERNATIVES;
use super::expr::{Data, Each, Limit, Map, Val};
use super::module::Code;
use super::provider::Provider;
use super::resource::{Resource, bedrock_kind};
use super::tags::{self, Set, ignored, nulls, vacancy};
use super::types::{self, Bears};
use crate::collect::nameless;
use crate::project::{Project, Reading, Tags};

impl<'p, 't> Resource<'_, 'p, 't> {
    /// The projects of one instance: one for each way that its tags may turn out, all of one number.
    pub(super) fn projects(&self, each: &Each<'t>, ordinal: u32) -> Vec<Project<'t>> {
        let mut sets = nulls::without(self.kind, self.own_tags(each));
        let provider = Provider::of(self.instance, self.section, self.kind);
        let mut unread = self.instance.module.unread_overrides.clone();
        if matches!(self.bears, Bears::Map { defaults: true, .. }) {
            let environment = self.instance.program.given.environment.default_tags(self.start());
            sets = self.over_defaults(sets, self.tags_below(&provider, environment, each));
            unread.extend_from_slice(provider.unread());
        }
        let elsewhere = self.left_to_others(&provider);
        let region = self.region(each).or_else(|| provider.region());
        let name = bedrock_kind(self.kind).and_then(|(_, argument)| self.section.attribute(argument));
        let name_value = name.map(|code| (code, self.env(code.file, each).eval(code.expr)));
        let sets = sets.into_iter().enumerate();
        sets.map(|(index, Set { mut map, misplaced, garbled })| {
            if !self.instance.module.unread_overrides.is_empty() {
                map = Map { unknown: vec![None], ..Map::default() };
            }
            let ignored = ignored::note(self.section, self.bears, &mut map);
            Project {
                kind: match bedrock_kind(self.kind) {
                    Some((kind, _)) => kind.into(),
                    None => self.kind.to_owned().into(),
                },
                name: self.name(name_value.as_ref(), each, index == 0),
                address: Some(self.address(each).into()),
                start: self.start(),
                region: region.clone().map(Into::into),
                tags: Tags {
                    unread: unread.clone(),
                    elsewhere: elsewhere.clone(),
                    callers: self.instance.callers().to_vec(),
                    ignored,
                    vacancy: vacancy::of(self),
                    ..tags::tags(map)
                },
                complete: !matches!(self.bears, Bears::Unknown) && !garbled,
                is_of_unknown_type: !types::is_known(self.kind),
                misplaced,
                ..Project::new(ordinal)
            }
        })
        .collect()
    }

    /// The name. Of several that it may be, none is told apart by which tags go with it; what the defaults lead to goes
    /// with the first.
    fn name(&self, name: Option<&(Code<'p, 't>, Val<'t>)>, each: &Each<'t>, is_first: bool) -> Reading<'t> {
        let Some((code, value)) = name else { return nameless() };
        let place = self.env(code.file, each).place_of(code.expr);
        let reading = match &value.data {
            Data::OneOf(one) if one.by_default && is_first => one.values[0].reading(),
            Data::OneOf(_) => Reading::unknown(None),
            _ => value.reading(),
        };
        Reading { place, secret: reading.secret || value.secret, ..reading }
    }

    fn region(&self, each: &Each<'t>) -> Option<String> {
        let code = self.section.attribute("region").filter(|_| self.kind.starts_with("aws_"))?;
        self.env(code.file, each).eval(code.expr).as_text().map(|region| region.to_string())
    }

    /// Every way that the tags may turn out over every way that the defaults may.
    fn over_defaults(&self, sets: Vec<Set<'t>>, mut defaults: Vec<Map<'t>>) -> Vec<Set<'t>> {
        if defaults.is_empty() {
            return sets;
        }
        if sets.len() * defaults.len() > MOST_ALTERNATIVES {
            self.instance.program.work.hit(Limit::Alternatives, self.start());
            defaults = vec![Map { unknown: vec![None], ..Map::default() }];
        }
        let mut all = Vec::new();
        for Set { map, misplaced, garbled } in sets {
            for default in &defaults {
                let mut merged = Map::merged(&[default, &map]);
                // A tag of this resource is not written where those of all are.
                merged.container = map.container;
                all.push(Set { map: merged, misplaced: misplaced.clone(), garbled });
            }
        }
        all
    }
}
