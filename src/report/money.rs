//! What a bill comes to, for people: what becomes of the money, with shares, then the largest values of each required key.

use std::io::{self, Write};

use super::Options;
use super::paint::Paint;
use crate::bill::ledger::{Portion, Statement};
use crate::cost::share::percent;
use crate::cost::spend::cents;
use crate::cost::{Class, Money};
use crate::text::{code, count, shown};

/// How many values of a key are shown.
const VALUES: usize = 10;
/// How long the bar of all money is.
const BAR: i128 = 24;
/// What stands for no value.
pub(super) const NONE: &str = "(none)";

/// A line of a table: a label, an amount, and whether it is a share of the base.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) amount: Money,
    pub(super) is_share: bool,
}

impl Line {
    fn share(label: impl Into<String>, amount: Money) -> Self {
        Line { label: label.into(), amount, is_share: true }
    }

    fn sum(label: impl Into<String>, amount: Money) -> Self {
        Line { label: label.into(), amount, is_share: false }
    }

    /// The share of the base in percent, where it is one.
    pub(super) fn percent(&self, base: Money) -> String {
        match self.is_share && base > Money::ZERO {
            true => percent(self.amount, base),
            false => String::new(),
        }
    }
}

/// What becomes of the money: the classes, or where they are not known, how much is explained at least and at most.
pub(super) fn overview(statement: &Statement) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(detail) = &statement.detail {
        for (class, amount) in &detail.classes {
            let line = if *class == Class::Outside { Line::sum } else { Line::share };
            lines.push(line(class.word(), *amount));
        }
        return lines;
    }
    match statement.explained.exact() {
        Some(explained) => lines.push(Line::share(Class::Explained.word(), explained)),
        None => {
            lines.push(Line::share("explained, at least", statement.explained.from));
            lines.push(Line::share("explained, at most", statement.explained.to));
        }
    }
    lines.push(Line::sum(Class::Outside.word(), statement.total - statement.base));
    lines
}

/// Writes the statements, each followed by an empty line.
pub(super) fn render(statements: &[Statement], out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let paint = Paint::of(options);
    for statement in statements {
        writeln!(out, "{}\n", paint.strong(heading(statement)))?;
        let mut lines = overview(statement);
        lines.push(Line::sum("total", statement.total));
        table(&lines, statement.base, out, options)?;
        for (key, values) in &statement.keys {
            writeln!(out, "\n{}", paint.strong(shown(key)))?;
            table(&largest(values), statement.base, out, options)?;
            if values.len() > VALUES {
                writeln!(out, "  and {}", count(values.len() - VALUES, "more value"))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Currency, months and metric, and whether the amounts may still change.
pub(super) fn heading(statement: &Statement) -> String {
    let periods: Vec<String> = statement.periods.iter().map(ToString::to_string).collect();
    let state = if statement.is_final { "" } else { ", not final" };
    let (currency, metric) = (shown(&statement.currency), statement.metric);
    format!("{currency} of {} ({metric}{state})", periods.join(", "))
}

fn largest(values: &[Portion]) -> Vec<Line> {
    let mut lines = Vec::new();
    for Portion { value, amount } in values.iter().take(VALUES) {
        let label = match value {
            // Behind blanks too, GitHub takes it for a command.
            Some(value) if value.trim_start().starts_with("::") => code(value),
            Some(value) => shown(value).into_owned(),
            None => NONE.to_owned(),
        };
        lines.push(Line::share(label, *amount));
    }
    lines
}

fn table(lines: &[Line], base: Money, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let width = |cells: &dyn Fn(&Line) -> usize| lines.iter().map(cells).max().unwrap_or_default();
    let labels = width(&|line| textwrap::core::display_width(&line.label));
    let amounts = width(&|line| cents(line.amount).len());
    for line in lines {
        let padding = " ".repeat(labels - textwrap::core::display_width(&line.label));
        let amount = cents(line.amount);
        let share = share(line, base, options);
        writeln!(out, "{}", format!("  {}{padding}  {amount:>amounts$}{share}", line.label).trim_end())?;
    }
    Ok(())
}

/// The share in percent and as a bar, where there is one.
fn share(line: &Line, base: Money, options: &Options) -> String {
    let share = line.percent(base);
    if share.is_empty() {
        return share;
    }
    let block = if options.unicode { '█' } else { '#' };
    let length = (line.amount.units().clamp(0, base.units()) / (base.units() / BAR).max(1)).min(BAR);
    let bar: String = std::iter::repeat_n(block, usize::try_from(length).unwrap_or_default()).collect();
    format!("  {share:>7}  {bar}")
}
