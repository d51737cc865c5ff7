//! The `csv` format, the chargeback file: every amount with its account, project, tags, model and class, which add up
//! to the total. Credentials are masked already.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Options, Report};
use crate::bill::ledger::Row;
use crate::text::shown;

/// How each such file begins.
pub(crate) const BEGIN: &str = "period,account,region,project_id,project_name";

/// Writes the file; of a run without a bill, the header.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let (keys, rows) = match &report.ledger {
        Some(ledger) => (&ledger.keys[..], &ledger.rows[..]),
        None => (&[][..], &[][..]),
    };
    let mut header: Vec<&str> = BEGIN.split(',').collect();
    header.extend(keys.iter().map(String::as_str));
    header.extend(["model", "class", "amount", "currency"]);
    writer.write_record(header.into_iter().map(|cell| safe(cell).into_owned()))?;
    for row in rows {
        writer.write_record(cells(row))?;
    }
    writer.flush()
}

fn cells(row: &Row) -> Vec<String> {
    let container = row.container.as_ref();
    let mut cells = vec![row.period.to_string()];
    let told = [
        row.account.as_deref(),
        container.map(|container| container.region.as_str()),
        container.map(|container| container.id.as_str()),
        row.name.as_deref(),
    ];
    let values = row.values.iter().map(Option::as_deref);
    for cell in told.into_iter().chain(values).chain([row.model.as_deref()]) {
        cells.push(safe(cell.unwrap_or_default()).into_owned());
    }
    cells.extend([row.class.to_string(), row.amount.to_string(), safe(&row.currency).into_owned()]);
    cells
}

/// A cell that no spreadsheet takes for a formula (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn safe(text: &str) -> Cow<'_, str> {
    let text = shown(text);
    let begins_formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    match text.trim_start().starts_with(begins_formula) {
        true => Cow::Owned(format!("'{text}")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("-2", "'-2"),
            ("＝1", "'＝1"),
            ("\t=1", "\\t=1"),
            ("CC-1001", "CC-1001"),
            ("", ""),
        ] {
            assert_eq!(safe(text), cell, "{text:?}");
        }
    }
}
