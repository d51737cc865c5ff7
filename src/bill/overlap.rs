//! Files that have lines of others: these would be counted twice.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::found::{Delivery, Export};
use super::lines::{Lines, LinesOfFiles};
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
pub(super) fn are_parts(file: &Export, other: &Export) -> bool {
    matches!(file.by, Delivery::Manifest(_)) && file.by == other.by
}

/// The files that have lines of others which count. What a manifest lists counts before all else, and of other files
/// the one with the most lines.
pub(super) fn doubled(exports: &[Export], lines: LinesOfFiles) -> BTreeMap<usize, Unread> {
    let (files, are_all) = lines.into_files();
    let mut shared = shared(&files);
    let mut files: Vec<(usize, Lines)> = files.into_iter().collect();
    files.sort_by_key(|(file, lines)| {
        let is_listed = matches!(exports[*file].by, Delivery::Manifest(_));
        (Reverse(is_listed), Reverse(lines.whole().count), *file)
    });
    let (mut counted, mut counted_files) = (HashMap::new(), HashMap::new());
    let mut doubled = BTreeMap::new();
    for (file, lines) in files {
        let (whole, of_several) = (lines.whole(), shared.remove(&file).unwrap_or_default());
        let is_double = |other: &&usize| !are_parts(&exports[file], &exports[**other]);
        // Of lines without ids nothing says whether they are the same.
        let has_ids = whole.count > whole.without_id;
        let same_file = counted_files.get(&whole).filter(|other| has_ids && is_double(other));
        let again: Vec<usize> =
            of_several.iter().filter_map(|line| counted.get(line).filter(is_double)).copied().collect();
        let others: BTreeSet<usize> = again.iter().chain(same_file).copied().collect();
        if others.is_empty() {
            counted_files.entry(whole).or_insert(file);
            for line in of_several {
                counted.entry(line).or_insert(file);
            }
            continue;
        }
        let of = others.into_iter().map(|other| exports[other].name.shown.clone()).collect();
        let are_again = same_file.is_some() || (are_all && again.len() == lines.kept().len());
        let is_all = are_again && whole.without_id == 0;
        doubled.insert(file, if is_all { Unread::Repeats { of } } else { Unread::Overlaps { of } });
    }
    doubled
}

/// Of each file the lines that others have too, by their hashes. Most lines are in one file.
fn shared(files: &BTreeMap<usize, Lines>) -> BTreeMap<usize, Vec<u64>> {
    let mut kept: Vec<(u64, usize)> = Vec::new();
    for (file, lines) in files {
        kept.extend(lines.kept().iter().map(|line| (*line, *file)));
    }
    kept.sort_unstable();
    let mut shared: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for same in kept.chunk_by(|(line, _), (next, _)| line == next).filter(|same| same.len() > 1) {
        for (line, file) in same {
            shared.entry(*file).or_default().push(*line);
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::files::Store;

    /// What of files, each with so many lines from one number on, is counted twice.
    fn of(files: &[std::ops::Range<u64>]) -> Vec<(usize, String)> {
        let store = Store::in_memory("/work", []);
        let (mut exports, mut lines) = (Vec::new(), LinesOfFiles::default());
        for (number, file) in files.iter().enumerate() {
            let name = store.name(&PathBuf::from(format!("/work/{number}.csv")));
            exports.push(Export { name, partition: None, by: Delivery::Command });
            lines.add(number, &Lines::of_numbers(file.clone()));
        }
        doubled(&exports, lines).into_iter().map(|(file, why)| (file, why.to_string())).collect()
    }

    #[test]
    fn few_lines_are_found_among_many() {
        let many = 0..800_000;
        assert_eq!(of(&[many.clone(), 3_000_000..3_000_005, 4_000_000..4_000_005]), []);
        let same = "all of its lines are in `1.csv` as well, by their ids, and are counted once".to_owned();
        assert_eq!(of(&[many.clone(), 3_000_000..3_000_005, 3_000_000..3_000_005]), [(2, same)]);
        let some =
            "some of its lines are in `0.csv` as well, by their ids, and none of it is counted".to_owned();
        assert_eq!(of(&[many.clone(), 790_000..805_000]), [(1, some.clone())]);
        // Whether all lines of one are in a larger one, a sample cannot tell.
        assert_eq!(of(&[many, 0..400_000]), [(1, some)]);
    }
}
