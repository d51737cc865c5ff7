//! What a bill comes to: the share that is explained, then the money by class, month, key, model and project.

use askama::Template;
use askama::filters::HtmlSafe;

use super::bar::Bar;
use super::table::{Cell, Row, Table};
use super::words::Words;
use crate::bill::ledger::{Detail, MonthSpend, Portion, ProjectSpend, Statement};
use crate::cost::share::percent;
use crate::cost::{Class, Interval, Money};
use crate::report::money::NONE;
use crate::report::place::home_of;
use crate::text::shown;

/// The colours of a part that is in no class, and of what is left of a whole.
const PART: &str = "part";
const REST: &str = "rest";

/// The part of the page about one currency.
#[derive(Template)]
#[template(path = "bill.html", whitespace = "minimize")]
pub(super) struct Bill {
    pub(super) id: String,
    pub(super) title: String,
    /// What was summed of how many lines.
    source: String,
    currency: String,
    /// The explained share, where there is something to explain.
    share: Option<String>,
    bar: Bar,
    explained: Cell,
    /// How much is explained at most, where that is not known exactly.
    at_most: Option<Cell>,
    base: Cell,
    outside: Cell,
    total: Cell,
    tables: Vec<Table>,
}

impl HtmlSafe for Bill {}

impl Bill {
    /// The part about a statement, which is the first, second… of its page.
    pub(super) fn of(statement: &Statement, number: usize) -> Self {
        let drawing = Drawing { statement, prefix: format!("bill-{number}") };
        let periods: Vec<String> = statement.periods.iter().map(ToString::to_string).collect();
        let currency = shown(&statement.currency).into_owned();
        let explained = statement.explained;
        let mut tables = Vec::new();
        tables.extend(drawing.classes());
        tables.push(drawing.months());
        for (number, (key, values)) in statement.keys.iter().enumerate() {
            let title = Words::prose(&format!("Money by `{key}`"));
            tables.push(drawing.portions(&format!("key-{number}"), title, ["Value", "value"], values));
        }
        let title = Words::prose("Money by model");
        tables.push(drawing.portions("models", title, ["Model", "model"], &statement.models));
        tables.extend(drawing.projects());
        Bill {
            id: drawing.prefix.clone(),
            title: format!("Amazon Bedrock in {currency}, {}", periods.join(", ")),
            source: source(statement),
            share: shares(explained, statement.base),
            bar: drawing.whole(),
            explained: Cell::money(explained.from),
            at_most: if explained.exact().is_none() { Some(Cell::money(explained.to)) } else { None },
            base: Cell::money(statement.base),
            outside: Cell::money(statement.total - statement.base),
            total: Cell::money(statement.total),
            currency,
            tables,
        }
    }
}

fn source(statement: &Statement) -> String {
    let state = match statement.is_final {
        true => "The bill is final.",
        false => "The bill is not final: amounts may still change.",
    };
    let metric = statement.metric;
    let Some(Detail { lines, other_lines, .. }) = &statement.detail else {
        return format!("Metric {metric}. Costs by one tag at a time, without projects. {state}");
    };
    let s = if *lines == 1 { "" } else { "s" };
    format!("Metric {metric}. {lines} line{s} of Amazon Bedrock, {other_lines} of other services. {state}")
}

/// The share of a base that is more than nothing, or from which to which.
fn shares(amount: Interval, base: Money) -> Option<String> {
    if base <= Money::ZERO {
        return None;
    }
    let (from, to) = (percent(amount.from, base), percent(amount.to, base));
    Some(if from == to { from } else { format!("{from} to {to}") })
}

struct Drawing<'s> {
    statement: &'s Statement,
    /// What the ids of its headings begin with.
    prefix: String,
}

