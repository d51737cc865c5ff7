//! What loops go through.

use super::value::{Data, Val};
use crate::project::Place;

/// The keys and values that a loop goes through, and the parts that are not known.
pub(super) type Pairs<'v, 't> = (Vec<(Val<'t>, Val<'t>)>, &'v [Option<Place<'t>>]);

pub(in crate::collect::terraform) fn pairs<'v, 't>(collection: &'v Val<'t>) -> Option<Pairs<'v, 't>> {
    match &collection.data {
        Data::Map(map) => {
            let pairs = map.sorted().into_iter().map(|entry| (entry.key.clone(), entry.value.clone()));
            Some((pairs.collect(), &map.unknown))
        }
        Data::List(list) => {
            let index = |at: usize| Val::new(Data::Number(at.to_string().into()), None);
            let key = |at, item: &Val<'t>| if list.set { item.clone() } else { index(at) };
            let pairs = list.items.iter().enumerate().map(|(at, item)| (key(at, item), item.clone()));
            Some((pairs.collect(), &list.unknown))
        }
        _ => None,
    }
}
