//! Bills of `fixtures/bills`, which `scripts/bills.py` writes: the same lines in every format.

#![cfg(feature = "parquet")]

use std::fs;
use std::path::{Path, PathBuf};

use taglint::bill::{Bill, Wanted, read};
use taglint::cost::{Metric, Money};
use taglint::files::Store;

const FORMATS: [&str; 12] = [
    "cur2",
    "cur2.csv.gz",
    "legacy.csv.zip",
    "legacy",
    "focus-1.0.parquet",
    "focus-1.2.csv",
    "types/binary.parquet",
    "types/duckdb.parquet",
    "types/int96.parquet",
    "types/plain.parquet",
    "types/struct.parquet",
    "types/text.parquet",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bills")
}

fn wanted() -> Wanted {
    let keys = ["CostCenter", "Team", "Environment"];
    Wanted { keys: keys.map(str::to_owned).to_vec(), ..Wanted::default() }
}

fn bill(path: &Path) -> Bill {
    let store = Store::on_disk(path.parent().expect("a folder"));
    read(&store, &[path.to_owned()], &wanted()).expect("a bill")
}

#[test]
fn the_same_bill_makes_the_same_groups_in_every_format() {
    let first = bill(&folder().join(FORMATS[0]));
    for format in FORMATS {
        let bill = bill(&folder().join(format));
        assert_eq!(bill.failures, [], "{format}");
        assert_eq!(bill.groups, first.groups, "{format}");
        assert_eq!(bill.payers, first.payers, "{format}");
        let [tally] = &bill.tallies[..] else { panic!("{format}: {:?}", bill.tallies) };
        assert_eq!((tally.lines, tally.other_lines), (212, 61), "{format}");
        let metric = if format.starts_with("focus") { Metric::Billed } else { Metric::Unblended };
        assert_eq!(tally.metric, metric, "{format}");
    }
}

/// The sums that `lines()` of the script makes, added up by hand.
#[test]
fn the_groups_have_the_sums_of_their_lines() {
    let bill = bill(&folder().join("cur2"));
    let mut groups = Vec::new();
    for group in &bill.groups {
        let id = group.container.as_ref().map(|container| container.id.as_str());
        let center = group.tags.get("CostCenter").map(String::as_str);
        groups.push((
            id.unwrap_or_default(),
            center.unwrap_or_default(),
            group.is_outside,
            group.amount.to_string(),
        ));
    }
    groups.sort();
    let expected = [
        ("", "", false, "0.00000369"),
        ("", "", true, "36.27"),
        ("a1b2c3d4e5f6", "CC-3003", false, "33.465"),
        ("default", "", false, "299.70"),
        ("proj_chat", "CC-99", false, "99.00"),
        ("proj_orders", "", false, "101.50"),
        ("proj_orders", "CC-2002", false, "116.00"),
        ("proj_search", "CC-1001", false, "1579.168703673"),
    ];
    let expected =
        expected.map(|(id, center, is_outside, amount)| (id, center, is_outside, amount.to_owned()));
    assert_eq!(groups, expected);
    for group in &bill.groups {
        assert_eq!(group.models.values().copied().sum::<Money>(), group.amount);
    }
}

#[test]
fn a_truncated_file_is_told_and_others_are_read() {
    let whole = fs::read(folder().join("focus-1.0.parquet")).expect("read");
    let csv = fs::read(folder().join("focus-1.2.csv")).expect("read");
    for length in [4, 100, whole.len() / 2, whole.len() - 8, whole.len() - 1] {
        let texts = [("bill/a.parquet", whole[..length].to_vec()), ("bill/b.csv", csv.clone())];
        let texts = texts.map(|(name, bytes)| (PathBuf::from(name), bytes));
        let bill =
            read(&Store::in_memory("/work", texts), &[PathBuf::from("bill")], &wanted()).expect("a bill");
        let [failure] = &bill.failures[..] else { panic!("{length}: {:?}", bill.failures) };
        assert_eq!(failure.subject, "bill/a.parquet");
        assert!(failure.message.starts_with("the parquet cannot be read: "), "{}", failure.message);
        assert_eq!(bill.groups.len(), 8);
    }
}

/// Whatever bytes are broken, there is a bill or a failure, and no panic.
#[test]
fn broken_bytes_break_nothing_else() {
    let whole = fs::read(folder().join("types/text.parquet")).expect("read");
    let step = whole.len() / 150;
    for at in (4..whole.len()).step_by(step) {
        for byte in [0x00, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            let store = Store::in_memory("/work", [(PathBuf::from("a.parquet"), bytes)]);
            let _ = read(&store, &[PathBuf::from("a.parquet")], &wanted());
        }
    }
}

fn gzipped(parts: &[&[u8]]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for part in parts {
        gzip.write_all(part).expect("compressed");
    }
    gzip.finish().expect("compressed")
}

