//! From Bedrock's lines to sums by what they have in common.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::block::{Block, MapMemo, MapReader, Memo};
use super::charge::Charge;
use super::columns::{Field, Format};
use super::container::is_container;
use super::keys::TagPlace;
use super::lines::Lines;
use super::money::{Figure, amounts};
use super::run::Run;
use super::service::{self, Attribute};
use super::sieve::periods;
use super::texts::{Id, NONE};
use super::unread::Unread;
use crate::cost::{Money, Period};

/// What the lines of a sum have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Key {
    pub(crate) period: Period,
    pub(crate) currency: Id,
    pub(crate) account: Id,
    /// The resource id, if it is one of a container.
    pub(crate) container: Id,
    /// The set of tags.
    pub(crate) tags: Id,
    pub(crate) model: Id,
    pub(crate) is_outside: bool,
}

/// The money of some lines.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Sum {
    pub(crate) amount: Money,
    pub(crate) lines: u64,
}

/// What was read of a file, or of a part of one.
#[derive(Clone, Default, Debug)]
pub(crate) struct Gathered {
    pub(crate) sums: HashMap<Key, Sum, RandomState>,
    /// Lines of other services.
    pub(crate) others: BTreeMap<(Period, Id), u64>,
    /// The periods of Bedrock's lines, each with who pays them; [`NONE`] where nothing says so.
    pub(crate) homes: BTreeSet<(Period, Id)>,
    /// The columns that have a value on some of Bedrock's lines.
    pub(crate) filled: BTreeSet<Field>,
    /// The lines themselves, where files are compared by them.
    pub(crate) lines: Lines,
}

impl Gathered {
    /// Adds what was read elsewhere.
    pub(crate) fn merge(&mut self, other: Gathered) {
        for (key, sum) in other.sums {
            let known = self.sums.entry(key).or_default();
            known.amount += sum.amount;
            known.lines += sum.lines;
        }
        for (home, count) in other.others {
            *self.others.entry(home).or_default() += count;
        }
        self.homes.extend(other.homes);
        self.filled.extend(other.filled);
        self.lines.merge(&other.lines);
    }

    /// Counts lines as Bedrock's that were counted as other services' before.
    pub(crate) fn take_back(&mut self, counts: &BTreeMap<(Period, Id), u64>) {
        for (home, count) in counts {
            if let Some(others) = self.others.get_mut(home) {
                *others -= count;
            }
        }
    }
}

/// Gathers the lines of one part of a file.
#[derive(Debug)]
pub(crate) struct Gatherer<'r> {
    run: &'r Run<'r>,
    partition: Option<Period>,
    figure: Figure,
    memos: Memos,
    pub(crate) gathered: Gathered,
}

#[derive(Debug, Default)]
struct Memos {
    currency: Memo<Id>,
    account: Memo<Id>,
    payer: Memo<Id>,
    charge: Memo<Option<Charge>>,
    class: Memo<bool>,
    has_reservation: Memo<bool>,
    resource: Memo<Option<Id>>,
    usage_type: Memo<Id>,
    product_name: Memo<Id>,
    service_name: Memo<Id>,
    model: Memo<Id>,
    product: MapMemo<Attribute, [Id; 2]>,
    tags: BTreeMap<TagPlace, MapMemo<Id, Id>>,
    columns: Vec<Memo<Id>>,
    sets: HashMap<Vec<Id>, Id, RandomState>,
}

impl Memos {
    /// The number of a set of tags, by the order in which a line has them.
    fn set(sets: &mut HashMap<Vec<Id>, Id, RandomState>, run: &Run<'_>, set: &[Id]) -> Id {
        if let Some(known) = sets.get(set) {
            return *known;
        }
        let id = run.tag_set(set);
        sets.insert(set.to_vec(), id);
        id
    }
}

impl<'r> Gatherer<'r> {
    /// A gatherer without lines. `partition` is the period that the path of the file names.
    pub(crate) fn new(run: &'r Run<'r>, partition: Option<Period>, figure: Figure) -> Self {
        let (memos, gathered) = (Memos::default(), Gathered::default());
        Gatherer { run, partition, figure, memos, gathered }
    }

