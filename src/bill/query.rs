//! The query that groups the lines of a table as the readers of files group them: one for each table, made of the same
//! columns and marks. Its rows are lines of an export again, each of which stands for many.

mod words;

use std::collections::BTreeSet;

use super::columns::{Columns, Field};
use super::money::Figure;
use super::needs::needs;
use super::run::Run;
use super::service::{ATTRIBUTES, Attribute, MANTLE, MARKS, Mark};
use super::source::Table;
use crate::cost::Period;
use words::{exact, holds, json, large, quoted, rounded, text, word};

/// A column of a table: its name, and its type as Athena writes it.
pub(crate) type Column = (String, String);

/// The columns of a table of CUR 2.0 that matter, as AWS makes it with `resource_tags`.
const STANDARD: &str = "bill_billing_period_start_date timestamp
bill_payer_account_id string
line_item_currency_code string
line_item_line_item_type string
line_item_net_unblended_cost double
line_item_product_code string
line_item_resource_id string
line_item_unblended_cost double
line_item_usage_account_id string
line_item_usage_type string
product map<string,string>
product_product_family string
product_servicecode string
reservation_effective_cost double
reservation_reservation_a_r_n string
reservation_unused_amortized_upfront_fee_for_billing_period double
reservation_unused_recurring_fee double
resource_tags map<string,string>
savings_plan_savings_plan_effective_cost double
savings_plan_total_commitment_to_date double
savings_plan_used_commitment double
billing_period string";

/// The columns of the result beside those of the export, and what is before the name of one whose values are counted.
pub(crate) const IS_BEDROCK: &str = "is_bedrock";
pub(crate) const LINES: &str = "lines";
pub(crate) const COUNTED: &str = "counted_";

/// Writes the query for a table.
pub(crate) struct Writer<'q> {
    pub(crate) table: &'q Table,
    /// All columns of the table, in the order in which `read` knows their places.
    pub(crate) columns: &'q [Column],
    pub(crate) read: &'q Columns,
    pub(crate) run: &'q Run<'q>,
    pub(crate) figure: Figure,
    pub(crate) periods: &'q BTreeSet<Period>,
}

/// A query, and the names of the columns of its result.
pub(crate) struct Query {
    pub(crate) sql: String,
    pub(crate) names: Vec<String>,
}

/// A column of the first part of the query.
struct Part {
    name: String,
    expression: String,
    fate: Fate,
}

/// What becomes of a column of the first part.
#[derive(Clone, PartialEq, Eq)]
enum Fate {
    /// All lines are grouped by it.
    OfAll,
    /// Bedrock's lines are grouped by it, where a condition holds if there is one.
    OfBedrock(Option<String>),
    /// How many lines have it is counted.
    Counted,
    /// It tells which lines are Bedrock's.
    Kept,
    /// Those of Bedrock's lines are summed.
    Summed,
}

/// The columns of a standard table.
pub(crate) fn standard() -> Vec<Column> {
    let mut columns = Vec::new();
    for line in STANDARD.lines() {
        let (name, kind) = line.split_once(' ').unwrap_or_default();
        columns.push((name.to_owned(), kind.to_owned()));
    }
    columns
}

/// The columns that name a year and a month, by which older reports are parted.
pub(crate) fn year_and_month(columns: &[Column]) -> Option<(&str, &str)> {
    let named = |wanted: &str| columns.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    Some((&named("year")?.0, &named("month")?.0))
}

