//! Files that have lines of others: these would be counted twice.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::found::{Delivery, Export};
use super::lines::{Lines, Whole};
use super::unread::Unread;
use crate::cost::Period;

/// Whether some of the files that may have lines of wanted periods may have the same. Those that one manifest lists are
/// parts of one export.
pub(super) fn is_possible(exports: &[Export], periods: &BTreeSet<Period>) -> bool {
    let is_wanted = |export: &&Export| export.partition.is_none_or(|period| periods.contains(&period));
    let mut wanted = exports.iter().filter(is_wanted);
    let Some(first) = wanted.next() else { return false };
    wanted.any(|other| !are_parts(first, other))
}

/// Whether two files are parts of one export, by a manifest.
fn are_parts(file: &Export, other: &Export) -> bool {
    matches!(file.by, Delivery::Manifest(_)) && file.by == other.by
}

/// The files that have lines of others which count. What a manifest lists counts before all else, and of other files
/// the one with the most lines.
pub(super) fn doubled(exports: &[Export], mut lines: Lines<usize>) -> BTreeMap<usize, Unread> {
    let mut kept: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    let (lines_kept, are_all) = lines.take_kept();
    for (line, file) in lines_kept {
        kept.entry(file).or_default().push(line);
    }
    let mut files: Vec<(usize, Whole)> = lines.files().collect();
    files.sort_by_key(|(file, whole)| {
        let is_listed = matches!(exports[*file].by, Delivery::Manifest(_));
        (Reverse(is_listed), Reverse(whole.count), *file)
    });
    let (mut counted, mut counted_files) = (HashMap::new(), HashMap::new());
    let mut doubled = BTreeMap::new();
    for (file, whole) in files {
        let lines = kept.remove(&file).unwrap_or_default();
        let is_double = |other: &&usize| !are_parts(&exports[file], &exports[**other]);
        // Of lines without ids nothing says whether they are the same.
        let has_ids = whole.count > whole.without_id;
        let same_file = counted_files.get(&whole).filter(|other| has_ids && is_double(other));
        let shared: Vec<usize> =
            lines.iter().filter_map(|line| counted.get(line).filter(is_double)).copied().collect();
        let others: BTreeSet<usize> = shared.iter().chain(same_file).copied().collect();
        if others.is_empty() {
            counted_files.entry(whole).or_insert(file);
            for line in lines {
                counted.entry(line).or_insert(file);
            }
            continue;
        }
        let of = others.into_iter().map(|other| exports[other].name.shown.clone()).collect();
        let are_shared = same_file.is_some() || (are_all && shared.len() == lines.len());
        let is_all = are_shared && whole.without_id == 0;
        doubled.insert(file, if is_all { Unread::Repeats { of } } else { Unread::Overlaps { of } });
    }
    doubled
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::files::Store;

    /// What of files, each with so many lines from one number on, is counted twice.
    fn of(files: &[std::ops::Range<u64>]) -> Vec<(usize, String)> {
        let store = Store::in_memory("/work", []);
        let (mut exports, mut lines) = (Vec::new(), Lines::default());
        for (number, file) in files.iter().enumerate() {
            let name = store.name(&PathBuf::from(format!("/work/{number}.csv")));
            exports.push(Export { name, partition: None, by: Delivery::Command });
            lines.merge(&Lines::of_numbers(file.clone()), number);
        }
        doubled(&exports, lines).into_iter().map(|(file, why)| (file, why.to_string())).collect()
    }

    #[test]
    fn few_lines_are_found_among_many() {
        let many = 0..2_000_000;
        assert_eq!(of(&[many.clone(), 3_000_000..3_000_005, 4_000_000..4_000_005]), []);
        let same = "all of its lines are in `1.csv` as well, by their ids, and are counted once".to_owned();
        assert_eq!(of(&[many.clone(), 3_000_000..3_000_005, 3_000_000..3_000_005]), [(2, same)]);
        let some =
            "some of its lines are in `0.csv` as well, by their ids, and none of it is counted".to_owned();
        assert_eq!(of(&[many.clone(), 1_990_000..2_005_000]), [(1, some.clone())]);
        // Whether all lines of one are in a larger one, a sample cannot tell.
        assert_eq!(of(&[many, 0..1_000_000]), [(1, some)]);
    }
}
