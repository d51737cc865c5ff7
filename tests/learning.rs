//! `taglint init` on projects in which much is wrong: what it writes passes its own checks, and the mess is no law.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::fs;

use serde_json::{Map, Value, json};
use support::{Workplace, run};

/// Numbers that look random and are the same in each run (<https://prng.di.unimi.it/splitmix64.c>).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut next = self.0;
        next = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        next = (next ^ (next >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((next ^ (next >> 31)) % most as u64) as usize
    }

    fn one<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

const APPLICATIONS: [&str; 4] = ["CustomerChatbot", "DataAnalytics", "Search", "Billing"];
const CENTERS: [(&str, &str); 3] =
    [("CC-1001", "CustomerExperience"), ("CC-2002", "PlatformEngineering"), ("CC-3003", "DataScience")];
const STAGES: [(&str, &str); 2] = [("Production", "Prod"), ("Development", "Dev")];

/// What is wrong with a project, each of its own kind.
const MESS: [&str; 12] = [
    "Producton",
    "production ",
    "PROD",
    "tbd",
    "AKIAIOSFODNN7EXAMPLE",
    "",
    "cost-center",
    "Enviroment",
    "aws:made-by",
    "te*mp",
    "missing",
    "name",
];

/// A list of projects, of which each ninth or so has something wrong.
fn projects(dice: &mut Dice) -> Vec<Value> {
    let number = 40 + dice.below(30);
    let mut projects = Vec::new();
    for _ in 0..number {
        let application = dice.one(&APPLICATIONS);
        let (center, team) = CENTERS[dice.below(CENTERS.len())];
        let (stage, short) = STAGES[dice.below(STAGES.len())];
        let mut tags = Map::new();
        for (key, value) in
            [("Application", application), ("Environment", stage), ("CostCenter", center), ("Team", team)]
        {
            tags.insert(key.to_owned(), json!(value));
        }
        let mut name = format!("{application}-{short}");
        if dice.below(9) == 0 {
            match dice.one(&MESS) {
                "cost-center" => {
                    let value = tags.remove("CostCenter");
                    tags.insert("cost-center".to_owned(), value.unwrap_or_default());
                }
                "Enviroment" => {
                    let value = tags.remove("Environment");
                    tags.insert("Enviroment".to_owned(), value.unwrap_or_default());
                }
                key @ ("aws:made-by" | "te*mp") => {
                    tags.insert(key.to_owned(), json!("x"));
                }
                "missing" => {
                    tags.remove("Team");
                }
                "name" => "something else".clone_into(&mut name),
                value => {
                    tags.insert("Environment".to_owned(), json!(value));
                }
            }
        }
        projects.push(json!({ "name": name, "tags": tags }));
    }
    projects
}

#[test]
fn the_mess_is_no_law_and_the_law_passes_its_own_checks() {
    for seed in 0..30 {
        let place = Workplace::new();
        let projects = Value::Array(projects(&mut Dice(seed)));
        place.write("projects.json", format!("{projects:#}"));
        let steps: [&[&str]; 4] = [
            &["init"],
            &["policy", "check"],
            &["policy", "test"],
            &["check", "--baseline", "taglint-baseline.json"],
        ];
        for step in steps {
            let output = run(place.taglint(step), b"");
            let told = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
            assert_eq!(output.status.code(), Some(0), "{seed} {step:?}: {told:?}\n{projects:#}");
        }
        let policy = fs::read_to_string(place.path().join("taglint.toml")).expect("written");
        let law: toml::Table = policy.parse().expect("a policy");
        let tags = law["tags"].as_table().expect("a dictionary");
        let keys: Vec<&str> = tags.keys().map(String::as_str).collect();
        assert_eq!(keys, ["Application", "CostCenter", "Environment", "Team"], "{seed}: {policy}");
        let mut stages = tags["Environment"]["values"].as_array().expect("a list").clone();
        stages.sort_by_key(ToString::to_string);
        assert_eq!(
            stages,
            STAGES.map(|(stage, _)| stage.into()).into_iter().rev().collect::<Vec<toml::Value>>(),
            "{seed}: {policy}"
        );
        assert_eq!(tags["CostCenter"]["pattern"].as_str(), Some(r"CC-\d{4}"), "{seed}: {policy}");
        assert!(tags.values().all(|tag| tag["required"].as_bool() == Some(true)), "{seed}: {policy}");
        assert_eq!(law["name"]["pattern"].as_str(), Some("{Application}-{Environment}"), "{seed}: {policy}");
        assert_eq!(law["lookups"].as_array().map(Vec::len), Some(1), "{seed}: {policy}");
        assert!(!policy.contains("AKIA") && !policy.contains("tbd"), "{seed}: {policy}");
    }
}
