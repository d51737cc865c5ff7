//! Deliveries of a bill. No money may be counted twice: what seems to be there twice is told, and not counted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::content;
use super::first::First;
use super::found::{Delivery, Export, Found};
use super::partition::{is_within_period, of_file};
use super::shelf::Shelves;
use super::twice::{without_copies, without_other_names};
use crate::files::FileName;
use crate::text::all_of;

/// The files that no manifest speaks of.
pub(super) fn unlisted(found: &mut Found) -> Vec<Export> {
    let mut files = Vec::new();
    for name in std::mem::take(&mut found.files) {
        let place = name.place();
        let by = match found.named.contains(&*place) {
            true => Delivery::Command,
            false => Delivery::Folder(folder_of(&place)),
        };
        let partition = of_file(&place).map(|partition| partition.period);
        files.push(Export { name, partition, by });
    }
    files
}

/// The folder of a file, without partitions by accounts, regions or days, which are one delivery. One period under two
/// spellings, `month=1` and `month=01`, is two.
fn folder_of(place: &Path) -> PathBuf {
    let folder = place.parent().unwrap_or(Path::new(""));
    folder.iter().filter(|part| !is_within_period(&part.to_string_lossy())).collect()
}

/// Leaves out what is there twice.
pub(super) fn once(shelves: &Shelves<'_>, files: Vec<Export>, found: &mut Found) -> Vec<Export> {
    let files = without_other_names(shelves, files, found);
    let files = without_copies(shelves, files, found);
    let files = without_namesakes(shelves, files, found);
    without_generations(shelves, files, found)
}

/// Leaves out files of one folder that have one name, but for how they are packed or what marks a copy: they are the same
/// part of an export, at two times or in two formats.
fn without_namesakes(shelves: &Shelves<'_>, files: Vec<Export>, found: &mut Found) -> Vec<Export> {
    let mut by_name: BTreeMap<(PathBuf, String), Vec<FileName>> = BTreeMap::new();
    for file in &files {
        if let Some(key) = namesake(file) {
            by_name.entry(key).or_default().push(file.name.clone());
        }
    }
    // What is no export is told by itself, and keeps no other from being counted.
    let is_export =
        |name: &FileName| shelves.open(&name.path).is_ok_and(|opened| content::is_export(&opened));
    by_name.retain(|_, names| names.len() > 1 && names.iter().filter(|name| is_export(name)).count() > 1);
    for names in by_name.values() {
        let shown: Vec<&str> = names.iter().map(|name| name.shown.as_str()).collect();
        let message = format!(
            "{} seem to be one part of an export, and no manifest says which counts",
            all_of(shown.into_iter(), 5)
        );
        found.fail(&names[0], &message);
    }
    files.into_iter().filter(|file| namesake(file).is_none_or(|key| !by_name.contains_key(&key))).collect()
}

/// The folder of a file and its name, without endings and the marks of copies: `export-1 (2).csv.gz`.
fn namesake(file: &Export) -> Option<(PathBuf, String)> {
    let Delivery::Folder(_) = file.by else { return None };
    let place = file.name.place().into_owned();
    let name = place.file_name()?.to_string_lossy().to_ascii_lowercase();
    let stem = name.split('.').next()?.trim_end();
    let unmarked = match stem.strip_suffix(')').and_then(|stem| stem.rsplit_once('(')) {
        Some((before, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => stem.strip_suffix("copy").unwrap_or(stem),
    };
    let unmarked = unmarked.trim_end_matches([' ', '-', '_']);
    let key = if unmarked.is_empty() { stem } else { unmarked };
    Some((place.parent()?.to_owned(), key.to_owned()))
}

/// Leaves out bills of one month and payer that were delivered more than once.
fn without_generations(shelves: &Shelves<'_>, files: Vec<Export>, found: &mut Found) -> Vec<Export> {
    let is_several = |files: &[usize], all: &[Export]| {
        let deliveries: BTreeSet<&Delivery> = files.iter().map(|at| &all[*at].by).collect();
        deliveries.len() > 1
    };
    let mut by_home: BTreeMap<First, Vec<usize>> = BTreeMap::new();
    let walked: Vec<usize> = (0..files.len()).filter(|at| files[*at].by != Delivery::Command).collect();
    if is_several(&walked, &files) {
        for at in walked {
            if let Some(first) = first(shelves, &files[at]) {
                by_home.entry(first).or_default().push(at);
            }
        }
    }
    let mut doubled = BTreeSet::new();
    for (first, members) in by_home {
        if !is_several(&members, &files) || !are_generations(&members, &files) {
            continue;
        }
        let folders: BTreeSet<String> = members.iter().map(|at| folder_shown(&files[*at].name)).collect();
        let has_manifest = |at: &usize| matches!(files[*at].by, Delivery::Manifest(_));
        let why = match members.iter().all(has_manifest) {
            true => "each with a manifest; if none has lines of another, name their files",
            false => "and no manifest says which files count",
        };
        let folders = all_of(folders.iter().map(String::as_str), 5);
        let message = format!("the bill of {} is there more than once, in {folders}, {why}", first.period);
        found.fail_of(Some(first.period), &files[members[0]].name, &message);
        doubled.extend(members);
    }
    let all = files.into_iter().enumerate();
    all.filter(|(at, _)| !doubled.contains(at)).map(|(_, file)| file).collect()
}

/// Whether several deliveries are of one bill: in folders that exports have for periods, or with the same names.
fn are_generations(members: &[usize], files: &[Export]) -> bool {
    let is_partitioned = members.iter().all(|at| of_file(&files[*at].name.place()).is_some());
    let mut by_name: BTreeMap<Option<std::ffi::OsString>, BTreeSet<&Delivery>> = BTreeMap::new();
    for at in members {
        let file = &files[*at];
        let name = file.name.place().file_name().map(ToOwned::to_owned);
        by_name.entry(name).or_default().insert(&file.by);
    }
    is_partitioned || by_name.values().any(|deliveries| deliveries.len() > 1)
}

fn first(shelves: &Shelves<'_>, export: &Export) -> Option<First> {
    let first = content::first(&shelves.open(&export.name.path).ok()?, export.partition)?;
    Some(First { period: export.partition.unwrap_or(first.period), ..first })
}

fn folder_shown(name: &FileName) -> String {
    match name.shown.rsplit_once('/') {
        Some((folder, _)) => folder.to_owned(),
        None => ".".to_owned(),
    }
}
