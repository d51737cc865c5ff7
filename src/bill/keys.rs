//! Which tag of a bill is which key of the dictionary. Exports spell keys in several ways.

use std::collections::{BTreeMap, BTreeSet};

use super::unread::Doubt;

/// Where tags are in an export.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum TagPlace {
    /// The map `tags` of CUR 2.0, which has tags of all origins.
    Tags,
    /// The map `resource_tags` of CUR 2.0.
    ResourceTags,
    /// A column for each key.
    Columns,
    /// The map `Tags` of FOCUS.
    Focus,
}

impl TagPlace {
    const ALL: [TagPlace; 4] = [TagPlace::Tags, TagPlace::ResourceTags, TagPlace::Columns, TagPlace::Focus];

    /// The place that has this number.
    pub(crate) fn of_number(number: u32) -> Self {
        TagPlace::ALL[number as usize]
    }
}

/// A tag of a bill, as the export spells it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Billed {
    pub(crate) place: TagPlace,
    pub(crate) name: String,
}

/// The keys of the dictionary in the spellings that exports have for them.
#[derive(Debug)]
pub(crate) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    written: String,
    folded: String,
    squeezed: String,
}

/// What a tag of a bill means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// The key of this number.
    Key(usize),
    /// One of several keys, or a key that another tag may be as well.
    Unclear,
}

/// In which way two spellings are the same; each is tried where none before it holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Likeness {
    Equal,
    Folded,
    Squeezed,
}

impl Keys {
    /// The keys of a dictionary, which have the numbers of their places.
    pub(crate) fn new(keys: &[String]) -> Self {
        let key = |key: &String| Key { written: key.clone(), folded: fold(key), squeezed: squeeze(key) };
        Keys(keys.iter().map(key).collect())
    }

    /// Whether the dictionary is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a tag may be one that the dictionary has.
    pub(crate) fn may_be_meant(&self, place: TagPlace, name: &str) -> bool {
        let Some(name) = self.bare(place, name) else { return false };
        let squeezed = squeeze(name);
        self.0.iter().any(|key| key.written == name || !squeezed.is_empty() && key.squeezed == squeezed)
    }

    /// A tag without what the export puts before its key; none where it is not a project's.
    fn bare<'n>(&self, place: TagPlace, name: &'n str) -> Option<&'n str> {
        let is_own = |name: &str| name.starts_with("aws:") || name.starts_with("aws_");
        match place {
            TagPlace::Tags => {
                let name = name.strip_prefix("resourceTags/")?;
                Some(name.strip_prefix("user:").unwrap_or(name))
            }
            TagPlace::Focus if self.0.iter().any(|key| key.written == name) => Some(name),
            TagPlace::ResourceTags | TagPlace::Columns | TagPlace::Focus if is_own(name) => None,
            TagPlace::ResourceTags | TagPlace::Columns | TagPlace::Focus => {
                let name = name.strip_prefix("resourceTags/").unwrap_or(name);
                let user = ["user:", "user_"].iter().find_map(|prefix| name.strip_prefix(prefix));
                Some(user.unwrap_or(name))
            }
        }
    }

    fn are_alike(&self, key: usize, billed: &Billed, likeness: Likeness) -> bool {
        let Some(name) = self.bare(billed.place, &billed.name) else { return false };
        let key = &self.0[key];
        match likeness {
            Likeness::Equal => key.written == name,
            Likeness::Folded => key.folded == name && !name.is_empty(),
            Likeness::Squeezed => !key.squeezed.is_empty() && key.squeezed == squeeze(name),
        }
    }

    /// What the tags of a bill mean, and what cannot be known of them.
    pub(crate) fn meanings(&self, billed: &BTreeSet<Billed>) -> (BTreeMap<Billed, Meaning>, Vec<Doubt>) {
        let (mut meanings, mut doubts) = (BTreeMap::new(), Vec::new());
        for place in TagPlace::ALL {
            let mut billed: Vec<&Billed> = billed.iter().filter(|billed| billed.place == place).collect();
            let mut keys: Vec<usize> = (0..self.0.len()).collect();
            for likeness in [Likeness::Equal, Likeness::Folded, Likeness::Squeezed] {
                let pairs = self.pairs(&keys, &billed, likeness);
                self.settle(&pairs, &mut meanings, &mut doubts);
                keys.retain(|key| !pairs.iter().any(|(paired, _)| paired == key));
                billed.retain(|billed| !pairs.iter().any(|(_, paired)| paired == billed));
            }
        }
        (meanings, doubts)
    }

    fn pairs<'b>(
        &self,
        keys: &[usize],
        billed: &[&'b Billed],
        likeness: Likeness,
    ) -> Vec<(usize, &'b Billed)> {
        let mut pairs = Vec::new();
        for &key in keys {
            for &billed in billed {
                if self.are_alike(key, billed, likeness) {
                    pairs.push((key, billed));
                }
            }
        }
        pairs
    }

    /// Keys and tags that are alike in one way: where each has one partner, it is what it means.
    fn settle(
        &self,
        pairs: &[(usize, &Billed)],
        meanings: &mut BTreeMap<Billed, Meaning>,
        doubts: &mut Vec<Doubt>,
    ) {
        let (mut by_key, mut by_billed) = (BTreeMap::new(), BTreeMap::new());
        for &(key, billed) in pairs {
            by_key.entry(key).or_insert_with(Vec::new).push(billed);
            by_billed.entry(billed).or_insert_with(Vec::new).push(key);
        }
        for &(key, billed) in pairs {
            let is_clear = by_key[&key].len() == 1 && by_billed[billed].len() == 1;
            meanings.insert(billed.clone(), if is_clear { Meaning::Key(key) } else { Meaning::Unclear });
        }
        for (key, billed) in by_key {
            if billed.len() > 1 {
                let billed = billed.iter().map(|billed| billed.name.clone()).collect();
                doubts.push(Doubt::TwoBilled { billed, key: self.0[key].written.clone() });
            }
        }
        for (billed, keys) in by_billed {
            if keys.len() > 1 {
                let keys = keys.iter().map(|key| self.0[*key].written.clone()).collect();
                doubts.push(Doubt::TwoKeys { billed: billed.name.clone(), keys });
            }
        }
    }
}

