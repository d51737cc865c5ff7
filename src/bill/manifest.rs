//! Manifests, which come with exports and say which files count.

use std::time::SystemTime;

use serde_json::Value;

use super::partition::{Partition, parts, without_kind};
use crate::cost::Period;
use crate::files::FileName;

/// A manifest.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    pub(crate) name: FileName,
    /// The parts of the keys of its files, without the bucket.
    pub(crate) files: Vec<Vec<String>>,
    pub(crate) period: Option<Period>,
    export: ExportId,
    /// When it was written, as far as it or its path says.
    time: Option<String>,
    modified: Option<SystemTime>,
}

/// What tells an export from others. A part that is not known is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
struct ExportId {
    /// The bucket and the account.
    owner: Vec<String>,
    /// Where the files of the export are in its bucket.
    prefix: Vec<String>,
    /// Where the manifest is, up to the part that names the period.
    place: Vec<String>,
}

impl ExportId {
    /// Whether it is the same export as another, as far as is known.
    fn is_same(&self, other: &ExportId) -> bool {
        let differ = |own: &[String], other: &[String]| !own.is_empty() && !other.is_empty() && own != other;
        if differ(&self.owner, &other.owner) || differ(&self.prefix, &other.prefix) {
            return false;
        }
        let is_known = !self.prefix.is_empty() && !other.prefix.is_empty();
        is_known || !differ(&self.place, &other.place)
    }
}

impl Manifest {
    /// Reads a manifest; none where the text is not one.
    pub(crate) fn read(name: FileName, text: &[u8], modified: Option<SystemTime>) -> Option<Self> {
        let json: Value = serde_json::from_slice(text).ok()?;
        let listed =
            ["dataFiles", "reportKeys", "dataKeys"].iter().find_map(|key| json.get(key)?.as_array())?;
        let mut files = Vec::new();
        for file in listed {
            files.push(key(file)?);
        }
        let own = parts(&name.place());
        let own_partition = partition(&own);
        let listed_partition = files.first().and_then(|file| partition(file));
        let stated =
            json.get("billingPeriod").and_then(|period| period.get("start")?.as_str().and_then(stated_month));
        let up_to = |parts: &[String], partition: Option<Partition>| match partition {
            Some(partition) => without_kind(&parts[..partition.depth - 1]).to_vec(),
            None => Vec::new(),
        };
        let period = listed_partition.or(own_partition).map(|partition| partition.period).or(stated);
        let export = ExportId {
            owner: owner(&json, listed.first()),
            prefix: files.first().map(|file| up_to(file, listed_partition)).unwrap_or_default(),
            place: up_to(&own, own_partition),
        };
        let mut time = time_in(&json);
        for part in own.iter().chain(files.iter().flatten()) {
            time = time.or_else(|| timestamp(part));
        }
        Some(Manifest { name, files, period, export, time, modified })
    }

    /// Whether it is newer than another one of the same export and period; none where that cannot be known.
    fn is_newer(&self, other: &Manifest) -> Option<bool> {
        if let (Some(own), Some(others)) = (&self.time, &other.time)
            && own != others
        {
            return Some(own > others);
        }
        // A report that keeps what it delivered before has copies of its manifests in folders below the last one.
        let folder = |manifest: &Manifest| manifest.name.place().parent().map(std::path::Path::to_path_buf);
        if let (Some(own), Some(others)) = (folder(self), folder(other))
            && own != others
        {
            if others.starts_with(&own) {
                return Some(true);
            }
            if own.starts_with(&others) {
                return Some(false);
            }
        }
        match (self.modified, other.modified) {
            (Some(own), Some(others)) if own != others => Some(own > others),
            _ => (self.files == other.files).then_some(false),
        }
    }
}

/// The newest manifest of each export and period, and those of which none is known to be the newest.
pub(crate) fn newest(manifests: &[Manifest]) -> (Vec<&Manifest>, Vec<Vec<&Manifest>>) {
    let mut exports: Vec<Vec<&Manifest>> = Vec::new();
    for manifest in manifests {
        let is_same =
            |known: &&Manifest| known.period == manifest.period && known.export.is_same(&manifest.export);
        match exports.iter_mut().find(|known| known.iter().any(is_same)) {
            Some(known) => known.push(manifest),
            None => exports.push(vec![manifest]),
        }
    }
    let (mut newest, mut unclear) = (Vec::new(), Vec::new());
    for manifests in exports {
        let mut best = manifests[0];
        let mut is_clear = true;
        for manifest in &manifests[1..] {
            match manifest.is_newer(best) {
                Some(true) => best = manifest,
                Some(false) => {}
                None => is_clear = false,
            }
        }
        if is_clear { newest.push(best) } else { unclear.push(manifests) }
    }
    (newest, unclear)
}

fn partition(parts: &[String]) -> Option<Partition> {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    Partition::of(&parts)
}

/// The bucket and the account of an export, as far as its manifest says.
fn owner(json: &Value, listed: Option<&Value>) -> Vec<String> {
    let told = |key: &str| json.get(key)?.as_str();
    let bucket = listed.and_then(|file| written(file)?.strip_prefix("s3://")?.split('/').next());
    let all = [bucket.or_else(|| told("bucket")), told("account")];
    all.into_iter().flatten().map(str::to_owned).collect()
}

