//! The files that manifests speak of, and those that they leave out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::found::{Delivery, Export, Found};
use super::manifest::{Manifest, newest};
use super::partition::{Partition, of_file, parts, without_kind};
use super::shelf::Shelves;
use crate::cost::Period;
use crate::files::FileName;
use crate::text::code;

/// What counting manifests speak of, whatever they list there.
#[derive(Debug, Default)]
struct Reach {
    /// Folders that name the period.
    partitions: BTreeSet<PathBuf>,
    /// Exports and periods.
    exports: BTreeSet<(Vec<String>, Period)>,
    /// Other folders, with the period of the manifest.
    folders: BTreeSet<(PathBuf, Option<Period>)>,
}

/// Takes the files that manifests speak of, and gives those that count.
pub(super) fn listed(shelves: &Shelves<'_>, found: &mut Found) -> Vec<Export> {
    let manifests = std::mem::take(&mut found.manifests);
    let (counting, unclear) = newest(&manifests);
    let mut places: BTreeMap<PathBuf, FileName> = BTreeMap::new();
    for name in std::mem::take(&mut found.files) {
        places.insert(name.place().into_owned(), name);
    }
    let (mut exports, mut taken, mut reach) = (Vec::new(), BTreeSet::new(), Reach::default());
    for manifest in counting {
        reach.add_own(manifest);
        for file in &manifest.files {
            let (place, name) = match one_each(shelves, nearest(&places, file, manifest))[..] {
                [only] => only,
                [] => {
                    let message = format!("it lists {}, which is not there", code(&file.join("/")));
                    found.fail_of(manifest.period, &manifest.name, &message);
                    continue;
                }
                _ => {
                    let message =
                        format!("it lists {}, and several files could be it", code(&file.join("/")));
                    found.fail_of(manifest.period, &manifest.name, &message);
                    continue;
                }
            };
            reach.add_listed(place, manifest);
            taken.insert(place.clone());
            let partition = of_file(place).map(|partition| partition.period).or(manifest.period);
            let by = Delivery::Manifest(manifest.name.clone());
            exports.push(Export { name: name.clone(), partition, by });
        }
    }
    for manifests in unclear {
        for manifest in &manifests {
            let message = "which of several manifests of one period is the newest cannot be known";
            found.fail_of(manifest.period, &manifest.name, message);
        }
    }
    for manifest in &manifests {
        for file in &manifest.files {
            taken.extend(nearest(&places, file, manifest).into_iter().map(|(place, _)| place.clone()));
        }
    }
    // What else is where a manifest speaks of was delivered before.
    let is_left = |(place, name): &(PathBuf, FileName)| {
        let is_named = found.named.contains(place);
        !taken.contains(place) && (is_named || !reach.covers(place, || first_period(shelves, name)))
    };
    found.files = places.into_iter().filter(is_left).map(|(_, name)| name).collect();
    exports
}

impl Reach {
    /// Where a manifest is.
    fn add_own(&mut self, manifest: &Manifest) {
        let place = manifest.name.place();
        match of_file(&place) {
            Some(partition) => {
                self.exports.insert((export_of(&place, partition), partition.period));
            }
            None => self.add_folder(&place, manifest),
        }
    }

    /// Where a file is that it lists.
    fn add_listed(&mut self, place: &Path, manifest: &Manifest) {
        match partition_folder(place) {
            Some(folder) => {
                self.partitions.insert(folder);
            }
            None => self.add_folder(place, manifest),
        }
    }

    fn add_folder(&mut self, place: &Path, manifest: &Manifest) {
        let folder = place.parent().unwrap_or(Path::new("")).to_owned();
        self.folders.insert((folder, manifest.period));
    }

    /// Whether a manifest speaks of the place of a file, and of its period.
    fn covers(&self, place: &Path, period: impl Fn() -> Option<Period>) -> bool {
        if let Some(partition) = of_file(place) {
            let folder: PathBuf = place.iter().take(partition.depth).collect();
            let export = (export_of(place, partition), partition.period);
            return self.partitions.contains(&folder) || self.exports.contains(&export);
        }
        let own = place.parent().unwrap_or(Path::new(""));
        let mut spoken = self.folders.iter().filter(|(folder, _)| folder == own);
        spoken.any(|(_, spoken)| spoken.is_none() || period().is_none_or(|period| *spoken == Some(period)))
    }
}

fn first_period(shelves: &Shelves<'_>, name: &FileName) -> Option<Period> {
    let opened = shelves.open(&name.path).ok()?;
    Some(super::content::first(&opened, None)?.period)
}

/// Where an export is that has a folder for each period.
fn export_of(place: &Path, partition: Partition) -> Vec<String> {
    without_kind(&parts(place)[..partition.depth - 1]).to_vec()
}

/// The files that may be the one that a manifest lists, of which those nearest to the manifest are meant.
fn nearest<'p>(
    places: &'p BTreeMap<PathBuf, FileName>,
    key: &[String],
    manifest: &Manifest,
) -> Vec<(&'p PathBuf, &'p FileName)> {
    let distance = |place: &Path| common_folder(place, &manifest.name.place()).iter().count();
    let mut files: Vec<_> = places.iter().filter(|(place, _)| is_file(place, key, manifest)).collect();
    let deepest = files.iter().map(|(place, _)| distance(place)).max();
    files.retain(|(place, _)| Some(distance(place)) == deepest);
    files
}

/// Files without those that are others by another name.
fn one_each<'p>(
    shelves: &Shelves<'_>,
    mut files: Vec<(&'p PathBuf, &'p FileName)>,
) -> Vec<(&'p PathBuf, &'p FileName)> {
    if files.len() > 1 {
        let mut seen = BTreeSet::new();
        files.retain(|(_, name)| seen.insert(shelves.real(name)));
    }
    files
}

/// Whether a file is the one that a manifest lists by its key. Either may have more folders before it than the other.
fn is_file(place: &Path, key: &[String], manifest: &Manifest) -> bool {
    let own = parts(place);
    let shared = own.iter().rev().zip(key.iter().rev()).take_while(|(own, listed)| own == listed).count();
    if shared == key.len() {
        return true;
    }
    // Where the folders above the export were left out, all that the manifest and the file have below the folder that
    // both are in is the same.
    let root = common_folder(place, &manifest.name.place());
    shared > 0 && own.len() - shared <= parts(&root).len()
}

fn common_folder(left: &Path, right: &Path) -> PathBuf {
    left.iter().zip(right.iter()).take_while(|(left, right)| left == right).map(|(part, _)| part).collect()
}

/// The folder that names the period.
fn partition_folder(place: &Path) -> Option<PathBuf> {
    let partition = of_file(place)?;
    Some(place.iter().take(partition.depth).collect())
}
