//! Terraform and OpenTofu: what resources a configuration declares, as far as it can be known without running it.
//!
//! A directory is one module. Nothing is run and nothing is fetched: what names, functions, conditions and loops
//! come to is worked out from the text where everything it needs is written down, and is unknown otherwise. Every
//! value keeps the place where its text stands, be it a local, a file of values, a provider or the call of a module,
//! so that a finding points there and a fix mends it there.
//!
//! What is decided:
//! - The default of a variable of a root module is its value; but a condition that asks for it decides nothing of
//!   what texts say: both branches are judged, and what was asked is unknown in them. Whether a resource exists
//!   (`count`, `for_each`) goes by the default. What a file of values or a call gives is certain.
//! - A module that is called is judged in its calls, once for each, and not by itself.
//! - A file that cannot be read leaves the others to be judged; what it may define is unknown.
//! - What a module that is not here does with the tags that it is given is unknown.

mod calls;
mod dynamic;
mod each;
mod encoding;
mod eval;
mod format;
mod functions;
mod ignored;
mod lists;
mod loops;
mod module;
mod operators;
mod own_tags;
mod paths;
mod patterns;
mod program;
mod provider;
mod remote;
mod reshape;
mod resource;
mod scope;
mod tags;
mod types;
mod typing;
mod uses;
mod vacancy;
mod value;
mod walk;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use calls::call_name;
use each::Each;
use module::{File, Module};
use program::Program;
use resource::Resource;
use scope::Instance;
use uses::Standing;

pub(super) use resource::known as known_kind;
pub(super) use types::{Bears, bears};

use crate::project::Project;
use crate::source::{Medium, Source, Span};
use crate::tree::SyntaxError;

/// The files of one directory.
#[derive(Clone, Debug)]
pub struct Directory<'t> {
    /// Its path with forward slashes, in the form in which the names of its files begin; empty for the working
    /// directory and for standard input.
    pub folder: String,
    /// Its files.
    pub files: Files<'t>,
    /// The files that were asked for, by their names, where not all of them were: only the projects that they have a
    /// word in are read, those that they declare and those whose name or tags they define.
    pub only: Option<Vec<String>>,
}

/// The files of a folder that concern Terraform, in any order: see [`concerns`]. Others do no harm.
#[derive(Clone, Debug, Default)]
pub struct Files<'t> {
    /// Those that could be read as texts.
    pub sources: Vec<&'t Arc<Source>>,
    /// The names of those that could not.
    pub unopened: Vec<String>,
}

/// Gives the files of modules that lie outside of the directories that are judged.
pub trait Loader<'t> {
    /// The files of a folder; nothing where there is none, or none in it that concerns Terraform. `..` is only left
    /// at the beginning of a path.
    fn load(&self, folder: &str) -> Option<Files<'t>>;
}

/// A [`Loader`] that has nothing: modules elsewhere are unknown.
#[derive(Clone, Copy, Debug)]
pub struct Nowhere;

impl<'t> Loader<'t> for Nowhere {
    fn load(&self, _: &str) -> Option<Files<'t>> {
        None
    }
}

