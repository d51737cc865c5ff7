//! From text to a checked policy.
//!
//! Each file is parsed and checked against its [shape](super::shape) by itself; what it extends is put below it; and
//! the merged whole becomes the checked types. No step stops at a problem: all problems of all files are told at
//! once.

mod condition;
mod cross;
mod entry;
mod layers;
mod lists;
mod name;
mod origins;
mod reader;
mod sections;
mod spend;
mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::dictionary::{Dictionaries, Dictionary, Override};
use super::doubts::Known;
use super::given::{File, Given};
use super::problem::{Problem, Problems};
use super::raw::Table;
use super::reach::has_ending;
use super::{Policy, Reach, Rules, doubts, suggest, table};
use crate::files::{FileName, Store};
use crate::finding::Location;
use crate::source::{Medium, Source, Span, Unreadable};
use crate::text::{code, io_words};
use layers::Layers;
use origins::Origins;
use reader::{Context, Reader};

/// Loads a policy.
///
/// # Errors
/// Everything that is wrong with the policy and with what it extends.
pub fn load(given: &Given, store: &Store, rules: Rules) -> Result<Policy, Problems> {
    Effective::of(given, store, rules)?.checked()
}

/// Loads a policy, and tells what in it may be a slip.
///
/// # Errors
/// Everything that is wrong with the policy and with what it extends.
pub(crate) fn check(
    given: &Given,
    store: &Store,
    rules: Rules,
    known: &Known,
) -> Result<(Policy, Vec<Problem>), Problems> {
    let effective = Effective::of(given, store, rules)?;
    let root = effective.root.clone();
    let policy = effective.checked()?;
    let doubts = doubts::of(&root, &policy.dictionaries, known);
    Ok((policy, Problems::of(doubts).map(|doubts| doubts.list().to_vec()).unwrap_or_default()))
}

/// Loads a policy from its text. Files that it names are relative to the working folder of a store; without one, they
/// cannot be read.
///
/// # Errors
/// Everything that is wrong with the policy and with what it extends.
pub fn load_text(text: &str, shown: &str, store: Option<&Store>, rules: Rules) -> Result<Policy, Problems> {
    Effective::of_text(text, shown, store, rules)?.checked()
}

/// A policy with all that it extends in it, of the right shape, and what is wrong with it so far.
pub(super) struct Effective {
    pub(super) root: Table,
    pub(super) origins: Origins,
    /// The folder of the file itself.
    pub(super) folder: Option<PathBuf>,
    name: String,
    rules: Rules,
    store: Store,
    reach: Reach,
    problems: Vec<Problem>,
    /// Whether everything that it extends could be read.
    complete: bool,
}

impl Effective {
    pub(super) fn of(given: &Given, store: &Store, rules: Rules) -> Result<Self, Problems> {
        let file = match given {
            Given::File(file) => file,
            Given::Pack(pack) => {
                let source = Source::new(pack.name, pack.text, Medium::Pack);
                let layers = Layers::new(store.clone(), rules, Reach::Anywhere);
                return Ok(Effective::of_source(source, None, None, layers));
            }
        };
        let source = read(store, file)?;
        let path = &file.name.path;
        let folder = path.parent().map(Path::to_owned);
        let layers = Layers::new(store.clone(), rules, file.reach.clone());
        Ok(Effective::of_source(source, Some(path), folder, layers))
    }

    pub(super) fn of_text(
        text: &str,
        shown: &str,
        store: Option<&Store>,
        rules: Rules,
    ) -> Result<Self, Problems> {
        if text.len() as u64 > crate::source::MAX_BYTES {
            let why = Unreadable::TooLarge(text.len() as u64);
            return Err(Problem::without_place(
                "policy::unreadable",
                format!("cannot read {}: {why}", code(shown)),
            )
            .into());
        }
        let source = Source::new(shown, text, Medium::File);
        let folder = store.map(|store| store.working_folder().to_owned());
        let store = store.cloned().unwrap_or_else(|| Store::in_memory("", []));
        Ok(Effective::of_source(source, None, folder, Layers::new(store, rules, Reach::Anywhere)))
    }

    fn of_source(source: Source, path: Option<&Path>, folder: Option<PathBuf>, mut layers: Layers) -> Self {
        let name = source.name().to_owned();
        let root = layers.policy(Arc::new(source), path, folder.clone());
        let Layers { rules, store, origins, problems, complete, reach, .. } = layers;
        Effective { root, origins, folder, name, rules, store, reach, problems, complete }
    }

    /// A policy that is no file.
    pub(super) fn of_root(root: Table, name: &str, rules: Rules, problems: Vec<Problem>) -> Self {
        let origins = Origins::default();
        let (name, reach, store) = (name.to_owned(), Reach::Anywhere, Store::in_memory("", []));
        Effective { root, origins, folder: None, name, rules, store, reach, problems, complete: true }
    }

    /// The checked types, or everything that is wrong.
    pub(super) fn checked(self) -> Result<Policy, Problems> {
        self.judged().map(|(policy, _)| policy)
    }