    /// Adds lines of Bedrock.
    pub(crate) fn add(&mut self, block: &impl Block, rows: &[u32]) -> Result<(), Unread> {
        if rows.is_empty() {
            return Ok(());
        }
        let columns = block.columns();
        let periods = periods(block, rows, self.partition)?;
        let charges = self.charges(block, rows)?;
        let tags = self.tags(block, rows)?;
        let models = self.models(block, rows)?;
        let (texts, memos) = (&self.run.texts, &mut self.memos);
        let currencies =
            block.texts(Field::Currency, rows, &mut memos.currency, NONE, |text| texts.id(text))?;
        let accounts = block.texts(Field::Account, rows, &mut memos.account, NONE, |text| texts.id(text))?;
        let payers = block.texts(Field::Payer, rows, &mut memos.payer, NONE, |text| texts.id(text))?;
        let resources = block.texts(Field::Resource, rows, &mut memos.resource, None, |resource| {
            Some(if is_container(resource) { texts.id(resource) } else { NONE })
        })?;
        let reservations =
            block.texts(Field::ReservationArn, rows, &mut memos.has_reservation, false, |_| true)?;
        let (amounts, filled) = amounts(block, rows, self.figure, &charges, &reservations)?;
        self.gathered.filled.extend(filled);
        // Each line has one, as is seen below.
        self.gathered.filled.insert(Field::Currency);
        let mut fill = |field: Field, is_filled: bool| {
            if is_filled {
                self.gathered.filled.insert(field);
            }
        };
        fill(Field::Account, accounts.iter().any(|account| *account != NONE));
        fill(Field::Resource, resources.iter().any(Option::is_some));
        for (at, row) in rows.iter().enumerate() {
            if currencies[at] == NONE {
                let column = columns.format.name(Field::Currency);
                return Err(Unread::NoValue { line: block.line(*row), column });
            }
            let key = Key {
                period: periods[at],
                currency: currencies[at],
                account: accounts[at],
                container: resources[at].unwrap_or(NONE),
                tags: tags[at],
                model: models[at],
                is_outside: charges[at].is_outside(),
            };
            let sum = self.gathered.sums.entry(key).or_default();
            sum.amount += amounts[at];
            sum.lines += block.lines(*row);
        }
        if self.run.compares_lines {
            self.gathered.lines.read(block, rows, &periods)?;
        }
        let mut homes: Vec<(Period, Id)> = periods.into_iter().zip(payers).collect();
        homes.dedup();
        self.gathered.homes.extend(homes);
        Ok(())
    }

    fn charges(&mut self, block: &impl Block, rows: &[u32]) -> Result<Vec<Charge>, Unread> {
        let read = match block.columns().format {
            Format::Cur | Format::LegacyCsv => Charge::of_line_item,
            Format::Focus => Charge::of_category,
        };
        let read = |kind: &str| Some(read(kind));
        let told = block.texts(Field::Charge, rows, &mut self.memos.charge, None, read)?;
        if told.iter().any(Option::is_some) {
            self.gathered.filled.insert(Field::Charge);
        }
        let mut charges: Vec<Charge> = told.into_iter().map(|charge| charge.unwrap_or(Charge::Use)).collect();
        let classes =
            block.texts(Field::ChargeClass, rows, &mut self.memos.class, false, Charge::is_correction)?;
        for (charge, is_correction) in charges.iter_mut().zip(classes) {
            if is_correction {
                *charge = Charge::Other;
            }
        }
        Ok(charges)
    }

    /// The sets of the tags that the dictionary may have.
    fn tags(&mut self, block: &impl Block, rows: &[u32]) -> Result<Vec<Id>, Unread> {
        let mut sets = vec![NONE; rows.len()];
        let columns = block.columns();
        if self.run.keys.is_empty() {
            return Ok(sets);
        }
        let mut is_done = vec![false; rows.len()];
        for (field, place) in columns.tag_maps() {
            let mut reader = Tags { run: self.run, place };
            let memo = self.memos.tags.entry(place).or_default();
            let (mut set, known) = (vec![place as Id], &mut self.memos.sets);
            let mut is_filled = false;
            block.maps(field, rows, memo, &mut reader, |at, entries| {
                is_filled = true;
                if is_done[at] {
                    return;
                }
                is_done[at] = true;
                set.truncate(1);
                for (name, value) in entries {
                    set.extend([*name, *value]);
                }
                sets[at] = Memos::set(known, self.run, &set);
            })?;
            if is_filled {
                self.gathered.filled.insert(field);
            }
        }
        if !columns.tags.is_empty() {
            self.tag_columns(block, rows, &is_done, &mut sets)?;
        }
        Ok(sets)
    }

