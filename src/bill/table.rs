//! Bills in tables of Athena: lines are grouped there, and read here as those of files are.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Refusal;
use super::block::Block;
use super::columns::{Columns, Field};
use super::gather::Gatherer;
use super::group::Wanted;
use super::keys::Keys;
use super::money::Figure;
use super::query::{Column, Query, Writer, standard, year_and_month};
use super::rows::Rows;
use super::run::Run;
use super::sieve::periods;
use super::source::{Source, Table};
use super::total::Total;
use super::unread::Unread;
use super::visit::figure;
use crate::cost::Period;
use crate::finding::Failure;
use crate::live::athena::{Athena, CATALOG, Place};
use crate::live::{Interrupt, Session};

/// With what is asked that is not on this machine.
pub(crate) struct Remote {
    pub(crate) session: Arc<Session>,
    /// The region of the environment or the profile.
    pub(crate) region: Option<String>,
    /// Ends what is asked, and no more the process.
    pub(crate) interrupt: Interrupt,
}

impl Remote {
    /// Whether somebody interrupted.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupt.has_come(&self.session)
    }
}

/// Tables that are asked.
#[derive(Default)]
pub(crate) struct Tables<'s>(Vec<(&'s Table, Athena)>);

/// What tables answered.
#[derive(Default)]
pub(crate) struct Answered {
    /// What each table comes to, by what it is called.
    pub(crate) totals: Vec<(String, Total)>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) notes: Vec<String>,
}

impl<'s> Tables<'s> {
    /// The tables among some sources. Nothing is asked yet.
    ///
    /// # Errors
    /// Nobody can be asked.
    pub(crate) fn open(sources: &'s [Source], remote: &Remote) -> Result<Self, Refusal> {
        let (mut list, mut known) = (Vec::new(), BTreeSet::new());
        for source in sources {
            let Source::Table(table) = source else { continue };
            let region = table.region_or(remote.region.as_deref())?;
            // However it is asked, a table that is named twice counts once. Athena ignores the case of names.
            let names = [table.catalog.as_deref().unwrap_or(CATALOG), &table.database, &table.name];
            if !known.insert((region, names.map(str::to_ascii_lowercase))) {
                continue;
            }
            list.push((table, Athena::open(&remote.session, region)?));
        }
        Ok(Tables(list))
    }

    /// Asks all of them, one after the other.
    ///
    /// # Errors
    /// A table has no such metric.
    pub(crate) fn read(
        &self,
        run: &Run<'_>,
        periods: &BTreeSet<Period>,
        interrupt: &Interrupt,
    ) -> Result<Answered, Refusal> {
        let mut answered = Answered::default();
        let mut described = Vec::new();
        for (table, athena) in &self.0 {
            described.push(describe(athena, table, run, &mut interrupt.clone())?);
        }
        // A query is paid for: what the columns of any table refuse has been refused by now.
        for ((table, athena), columns) in self.0.iter().zip(described) {
            let subject = table.shown();
            let prepared = columns.and_then(|columns| Prepared::of(table, &columns, run, periods));
            let (total, scanned) = match prepared {
                Ok(prepared) => ask(athena, table, prepared, run, &mut interrupt.clone()),
                Err(why) => (Err(why), None),
            };
            if let Some(bytes) = scanned {
                answered.notes.push(format!("{subject}: Athena scanned {bytes} bytes{}", large(bytes)));
            }
            let doubts = match total {
                Ok(total) => {
                    let doubts: Vec<String> = total
                        .suspects(run)
                        .into_iter()
                        .filter_map(|(_, doubt)| Some(doubt?.to_string()))
                        .collect();
                    if doubts.is_empty() {
                        answered.totals.push((subject.clone(), total));
                    }
                    doubts
                }
                Err(why) => vec![why.to_string()],
            };
            for message in doubts {
                answered.failures.push(Failure { subject: subject.clone(), message });
            }
        }
        Ok(answered)
    }
}

