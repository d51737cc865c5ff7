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
    /// A column for each key, in the legacy report in parquet: `resource_tags_user_cost_center`.
    Columns,
    /// The same in the legacy report in csv: `resourceTags/user:CostCenter`.
    LegacyColumns,
    /// The map `Tags` of FOCUS.
    Focus,
}

impl TagPlace {
    const ALL: [TagPlace; 5] =
        [TagPlace::Tags, TagPlace::ResourceTags, TagPlace::Columns, TagPlace::LegacyColumns, TagPlace::Focus];

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

impl Keys {
    /// The keys of a dictionary, which have the numbers of their places.
    pub(crate) fn new(keys: &[String]) -> Self {
        let key = |key: &String| Key { written: key.clone(), squeezed: squeeze(key) };
        Keys(keys.iter().map(key).collect())
    }

    /// Whether the dictionary is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a tag may be one that the dictionary has.
    pub(crate) fn may_be_meant(&self, place: TagPlace, name: &str) -> bool {
        !self.alike(place, name).is_empty()
    }

    /// The keys that a tag may be: those that are the same but for case and everything but ASCII letters and digits, as
    /// exports fold keys to columns.
    fn alike(&self, place: TagPlace, name: &str) -> Vec<usize> {
        let Some(name) = self.bare(place, name) else { return Vec::new() };
        let squeezed = squeeze(name);
        let is_alike = |key: &Key| key.written == name || !squeezed.is_empty() && key.squeezed == squeezed;
        (0..self.0.len()).filter(|key| is_alike(&self.0[*key])).collect()
    }

    /// What the names of tags that may be meant are like, in the words of `LIKE` and in small letters, and perhaps more.
    pub(crate) fn patterns(&self) -> BTreeSet<String> {
        let mut patterns = BTreeSet::new();
        for key in &self.0 {
            let pattern = match key.squeezed.is_empty() {
                true => format!("%{}", key.written.to_lowercase()),
                false => key.squeezed.chars().map(|c| format!("%{c}")).collect(),
            };
            patterns.insert(format!("{pattern}%"));
        }
        patterns
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
            _ if is_own(name) => None,
            TagPlace::ResourceTags | TagPlace::Columns | TagPlace::LegacyColumns | TagPlace::Focus => {
                let name = name.strip_prefix("resourceTags/").unwrap_or(name);
                let user = ["user:", "user_"].iter().find_map(|prefix| name.strip_prefix(prefix));
                Some(user.unwrap_or(name))
            }
        }
    }

    /// What the tags of a bill mean, and what cannot be known of them. Each place spells keys in its own way.
    pub(crate) fn meanings(&self, billed: &BTreeSet<Billed>) -> (BTreeMap<Billed, Meaning>, Vec<Doubt>) {
        let mut by_key: BTreeMap<(TagPlace, usize), Vec<&Billed>> = BTreeMap::new();
        for billed in billed {
            for key in self.alike(billed.place, &billed.name) {
                by_key.entry((billed.place, key)).or_default().push(billed);
            }
        }
        let (mut meanings, mut doubts) = (BTreeMap::new(), Vec::new());
        for billed in billed {
            let keys = self.alike(billed.place, &billed.name);
            let meaning = match keys[..] {
                [] => continue,
                [key] if by_key[&(billed.place, key)].len() == 1 => Meaning::Key(key),
                [_] => Meaning::Unclear,
                [_, ..] => {
                    let keys = keys.iter().map(|key| self.0[*key].written.clone()).collect();
                    doubts.push(Doubt::TwoKeys { billed: billed.name.clone(), keys });
                    Meaning::Unclear
                }
            };
            meanings.insert(billed.clone(), meaning);
        }
        for ((_, key), billed) in by_key {
            if billed.len() > 1 {
                let billed = billed.iter().map(|billed| billed.name.clone()).collect();
                doubts.push(Doubt::TwoBilled { billed, key: self.0[key].written.clone() });
            }
        }
        (meanings, doubts)
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
    fn nothing_is_guessed() {
        use TagPlace::{Columns, Focus, LegacyColumns, ResourceTags, Tags};
        let two_tags = [
            (Tags, ["resourceTags/Cost Center", "resourceTags/cost-center"]),
            (Tags, ["resourceTags/costcenter", "resourceTags/CostCenter"]),
            (Tags, ["resourceTags/user:CostCenter", "resourceTags/CostCenter"]),
            (ResourceTags, ["user_cost_center", "user_costcenter"]),
            (ResourceTags, ["user_cost_center", "user:CostCenter"]),
            (Columns, ["user_cost_center", "user_c_o_s_t_c_e_n_t_e_r"]),
            (LegacyColumns, ["user:CostCenter", "user:cost_center"]),
            (Focus, ["CostCenter", "user_cost_center"]),
        ];
        for (place, names) in two_tags {
            let found = meaning(&["CostCenter"], place, &names);
            assert_eq!(found, (vec![Some(Meaning::Unclear); 2], 1), "{names:?}");
        }
        let two_keys = [
            (ResourceTags, "user_cost_center", "cost-center"),
            (ResourceTags, "user_cost_center", "cost_center"),
            (Tags, "resourceTags/CostCenter", "cost-center"),
            (Focus, "costcenter", "COSTCENTER"),
        ];
        for (place, name, other) in two_keys {
            let found = meaning(&["CostCenter", other], place, &[name]);
            assert_eq!(found, (vec![Some(Meaning::Unclear)], 1), "{name}");
        }
        // What two exports spell in two ways is one key in each.
        let all = BTreeSet::from([
            billed(ResourceTags, "user_cost_center"),
            billed(LegacyColumns, "user:CostCenter"),
            billed(Columns, "user_cost_center"),
        ]);
        assert_eq!(keys(&["CostCenter"]).meanings(&all).1, []);
        // Letters of other scripts are the same or not at all.
        assert_eq!(meaning(&["原価"], TagPlace::Tags, &["resourceTags/部門"]).0, [None]);
        assert_eq!(meaning(&["原価"], TagPlace::Tags, &["resourceTags/原価"]).0, [Some(Meaning::Key(0))]);
    }
}
