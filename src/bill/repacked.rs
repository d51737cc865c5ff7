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

/// A file, and how its text is packed and written.
struct Form {
    file: usize,
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
        Some(Form { file, kind: Kind::of(&opened).ok()?, text: content::digest(&opened)? })
    };
    let mut repacked = BTreeMap::new();
    for files in of_length.into_values().filter(|files| files.len() > 1) {
        for begun in alike(&files, |file| digest(file, BEGINNING)) {
            for same in alike(&begun, |file| digest(file, u64::MAX)) {
                repacked.extend(copies(exports, same.into_iter().filter_map(form).collect()));
            }
        }
    }
    repacked
}

/// Of files with the same lines those that do not count, each with why.
fn copies(exports: &[Export], mut files: Vec<Form>) -> Vec<(usize, Unread)> {
    files.sort_by_key(|form| Reverse(is_listed(&exports[form.file])));
    let (mut counted, mut copies): (Vec<Form>, Vec<(usize, Unread)>) = (Vec::new(), Vec::new());
    for form in files {
        let Some(known) = counted.iter().find(|known| is_copy(exports, known, &form)) else {
            counted.push(form);
            continue;
        };
        let of = exports[known.file].name.shown.clone();
        let is_same_text = known.text == form.text;
        let why = if is_same_text { Unread::Repacked { of } } else { Unread::Rewritten { of } };
        copies.push((form.file, why));
    }
    copies
}

fn is_listed(export: &Export) -> bool {
    matches!(export.by, Delivery::Manifest(_))
}

/// Whether a file with the lines of one that counts is a copy. Parts of a bill may be alike, but then they are packed and
/// written alike.
fn is_copy(exports: &[Export], known: &Form, form: &Form) -> bool {
    let is_alike = known.kind == form.kind && known.text == form.text;
    let (known, file) = (&exports[known.file], &exports[form.file]);
    let is_made_anew = !is_alike && partitions(known) == partitions(file);
    !is_listed(file) && !are_parts(known, file) && (is_made_anew || is_named_copy(known, file))
}
