//! Maps that extend maps beside them: jobs of GitLab, services of Compose.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::given::{before_scripts, is_hidden_name};
use super::plain::Plain;
use crate::source::Span;

/// How far maps are followed that extend each other.
const HERITAGE: usize = 11;

/// How many maps one is followed to.
const BASES: usize = 100;

/// What extends what in a document.
#[derive(Default)]
pub(super) struct Heritage<'p> {
    /// By the maps that they are in.
    families: RefCell<HashMap<Span, Rc<Family<'p>>>>,
}

/// What the entries of one map extend, by where they are.
#[derive(Default)]
struct Family<'p> {
    bases: HashMap<Span, Bases<'p>>,
    heirs: HashMap<Span, Vec<&'p Plain>>,
    /// Where those are that only serve others by their names.
    hidden: Vec<Span>,
}

/// The maps that one extends, the nearest last. The error is where it extends what is not in the document, or more than
/// is followed.
type Bases<'p> = Result<Vec<&'p Plain>, Span>;

impl<'p> Heritage<'p> {
    /// The maps beside a map that it extends.
    pub(super) fn extended(&self, map: &Plain, siblings: &'p Plain) -> Bases<'p> {
        self.family(siblings).bases.get(&map.span()).cloned().unwrap_or_else(|| Ok(Vec::new()))
    }

    /// The maps beside a map that extend it.
    pub(super) fn heirs(&self, map: &Plain, siblings: &'p Plain) -> Vec<&'p Plain> {
        self.family(siblings).heirs.get(&map.span()).cloned().unwrap_or_default()
    }

    /// Whether a map only serves others that extend it.
    pub(super) fn is_hidden(&self, map: &Plain, siblings: &'p Plain) -> bool {
        self.family(siblings).hidden.contains(&map.span())
    }

    /// What runs before the script of a job: its own, or that of the nearest which it extends, or that of all jobs.
    pub(super) fn before_script(&self, job: &'p Plain, siblings: &'p Plain) -> Option<&'p Plain> {
        if let Some(own) = job.get("before_script") {
            return Some(own);
        }
        let bases = self.extended(job, siblings).unwrap_or_default();
        let inherited = bases.iter().rev().find_map(|base| base.get("before_script"));
        inherited.or_else(|| before_scripts(siblings))
    }

    fn family(&self, siblings: &'p Plain) -> Rc<Family<'p>> {
        if let Some(known) = self.families.borrow().get(&siblings.span()) {
            return known.clone();
        }
        let family = Rc::new(Family::of(siblings));
        self.families.borrow_mut().insert(siblings.span(), family.clone());
        family
    }
}

impl<'p> Family<'p> {
    fn of(siblings: &'p Plain) -> Self {
        let mut family = Family::default();
        let Plain::Map(entries, _) = siblings else { return family };
        let names: HashMap<&str, &Plain> = entries.iter().map(|(name, map)| (name.as_str(), map)).collect();
        for (name, map) in entries {
            if is_hidden_name(name) {
                family.hidden.push(map.span());
            }
            if map.get("extends").is_none() {
                continue;
            }
            let mut bases = Vec::new();
            let followed = follow(HERITAGE, map, &names, &mut bases);
            if followed.is_ok() {
                for base in &bases {
                    family.heirs.entry(base.span()).or_default().push(map);
                }
            }
            family.bases.insert(map.span(), followed.map(|()| bases));
        }
        family
    }
}

fn follow<'p>(
    depth: usize,
    map: &'p Plain,
    siblings: &HashMap<&str, &'p Plain>,
    bases: &mut Vec<&'p Plain>,
) -> Result<(), Span> {
    let Some(extends) = map.get("extends") else { return Ok(()) };
    let names = match extends {
        Plain::Text(name, _) => vec![name.as_str()],
        Plain::List(items, _) => items.iter().filter_map(Plain::text).collect(),
        Plain::Map(..) if extends.get("file").is_none() => {
            extends.get("service").and_then(Plain::text).into_iter().collect()
        }
        Plain::Map(..) | Plain::Null(_) => Vec::new(),
    };
    if names.is_empty() || depth == 0 {
        return Err(extends.span());
    }
    for name in names {
        let Some(base) = siblings.get(name).copied() else { return Err(extends.span()) };
        if bases.iter().any(|known| known.span() == base.span()) {
            continue;
        }
        if bases.len() == BASES {
            return Err(extends.span());
        }
        follow(depth - 1, base, siblings, bases)?;
        bases.push(base);
    }
    Ok(())
}
