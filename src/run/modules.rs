//! Terraform modules: the files of a folder are judged together, with the files of values and the local modules that
//! they use.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use elsa::FrozenVec;

use super::look::{Fate, Looked, Looker, Unit};
use super::policies::{Policies, clean_join, relative};
use crate::collect::Batch;
use crate::collect::files::{is_absence, shown, shown_name, why_unread};
use crate::collect::terraform::{self, Directory, Files, Loader, Read, Role};
use crate::finding::Location;
use crate::project::Project;
use crate::settings::task::{Overlay, Task};
use crate::source::{Medium, Source, Span};
use crate::text::io_words;
use crate::triage::Triage;
use crate::triage::ignores::Ignores;

/// Judges the files of modules. Those of one policy are read together, so that modules know each other.
pub(super) fn look_at(
    looker: &Looker<'_>,
    units: Vec<Unit>,
    task: &Task,
    policies: &Policies,
) -> Vec<Looked> {
    let mut by_policy: BTreeMap<Option<usize>, Vec<Unit>> = BTreeMap::new();
    for unit in units {
        by_policy.entry(unit.policy).or_default().push(unit);
    }
    let looked = by_policy.into_iter().flat_map(|(policy, units)| {
        let disk = Disk::new(&task.working_folder, &task.overlay);
        units.iter().for_each(|unit| disk.note_odd(&unit.candidate.path));
        let group = Group { looker, policy, policies, task, disk: &disk };
        group.look_at(units)
    });
    looked.collect()
}

/// The Bedrock projects that modules declare, whatever cannot be read left out.
pub(super) fn projects<'d>(disk: &'d Disk<'_>, folders: BTreeSet<String>) -> Vec<Project<'d>> {
    let directory = |folder: String| {
        let names = disk.names(&folder).unwrap_or_default();
        let sources = names.iter().filter_map(|name| disk.read(name).ok()).collect();
        let files = Files { sources, unopened: Vec::new() };
        Directory { folder, files, only: None }
    };
    let directories: Vec<Directory<'_>> = folders.into_iter().map(directory).collect();
    terraform::read(&directories, &disk, &|_| false).projects
}

