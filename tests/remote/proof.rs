//! What the query for a table comes to: `scripts/athena.py` runs it in another engine, where Python has what that takes,
//! and it must give what is read from the files.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use super::athena_tests::spend;
use super::support::{Workplace, tool};
use super::{figures, fixtures, told, workplace};

/// Athena as `scripts/athena.py` plays it.
struct Played {
    child: Child,
    address: String,
}

impl Played {
    fn start(folder: &Path) -> Option<Self> {
        let there = tool("python3", folder).args(["-c", "import sqlglot, duckdb"]).output();
        if !there.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: there is no `python3` with `sqlglot` and `duckdb`");
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/athena.py");
        let mut command = tool("python3", folder);
        command.arg(script).arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut address).expect("an address");
        Some(Played { child, address: address.trim().to_owned() })
    }
}

impl Drop for Played {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
        return;
    }
    fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
    fs::copy(from, to).expect("copied");
}

/// What a table comes to, and the folder that it is made of.
fn both(
    workplace: &Workplace,
    played: &Played,
    tables: &Path,
    name: &str,
    metric: &str,
) -> [(i32, Value, Value); 2] {
    let table = format!("athena:bills.{name}");
    let folder = tables.join(name);
    let sources = [table.as_str(), folder.to_str().expect("text")];
    sources.map(|source| {
        let arguments = [source, "--period", "2026-11", "--metric", metric];
        let (status, document, stderr) = told(spend(workplace, &played.address, &arguments));
        assert!(status < 2, "{name} {metric} {source}: {stderr}\n{document}");
        let (spend, findings) = figures(&document);
        (status, spend, findings)
    })
}

#[test]
fn the_query_comes_to_what_is_read_from_the_files() {
    let (workplace, tables) = (workplace(), Workplace::new());
    let folder = tables.path();
    copy(&fixtures().join("cur2/data"), &folder.join("cur2"));
    copy(&fixtures().join("legacy"), &folder.join("legacy"));
    copy(&fixtures().join("focus-1.0.parquet"), &folder.join("focus/a.parquet"));
    let Some(played) = Played::start(&folder) else { return };
    for name in ["cur2", "legacy"] {
        for metric in ["unblended", "amortized"] {
            let [table, files] = both(&workplace, &played, &folder, name, metric);
            assert_eq!(table, files, "{name} {metric}");
        }
    }
    let [table, files] = both(&workplace, &played, &folder, "focus", "billed");
    assert_eq!(table, files, "focus");
}

/// Numbers that look random, and are the same in each run.
struct Dice(u64);

impl Dice {
    fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        things[(self.0 >> 33) as usize % things.len()]
    }
}

/// The columns of exports that are made up, and what their cells may be.
const CELLS: [(&str, &[&str]); 15] = [
    (
        "bill_billing_period_start_date",
        &["2026-11-01 00:00:00", "2026-11-01 00:00:00", "2026-10-01 00:00:00"],
    ),
    ("bill_payer_account_id", &["999988887777", "999988887777", ""]),
    ("line_item_usage_account_id", &["111122223333", "444455556666"]),
    ("line_item_line_item_type", &["Usage", "Usage", "Credit", "Tax", "EdpDiscount"]),
    ("line_item_product_code", &["AmazonBedrock", "AmazonEC2", "7zgyu5r4", "AmazonBedrockService", ""]),
    (
        "line_item_usage_type",
        &["USE1-openai.gpt-oss-120b-mantle-input-tokens-standard", "BoxUsage", "USE1-x"],
    ),
    (
        "line_item_resource_id",
        &[
            "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_a1",
            "arn:aws:bedrock-mantle:us-east-1:111122223333:project/default",
            "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-6-v1:0",
            "i-1",
            "",
        ],
    ),
    ("line_item_currency_code", &["USD", "USD", "EUR"]),
    (
        "line_item_unblended_cost",
        &[
            "1.5",
            "0.1",
            "-2.25",
            "1e-07",
            "0.0000000000005",
            "0.0000000000015",
            "-0.0000000000005",
            "123456789.123456",
            "0.30000000000000004",
            "4.687500000000001e-09",
            "10000000000000.5",
            "-123456789012345.25",
        ],
    ),
    ("line_item_net_unblended_cost", &["", "", "0.2"]),
    ("product_product_family", &["Amazon Bedrock", "", "Compute Instance"]),
    ("product_servicecode", &["", "AmazonBedrock", "AmazonEC2"]),
    (
        "product",
        &[
            "",
            "{}",
            r#"{"product_name":"Claude Sonnet 4.6 (Amazon Bedrock Edition)"}"#,
            r#"{"model":"Nova Pro","provider":"Amazon"}"#,
        ],
    ),
    (
        "tags",
        &[
            "",
            "{}",
            r#"{"resourceTags/CostCenter":"CC-1001","iamPrincipal/Team":"x","resourceTags/user:Team":"Search"}"#,
            r#"{"resourceTags/CostCenter":"CC-9"}"#,
        ],
    ),
    (
        "resource_tags",
        &["", "{}", r#"{"user_team":"Chat","user_cost_center":""}"#, r#"{"user_x":"it's \"1\""}"#],
    ),
];

/// An export in csv: lines of any kind, without the columns that are left out.
fn export(dice: &mut Dice, left_out: &[&str]) -> String {
    let columns: Vec<_> = CELLS.iter().filter(|(name, _)| !left_out.contains(name)).collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut text = names.join(",") + "\n";
    for _ in 0..60 {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let cells: Vec<String> = columns.iter().map(|(_, cells)| quoted(dice.pick(cells))).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}

#[test]
fn any_export_comes_to_the_same_by_either_way() {
    let (workplace, tables) = (workplace(), Workplace::new());
    let (folder, mut names) = (tables.path(), Vec::<String>::new());
    let left_out: [&[&str]; 4] = [
        &[],
        &["line_item_net_unblended_cost"],
        &["resource_tags", "product_servicecode"],
        &["tags", "product_product_family"],
    ];
    for (seed, left_out) in left_out.into_iter().enumerate() {
        // As texts, and as maps.
        for kind in ["texts", "maps"] {
            let name = format!("t{seed}_{kind}");
            tables.write(&format!("{name}/a.csv"), export(&mut Dice(seed as u64), left_out));
            names.push(name);
        }
    }
    let Some(played) = Played::start(&folder) else { return };
    for name in names {
        let metrics =
            if name.starts_with("t1") { &["unblended"][..] } else { &["net-unblended", "unblended"] };
        for metric in metrics {
            let [table, files] = both(&workplace, &played, &folder, &name, metric);
            assert_eq!(table, files, "{name} {metric}");
        }
    }
}
