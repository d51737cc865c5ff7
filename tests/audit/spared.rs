//! No command replaces what it reads: each with every option that writes, of every file that it reads, by every name
//! that the file has. It exits 2, sends no call, and leaves all files as they were.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::account::Account;
use super::fix::{REGION, wrong};
use super::support::{Workplace, run};
use super::{KEY, workplace};

/// A command, without what it writes.
struct Case {
    arguments: &'static [&'static str],
    /// What it reads.
    reads: &'static [&'static str],
    /// The options that write, each with a format before the file where it has one.
    writes: &'static [(&'static str, &'static str)],
    /// The option and the file of which a new one may take the place.
    renews: &'static [(&'static str, &'static str)],
}

const POLICY: [&str; 3] = ["taglint.toml", "base.toml", "teams.csv"];

const CASES: [Case; 7] = [
    Case {
        arguments: &[
            "check",
            "--baseline",
            "known.json",
            "--snapshot",
            "seen.json",
            "--var-file",
            "values.lst",
            "here",
        ],
        reads: &[
            "known.json",
            "seen.json",
            "values.lst",
            "here/main.tf",
            "here/terraform.tfvars",
            "here/p.yaml",
            "here/settings.env",
            "here/.gitignore",
            "module/main.tf",
        ],
        writes: &[("--output", "json="), ("--output", "markdown="), ("--write-baseline", "")],
        renews: &[("--write-baseline", "known.json")],
    },
    Case {
        arguments: &["check", "--fix", "--unsafe-fixes", "here"],
        reads: &["here/main.tf", "here/p.yaml", "module/main.tf"],
        writes: &[("--output", "github="), ("--write-baseline", "")],
        renews: &[],
    },
    Case {
        arguments: &[
            "audit",
            "--against",
            "here",
            "--since",
            "seen.json",
            "--baseline",
            "known.json",
            "--spend",
            "bill",
        ],
        reads: &[
            "seen.json",
            "known.json",
            "here/main.tf",
            "module/main.tf",
            "bill/a.csv",
            "bill/a-Manifest.json",
        ],
        writes: &[("--output", "html="), ("--write-baseline", ""), ("--save", "")],
        renews: &[("--write-baseline", "known.json"), ("--save", "seen.json")],
    },
    Case {
        arguments: &["audit", "--fix", "--yes", "--since", "seen.json", "--undo", "new.json"],
        reads: &["seen.json", "new.json"],
        writes: &[("--output", "json="), ("--write-baseline", ""), ("--save", "")],
        renews: &[("--save", "seen.json")],
    },
    Case {
        arguments: &["audit", "--restore", "undo.json", "--yes"],
        reads: &["undo.json"],
        writes: &[("--output", "json="), ("--output", "junit="), ("--undo", "")],
        renews: &[],
    },
    Case {
        arguments: &["spend", "--snapshot", "seen.json", "--baseline", "known.json", "bill"],
        reads: &["seen.json", "known.json", "bill/a.csv", "bill/a-Manifest.json"],
        writes: &[("--output", "csv="), ("--output", "html="), ("--write-baseline", "")],
        renews: &[("--write-baseline", "known.json")],
    },
    Case {
        arguments: &["policy", "test", "tests"],
        reads: &["tests/taglint.test.toml", "tests/tested.json"],
        writes: &[("--output", "json="), ("--output", "junit=")],
        renews: &[],
    },
];

const FILES: [(&str, &str); 16] = [
    (
        "taglint.toml",
        "extends = [\"./base.toml\"]\n[tags.Team]\nrequired = true\nvalues-from = { file = \"teams.csv\", column = \"team\" }\n",
    ),
    ("base.toml", "[tags.CostCenter]\nrequired = true\npattern = 'CC-\\d{4}'\n[tags.Owner]\n"),
    ("teams.csv", "team\nAlpha\nBeta\n"),
    ("known.json", "{\"version\": 1, \"findings\": []}"),
    ("seen.json", "{\"version\": 1, \"places\": [], \"projects\": []}"),
    ("values.lst", "one = 1\n"),
    (
        "undo.json",
        "{\"version\": 1, \"projects\": [{\"account\": \"111122223333\", \"region\": \"us-east-1\", \"id\": \"proj_1\", \"name\": \"a\", \"tags\": {}, \"add\": {\"Team\": \"Alpha\"}, \"remove\": []}]}",
    ),
    (
        "here/main.tf",
        "module \"m\" {\n  source = \"../module\"\n}\nresource \"awscc_bedrockmantle_project\" \"a\" {\n  name = \"a\"\n  tags = [{ key = \"Team\", value = \"Alpha\" }, { key = \"CostCenter\", value = \"CC-1001\" }]\n}\n",
    ),
    ("here/terraform.tfvars", "two = 2\n"),
    ("here/p.yaml", "name: p\ntags:\n  team: Alpha\n  CostCenter: CC-1001\n"),
    ("here/settings.env", "OPENAI_BASE_URL=https://bedrock-mantle.us-east-1.api.aws/v1\n"),
    ("here/.gitignore", "*.log\n"),
    (
        "module/main.tf",
        "resource \"awscc_bedrockmantle_project\" \"b\" {\n  name = \"b\"\n  tags = [{ key = \"Team\", value = \"Alpha\" }, { key = \"CostCenter\", value = \"CC-1001\" }]\n}\n",
    ),
    (
        "bill/a.csv",
        "bill_billing_period_start_date,line_item_usage_account_id,line_item_resource_id,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_unblended_cost,line_item_currency_code,product_product_family,resource_tags\n2026-11-01T00:00:00Z,111122223333,arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_1,Usage,AmazonBedrock,USE1-x,8,USD,Amazon Bedrock,{}\n",
    ),
    (
        "bill/a-Manifest.json",
        "{\"reportKeys\": [\"p/a.csv\"], \"billingPeriod\": {\"start\": \"20261101T000000.000Z\"}}",
    ),
    ("tests/tested.json", "{\"name\": \"t\", \"tags\": {\"Team\": \"Alpha\", \"CostCenter\": \"CC-1001\"}}"),
];

