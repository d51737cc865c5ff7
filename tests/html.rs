//! The `html` format in a real browser: nothing is loaded, nothing is complained about, everything can be read, and its
//! figures are those of the `json` format. Where there is no browser, the tests say so and pass.

#![cfg(unix)]

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::browser::{Browser, address};
use support::{Workplace, run};

const POLICY: &str = "\
[tags.CostCenter]
required = true
pattern = 'CC-\\d{4}'
examples = [\"CC-1001\"]
[tags.Environment]
required = true
values = [\"Production\", \"Development\"]
[spend]
explained = \"95%\"
";

/// What a stranger may try.
const HOSTILE: &str = "<img src=https://example.org onerror=alert(1)>\u{202e}</style><script>x()</script>";

const HEADER: &str = "bill_billing_period_start_date,bill_payer_account_id,line_item_usage_account_id,line_item_line_item_type,\
line_item_product_code,line_item_usage_type,line_item_resource_id,line_item_currency_code,line_item_unblended_cost,\
line_item_net_unblended_cost,product_product_family,product,tags";

/// A line of a bill: month, kind, project, cost, model, tags.
fn line(month: &str, kind: &str, project: &str, cost: &str, model: &str, tags: &Value) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let resource = match project {
        "" => String::new(),
        project => format!("arn:aws:bedrock-mantle:us-east-1:111122223333:project/{project}"),
    };
    let product = if model.is_empty() { json!({}) } else { json!({ "model": model }) };
    let (product, tags) = (quoted(&product.to_string()), quoted(&tags.to_string()));
    format!(
        "{month}-01T00:00:00.000Z,999988887777,111122223333,{kind},AmazonBedrock,USE1-x,{resource},USD,{cost},{cost},Amazon Bedrock,{product},{tags}"
    )
}

fn bill() -> String {
    let tags =
        |center: &str| json!({ "resourceTags/CostCenter": center, "resourceTags/Environment": "Production" });
    let untagged = json!({ "resourceTags/Environment": "Development" });
    let mut lines = vec![
        HEADER.to_owned(),
        line("2026-10", "Usage", "proj_a", "100", "Claude Sonnet 4.6", &tags("CC-1001")),
        line("2026-11", "Usage", "proj_a", "60.5", "Claude Sonnet 4.6", &tags("CC-1001")),
        line("2026-11", "Usage", "proj_b", "25.2512", "Nova Pro", &untagged),
        line("2026-11", "Usage", "proj_c", "10", HOSTILE, &tags(HOSTILE)),
        line("2026-11", "Usage", "default", "4.2488", "", &json!({})),
        line("2026-11", "Credit", "", "-5", "", &json!({})),
    ];
    for number in 1..=12 {
        let (project, center) = (format!("proj_{number:02}"), format!("CC-20{number:02}"));
        lines.push(line("2026-11", "Usage", &project, "1", "Nova Pro", &tags(&center)));
    }
    lines.join("\n") + "\n"
}

/// A folder in which `page.html` and the document beside it are of one run.
fn written(command: &[&str]) -> (Workplace, Value) {
    let place = Workplace::new();
    place.write("taglint.toml", POLICY);
    place.write("bill.csv", bill());
    let projects = json!([
        { "name": HOSTILE, "tags": { "CostCenter": HOSTILE, "Environment": "prod", "مشروع": "x" } },
        { "name": "N".repeat(200), "tags": {} },
        { "name": "Right", "tags": { "CostCenter": "CC-1001", "Environment": "Production" } },
    ]);
    place.write("definitions/projects.json", projects.to_string());
    place.write("definitions/broken.json", "{");
    let arguments = [command, &["--format", "json", "--output", "html=page.html"]].concat();
    let output = run(place.taglint(&arguments), b"");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    (place, serde_json::from_slice(&output.stdout).expect("JSON"))
}

const SPEND: [&str; 4] = ["spend", "bill.csv", "--period", "2026-10..2026-11"];
const CHECK: [&str; 3] = ["check", "definitions", "definitions/broken.json"];

/// Amounts by label, of each table by its title.
const FIGURES: &str = "
Object.fromEntries([...document.querySelectorAll('.table')].map((table) => [
    table.querySelector('h3').textContent,
    Object.fromEntries([...table.querySelectorAll('tbody tr')].map((row) => [
        row.querySelector('th').firstChild.textContent.trim(),
        row.querySelector('data')?.value ?? row.querySelector('td').textContent,
    ])),
]))";

#[test]
fn the_page_can_be_read_by_everybody_and_asks_for_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let measure = include_str!("html/measure.js");
    for command in [&SPEND[..], &CHECK[..]] {
        let (place, _) = written(command);
        let page = place.path().join("page.html");
        for (width, scheme, media) in [
            (375, "light", "screen"),
            (375, "dark", "screen"),
            (1600, "light", "screen"),
            (1600, "dark", "screen"),
            (800, "dark", "print"),
        ] {
            let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            browser.call("Emulation.setDeviceMetricsOverride", size);
            let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
            browser.call("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
            let events = browser.open(&page);
            let context = format!("{command:?} at {width}, {scheme}, {media}");
            assert_eq!(unwanted(&events, &address(&page)), Vec::<String>::new(), "{context}");
            assert_eq!(browser.evaluate(measure), json!([]), "{context}");
            let dark =
                browser.evaluate("getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'");
            assert_eq!(dark, json!(scheme == "dark" && media == "screen"), "{context}");
        }
    }
}

/// Requests for anything but the page itself, and whatever the browser complains about.
fn unwanted(events: &[Value], page: &str) -> Vec<String> {
    let mut unwanted = Vec::new();
    for event in events {
        let is_unwanted = match event["method"].as_str() {
            Some("Network.requestWillBeSent") => event["params"]["request"]["url"] != page,
            Some("Log.entryAdded" | "Runtime.consoleAPICalled" | "Runtime.exceptionThrown") => true,
            _ => false,
        };
        if is_unwanted {
            unwanted.push(event.to_string());
        }
    }
    unwanted
}

#[test]
fn figures_of_the_page_are_those_of_the_document() {
    let Some(mut browser) = Browser::start() else { return };
    let (place, document) = written(&SPEND);
    browser.open(&place.path().join("page.html"));
    let figures = browser.evaluate(FIGURES);
    let spend = &document["spend"][0];
    assert_eq!(figures["Money by class"], spend["classes"]);
    assert_eq!(figures["Money by class"]["explained"], "172.50");
    for key in spend["keys"].as_array().expect("keys") {
        let title = format!("Money by {}", key["key"].as_str().expect("a key"));
        assert_eq!(figures[title], amounts(&key["values"], "value"));
    }
    assert_eq!(figures["Money by model"], amounts(&spend["models"], "model"));
    assert_eq!(figures["Projects, what is not explained first"], amounts(&spend["projects"], "id"));
    assert_eq!(figures["Money by month"], json!({ "2026-10": "100.00", "2026-11": "112.00" }));
    let lead = browser.evaluate("[...document.querySelectorAll('.lead data')].map((data) => data.value)");
    assert_eq!(lead, json!(["172.50", "212.00", "-5.00", "207.00"]));
    // 172.5 of 212 is 81.367…
    assert_eq!(browser.evaluate("document.querySelector('.share strong').textContent"), "81.3%");
}

/// The amounts of a list of the document by their labels as the page shows them.
fn amounts(list: &Value, label: &str) -> Value {
    let mut amounts = BTreeMap::new();
    for entry in list.as_array().expect("a list") {
        let label = entry[label].as_str().unwrap_or("(none)").replace('\u{202e}', "\\u{202e}");
        amounts.insert(label, entry["amount"].clone());
    }
    json!(amounts)
}

#[test]
fn projects_without_money_are_counted_as_in_the_document() {
    let Some(mut browser) = Browser::start() else { return };
    let (place, document) = written(&CHECK);
    browser.open(&place.path().join("page.html"));
    let figures = browser.evaluate(FIGURES);
    assert_eq!(figures["Required keys"], json!({ "CostCenter": "1 of 3", "Environment": "1 of 3" }));
    let title = browser.evaluate("document.title");
    let summary = &document["summary"];
    let errors = format!("taglint: {} errors, ", summary["error"]);
    assert!(title.as_str().expect("a title").starts_with(&errors), "{title}");
    let findings = browser.evaluate("document.querySelectorAll('article li').length");
    assert_eq!(findings, json!(document["findings"].as_array().expect("findings").len()));
}