/// The path of a listed file as it is written.
fn written(file: &Value) -> Option<&str> {
    match file {
        Value::String(text) => Some(text),
        other => ["path", "uri", "key"].iter().find_map(|key| other.get(key)?.as_str()),
    }
}

/// The parts of the key of a listed file: `s3://bucket/a/b`, `/a/b`, `{"path": "a/b"}`.
fn key(file: &Value) -> Option<Vec<String>> {
    let text = written(file)?;
    let key = match text.strip_prefix("s3://") {
        Some(rest) => rest.split_once('/')?.1,
        None => text,
    };
    let parts: Vec<String> = key.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    (!parts.is_empty()).then_some(parts)
}

/// The month of `20261101T000000.000Z` or `2026-11-01…`.
fn stated_month(text: &str) -> Option<Period> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    let (year, month) = (digits.get(..4)?, digits.get(4..6)?);
    Period::new(year.parse().ok()?, month.parse().ok()?)
}

/// The last time that a manifest names, but for its period.
fn time_in(json: &Value) -> Option<String> {
    let mut time = None;
    for (key, value) in json.as_object()? {
        if key != "billingPeriod"
            && let Some(text) = value.as_str()
        {
            time = time.max(timestamp(text));
        }
    }
    time
}

/// The digits of a time with a day and an hour: `2026-11-20T06:14:02.000Z`, `20261120T061402Z-0a1b`.
fn timestamp(text: &str) -> Option<String> {
    let (day, time) = text.split_once('T')?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_written = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ':');
    let day = day.get(day.len().checked_sub(10).filter(|_| day.contains('-')).unwrap_or(0)..)?;
    let time: String = time.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let (day, time) = (is_written(day).then(|| digits(day))?, digits(&time));
    (day.len() == 8 && time.len() >= 4).then(|| format!("{day}{time:0<6}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(path: &str, text: &str) -> Option<Manifest> {
        let name = FileName { path: path.into(), shown: path.to_owned() };
        Manifest::read(name, text.as_bytes(), None)
    }

    #[test]
    fn manifests_list_files_in_several_ways() {
        let period = Period::new(2026, 11);
        let listed = [
            r#"{"dataFiles": ["s3://bucket/p/e/data/BILLING_PERIOD=2026-11/e-1.parquet"]}"#,
            r#"{"dataFiles": [{"uri": "s3://bucket/p/e/data/BILLING_PERIOD=2026-11/e-1.parquet"}]}"#,
            r#"{"reportKeys": ["/p/e/20261101-20261201/1/e-1.csv.gz"], "billingPeriod": {"start": "20261101T000000.000Z"}}"#,
            r#"{"reportKeys": ["e-1.csv.gz"], "billingPeriod": {"start": "20261101T000000.000Z"}}"#,
        ];
        for text in listed {
            let manifest = manifest("bill/e-Manifest.json", text).expect("a manifest");
            assert_eq!((manifest.period, manifest.files.len()), (period, 1), "{text}");
        }
        for text in ["{}", "[]", "{", r#"{"dataFiles": "a"}"#, r#"{"dataFiles": [1]}"#] {
            assert!(manifest("m.json", text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_newest_of_a_period_counts() {
        let of = |path: &str, file: &str| {
            manifest(path, &format!(r#"{{"dataFiles": ["e/data/BILLING_PERIOD=2026-11/{file}"]}}"#))
                .expect("one")
        };
        let early = of("e/metadata/BILLING_PERIOD=2026-11/2026-11-10T06:14:02.000Z-1/m.json", "a");
        let late = of("e/metadata/BILLING_PERIOD=2026-11/2026-11-20T06:14:02.000Z-0/m.json", "b");
        for pair in [[early.clone(), late.clone()], [late.clone(), early.clone()]] {
            let (newest, unclear) = newest(&pair);
            assert_eq!((newest[0].name.clone(), newest.len(), unclear.len()), (late.name.clone(), 1, 0));
        }
        let (top, copy) = (of("e/20261101-20261201/m.json", "b"), of("e/20261101-20261201/1/m.json", "a"));
        assert_eq!(newest(&[copy, top.clone()]).0[0].name, top.name);
        let unclear = [
            of("e/metadata/BILLING_PERIOD=2026-11/x/m.json", "a"),
            of("e/metadata/BILLING_PERIOD=2026-11/y/m.json", "b"),
        ];
        assert_eq!(newest(&unclear).1.len(), 1);
    }

    #[test]
    fn times_are_told_from_names() {
        assert_eq!(timestamp("2026-11-20T06:14:02.000Z").as_deref(), Some("20261120061402"));
        assert_eq!(timestamp("20261120T061402Z-0a1b").as_deref(), Some("20261120061402"));
        for name in ["export-Tags", "T", "2026-11T00", "aT0614", "ÄT06:14"] {
            assert_eq!(timestamp(name), None, "{name}");
        }
    }
}
