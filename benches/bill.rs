//! How long it takes to read a bill in csv: `cargo bench --bench bill`. Parquet is measured beside DuckDB by
//! `scripts/peers.py --bill LINES`.

use std::fmt::Write;
use std::path::PathBuf;

use divan::Bencher;
use divan::counter::BytesCount;
use taglint::bill::{Wanted, read};
use taglint::files::Store;

fn main() {
    divan::main();
}

const HEADER: &str = "bill_billing_period_start_date,line_item_usage_account_id,line_item_line_item_type,\
line_item_product_code,line_item_usage_type,line_item_resource_id,line_item_currency_code,line_item_unblended_cost,\
product,tags\n";

/// A fifth of the lines is Bedrock's.
fn bill(lines: usize) -> Vec<u8> {
    let mut text = String::from(HEADER);
    for line in 0..lines {
        let (code, resource) = match line % 5 {
            0 => ("AmazonBedrock", "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_"),
            _ => ("AmazonEC2", "i-"),
        };
        let cost = line as f64 / 1e7;
        writeln!(
            text,
            "2026-11-01T00:00:00.000Z,111122223333,Usage,{code},USE1-x-tokens,{resource}{},USD,{cost},\
             \"{{\"\"region\"\":\"\"us-east-1\"\"}}\",\"{{\"\"resourceTags/CostCenter\"\":\"\"CC-{}\"\"}}\"",
            line % 500,
            line % 60
        )
        .expect("a text takes all");
    }
    text.into_bytes()
}

#[divan::bench(args = [1_000, 100_000])]
fn csv(bencher: Bencher, lines: usize) {
    let text = bill(lines);
    let bytes = text.len();
    let store = Store::in_memory("/work", [(PathBuf::from("bill.csv"), text)]);
    let wanted = Wanted { keys: vec!["CostCenter".to_owned()], ..Wanted::default() };
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| read(&store, &[PathBuf::from("bill.csv")], &wanted).expect("a bill"));
}
