//! The folders of a run: those that were asked for, those that call them and those that they call, and which are
//! checked by themselves.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::super::file::FolderFiles;
use super::super::input::{Files, Input, Loader};
use super::super::module::{Code, Module};
use super::super::outside::OutsideCall;
use super::given::Given;
use super::instance::Instance;
use super::modules::Program;
use super::origin::{self, Hint, Origin};
use crate::collect::limits::Limits;
use crate::policy::Tool;
use crate::source::{Medium, Source, Span};

/// A folder whose files were read.
pub(in crate::collect::terraform) struct Folder<'t> {
    pub(crate) path: String,
    pub(crate) files: FolderFiles<'t>,
    /// The files that were asked for, where not all of them were.
    pub(crate) only: Option<Vec<String>>,
    /// The modules that it calls.
    calls: Vec<LocalCall<'t>>,
    /// Whether it was given, rather than called.
    given: bool,
    /// Whether there is any configuration in it.
    pub(crate) is_there: bool,
    /// The files that may call it, and pass what is not known here.
    pub(crate) callers: Vec<Arc<str>>,
}

impl Folder<'_> {
    /// Whether a file is one of those that were asked for.
    fn is_asked(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|asked| asked == name))
    }

    /// Whether anything in it was asked for, rather than that it may call what was.
    fn has_asked(&self) -> bool {
        self.given && self.only.as_ref().is_none_or(|only| !only.is_empty())
    }

    /// Whether it configures providers, as modules that are called hardly do.
    fn configures_providers(&self) -> bool {
        let mut read = self.files.loaded().filter_map(|file| file.hcl.as_ref().ok());
        read.any(|hcl| hcl.body.blocks("provider").next().is_some())
    }

    /// The folders that it surely calls.
    fn called(&self) -> impl Iterator<Item = &str> {
        self.calls.iter().filter_map(|call| match &call.callee {
            Callee::Folder(folder) => Some(&**folder),
            Callee::Unknown(..) => None,
        })
    }
}

/// The call of a module that is, or may be, a folder.
struct LocalCall<'t> {
    source: &'t Arc<Source>,
    span: Span,
    callee: Callee,
}

impl LocalCall<'_> {
    /// Whether both are one call of one folder.
    fn is(&self, other: &LocalCall<'_>) -> bool {
        Arc::ptr_eq(self.source, other.source) && self.span == other.span && self.callee == other.callee
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Callee {
    Folder(String),
    /// What is known of it, and the folder that it is below.
    Unknown(Hint, Option<String>),
}

impl Callee {
    fn of(origin: Origin, folder: &str, loader: &dyn Loader<'_>) -> Option<Self> {
        match origin {
            Origin::Folder(path) => Some(Callee::Folder(loader.resolve(folder, &path))),
            Origin::Unknown(hint) => {
                let below = hint.below.as_ref().map(|path| loader.resolve(folder, path));
                Some(Callee::Unknown(hint, below))
            }
            Origin::Remote(_) => None,
        }
    }

    /// Whether it may be a folder, after what is known of it.
    fn may_be(&self, path: &str) -> bool {
        match self {
            Callee::Folder(folder) => folder == path,
            Callee::Unknown(hint, below) => !hint.is_empty() && hint.admits(path, below.as_deref()),
        }
    }

    /// Whether it may be any folder.
    fn is_unknown(&self) -> bool {
        matches!(self, Callee::Unknown(hint, _) if hint.is_empty())
    }
}

/// The folders that are given, and those of all modules that they call. Of those that are given for what they call,
/// only those that lead to what was asked for are left.
pub(in crate::collect::terraform) fn load<'t>(
    input: &Input<'t>,
    outside: Vec<OutsideCall<'t>>,
    given: &Given<'_, 't>,
    loader: &dyn Loader<'t>,
) -> Vec<Folder<'t>> {
    let mut folders: Vec<Folder<'t>> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for directory in &input.directories {
        let path = loader.resolve(&directory.folder, "");
        known.insert(path.clone());
        let folder = folder(path, Some(&directory.files), input.tool, given, loader);
        folders.push(Folder { given: true, only: directory.only.clone(), ..folder });
    }
    let mut at = 0;
    while at < folders.len() {
        let called: Vec<String> = folders[at].called().map(str::to_owned).collect();
        for path in called {
            if known.insert(path.clone()) {
                let files = loader.load(&path);
                folders.push(folder(path, files.as_ref(), input.tool, given, loader));
            }
        }
        at += 1;
    }
    note_callers(&mut folders, outside, loader);
    let needed = needed(&folders);
    let mut index = 0..;
    folders.retain(|_| index.next().is_some_and(|index| needed.contains(&index)));
    folders
}