impl Writer<'_> {
    /// The query.
    pub(crate) fn query(&self) -> Query {
        let parts = self.parts();
        let code = self.read.has(Field::Code).then(|| word(self.name(Field::Code)));
        let mut sql = String::from("WITH bill AS (\n  SELECT\n");
        for part in &parts {
            sql += &format!("    {} AS {},\n", part.expression, word(&part.name));
        }
        sql += &format!("    COALESCE({}, FALSE) AS is_marked\n", self.marks().join("\n      OR "));
        let (database, table) = (word(&self.table.database), word(&self.table.name));
        sql += &format!("  FROM {database}.{table}\n  WHERE {}\n)", self.when().join("\n    AND "));
        let is_bedrock = match &code {
            Some(code) => {
                sql += &format!(
                    ",\ncodes AS (\n  SELECT DISTINCT {code} AS code FROM bill WHERE is_marked AND {code} IS NOT NULL\n)"
                );
                "is_marked OR codes.code IS NOT NULL"
            }
            None => "is_marked",
        };
        sql += ",\nsifted AS (\n  SELECT\n";
        for part in &parts {
            let name = word(&part.name);
            match part.fate {
                Fate::Summed => {
                    let (amount, large, beside) = (exact(&name), large(&name), beside(&part.name));
                    sql += &format!("    CASE WHEN {is_bedrock} THEN {amount} END AS {name},\n");
                    sql += &format!("    CASE WHEN {is_bedrock} THEN {large} END AS {beside},\n");
                }
                _ => sql += &format!("    {name},\n"),
            }
        }
        sql += &format!("    {is_bedrock} AS {IS_BEDROCK}\n  FROM bill");
        if let Some(code) = &code {
            sql += &format!(" LEFT JOIN codes ON {code} = codes.code");
        }
        sql += "\n)\nSELECT\n";
        let (outputs, grouped) = outputs(&parts);
        let shown = outputs.iter().map(|(name, output)| format!("  {output} AS {}", word(name)));
        sql += &shown.collect::<Vec<_>>().join(",\n");
        let numbers: Vec<String> = (1..=grouped).map(|number| number.to_string()).collect();
        sql += &format!("\nFROM sifted\nGROUP BY {}", numbers.join(", "));
        Query { sql, names: outputs.into_iter().map(|(name, _)| name).collect() }
    }

    fn name(&self, field: Field) -> &'static str {
        self.read.format.name(field)
    }

    /// The column of a field.
    fn column(&self, field: Field) -> Option<&Column> {
        self.read.place(field).map(|place| &self.columns[place])
    }

    /// The amount of a field, as it is written.
    fn amount(&self, field: Field) -> Option<String> {
        self.column(field).map(|(name, _)| format!("NULLIF(trim(CAST({} AS varchar)), '')", word(name)))
    }

    /// The text of a field.
    fn text(&self, field: Field) -> Option<String> {
        self.column(field).map(|(name, _)| text(name))
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut add = |name: &str, expression: Option<String>, fate: Fate| {
            if let Some(expression) = expression {
                parts.push(Part { name: name.to_owned(), expression, fate });
            }
        };
        add(self.name(Field::Period), Some(self.period()), Fate::OfAll);
        add(self.name(Field::Currency), self.text(Field::Currency), Fate::OfAll);
        for field in [Field::Account, Field::Payer, Field::Charge, Field::ChargeClass, Field::ServiceName] {
            add(self.name(field), self.text(field), Fate::OfBedrock(None));
        }
        let resource = word(self.name(Field::Resource));
        let container = format!(
            "({resource} LIKE {} OR {resource} LIKE {})",
            quoted("%:project/%"),
            quoted("%inference-profile/%")
        );
        add(self.name(Field::Resource), self.text(Field::Resource), Fate::OfBedrock(Some(container)));
        let usage_type = self.name(Field::UsageType);
        let is_told = holds(&word(usage_type), Mark::Contains(MANTLE));
        add(usage_type, self.text(Field::UsageType), Fate::OfBedrock(Some(is_told)));
        for (field, attribute) in
            [(Field::ProductName, Attribute::ProductName), (Field::Model, Attribute::Model)]
        {
            let known: Vec<String> = self.attribute(attribute).into_iter().chain(self.text(field)).collect();
            let known = match &known[..] {
                [] => None,
                [only] => Some(only.clone()),
                several => Some(format!("COALESCE({})", several.join(", "))),
            };
            add(self.name(field), known, Fate::OfBedrock(None));
        }
        if !self.run.keys.is_empty() {
            for (field, _) in self.read.tag_maps() {
                let map = self.column(field).map(|(name, kind)| match is_map(kind) {
                    true => json(&word(name), &self.run.keys.patterns()),
                    false => text(name),
                });
                add(self.name(field), map, Fate::OfBedrock(None));
            }
            for (place, tag) in &self.read.tags {
                let name = &self.columns[*place].0;
                if self.run.keys.may_be_meant(self.read.tag_columns(), tag) {
                    add(name, Some(text(name)), Fate::OfBedrock(None));
                }
            }
        }
        add(self.name(Field::Code), self.text(Field::Code), Fate::Kept);
        match self.figure {
            Figure::NetOrUnblended => {
                let net = self.amount(Field::NetUnblended);
                let both = match (&net, self.amount(Field::Unblended)) {
                    (Some(net), Some(unblended)) => Some(format!("COALESCE({net}, {unblended})")),
                    (net, _) => net.clone(),
                };
                add(self.name(Field::NetUnblended), both, Fate::Summed);
            }
            figure => {
                for field in figure.fields() {
                    let (text, fate) = match field {
                        Field::ReservationArn => {
                            let is_there =
                                |arn: String| format!("CASE WHEN {arn} IS NOT NULL THEN 'yes' END");
                            (self.text(*field).map(is_there), Fate::OfBedrock(None))
                        }
                        _ => (self.amount(*field), Fate::Summed),
                    };
                    add(self.name(*field), text, fate);
                }
            }
        }
        let mut counted: BTreeSet<Field> = [Field::NetUnblended].into();
        for need in needs(self.read.format, self.run) {
            counted.extend(need.fields);
        }
        for field in counted {
            let name = format!("{COUNTED}{}", self.name(field));
            add(&name, self.value(field), Fate::Counted);
        }
        parts
    }

    /// What is null where a field says nothing.
    fn value(&self, field: Field) -> Option<String> {
        let (name, kind) = self.column(field)?;
        match field {
            Field::Product => {
                let known = ATTRIBUTES.iter().filter_map(|(_, attribute, _)| self.attribute(*attribute));
                Some(format!("COALESCE({})", known.collect::<Vec<_>>().join(", ")))
            }
            Field::NetUnblended => self.amount(field),
            _ if is_map(kind) => Some(format!("CASE WHEN {} IS NOT NULL THEN 'yes' END", word(name))),
            _ => Some(text(name)),
        }
    }

    /// What tells that a line is Bedrock's.
    fn marks(&self) -> Vec<String> {
        let mut marks = Vec::new();
        for (field, mark) in MARKS {
            if let Some(text) = self.text(field) {
                marks.push(holds(&text, mark));
            }
        }
        for (_, attribute, mark) in ATTRIBUTES {
            if let (Some(text), Some(mark)) = (self.attribute(attribute), mark) {
                marks.push(holds(&text, mark));
            }
        }
        marks
    }

    /// The value of a key of the map `product`.
    fn attribute(&self, wanted: Attribute) -> Option<String> {
        let (name, kind) = self.column(Field::Product)?;
        let (key, ..) = ATTRIBUTES.iter().find(|(_, attribute, _)| *attribute == wanted)?;
        let value = match is_map(kind) {
            true => format!("element_at({}, {})", word(name), quoted(key)),
            false => format!("json_extract_scalar({}, {})", text(name), quoted(&format!("$.{key}"))),
        };
        Some(format!("NULLIF({value}, '')"))
    }

    /// The month of a line: as the line says, else as its partition does.
    fn period(&self) -> String {
        let mut months = Vec::new();
        for field in [Field::Period, Field::Partition] {
            if let Some((name, _)) = self.column(field) {
                months.push(format!("substr(CAST({} AS varchar), 1, 7)", word(name)));
            }
        }
        if let Some((year, month)) = year_and_month(self.columns) {
            let [year, month] = [year, month].map(|name| format!("CAST({} AS varchar)", word(name)));
            months.push(format!("{year} || '-' || lpad({month}, 2, '0')"));
        }
        match &months[..] {
            [only] => only.clone(),
            several => format!("COALESCE({})", several.join(", ")),
        }
    }

    /// Which lines are looked at: those of the partitions and months that are wanted.
    fn when(&self) -> Vec<String> {
        let months: Vec<String> = self.periods.iter().map(|period| quoted(&period.to_string())).collect();
        let is_wanted = |what: &str| format!("{what} IN ({})", months.join(", "));
        let mut when = Vec::new();
        if let Some((name, _)) = self.column(Field::Partition) {
            when.push(is_wanted(&word(name)));
        }
        if let Some((year, month)) = year_and_month(self.columns) {
            let mut parts = Vec::new();
            for period in self.periods {
                let (own_year, own) = (quoted(&period.year().to_string()), period.month());
                let (plain, padded) = (quoted(&own.to_string()), quoted(&format!("{own:02}")));
                parts.push(format!(
                    "CAST({} AS varchar) = {own_year} AND CAST({} AS varchar) IN ({plain}, {padded})",
                    word(year),
                    word(month)
                ));
            }
            when.push(format!("({})", parts.join(" OR ")));
        }
        when.push(is_wanted(&self.period()));
        when
    }
}

