//! The files of a bill: which there are, which of them count, and of which period they are.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::content::Kind;
use super::csv;
use super::manifest::{Manifest, newest};
use super::partition::{Partition, parts};
use crate::cost::Period;
use crate::files::{FileName, Kind as FileKind, Store, walk};
use crate::finding::Failure;
use crate::text::code;

/// The largest manifest that is read. Real ones have some kilobytes.
const LARGEST_MANIFEST: u64 = 16 << 20;
/// What is wrong with what is called a manifest.
const NO_MANIFEST: &str =
    "it is not a manifest: not a JSON object that lists `dataFiles`, `reportKeys` or `dataKeys`";
/// How exports end.
const EXPORT_ENDINGS: [&str; 4] = ["csv", "gz", "parquet", "zip"];
/// The folder in which reports for Athena say whether they are complete.
const STATUS_FOLDER: &str = "cost_and_usage_data_status";

/// A file with lines of a bill.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Export {
    pub(crate) name: FileName,
    /// The period that its path or a manifest names.
    pub(crate) partition: Option<Period>,
}

/// What is found.
#[derive(Debug, Default)]
struct Found {
    files: Vec<FileName>,
    manifests: Vec<Manifest>,
    failures: Vec<Missed>,
}

/// What could not be looked at, or be told, and of which period it is where that is known.
#[derive(Debug)]
pub(crate) struct Missed {
    pub(crate) period: Option<Period>,
    pub(crate) failure: Failure,
}

/// The files at some paths that count, each once, sorted, and what could not be looked at.
pub(crate) fn find(store: &Store, paths: &[PathBuf]) -> (Vec<Export>, Vec<Missed>) {
    let mut found = Found::default();
    for path in paths {
        let name = store.name(path);
        match store.kind(&name.path) {
            Ok(FileKind::Folder) => look_into(store, &name.path, &mut found),
            Ok(_) => found.files.push(name),
            Err(error) => found.fail(&name, &store.why_unread(&name.path, &error)),
        }
    }
    found.files.sort();
    let real = |name: &FileName| store.real(&name.path).unwrap_or_else(|_| name.place().into_owned());
    let mut seen = BTreeSet::new();
    found.files.retain(|name| seen.insert(real(name)));
    let mut exports = listed(&mut found);
    exports.extend(unlisted(&mut found));
    exports.sort();
    (exports, found.failures)
}

impl Found {
    fn fail(&mut self, name: &FileName, message: &str) {
        self.fail_of(None, name, message);
    }

    fn fail_of(&mut self, period: Option<Period>, name: &FileName, message: &str) {
        let failure = Failure { subject: name.shown.clone(), message: message.to_owned() };
        self.failures.push(Missed { period, failure });
    }
}

fn look_into(store: &Store, folder: &Path, found: &mut Found) {
    let walked = walk::walk(store, folder, walk::Gitignore::Read, &is_wanted);
    for (path, why) in walked.unread {
        found.fail(&store.name(&path), &why);
    }
    for path in walked.files {
        let name = store.name(&path);
        if let Err(error) = look_at(store, &name, found) {
            found.fail(&name, &store.why_unread(&path, &error));
        }
    }
}

/// What tools write beside data begins with a dot or an underscore.
fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let is_hidden = name.starts_with(b".") || name.starts_with(b"_");
    !is_hidden && !path.iter().any(|part| part == STATUS_FOLDER)
}

fn look_at(store: &Store, name: &FileName, found: &mut Found) -> io::Result<()> {
    let opened = store.open(&name.path)?;
    let is_export = match Kind::of(&opened)? {
        Kind::Parquet | Kind::Gzip | Kind::Zip => true,
        Kind::Json => {
            let mut text = Vec::new();
            opened.reader(0).take(LARGEST_MANIFEST).read_to_end(&mut text)?;
            match Manifest::read(name.clone(), &text, store.modified(&name.path)) {
                Some(manifest) => found.manifests.push(manifest),
                None if is_called_manifest(&name.path) => {
                    found.fail(name, NO_MANIFEST);
                }
                None => {}
            }
            false
        }
        Kind::Text => {
            if is_called_manifest(&name.path) {
                found.fail(name, NO_MANIFEST);
                return Ok(());
            }
            is_called_export(&name.path) || csv::is_export(opened.reader(0))
        }
    };
    if is_export {
        found.files.push(name.clone());
    }
    Ok(())
}

