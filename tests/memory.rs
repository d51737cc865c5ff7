//! The memory and the open files that a bill takes: no more for more lines or files.

#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::process::Stdio;

use serde_json::Value;
use support::{BINARY, Workplace, run, tool};

const POLICY: &str = "[tags.CostCenter]\nrequired = true\nvalues = [\"CC-1\"]\n";
/// How many more MiB many lines may take than few: much less than they are.
const MORE: usize = 16;

const COLUMNS: [&str; 11] = [
    "bill_billing_period_start_date",
    "bill_payer_account_id",
    "line_item_usage_account_id",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_usage_type",
    "line_item_resource_id",
    "line_item_currency_code",
    "line_item_unblended_cost",
    "product_product_family",
    "resource_tags",
];

/// A line of which a fifth is Bedrock's, of a thousand projects: so many that the report is longer than a pipe.
fn line(number: usize) -> [String; 11] {
    let (code, family, resource) = match number % 5 {
        0 => (
            "AmazonBedrock",
            "Amazon Bedrock",
            format!("arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_{}", number % 5000),
        ),
        _ => (
            "AmazonEC2",
            "Compute Instance",
            format!("arn:aws:ec2:us-east-1:111122223333:instance/i-{number:017x}"),
        ),
    };
    [
        "2026-11-01T00:00:00Z".to_owned(),
        "999988887777".to_owned(),
        "111122223333".to_owned(),
        "Usage".to_owned(),
        code.to_owned(),
        "USE1-x-tokens".to_owned(),
        resource,
        "USD".to_owned(),
        "0.5".to_owned(),
        family.to_owned(),
        format!(r#"{{"user_cost_center": "CC-{}"}}"#, number % 50),
    ]
}

/// The peak of what a check of a bill takes, in MiB, without the pages of the binary; and the total of the bill.
fn peak(place: &Workplace, bill: &str) -> (usize, String) {
    let mut command = place.taglint(&["spend", "--format", "json", "--exit-zero", "--quiet", bill]);
    command.env("RAYON_NUM_THREADS", "2").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the binary starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    // When the report has begun and waits for its reader, all else is done.
    let mut report = vec![0];
    stdout.read_exact(&mut report).expect("a report");
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it waits for us");
    stdout.read_to_end(&mut report).expect("a report");
    let ended = child.wait().expect("it ends");
    let kibibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("Linux tells it");
        line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number")
    };
    let document: Value = serde_json::from_slice(&report).expect("JSON");
    assert!(ended.success(), "{}", document["failures"]);
    let total = document["spend"][0]["total"].as_str().expect("a total").to_owned();
    ((kibibytes("VmHWM:") - kibibytes("RssFile:")) / 1024, total)
}

fn csv(lines: usize) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for number in 0..lines {
        let cells = line(number).map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        writeln!(text, "{}", cells.join(",")).expect("a text takes all");
    }
    text
}

#[test]
fn a_large_csv_takes_no_more_memory_than_a_small_one() {
    let place = Workplace::new();
    place.write("taglint.toml", POLICY);
    place.write("small.csv", csv(20_000));
    let large = csv(200_000);
    assert!(large.len() > 40_000_000, "{}", large.len());
    place.write("large.csv", large);
    let ((few, small), (many, large)) = (peak(&place, "small.csv"), peak(&place, "large.csv"));
    assert_eq!((small.as_str(), large.as_str()), ("2000.00", "20000.00"));
    assert!(many < few + MORE, "{few} and {many} MiB");
}

/// Parquet in which all is text without a dictionary, in row groups of some thousand lines.
#[cfg(feature = "parquet")]
fn parquet(lines: usize) -> Vec<u8> {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::WriterProperties;

    let batch = |numbers: std::ops::Range<usize>| {
        let lines: Vec<[String; 11]> = numbers.map(line).collect();
        let column = |at: usize| StringArray::from_iter_values(lines.iter().map(|line| &line[at]));
        let columns = COLUMNS.iter().enumerate();
        RecordBatch::try_from_iter(columns.map(|(at, name)| (*name, Arc::new(column(at)) as ArrayRef)))
            .expect("a batch")
    };
    const GROUP: usize = 10_000;
    let properties = WriterProperties::builder().set_dictionary_enabled(false);
    let properties = properties.set_max_row_group_row_count(Some(GROUP)).build();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batch(0..1).schema(), Some(properties)).expect("a writer");
    for start in (0..lines).step_by(GROUP) {
        writer.write(&batch(start..start + GROUP)).expect("written");
    }
    writer.into_inner().expect("written")
}

#[cfg(feature = "parquet")]
#[test]
fn a_large_parquet_takes_no_more_memory_than_a_small_one() {
    let place = Workplace::new();
    place.write("taglint.toml", POLICY);
    place.write("small.parquet", parquet(20_000));
    let large = parquet(200_000);
    assert!(large.len() > 40_000_000, "{}", large.len());
    place.write("large.parquet", large);
    let ((few, small), (many, large)) = (peak(&place, "small.parquet"), peak(&place, "large.parquet"));
    assert_eq!((small.as_str(), large.as_str()), ("2000.00", "20000.00"));
    assert!(many < few + MORE, "{few} and {many} MiB");
}

/// Copies are found by reading all files of one length, more of them than a process may have open.
#[test]
fn copies_are_found_where_few_files_may_be_open() {
    let place = Workplace::new();
    place.write("taglint.toml", POLICY);
    for number in 100..180 {
        // The last is a copy of the one before.
        let cells = line(number.min(178) * 5).map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        let text = format!("{},identity_line_item_id\n{},{number}\n", COLUMNS.join(","), cells.join(","));
        let text = text.replace(",179\n", ",178\n");
        place.write(&format!("bill/{number}.csv"), text);
    }
    let mut command = tool("sh", &place.path());
    let limited = "ulimit -n 48 && exec \"$0\" spend bill --format json --exit-zero";
    command.args(["-c", limited, BINARY]).env("TAGLINT_TODAY", support::TODAY);
    let output = run(command, b"");
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["spend"][0]["total"], "39.50", "{document}");
    let failures = document["failures"].as_array().expect("a list");
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0]["subject"], "bill/179.csv");
}
