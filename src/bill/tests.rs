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
        ("1.5", "NaN", "line 2: `line_item_unblended_cost` is not an amount: it is not a finite number"),
        ("1.5", "", "line 2: `line_item_unblended_cost` is empty"),
        ("2026-11-01T", "2262-04-11T", "line 2: `bill_billing_period_start_date` is not a month of a bill"),
        ("USD", "", "line 2: `line_item_currency_code` is empty"),
        ("{\"\"", "[\"\"", "line 2: `tags` is not a map of strings as JSON"),
        ("Usage,", "Usage,,", "line 2: it has 14 fields, and the header has 13"),
    ];
    let right = amounts(&bill(&[("bill/b.csv", file(&sample()))]));
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
        assert_eq!(amounts(&bill), right, "{why}");
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
    let told = "the bill of 2026-11 is there more than once, in `bill/e/data/BILLING_PERIOD=2026-11` and `bill/e/data/BILLING_PERIOD=2026-11/old`, and no manifest says which files count";
    assert_eq!(doubled.failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>(), [told]);
    assert_eq!((doubled.groups.len(), doubled.tallies.len()), (0, 0));
    let absent = bill(&[(&second, text.clone()), (manifest, listing.clone())]);
    let told = "it lists `finance/e/data/BILLING_PERIOD=2026-11/e-1.csv`, which is not there";
    assert_eq!(absent.failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>(), [told]);
    // The files of other months, and what is reported about them, are not asked for.
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

