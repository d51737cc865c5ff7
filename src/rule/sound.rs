//! Values that are known to have no fault: what many projects share is looked at once.

use std::hash::BuildHasher;
use std::marker::PhantomData;

use foldhash::fast::FixedState;

use super::flaw::flaws;
use crate::policy::Policy;
use crate::policy::dictionary::Entry;
use crate::project::{Reading, Value};

/// How many values are remembered. Most tags have few values, and what is forgotten is only looked at again.
const REMEMBERED: usize = 128;

/// Values without a fault, each under an entry of a policy. Each has one place that it can be at, and the last one there
/// is kept.
#[derive(Debug)]
pub(crate) struct Sound<'p> {
    values: Vec<(usize, String)>,
    policy: PhantomData<&'p Policy>,
}

impl<'p> Sound<'p> {
    /// None yet. Their entries are known by their addresses, which stay the same as long as their policy is borrowed.
    pub(crate) fn of(_: &'p Policy) -> Self {
        Sound { values: Vec::new(), policy: PhantomData }
    }

    /// Whether a value under an entry of the policy has a fault.
    pub(super) fn is_faulty(&mut self, entry: Option<&Entry>, reading: &Reading<'_>) -> bool {
        let is_faulty = || flaws(entry, reading).next().is_some();
        let Value::Text(text) = &reading.value else { return is_faulty() };
        // A free place is that of the empty text under no entry, which has no fault.
        if self.values.is_empty() {
            self.values.resize_with(REMEMBERED, Default::default);
        }
        let address = if let Some(entry) = entry { std::ptr::from_ref(entry).addr() } else { 0 };
        let place = FixedState::default().hash_one((address, text)) as usize % REMEMBERED;
        let (of, value) = &mut self.values[place];
        if *of == address && value == text {
            return false;
        }
        let is_faulty = is_faulty();
        if !is_faulty {
            *of = address;
            value.clear();
            value.push_str(text);
        }
        is_faulty
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::load_text;
    use crate::rule::NAMES;

    #[test]
    fn what_is_remembered_is_what_is_found() {
        let text = "[tags.A]\nvalues = ['x', '1']\n[tags.B]\nvalues = ['y', '2']\n";
        let policy = load_text(text, "taglint.toml", None, NAMES).expect("a policy");
        let entries = policy.dictionaries.base().entries();
        let mut sound = Sound::of(&policy);
        // More values than there are places, each under entries that judge it differently, and each more than once.
        let numbers = (0..3 * REMEMBERED).map(|number| number.to_string());
        for text in numbers.chain(["x", "y", "", "AKIAIOSFODNN7EXAMPLE"].map(str::to_owned)) {
            for entry in [None, Some(&entries[0]), Some(&entries[1]), Some(&entries[0])] {
                let reading = Reading::text(text.clone(), None);
                let expected = flaws(entry, &reading).next().is_some();
                assert_eq!(sound.is_faulty(entry, &reading), expected, "{text}");
                assert_eq!(sound.is_faulty(entry, &reading), expected, "{text}, again");
            }
        }
    }
}
