//! Exports that are the same but for how they are packed, where no ids of lines tell.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::content::{self, Kind};
use super::found::{Delivery, Export};
use super::lines::LinesOfFiles;
use super::overlap::are_parts;
use super::shelf::Shelves;
use super::twice::{is_named_copy, partitions};
use super::unread::Unread;

/// What is in a file, however it is packed.
struct Text {
    file: usize,
    kind: Kind,
    digest: [u8; 32],
}

/// The files that are others which count, packed in another way. Only files whose texts have one length and as many lines
/// of Bedrock are read again, so that parts without lines are never the same.
pub(super) fn repacked(
    shelves: &Shelves<'_>,
    exports: &[Export],
    lengths: &BTreeMap<usize, u64>,
    lines: &LinesOfFiles,
) -> BTreeMap<usize, Unread> {
    let mut alike: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (file, whole) in lines.wholes().filter(|(_, whole)| whole.count == whole.without_id) {
        if let Some(length) = lengths.get(&file) {
            alike.entry((*length, whole.count)).or_default().push(file);
        }
    }
    let mut repacked = BTreeMap::new();
    for mut files in alike.into_values().filter(|files| files.len() > 1) {
        files.sort_by_key(|file| Reverse(is_listed(&exports[*file])));
        let mut counted: Vec<Text> = Vec::new();
        for file in files {
            // What cannot be read any more is told by who reads its lines.
            let Some(text) = text(shelves, exports, file) else { continue };
            match counted.iter().find(|known| is_same(known, &text, exports)) {
                Some(known) => {
                    let of = exports[known.file].name.shown.clone();
                    repacked.insert(file, Unread::Repacked { of });
                }
                None => counted.push(text),
            }
        }
    }
    repacked
}

fn is_listed(export: &Export) -> bool {
    matches!(export.by, Delivery::Manifest(_))
}

fn text(shelves: &Shelves<'_>, exports: &[Export], file: usize) -> Option<Text> {
    let opened = shelves.open(&exports[file].name.path).ok()?;
    let kind = Kind::of(&opened).ok()?;
    Some(Text { file, kind, digest: content::digest(&opened)? })
}

/// Whether a file has the lines of one that counts. Parts of a bill may be alike, but they are packed alike too.
fn is_same(known: &Text, text: &Text, exports: &[Export]) -> bool {
    let (first, again) = (&exports[known.file], &exports[text.file]);
    let is_packed_anew = known.kind != text.kind && partitions(first) == partitions(again);
    known.digest == text.digest
        && !are_parts(first, again)
        && !is_listed(again)
        && (is_packed_anew || is_named_copy(first, again))
}
