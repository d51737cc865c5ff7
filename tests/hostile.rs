//! The binary on what nobody would write by accident: it ends, says what is wrong, and has the right status.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::process::Output;

use serde_json::Value;
use support::{Workplace, run};

const POLICY: &str = "[tags.Team]\nrequired = true\n";

fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", POLICY);
    workplace
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

#[test]
fn nesting_without_an_end_is_told_in_every_format() {
    let deep = [
        ("a.json", "[".repeat(100_000)),
        ("a.jsonl", "{\"a\":".repeat(100_000)),
        ("a.yaml", "- ".repeat(100_000)),
        ("b.yaml", "{a: ".repeat(100_000)),
        ("a.toml", format!("a = {}", "[".repeat(100_000))),
        ("b.toml", format!("[{}a]", "a.".repeat(100_000))),
        ("a.tf", format!("a = {}", "(".repeat(100_000))),
        ("b.tf", "a {\n".repeat(100_000)),
        ("c.tf", format!("a = \"{}", "${\"".repeat(100_000))),
        ("a.tf.json", "{\"a\":".repeat(100_000)),
    ];
    for (name, text) in deep {
        let workplace = workplace();
        workplace.write(name, text);
        let output = run(workplace.taglint(&["check", name, "--format", "json"]), b"");
        assert_eq!(output.status.code(), Some(3), "{name}");
        let report = report(&output);
        assert_eq!(report["findings"].as_array().map(Vec::len), Some(0), "{name}");
        assert_eq!(report["failures"][0]["subject"], name);
        let message = report["failures"][0]["message"].as_str().expect("a text");
        assert!(message.contains(": nested deeper than"), "{name}: {message}");
    }
}