/// What was read.
#[derive(Debug, Default)]
pub struct Read<'t> {
    /// The projects, in the order of directories, files and text, those of called modules behind.
    pub projects: Vec<Project<'t>>,
    /// Files that could not be parsed, and where they break.
    pub unreadable: Vec<(&'t Arc<Source>, SyntaxError)>,
    /// Where comments stand in each file, those of called modules included.
    pub comments: Vec<(&'t Arc<Source>, Vec<Span>)>,
    /// Calls of local modules of which there is no configuration: where each names its folder, and that folder.
    pub absent: Vec<(&'t Arc<Source>, Span, String)>,
    /// Resources that are judged, and calls of modules, of which `count` or `for_each` makes none: the file and the
    /// address of each.
    pub left_out: Vec<(&'t Arc<Source>, String)>,
}

/// Whether a file of that name says something to Terraform: configuration that is not hidden, or values that are
/// read without being named.
pub fn concerns(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let stem = name.strip_suffix(".json").unwrap_or(name);
    (is_configuration(name) && !name.starts_with('.'))
        || stem == "terraform.tfvars"
        || stem.ends_with(".auto.tfvars")
}

/// Whether a file of that name is configuration, rather than values.
pub fn is_configuration(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    stem.ends_with(".tf") || stem.ends_with(".tofu")
}

/// Reads directories and the local modules that they call. `judged` says which resource types are judged besides
/// Bedrock projects and application inference profiles.
pub fn read<'t>(
    directories: &[Directory<'t>],
    loader: &dyn Loader<'t>,
    judged: &dyn Fn(&str) -> bool,
) -> Read<'t> {
    let folders = load(directories, loader);
    let mut read = Read::default();
    for file in folders.iter().flat_map(|folder| &folder.files) {
        match &file.hcl {
            Ok(hcl) => read.comments.push((file.source, hcl.comments.clone())),
            Err(error) => read.unreadable.push((file.source, error.clone())),
        }
    }
    let there = folders.iter().filter(|folder| folder.is_there);
    let modules =
        there.map(|folder| (&*folder.path, Module::new(&folder.path, &folder.files, &folder.unopened)));
    let program = Program::new(modules.collect());
    let judges_resources = OnceCell::new();
    let mut reader = Reader { judged, judges_resources, read, standings: Vec::new(), ordinal: 0 };
    reader.read.absent = absent(&folders);
    for folder in roots(&folders) {
        let instance = Instance::root(&program, &program.modules[&*folder.path]);
        program.refuel(instance.module);
        reader.module(&instance, folder.only.as_deref());
        program.refuel(instance.module);
        let standings = std::mem::take(&mut reader.standings);
        uses::note(&instance, judged, &mut reader.read.projects, &standings);
    }
    let message = "the module called here is not judged: calls go too deep, or take too much work";
    let cut = program.cut.take().into_iter();
    reader.read.unreadable.extend(cut.map(|(source, span)| (source, SyntaxError::new(message, span))));
    reader.read
}

/// A folder whose files were read.
struct Folder<'t> {
    path: String,
    files: Vec<File<'t>>,
    /// The files that could not be opened.
    unopened: Vec<String>,
    only: Option<Vec<String>>,
    /// The modules that it calls.
    calls: Vec<LocalCall<'t>>,
    /// Whether it was asked for, rather than called.
    asked: bool,
    /// Whether there is any configuration in it.
    is_there: bool,
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

fn load<'t>(directories: &[Directory<'t>], loader: &dyn Loader<'t>) -> Vec<Folder<'t>> {
    let mut folders: Vec<Folder<'t>> = Vec::new();
    let mut known: HashMap<String, ()> = HashMap::new();
    for directory in directories {
        let path = paths::normal(&directory.folder);
        known.insert(path.clone(), ());
        let folder = folder(path, Some(directory.files.clone()));
        folders.push(Folder { asked: true, only: directory.only.clone(), ..folder });
    }
    let mut at = 0;
    while at < folders.len() {
        let called: Vec<String> = folders[at].calls.iter().map(|call| call.folder.clone()).collect();
        for path in called {
            if known.insert(path.clone(), ()).is_none() {
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
    let files = module::read_files(sources.into_iter());
    let calls = files.iter().flat_map(|file| {
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

/// The calls of folders in which there is no configuration. What standard input calls may stand where it came from.
fn absent<'t>(folders: &[Folder<'t>]) -> Vec<(&'t Arc<Source>, Span, String)> {
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
fn roots<'f, 't>(folders: &'f [Folder<'t>]) -> Vec<&'f Folder<'t>> {
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

fn reach(folders: &[Folder<'_>], at: &HashMap<&str, usize>, from: usize, reached: &mut BTreeSet<usize>) {
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(folders[next].calls.iter().filter_map(|call| at.get(&*call.folder)));
        }
    }
}

struct Reader<'j, 't> {
    judged: &'j dyn Fn(&str) -> bool,
    judges_resources: OnceCell<bool>,
    read: Read<'t>,
    /// Where the projects of the module that is being read stand.
    standings: Vec<Standing<'t>>,
    ordinal: u32,
}

impl<'t> Reader<'_, 't> {
    /// Whether anything is judged besides what is of Bedrock. Otherwise the tags of somebody's module are hardly those of
    /// projects.
    fn judges_resources(&self) -> bool {
        *self.judges_resources.get_or_init(|| types::names().any(self.judged))
    }

    /// The resources of one instance of a module, then those of the modules that it calls.
    fn module<'p>(&mut self, instance: &Rc<Instance<'p, 't>>, only: Option<&[String]>) {
        let asked =
            |file: &File<'t>| only.is_none_or(|only| only.iter().any(|name| name == file.source.name()));
        let module = instance.module;
        for section in &module.resources {
            let is_asked = asked(section.file());
            let Some(kind) = section.block().labels.first().map(|label| &*label.text) else { continue };
            let Some(bears) = resource::judged(kind, self.judged) else { continue };
            let resource = Resource::new(instance, section, kind, bears);
            let instances = instance.instances(section);
            if is_asked && instances.is_empty() {
                let address = resource.address(&Each::Single);
                self.read.left_out.push((section.file().source, address));
            }
            for each in instances {
                let mut projects = resource.projects(&each, self.ordinal);
                let has_word = |project| {
                    has_word_of(project, &|name| only.into_iter().flatten().any(|asked| asked == name))
                };
                if !is_asked && !projects.iter().any(has_word) {
                    projects.clear();
                }
                self.ordinal += u32::from(!projects.is_empty());
                let first = self.read.projects.len();
                let numbers = first..first + projects.len();
                self.standings.extend(numbers.map(|project| Standing::new(project, section)));
                self.read.projects.extend(projects);
            }
        }
        for call in module.calls.iter().filter(|call| asked(call.file())) {
            if instance.instances(call).is_empty() {
                let address = format!("{}module.{}", instance.prefix, call_name(call));
                self.read.left_out.push((call.file().source, address));
                continue;
            }
            if let Some(project) = remote::project(instance, call, self.ordinal)
                && self.judges_resources()
            {
                self.ordinal += 1;
                self.read.projects.push(project);
            }
            for child in instance.children(call).iter() {
                self.module(&child.instance, None);
            }
        }
    }
}

/// Whether a file of a kind defines the name or a tag of a project.
pub fn has_word_of(project: &Project<'_>, is_one: &dyn Fn(&str) -> bool) -> bool {
    let tags = project.tags.list.iter().flat_map(|tag| [tag.key_place, tag.value.place]);
    let mut places = tags.chain([project.name.place]).flatten();
    places.any(|place| is_one(place.source.name()))
}

#[cfg(test)]
mod tests;
