//! The files of a bill: which there are, which of them count, and of which period they are.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::content::{self, Kind};
use super::deliveries::{once, unlisted};
use super::found::{Export, Found, Missed};
use super::listed::listed;
use super::manifest::Manifest;
use crate::files::{FileName, Kind as FileKind, Store, walk};

/// The largest manifest that is read. Real ones have some kilobytes.
const LARGEST_MANIFEST: u64 = 16 << 20;
/// What is wrong with what is called a manifest.
const NO_MANIFEST: &str =
    "it is not a manifest: not a JSON object that lists `dataFiles`, `reportKeys` or `dataKeys`";
/// What is wrong with an export that tools other than AWS hide.
const HIDDEN: &str = "its name, or that of a folder, begins with a dot or an underscore, so that it is not counted; rename it, or name the file itself";
/// How exports end, and what else could be one.
const EXPORT_ENDINGS: [&str; 15] = [
    "csv", "gz", "parquet", "zip", "zst", "zstd", "bz2", "xz", "lz4", "br", "orc", "avro", "tar", "tgz", "7z",
];
/// The folder in which reports for Athena say whether they are complete.
const STATUS_FOLDER: &str = "cost_and_usage_data_status";

/// The files at some paths that count, each once, sorted, and what could not be looked at.
pub(crate) fn find(store: &Store, paths: &[PathBuf]) -> (Vec<Export>, Vec<Missed>) {
    let mut found = Found::default();
    for path in paths {
        let name = store.name(path);
        match store.kind(&name.path) {
            Ok(FileKind::Folder) => look_into(store, &name.path, &mut found),
            Ok(_) => {
                found.named.insert(name.place().into_owned());
                found.files.push(name);
            }
            Err(error) => found.fail(&name, &store.why_unread(&name.path, &error)),
        }
    }
    found.files.sort();
    let real = |name: &FileName| store.real(&name.path).unwrap_or_else(|_| name.place().into_owned());
    let mut seen = BTreeSet::new();
    found.files.retain(|name| seen.insert(real(name)));
    let mut files = listed(store, &mut found);
    files.extend(unlisted(&mut found));
    let mut exports = once(store, files, &mut found);
    exports.sort();
    (exports, found.failures)
}

fn look_into(store: &Store, folder: &Path, found: &mut Found) {
    let walked = walk::walk(store, folder, walk::Gitignore::ReadHidden, &is_wanted);
    for (path, why) in walked.unread {
        found.fail(&store.name(&path), &why);
    }
    for path in walked.files {
        let name = store.name(&path);
        if is_hidden(path.strip_prefix(folder).unwrap_or(&path)) {
            // Much that is hidden can be told by its content only.
            if store.open(&path).is_ok_and(|opened| content::is_export(&opened)) {
                found.fail(&name, HIDDEN);
            }
            continue;
        }
        if let Err(error) = look_at(store, &name, found) {
            found.fail(&name, &store.why_unread(&path, &error));
        }
    }
}

fn is_wanted(path: &Path) -> bool {
    !path.iter().any(|part| part == STATUS_FOLDER)
}

/// What tools write beside data begins with a dot or an underscore.
fn is_hidden(path: &Path) -> bool {
    let is_hidden = |name: &[u8]| name.starts_with(b".") || name.starts_with(b"_");
    path.iter().any(|part| is_hidden(part.as_encoded_bytes()))
}

fn look_at(store: &Store, name: &FileName, found: &mut Found) -> io::Result<()> {
    let opened = store.open(&name.path)?;
    let is_export = match Kind::of(&opened)? {
        Kind::Parquet | Kind::Gzip | Kind::Zip | Kind::Foreign(_) => true,
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
            is_called_export(&name.path) || content::is_export(&opened)
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