fn folder<'t>(
    path: String,
    files: Option<&Files<'t>>,
    tool: Option<Tool>,
    given: &Given<'_, 't>,
    loader: &dyn Loader<'t>,
) -> Folder<'t> {
    let is_there = files.is_some();
    let files = match files {
        Some(files) => FolderFiles::read(files, tool),
        None => FolderFiles::default(),
    };
    let mut calls: Vec<LocalCall<'t>> = Vec::new();
    for &tool in files.readings() {
        add_calls(&mut calls, &path, &files, tool, given, loader);
    }
    Folder { path, files, only: None, calls, given: false, is_there, callers: Vec::new() }
}

/// Adds the calls of modules in some files. A `source` that is an expression is worked out as in a root module.
fn add_calls<'t>(
    calls: &mut Vec<LocalCall<'t>>,
    path: &str,
    files: &FolderFiles<'t>,
    tool: Tool,
    given: &Given<'_, 't>,
    loader: &dyn Loader<'t>,
) {
    let program =
        Program::new([(path, Module::new(path, files, tool))].into(), given, loader, Limits::default());
    let root = Instance::root(&program, &program.modules[path]);
    program.begin();
    for file in files.loaded_by(tool) {
        let blocks = file.hcl.as_ref().ok().into_iter().flat_map(|hcl| hcl.body.blocks("module"));
        for expr in blocks.filter_map(|block| Some(&block.body.attribute("source")?.value)) {
            let origin = Origin::of_module(&origin::text(&root, Code { expr, file }));
            let span = expr.literal_span().unwrap_or(expr.span);
            if let Some(callee) = Callee::of(origin, path, loader) {
                let call = LocalCall { source: file.source, span, callee };
                if !calls.iter().any(|known| known.is(&call)) {
                    calls.push(call);
                }
            }
        }
    }
}

/// Notes which files may call each folder, so that what they pass is not known.
fn note_callers<'t>(folders: &mut [Folder<'t>], outside: Vec<OutsideCall<'t>>, loader: &dyn Loader<'t>) {
    let mut callers: Vec<PossibleCaller<'t>> = Vec::new();
    for call in outside {
        let callee = match Callee::of(call.origin, &call.folder, loader) {
            // What a file that is included names is meant from where it is included.
            Some(Callee::Folder(path)) if !folders.iter().any(|folder| folder.path == path) => {
                Callee::Unknown(Hint::ending(&path), None)
            }
            Some(callee) => callee,
            None => continue,
        };
        callers.push(PossibleCaller { folder: None, source: call.source, callee: Some(callee) });
    }
    for folder in folders.iter() {
        let caller = |source, callee| PossibleCaller { folder: Some(folder.path.clone()), source, callee };
        for call in folder.calls.iter().filter(|call| matches!(call.callee, Callee::Unknown(..))) {
            callers.push(caller(call.source, Some(call.callee.clone())));
        }
        for broken in folder.files.loaded().filter(|file| file.hcl.is_err()) {
            callers.push(caller(broken.source, None));
        }
    }
    for folder in folders {
        for caller in &callers {
            let name: Arc<str> = caller.source.name().into();
            if caller.may_call(folder) && !folder.callers.contains(&name) {
                folder.callers.push(name);
            }
        }
    }
}

/// A file that may call modules, of which it is not known for certain which they are.
struct PossibleCaller<'t> {
    /// Its folder, if it is of a module itself.
    folder: Option<String>,
    source: &'t Arc<Source>,
    /// What is known of the module; nothing where the file cannot be read.
    callee: Option<Callee>,
}

