//! Terraform as a kind of definition: which files are read with those that are checked.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::input::{Directory, Files, Input, Loader};
use super::loader::FromTexts;
use super::outside::may_call;
use super::read::{self, Read};
use super::role::Role;
use crate::collect::folders::texts::{Texts, Unread, all_of, folder_name};
use crate::collect::folders::{Ask, Asked, Contents, FolderKind, Gap};
use crate::collect::{Absence, LeftOut};
use crate::files::names::{folder_of, joined, shown_name};
use crate::finding::Location;
use crate::rule::unresolved_tag;
use crate::source::{Medium, Source};
use crate::text::{code, io_words};

/// Terraform and OpenTofu.
#[derive(Debug)]
pub(crate) struct Terraform;

impl FolderKind for Terraform {
    fn name(&self) -> &'static str {
        "Terraform"
    }

    fn may_have_word(&self, name: &str) -> bool {
        Role::of(name).is_configuration() || may_call(name)
    }

    fn read<'t>(&self, files: Vec<Asked>, ask: &Ask<'_>, texts: &'t Texts<'_>) -> Contents<'t> {
        let loader = FromTexts::new(texts);
        let mut gathering =
            Gathering { ask, texts, loader: &loader, unread: BTreeMap::new(), skipped: BTreeMap::new() };
        let mut directories = gathering.directories(files);
        gathering.add_callers(&mut directories);
        let input = Input {
            directories,
            outside: gathering.outside(),
            values: gathering.values(),
            environment: ask.values.environment.clone(),
            tool: ask.policy.and_then(|policy| policy.terraform.tool),
        };
        let Gathering { mut unread, mut skipped, .. } = gathering;
        let read = read::read(&input, &loader, ask.is_judged);
        let unopened: BTreeSet<&String> = read.unopened.iter().collect();
        unread.extend(
            loader.into_unread().into_iter().filter(|(name, unread)| unopened.contains(&unread.whole(name))),
        );
        for source in &read.other_tool {
            let why = "only the other tool than that of `[terraform] tool` reads it";
            skipped.insert(source.name().to_owned(), why.to_owned());
        }
        Contents {
            gaps: gaps(&read),
            left_out: left_out(&read),
            not_read: read.not_read,
            projects: read.projects,
            comments: read.comments,
            unread,
            unreadable: read.unreadable,
            limits: read.limits,
            skipped,
        }
    }
}

/// The calls of modules that lead to what is not there or not known.
fn gaps(read: &Read<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (source, span) in &read.unsourced {
        let at = Location::new(source, *span);
        let verdict = unresolved_tag::unsourced_module(at.clone());
        gaps.push(Gap { at, folder: None, verdict, why: "it cannot be known which module it calls" });
    }
    for (source, span, folder) in &read.absent {
        let at = Location::new(source, *span);
        let verdict = unresolved_tag::absent_module(at.clone(), folder);
        let folder = Some(folder.clone());
        gaps.push(Gap { at, folder, verdict, why: "a module that it calls is not there" });
    }
    gaps
}

fn left_out<'t>(read: &Read<'t>) -> Vec<(&'t Arc<Source>, LeftOut)> {
    let mut left_out = Vec::new();
    for (source, address) in &read.left_out {
        left_out.push((*source, LeftOut { address: address.clone(), why: Absence::Instances }));
    }
    left_out
}

/// The files that are read, and what becomes of those that are not.
struct Gathering<'a, 't, 'd> {
    ask: &'a Ask<'a>,
    texts: &'t Texts<'d>,
    loader: &'a FromTexts<'t, 'd>,
    unread: BTreeMap<String, Unread>,
    skipped: BTreeMap<String, String>,
}