#[test]
fn tags_that_could_be_one_key_are_told() {
    let tagged = |tags: &str| line(["Usage", "AmazonBedrock", "", PROJECT, "1", "Amazon Bedrock", "", tags]);
    let lines = [
        tagged(r#"{"resourceTags/cost-center":"CC-1"}"#),
        tagged(r#"{"resourceTags/Cost Center":"CC-1"}"#),
        tagged(r#"{"resourceTags/Team":"Search"}"#),
    ];
    let bill = bill(&[("bill/a.csv", file(&lines))]);
    let told = "`resourceTags/Cost Center` and `resourceTags/cost-center` could each be the tag `CostCenter` of the policy; lines with one of them are not counted";
    assert_eq!(bill.failures.iter().map(|failure| failure.message.as_str()).collect::<Vec<_>>(), [told]);
    assert_eq!((amounts(&bill), bill.tallies[0].lines), (vec!["1.00".to_owned()], 1));
}

#[test]
fn currencies_are_never_added() {
    let mut lines = sample();
    lines.push(sample()[0].replace("USD", "EUR"));
    let bill = bill(&[("bill/a.csv", file(&lines))]);
    let tallies: Vec<_> = bill.tallies.iter().map(|tally| (tally.currency.as_str(), tally.lines)).collect();
    assert_eq!(tallies, [("EUR", 1), ("USD", 4)]);
    assert_eq!(amounts(&bill), ["1.50", "2.00", "-0.50", "1.500000000001"]);
}

const FOCUS: &str = "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargeClass,BillingPeriodStart,SubAccountId,\
ResourceId,ServiceName,Tags,x_ServiceCode,x_UsageType";

fn focus_file() -> String {
    let line = |cells: &str, resource| {
        format!("{cells},2026-11-01 00:00:00,1,{resource},Amazon Bedrock,{{}},AmazonBedrock,x")
    };
    let lines = [
        line("3,2,USD,Usage,NULL", "arn:aws:bedrock:us-east-1::foundation-model/m"),
        line("-1,-1,USD,Usage,Correction", "NULL"),
        line("5,0,USD,Purchase,", ""),
    ];
    format!("{FOCUS}\n{}\n", lines.join("\n"))
}

#[test]
fn metrics_are_those_of_the_format() {
    let of = |text: &str, metric| {
        read_all(&[("bill/a.csv", text.to_owned())], &Wanted { metric: Some(metric), ..wanted() })
    };
    for (asked, used, sums) in [
        (Metric::Billed, Metric::Billed, ["3.00", "4.00"]),
        (Metric::Unblended, Metric::Billed, ["3.00", "4.00"]),
        (Metric::Amortized, Metric::Effective, ["2.00", "-1.00"]),
    ] {
        let bill = of(&focus_file(), asked).expect("a bill");
        assert_eq!((amounts(&bill), bill.tallies[0].metric), (sums.map(str::to_owned).to_vec(), used));
        assert_eq!(bill.groups.iter().map(|group| group.is_outside).collect::<Vec<_>>(), [false, true]);
    }
    let told = of(&focus_file(), Metric::NetUnblended);
    assert!(matches!(told, Err(Refusal::UnknownMetric { format: "FOCUS", .. })), "{told:?}");
    let amortized = |kind: &str| {
        let other = sample()[0].replacen("Usage,Amazon", &format!("{kind},Amazon"), 1);
        of(&file(&[sample()[0].clone(), other]), Metric::Amortized).expect("a bill")
    };
    let told = "line 3: `savings_plan_savings_plan_effective_cost` is empty";
    assert_eq!(amortized("SavingsPlanCoveredUsage").failures[0].message, told);
    let bill = amortized("SavingsPlanNegation");
    assert_eq!((amounts(&bill), bill.tallies[0].metric), (vec!["1.50".to_owned()], Metric::Amortized));
}

#[test]
fn cur_and_focus_of_one_period_would_count_twice() {
    let told = read_all(&[("bill/a.csv", file(&sample())), ("bill/b.csv", focus_file())], &wanted());
    let period = "2026-11".parse().expect("a period");
    assert_eq!(told, Err(Refusal::TwoFormats { period, formats: ["CUR", "FOCUS"] }));
}

#[test]
fn a_net_cost_that_is_there_counts() {
    let net = |line: &String| line.replacen(",1.5,,", ",1.5,1.25,", 1);
    let mut lines = sample();
    assert_eq!(bill(&[("bill/a.csv", file(&lines))]).tallies[0].metric, Metric::Unblended);
    lines[0] = net(&lines[0]);
    let with_net = bill(&[("bill/a.csv", file(&lines))]);
    assert_eq!(with_net.tallies[0].metric, Metric::NetUnblended);
    assert_eq!(amounts(&with_net), ["2.00", "-0.50", "1.250000000001"]);
    let asked = Wanted { metric: Some(Metric::NetUnblended), ..wanted() };
    let told = read_all(&[("bill/a.csv", file(&sample()))], &asked).expect("a bill");
    let message = "the column `line_item_net_unblended_cost` is empty on every line, and the metric `net-unblended` needs it";
    assert_eq!(told.failures[0].message, message);
    assert!(told.groups.is_empty());
}

#[test]
fn wide_files_and_absent_columns_are_no_matter_or_told() {
    let names: Vec<String> = (0..10_000).map(|number| format!("extra_{number}")).collect();
    let wide = format!("{HEADER},{}\n{}{}\n", names.join(","), sample()[0], ",".repeat(10_000));
    let tagged = bill(&[("bill/a.csv", format!("{wide}{}{}\n", sample()[3], ",".repeat(10_000)))]);
    assert_eq!((tagged.failures.len(), amounts(&tagged)), (0, vec!["1.50".to_owned()]));
    let absent = [
        ("line_item_resource_id", "create the export with `INCLUDE_RESOURCES`"),
        ("tags", "activate the keys as cost allocation tags, and select the unified `tags` in the export"),
        ("line_item_currency_code", "select it in the export"),
        ("bill_billing_period_start_date", "select it in the export"),
    ];
    for (column, advice) in absent {
        let header = HEADER.split(',').map(|name| if name == column { "other" } else { name });
        let text = format!("{}\n{}\n", header.collect::<Vec<_>>().join(","), sample().join("\n"));
        let bill = bill(&[("bill/a.csv", text)]);
        let told: Vec<_> = bill.failures.iter().map(|failure| failure.message.clone()).collect();
        assert_eq!(told, [format!("it has no column `{column}`; {advice}")]);
        assert!(bill.groups.is_empty() && bill.tallies.is_empty());
    }
}

/// A line of one of six kinds: of a project, of the Marketplace, a credit of the Marketplace, three of other services.
fn costing((kind, millionths): (usize, u64)) -> String {
    let cost = format!("0.{millionths:06}");
    let product = r#"{"product_name":"Claude Sonnet 4.6 (Amazon Bedrock Edition)"}"#;
    let cells = match kind {
        0 => ["Usage", "AmazonBedrock", "", PROJECT, &cost, "", "", r#"{"resourceTags/Team":"Search"}"#],
        1 => ["Usage", "7zgyu5r4", "", "", &cost, "", product, ""],
        2 => ["Credit", "7zgyu5r4", "", "", &cost, "", "", ""],
        3 => ["Usage", "AmazonEC2", "BoxUsage", "i-1", &cost, "Compute Instance", "{}", "{}"],
        4 => ["Tax", "AmazonEC2", "", "", &cost, "", "", ""],
        _ => ["Tax", "", "", "", &cost, "", "", ""],
    };
    line(cells)
}

proptest::proptest! {
    /// Codes are learned from all files: a credit may be before, behind or in another file than what it is for.
    #[test]
    fn any_order_and_split_is_the_same_bill(
        lines in proptest::collection::vec(((0_usize..6, 1_u64..1_000_000), 0_usize..4, proptest::bool::ANY), 1..60)
    ) {
        // Of each column something is said.
        let always = [costing((0, 1)), costing((3, 1))];
        let whole: Vec<String> = always.iter().cloned().chain(lines.iter().map(|(line, ..)| costing(*line))).collect();
        let mut parts = [always.to_vec(), Vec::new(), Vec::new(), Vec::new()];
        for (line, part, is_first) in &lines {
            let at = if *is_first { 0 } else { parts[*part].len() };
            parts[*part].insert(at, costing(*line));
        }
        let names = ["bill/a.csv", "bill/b.csv", "bill/c.csv", "bill/d.csv"];
        let files: Vec<(&str, String)> = names.into_iter().zip(parts.iter().map(|lines| file(lines))).collect();
        let split = bill(&files);
        proptest::prop_assert_eq!(&split, &bill(&[("bill/a.csv", file(&whole))]));
        proptest::prop_assert_eq!(split.failures.len(), 0);
        let [tally] = &split.tallies[..] else { panic!("one currency and period") };
        proptest::prop_assert_eq!(tally.lines + tally.other_lines, whole.len() as u64);
        let has_code = lines.iter().any(|((kind, _), ..)| *kind == 1);
        let bedrock = lines.iter().filter(|((kind, _), ..)| *kind < 2 || *kind == 2 && has_code).count();
        proptest::prop_assert_eq!(tally.lines, bedrock as u64 + 1);
    }
}