impl PossibleCaller<'_> {
    fn may_call(&self, folder: &Folder<'_>) -> bool {
        if self.folder.as_ref() == Some(&folder.path) {
            return false;
        }
        match &self.callee {
            Some(callee) if callee.is_unknown() => !folder.configures_providers(),
            Some(callee) => callee.may_be(&folder.path),
            // Whoever calls a folder names it.
            None => {
                let name = folder.path.rsplit('/').next().unwrap_or_default();
                self.source.text().contains("module") && self.source.text().contains(&format!("/{name}"))
            }
        }
    }
}

/// What is needed for what was asked for: that itself, what leads to it by calls, and what these call.
fn needed(folders: &[Folder<'_>]) -> BTreeSet<usize> {
    let mut callers: Vec<Vec<usize>> = vec![Vec::new(); folders.len()];
    let mut callees: Vec<Vec<usize>> = vec![Vec::new(); folders.len()];
    let at = by_path(folders);
    for (caller, folder) in folders.iter().enumerate() {
        for call in &folder.calls {
            match &call.callee {
                Callee::Folder(path) => callees[caller].extend(at.get(&**path)),
                callee @ Callee::Unknown(..) => {
                    let may_be = |index: &usize| callee.may_be(&folders[*index].path);
                    callees[caller].extend((0..folders.len()).filter(may_be));
                }
            }
        }
        for &callee in &callees[caller] {
            callers[callee].push(caller);
        }
    }
    let asked = (0..folders.len()).filter(|&index| folders[index].has_asked());
    let leading = reached(asked, &callers);
    reached(leading.into_iter(), &callees)
}

/// The names of the files that were asked for.
pub(in crate::collect::terraform) fn asked<'f>(folders: &'f [Folder<'_>]) -> HashSet<&'f str> {
    let files = folders.iter().filter(|folder| folder.given).flat_map(|folder| {
        let names = folder.files.all.iter().map(|file| file.source.name());
        names.filter(|name| folder.is_asked(name))
    });
    files.collect()
}

/// The calls of folders in which there is no configuration. What standard input calls may be where it came from.
pub(in crate::collect::terraform) fn absent<'t>(
    folders: &[Folder<'t>],
) -> Vec<(&'t Arc<Source>, Span, String)> {
    let absent: BTreeSet<&str> =
        folders.iter().filter(|folder| !folder.is_there).map(|folder| &*folder.path).collect();
    let mut calls = Vec::new();
    for folder in folders {
        for call in folder.calls.iter().filter(|call| folder.is_asked(call.source.name())) {
            match &call.callee {
                Callee::Folder(path) if absent.contains(&**path) && call.source.medium() != Medium::Stdin => {
                    calls.push((call.source, call.span, path.clone()));
                }
                Callee::Folder(_) | Callee::Unknown(..) => {}
            }
        }
    }
    calls
}

/// The folders that are checked by themselves: those that were given and that no other of them reaches by calls.
/// Folders that call each other in a circle are all checked.
pub(in crate::collect::terraform) fn roots<'f, 't>(folders: &'f [Folder<'t>]) -> Vec<&'f Folder<'t>> {
    let at = by_path(folders);
    let callees: Vec<Vec<usize>> = folders
        .iter()
        .map(|folder| folder.called().filter_map(|path| at.get(path).copied()).collect())
        .collect();
    let mut called = vec![false; folders.len()];
    for (caller, callees) in callees.iter().enumerate() {
        for &callee in callees {
            called[callee] |= callee != caller;
        }
    }
    let mut roots: Vec<usize> = (0..folders.len()).filter(|&at| folders[at].given && !called[at]).collect();
    // What is asked for and reached from no root is in a circle.
    loop {
        let reached = reached(roots.iter().copied(), &callees);
        match (0..folders.len()).find(|at| folders[*at].has_asked() && !reached.contains(at)) {
            Some(circle) => roots.push(circle),
            None => break,
        }
    }
    roots.sort_unstable();
    roots.into_iter().map(|at| &folders[at]).collect()
}

fn by_path<'f>(folders: &'f [Folder<'_>]) -> HashMap<&'f str, usize> {
    folders.iter().enumerate().map(|(index, folder)| (&*folder.path, index)).collect()
}

/// All that some lead to, themselves included.
fn reached(from: impl Iterator<Item = usize>, to: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<usize> = from.collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&to[next]);
        }
    }
    reached
}
