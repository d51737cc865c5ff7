//! The files of a bill: which there are, which of them count, and of which period they are.

use std::io::{self, Read};
use std::path::Path;

use rayon::prelude::*;

use super::content::{self, Kind};
use super::deliveries::{once, unlisted};
use super::found::{Export, Found, Missed};
use super::listed::listed;
use super::manifest::Manifest;
use super::shelf::Shelves;
use crate::files::FileName;

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
/// The files on the shelves that count, each once, sorted, and what could not be looked at.
pub(crate) fn find(shelves: &Shelves<'_>) -> (Vec<Export>, Vec<Missed>) {
    let mut found = Found::default();
    let contents = shelves.contents();
    for (name, why) in contents.unread {
        found.fail(&name, &why);
    }
    for name in contents.named {
        shelves.store.add_source(&name.path);
        found.named.insert(name.place().into_owned());
        found.files.push(name);
    }
    let look = |(name, is_hidden): (FileName, bool)| {
        let look = look_at(shelves, &name, is_hidden);
        (name, look)
    };
    let looked: Vec<(FileName, io::Result<Look>)> = contents.inside.into_par_iter().map(look).collect();
    for (name, look) in looked {
        match look {
            // By its name alone it may be a report of an earlier run.
            Ok(Look::Other | Look::CalledExport) | Err(_) => {}
            Ok(Look::Export | Look::Manifest(_) | Look::Wrong(_)) => shelves.store.add_source(&name.path),
        }
        match look {
            Ok(Look::Export | Look::CalledExport) => found.files.push(name),
            Ok(Look::Manifest(manifest)) => found.manifests.push(manifest),
            Ok(Look::Wrong(why)) => found.fail(&name, why),
            Ok(Look::Other) => {}
            Err(error) => found.fail(&name, &shelves.why_unread(&name.path, &error)),
        }
    }
    found.files.sort();
    let mut files = listed(shelves, &mut found);
    files.extend(unlisted(&mut found));
    let mut exports = once(shelves, files, &mut found);
    exports.sort();
    for export in &exports {
        shelves.store.add_source(&export.name.path);
    }
    (exports, found.failures)
}

/// What a file in a folder is.
enum Look {
    Export,
    /// What is called so, and may be none.
    CalledExport,
    Manifest(Manifest),
    /// What was meant to be one of both, and is not.
    Wrong(&'static str),
    Other,
}

fn look_at(shelves: &Shelves<'_>, name: &FileName, is_hidden: bool) -> io::Result<Look> {
    if is_hidden {
        // Much that is hidden can be told by its content only.
        let is_export = shelves.open(&name.path).is_ok_and(|opened| content::is_export(&opened));
        return Ok(if is_export { Look::Wrong(HIDDEN) } else { Look::Other });
    }
    let opened = shelves.open(&name.path)?;
    Ok(match Kind::of(&opened)? {
        Kind::Parquet | Kind::Gzip | Kind::Zip | Kind::Foreign(_) => Look::Export,
        Kind::Json => {
            let mut text = Vec::new();
            opened.reader(0).take(LARGEST_MANIFEST).read_to_end(&mut text)?;
            match Manifest::read(name.clone(), &text, shelves.modified(&name.path)) {
                Some(manifest) => Look::Manifest(manifest),
                None if is_called_manifest(&name.path) => Look::Wrong(NO_MANIFEST),
                None => Look::Other,
            }
        }
        Kind::Text if is_called_manifest(&name.path) => Look::Wrong(NO_MANIFEST),
        Kind::Text if content::is_export(&opened) => Look::Export,
        Kind::Text if is_called_export(&name.path) => Look::CalledExport,
        Kind::Text => Look::Other,
    })
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