/// The files of modules under one policy.
struct Group<'g, 'd> {
    looker: &'g Looker<'g>,
    policy: Option<usize>,
    policies: &'g Policies,
    task: &'g Task,
    disk: &'d Disk<'d>,
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
            let shown = unit.candidate.shown.clone();
            let mut idle = Looked::idle(&*shown, self.policy);
            if Role::of(&shown) == Role::Unloaded && unit.medium == Medium::File {
                let why = "Terraform does not load a file of that name by itself".to_owned();
                idle.fate = Fate::Skipped { why };
            }
            looked.insert(shown, idle);
        }
        let asked: BTreeSet<String> = looked.keys().cloned().collect();
        let directories = self.directories(units, &mut looked);
        let triage = self.triage();
        let is_type_judged = |kind: &str| triage.is_some_and(|triage| triage.is_judged(kind));
        let read = terraform::read(&directories, &self.disk, &is_type_judged);
        self.tell_unreadable(&read, &mut looked);
        let excluded = self.excluded_of(&read);
        let is_judged = |source: &Source| !excluded.contains(source.name());
        for (source, address) in read.left_out.iter().filter(|(source, _)| is_judged(source)) {
            self.entry(&mut looked, source.name()).leave_out(address);
        }
        let own = read.comments.iter().filter(|(source, _)| is_judged(source));
        let ignores = own.map(|(source, comments)| Ignores::new(source, comments));
        let ignores: Vec<Ignores> = ignores.filter(|ignores| !ignores.is_empty()).collect();
        for (name, mut projects) in by_file(read.projects) {
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
        let batch = Batch::of(projects);
        let entry = self.entry(looked, name);
        entry.projects = batch.project_count();
        entry.fate = Fate::Judged { projects: entry.projects };
        if let Some(triage) = self.triage() {
            let Held { ignores, excluded } = held;
            let relative = self.relative(name);
            entry.outcome.merge(self.looker.judge_batch(&batch, triage, &relative, ignores, excluded));
        }
    }

    /// What became of a file; one of a module that was called from elsewhere is taken in.
    fn entry<'l>(&self, looked: &'l mut BTreeMap<String, Looked>, name: &str) -> &'l mut Looked {
        looked.entry(name.to_owned()).or_insert_with(|| Looked::idle(name, self.policy))
    }

    /// Says what cannot be read of files, and which modules are not there or not followed, but for what the policy excludes.
    fn tell_unreadable(&self, read: &Read<'_>, looked: &mut BTreeMap<String, Looked>) {
        let triage = self.triage();
        for (name, unread) in self.disk.unread.take() {
            self.tell_unread(looked, &name, unread);
        }
        for (source, error) in &read.unreadable {
            if !self.excludes(source.name()) {
                let at = Location::new(source, error.span);
                self.entry(looked, source.name()).break_at(triage, at, &error.message);
            }
        }
        for hit in read.limits.iter().filter(|hit| !self.excludes(hit.at.source.name())) {
            self.entry(looked, hit.at.source.name()).stop_at(hit);
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
                let path = clean_join(&self.task.working_folder, name);
                relative(&path, &self.policies.list[policy], &self.task.working_folder)
            }
            None => name.to_owned(),
        }
    }

    /// The directories of the files, each with all that its folder holds for Terraform.
    fn directories(&self, units: Vec<Unit>, looked: &mut BTreeMap<String, Looked>) -> Vec<Directory<'d>> {
        let mut folders: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
        let mut directories = Vec::new();
        for unit in units {
            if unit.medium == Medium::Stdin {
                let name = &unit.candidate.shown;
                let source = self.disk.add(name, unit.bytes.unwrap_or_default(), Medium::Stdin);
                let files = self.files([(name.clone(), source)], looked);
                directories.push(Directory { folder: String::new(), files, only: None });
            } else {
                folders.entry(folder_of(&unit.candidate.shown).to_owned()).or_default().push(unit);
            }
        }
        for (folder, units) in folders {
            let asked: BTreeSet<String> = units.into_iter().map(|unit| unit.candidate.shown).collect();
            let names = self.disk.names(&folder);
            let (names, unlisted) =
                names.map_or_else(|error| (Vec::new(), Some(error)), |names| (names, None));
            let names: BTreeSet<String> = names.into_iter().chain(asked.iter().cloned()).collect();
            let is_unasked = |name: &String| Role::of(name).is_configuration() && !asked.contains(name);
            let only = names.iter().any(is_unasked);
            let read = names.iter().map(|name| (name.clone(), self.disk.read(name)));
            let mut files = self.files(read.collect::<Vec<_>>(), looked);
            if let Some(error) = unlisted {
                files.unopened.push(all_of(&folder));
                self.tell_unread(looked, folder_name(&folder), Unread::Unlisted(io_words(&error)));
            }
            directories.push(Directory { folder, files, only: only.then(|| asked.into_iter().collect()) });
        }
        directories
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
        let file = project.start.or(project.name.place).map_or("", |place| place.source.name());
        files.entry(file.to_owned()).or_default().push(project);
    }
    files
}

/// The folder of a file, by the names they are shown under.
pub(super) fn folder_of(name: &str) -> &str {
    match name.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// What a folder is called.
fn folder_name(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// All that may be in a folder that cannot be listed.
fn all_of(folder: &str) -> String {
    format!("{}/", folder_name(folder).trim_end_matches('/'))
}

/// Why a file gives no source, or a folder no files.
enum Unread {
    /// It could not be opened.
    Failed(String),
    /// It is a folder that could not be listed.
    Unlisted(String),
    /// It is no text; what could be read of it, and why.
    NoText(Box<Source>, String),
}

/// The files that were read, which live as long as what is borrowed from them.
#[expect(
    clippy::redundant_allocation,
    reason = "places borrow the shared pointer itself, which must not move"
)]
pub(super) struct Disk<'d> {
    working_folder: &'d Path,
    overlay: &'d Overlay,
    sources: FrozenVec<Box<Arc<Source>>>,
    /// What could not be read of modules that are called from elsewhere.
    unread: RefCell<Vec<(String, Unread)>>,
    /// Where files and folders are whose names are no text: what they are shown under does not lead to them.
    odd: RefCell<BTreeMap<String, PathBuf>>,
}