const TESTS: &str = "[[test]]\nname = \"right\"\nfile = \"tested.json\"\nexpect = []\n";

fn place() -> Workplace {
    let place = workplace();
    for (name, text) in FILES {
        place.write(name, text);
    }
    place.write("tests/taglint.test.toml", TESTS);
    place
}

/// Every file of a folder and below, with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.display().to_string(), fs::read(&path).unwrap_or_default());
        }
    }
    all
}

/// The names of a file, by each of which it can be written.
fn names(place: &Workplace, file: &str) -> Vec<String> {
    let path = place.path().join(file);
    let mut names =
        vec![file.to_owned(), format!("./{file}"), format!("here/../{file}"), path.display().to_string()];
    #[cfg(unix)]
    if path.exists() {
        for name in ["soft.out", "hard.out"] {
            let _ = fs::remove_file(place.path().join(name));
        }
        std::os::unix::fs::symlink(&path, place.path().join("soft.out")).expect("linked");
        fs::hard_link(&path, place.path().join("hard.out")).expect("linked");
        names.extend(["soft.out".to_owned(), "hard.out".to_owned()]);
    }
    names
}

/// Runs a command, and tells its status and what it says.
fn status(place: &Workplace, account: &Account, arguments: &[&str]) -> (Option<i32>, String) {
    let url = account.api.url();
    let mut all = arguments.to_vec();
    if arguments[0] == "audit" {
        all.extend(["--region", REGION, "--endpoint", &url]);
    }
    let mut command = place.taglint(&all);
    command.env("AWS_BEARER_TOKEN_BEDROCK", KEY).env("AWS_EC2_METADATA_DISABLED", "true");
    let output = run(command, b"");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn no_command_replaces_what_it_reads() {
    std::thread::scope(|scope| {
        for case in &CASES {
            scope.spawn(|| spares(case));
        }
    });
}

fn spares(case: &Case) {
    let account = Account::of(vec![wrong("proj_1")]);
    let place = place();
    for &(option, format) in case.writes {
        for &file in case.reads.iter().chain(&POLICY) {
            if case.renews.contains(&(option, file)) {
                continue;
            }
            for name in names(&place, file) {
                let before = files(&place.path());
                let target = format!("{format}{name}");
                let arguments = [case.arguments, &[option, &target]].concat();
                let (code, errors) = status(&place, &account, &arguments);
                assert_eq!(code, Some(2), "{arguments:?}: {errors}");
                assert_eq!(files(&place.path()), before, "{arguments:?}");
                assert_eq!(account.writes(), [] as [String; 0], "{arguments:?}");
            }
        }
    }
}

/// What a command writes into a file.
fn written(place: &Workplace, account: &Account, arguments: &[&str], file: &str) -> String {
    let _ = fs::remove_file(place.path().join("new.json"));
    let (code, errors) = status(place, account, arguments);
    assert!(matches!(code, Some(0 | 1 | 3)), "{arguments:?}: {errors}");
    fs::read_to_string(place.path().join(file)).expect("it is written")
}

#[test]
fn each_command_replaces_what_it_wrote_before() {
    for case in &CASES {
        let account = Account::of(vec![wrong("proj_1")]);
        let place = place();
        for &(option, format) in case.writes.iter().filter(|(option, _)| *option != "--undo") {
            let target = format!("{format}out");
            let _ = fs::remove_file(place.path().join("out"));
            let first = written(&place, &account, &[case.arguments, &[option, &target]].concat(), "out");
            // What is written anew has no such end.
            place.write("out", format!("{first}\n\n"));
            let second = written(&place, &account, &[case.arguments, &[option, &target]].concat(), "out");
            assert!(!second.ends_with("\n\n"), "{option} {:?}", case.arguments);
        }
        for &(option, file) in case.renews {
            let before = fs::read_to_string(place.path().join(file)).expect("read");
            let after = written(&place, &account, &[case.arguments, &[option, file]].concat(), file);
            assert_ne!(after, before, "{option} {:?}", case.arguments);
        }
    }
}
