//! Files that are read by folders: what those of one kind and one policy declare together is judged, file by file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Task;
use super::look::Looker;
use super::looked::{Fate, Looked};
use super::policies::Policies;
use super::units::Unit;
use crate::collect::client::{self, Found};
use crate::collect::folders::texts::{Texts, Unread};
use crate::collect::folders::{Ask, Asked, Contents, FolderKind};
use crate::collect::{Batch, repository};
use crate::finding::Location;
use crate::project::Project;
use crate::source::{Medium, Source, Span};
use crate::triage::Triage;
use crate::triage::ignores::Ignores;

/// Judges files that are read by folders. Those of one policy are read together, so that folders know each other.
pub(super) fn look_at(
    looker: &Looker<'_>,
    units: Vec<Unit>,
    task: &Task,
    policies: &Policies,
) -> Vec<Looked> {
    let mut by_kind: BTreeMap<&str, (&dyn FolderKind, Vec<Unit>)> = BTreeMap::new();
    for unit in units {
        if let Some(kind) = unit.folder_kind() {
            by_kind.entry(kind.name()).or_insert((kind, Vec::new())).1.push(unit);
        }
    }
    let mut looked = Vec::new();
    for (kind, units) in by_kind.into_values() {
        looked.extend(look_at_kind(looker, kind, units, task, policies));
    }
    looked
}

fn look_at_kind(
    looker: &Looker<'_>,
    kind: &dyn FolderKind,
    units: Vec<Unit>,
    task: &Task,
    policies: &Policies,
) -> Vec<Looked> {
    let around = around(kind, &units, task, policies);
    let mut by_policy: BTreeMap<Option<usize>, Vec<Unit>> = BTreeMap::new();
    for unit in units {
        by_policy.entry(unit.policy).or_default().push(unit);
    }
    let names = |units: &[Unit]| units.iter().map(|unit| unit.candidate.name.shown.clone()).collect();
    let asked: BTreeMap<Option<usize>, BTreeSet<String>> =
        by_policy.iter().map(|(policy, units)| (*policy, names(units))).collect();
    let mut looked = Vec::new();
    for (policy, units) in by_policy {
        let others = asked.iter().filter(|(other, _)| **other != policy);
        let others = others.flat_map(|(_, names)| names.iter().cloned()).collect();
        let group = Group { looker, kind, policy, policies, task, around: &around, others };
        looked.extend(group.look_at(units));
    }
    looked
}

/// The files around that may have a word in some files, with links followed: up to the root of a repository, or to the
/// outermost of the working folder and the folders of the policies.
fn around(kind: &dyn FolderKind, units: &[Unit], task: &Task, policies: &Policies) -> BTreeSet<PathBuf> {
    let real = |folder: PathBuf| task.store.real(&folder).unwrap_or(folder);
    let files = units.iter().filter(|unit| unit.medium == Medium::File);
    let folders: BTreeSet<PathBuf> =
        files.filter_map(|unit| unit.candidate.name.path.parent().map(Path::to_owned)).collect();
    let folders: BTreeSet<PathBuf> = folders.into_iter().map(real).collect();
    let ruled = policies.list.iter().filter_map(|policy| policy.folder.clone());
    let bounds: Vec<PathBuf> = ruled.chain([task.store.working_folder().to_owned()]).map(real).collect();
    let roots = repository::roots_of(&task.store, &folders, &bounds);
    let may_have_word = |name: &str| kind.may_have_word(name);
    roots.iter().flat_map(|root| repository::files(&task.store, root, &may_have_word)).collect()
}

/// The files of one kind under one policy.
struct Group<'g> {
    looker: &'g Looker<'g>,
    kind: &'g dyn FolderKind,
    policy: Option<usize>,
    policies: &'g Policies,
    task: &'g Task,
    around: &'g BTreeSet<PathBuf>,
    /// The files that are checked by another policy.
    others: BTreeSet<String>,
}

/// What holds findings back.
struct Held<'h> {
    ignores: &'h [Ignores],
    /// The files of which nothing is said.
    excluded: &'h BTreeSet<String>,
}