impl<'d> Disk<'d> {
    pub(super) fn new(working_folder: &'d Path, overlay: &'d Overlay) -> Self {
        let (unread, odd) = Default::default();
        Disk { working_folder, overlay, sources: FrozenVec::new(), unread, odd }
    }

    /// Notes where a file and the folders above it are, if their names are no text.
    fn note_odd(&self, path: &Path) {
        for above in path.ancestors().take_while(|above| above.to_str().is_none()) {
            let path = self.working_folder.join(above);
            self.odd.borrow_mut().insert(shown(above, self.working_folder), path);
        }
    }

    /// Where the file or folder is that is shown under a name.
    fn path_of(&self, name: &str) -> PathBuf {
        let (odd, name) = (self.odd.borrow(), Path::new(name));
        let below = |above: &Path| {
            let path = odd.get(above.to_str()?)?;
            let rest = name.strip_prefix(above).ok()?;
            // What is joined to nothing would end in a slash.
            Some(if rest.as_os_str().is_empty() { path.clone() } else { path.join(rest) })
        };
        name.ancestors().find_map(below).unwrap_or_else(|| self.working_folder.join(name))
    }

    fn add(&self, name: &str, bytes: Vec<u8>, medium: Medium) -> Result<&Arc<Source>, Unread> {
        match Source::from_bytes(name, bytes, medium) {
            Ok(source) => Ok(self.sources.push_get(Box::new(Arc::new(source)))),
            Err(broken) => {
                let (source, why) = *broken;
                Err(Unread::NoText(Box::new(source), why.to_string()))
            }
        }
    }

    fn read(&self, name: &str) -> Result<&Arc<Source>, Unread> {
        let bytes = match self.overlay.get(name) {
            Some(bytes) => bytes.clone(),
            None => {
                let path = self.path_of(name);
                crate::files::read(&path).map_err(|error| Unread::Failed(why_unread(&path, &error)))?
            }
        };
        self.add(name, bytes, Medium::File)
    }

    /// The files of a folder that concern Terraform, by the names they are shown under; none where there is no folder.
    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match std::fs::read_dir(self.path_of(folder)) {
            Err(error) if is_absence(&error) => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = shown_name(&entry.file_name());
            // What cannot be asked is a file that cannot be read.
            let is_file = || std::fs::metadata(entry.path()).map_or(true, |found| found.is_file());
            if Role::of(&name).is_loaded() && is_file() {
                let name = match folder {
                    "" => name,
                    "/" => format!("/{name}"),
                    _ => format!("{folder}/{name}"),
                };
                if entry.file_name().to_str().is_none() {
                    self.odd.borrow_mut().insert(name.clone(), entry.path());
                }
                names.push(name);
            }
        }
        Ok(names)
    }
}

impl<'t> Loader<'t> for &'t Disk<'_> {
    fn load(&self, folder: &str) -> Option<Files<'t>> {
        let names = match self.names(folder) {
            Ok(names) => names,
            Err(error) => {
                let unlisted = Unread::Unlisted(io_words(&error));
                self.unread.borrow_mut().push((folder_name(folder).to_owned(), unlisted));
                return Some(Files { sources: Vec::new(), unopened: vec![all_of(folder)] });
            }
        };
        if !names.iter().any(|name| Role::of(name).is_configuration()) {
            return None;
        }
        let mut files = Files::default();
        for name in names {
            match self.read(&name) {
                Ok(source) => files.sources.push(source),
                Err(unread) => {
                    files.unopened.push(name.clone());
                    self.unread.borrow_mut().push((name, unread));
                }
            }
        }
        Some(files)
    }
}
