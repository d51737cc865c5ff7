//! The configurations of a repository beside the files that are checked: they may name the project of a client.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::collect::{client, endings, files, read};
use crate::engine::Task;
use crate::files::walk::{Gitignore, walk};
use crate::finding::Location;
use crate::repository;
use crate::source::{Medium, Source};

/// The variables that configurations set which were not looked at, in the repositories of some files.
pub(super) fn settings(task: &Task, checked: &[&str], clients: &BTreeSet<&str>) -> Vec<(String, Location)> {
    let store = &task.store;
    let place = |shown: &str| store.shown_as(shown).place().into_owned();
    let known: HashSet<PathBuf> = checked.iter().map(|shown| place(shown)).collect();
    let mut roots = BTreeSet::new();
    for path in clients.iter().map(|shown| place(shown)) {
        let root = path.parent().and_then(|folder| repository::root(store, folder));
        roots.extend(root.map(Path::to_owned));
    }
    // What is walked whole was looked at.
    roots.retain(|root| !task.paths.iter().any(|path| root.starts_with(store.name(path).place())));
    let mut found = Vec::new();
    for root in roots {
        let below =
            |path: &Path| path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let is_wanted =
            |path: &Path| files::may_declare(&below(path)) && endings::grammar(&below(path)).is_none();
        let walked = walk(store, &root, Gitignore::Obeyed, &is_wanted);
        for path in walked.files.into_iter().chain(repository::apart(store, walked.links).0) {
            if known.contains(&path) {
                continue;
            }
            let Ok(bytes) = store.read(&path) else { continue };
            if let Ok(source) = Source::from_bytes(store.name(&path).shown, bytes, Medium::File) {
                let settings = of_source(&Arc::new(source));
                if !settings.is_empty() {
                    store.add_source(&path);
                }
                found.extend(settings);
            }
        }
    }
    found
}

fn of_source(source: &Arc<Source>) -> Vec<(String, Location)> {
    if !client::may_configure(source.text()) {
        return Vec::new();
    }
    let found = match endings::format(source) {
        _ if endings::is_lines(source.name()) => client::in_lines(source, endings::is_script(source.name())),
        Some(format) => client::in_documents(source, &read::documents(source, format).trees),
        None => client::in_terraform(source),
    };
    found.settings
}