/// A number of bytes in the largest unit of which there is one.
fn large(bytes: u64) -> String {
    for (one, unit) in [(1_u64 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] {
        if bytes >= one {
            return format!(" ({:.1} {unit})", bytes as f64 / one as f64);
        }
    }
    String::new()
}

/// The query for a table that has the columns of a standard one.
///
/// # Errors
/// Something is wanted that such a table does not have.
pub(crate) fn print_query(table: &Table, wanted: &Wanted) -> Result<String, Refusal> {
    let keys = Keys::new(&wanted.keys);
    let run = Run::new(&keys, wanted.asked.clone(), wanted);
    match Prepared::of(table, &standard(), &run, &wanted.asked) {
        Ok(prepared) => Ok(format!("{};\n", prepared.query.sql)),
        Err(why) => Err(Refusal::NoQuery { table: table.shown(), why: why.to_string() }),
    }
}

/// The columns of a table.
///
/// # Errors
/// It has no such metric.
fn describe(
    athena: &Athena,
    table: &Table,
    run: &Run<'_>,
    interrupt: &mut Interrupt,
) -> Result<Result<Vec<Column>, Unread>, Refusal> {
    let columns = athena.columns(&place(table), interrupt).map_err(Unread::Io);
    if let Ok(columns) = &columns
        && let Ok(read) = meanings(columns)
    {
        run.check_metric(read.format)?;
    }
    Ok(columns)
}

/// What a table comes to, and how many bytes were read for it.
fn ask(
    athena: &Athena,
    table: &Table,
    prepared: Prepared,
    run: &Run<'_>,
    interrupt: &mut Interrupt,
) -> (Result<Total, Unread>, Option<u64>) {
    let asked = athena.query(&place(table), &prepared.query.sql, interrupt);
    let total = asked.rows.map_err(Unread::Io).and_then(|rows| prepared.total(rows, run));
    (total, asked.scanned)
}

fn place(table: &Table) -> Place<'_> {
    Place {
        catalog: table.catalog.as_deref(),
        database: &table.database,
        table: &table.name,
        workgroup: table.workgroup.as_deref(),
        output: table.output.as_deref(),
    }
}

/// What the columns of a table mean.
fn meanings(columns: &[Column]) -> Result<Columns, Unread> {
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    Columns::read(&names)
}

/// A query, and what it is made of.
struct Prepared {
    /// The columns of the table.
    read: Columns,
    figure: Figure,
    query: Query,
}

impl Prepared {
    fn of(
        table: &Table,
        columns: &[Column],
        run: &Run<'_>,
        periods: &BTreeSet<Period>,
    ) -> Result<Self, Unread> {
        let read = meanings(columns)?;
        let partition = year_and_month(columns).and(periods.first().copied());
        let figure = figure(run, &read, partition)?;
        let query = Writer { table, columns, read: &read, run, figure, periods }.query();
        Ok(Prepared { read, figure, query })
    }

    /// What the rows come to, by the numbers of a run.
    fn total(self, rows: Vec<Vec<Option<String>>>, run: &Run<'_>) -> Result<Total, Unread> {
        let rows = Rows::read(self.query.names, rows)?;
        let [own, others] = rows.by_service();
        let mut gatherer = Gatherer::new(run, None, self.figure);
        gatherer.add(&rows, &own)?;
        let mut gathered = gatherer.gathered;
        for (row, period) in others.iter().zip(periods(&rows, &others, None)?) {
            let currency = run.texts.id(rows.currency(*row).unwrap_or_default());
            *gathered.others.entry((period, currency)).or_default() += Block::lines(&rows, *row);
        }
        gathered.filled = filled(&rows, &self.read);
        Ok(Total { gathered, fields: self.read.fields(), format: Some(self.read.format) })
    }
}

/// The columns of a table that have a value on a line of any service.
fn filled(rows: &Rows, read: &Columns) -> BTreeSet<Field> {
    let mut filled = BTreeSet::new();
    for field in read.fields() {
        // Columns that are a tag each are there, which is enough.
        if field == Field::TagColumns || rows.filled(read.format.name(field)) > 0 {
            filled.insert(field);
        }
    }
    filled
}