#[test]
fn long_chains_take_no_stack() {
    let chains = ["!", "b ? c : ", "1 + "].map(|part| format!("a = {}d\n", part.repeat(100_000)));
    let steps = format!("a = b{}\n", ".c".repeat(100_000));
    for text in chains.into_iter().chain([steps]) {
        let workplace = workplace();
        workplace.write("main.tf", format!("locals {{\n{text}}}\n"));
        let output = run(workplace.taglint(&["check", "main.tf", "--allow-empty"]), b"");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn many_steps_from_a_name_take_no_stack() {
    for step in [".a", "[0]", ".*", "[*]"] {
        let path = step.repeat(20_000);
        let native = format!(
            "locals {{\n  a = {{}}\n}}\nresource \"aws_s3_bucket\" \"b\" {{\n  tags = local.a{path}\n}}\n"
        );
        let json = format!(
            r#"{{"locals": {{"a": {{}}}}, "resource": {{"aws_s3_bucket": {{"b": {{"tags": "${{local.a{path}}}"}}}}}}}}"#
        );
        for (name, text) in [("main.tf", native), ("main.tf.json", json)] {
            let workplace = workplace();
            workplace.write(name, text);
            let output = run(workplace.taglint(&["check", "--types", "aws_*", "--format", "json"]), b"");
            let status = output.status.code();
            assert!(matches!(status, Some(0 | 1 | 3)), "{name} {step}: {status:?}");
        }
    }
}

#[test]
fn few_aliases_do_not_expand_to_more_than_memory_holds() {
    let tags: String = (0..20_000).map(|number| format!("k{number}: v, ")).collect();
    let workplace = workplace();
    workplace.write(
        "a.yaml",
        format!("b: &b {{{tags}}}\nprojects:\n{}", "- name: a\n  tags: *b\n".repeat(20_000)),
    );
    let output = run(workplace.taglint(&["check", "a.yaml", "--format", "json"]), b"");
    assert_eq!(output.status.code(), Some(3));
    let report = report(&output);
    let message = report["failures"][0]["message"].as_str().expect("a text");
    assert!(message.contains(": the aliases up to here expand to"), "{message}");
    assert_eq!(report["summary"]["projects"], 0);
}

#[cfg(feature = "clients")]
#[test]
fn of_more_clients_than_are_followed_the_rest_is_left_open() {
    let workplace = workplace();
    let client = "OpenAI(base_url='https://bedrock-mantle.us-east-1.api.aws/v1')";
    // All that have one name may get each request on it.
    let clients = format!("c = {client}\nc.responses.create(model='m')\n").repeat(3_000);
    workplace.write("a.py", format!("from openai import OpenAI\n{clients}"));
    let output = run(workplace.taglint(&["check", "a.py", "--format", "json"]), b"");
    assert_eq!(output.status.code(), Some(1));
    let report = report(&output);
    assert_eq!(report["summary"]["clients"], 3_000);
    let findings = report["findings"].as_array().expect("a list");
    let of_rule = |rule: &str| findings.iter().filter(|finding| finding["rule"] == rule).count();
    // Each looks at all 3,000 requests twice, of 2,000,000 looks in all.
    assert_eq!((of_rule("client-without-project"), of_rule("unresolved-client")), (333, 2_667));
    // Those that have names of their own are all followed.
    let clients: String = (0..3_000)
        .map(|number| format!("c{number} = {client}\nc{number}.responses.create(model='m')\n"))
        .collect();
    workplace.write("a.py", format!("from openai import OpenAI\n{clients}"));
    let output = run(workplace.taglint(&["check", "a.py", "--format", "json"]), b"");
    let summary = &self::report(&output)["summary"];
    assert_eq!((&summary["clients"], &summary["error"]), (&3_000.into(), &3_000.into()));
}

#[test]
fn jobs_that_extend_many_others_each_are_followed_to_an_end() {
    let mut jobs =
        String::from("variables:\n  OPENAI_BASE_URL: https://bedrock-mantle.us-east-1.api.aws/v1\n");
    for level in 0..6 {
        for number in 0..100 {
            let next: Vec<String> = (0..100).map(|next| format!(".j{}x{next}", level + 1)).collect();
            let extends = if level < 5 { next.join(", ") } else { String::new() };
            jobs.push_str(&format!(".j{level}x{number}:\n  extends: [{extends}]\n  script: [make]\n"));
        }
    }
    jobs.push_str("run:\n  extends: .j0x0\n  script: [\"OPENAI_BASE_URL=https://bedrock-mantle.us-east-1.api.aws/v1 python a.py\"]\n");
    let workplace = workplace();
    workplace.write(".gitlab-ci.yml", jobs);
    let output = run(workplace.taglint(&["check", ".gitlab-ci.yml", "--format", "json"]), b"");
    let report = report(&output);
    assert_eq!(report["summary"]["clients"], 2, "{report}");
}

#[test]
fn a_long_script_of_branches_and_exports_is_read_in_time() {
    let lines = "if x; then\n  export OPENAI_PROJECT_ID=proj_a\n  true\nfi\n".repeat(5_000);
    let url = "https://bedrock-mantle.us-east-1.api.aws/v1";
    let workplace = workplace();
    workplace.write("a.sh", format!("{lines}export OPENAI_BASE_URL={url}\npython a.py\n"));
    workplace.write(
        "b.sh",
        format!(
            "if x; then\n{}fi\nOPENAI_BASE_URL={url} python b.py\n",
            "  export OPENAI_PROJECT_ID=proj_a\n".repeat(20_000)
        ),
    );
    let output = run(workplace.taglint(&["check", "--format", "json"]), b"");
    assert_eq!(report(&output)["summary"]["clients"], 2);
}

#[cfg(feature = "clients")]
#[test]
fn options_that_double_with_each_step_are_not_followed_without_an_end() {
    let steps: String = (0..300)
        .map(|number| {
            let next = number + 1;
            format!("h{next} = {{**h{number}}}\nif x:\n    h{next} = {{**h{number}, 'A': 'b'}}\n")
        })
        .collect();
    let workplace = workplace();
    workplace.write(
        "a.py",
        format!(
            "from openai import OpenAI\nh0 = {{}}\n{steps}c = OpenAI(base_url='https://bedrock-mantle.us-east-1.api.aws/v1', default_headers=h300)\n"
        ),
    );
    let output = run(workplace.taglint(&["check", "a.py", "--format", "json"]), b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report(&output)["findings"][0]["rule"], "unresolved-client");
}

#[cfg(feature = "clients")]
#[test]
fn maps_that_are_made_of_themselves_are_not_followed_without_an_end() {
    let url = "https://bedrock-mantle.us-east-1.api.aws/v1";
    let in_functions: String = (0..500)
        .map(|number| format!("def add{number}(v):\n    S['a'] = {{**S['a'], 'k{number}': v}}\n"))
        .collect();
    let in_methods: String = (0..1000)
        .map(|number| format!("    def add{number}(self):\n        self.d = {{**self.d, **self.d}}\n"))
        .collect();
    let in_steps = "S['a'] = {**S['a'], **S['a'], **S['a']}\n".repeat(1000);
    let in_turn = "H = {**S['a'], **S['a']}\nS['a'] = {**H, **H}\n".repeat(500);
    let python = "from openai import OpenAI\n";
    let client = format!("OpenAI(base_url='{url}', project=S['a']['project'])\n");
    let of_class = format!("class C:\n    d = {{}}\n{in_methods}    def go(self):\n");
    let spread = "a = {...a, ...a, ...a};\n".repeat(1000);
    let programs = [
        ("a.py", format!("{python}S = {{'a': {{}}}}\n{in_functions}{client}")),
        ("a.py", format!("{python}S = {{'a': {{}}}}\n{in_steps}{client}")),
        ("a.py", format!("{python}S = {{'a': {{}}}}\n{in_turn}{client}")),
        (
            "a.py",
            format!("{python}{of_class}        return OpenAI(base_url='{url}', project=self.d['project'])\n"),
        ),
        (
            "a.ts",
            format!(
                "import OpenAI from 'openai';\nlet a: any = {{}};\n{spread}new OpenAI({{ baseURL: '{url}', project: a.project }});\n"
            ),
        ),
    ];
    for (name, program) in programs {
        let workplace = workplace();
        workplace.write(name, &program);
        let output = run(workplace.taglint(&["check", name, "--format", "json"]), b"");
        let begins: String = program.chars().take(200).collect();
        assert_eq!(report(&output)["findings"][0]["rule"], "unresolved-client", "{begins}");
    }
}

#[test]
fn a_large_policy_is_a_policy() {
    let values: Vec<String> = (0..10_000).map(|number| format!("'value{number}'")).collect();
    let patterns: String = (0..1_000)
        .map(|number| format!("[tags.K{number}]\npattern = 'a{{1,50}}-\\d{{{}}}'\n", number % 9 + 1))
        .collect();
    let workplace = workplace();
    workplace.write("taglint.toml", format!("[tags.Team]\nvalues = [{}]\n{patterns}", values.join(",")));
    workplace.write(
        "a.json",
        r#"{"name": "a", "tags": {"Team": "value10000", "K8": "aa-1234", "K3": "aa-1234"}}"#,
    );
    let output = run(workplace.taglint(&["check", "--format", "json"]), b"");
    assert_eq!(output.status.code(), Some(1));
    let report = report(&output);
    let findings = report["findings"].as_array().expect("a list").iter();
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap_or_default().to_owned();
    let found: Vec<String> =
        findings.map(|finding| text(finding, "rule") + " " + &text(finding, "tag")).collect();
    assert_eq!(found, ["invalid-value Team", "malformed-value K8"]);
}

#[test]
fn many_files_are_all_counted() {
    let workplace = workplace();
    for number in 0..2_000 {
        let text = if number % 2 == 0 { "" } else { "{name: a, tags: {Team: b}}" };
        workplace.write(&format!("{}/{number}.yaml", number / 100), text);
    }
    let output = run(workplace.taglint(&["check", "--format", "json"]), b"");
    assert_eq!(output.status.code(), Some(0));
    let summary = &report(&output)["summary"];
    assert_eq!((&summary["projects"], &summary["skipped"]), (&Value::from(1_000), &Value::from(1_000)));
}

#[test]
fn utf16_without_a_mark_is_told() {
    let workplace = workplace();
    let text: Vec<u8> = "{\"name\": \"a\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    workplace.write("a.json", text);
    let output = run(workplace.taglint(&["check", "a.json", "--format", "concise"]), b"");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("the file cannot be read: it is UTF-16 text without a byte-order mark"), "{said}");
}

#[cfg(unix)]
#[test]
fn pipes_circles_and_folders_with_endings_do_not_hold_a_walk_up() {
    use std::os::unix::fs::symlink;
    let workplace = workplace();
    workplace.write("a.json", r#"{"name": "a", "tags": {"Team": "b"}}"#);
    workplace.write("folder.json/b.json", r#"{"name": "b", "tags": {"Team": "b"}}"#);
    let made = support::tool("mkfifo", &workplace.path()).arg("pipe.json").status();
    assert!(made.expect("mkfifo runs").success());
    for (link, to) in
        [("circle", "."), ("self.json", "self.json"), ("linked.json", "pipe.json"), ("gone.json", "x")]
    {
        symlink(to, workplace.path().join(link)).expect("linked");
    }
    let output = run(workplace.taglint(&["check", "--format", "json"]), b"");
    // What the links to nothing were to hold, nobody knows.
    assert_eq!(output.status.code(), Some(3));
    let report = report(&output);
    let failures = report["failures"].as_array().expect("a list").iter();
    let subjects: Vec<_> = failures.filter_map(|failure| failure["subject"].as_str()).collect();
    assert_eq!((subjects, &report["summary"]["projects"]), (vec!["gone.json", "self.json"], &Value::from(2)));
}

#[cfg(unix)]
#[test]
fn a_policy_from_a_pipe_is_the_same_each_time_that_it_is_read() {
    let workplace = workplace();
    workplace.write("a.json", r#"{"name": "a", "tags": {}}"#);
    let policy = "[tags.Team]\nrequired = true\n";
    workplace.write("new.toml", policy);
    let arguments = ["policy", "diff", "/dev/stdin", "new.toml", "a.json"];
    let output = run(workplace.taglint(&arguments), policy.as_bytes());
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("no finding differs") && output.status.success(), "{said}");
}

#[cfg(unix)]
#[test]
fn a_device_without_an_end_is_a_failure() {
    let workplace = workplace();
    let output = run(workplace.taglint(&["check", "/dev/zero", "--format", "json"]), b"");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(report(&output)["failures"][0]["message"], "it is a device without an end");
    let output = run(workplace.taglint(&["check", "--require", "Team", "--baseline", "/dev/zero", "."]), b"");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_files_of_their_own() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let workplace = workplace();
    for name in [&b"a\xfe.json"[..], b"a\xff.json", b"a\n\x1b[31m.json"] {
        let path = workplace.path().join(OsStr::from_bytes(name));
        std::fs::write(path, r#"{"name": "a", "tags": {}}"#).expect("written");
    }
    let output = run(workplace.taglint(&["check", "--format", "concise"]), b"");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    for name in ["a\\xfe.json:1:11", "a\\xff.json:1:11", "a\\n\\u{1b}[31m.json:1:11"] {
        assert!(said.lines().any(|line| line.starts_with(name)), "{name}\n{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn terraform_files_and_folders_whose_names_are_no_text_are_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let workplace = workplace();
    let write = |name: &[u8], text: &str| {
        let path = workplace.path().join(OsStr::from_bytes(name));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    let wrong = "resource \"awscc_bedrockmantle_project\" \"p\" {\n  name = \"P\"\n}\n";
    write(b"root/main.tf", "module \"m\" {\n  source = \"../m\"\n}\n");
    write(b"m/main.tf", "locals {}\n");
    write(b"m/a\xff.tf", wrong);
    write(b"f\xff/a\xfe.tf", wrong);
    write(b"f\xff/main.tf", "module \"n\" {\n  source = \"./n\"\n}\n");
    write(b"f\xff/n/main.tf", wrong);
    let said = |paths: &[&[u8]]| {
        let words = [&b"check"[..], b"--format", b"concise"].into_iter().chain(paths.iter().copied());
        let words: Vec<&OsStr> = words.map(OsStr::from_bytes).collect();
        let output = run(workplace.taglint(&words), b"");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let places = said.lines().filter_map(|line| Some(line.split_once(": ")?.0.to_owned()));
        places.filter(|place| place.contains(".tf:")).collect::<Vec<_>>()
    };
    assert_eq!(said(&[b"root"]), ["m/a\\xff.tf:2:11"]);
    assert_eq!(said(&[b"m/a\xff.tf"]), ["m/a\\xff.tf:2:11"]);
    // Of a folder, its other files are read along, and so is what they call.
    assert_eq!(said(&[b"f\xff"]), ["f\\xff/a\\xfe.tf:2:11", "f\\xff/n/main.tf:2:11"]);
    assert_eq!(said(&[b"f\xff/main.tf"]), ["f\\xff/n/main.tf:2:11"]);
}

#[cfg(unix)]
#[test]
fn of_a_folder_that_may_not_be_listed_only_what_is_named_is_read_and_nothing_is_certain() {
    use std::os::unix::fs::PermissionsExt;
    let workplace = workplace();
    workplace.write("m/main.tf", "resource \"awscc_bedrockmantle_project\" \"p\" {\n  name = \"P\"\n}\n");
    let folder = workplace.path().join("m");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o300)).expect("set");
    // Who may do anything is not held up by permissions.
    if std::fs::read_dir(&folder).is_err() {
        let output = run(workplace.taglint(&["check", "--format", "json", "m/main.tf"]), b"");
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        let report = report(&output);
        assert_eq!(report["failures"][0]["subject"], "m");
        assert_eq!(report["findings"][0]["rule"], "unresolved-tag");
    }
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).expect("set");
}

#[test]
fn modules_that_call_each_other_too_deep_are_told_where_the_last_is_called() {
    let workplace = workplace();
    for level in 0..70 {
        let next = format!("module \"next\" {{\n  source = \"../m{}\"\n}}\n", level + 1);
        workplace.write(&format!("m{level}/main.tf"), next);
    }
    workplace.write("m70/main.tf", "resource \"awscc_bedrockmantle_project\" \"p\" {\n  name = \"P\"\n}\n");
    let output = run(workplace.taglint(&["check", "--format", "json", "m0"]), b"");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let report = report(&output);
    let failure = &report["failures"][0];
    assert_eq!(failure["subject"], "m64/main.tf");
    let message = "1:9: the module called here is not followed: modules call each other deeper than 64 levels; \
                   what is there was not checked";
    assert_eq!(failure["message"], message);
    assert_eq!(report["summary"]["complete"], false);
}

/// Names and values that mean something to a terminal, a spreadsheet, a browser, a log or a forge.
const MEANING: [&str; 23] = [
    "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{7}",
    "\u{202e}live\u{2066}\u{200b}",
    "a\u{0}b\u{7f}\u{9b}1m",
    "line\r\n::error::pwned\n##[error]pwned\u{2028}x",
    "::error file=x::pwned",
    "::set-output name=x::pwned",
    "##[error]pwned",
    "a ##vso[task.setvariable variable=x]pwned",
    "%0A::error::pwned",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "<script>pwned()</script>",
    "<img src=https://evil.example onerror=pwned()>",
    "</testcase>]]><!-- &amp; -->",
    "| a | b |\n|---|---|",
    "[x](javascript:pwned()) ![x](https://evil.example/x.png)",
    "` `` ```\n# head",
    "{\"json\": [1, \"\\u0000\"]}\\",
    "'; touch pwned; $(touch pwned) `touch pwned` \"",
    "@octocat #1 https://evil.example",
];

/// A folder whose definitions, policy and bill have all of them in each place.
fn meaningful() -> Workplace {
    let place = Workplace::new();
    let of = |meaning: &str| {
        serde_json::json!({
            "name": meaning, "id": meaning, "account": meaning, "region": meaning,
            "tags": { meaning: meaning, "Team": meaning, "team": meaning, "Owner": "prod" },
        })
    };
    let projects: Vec<Value> = MEANING.iter().map(|meaning| of(meaning)).collect();
    place.write("projects.json", serde_json::to_string_pretty(&projects).expect("JSON"));
    let mut policy = "[tags.Team]\nrequired = true\npattern = '[a-z]+'\n[tags.Owner]\nvalues = [\"Production\"]\naliases = { prod = \"Production\" }\n".to_owned();
    for meaning in MEANING {
        let text = Value::from(meaning).to_string().replace("\u{7f}", "\\u007f");
        policy += &format!(
            "[[constraints]]\nname = {text}\nrequire = {{ tags = {{ Team = \"x\" }} }}\nmessage = {text}\n"
        );
    }
    place.write("taglint.toml", policy);
    let header = "bill_billing_period_start_date,bill_payer_account_id,line_item_usage_account_id,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_resource_id,line_item_currency_code,line_item_unblended_cost,product,tags\n";
    let mut bill = header.to_owned();
    for meaning in MEANING {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let (model, tags) = (
            serde_json::json!({ "model": meaning }),
            serde_json::json!({ "resourceTags/Team": meaning, meaning: meaning }),
        );
        let resource = format!("arn:aws:bedrock-mantle:us-east-1:111122223333:project/{meaning}");
        let cells = [
            "2026-11-01T00:00:00.000Z",
            "999988887777",
            "111122223333",
            "Usage",
            "AmazonBedrock",
            meaning,
            &resource,
            "USD",
            "10",
            &model.to_string(),
            &tags.to_string(),
        ];
        bill += &(cells.map(quoted).join(",") + "\n");
    }
    place.write("bill.csv", bill);
    place
}

/// What is wrong with an output for those who read that format.
fn misread(format: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let is_odd = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(c) = text.chars().find(|&c| is_odd(c)) {
        wrong.push(format!("{c:?}"));
    }
    let commands =
        |line: &&str| line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
    let own = ["::error ", "::warning ", "::notice ", "::error::", "::warning::", "::notice::"];
    for line in text.lines().filter(commands) {
        if format != "github"
            || !own.iter().any(|own| line.starts_with(own))
            || line.contains("::pwned") && line.matches("::").count() < 3
        {
            wrong.push(line.to_owned());
        }
    }
    match format {
        "json" | "sarif" | "gitlab" => {
            wrong.extend(serde_json::from_str::<Value>(text).err().map(|error| error.to_string()));
        }
        "jsonl" => {
            let lines = text.lines().map(serde_json::from_str::<Value>);
            wrong.extend(lines.filter_map(Result::err).map(|error| error.to_string()));
        }
        "junit" => {
            let mut reader = quick_xml::Reader::from_str(text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => {
                        wrong.push(error.to_string());
                        break;
                    }
                }
            }
        }
        "markdown" | "html" => {
            let marks = ["<img", "<script>pwned", "](javascript", "![x]", "\n# head", "@octocat"];
            let marks = marks
                .iter()
                .filter(|mark| text.contains(**mark) && (format == "markdown" || mark.starts_with('<')));
            wrong.extend(marks.map(|mark| (*mark).to_owned()));
        }
        "csv" => {
            let cells =
                text.lines().flat_map(|line| line.split(',')).map(|cell| cell.trim_start_matches('"'));
            let is_number = |cell: &str| cell.trim_end_matches('"').parse::<f64>().is_ok();
            let runs = |cell: &&str| cell.starts_with(['=', '+', '-', '@']) && !is_number(cell);
            wrong.extend(cells.filter(runs).map(str::to_owned));
        }
        _ => {}
    }
    wrong
}

#[test]
fn what_names_mean_elsewhere_they_mean_in_no_output() {
    let place = meaningful();
    let learned = Workplace::new();
    learned.write("projects.json", std::fs::read(place.path().join("projects.json")).expect("read"));
    let formats = [
        "full", "grouped", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown",
        "html",
    ];
    let check = formats.map(|format| {
        ("check", format, vec!["check", "projects.json", "--all", "--statistics", "--format", format])
    });
    let spend =
        formats.map(|format| ("spend", format, vec!["spend", "bill.csv", "--all", "--format", format]));
    let mut runs: Vec<(&str, &str, Vec<&str>)> = check.into_iter().chain(spend).collect();
    runs.push(("spend", "csv", vec!["spend", "bill.csv", "--format", "csv"]));
    runs.push(("policy show", "toml", vec!["policy", "show"]));
    runs.push(("init", "full", vec!["init"]));
    let mut wrong = Vec::new();
    for (command, format, arguments) in runs {
        let place = if command == "init" { &learned } else { &place };
        let output = run(place.taglint(&arguments), b"");
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{arguments:?}: {output:?}");
        for (format, text) in [(format, &output.stdout), ("errors", &output.stderr)] {
            let text = String::from_utf8(text.clone()).expect("UTF-8");
            wrong
                .extend(misread(format, &text).into_iter().map(|what| format!("{command} {format}: {what}")));
        }
    }
    for name in ["taglint.toml", "taglint-baseline.json"] {
        assert!(learned.path().join(name).exists(), "`init` writes {name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[cfg(feature = "clients")]
#[test]
fn programs_that_repeat_themselves_are_read_in_time() {
    let client = "OpenAI(base_url='https://bedrock-mantle.us-east-1.api.aws/v1'";
    let checks: String = (0..3_000)
        .map(|number| {
            format!("p = os.environ.get('P{number}')\nif not p:\n    raise E\nc = {client}, project=p)\n")
        })
        .collect();
    let tests: String = (0..3_000)
        .map(|number| {
            let set = format!("monkeypatch.setenv('OPENAI_PROJECT_ID', 'proj_{number}')");
            format!("def test_{number}(monkeypatch):\n    {set}\n    {client})\n")
        })
        .collect();
    let methods: String = (0..400)
        .map(|number| format!("    def m{number}(self):\n        self.c.go(self.x{number})\n"))
        .collect();
    let classes: String = (0..400)
        .map(|number| {
            let init = format!("self.c = {client})\n        self.x{number} = 1");
            format!("class D{number}(Base):\n    def __init__(self):\n        {init}\n")
        })
        .collect();
    let workplace = workplace();
    let import = "import os\nfrom openai import OpenAI\n";
    for (name, program, clients, errors) in [
        ("checks.py", checks, 3_000, 0),
        ("tests.py", tests, 3_000, 0),
        ("classes.py", format!("class Base:\n{methods}{classes}"), 400, 400),
    ] {
        workplace.write(name, format!("{import}{program}"));
        let output = run(workplace.taglint(&["check", name, "--format", "json"]), b"");
        let summary = &report(&output)["summary"];
        assert_eq!((&summary["clients"], &summary["error"]), (&clients.into(), &errors.into()), "{name}");
        assert_eq!(summary["unresolved"], 0, "{name}");
    }
}

#[test]
fn many_jobs_that_extend_one_are_read_in_time() {
    let url = "https://bedrock-mantle.us-east-1.api.aws/v1";
    let mut jobs = String::from(".base:\n  before_script: [export OPENAI_PROJECT_ID=$P]\n");
    for number in 0..2_000 {
        let variables = format!("{{ OPENAI_BASE_URL: {url} }}");
        jobs.push_str(&format!("j{number}:\n  extends: .base\n  variables: {variables}\n  script: [make]\n"));
    }
    let workplace = workplace();
    workplace.write(".gitlab-ci.yml", jobs);
    let output = run(workplace.taglint(&["check", ".gitlab-ci.yml", "--format", "json"]), b"");
    let report = report(&output);
    assert_eq!((&report["summary"]["clients"], &report["summary"]["error"]), (&2_000.into(), &0.into()));
}

#[cfg(feature = "clients")]
#[test]
fn what_is_repeated_within_scripts_is_read_in_time() {
    let url = "https://bedrock-mantle.us-east-1.api.aws/v1";
    let end = format!("export OPENAI_BASE_URL={url}\npython a.py\n");
    let nested = |begin: &str, close: &str| format!("{}{}{end}", begin.repeat(2_000), close.repeat(2_000));
    let steps: String = (0..5_000)
        .map(|number| {
            format!("      - run: python a{number}.py\n        env: {{ OPENAI_BASE_URL: '{url}' }}\n")
        })
        .collect();
    let first = "      - run: echo OPENAI_PROJECT_ID=proj_a >> $GITHUB_ENV\n";
    let workplace = workplace();
    workplace.write("words.sh", format!("{}\n{end}", "if ".repeat(20_000)));
    workplace.write("tests.sh", nested("if [ -z \"$OPENAI_PROJECT_ID\" ]; then\n", "fi\n"));
    workplace.write("blocks.sh", nested("[ -n \"$OPENAI_PROJECT_ID\" ] || {\n", "}\n"));
    workplace.write("sets.sh", nested("if x; then\nexport OPENAI_PROJECT_ID=proj_a\n", "fi\n"));
    workplace.write(
        ".github/workflows/a.yml",
        format!("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{first}{steps}"),
    );
    let output = run(workplace.taglint(&["check", "--format", "json"]), b"");
    assert_eq!(report(&output)["summary"]["clients"], 5_004);
}