impl Drawing<'_> {
    fn share(&self, amount: Money) -> Option<String> {
        shares(Interval::exactly(amount), self.statement.base)
    }

    /// All parts in one bar. Beside one that is negative, the others are more than the base.
    fn whole(&self) -> Bar {
        let (mut parts, mut words, mut sum) = (Vec::new(), Vec::new(), 0);
        for (kind, word, amount) in self.parts() {
            parts.push((kind, amount.units()));
            sum += amount.units().max(0);
            if let Some(share) = self.share(amount) {
                words.push(format!("{word} {share}"));
            }
        }
        Bar::stacked(&parts, sum).labelled(words.join(", "))
    }

    /// What the base is made of, each with its colour: the classes, else what is explained, may be, and is not.
    fn parts(&self) -> Vec<(&'static str, &'static str, Money)> {
        let Statement { explained, base, detail, .. } = self.statement;
        let mut parts = Vec::new();
        match detail {
            Some(detail) => {
                for &(class, amount) in &detail.classes {
                    if class != Class::Outside {
                        parts.push((class.word(), class.word(), amount));
                    }
                }
            }
            None => {
                parts.push((Class::Explained.word(), "explained", explained.from));
                parts.push((PART, "perhaps explained", explained.to - explained.from));
                parts.push((REST, "not explained", *base - explained.to));
            }
        }
        parts.retain(|(_, _, amount)| !amount.is_zero());
        parts
    }

    fn table(&self, name: &str, title: Words, heads: [&str; 2], rows: Vec<Row>) -> Table {
        let [first, one] = heads;
        let id = format!("{}-{name}", self.prefix);
        Table::new(id, title, &[first, "Amount", "Share"], rows, one)
    }

    fn row(&self, label: Words, notes: Vec<Words>, amount: Money, kind: &'static str) -> Row {
        Row {
            label,
            notes,
            cells: vec![Cell::money(amount), Cell::text(self.share(amount).unwrap_or_default())],
            bar: Some(Bar::of(kind, amount.units(), self.statement.base.units())),
        }
    }

    fn classes(&self) -> Option<Table> {
        let mut rows = Vec::new();
        for &(class, amount) in &self.statement.detail.as_ref()?.classes {
            let (label, notes) = (Words::prose(class.word()), vec![Words::prose(meaning(class))]);
            match class {
                Class::Outside => {
                    let cells = vec![Cell::money(amount), Cell::text(String::new())];
                    rows.push(Row { label, notes, cells, bar: None });
                }
                _ => rows.push(self.row(label, notes, amount, class.word())),
            }
        }
        Some(self.table("classes", Words::prose("Money by class"), ["Class", "class"], rows))
    }

    /// Each month beside the one with the most money.
    fn months(&self) -> Table {
        let months = &self.statement.months;
        let most = months.iter().map(|month| month.base.units()).max().unwrap_or_default();
        let mut rows = Vec::new();
        for MonthSpend { period, base, explained } in months {
            let share = shares(*explained, *base).unwrap_or_default();
            let (perhaps, rest) = (explained.to - explained.from, *base - explained.to);
            let parts = [
                (Class::Explained.word(), explained.from.units()),
                (PART, perhaps.units()),
                (REST, rest.units()),
            ];
            rows.push(Row {
                label: Words::prose(&period.to_string()),
                notes: Vec::new(),
                cells: vec![Cell::money(*base), Cell::text(share)],
                bar: Some(Bar::stacked(&parts, most)),
            });
        }
        let id = format!("{}-months", self.prefix);
        Table::new(id, Words::prose("Money by month"), &["Month", "Amount", "Explained"], rows, "month")
    }

    fn portions(&self, name: &str, title: Words, heads: [&str; 2], portions: &[Portion]) -> Table {
        let mut rows = Vec::new();
        for Portion { value, amount } in portions {
            let (label, kind) = match value {
                Some(value) => (Words::name(value), PART),
                None => (Words::prose(NONE), REST),
            };
            rows.push(self.row(label, Vec::new(), *amount, kind));
        }
        self.table(name, title, heads, rows)
    }

    /// The projects, those with the most money that is not explained first.
    fn projects(&self) -> Option<Table> {
        let mut projects: Vec<&ProjectSpend> = self.statement.detail.as_ref()?.projects.iter().collect();
        // Sorted by amount already.
        projects.sort_by_key(|project| project.class == Class::Explained);
        let mut rows = Vec::new();
        for ProjectSpend { container, name, class, amount } in projects {
            let mut notes = vec![Words::prose(class.word())];
            if name.is_some() {
                notes.push(Words::name(&container.id));
            }
            let home = [&container.account, &container.region].map(|part| Some(part.as_str()));
            notes.push(Words::name(&home_of(home)));
            let label = Words::name(name.as_deref().unwrap_or(&container.id));
            rows.push(self.row(label, notes, *amount, class.word()));
        }
        let title = Words::prose("Projects, what is not explained first");
        (!rows.is_empty()).then(|| self.table("projects", title, ["Project", "project"], rows))
    }
}

/// What a class is, for those who do not know its word.
fn meaning(class: Class) -> &'static str {
    match class {
        Class::Explained => "all required tags are right",
        Class::DefaultProject => "requests that named no project",
        Class::NoContainer => "no project or profile, and no tag",
        Class::LateTags => "wrong when billed, right by now",
        Class::MissingTags => "a required tag is missing",
        Class::WrongTags => "the value of a tag is wrong",
        Class::Outside => "tax, credits, refunds, fees, commitments: in the total, in no share",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cost::Metric;

    /// A statement of nothing but classes.
    fn statement(classes: &[(Class, &str)]) -> Statement {
        let money = |text: &str| text.parse::<Money>().expect("money");
        let classes: Vec<(Class, Money)> =
            classes.iter().map(|(class, amount)| (*class, money(amount))).collect();
        let total: Money = classes.iter().map(|(_, amount)| *amount).sum();
        Statement {
            currency: "<USD>".to_owned(),
            metric: Metric::NetUnblended,
            periods: BTreeSet::new(),
            is_final: true,
            total,
            base: total,
            explained: Interval::exactly(classes[0].1),
            keys: Vec::new(),
            months: Vec::new(),
            models: Vec::new(),
            detail: Some(Detail { classes, projects: Vec::new(), lines: 1, other_lines: 0 }),
        }
    }

    #[test]
    fn all_positive_classes_are_drawn_beside_a_negative_one() {
        let classes = [(Class::Explained, "3"), (Class::MissingTags, "-2"), (Class::WrongTags, "1")];
        let page = Bill::of(&statement(&classes), 1).to_string();
        let bar = "aria-label=\"explained 150.0%, missing-tags -100.0%, wrong-tags 50.0%\">\
            <rect class=\"track\" width=\"100%\" height=\"100%\"/>\
            <rect class=\"explained\" x=\"0.00%\" width=\"75.00%\" height=\"100%\"/>\
            <rect class=\"wrong-tags\" x=\"75.00%\" width=\"25.00%\" height=\"100%\"/></svg>";
        assert!(page.contains(bar), "{page}");
        assert!(page.contains("of <data value=\"2.00\">2.00</data> &#60;USD&#62; is explained"), "{page}");
    }

    #[test]
    fn no_share_is_told_of_less_than_nothing() {
        let page = Bill::of(&statement(&[(Class::Explained, "1"), (Class::WrongTags, "-1")]), 1).to_string();
        assert!(!page.contains("class=\"share\""), "{page}");
        assert!(!page.contains("role=\"img\""), "{page}");
    }
}
