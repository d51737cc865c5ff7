//! Files that are there twice: by another name, or as a copy.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use super::content;
use super::copies::copies;
use super::found::{Delivery, Export, Found};
use super::shelf::Shelves;
use crate::files::FileName;
use crate::text::code;

/// Leaves out further names of a file. What is named or listed twice, and what a link leads to, is plainly meant once; a
/// hard link cannot be told from another file, and so is reported.
pub(super) fn without_other_names(
    shelves: &Shelves<'_>,
    files: Vec<Export>,
    found: &mut Found,
) -> Vec<Export> {
    let (mut places, mut by_inode) = (BTreeSet::new(), BTreeMap::new());
    let mut kept = Vec::new();
    for file in files {
        let name = &file.name;
        if !places.insert(shelves.real(name)) {
            continue;
        }
        if let Some(inode) = shelves.inode(&name.path) {
            let known: &mut FileName = by_inode.entry(inode).or_insert_with(|| name.clone());
            if known != name {
                let message = format!("it is the same file as {}, and is counted once", code(&known.shown));
                found.fail_of(file.partition, name, &message);
                continue;
            }
        }
        kept.push(file);
    }
    kept
}

/// Leaves out files that are the same as others, to the last byte, but for those that a manifest lists.
pub(super) fn without_copies(shelves: &Shelves<'_>, files: Vec<Export>, found: &mut Found) -> Vec<Export> {
    let open = |at: usize| shelves.open(&files[at].name.path);
    let mut originals: BTreeMap<usize, usize> = BTreeMap::new();
    for same in copies(files.len(), &open) {
        let Ok(first) = open(same[0]) else { continue };
        if content::first(&first, files[same[0]].partition).is_none() {
            // Parts without lines are alike.
            continue;
        }
        let has_line_ids = content::has_line_ids(&first);
        for (nth, at) in same.iter().enumerate() {
            let is_original = |known: &&usize| {
                let is_copy = has_line_ids || is_named_copy(&files[**known], &files[*at]);
                is_copy && !originals.contains_key(*known)
            };
            if !matches!(files[*at].by, Delivery::Manifest(_))
                && let Some(known) = same[..nth].iter().find(is_original)
            {
                originals.insert(*at, *known);
            }
        }
    }
    for (copy, known) in &originals {
        let (copy, known) = (&files[*copy], &files[*known]);
        let message = format!("it is a copy of {}, and is counted once", code(&known.name.shown));
        found.fail_of(copy.partition, &copy.name, &message);
    }
    let all = files.into_iter().enumerate();
    all.filter(|(at, _)| !originals.contains_key(at)).map(|(_, file)| file).collect()
}

/// Whether the command line names a copy of lines without ids. In folders, parts of a bill may be alike, above all where
/// the names of folders tell what their lines do not.
pub(super) fn is_named_copy(known: &Export, copy: &Export) -> bool {
    let is_named = known.by == Delivery::Command || copy.by == Delivery::Command;
    is_named && partitions(known) == partitions(copy)
}

/// The folders of a file that tell something of its lines: `account=111122223333`.
pub(super) fn partitions(file: &Export) -> Vec<OsString> {
    let place = file.name.place();
    let folders = place.parent().into_iter().flatten();
    folders.filter(|part| part.to_string_lossy().contains('=')).map(OsString::from).collect()
}