/// What is small and expands to one endless line is refused, in little time and memory.
#[test]
fn bombs_are_refused() {
    let header = fs::read_to_string(folder().join("focus-1.2.csv")).expect("read");
    let header = header.lines().next().expect("a header").to_owned() + "\n";
    let zeros = vec![b'0'; 1 << 20];
    let bytes = gzipped(&[&[header.as_bytes()], &vec![&zeros[..]; 40][..]].concat());
    let store = Store::in_memory("/work", [(PathBuf::from("a.csv.gz"), bytes)]);
    let bill = read(&store, &[PathBuf::from("a.csv.gz")], &wanted()).expect("a bill");
    let told: Vec<&str> = bill.failures.iter().map(|failure| failure.message.as_str()).collect();
    assert_eq!(told, ["line 2: it is longer than 16 MiB"]);
    assert!(bill.groups.is_empty());
}

/// Lines of FOCUS have no ids.
#[test]
fn one_text_that_is_packed_or_written_in_two_ways_is_counted_once() {
    let bill_of = |files: &[(&str, Vec<u8>)], named: &[&str]| {
        let files = files.iter().map(|(name, bytes)| (PathBuf::from(name), bytes.clone()));
        let named: Vec<PathBuf> = named.iter().map(PathBuf::from).collect();
        let bill = read(&Store::in_memory("/work", files), &named, &wanted()).expect("a bill");
        let told: Vec<String> =
            bill.failures.iter().map(|failure| format!("{}: {}", failure.subject, failure.message)).collect();
        (bill.tallies[0].lines, told)
    };
    let plain = fs::read(folder().join("focus-1.2.csv")).expect("a fixture");
    let packed = gzipped(&[&plain]);
    let (begin, end) = plain.split_at(plain.len() / 2);
    let packed_anew = gzipped(&[begin, end, b""]);
    let of_half = |half: &str| {
        let text = String::from_utf8(plain.clone()).expect("UTF-8");
        text.replace("2026-11-01", half).into_bytes()
    };
    let (first, second) = (of_half("2026-11-02"), of_half("2026-11-03"));
    let with_crlf = String::from_utf8(plain.clone()).expect("UTF-8").replace('\n', "\r\n").into_bytes();
    let rewritten = |name: &str, of: &str| {
        let why = "with other line ends, quotes or blank lines, and is counted once";
        vec![format!("{name}: it has the lines of `{of}`, {why}")]
    };
    let copy = |name: &str, of: &str| {
        vec![format!("{name}: it is `{of}` packed in another way, and is counted once")]
    };
    for (files, named, expected) in [
        (
            vec![("x.csv", plain.clone()), ("x.csv.gz", packed.clone())],
            vec!["x.csv", "x.csv.gz"],
            (212, copy("x.csv.gz", "x.csv")),
        ),
        (
            vec![("b/1/y.csv.gz", packed.clone()), ("b/2/x.csv", plain.clone())],
            vec!["b"],
            (212, copy("b/2/x.csv", "b/1/y.csv.gz")),
        ),
        (
            vec![("b/x.csv", plain.clone()), ("b/y.csv", with_crlf.clone())],
            vec!["b"],
            (212, rewritten("b/y.csv", "b/x.csv")),
        ),
        (
            vec![("b/x.csv", plain.clone()), ("b/y.csv", [b"\xef\xbb\xbf", &plain[..]].concat())],
            vec!["b"],
            (212, rewritten("b/y.csv", "b/x.csv")),
        ),
        (
            vec![("b/x.csv", plain.clone()), ("b/y.csv", plain.trim_ascii_end().to_vec())],
            vec!["b"],
            (212, rewritten("b/y.csv", "b/x.csv")),
        ),
        (
            vec![("x.csv", plain.clone()), ("y.csv", [&plain[..], b"\n\n"].concat())],
            vec!["x.csv", "y.csv"],
            (212, rewritten("y.csv", "x.csv")),
        ),
        (
            vec![("b/x.csv", plain.clone()), ("b/y.csv.gz", gzipped(&[&with_crlf]))],
            vec!["b"],
            (212, rewritten("b/y.csv.gz", "b/x.csv")),
        ),
        // Parts of one bill may be alike, written alike.
        (vec![("b/1.csv", with_crlf.clone()), ("b/2.csv", with_crlf)], vec!["b"], (424, Vec::new())),
        // Parts of one bill may be alike, packed alike or in folders that tell what they do not.
        (vec![("b/1.csv.gz", packed.clone()), ("b/2.csv.gz", packed_anew)], vec!["b"], (424, Vec::new())),
        (
            vec![("b/account=1/x.csv.gz", packed), ("b/account=2/y.csv", plain.clone())],
            vec!["b"],
            (424, Vec::new()),
        ),
        // Of one length, and another in what they say.
        (
            vec![("1.csv", first), ("2.csv.gz", gzipped(&[&second]))],
            vec!["1.csv", "2.csv.gz"],
            (424, Vec::new()),
        ),
    ] {
        assert_eq!(bill_of(&files, &named), expected, "{named:?}");
    }
}
