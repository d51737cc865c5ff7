//! Product codes: those that Bedrock's lines have, and which a part of a file may have.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Product codes.
pub(crate) type Codes = BTreeSet<Box<str>>;

/// How many bits a filter has: some hundred codes, which is what AWS has, leave it nearly empty.
const BITS: u64 = 8192;

/// The codes of many lines in little space. It may say that it has a code that it does not have, never the other way.
#[derive(Clone, Debug)]
pub(crate) struct Filter(Box<[u64]>);

impl Default for Filter {
    fn default() -> Self {
        Filter(vec![0; BITS as usize / 64].into())
    }
}

impl Filter {
    /// Adds a code.
    pub(crate) fn add(&mut self, code: &str) {
        for bit in bits(code) {
            self.0[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Whether it may have a code.
    pub(crate) fn may_have(&self, code: &str) -> bool {
        bits(code).iter().all(|bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }
}

fn bits(code: &str) -> [usize; 2] {
    let mut hasher = DefaultHasher::new();
    code.hash(&mut hasher);
    let hash = hasher.finish();
    [hash, hash >> 32].map(|hash| (hash % BITS) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_has_what_was_added() {
        let (mut filter, names) =
            (Filter::default(), |range: std::ops::Range<u32>| range.map(|n| format!("Amazon{n}")));
        for name in names(0..300) {
            filter.add(&name);
        }
        assert!(names(0..300).all(|name| filter.may_have(&name)));
        let wrong = names(300..1300).filter(|name| filter.may_have(name)).count();
        assert!(wrong < 50, "{wrong}");
    }
}