/// Whether a file that cannot be told by its content was meant to be an export: it is then a failure, not passed over.
fn is_called_export(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    EXPORT_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a file was meant to be a manifest, as deliveries name them.
fn is_called_manifest(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    name.ends_with("manifest.json")
}

/// Takes the files that manifests speak of, and gives those that count.
fn listed(found: &mut Found) -> Vec<Export> {
    let manifests = std::mem::take(&mut found.manifests);
    let (counting, unclear) = newest(&manifests);
    let mut places: BTreeMap<PathBuf, FileName> = BTreeMap::new();
    for name in std::mem::take(&mut found.files) {
        places.insert(name.place().into_owned(), name);
    }
    let mut exports = Vec::new();
    let mut taken = BTreeSet::new();
    let mut partitions = BTreeSet::new();
    for manifest in counting {
        for file in &manifest.files {
            let (place, name) = match nearest(&places, file, manifest)[..] {
                [only] => only,
                [] => {
                    let message = format!("it lists {}, which is not there", code(&file.join("/")));
                    found.fail_of(manifest.scope.period, &manifest.name, &message);
                    continue;
                }
                _ => {
                    let message =
                        format!("it lists {}, and several files could be it", code(&file.join("/")));
                    found.fail_of(manifest.scope.period, &manifest.name, &message);
                    continue;
                }
            };
            let partition = partition_of(place);
            partitions.extend(partition_folder(place));
            taken.insert(place.clone());
            exports.push(Export {
                name: name.clone(),
                partition: partition.map(|partition| partition.period).or(manifest.scope.period),
            });
        }
    }
    for manifests in unclear {
        for manifest in &manifests {
            let message = "which of several manifests of one period is the newest cannot be known";
            found.fail_of(manifest.scope.period, &manifest.name, message);
        }
    }
    for manifest in &manifests {
        for file in &manifest.files {
            taken.extend(nearest(&places, file, manifest).into_iter().map(|(place, _)| place.clone()));
        }
    }
    // What else lies in a partition of which a manifest speaks was delivered before.
    let is_left = |place: &PathBuf| {
        !taken.contains(place) && partition_folder(place).is_none_or(|folder| !partitions.contains(&folder))
    };
    found.files = places.into_iter().filter(|(place, _)| is_left(place)).map(|(_, name)| name).collect();
    exports
}

/// The files that no manifest speaks of. Two deliveries of one period cannot both count.
fn unlisted(found: &mut Found) -> Vec<Export> {
    let mut folders: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    for name in &found.files {
        if let Some(folder) = partition_folder(&name.place()) {
            folders.entry(folder).or_default().insert(delivery(&name.place()));
        }
    }
    let mut exports = Vec::new();
    let mut doubled = BTreeMap::new();
    for name in std::mem::take(&mut found.files) {
        let place = name.place();
        match partition_folder(&place) {
            Some(folder) if folders[&folder].len() > 1 => {
                doubled.entry(folder).or_insert_with(Vec::new).push(name);
            }
            _ => {
                let partition = partition_of(&place).map(|partition| partition.period);
                exports.push(Export { name, partition });
            }
        }
    }
    for names in doubled.into_values() {
        let message = format!(
            "{} was delivered more than once, as the folders of its partition show, and no manifest says which files count",
            code(&names.last().map(|name| name.shown.clone()).unwrap_or_default())
        );
        let period = partition_of(&names[0].place()).map(|partition| partition.period);
        found.fail_of(period, &names[0], &message);
    }
    exports
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

fn partition_of(place: &Path) -> Option<Partition> {
    let own = parts(place);
    let folders: Vec<&str> = own.iter().take(own.len().saturating_sub(1)).map(String::as_str).collect();
    Partition::of(&folders)
}

/// The folder that names the period.
fn partition_folder(place: &Path) -> Option<PathBuf> {
    let partition = partition_of(place)?;
    Some(place.iter().take(partition.depth).collect())
}

/// The folder of a file, without further partitions by other keys: each delivery has one of its own.
fn delivery(place: &Path) -> PathBuf {
    let folder = place.parent().unwrap_or(Path::new(""));
    folder.iter().filter(|part| !part.to_string_lossy().contains('=')).collect()
}
