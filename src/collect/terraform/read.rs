//! Reading directories, and the modules that they call.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::expr::Each;
use super::file::File;
use super::input::{Input, Loader};
use super::module::{Module, Section};
use super::program::folders::{self, Folder};
use super::program::{Given, Instance, Origin, Program};
use super::resource::{self, Resource};
use super::role::Role;
use super::uses::{self, Standing};
use super::{outside, remote, stack, types};
use crate::collect::limits::{LimitHit, Limits};
use crate::collect::not_read::{NotRead, Part, is_stack};
use crate::finding::Location;
use crate::policy::Tool;
use crate::project::Project;
use crate::source::{Source, Span};
use crate::tree::SyntaxError;

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Read<'t> {
    /// The projects, in the order of directories, files and text, those of called modules behind.
    pub(crate) projects: Vec<Project<'t>>,
    /// Files that could not be parsed, and where they break.
    pub(crate) unreadable: Vec<(&'t Arc<Source>, SyntaxError)>,
    /// Where comments are in each file, those of called modules included.
    pub(crate) comments: Vec<(&'t Arc<Source>, Vec<Span>)>,
    /// Calls of local modules of which there is no configuration: where each names its folder, and that folder.
    pub(crate) absent: Vec<(&'t Arc<Source>, Span, String)>,
    /// Calls of modules of which it cannot be known where they come from: where each says so.
    pub(crate) unsourced: Vec<(&'t Arc<Source>, Span)>,
    /// The files that could not be opened, as they were given.
    pub(crate) unopened: Vec<String>,
    /// The limits that were hit.
    pub(crate) limits: Vec<LimitHit>,
    /// Files that only the tool reads that the policy does not name.
    pub(crate) other_tool: Vec<&'t Arc<Source>>,
    /// Resources that are judged, and calls of modules, of which `count` or `for_each` creates no instances: the file and the
    /// address of each.
    pub(crate) left_out: Vec<(&'t Arc<Source>, String)>,
    /// What it brings in from elsewhere.
    pub(crate) not_read: Vec<NotRead>,
}

impl<'t> Read<'t> {
    /// Notes what is not read, once for each place.
    fn note_not_read(&mut self, source: &'t Arc<Source>, span: Span, part: Part) {
        let at = Location::new(source, span);
        if !self.not_read.iter().any(|known| known.at == at) {
            self.not_read.push(NotRead { at, part });
        }
    }

    /// Notes where a file breaks, once.
    fn note_broken(&mut self, file: &File<'t>, limits: &Limits) {
        let Err(error) = &file.hcl else { return };
        if error.is_limit() {
            limits.hit(file.source, error.span, error.to_string());
        } else if !self.unreadable.iter().any(|(known, _)| known.name() == file.source.name()) {
            self.unreadable.push((file.source, error.clone()));
        }
    }
}

/// Reads directories and the local modules that they call. `judged` says which resource types are checked besides
/// Bedrock projects and application inference profiles.
pub(crate) fn read<'t>(
    input: &Input<'t>,
    loader: &dyn Loader<'t>,
    judged: &dyn Fn(&str) -> bool,
) -> Read<'t> {
    let outside = outside::calls(&input.outside, loader);
    let (mut read, limits) = (Read::default(), Limits::default());
    let values: Vec<File<'t>> =
        input.values.sources.iter().map(|source| File::alone(source, Role::Values)).collect();
    for file in &values {
        read.note_broken(file, &limits);
    }
    let given = Given::of(&values, !input.values.unopened.is_empty(), &input.environment);
    let folders = folders::load(input, outside, &given, loader);
    for folder in &folders {
        read.unopened.extend(folder.files.unopened.iter().map(|missed| missed.name.clone()));
        for file in &folder.files.all {
            read.note_broken(file, &limits);
            if let (Ok(hcl), true) = (&file.hcl, file.is_loaded()) {
                read.comments.push((file.source, hcl.comments.clone()));
            }
            if file.is_left_to_other_tool() {
                read.other_tool.push(file.source);
            }
        }
    }
    read.absent = folders::absent(&folders);
    let judges_resources = OnceCell::new();
    let asked = folders::asked(&folders);
    let mut reader = Reader { judged, judges_resources, asked, read, standings: Vec::new(), ordinal: 0 };
    let readings = readings(&folders);
    for &tool in readings {
        let program = Program::new(modules(&folders, tool), &given, loader, limits.clone());
        reader.program(&program, &folders);
    }
    if readings.len() > 1 {
        one_a_declaration(&mut reader.read.projects);
        let mut known = HashSet::new();
        reader.read.left_out.retain(|(source, address)| known.insert((source.name(), address.clone())));
    }
    reader.read.limits = limits.take();
    reader.read
}

/// The modules that a tool finds in folders.
fn modules<'f, 't>(folders: &'f [Folder<'t>], tool: Tool) -> HashMap<&'f str, Module<'f, 't>> {
    let mut modules = HashMap::new();
    for folder in folders.iter().filter(|folder| folder.is_there) {
        let mut module = Module::new(&folder.path, &folder.files, tool);
        module.callers = &folder.callers;
        modules.insert(&*folder.path, module);
    }
    modules
}

