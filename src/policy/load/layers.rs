//! A policy and what it extends: each file read once, checked by itself, and put over the ones below it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::origins::{NO_FOLDER, Origins};
use crate::files::Store;
use crate::files::names::{folder_of, joined};
use crate::finding::Location;
use crate::policy::pack::{PACKS, Pack};
use crate::policy::problem::Problem;
use crate::policy::raw::{Content, Entry, Raw, Table};
use crate::policy::reach::Reach;
use crate::policy::rules::Rules;
use crate::policy::shape::{POLICY, check};
use crate::policy::suggest;
use crate::source::{Medium, Source};
use crate::text::{code, io_words};
use crate::tree::{NodeRef, toml};

/// Which policy a layer is, so that each is read once and a circle is seen.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Id {
    Text,
    Pack(&'static str),
    File(PathBuf),
}

impl Id {
    fn of_file(store: &Store, path: &Path) -> Self {
        Id::File(store.real(path).unwrap_or_else(|_| path.to_owned()))
    }
}

/// What was read so far.
pub(crate) struct Layers {
    /// The names of all rules.
    pub(crate) rules: Rules,
    /// Where files are read from.
    pub(crate) store: Store,
    /// Which of them may be read.
    pub(crate) reach: Reach,
    /// Where the files are.
    pub(crate) origins: Origins,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
    /// Whether everything could be read.
    pub(crate) complete: bool,
    done: HashMap<Id, Option<Table>>,
    /// The policies that are being read, each extended by the one before it.
    open: Vec<Id>,
}

impl Layers {
    /// Nothing yet.
    pub(crate) fn new(store: Store, rules: Rules, reach: Reach) -> Self {
        let (origins, problems) = (Origins::default(), Vec::new());
        let (done, open) = (HashMap::new(), Vec::new());
        Layers { rules, store, reach, origins, problems, complete: true, done, open }
    }

    /// A policy with all that it extends below it.
    pub(crate) fn policy(
        &mut self,
        source: Arc<Source>,
        path: Option<&Path>,
        folder: Option<PathBuf>,
    ) -> Table {
        let id = match path {
            Some(path) => Id::of_file(&self.store, path),
            None => Id::Text,
        };
        self.layer(id, source, folder)
    }

    fn layer(&mut self, id: Id, source: Arc<Source>, folder: Option<PathBuf>) -> Table {
        let mut own = self.own(&source);
        self.open.push(id);
        let mut merged = Table::default();
        if let Some(at) = own.entries.iter().position(|entry| entry.key == "extends") {
            let extends = own.entries.remove(at);
            for entry in extends.value.items() {
                match self.extended(entry, &source, folder.as_deref()) {
                    Some(below) => merged.merge(&below),
                    None => self.complete = false,
                }
            }
        }
        self.open.pop();
        self.origins.add(source, folder);
        merged.merge(&own);
        merged
    }

    /// What the file says itself. A text that is no TOML says nothing but where it breaks.
    fn own(&mut self, source: &Arc<Source>) -> Table {
        let Some(mut table) = check::parse(source, &POLICY, self.rules, &mut self.problems) else {
            self.complete = false;
            return Table::default();
        };
        spell_out_levels(&mut table);
        table
    }

    fn extended(&mut self, entry: &Raw, source: &Source, folder: Option<&Path>) -> Option<Table> {
        let text = entry.text()?;
        if text.starts_with("./") || text.starts_with("../") {
            return self.extended_file(text, &entry.at, source.name(), folder);
        }
        let Some(pack) = Pack::of(text) else {
            self.unknown_pack(text, &entry.at);
            return None;
        };
        let id = Id::Pack(pack.name);
        if let Some(done) = self.done.get(&id) {
            return done.clone();
        }
        let source = Arc::new(Source::new(pack.name, pack.text, Medium::Pack));
        let table = self.layer(id.clone(), source, None);
        self.done.insert(id, Some(table.clone()));
        Some(table)
    }