impl Group<'_> {
    fn look_at(&self, units: Vec<Unit>) -> Vec<Looked> {
        let mut looked: BTreeMap<String, Looked> = BTreeMap::new();
        let mut files = Vec::new();
        for unit in units {
            let name = unit.candidate.name.shown;
            looked.insert(name.clone(), Looked::idle(&*name, self.policy));
            let stdin = (unit.medium == Medium::Stdin).then(|| unit.bytes.unwrap_or_default());
            files.push(Asked { name, stdin });
        }
        let asked: BTreeSet<String> = looked.keys().cloned().collect();
        let triage = self.triage();
        let ask = Ask {
            policy: self.policy.map(|policy| &self.policies.list[policy]),
            around: self.around,
            values: &self.task.values,
            excludes: &|name| self.excludes(name),
            is_judged: &|kind| triage.is_some_and(|triage| triage.is_judged(kind)),
        };
        let texts = Texts::new(&self.task.store);
        let contents = self.kind.read(files, &ask, &texts);
        let excluded = self.excluded_of(&contents);
        let own = contents.comments.iter().map(|(source, _)| *source);
        let own: Vec<&Arc<Source>> = own.filter(|source| asked.contains(source.name())).collect();
        let found: Vec<(&Arc<Source>, Found)> =
            own.into_iter().map(|source| (source, client::in_terraform(source))).collect();
        let is_judged = |source: &Source| !excluded.contains(source.name());
        let own = contents.comments.iter().filter(|(source, _)| is_judged(source));
        let ignores = own.map(|(source, comments)| Ignores::new(source, comments));
        let ignores: Vec<Ignores> = ignores.filter(|ignores| !ignores.is_empty()).collect();
        let projects = self.tell(contents, &mut looked);
        for (name, mut projects) in by_file(projects) {
            if self.others.contains(&name) {
                continue;
            }
            if excluded.contains(&name) {
                projects.retain(|project| project.has_word_of(&|name| !excluded.contains(name)));
            }
            self.judge(&name, projects, &Held { ignores: &ignores, excluded: &excluded }, &mut looked);
        }
        for (source, found) in found {
            let entry = self.entry(&mut looked, source.name());
            entry.relative = self.relative(source.name());
            entry.add_clients(source, found, triage);
        }
        if triage.is_some() {
            // Elsewhere an ignore may hide what only another call brings.
            for ignores in ignores.iter().filter(|ignores| asked.contains(ignores.source().name())) {
                let entry = self.entry(&mut looked, ignores.source().name());
                entry.ignores.push(ignores.clone());
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

    /// What became of a file; one that has a word in those that are checked is taken in.
    fn entry<'l>(&self, looked: &'l mut BTreeMap<String, Looked>, name: &str) -> &'l mut Looked {
        looked.entry(name.to_owned()).or_insert_with(|| Looked::idle(name, self.policy))
    }

    /// Says what was read of files besides their projects, but for what the policy excludes.
    fn tell<'t>(&self, contents: Contents<'t>, looked: &mut BTreeMap<String, Looked>) -> Vec<Project<'t>> {
        let triage = self.triage();
        for (name, why) in contents.skipped {
            if !self.others.contains(&name) {
                self.entry(looked, &name).fate = Fate::Skipped { why };
            }
        }
        for (name, unread) in contents.unread {
            self.tell_unread(looked, &name, unread);
        }
        for (source, error) in contents.unreadable {
            if self.speaks_of(source.name()) {
                let at = Location::new(source, error.span);
                self.entry(looked, source.name()).break_at(triage, at, &error.to_string());
            }
        }
        for hit in &contents.limits {
            if self.speaks_of(hit.at.path()) && !self.excludes(hit.at.path()) {
                self.entry(looked, hit.at.path()).stop_at(hit);
            } else if let Some(own) = looked.values_mut().next() {
                // The file is counted elsewhere or excluded, but others may have been cut short by what it took.
                own.fail_for(hit);
            }
        }
        for gap in contents.gaps {
            let leads_out = gap.folder.as_ref().is_some_and(|folder| self.excludes_folder(folder));
            if !leads_out && self.speaks_of(gap.at.path()) {
                let name = gap.at.path().to_owned();
                self.entry(looked, &name).miss(triage, gap);
            }
        }
        for (source, left_out) in contents.left_out {
            if self.speaks_of(source.name()) {
                self.entry(looked, source.name()).leave_out(left_out);
            }
        }
        for not_read in contents.not_read {
            if self.speaks_of(not_read.at.path()) {
                let name = not_read.at.path().to_owned();
                self.entry(looked, &name).pass_over(not_read);
            }
        }
        contents.projects
    }

    /// Says that a file could not be read, or a folder not be listed.
    fn tell_unread(&self, looked: &mut BTreeMap<String, Looked>, name: &str, unread: Unread) {
        let is_told = match unread {
            Unread::Unlisted(_) => !self.excludes_folder(name),
            Unread::Failed(_) | Unread::NoText(..) => self.speaks_of(name),
        };
        if !is_told {
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
    fn excluded_of(&self, contents: &Contents<'_>) -> BTreeSet<String> {
        let names = contents.comments.iter().map(|(source, _)| source.name());
        names.filter(|name| self.excludes(name)).map(str::to_owned).collect()
    }

    /// Whether what is read of a file is told here: its own policy tells what another one checks.
    fn speaks_of(&self, name: &str) -> bool {
        !self.others.contains(name) && !self.excludes(name)
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
}

/// The projects of each file, in the order in which they begin there.
fn by_file(projects: Vec<Project<'_>>) -> BTreeMap<String, Vec<Project<'_>>> {
    let mut files: BTreeMap<String, Vec<Project<'_>>> = BTreeMap::new();
    for project in projects {
        let file = match project.start.or(project.name.place) {
            Some(place) => place.source.name().to_owned(),
            None => String::new(),
        };
        files.entry(file).or_default().push(project);
    }
    files
}
