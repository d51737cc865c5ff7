//! Where a bill is read from.

use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::files::Store;

/// What other services hold bills, by how their names begin.
const SERVICES: [(&str, &str); 3] =
    [("s3://", "exports in S3"), ("athena:", "Athena"), ("cost-explorer", "Cost Explorer")];

/// The files and folders that are named.
///
/// # Errors
/// One does not exist, or names a service.
pub(super) fn paths(sources: &[String], store: &Store) -> Result<Vec<PathBuf>, Fault> {
    for source in sources {
        for (beginning, what) in SERVICES {
            if source.starts_with(beginning) && !store.holds(&store.name(Path::new(source)).path) {
                return Err(Fault::NotBuilt { what: what.to_owned() });
            }
        }
    }
    let paths: Vec<PathBuf> = sources.iter().map(PathBuf::from).collect();
    let absent: Vec<PathBuf> =
        paths.iter().filter(|path| !store.holds(&store.name(path).path)).cloned().collect();
    match absent.is_empty() {
        true => Ok(paths),
        false => Err(Fault::NoSuchPaths(absent)),
    }
}
