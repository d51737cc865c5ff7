//! Numbers for what many lines repeat, so that lines are grouped by numbers.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

/// The number of something in a table. Nothing, or an empty text, is [`NONE`].
pub(crate) type Id = u32;

/// The number of what is not there.
pub(crate) const NONE: Id = 0;

/// Things with numbers, which are given out in any order by threads side by side: nothing that is shown depends on them.
#[derive(Debug)]
pub(crate) struct Numbered<T: ?Sized>(Mutex<Table<T>>);

#[derive(Debug)]
struct Table<T: ?Sized> {
    numbers: HashMap<Arc<T>, Id, RandomState>,
    things: Vec<Arc<T>>,
}

impl<T: ?Sized + Eq + Hash> Numbered<T>
where
    Arc<T>: Borrow<T> + for<'t> From<&'t T>,
{
    /// A table in which `nothing` has the number [`NONE`].
    pub(crate) fn new(nothing: &T) -> Self {
        let nothing: Arc<T> = Arc::from(nothing);
        let numbers = HashMap::from_iter([(Arc::clone(&nothing), NONE)]);
        Numbered(Mutex::new(Table { numbers, things: vec![nothing] }))
    }

    /// The number of something, which gets one if it has none.
    pub(crate) fn id(&self, thing: &T) -> Id {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = table.numbers.get(thing) {
            return *id;
        }
        let id = table.things.len() as Id;
        let thing: Arc<T> = Arc::from(thing);
        table.things.push(Arc::clone(&thing));
        table.numbers.insert(thing, id);
        id
    }

    /// What has a number.
    pub(crate) fn get(&self, id: Id) -> Arc<T> {
        let table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&table.things[id as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_has_the_same_number() {
        let texts: Numbered<str> = Numbered::new("");
        assert_eq!(texts.id(""), NONE);
        let [a, b, again] = ["a", "b", "a"].map(|text| texts.id(text));
        assert_eq!((a, &*texts.get(b)), (again, "b"));
        assert_ne!(a, b);
    }
}