    fn extended_file(
        &mut self,
        text: &str,
        at: &Location,
        shown: &str,
        folder: Option<&Path>,
    ) -> Option<Table> {
        let Some(folder) = folder else {
            let message = format!("cannot read {}: {NO_FOLDER}", code(text));
            let problem = Problem::new("policy::missing-file", at, message, "cannot be read");
            self.problems.push(problem.help(suggest::path(&self.store, text, None)));
            return None;
        };
        let path = folder.join(text);
        if !self.reach.admits(&self.store, &path) {
            self.problems.push(suggest::out_of_reach(text, at));
            return None;
        }
        let id = Id::of_file(&self.store, &path);
        if self.open.contains(&id) {
            let message = format!("{} extends this policy again, in a circle", code(text));
            let problem = Problem::new("policy::cycle", at, message, "leads back here");
            self.problems.push(problem.help("remove one of the `extends` that lead in the circle"));
            return None;
        }
        if let Some(done) = self.done.get(&id) {
            return done.clone();
        }
        let table = match read(&self.store, &path, &joined(folder_of(shown), text)) {
            Ok(source) => match no_policy(&source) {
                None => Some(self.layer(id.clone(), Arc::new(source), path.parent().map(Path::to_owned))),
                Some(why) => {
                    let message = format!("{} is not a policy: {why}", code(text));
                    let problem = Problem::new("policy::no-policy", at, message, "not a policy");
                    self.problems.push(problem.help("write the path of a policy, or check this one by itself with `taglint policy check --policy FILE`"));
                    None
                }
            },
            Err(why) => {
                let message = format!("cannot read {}: {why}", code(text));
                let problem = Problem::new("policy::missing-file", at, message, "cannot be read");
                self.problems.push(problem.help(suggest::path(&self.store, text, Some(&path))));
                None
            }
        };
        self.done.insert(id, table.clone());
        table
    }

    fn unknown_pack(&mut self, text: &str, at: &Location) {
        let names: Vec<&str> = PACKS.iter().map(|pack| pack.name).collect();
        let message = format!("there is no built-in policy {}", code(text));
        let problem = Problem::new("policy::unknown-pack", at, message, "unknown policy");
        let is_path = text.contains(['/', '\\']) || text.ends_with(".toml");
        let help = match is_path {
            _ if text.contains("://") => {
                let name = text.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("policy.toml");
                let local = code(&format!("./{name}"));
                format!("keep a copy beside this policy and write {local}: policies are not fetched")
            }
            true => format!("write {} for a file", code(&format!("./{}", text.replace('\\', "/")))),
            false => suggest::write(text, &names, names.len()),
        };
        self.problems.push(problem.help(help));
    }
}

/// Why a file is no policy, if it is none. Nothing of such a file is quoted: it may be anything.
pub(crate) fn no_policy(source: &Source) -> Option<String> {
    let toml = toml::parse(source);
    if let Some(error) = toml.errors.first() {
        let at = source.position(error.span.start);
        return Some(format!("its TOML is invalid at line {}, column {}", at.line, at.column));
    }
    let is_section = |key: &str, value: NodeRef<'_>| {
        value.is_container() && POLICY.fields.iter().any(|field| field.name == key)
    };
    let mut sections = toml.tree.root().entries().peekable();
    let is_empty = sections.peek().is_none();
    let has_any = sections.any(|entry| entry.key.text().is_some_and(|key| is_section(key, entry.value)));
    (!is_empty && !has_any).then(|| "it has no section of a policy".to_owned())
}

fn read(store: &Store, path: &Path, shown: &str) -> Result<Source, String> {
    let bytes = store.read_source(path).map_err(|error| io_words(&error))?;
    Source::from_bytes(shown, bytes, Medium::File).map_err(|broken| format!("it is {}", broken.1))
}

/// Turns the short form of a level, `missing-tag = "error"`, into a table, so that files are merged field by field
/// however each spells it.
fn spell_out_levels(root: &mut Table) {
    let rules = |table: &mut Table| {
        let rules = table.entries.iter_mut().find(|entry| entry.key == "rules");
        if let Some(Entry { value: Raw { content: Content::Table(rules), .. }, .. }) = rules {
            for rule in &mut rules.entries {
                spell_out(rule);
            }
        }
    };
    rules(root);
    let overrides = root.entries.iter_mut().find(|entry| entry.key == "overrides");
    if let Some(Entry { value: Raw { content: Content::List(overrides), .. }, .. }) = overrides {
        for change in overrides {
            if let Content::Table(change) = &mut change.content {
                rules(change);
            }
        }
    }
}

fn spell_out(rule: &mut Entry) {
    if rule.value.text().is_none() {
        return;
    }
    let level = Entry { key: "level".into(), ..rule.clone() };
    rule.value.content = Content::Table(Table { entries: vec![level], whole: false });
}
