//! Terraform modules: the files of a folder are judged together, with the files of values and the local modules that
//! they use.

mod around;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Task;
use super::look::Looker;
use super::looked::{Fate, Looked};
use super::policies::Policies;
use super::units::Unit;
use crate::collect::terraform::{self, Directory, Files, Input, Loader, Read, Role};
use crate::collect::{Absence, Batch, LeftOut};
use crate::files::names::{folder_of, joined, shown_name};
use crate::finding::Location;
use crate::project::Project;
use crate::source::{Medium, Source, Span};
use crate::text::{code, io_words};
use crate::triage::Triage;
use crate::triage::ignores::Ignores;
use around::Around;
use sources::{Sources, Unread, all_of, folder_name};

/// Judges the files of modules. Those of one policy are read together, so that modules know each other.
pub(super) fn look_at(
    looker: &Looker<'_>,
    units: Vec<Unit>,
    task: &Task,
    policies: &Policies,
) -> Vec<Looked> {
    let around = around(&units, task, policies);
    let mut by_policy: BTreeMap<Option<usize>, Vec<Unit>> = BTreeMap::new();
    for unit in units {
        by_policy.entry(unit.policy).or_default().push(unit);
    }
    let names = |units: &[Unit]| units.iter().map(|unit| unit.candidate.name.shown.clone()).collect();
    let asked: BTreeMap<Option<usize>, BTreeSet<String>> =
        by_policy.iter().map(|(policy, units)| (*policy, names(units))).collect();
    let looked = by_policy.into_iter().flat_map(|(policy, units)| {
        let sources = Sources::new(&task.store);
        let others = asked.iter().filter(|(other, _)| **other != policy);
        let others = others.flat_map(|(_, names)| names.iter().cloned()).collect();
        let group = Group { looker, policy, policies, task, sources: &sources, around: &around, others };
        group.look_at(units)
    });
    looked.collect()
}

/// What stands around the files: up to the root of a repository, or to the outermost of the working folder and the
/// folders of the policies.
fn around(units: &[Unit], task: &Task, policies: &Policies) -> Around {
    let real = |folder: PathBuf| task.store.real(&folder).unwrap_or(folder);
    let files = units.iter().filter(|unit| unit.medium == Medium::File);
    let folders: BTreeSet<PathBuf> =
        files.filter_map(|unit| unit.candidate.name.path.parent().map(Path::to_owned)).collect();
    let ruled = policies.list.iter().filter_map(|policy| policy.folder.clone());
    let bounds: Vec<PathBuf> = ruled.chain([task.store.working_folder().to_owned()]).map(real).collect();
    Around::of(&task.store, &folders.into_iter().map(real).collect(), &bounds)
}

/// The files of modules under one policy.
struct Group<'g, 'd> {
    looker: &'g Looker<'g>,
    policy: Option<usize>,
    policies: &'g Policies,
    task: &'g Task,
    sources: &'d Sources<'d>,
    around: &'g Around,
    /// The files that are checked by another policy.
    others: BTreeSet<String>,
}

/// What holds findings back.
struct Held<'h> {
    ignores: &'h [Ignores],
    /// The files of which nothing is said.
    excluded: &'h BTreeSet<String>,
}