impl<'t> Gathering<'_, 't, '_> {
    /// The directories of the files, each with all that its folder holds for Terraform.
    fn directories(&mut self, files: Vec<Asked>) -> Vec<Directory<'t>> {
        let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut directories = Vec::new();
        let mut linked = Vec::new();
        for Asked { name, stdin } in files {
            if let Some(bytes) = stdin {
                let source = self.texts.add(&name, bytes, Medium::Stdin);
                let mut files = Files::default();
                self.add(name, source, &mut files);
                directories.push(Directory { folder: String::new(), files, only: None });
                continue;
            }
            if Role::of(&name) == Role::Unloaded {
                let why = "Terraform does not load a file of that name by itself";
                self.skipped.insert(name.clone(), why.to_owned());
            }
            if self.texts.is_behind_link(folder_of(&name)) {
                linked.push(name);
            } else {
                let folder = self.texts.name_folder(folder_of(&name));
                folders.entry(folder).or_default().push(name);
            }
        }
        // A folder that is reached in two ways is read once, by its own name.
        for name in linked {
            let folder = self.texts.name_folder(folder_of(&name));
            let own = joined(&folder, name.rsplit('/').next().unwrap_or_default());
            let names = folders.entry(folder).or_default();
            if !names.contains(&own) {
                names.push(own.clone());
            }
            if own != name {
                self.skipped.insert(name, format!("it is read as {}", code(&own)));
            }
        }
        for (folder, asked) in folders {
            directories.push(self.directory(folder, asked));
        }
        directories
    }

    fn directory(&mut self, folder: String, asked: Vec<String>) -> Directory<'t> {
        let (names, unlisted) = match self.texts.files_of(&folder, &|name| Role::of(name).is_loaded()) {
            Ok(names) => (names, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let names: BTreeSet<String> = names.into_iter().chain(asked.iter().cloned()).collect();
        let is_unasked = |name: &String| Role::of(name).is_configuration() && !asked.contains(name);
        let only = names.iter().any(is_unasked);
        let mut files = Files::default();
        for name in names {
            let read = match asked.contains(&name) {
                true => self.texts.read(&name),
                false => self.texts.read_found(&name),
            };
            self.add(name, read, &mut files);
        }
        if let Some(error) = unlisted {
            files.unopened.push(all_of(&folder));
            self.unread.insert(folder_name(&folder).to_owned(), Unread::Unlisted(io_words(&error)));
        }
        Directory { folder, files, only: only.then_some(asked) }
    }

    /// Adds the folders around that may call those that are checked.
    fn add_callers(&self, directories: &mut Vec<Directory<'t>>) {
        let known: BTreeSet<String> = directories.iter().map(|directory| directory.folder.clone()).collect();
        let configurations = self.ask.around.iter().filter(|file| !may_call(&name_of(file)));
        let around: BTreeSet<&Path> = configurations.filter_map(|file| file.parent()).collect();
        for real in around {
            let folder = self.texts.name_real(real);
            if known.contains(&folder) {
                continue;
            }
            let Some(files) = self.loader.load(&folder) else { continue };
            let is_excluded = |source: &&Arc<Source>| (self.ask.excludes)(source.name());
            if !files.sources.iter().all(is_excluded) {
                directories.push(Directory { folder, files, only: Some(Vec::new()) });
            }
        }
    }

    /// The files of values that the policy and the command line name.
    fn values(&mut self) -> Files<'t> {
        let of_policy = match self.ask.policy {
            Some(policy) => policy.terraform.var_files.as_slice(),
            None => &[],
        };
        let paths = of_policy.iter().chain(&self.ask.values.files);
        let names: Vec<String> = paths.map(|path| self.texts.shown(path)).collect();
        for name in &names {
            self.skipped.remove(name);
        }
        self.read(names)
    }

    /// The files of other tools around, as far as they can be read.
    fn outside(&self) -> Vec<&'t Arc<Source>> {
        let mut files = Vec::new();
        for path in self.ask.around.iter().filter(|file| may_call(&name_of(file))) {
            let Some(folder) = path.parent() else { continue };
            let name = joined(&self.texts.name_real(folder), &name_of(path));
            files.extend(self.texts.read(&name).ok());
        }
        files
    }

    /// The texts of files; what could not be read is noted.
    fn read(&mut self, names: impl IntoIterator<Item = String>) -> Files<'t> {
        let mut files = Files::default();
        for name in names {
            let read = self.texts.read(&name);
            self.add(name, read, &mut files);
        }
        files
    }

    fn add(&mut self, name: String, read: Result<&'t Arc<Source>, Unread>, files: &mut Files<'t>) {
        match read {
            Ok(source) => files.sources.push(source),
            Err(unread) => {
                files.unopened.push(name.clone());
                self.unread.insert(name, unread);
            }
        }
    }
}

/// The name of a file in its folder.
fn name_of(path: &Path) -> Cow<'_, str> {
    shown_name(path.file_name().unwrap_or_default())
}