/// The tools whose readings differ; one where they do not.
fn readings(folders: &[Folder<'_>]) -> &'static [Tool] {
    let readings = folders.iter().map(|folder| folder.files.readings());
    readings.max_by_key(|readings| readings.len()).unwrap_or_default()
}

/// Makes what several tools read of one declaration readings of one project.
fn one_a_declaration(projects: &mut [Project<'_>]) {
    let mut numbers: HashMap<(String, String, Span), u32> = HashMap::new();
    for project in projects.iter_mut() {
        let (Some(address), Some(start)) = (&project.address, project.start) else { continue };
        let declaration = (address.to_string(), start.source.name().to_owned(), start.span);
        project.ordinal = *numbers.entry(declaration).or_insert(project.ordinal);
    }
    projects.sort_by_key(|project| project.ordinal);
}

struct Reader<'j, 't> {
    judged: &'j dyn Fn(&str) -> bool,
    judges_resources: OnceCell<bool>,
    /// The names of the files that were asked for.
    asked: HashSet<&'j str>,
    read: Read<'t>,
    /// Where the projects of the module that is being read are.
    standings: Vec<Standing<'t>>,
    ordinal: u32,
}

impl<'t> Reader<'_, 't> {
    /// Whether anything is judged besides what is of Bedrock. Otherwise the tags of somebody's module are hardly those of
    /// projects.
    fn judges_resources(&self) -> bool {
        *self.judges_resources.get_or_init(|| types::names().any(self.judged))
    }

    /// Whether a file that was asked for has a word in a project.
    fn is_told(&self, project: &Project<'_>) -> bool {
        project.has_word_of(&|name| self.asked.contains(name))
    }

    /// Notes a call of which it cannot be known where its module comes from.
    fn note_unsourced<'p>(&mut self, instance: &Rc<Instance<'p, 't>>, call: &'p Section<'p, 't>) {
        let Some(code) = call.attribute("source").filter(|code| code.expr.literal().is_none()) else {
            return;
        };
        let is_known = match instance.origin(call) {
            Some(Origin::Folder(_)) => instance.module_of(call).is_some(),
            Some(Origin::Unknown(_)) | None => false,
            Some(Origin::Remote(_)) => true,
        };
        let at = (code.file.source, code.expr.span);
        let is_said = |(source, span): (&Arc<Source>, Span)| Arc::ptr_eq(source, at.0) && span == at.1;
        let mut absent = self.read.absent.iter().map(|(source, span, _)| (*source, *span));
        let mut unsourced = self.read.unsourced.iter().copied();
        if !is_known && !absent.any(is_said) && !unsourced.any(is_said) {
            self.read.unsourced.push(at);
        }
    }

    /// Notes a call of a module that is not here.
    fn note_away<'p>(&mut self, instance: &Rc<Instance<'p, 't>>, call: &'p Section<'p, 't>) {
        let Some(code) = call.attribute("source") else { return };
        if remote::away(instance, call).is_some() {
            let span = code.expr.literal_span().unwrap_or(code.expr.span);
            let part = Part::Module { call: instance.call_address(call) };
            self.read.note_not_read(code.file.source, span, part);
        }
    }

    /// Notes a resource that creates others from a template.
    fn note_stack<'p>(&mut self, instance: &Rc<Instance<'p, 't>>, section: &'p Section<'p, 't>, kind: &str) {
        if !instance.instances(section).is_empty() {
            let address = format!("{}{kind}.{}", instance.prefix, section.label(1).unwrap_or_default());
            let part = stack::template(address, section, instance.module.folder);
            self.read.note_not_read(section.file().source, section.name_span(), part);
        }
    }

    /// What one tool reads.
    fn program<'p>(&mut self, program: &'p Program<'p, 't>, folders: &[Folder<'t>]) {
        for folder in folders::roots(folders) {
            let instance = Instance::root(program, &program.modules[&*folder.path]);
            program.begin();
            self.module(&instance, folder.only.is_none());
            program.set_aside();
            let standings = std::mem::take(&mut self.standings);
            uses::note(&instance, self.judged, &mut self.read.projects, &standings);
        }
    }

    /// The resources of one instance of a module, then those of the modules that it calls: all of them, or those that
    /// the files that were asked for declare or have a word in.
    fn module<'p>(&mut self, instance: &Rc<Instance<'p, 't>>, all: bool) {
        let module = instance.module;
        for section in &module.resources {
            let is_asked = all || self.asked.contains(section.file().source.name());
            let Some(kind) = section.label(0) else { continue };
            if is_asked && is_stack(kind) {
                self.note_stack(instance, section, kind);
            }
            let Some(bears) = resource::judged(kind, self.judged) else { continue };
            let resource = Resource::new(instance, section, kind, bears);
            instance.program.work.refuel();
            let instances = instance.instances(section);
            if is_asked && instances.is_empty() {
                let address = resource.address(&Each::Single);
                self.read.left_out.push((section.file().source, address));
            }
            for each in instance.program.followed(section, instances) {
                instance.program.work.refuel();
                let mut projects = resource.projects(&each, self.ordinal);
                if !is_asked && !projects.iter().any(|project| self.is_told(project)) {
                    projects.clear();
                }
                self.ordinal += u32::from(!projects.is_empty());
                let first = self.read.projects.len();
                let numbers = first..first + projects.len();
                self.standings.extend(numbers.map(|project| Standing::new(project, section)));
                self.read.projects.extend(projects);
            }
        }
        for call in &module.calls {
            let is_asked = all || self.asked.contains(call.file().source.name());
            instance.program.work.refuel();
            if is_asked && instance.instances(call).is_empty() {
                self.read.left_out.push((call.file().source, instance.call_address(call)));
                continue;
            }
            if is_asked {
                self.note_unsourced(instance, call);
            }
            match remote::project(instance, call, self.ordinal).filter(|_| self.judges_resources()) {
                Some(project) if is_asked || self.is_told(&project) => {
                    self.ordinal += 1;
                    self.read.projects.push(project);
                }
                None if is_asked => self.note_away(instance, call),
                Some(_) | None => {}
            }
            for child in instance.children(call).iter() {
                self.module(&child.instance, is_asked);
            }
        }
    }
}