impl<'d> Group<'_, 'd> {
    fn look_at(&self, units: Vec<Unit>) -> Vec<Looked> {
        let mut looked: BTreeMap<String, Looked> = BTreeMap::new();
        for unit in &units {
            let shown = unit.candidate.name.shown.clone();
            let mut idle = Looked::idle(&*shown, self.policy);
            if Role::of(&shown) == Role::Unloaded && unit.medium == Medium::File {
                let why = "Terraform does not load a file of that name by itself".to_owned();
                idle.fate = Fate::Skipped { why };
            }
            looked.insert(shown, idle);
        }
        let asked: BTreeSet<String> = looked.keys().cloned().collect();
        let mut directories = self.directories(units, &mut looked);
        self.add_callers(&mut directories);
        let terraform = self.policy.map(|policy| &self.policies.list[policy].terraform);
        let input = Input {
            directories,
            outside: self.outside(),
            values: self.values(terraform.map(|terraform| &*terraform.var_files), &mut looked),
            environment: self.task.environment.clone(),
            tool: terraform.and_then(|terraform| terraform.tool),
        };
        let triage = self.triage();
        let is_type_judged = |kind: &str| triage.is_some_and(|triage| triage.is_judged(kind));
        let read = terraform::read(&input, &self.sources, &is_type_judged);
        self.tell_unreadable(&read, &mut looked);
        for source in &read.other_tool {
            if let Some(entry) = looked.get_mut(source.name()) {
                let why = "only the other tool than that of `[terraform] tool` reads it".to_owned();
                entry.fate = Fate::Skipped { why };
            }
        }
        let excluded = self.excluded_of(&read);
        let is_judged = |source: &Source| !excluded.contains(source.name());
        for (source, address) in read.left_out.iter().filter(|(source, _)| is_judged(source)) {
            let left_out = LeftOut { address: address.clone(), why: Absence::Instances };
            self.entry(&mut looked, source.name()).leave_out(left_out);
        }
        let own = read.comments.iter().filter(|(source, _)| is_judged(source));
        let ignores = own.map(|(source, comments)| Ignores::new(source, comments));
        let ignores: Vec<Ignores> = ignores.filter(|ignores| !ignores.is_empty()).collect();
        for (name, mut projects) in by_file(read.projects) {
            if self.others.contains(&name) {
                continue;
            }
            if excluded.contains(&name) {
                let is_own = |name: &str| !excluded.contains(name);
                projects.retain(|project| terraform::has_word_of(project, &is_own));
            }
            self.judge(&name, projects, &Held { ignores: &ignores, excluded: &excluded }, &mut looked);
        }
        if let Some(triage) = triage {
            // Elsewhere an ignore may hide what only another call brings.
            for ignores in ignores.iter().filter(|ignores| asked.contains(ignores.source().name())) {
                let entry = self.entry(&mut looked, ignores.source().name());
                entry.findings.extend(triage.unused_ignores(ignores));
            }
        }
        looked.into_values().collect()
    }

    /// Judges the projects of one file.
    fn judge(
        &self,
        name: &str,
        projects: Vec<Project<'_>>,
        held: &Held<'_>,
        looked: &mut BTreeMap<String, Looked>,
    ) {
        if projects.is_empty() {
            return;
        }
        let mut batch = Batch::of(projects);
        let entry = self.entry(looked, name);
        entry.unknown = batch.take_unknown();
        entry.projects = batch.project_count();
        entry.fate = Fate::Judged { projects: entry.projects };
        if let Some(triage) = self.triage() {
            let Held { ignores, excluded } = held;
            let relative = self.relative(name);
            entry.outcome.merge(self.looker.give(&batch, triage, &relative, ignores, excluded));
        }
    }

    /// What became of a file; one of a module that was called from elsewhere is taken in.
    fn entry<'l>(&self, looked: &'l mut BTreeMap<String, Looked>, name: &str) -> &'l mut Looked {
        looked.entry(name.to_owned()).or_insert_with(|| Looked::idle(name, self.policy))
    }

    /// Says what cannot be read of files, and which modules are not there or not followed, but for what the policy excludes.
    fn tell_unreadable(&self, read: &Read<'_>, looked: &mut BTreeMap<String, Looked>) {
        let triage = self.triage();
        let unopened: BTreeSet<&String> = read.unopened.iter().collect();
        for (name, unread) in self.sources.unread.take() {
            if unopened.contains(&unread.whole(&name)) {
                self.tell_unread(looked, &name, unread);
            }
        }
        for (source, error) in &read.unreadable {
            if !self.others.contains(source.name()) && !self.excludes(source.name()) {
                let at = Location::new(source, error.span);
                self.entry(looked, source.name()).break_at(triage, at, &error.message);
            }
        }
        for hit in read.limits.iter().filter(|hit| !self.excludes(hit.at.source.name())) {
            self.entry(looked, hit.at.source.name()).stop_at(hit);
        }
        for (source, span) in read.unsourced.iter().filter(|(source, _)| !self.excludes(source.name())) {
            self.entry(looked, source.name()).miss_source(triage, Location::new(source, *span));
        }
        for (source, span, folder) in &read.absent {
            if !self.excludes(source.name()) && !self.excludes_folder(folder) {
                let at = Location::new(source, *span);
                self.entry(looked, source.name()).miss_module(triage, at, folder);
            }
        }
    }

    /// Says that a file could not be read, or a folder not be listed.
    fn tell_unread(&self, looked: &mut BTreeMap<String, Looked>, name: &str, unread: Unread) {
        let is_excluded = match unread {
            Unread::Unlisted(_) => self.excludes_folder(name),
            Unread::Failed(_) | Unread::NoText(..) => self.excludes(name),
        };
        if is_excluded {
            return;
        }
        let entry = self.entry(looked, name);
        match unread {
            Unread::Failed(message) | Unread::Unlisted(message) => {
                entry.fate = Fate::Failed;
                entry.fail(message);
            }
            Unread::NoText(source, why) => {
                let at = Location::new(&Arc::new(*source), Span::at(usize::MAX));
                entry.break_at(self.triage(), at, &format!("it is {why}"));
            }
        }
    }

    fn triage(&self) -> Option<&Triage<'_>> {
        self.policy.map(|policy| &self.looker.triages[policy])
    }

    /// The files that were read for what they give to others, and that the policy excludes.
    fn excluded_of(&self, read: &Read<'_>) -> BTreeSet<String> {
        let names = read.comments.iter().map(|(source, _)| source.name());
        names.filter(|name| self.excludes(name)).map(str::to_owned).collect()
    }

    fn excludes(&self, name: &str) -> bool {
        self.policy.is_some_and(|policy| self.policies.list[policy].files.excludes(&self.relative(name)))
    }

    fn excludes_folder(&self, folder: &str) -> bool {
        self.policy
            .is_some_and(|policy| self.policies.list[policy].files.excludes_folder(&self.relative(folder)))
    }

    fn relative(&self, name: &str) -> String {
        match self.policy {
            Some(policy) => {
                self.policies.relative(&self.task.store.shown_as(name), &self.policies.list[policy])
            }
            None => name.to_owned(),
        }
    }

    /// The directories of the files, each with all that its folder holds for Terraform.
    fn directories(&self, units: Vec<Unit>, looked: &mut BTreeMap<String, Looked>) -> Vec<Directory<'d>> {
        let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut directories = Vec::new();
        let mut linked = Vec::new();
        for unit in units {
            let shown = unit.candidate.name.shown;
            if unit.medium == Medium::Stdin {
                let source = self.sources.add(&shown, unit.bytes.unwrap_or_default(), Medium::Stdin);
                let files = self.files([(shown, source)], looked);
                directories.push(Directory { folder: String::new(), files, only: None });
            } else if self.sources.is_behind_link(folder_of(&shown)) {
                linked.push(shown);
            } else {
                let folder = self.sources.name_folder(folder_of(&shown));
                folders.entry(folder).or_default().push(shown);
            }
        }
        // A folder that is reached in two ways is read once, by its own name.
        for shown in linked {
            let folder = self.sources.name_folder(folder_of(&shown));
            let own = joined(&folder, shown.rsplit('/').next().unwrap_or_default());
            let names = folders.entry(folder).or_default();
            if own != shown {
                let why = format!("it is read as {}", code(&own));
                self.entry(looked, &shown).fate = Fate::Skipped { why };
            }
            if !names.contains(&own) {
                names.push(own);
            }
        }
        for (folder, asked) in folders {
            directories.push(self.directory(folder, asked, looked));
        }
        directories
    }

    fn directory(
        &self,
        folder: String,
        asked: Vec<String>,
        looked: &mut BTreeMap<String, Looked>,
    ) -> Directory<'d> {
        let (names, unlisted) = match self.sources.files_of(&folder) {
            Ok(names) => (names, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let names: BTreeSet<String> = names.into_iter().chain(asked.iter().cloned()).collect();
        let is_unasked = |name: &String| Role::of(name).is_configuration() && !asked.contains(name);
        let only = names.iter().any(is_unasked);
        let read: Vec<_> = names.iter().map(|name| (name.clone(), self.sources.read(name))).collect();
        let mut files = self.files(read, looked);
        if let Some(error) = unlisted {
            files.unopened.push(all_of(&folder));
            self.tell_unread(looked, folder_name(&folder), Unread::Unlisted(io_words(&error)));
        }
        Directory { folder, files, only: only.then_some(asked) }
    }

    /// Adds the folders around that may call those that are checked.
    fn add_callers(&self, directories: &mut Vec<Directory<'d>>) {
        let known: BTreeSet<String> = directories.iter().map(|directory| directory.folder.clone()).collect();
        for real in &self.around.folders {
            let folder = self.sources.name_real(real);
            if known.contains(&folder) {
                continue;
            }
            let Some(files) = self.sources.load(&folder) else { continue };
            let is_excluded = |source: &&Arc<Source>| self.excludes(source.name());
            if !files.sources.iter().all(is_excluded) {
                directories.push(Directory { folder, files, only: Some(Vec::new()) });
            }
        }
    }

    /// The files of values that the policy and the command line name.
    fn values(&self, of_policy: Option<&[PathBuf]>, looked: &mut BTreeMap<String, Looked>) -> Files<'d> {
        let paths = of_policy.unwrap_or_default().iter().chain(&self.task.var_files);
        let names = paths.map(|path| self.task.store.name(path).shown);
        let read: Vec<_> = names.map(|name| (name.clone(), self.sources.read(&name))).collect();
        for (name, _) in &read {
            if let Some(entry) = looked.get_mut(name) {
                *entry = Looked::idle(&**name, self.policy);
            }
        }
        self.files(read, looked)
    }

    /// The files of other tools around, as far as they can be read.
    fn outside(&self) -> Vec<&'d Arc<Source>> {
        let mut files = Vec::new();
        for path in &self.around.outside {
            let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { continue };
            let name = joined(&self.sources.name_real(folder), &shown_name(name));
            files.extend(self.sources.read(&name).ok());
        }
        files
    }

    /// The files of a folder; of what could not be read it is said.
    fn files<'t>(
        &self,
        read: impl IntoIterator<Item = (String, Result<&'t Arc<Source>, Unread>)>,
        looked: &mut BTreeMap<String, Looked>,
    ) -> Files<'t> {
        let mut files = Files::default();
        for (name, read) in read {
            match read {
                Ok(source) => files.sources.push(source),
                Err(unread) => {
                    self.tell_unread(looked, &name, unread);
                    files.unopened.push(name);
                }
            }
        }
        files
    }
}

/// The projects of each file, in the order in which they begin there.
fn by_file(projects: Vec<Project<'_>>) -> BTreeMap<String, Vec<Project<'_>>> {
    let mut files: BTreeMap<String, Vec<Project<'_>>> = BTreeMap::new();
    for project in projects {
        let file =
            if let Some(place) = project.start.or(project.name.place) { place.source.name() } else { "" };
        files.entry(file.to_owned()).or_default().push(project);
    }
    files
}
