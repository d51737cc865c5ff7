//! The folders of a run: those that were asked for and those that they call, and which are judged by themselves.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::super::{Directory, Files, Loader};
use super::module::{File, read_files};
use super::paths;
use crate::source::{Medium, Source, Span};

/// A folder whose files were read.
pub(in crate::collect::terraform) struct Folder<'t> {
    pub path: String,
    pub files: Vec<File<'t>>,
    /// The files that could not be opened.
    pub unopened: Vec<String>,
    /// The files that were asked for, where not all of them were.
    pub only: Option<Vec<String>>,
    /// The modules that it calls.
    calls: Vec<LocalCall<'t>>,
    /// Whether it was asked for, rather than called.
    asked: bool,
    /// Whether there is any configuration in it.
    pub is_there: bool,
}

impl Folder<'_> {
    /// Whether a file is one of those that were asked for.
    fn is_asked(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|asked| asked == name))
    }
}

/// The call of a local module: where it names a folder, and which.
struct LocalCall<'t> {
    source: &'t Arc<Source>,
    span: Span,
    folder: String,
}

/// The folders that were asked for, and those of all modules that they call.
pub(in crate::collect::terraform) fn load<'t>(
    directories: &[Directory<'t>],
    loader: &dyn Loader<'t>,
) -> Vec<Folder<'t>> {
    let mut folders: Vec<Folder<'t>> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for directory in directories {
        let path = paths::normal(&directory.folder);
        known.insert(path.clone());
        let folder = folder(path, Some(directory.files.clone()));
        folders.push(Folder { asked: true, only: directory.only.clone(), ..folder });
    }
    let mut at = 0;
    while at < folders.len() {
        let called: Vec<String> = folders[at].calls.iter().map(|call| call.folder.clone()).collect();
        for path in called {
            if known.insert(path.clone()) {
                let files = loader.load(&path);
                folders.push(folder(path, files));
            }
        }
        at += 1;
    }
    folders
}

fn folder<'t>(path: String, files: Option<Files<'t>>) -> Folder<'t> {
    let is_there = files.is_some();
    let Files { sources, unopened } = files.unwrap_or_default();
    let files = read_files(sources.into_iter());
    let calls = files.iter().filter(|file| file.is_loaded()).flat_map(|file| {
        let blocks = file.hcl.as_ref().ok().into_iter().flat_map(|hcl| hcl.body.blocks("module"));
        blocks.filter_map(|block| {
            let source = &block.body.attribute("source")?.value;
            let span = source.literal_span()?;
            Some(LocalCall { source: file.source, span, folder: paths::local_source(source, &path)? })
        })
    });
    let calls = calls.collect();
    Folder { path, files, unopened, only: None, calls, asked: false, is_there }
}

/// The names of the files that were asked for.
pub(in crate::collect::terraform) fn asked<'f>(folders: &'f [Folder<'_>]) -> HashSet<&'f str> {
    let files = folders.iter().filter(|folder| folder.asked).flat_map(|folder| {
        let names = folder.files.iter().map(|file| file.source.name());
        names.filter(|name| folder.is_asked(name))
    });
    files.collect()
}

/// The calls of folders in which there is no configuration. What standard input calls may stand where it came from.
pub(in crate::collect::terraform) fn absent<'t>(
    folders: &[Folder<'t>],
) -> Vec<(&'t Arc<Source>, Span, String)> {
    let absent: BTreeSet<&str> =
        folders.iter().filter(|folder| !folder.is_there).map(|folder| &*folder.path).collect();
    let calls = folders.iter().flat_map(|folder| {
        let is_asked = |call: &&LocalCall<'t>| folder.is_asked(call.source.name());
        folder.calls.iter().filter(is_asked)
    });
    let calls = calls.filter(|call| absent.contains(&*call.folder) && call.source.medium() != Medium::Stdin);
    calls.map(|call| (call.source, call.span, call.folder.clone())).collect()
}

/// The folders that are judged by themselves: those that were asked for and that no other of them reaches by calls.
/// Folders that call each other in a circle are all judged.
pub(in crate::collect::terraform) fn roots<'f, 't>(folders: &'f [Folder<'t>]) -> Vec<&'f Folder<'t>> {
    let at: HashMap<&str, usize> =
        folders.iter().enumerate().map(|(index, folder)| (&*folder.path, index)).collect();
    let mut called = vec![false; folders.len()];
    for (caller, folder) in folders.iter().enumerate() {
        for index in folder.calls.iter().filter_map(|call| at.get(&*call.folder)) {
            called[*index] |= *index != caller;
        }
    }
    let mut roots: Vec<usize> = (0..folders.len()).filter(|&at| folders[at].asked && !called[at]).collect();
    // What is asked for and reached from no root stands in a circle.
    let mut reached: BTreeSet<usize> = BTreeSet::new();
    let mut next = 0;
    loop {
        while next < roots.len() {
            reach(folders, &at, roots[next], &mut reached);
            next += 1;
        }
        match (0..folders.len()).find(|at| folders[*at].asked && !reached.contains(at)) {
            Some(circle) => roots.push(circle),
            None => break,
        }
    }
    roots.sort_unstable();
    roots.into_iter().map(|at| &folders[at]).collect()
}

/// Notes all folders that one reaches by calls, itself included.
fn reach(folders: &[Folder<'_>], at: &HashMap<&str, usize>, from: usize, reached: &mut BTreeSet<usize>) {
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(folders[next].calls.iter().filter_map(|call| at.get(&*call.folder)));
        }
    }
}
