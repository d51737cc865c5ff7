//! Which projects are active, and where that is known: what ids in code and configurations are held against.

use std::collections::HashSet;

use super::Place;
use crate::live::project::LiveProject;

/// The active projects of some accounts and regions.
#[derive(Clone, Default, Debug)]
pub struct Roster {
    /// The regions, and whether all of each was seen.
    places: Vec<(String, bool)>,
    active: HashSet<String>,
}

impl Roster {
    /// What a run saw.
    pub(crate) fn of(live: &[&LiveProject], places: &[Place]) -> Self {
        let active = live.iter().filter(|live| !live.is_archived).map(|live| live.id.clone());
        Roster {
            places: places.iter().map(|place| (place.region.clone(), place.is_complete)).collect(),
            active: active.collect(),
        }
    }

    /// What is known already.
    pub(crate) fn new(places: Vec<(String, bool)>, active: HashSet<String>) -> Self {
        Roster { places, active }
    }

    /// Whether a project is surely not active where a client looks for it: in its region, or in any, where that is not
    /// known.
    pub(crate) fn lacks(&self, id: &str, region: Option<&str>) -> bool {
        let mut places =
            self.places.iter().filter(|(place, _)| region.is_none_or(|region| region == place)).peekable();
        let is_known = places.peek().is_some() && places.all(|(_, is_complete)| *is_complete);
        is_known && !self.active.contains(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_lacking_only_where_all_that_may_have_it_was_seen() {
        let places = [("a", true), ("b", false)].map(|(region, seen)| (region.to_owned(), seen));
        let roster = Roster::new(places.to_vec(), HashSet::from(["proj_1".to_owned()]));
        assert!(roster.lacks("proj_2", Some("a")) && !roster.lacks("proj_1", Some("a")));
        for region in [Some("b"), Some("c"), None] {
            assert!(!roster.lacks("proj_2", region), "{region:?}");
        }
        assert!(Roster::new(places[..1].to_vec(), HashSet::new()).lacks("proj_1", None));
        assert!(!Roster::default().lacks("proj_1", None));
    }
}
