//! Bills from files to groups.

use std::path::PathBuf;

use super::*;
use crate::cost::Money;
use crate::files::Store;

const HEADER: &str = "bill_billing_period_start_date,bill_payer_account_id,line_item_usage_account_id,line_item_line_item_type,\
line_item_product_code,line_item_usage_type,line_item_resource_id,line_item_currency_code,line_item_unblended_cost,\
line_item_net_unblended_cost,product_product_family,product,tags";

const PROJECT: &str = "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_a1";

/// A line of November: type, code, usage type, resource, cost, family, product, tags.
fn line(cells: [&str; 8]) -> String {
    let [kind, code, usage, resource, cost, family, product, tags] = cells;
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (product, tags) = (quoted(product), quoted(tags));
    format!(
        "2026-11-01T00:00:00.000Z,999988887777,111122223333,{kind},{code},{usage},{resource},USD,{cost},,{family},{product},{tags}"
    )
}

fn file(lines: &[String]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

fn wanted() -> Wanted {
    Wanted { keys: vec!["CostCenter".to_owned(), "Team".to_owned()], ..Wanted::default() }
}

fn read_all(files: &[(&str, String)], wanted: &Wanted) -> Result<Bill, Refusal> {
    let texts = files.iter().map(|(name, text)| (PathBuf::from(name), text.clone().into_bytes()));
    read(&Store::in_memory("/work", texts), &[PathBuf::from("/work/bill")], wanted)
}

fn bill(files: &[(&str, String)]) -> Bill {
    read_all(files, &wanted()).expect("a bill")
}

fn sample() -> Vec<String> {
    let tags = r#"{"resourceTags/CostCenter":"CC-1001","iamPrincipal/Team":"x"}"#;
    let mantle = "USE1-openai.gpt-oss-120b-mantle-input-tokens-standard";
    vec![
        line(["Usage", "AmazonBedrock", mantle, PROJECT, "1.5", "Amazon Bedrock", "", tags]),
        line(["Usage", "AmazonBedrock", mantle, PROJECT, "0.000000000001", "", "", tags]),
        line([
            "Usage",
            "7zgyu5r4",
            "USE1-x",
            "",
            "2",
            "",
            r#"{"product_name":"Claude Sonnet 4.6 (Amazon Bedrock Edition)"}"#,
            "",
        ]),
        line(["Usage", "AmazonEC2", "BoxUsage", "i-1", "100", "Compute Instance", "{}", "{}"]),
        line(["Credit", "7zgyu5r4", "", "", "-0.5", "", "", ""]),
        line(["Tax", "AmazonEC2", "", "", "9", "", "", ""]),
    ]
}

fn amounts(bill: &Bill) -> Vec<String> {
    bill.groups.iter().map(|group| group.amount.to_string()).collect()
}

#[test]
fn lines_of_bedrock_are_grouped_and_others_are_counted() {
    let bill = bill(&[("bill/a.csv", file(&sample()))]);
    assert_eq!(bill.failures, []);
    assert_eq!(amounts(&bill), ["2.00", "-0.50", "1.500000000001"]);
    let [marketplace, credit, project] = &bill.groups[..] else { panic!("three groups") };
    assert_eq!(marketplace.models.keys().flatten().collect::<Vec<_>>(), ["Claude Sonnet 4.6"]);
    assert!(credit.is_outside && credit.container.is_none() && credit.tags.is_empty());
    let container = project.container.as_ref().expect("a project");
    assert_eq!((container.id.as_str(), container.region.as_str()), ("proj_a1", "us-east-1"));
    assert_eq!(project.tags.iter().collect::<Vec<_>>(), [(&"CostCenter".to_owned(), &"CC-1001".to_owned())]);
    assert_eq!(project.models.keys().flatten().collect::<Vec<_>>(), ["openai.gpt-oss-120b"]);
    let [tally] = &bill.tallies[..] else { panic!("one tally") };
    assert_eq!((tally.lines, tally.other_lines, tally.metric), (4, 2, Metric::Unblended));
    assert_eq!(bill.payers.iter().collect::<Vec<_>>(), ["999988887777"]);
}

#[test]
fn neither_the_order_nor_the_split_of_files_changes_anything() {
    let whole = bill(&[("bill/a.csv", file(&sample()))]);
    let mut turned = sample();
    turned.reverse();
    assert_eq!(bill(&[("bill/a.csv", file(&turned))]), whole);
    for at in 0..=turned.len() {
        let (first, second) = turned.split_at(at);
        assert_eq!(bill(&[("bill/a.csv", file(first)), ("bill/b.csv", file(second))]), whole, "{at}");
    }
}

#[test]
fn only_the_newest_period_counts_where_none_is_asked_for() {
    let mut lines = sample();
    lines.insert(0, sample()[0].replace("2026-11-01", "2026-10-01"));
    lines.push(sample()[0].replace("2026-11-01", "2026-12-01").replace("1.5", "7"));
    let newest = bill(&[("bill/a.csv", file(&lines))]);
    assert_eq!(amounts(&newest), ["7.00"]);
    let periods = ["2026-10", "2026-11"].map(|text| text.parse().expect("a period"));
    let two = read_all(&[("bill/a.csv", file(&lines))], &Wanted { periods: periods.into(), ..wanted() });
    let two = two.expect("a bill");
    assert_eq!(two.periods().into_iter().collect::<Vec<_>>(), periods);
    assert_eq!(two.groups.iter().map(|group| group.amount).sum::<Money>().to_string(), "4.500000000001");
}

#[test]
fn what_is_broken_is_told_and_others_are_read() {
    let wrong = [
        ("1.5", "NaN", "line 2: `line_item_unblended_cost` is no amount: it is not a finite number"),
        ("1.5", "", "line 2: `line_item_unblended_cost` is empty"),
        ("2026-11-01T", "2262-04-11T", "line 2: `bill_billing_period_start_date` is no month of a bill"),
        ("USD", "", "line 2: `line_item_currency_code` is empty"),
        ("{\"\"", "[\"\"", "line 2: `tags` is not a map of strings as JSON"),
        ("Usage,", "Usage,,", "line 2: it has 14 fields, and the header has 13"),
    ];
    for (from, to, why) in wrong {
        let mut lines = sample();
        lines[0] = lines[0].replacen(from, to, 1);
        let bill = bill(&[("bill/a.csv", file(&lines)), ("bill/b.csv", file(&sample()))]);
        let told: Vec<(&str, &str)> = bill
            .failures
            .iter()
            .map(|failure| (failure.subject.as_str(), failure.message.as_str()))
            .collect();
        assert_eq!(told, [("bill/a.csv", why)]);
        assert_eq!(amounts(&bill).len(), 3, "{why}");
    }
}

#[test]
fn a_column_without_values_is_told() {
    let mut lines = vec![sample()[0].replace(PROJECT, ""), sample()[3].replace("i-1", "")];
    let empty = bill(&[("bill/a.csv", file(&lines))]);
    let told = "the column `line_item_resource_id` is empty on every line; create the export with `INCLUDE_RESOURCES`";
    assert_eq!(empty.failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>(), [told]);
    assert_eq!((empty.groups.len(), empty.tallies.len()), (0, 0));
    lines[1] = sample()[3].clone();
    let filled = bill(&[("bill/a.csv", file(&lines))]);
    assert_eq!((filled.failures.len(), filled.groups.len()), (0, 1));
}

#[test]
fn manifests_say_which_files_count() {
    let text = file(&sample());
    let folder = "bill/e/data/BILLING_PERIOD=2026-11";
    let (first, second) = (format!("{folder}/e-1.csv"), format!("{folder}/old/e-1.csv"));
    let listing =
        r#"{"dataFiles": ["s3://bucket/finance/e/data/BILLING_PERIOD=2026-11/e-1.csv"]}"#.to_owned();
    let manifest = "bill/e/metadata/BILLING_PERIOD=2026-11/e-Manifest.json";
    let alone = bill(&[(&first, text.clone())]);
    assert_eq!(alone.failures, []);
    let listed = bill(&[(&first, text.clone()), (&second, text.clone()), (manifest, listing.clone())]);
    assert_eq!(listed, alone);
    let doubled = bill(&[(&first, text.clone()), (&second, text.clone())]);
    let told = "`bill/e/data/BILLING_PERIOD=2026-11/old/e-1.csv` was delivered more than once, as the folders of its partition show, and no manifest says which files count";
    assert_eq!(doubled.failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>(), [told]);
    assert_eq!((doubled.groups.len(), doubled.tallies.len()), (0, 0));
    let absent = bill(&[(&second, text.clone()), (manifest, listing.clone())]);
    let told = "it lists `finance/e/data/BILLING_PERIOD=2026-11/e-1.csv`, which is not there";
    assert_eq!(absent.failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>(), [told]);
    // The files of other months, and what is said of them, are not asked for.
    let other = listing.replace("2026-11", "2026-10");
    let other_manifest = manifest.replace("2026-11", "2026-10");
    assert_eq!(bill(&[(&first, text.clone()), (manifest, listing), (&other_manifest, other)]), alone);
    let flat = r#"{"reportKeys": ["p/e/20261101-20261201/1/e-1.csv"]}"#.to_owned();
    assert_eq!(bill(&[("bill/e-1.csv", text.clone()), ("bill/e-Manifest.json", flat)]), alone);
}

#[test]
fn deliveries_by_account_are_no_generations() {
    let text = file(&sample());
    let of = |account: &str| format!("bill/BILLING_PERIOD=2026-11/account={account}/a.csv");
    let (first, second) = (of("1"), of("2"));
    assert_eq!(bill(&[(&first, text.clone()), (&second, text)]).failures, []);
}