    /// The checked types, and the places of what they leave out; or everything that is wrong.
    pub(super) fn judged(self) -> Result<(Policy, Vec<Location>), Problems> {
        let Effective { root, origins, folder, name, rules, store, reach, problems, complete } = self;
        let context = Arc::new(Context { rules, origins, store, reach, files: table::Files::default() });
        let mut reader = Reader::new(&context, problems);
        let overrides = Overrides::of(&root, &mut reader);
        let dictionaries = overrides.checked(&mut reader, complete);
        if complete {
            reader.misspelled_keys(&root, &dictionaries);
        }
        let mandatory = reader.mandatory(&root);
        let policy = Policy {
            name,
            folder,
            name_pattern: reader.name_pattern(&root, complete.then_some(&dictionaries[..])),
            constraints: reader.constraints(&root),
            lookups: reader.lookups(&root),
            exceptions: reader.exceptions(&root, &mandatory),
            files: reader.files(&root),
            resource_types: reader.resource_types(&root),
            terraform: reader.terraform(&root),
            live: reader.live(&root),
            spend: reader.spend(&root),
            models: reader.models(&root),
            budgets: reader.budgets(&root, complete.then_some(&dictionaries[..])),
            dictionaries: overrides.dictionaries(&context),
            mandatory,
        };
        match Problems::of(reader.problems) {
            Some(problems) => Err(problems),
            None => Ok((policy, reader.outdated)),
        }
    }
}

fn read(store: &Store, file: &File) -> Result<Source, Problem> {
    let File { name: FileName { path, shown }, named_by, reach } = file;
    if !reach.admits(store, path) {
        return Err(suggest::policy_out_of_reach(shown));
    }
    let unreadable = |why: String| {
        let (by, help) = match named_by {
            None => {
                (String::new(), "give permission to read it, or name another with `--policy FILE`".to_owned())
            }
            Some(by) => (format!(", which {} names", code(by.word())), suggest::policy(shown, *by)),
        };
        let message = format!("cannot read the policy {}{by}: {why}", code(shown));
        Problem::without_place("policy::unreadable", message).help(help)
    };
    let bytes = store.read_source(path).map_err(|error| unreadable(io_words(&error)))?;
    let source = Source::from_bytes(shown, bytes, Medium::File).map_err(|broken| match *broken {
        (_, why @ Unreadable::TooLarge(_)) => unreadable(why.to_string()),
        (source, why) => {
            let at = Location::new(&Arc::new(source), Span::at(usize::MAX));
            let message = format!("the policy {} is {why}", code(shown));
            Problem::new("policy::unreadable", &at, message, "here").help("save it as UTF-8")
        }
    })?;
    // What is called like a policy is taken for one, and what is wrong with it is quoted.
    if !has_ending(store, path, &["toml"])
        && let Some(why) = layers::no_policy(&source)
    {
        let message = format!("{} is not a policy: {why}", code(shown));
        return Err(
            Problem::without_place("policy::no-policy", message).help("name a policy with `--policy FILE`")
        );
    }
    Ok(source)
}

/// The dictionary and the levels as they are written, and the changes to them.
struct Overrides {
    tags: Table,
    levels: Table,
    changes: Vec<Change>,
}

/// One of `[[overrides]]`.
struct Change {
    when: super::condition::Condition,
    clause: Location,
    tags: Table,
    levels: Table,
}

impl Overrides {
    fn of(root: &Table, reader: &mut Reader<'_>) -> Self {
        let table = |from: &Table, key| from.table(key).cloned().unwrap_or_default();
        let changes = root.tables("overrides").map(|(change, clause)| Change {
            when: reader.when(change).unwrap_or_default(),
            clause: clause.clone(),
            tags: table(change, "tags"),
            levels: table(change, "rules"),
        });
        let changes = changes.collect();
        Overrides { tags: table(root, "tags"), levels: table(root, "rules"), changes }
    }

    /// The dictionary and the levels with some changes made, in their order.
    fn with(&self, active: &[usize]) -> (Table, Table) {
        let (mut tags, mut levels) = (self.tags.clone(), self.levels.clone());
        for change in active.iter().filter_map(|number| self.changes.get(*number)) {
            tags.merge(&change.tags);
            levels.merge(&change.levels);
        }
        (tags, levels)
    }

    /// The dictionary without changes, and with each change alone, after looking for what is wrong with each.
    fn checked(&self, reader: &mut Reader<'_>, complete: bool) -> Vec<Dictionary> {
        let sets = std::iter::once(vec![]).chain((0..self.changes.len()).map(|number| vec![number]));
        let mut dictionaries = Vec::new();
        for active in sets {
            let (tags, levels) = self.with(&active);
            let change = active.first().map(|number| &self.changes[*number].tags);
            let dictionary = reader.dictionary(&tags, &levels, change);
            if complete {
                reader.replacements(&tags, &dictionary, change.is_none());
            }
            dictionaries.push(dictionary);
        }
        dictionaries
    }

    fn dictionaries(self, context: &Arc<Context>) -> Dictionaries {
        let change = |change: &Change| Override::new(change.when.clone(), change.clause.clone());
        let conditions = self.changes.iter().map(change).collect();
        let context = Arc::clone(context);
        Dictionaries::new(
            conditions,
            Box::new(move |active| {
                let (tags, levels) = self.with(active);
                // Each change was checked when the policy was loaded.
                Reader::new(&context, Vec::new()).dictionary(&tags, &levels, None)
            }),
        )
    }
}

#[cfg(test)]
mod tests;
