//! Where a bill is read from.

use std::path::{Path, PathBuf};

use crate::bill::Source;
use crate::fault::Fault;
use crate::files::Store;

/// The sources that are named. What exists as a file is one, whatever it is called.
///
/// # Errors
/// A path does not exist, or a service is named in no way that it has.
pub(super) fn sources(given: &[String], store: &Store) -> Result<Vec<Source>, Fault> {
    let holds = |path: &Path| store.holds(&store.name(path).path);
    let (mut sources, mut absent) = (Vec::new(), Vec::new());
    for text in given {
        let path = PathBuf::from(text);
        let source = match holds(&path) {
            true => Source::Path(path),
            false => Source::parse(text)?,
        };
        match &source {
            Source::Path(path) if !holds(path) => absent.push(path.clone()),
            _ => sources.push(source),
        }
    }
    if !absent.is_empty() {
        return Err(Fault::NoSuchPaths(absent));
    }
    match sources.len() > 1 && sources.contains(&Source::CostExplorer) {
        true => Err(Fault::NotAlone),
        false => Ok(sources),
    }
}
