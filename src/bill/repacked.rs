//! Exports that are the same but for how they are packed, where no ids of lines tell.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::content::{self, Kind};
use super::copies::{BEGINNING, alike};
use super::found::{Delivery, Export};
use super::lines::LinesOfFiles;
use super::overlap::are_parts;
use super::shelf::Shelves;
use super::twice::{is_named_copy, partitions};
use super::unread::Unread;

/// The files that are others which count, packed in another way. Only files whose texts have one length and as many lines
/// of Bedrock are read again, so that parts without lines are never the same, and further than their beginning only where
/// that is the same. What cannot be read any more is told by who reads its lines.
pub(super) fn repacked(
    shelves: &Shelves<'_>,
    exports: &[Export],
    lengths: &BTreeMap<usize, u64>,
    lines: &LinesOfFiles,
) -> BTreeMap<usize, Unread> {
    let mut of_length: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (file, whole) in lines.wholes().filter(|(_, whole)| whole.count == whole.without_id) {
        if let Some(length) = lengths.get(&file) {
            of_length.entry((*length, whole.count)).or_default().push(file);
        }
    }
    let open = |file: usize| shelves.open(&exports[file].name.path).ok();
    let kind = |file: usize| Kind::of(&open(file)?).ok();
    let digest = |file: usize, length: u64| content::digest(&open(file)?, length);
    let mut repacked = BTreeMap::new();
    for files in of_length.into_values().filter(|files| files.len() > 1) {
        // Files that are not packed are compared as they are.
        if files.iter().all(|file| kind(*file) == Some(Kind::Text)) {
            continue;
        }
        for begun in alike(&files, |file| digest(file, BEGINNING)) {
            for same in alike(&begun, |file| digest(file, u64::MAX)) {
                for (file, known) in copies(exports, same, &kind) {
                    repacked.insert(file, Unread::Repacked { of: exports[known].name.shown.clone() });
                }
            }
        }
    }
    repacked
}

/// Of files with one text those that do not count, each with the one that does.
fn copies(
    exports: &[Export],
    mut files: Vec<usize>,
    kind: &impl Fn(usize) -> Option<Kind>,
) -> Vec<(usize, usize)> {
    files.sort_by_key(|file| Reverse(is_listed(&exports[*file])));
    let (mut counted, mut copies): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    for file in files {
        let is_original =
            |known: &&usize| is_copy(&exports[**known], &exports[file], kind(**known) == kind(file));
        match counted.iter().find(is_original) {
            Some(known) => copies.push((file, *known)),
            None => counted.push(file),
        }
    }
    copies
}

fn is_listed(export: &Export) -> bool {
    matches!(export.by, Delivery::Manifest(_))
}

/// Whether a file with the text of one that counts is a copy. Parts of a bill may be alike, but then they are packed alike.
fn is_copy(known: &Export, file: &Export, are_packed_alike: bool) -> bool {
    let is_packed_anew = !are_packed_alike && partitions(known) == partitions(file);
    !is_listed(file) && !are_parts(known, file) && (is_packed_anew || is_named_copy(known, file))
}
