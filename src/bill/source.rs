//! Where a bill is: files, a bucket, a table, or a service that is asked for figures.

use std::fmt;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use super::Refusal;
use crate::live::endpoint::is_region;
use crate::text::{code, one_of};

/// Where a bill is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// A file or folder.
    Path(PathBuf),
    /// Exports in S3.
    Bucket(Bucket),
    /// A table of Athena, which has an export.
    Table(Table),
    /// Figures by key.
    CostExplorer,
}

/// A part of a bucket of S3.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What the keys begin with: nothing, a folder, or a whole key.
    pub prefix: String,
}

/// A table of Athena.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Table {
    /// The database that it is in.
    pub database: String,
    /// Its name.
    pub name: String,
    /// The workgroup, else Athena's `primary`.
    pub workgroup: Option<String>,
    /// Where results go, else where the workgroup puts them.
    pub output: Option<String>,
    /// The catalogue that the database is in, else Athena's own.
    pub catalog: Option<String>,
    /// The region, else the one of the environment.
    pub region: Option<String>,
}

/// How a source that is no path begins.
const S3: &str = "s3://";
const ATHENA: &str = "athena:";
const COST_EXPLORER: &str = "cost-explorer";

/// What may be set of a table.
const OPTIONS: [&str; 4] = ["workgroup", "output", "catalog", "region"];

impl Source {
    /// What a source that is written so is.
    ///
    /// # Errors
    /// It begins as a service does, and is wrong behind that.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let wrong = |why: String| Refusal::BadSource { given: text.to_owned(), why };
        if let Some(rest) = text.strip_prefix(S3) {
            return Bucket::parse(rest).map(Source::Bucket).map_err(wrong);
        }
        if let Some(rest) = text.strip_prefix(ATHENA) {
            return Table::parse(rest).map(Source::Table).map_err(wrong);
        }
        match text {
            COST_EXPLORER => Ok(Source::CostExplorer),
            path => Ok(Source::Path(path.into())),
        }
    }
}

impl Bucket {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, prefix) = text.split_once('/').unwrap_or((text, ""));
        let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        match (3..=255).contains(&name.len()) && name.chars().all(is_letter) {
            true => Ok(Bucket { name: name.to_owned(), prefix: prefix.to_owned() }),
            false => Err(format!("{} cannot be the name of a bucket", code(name))),
        }
    }

    /// An object of it, or what is below a prefix, as it is written.
    pub(crate) fn shown(&self, key: &str) -> String {
        format!("{S3}{}/{key}", self.name)
    }
}

impl Table {
    fn parse(text: &str) -> Result<Self, String> {
        let (names, options) = text.split_once('?').unwrap_or((text, ""));
        let Some((database, name)) = names.split_once('.') else {
            return Err("it names no table behind the database".to_owned());
        };
        for name in [database, name] {
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
                return Err(format!("{} cannot be the name of a database or table", code(name)));
            }
        }
        let mut table = Table { database: database.to_owned(), name: name.to_owned(), ..Table::default() };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            table.set(option)?;
        }
        Ok(table)
    }

    fn set(&mut self, option: &str) -> Result<(), String> {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
        let is_right = match key {
            "output" => value.starts_with(S3),
            "region" => is_region(&value),
            _ => !value.is_empty(),
        };
        let place = match key {
            "workgroup" => &mut self.workgroup,
            "output" => &mut self.output,
            "catalog" => &mut self.catalog,
            "region" => &mut self.region,
            other => return Err(format!("it has no option {}: use {}", code(other), one_of(OPTIONS, 4))),
        };
        if !is_right {
            return Err(format!("{} cannot be {}", code(key), code(&value)));
        }
        if place.replace(value).is_some() {
            return Err(format!("it has {} twice", code(key)));
        }
        Ok(())
    }
}

impl Table {
    /// The table as it is written, without options.
    pub(crate) fn shown(&self) -> String {
        format!("{ATHENA}{}.{}", self.database, self.name)
    }

    /// The region that it is asked in: its own, or else the one that is given.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn region_or<'t>(&'t self, given: Option<&'t str>) -> Result<&'t str, Refusal> {
        let region = self.region.as_deref().or(given);
        region.ok_or_else(|| Refusal::NoRegion { table: self.shown() })
    }
}

impl fmt::Display for Source {
    /// As it is written, without options.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Path(path) => write!(f, "{}", path.display()),
            Source::Bucket(bucket) => f.write_str(&bucket.shown(&bucket.prefix)),
            Source::Table(table) => f.write_str(&table.shown()),
            Source::CostExplorer => f.write_str(COST_EXPLORER),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_told_from_paths() {
        let bucket = |name: &str, prefix: &str| {
            Ok(Source::Bucket(Bucket { name: name.to_owned(), prefix: prefix.to_owned() }))
        };
        assert_eq!(Source::parse("s3://bills/exports/a=%2F?"), bucket("bills", "exports/a=%2F?"));
        assert_eq!(Source::parse("s3://bills"), bucket("bills", ""));
        assert_eq!(Source::parse("cost-explorer"), Ok(Source::CostExplorer));
        for path in ["exports/", "s3:/a", "cost-explorer/", "athena"] {
            assert_eq!(Source::parse(path), Ok(Source::Path(path.into())));
        }
    }

    #[test]
    fn tables_have_options() {
        let text = "athena:cur.cur2?workgroup=finops&output=s3%3A%2F%2Fout/x/&catalog=Aws&region=eu-west-1";
        let Ok(Source::Table(table)) = Source::parse(text) else { panic!("a table") };
        assert_eq!(
            (&*table.database, &*table.name, table.output.as_deref()),
            ("cur", "cur2", Some("s3://out/x/"))
        );
        assert_eq!(
            (table.workgroup.as_deref(), table.region.as_deref()),
            (Some("finops"), Some("eu-west-1"))
        );
        assert_eq!(Source::parse("athena:a.b?"), Source::parse("athena:a.b"));
    }

    #[test]
    fn what_is_no_source_is_refused() {
        let wrong = [
            "s3://",
            "s3:///a",
            "s3://a b/c",
            "athena:",
            "athena:table",
            "athena:a.",
            "athena:a.b.c",
            "athena:a.b\"; drop",
            "athena:a.b?region=evil/",
            "athena:a.b?output=/tmp",
            "athena:a.b?workgroup",
            "athena:a.b?wg=x",
            "athena:a.b?catalog=x&catalog=y",
        ];
        for text in wrong {
            assert!(matches!(Source::parse(text), Err(Refusal::BadSource { .. })), "{text}");
        }
    }
}