    /// The same of columns that are a tag each, for lines that have no map.
    fn tag_columns(
        &mut self,
        block: &impl Block,
        rows: &[u32],
        is_done: &[bool],
        sets: &mut [Id],
    ) -> Result<(), Unread> {
        let columns = block.columns();
        self.memos.columns.resize_with(columns.tags.len(), Memo::default);
        let place_of_tags = columns.tag_columns();
        let mut tags = vec![vec![place_of_tags as Id]; rows.len()];
        for ((place, name), memo) in columns.tags.iter().zip(&mut self.memos.columns) {
            if !self.run.keys.may_be_meant(place_of_tags, name) {
                continue;
            }
            let name = self.run.texts.id(name);
            let values = block.tag_texts(*place, rows, memo, NONE, |value| self.run.texts.id(value))?;
            for (tags, value) in tags.iter_mut().zip(values) {
                if value != NONE {
                    tags.extend([name, value]);
                }
            }
        }
        for ((set, tags), is_done) in sets.iter_mut().zip(tags).zip(is_done) {
            if !is_done {
                *set = Memos::set(&mut self.memos.sets, self.run, &tags);
            }
        }
        self.gathered.filled.insert(Field::TagColumns);
        Ok(())
    }

    /// The model: as the product says, else as the usage type does, else as the name of the product does.
    fn models(&mut self, block: &impl Block, rows: &[u32]) -> Result<Vec<Id>, Unread> {
        let (texts, memos) = (&self.run.texts, &mut self.memos);
        let id = |model: Option<&str>| match model {
            Some(model) => texts.id(model),
            None => NONE,
        };
        let mut models = block.texts(Field::Model, rows, &mut memos.model, NONE, |model| texts.id(model))?;
        let mut names = block.texts(Field::ProductName, rows, &mut memos.product_name, NONE, |name| {
            id(service::model_of_name(name))
        })?;
        let mut reader = Products { run: self.run };
        block.maps(Field::Product, rows, &mut memos.product, &mut reader, |at, entries| {
            for (attribute, [value, model]) in entries {
                match attribute {
                    Attribute::Model => models[at] = *value,
                    Attribute::ProductName => names[at] = *model,
                    Attribute::Family | Attribute::ServiceCode | Attribute::ServiceName => {}
                }
            }
        })?;
        let usage = block.texts(Field::UsageType, rows, &mut memos.usage_type, NONE, |usage| {
            id(service::model_of_usage_type(usage))
        })?;
        let services = block.texts(Field::ServiceName, rows, &mut memos.service_name, NONE, |name| {
            id(service::model_of_name(name))
        })?;
        for (at, model) in models.iter_mut().enumerate() {
            for other in [usage[at], names[at], services[at]] {
                if *model == NONE {
                    *model = other;
                }
            }
        }
        Ok(models)
    }
}

struct Tags<'r> {
    run: &'r Run<'r>,
    place: TagPlace,
}

impl MapReader<Id, Id> for Tags<'_> {
    fn key(&mut self, name: &str) -> Option<Id> {
        self.run.keys.may_be_meant(self.place, name).then(|| self.run.texts.id(name))
    }

    fn value(&mut self, value: &str) -> Id {
        self.run.texts.id(value)
    }
}

struct Products<'r> {
    run: &'r Run<'r>,
}

impl MapReader<Attribute, [Id; 2]> for Products<'_> {
    fn key(&mut self, key: &str) -> Option<Attribute> {
        let attribute = Attribute::read(key)?;
        matches!(attribute, Attribute::Model | Attribute::ProductName).then_some(attribute)
    }

    /// The value, and the model that it is the name of.
    fn value(&mut self, value: &str) -> [Id; 2] {
        let model = match service::model_of_name(value) {
            Some(model) => self.run.texts.id(model),
            None => NONE,
        };
        [self.run.texts.id(value), model]
    }
}
