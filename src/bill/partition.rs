//! What the folders of an export say: of which period a file is.

use std::path::Path;

use crate::cost::Period;

/// Where a path names a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Partition {
    pub(crate) period: Period,
    /// How many parts of the path there are up to the one that names it, which is counted.
    pub(crate) depth: usize,
}

impl Partition {
    /// The last period that the parts of a path name: `BILLING_PERIOD=2026-11`, `year=2026/month=11`,
    /// `20261101-20261201`.
    pub(crate) fn of(parts: &[&str]) -> Option<Self> {
        let (mut found, mut year) = (None, None);
        for (at, part) in parts.iter().enumerate() {
            let period = match part.split_once('=') {
                Some((key, value)) if key.eq_ignore_ascii_case("billing_period") => {
                    value.get(..7).and_then(|month| month.parse().ok())
                }
                Some((key, value)) if key.eq_ignore_ascii_case("year") => {
                    year = value.parse().ok();
                    None
                }
                Some((key, value)) if key.eq_ignore_ascii_case("month") => month(year, value),
                Some(_) => None,
                None => range(part),
            };
            if let Some(period) = period {
                found = Some(Partition { period, depth: at + 1 });
            }
        }
        found
    }
}

/// Whether a folder parts the lines of a period.
pub(crate) fn is_within_period(part: &str) -> bool {
    part.split_once('=').is_some_and(|(key, _)| {
        !["billing_period", "year", "month"].iter().any(|period| key.eq_ignore_ascii_case(period))
    })
}

fn month(year: Option<i32>, month: &str) -> Option<Period> {
    Period::new(year?, month.parse().ok()?)
}

/// The month of `20261101-20261201`.
fn range(part: &str) -> Option<Period> {
    let (start, end) = part.split_once('-')?;
    let is_day = |day: &str| day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    if !is_day(start) || !is_day(end) {
        return None;
    }
    Period::new(start[..4].parse().ok()?, start[4..6].parse().ok()?)
}

/// The period that the folders of a file name.
pub(crate) fn of_file(place: &Path) -> Option<Partition> {
    let own = parts(place);
    let folders: Vec<&str> = own.iter().take(own.len().saturating_sub(1)).map(String::as_str).collect();
    Partition::of(&folders)
}

/// Where an export is, without the folder of its data or of its manifests, and without the year.
pub(crate) fn without_kind(parts: &[String]) -> &[String] {
    match parts {
        [before @ .., last] if last == "data" || last == "metadata" || last.starts_with("year=") => before,
        parts => parts,
    }
}

/// The parts of a path.
pub(crate) fn parts(path: &Path) -> Vec<String> {
    path.iter().map(|part| part.to_string_lossy().into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Option<(String, usize)> {
        let parts: Vec<&str> = path.split('/').collect();
        Partition::of(&parts).map(|partition| (partition.period.to_string(), partition.depth))
    }

    #[test]
    fn folders_name_periods() {
        assert_eq!(of("export/data/BILLING_PERIOD=2026-11/a.parquet"), Some(("2026-11".to_owned(), 3)));
        assert_eq!(of("billing_period=2026-11-01/a"), Some(("2026-11".to_owned(), 1)));
        assert_eq!(of("report/year=2026/month=7/a"), Some(("2026-07".to_owned(), 3)));
        assert_eq!(of("report/20261101-20261201/assembly/a"), Some(("2026-11".to_owned(), 2)));
        for path in
            ["a", "month=11/a", "BILLING_PERIOD=2026/a", "2026-11/a", "year=2026/month=13/a", "20261101/a"]
        {
            assert_eq!(of(path), None, "{path}");
        }
    }
}