/// A key or a name as exports write columns: an underscore before each capital letter, in lower case, with underscores
/// for everything but letters and digits, of which none doubles or is at an end.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        let is_separated = !c.is_ascii_alphanumeric() || c.is_ascii_uppercase();
        if is_separated && !folded.is_empty() && !folded.ends_with('_') {
            folded.push('_');
        }
        if c.is_ascii_alphanumeric() {
            folded.push(c.to_ascii_lowercase());
        }
    }
    folded.truncate(folded.trim_end_matches('_').len());
    folded
}

/// A key without everything but ASCII letters and digits, in lower case.
fn squeeze(key: &str) -> String {
    let kept = key.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: &[&str]) -> Keys {
        Keys::new(&keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>())
    }

    fn billed(place: TagPlace, name: &str) -> Billed {
        Billed { place, name: name.to_owned() }
    }

    fn meaning(known: &[&str], place: TagPlace, names: &[&str]) -> (Vec<Option<Meaning>>, usize) {
        let all: BTreeSet<Billed> = names.iter().map(|name| billed(place, name)).collect();
        let (meanings, doubts) = keys(known).meanings(&all);
        (names.iter().map(|name| meanings.get(&billed(place, name)).copied()).collect(), doubts.len())
    }

    #[test]
    fn names_are_folded_as_columns_are() {
        let cases = [
            ("CostCenter", "cost_center"),
            ("cost-center", "cost_center"),
            ("Cost Center", "cost_center"),
            ("costcenter", "costcenter"),
            ("COST", "c_o_s_t"),
            ("line_item_usage_type", "line_item_usage_type"),
            ("ReservationARN", "reservation_a_r_n"),
            ("_a--B_", "a_b"),
            ("é", ""),
        ];
        for (name, folded) in cases {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn each_place_spells_keys_in_its_way() {
        use TagPlace::{Columns, Focus, ResourceTags, Tags};
        let found = [
            (Tags, "resourceTags/CostCenter"),
            (Tags, "resourceTags/user:CostCenter"),
            (ResourceTags, "user_cost_center"),
            (ResourceTags, "user:costcenter"),
            (Columns, "user:CostCenter"),
            (Columns, "user_cost_center"),
            (Focus, "CostCenter"),
            (Focus, "user:CostCenter"),
            (Focus, "user_cost_center"),
            (Tags, "resourceTags/cost-center"),
        ];
        for (place, name) in found {
            let (meanings, doubts) = meaning(&["Team", "CostCenter"], place, &[name]);
            assert_eq!((meanings, doubts), (vec![Some(Meaning::Key(1))], 0), "{name}");
            assert!(keys(&["CostCenter"]).may_be_meant(place, name), "{name}");
        }
        let others = [
            (Tags, "iamPrincipal/CostCenter"),
            (Tags, "accountTag/CostCenter"),
            (Tags, "CostCenter"),
            (ResourceTags, "aws_cost_center"),
            (Columns, "aws:CostCenter"),
            (Focus, "iamPrincipal/CostCenter"),
            (Focus, "Owner"),
        ];
        for (place, name) in others {
            assert_eq!(meaning(&["CostCenter"], place, &[name]).0, [None], "{name}");
            assert!(!keys(&["CostCenter"]).may_be_meant(place, name), "{name}");
        }
        assert_eq!(meaning(&["user_id"], Focus, &["user_id"]).0, [Some(Meaning::Key(0))]);
    }

    #[test]
    fn the_nearest_spelling_is_meant() {
        let names = ["resourceTags/costcenter", "resourceTags/CostCenter"];
        let (meanings, doubts) = meaning(&["CostCenter"], TagPlace::Tags, &names);
        assert_eq!((meanings, doubts), (vec![None, Some(Meaning::Key(0))], 0));
        let known = ["CostCenter", "cost-center"];
        let (meanings, doubts) = meaning(&known, TagPlace::Tags, &["resourceTags/CostCenter"]);
        assert_eq!((meanings, doubts), (vec![Some(Meaning::Key(0))], 0));
    }

    #[test]
    fn nothing_is_guessed() {
        let names = ["resourceTags/Cost Center", "resourceTags/cost-center"];
        let (meanings, doubts) = meaning(&["CostCenter"], TagPlace::Tags, &names);
        assert_eq!((meanings, doubts), (vec![Some(Meaning::Unclear); 2], 1));
        let known = ["CostCenter", "cost-center"];
        let (meanings, doubts) = meaning(&known, TagPlace::ResourceTags, &["user_cost_center"]);
        assert_eq!((meanings, doubts), (vec![Some(Meaning::Unclear)], 1));
        // Letters of other scripts are the same or not at all.
        assert_eq!(meaning(&["原価"], TagPlace::Tags, &["resourceTags/部門"]).0, [None]);
        assert_eq!(meaning(&["原価"], TagPlace::Tags, &["resourceTags/原価"]).0, [Some(Meaning::Key(0))]);
    }
}
