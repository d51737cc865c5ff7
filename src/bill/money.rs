//! Which columns of an export a metric is made of.

use std::collections::BTreeSet;

use super::block::Block;
use super::charge::Charge;
use super::columns::{Columns, Field, Format};
use super::unread::Unread;
use crate::cost::{Metric, Money};

/// How the amount of a line is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Figure {
    /// One column.
    Column(Field),
    /// Net of discounts, and what is charged where that is not said.
    NetOrUnblended,
    /// Commitments spread over what they cover.
    Amortized,
}

impl Figure {
    /// The figure of a metric in an export; without one, the best that it has.
    ///
    /// # Errors
    /// It lacks a column.
    pub(crate) fn of(metric: Option<Metric>, columns: &Columns) -> Result<Self, Unread> {
        let format = columns.format;
        let figure = match (format, metric) {
            (Format::Focus, Some(Metric::Effective | Metric::Amortized)) => Figure::Column(Field::Effective),
            (Format::Focus, _) => Figure::Column(Field::Billed),
            (_, Some(Metric::Effective | Metric::Amortized)) => Figure::Amortized,
            (_, Some(Metric::Unblended | Metric::Billed)) => Figure::Column(Field::Unblended),
            (_, Some(Metric::NetUnblended)) => Figure::NetOrUnblended,
            (_, None) if columns.has(Field::NetUnblended) => Figure::NetOrUnblended,
            (_, None) => Figure::Column(Field::Unblended),
        };
        let needed = match figure {
            Figure::Column(field) => vec![field],
            Figure::NetOrUnblended if metric.is_none() => vec![Field::Unblended],
            Figure::NetOrUnblended => vec![Field::NetUnblended],
            Figure::Amortized => vec![Field::Unblended],
        };
        for field in needed {
            if !columns.has(field) {
                let column = format.name(field);
                return Err(match metric {
                    Some(metric) => Unread::NoMetric { column, metric: metric.word() },
                    None => Unread::NoColumn { column, advice: "select it in the export" },
                });
            }
        }
        Ok(figure)
    }

    /// The columns that it is made of.
    pub(crate) fn fields(self) -> &'static [Field] {
        match self {
            Figure::Column(Field::Billed) => &[Field::Billed],
            Figure::Column(Field::Effective) => &[Field::Effective],
            Figure::Column(_) => &[Field::Unblended],
            Figure::NetOrUnblended => &[Field::NetUnblended, Field::Unblended],
            Figure::Amortized => &[
                Field::Unblended,
                Field::PlanEffective,
                Field::PlanCommitment,
                Field::PlanUsed,
                Field::ReservationEffective,
                Field::ReservationUnusedUpfront,
                Field::ReservationUnusedRecurring,
                Field::ReservationArn,
            ],
        }
    }
}

/// The amounts of lines, and the columns that had any.
pub(crate) fn amounts(
    block: &impl Block,
    rows: &[u32],
    figure: Figure,
    charges: &[Charge],
    has_reservation: &[bool],
) -> Result<(Vec<Money>, BTreeSet<Field>), Unread> {
    let mut cells = Cells { block, rows, filled: BTreeSet::new() };
    let amounts = match figure {
        Figure::Column(field) => {
            let amounts = cells.read(field)?;
            cells.needed(field, amounts)?
        }
        Figure::NetOrUnblended => {
            let (net, unblended) = (cells.read(Field::NetUnblended)?, cells.read(Field::Unblended)?);
            let amounts = net.into_iter().zip(unblended).map(|(net, unblended)| net.or(unblended)).collect();
            // An export without the other column has only the net one.
            let columns = block.columns();
            let field = if columns.has(Field::Unblended) { Field::Unblended } else { Field::NetUnblended };
            cells.needed(field, amounts)?
        }
        Figure::Amortized => {
            let mut amounts = cells.read(Field::Unblended)?;
            amortize(&mut cells, charges, has_reservation, &mut amounts)?;
            cells.needed(Field::Unblended, amounts)?
        }
    };
    Ok((amounts, cells.filled))
}

/// The cells of some lines.
struct Cells<'b, B> {
    block: &'b B,
    rows: &'b [u32],
    filled: BTreeSet<Field>,
}

impl<B: Block> Cells<'_, B> {
    fn read(&mut self, field: Field) -> Result<Vec<Option<Money>>, Unread> {
        let amounts = self.block.amounts(field, self.rows)?;
        if amounts.iter().any(Option::is_some) {
            self.filled.insert(field);
        }
        Ok(amounts)
    }

    fn needed(&self, field: Field, amounts: Vec<Option<Money>>) -> Result<Vec<Money>, Unread> {
        let mut all = Vec::with_capacity(amounts.len());
        for (row, amount) in self.rows.iter().zip(amounts) {
            all.push(amount.ok_or_else(|| self.missing(field, *row))?);
        }
        Ok(all)
    }

    fn missing(&self, field: Field, row: u32) -> Unread {
        let column = self.block.columns().format.name(field);
        Unread::NoValue { line: self.block.line(row), column }
    }
}

/// Puts what commitments cost in the place of what is charged, as AWS's own dashboards do
/// (`summary_view.sql` of aws-solutions-library-samples/cloud-intelligence-dashboards-framework).
fn amortize<B: Block>(
    cells: &mut Cells<'_, B>,
    charges: &[Charge],
    has_reservation: &[bool],
    amounts: &mut [Option<Money>],
) -> Result<(), Unread> {
    let has = |wanted: Charge| charges.contains(&wanted);
    let (mut covered, mut reserved) = (Vec::new(), Vec::new());
    let (mut committed, mut used) = (Vec::new(), Vec::new());
    let (mut upfront, mut recurring) = (Vec::new(), Vec::new());
    if has(Charge::CoveredByPlan) {
        covered = cells.read(Field::PlanEffective)?;
    }
    if has(Charge::CoveredByReservation) {
        reserved = cells.read(Field::ReservationEffective)?;
    }
    if has(Charge::PlanFee) {
        committed = cells.read(Field::PlanCommitment)?;
        used = cells.read(Field::PlanUsed)?;
    }
    if has(Charge::ReservationFee) {
        upfront = cells.read(Field::ReservationUnusedUpfront)?;
        recurring = cells.read(Field::ReservationUnusedRecurring)?;
    }
    for (at, row) in cells.rows.iter().enumerate() {
        let cell = |column: &[Option<Money>], field| column[at].ok_or_else(|| cells.missing(field, *row));
        let amount = match charges[at] {
            Charge::CoveredByPlan => cell(&covered, Field::PlanEffective)?,
            Charge::CoveredByReservation => cell(&reserved, Field::ReservationEffective)?,
            Charge::PlanFee => cell(&committed, Field::PlanCommitment)? - cell(&used, Field::PlanUsed)?,
            Charge::PlanNegation | Charge::PlanUpfront => Money::ZERO,
            Charge::ReservationFee => {
                cell(&upfront, Field::ReservationUnusedUpfront)?
                    + cell(&recurring, Field::ReservationUnusedRecurring)?
            }
            Charge::Fee if has_reservation[at] => Money::ZERO,
            Charge::Use | Charge::Fee | Charge::Other => continue,
        };
        amounts[at] = Some(amount);
    }
    Ok(())
}