/// The column for those amounts of another one that are too large for its places.
fn beside(name: &str) -> String {
    word(&format!("large_{name}"))
}

/// The columns of the result, of which the first ones are those that lines are grouped by.
fn outputs(parts: &[Part]) -> (Vec<(String, String)>, usize) {
    let mut grouped =
        vec![(IS_BEDROCK.to_owned(), format!("CASE WHEN {IS_BEDROCK} THEN 'yes' ELSE 'no' END"))];
    let mut summed = vec![(LINES.to_owned(), "count(*)".to_owned())];
    for part in parts {
        let name = word(&part.name);
        match &part.fate {
            Fate::OfAll => grouped.push((part.name.clone(), name)),
            Fate::OfBedrock(condition) => {
                let mut when = IS_BEDROCK.to_owned();
                if let Some(condition) = condition {
                    when += &format!(" AND {condition}");
                }
                grouped.push((part.name.clone(), format!("CASE WHEN {when} THEN {name} END")));
            }
            Fate::Counted => summed.push((part.name.clone(), format!("count({name})"))),
            Fate::Kept => {}
            Fate::Summed => {
                // A line without the amount makes the sum unknown.
                let beside = beside(&part.name);
                let sum = format!("CAST(sum(COALESCE({}, {beside})) AS varchar)", rounded(&name));
                let is_known = format!("count({name}) + count({beside}) = count(*)");
                summed.push((part.name.clone(), format!("CASE WHEN {is_known} THEN {sum} END")));
            }
        }
    }
    let count = grouped.len();
    grouped.extend(summed);
    (grouped, count)
}

/// Whether a type is one of maps, as the catalogue (`map<string,string>`) or the engine (`map(varchar, varchar)`) has it.
fn is_map(kind: &str) -> bool {
    kind.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("map"))
}
