//! Exports that are the same but for how they are packed and written, where no ids of lines tell.

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

/// How the text of a file is packed and written.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Form {
    kind: Kind,
    text: [u8; 32],
}

/// The files that are others which count, packed or written in another way. Only files whose lines have one length, and as
/// many lines of Bedrock, are read again, so that parts without lines are never the same, and further than their beginning
/// only where that is the same. What cannot be read any more is told by who reads its lines.
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
    let digest = |file: usize, length: u64| content::digest_of_lines(&open(file)?, length);
    let form = |file: usize| {
        let opened = open(file)?;
        Some(Form { kind: Kind::of(&opened).ok()?, text: content::digest(&opened)? })
    };
    let mut repacked = BTreeMap::new();
    for files in of_length.into_values().filter(|files| files.len() > 1) {
        for begun in alike(&files, |file| digest(file, BEGINNING)) {
            for same in alike(&begun, |file| digest(file, u64::MAX)) {
                let formed = same.into_iter().filter_map(|file| Some((file, form(file)?))).collect();
                repacked.extend(copies(exports, formed));
            }
        }
    }
    repacked
}

/// Of files with the same lines those that do not count, each with why.
fn copies(exports: &[Export], mut files: Vec<(usize, Form)>) -> Vec<(usize, Unread)> {
    files.sort_by_key(|(file, _)| Reverse(is_listed(&exports[*file])));
    let (mut counted, mut copies): (Vec<(usize, Form)>, Vec<(usize, Unread)>) = (Vec::new(), Vec::new());
    for (file, form) in files {
        let is_original = |(known, known_form): &&(usize, Form)| {
            is_copy(&exports[*known], &exports[file], *known_form == form)
        };
        let Some((known, known_form)) = counted.iter().find(is_original) else {
            counted.push((file, form));
            continue;
        };
        let of = exports[*known].name.shown.clone();
        let is_same_text = known_form.text == form.text;
        copies.push((file, if is_same_text { Unread::Repacked { of } } else { Unread::Rewritten { of } }));
    }
    copies
}

fn is_listed(export: &Export) -> bool {
    matches!(export.by, Delivery::Manifest(_))
}

/// Whether a file with the lines of one that counts is a copy. Parts of a bill may be alike, but then they are packed and
/// written alike.
fn is_copy(known: &Export, file: &Export, have_one_form: bool) -> bool {
    let is_made_anew = !have_one_form && partitions(known) == partitions(file);
    !is_listed(file) && !are_parts(known, file) && (is_made_anew || is_named_copy(known, file))
}
