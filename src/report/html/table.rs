//! Tables whose rows have a bar: the numbers are beside it, so that the bar itself says nothing new to a screen reader.

use askama::Template;
use askama::filters::HtmlSafe;

use super::bar::Bar;
use super::words::Words;
use crate::cost::Money;
use crate::cost::spend::cents;
use crate::text::count;

/// How many rows are shown at once. The others are folded up below them.
const SHOWN: usize = 10;

/// A table under a heading.
#[derive(Template)]
#[template(path = "table.html", whitespace = "minimize")]
pub(super) struct Table {
    id: String,
    title: Words,
    first: Rows,
    /// What the others are, and the others.
    rest: Option<(String, Rows)>,
}

#[derive(Template)]
#[template(path = "rows.html", whitespace = "minimize")]
struct Rows {
    /// The heading that names the table.
    id: String,
    head: Vec<String>,
    rows: Vec<Row>,
}

/// A row.
pub(super) struct Row {
    pub(super) label: Words,
    pub(super) notes: Vec<Words>,
    pub(super) cells: Vec<Cell>,
    pub(super) bar: Option<Bar>,
}

/// A number of a row.
#[derive(Template)]
#[template(path = "cell.html")]
pub(super) struct Cell {
    text: String,
    /// For programs that read the page, where people see less.
    exact: Option<String>,
}

impl Cell {
    pub(super) fn text(text: String) -> Self {
        Cell { text, exact: None }
    }

    /// Money, to the cent for people.
    pub(super) fn money(money: Money) -> Self {
        Cell { text: cents(money), exact: Some(money.to_string()) }
    }
}

impl HtmlSafe for Table {}
impl HtmlSafe for Rows {}
impl HtmlSafe for Cell {}

impl Table {
    /// A table of `rows`, each of which is `one` of something. The first of `head` is the title of the labels.
    pub(super) fn new(id: String, title: Words, head: &[&str], mut rows: Vec<Row>, one: &str) -> Self {
        let head: Vec<String> = head.iter().map(|&title| title.to_owned()).collect();
        let rest = rows.split_off(rows.len().min(SHOWN));
        let rest = match rest.len() {
            0 => None,
            more => {
                let summary = count(more, &format!("more {one}"));
                Some((summary, Rows { id: id.clone(), head: head.clone(), rows: rest }))
            }
        };
        Table { title, first: Rows { id: id.clone(), head, rows }, rest, id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_tables_are_folded_up() {
        let row = |number: usize| Row {
            label: Words::name(&format!("row {number}")),
            notes: Vec::new(),
            cells: vec![Cell::money(Money::from_units(number as i128))],
            bar: None,
        };
        let table = |rows| {
            let rows = (0..rows).map(row).collect();
            Table::new("id".to_owned(), Words::prose("Rows"), &["row", "amount"], rows, "row").to_string()
        };
        assert!(!table(SHOWN).contains("<details>"));
        let long = table(SHOWN + 2);
        let (first, rest) = long.split_once("<summary>2 more rows</summary>").expect("folded up");
        assert!(first.contains("row 9<") && !first.contains("row 10<"), "{first}");
        assert!(rest.contains("row 10<") && rest.contains("row 11<"), "{rest}");
        assert!(rest.contains("<data value=\"0.000000000011\">&#60;0.01</data>"), "{rest}");
    }
}
