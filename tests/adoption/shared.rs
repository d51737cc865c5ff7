//! Texts that tags share with something else: a fix of them is not safe, and tells what else would change.

use crate::{place, taglint, text};

/// A tagged profile of each language, behind which other uses are put.
const TERRAFORM: &str = "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n  tags = merge(local.tags, { Environment = local.env })\n}\n\nlocals {\n  env  = \"prod\"\n  tags = { cost-center = \"CC-1001\", DataClass = \"a\" }\n}\n";
const TEMPLATE: &str = "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Env:\n    Type: String\n    Default: prod\nMappings:\n  Teams:\n    Main: {Code: cc-1001, Class: a}\nResources:\n  Profile:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: A\n      Tags:\n        - {Key: Environment, Value: !Ref Env}\n        - {Key: CostCenter, Value: !FindInMap [Teams, Main, Code]}\n        - {Key: DataClass, Value: a}\n";

/// The safety and the title of the first fix of a rule.
fn fix(file: &str, body: &str, rule: &str) -> (String, String) {
    let place = place();
    place.write(file, body);
    let report = taglint(&place, &["check", "--format", "json", "--select", rule]).json();
    let findings = report["findings"].as_array().expect("a list").clone();
    let finding = findings.first().unwrap_or_else(|| panic!("{rule} in\n{body}"));
    let word = |key: &str| finding["fix"][key].as_str().unwrap_or_default().to_owned();
    (word("safety"), word("title"))
}

#[test]
fn a_local_that_only_tags_use_is_fixed_safely() {
    let more = [
        "",
        "resource \"aws_bedrock_inference_profile\" \"b\" {\n  name = \"B\"\n  tags = { Environment = \"${local.env}\" }\n}\n",
        "provider \"aws\" {\n  default_tags {\n    tags = { Environment = local.env }\n  }\n}\n",
        "resource \"awscc_bedrockmantle_project\" \"b\" {\n  name = \"B\"\n  tags = [for k, v in merge(local.tags, { Environment = local.env }) : { key = k, value = v }]\n}\n",
        "locals {\n  again = local.env != null ? local.env : \"Staging\"\n  count = length([local.env])\n}\n",
        "output \"other\" {\n  value = local.other\n}\nlocals {\n  other = \"prod\"\n}\n",
    ];
    for more in more {
        let body = format!("{TERRAFORM}{more}");
        for rule in ["invalid-value", "misspelled-key"] {
            let place = place();
            place.write("main.tf", &body);
            taglint(&place, &["check", "--fix", "--select", rule]);
            let wrong = if rule == "invalid-value" { "env  = \"prod\"" } else { "cost-center" };
            assert!(!text(&place, "main.tf").contains(wrong), "{rule}: {}", text(&place, "main.tf"));
        }
    }
}

#[test]
fn a_local_that_something_else_uses_is_not_fixed_safely() {
    let more = [
        (
            "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"data-${local.env}\"\n}\n",
            "`local.env` at main.tf:11",
        ),
        (
            "resource \"aws_s3_bucket\" \"b\" {\n  tags = { Env = local.env }\n}\n",
            "`local.env` at main.tf:11",
        ),
        ("locals {\n  big = local.env == \"prod\"\n}\n", "`local.env` at main.tf:11"),
        ("locals {\n  size = { prod = 3, dev = 1 }[local.env]\n}\n", "`local.env` at main.tf:11"),
        ("locals {\n  size = lookup({ prod = 3 }, local.env, 1)\n}\n", "`local.env` at main.tf:11"),
        ("locals {\n  again = local.env\n  upper = upper(local.again)\n}\n", "`local.again` at main.tf:12"),
        (
            "data \"aws_ami\" \"x\" {\n  filter {\n    values = [local.env]\n  }\n}\n",
            "`local.env` at main.tf:12",
        ),
        ("output \"env\" {\n  value = local.env\n}\n", "`local.env` at main.tf:11"),
        (
            "module \"far\" {\n  source = \"far/away/aws\"\n  env    = local.env\n}\n",
            "`local.env` at main.tf:12",
        ),
        ("module \"none\" {\n  source = \"./none\"\n  env    = local.env\n}\n", "`local.env` at main.tf:12"),
        (
            "resource \"aws_sqs_queue\" \"q\" {\n  count = 0\n  name  = local.env\n}\n",
            "`local.env` at main.tf:12",
        ),
        (
            "resource \"aws_sqs_queue\" \"q\" {\n  for_each = toset([local.env])\n  name = each.key\n}\n",
            "at main.tf:11",
        ),
        (
            "resource \"aws_bedrock_inference_profile\" \"b\" {\n  name = \"B\"\n  tags = { Note = local.env }\n}\n",
            "`Note` at main.tf:12",
        ),
    ];
    for (more, at) in more {
        let (safety, title) = fix("main.tf", &format!("{TERRAFORM}{more}"), "invalid-value");
        assert_eq!(safety, "unsafe", "{more}");
        let words = "replace `prod` with `Production`, but ";
        assert!(title.starts_with(words) && title.ends_with(&format!("{at} uses it too")), "{more}{title}");
    }
}

#[test]
fn a_key_that_something_else_reads_is_not_renamed_safely() {
    let more = [
        "output \"code\" {\n  value = local.tags[\"cost-center\"]\n}\n",
        "output \"code\" {\n  value = local.tags.cost-center\n}\n",
        "locals {\n  tag = { CostCenter = local.tags[\"cost-center\"] }\n}\n",
        "locals {\n  code = lookup(local.tags, \"cost-center\", \"none\")\n}\n",
        "variable \"key\" {}\nlocals {\n  code = local.tags[var.key]\n}\n",
        "resource \"aws_sqs_queue\" \"q\" {\n  for_each = local.tags\n  name     = each.value\n}\n",
        "resource \"aws_sqs_queue\" \"q\" {\n  tags = local.tags\n}\n",
    ];
    for more in more {
        let (safety, title) = fix("main.tf", &format!("{TERRAFORM}{more}"), "misspelled-key");
        assert_eq!(safety, "unsafe", "{more}{title}");
    }
    // Another key of the same map concerns no one.
    let more = "output \"class\" {\n  value = local.tags[\"DataClass\"]\n}\n";
    assert_eq!(fix("main.tf", &format!("{TERRAFORM}{more}"), "misspelled-key").0, "safe");
}

#[test]
fn a_map_that_something_else_uses_gets_no_tag_safely() {
    let body = "locals {\n  tags = { Environment = \"Staging\", CostCenter = \"CC-1001\" }\n}\nresource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n  tags = local.tags\n}\n";
    assert_eq!(fix("main.tf", body, "missing-tag").0, "safe");
    let (safety, title) = fix(
        "main.tf",
        &format!("{body}resource \"aws_sqs_queue\" \"q\" {{\n  tags = local.tags\n}}\n"),
        "missing-tag",
    );
    assert_eq!(safety, "unsafe");
    assert_eq!(
        title,
        "add `DataClass` with the policy's default `Internal`, but `local.tags` at main.tf:9 uses it too"
    );
}

#[test]
fn variables_loops_and_modules_are_followed() {
    let resource = |env: &str, more: &str| {
        format!(
            "resource \"aws_bedrock_inference_profile\" \"a\" {{\n  name = \"A\"\n  tags = {{ Environment = {env}, CostCenter = \"CC-1001\", DataClass = \"a\" }}\n}}\n{more}"
        )
    };
    let variable = |inner: &str| format!("variable \"env\" {{\n  default = \"prod\"\n{inner}}}\n");
    let of = |body: &str| fix("main.tf", body, "invalid-value").0;
    assert_eq!(of(&resource("var.env", &variable(""))), "safe");
    let validation = "  validation {\n    condition     = contains([\"prod\", \"dev\"], var.env)\n    error_message = \"no\"\n  }\n";
    assert_eq!(of(&resource("var.env", &variable(validation))), "unsafe");

    let each = |more: &str| {
        format!(
            "locals {{\n  all = {{ a = {{ name = \"x\", env = \"prod\" }} }}\n}}\nresource \"aws_bedrock_inference_profile\" \"a\" {{\n  for_each = local.all\n  name = each.value.name\n{more}  tags = {{ Environment = each.value.env, CostCenter = \"CC-1001\", DataClass = \"a\" }}\n}}\n"
        )
    };
    assert_eq!(of(&each("")), "safe");
    assert_eq!(of(&each("  description = \"of ${each.value.env}\"\n")), "unsafe");

    for (module, safety) in [
        ("", "safe"),
        ("output \"env\" {\n  value = var.env\n}\n", "safe"),
        ("locals {\n  x = \"${var.env}-x\"\n}\n", "unsafe"),
    ] {
        let place = place();
        place.write("main.tf", "module \"m\" {\n  source = \"./m\"\n  env    = \"prod\"\n}\n");
        place.write("m/main.tf", resource("var.env", &format!("variable \"env\" {{}}\n{module}")));
        taglint(&place, &["check", "--fix"]);
        assert_eq!(text(&place, "main.tf").contains("Production"), safety == "safe", "{module}");
    }
    // What cannot be read may use anything.
    let place = place();
    place.write("main.tf", TERRAFORM);
    place.write("broken.tf", "locals {\n");
    let report = taglint(&place, &["check", "--format", "json", "--select", "invalid-value"]).json();
    let title = "replace `prod` with `Production`, but a file that cannot be read may use it too";
    assert_eq!(report["findings"][0]["fix"]["title"], title);
    taglint(&place, &["check", "--fix"]);
    assert_eq!(text(&place, "main.tf"), TERRAFORM);
}

#[test]
fn a_parameter_or_mapping_that_only_tags_use_is_fixed_safely() {
    assert_eq!(fix("t.yaml", TEMPLATE, "invalid-value").0, "safe");
    assert_eq!(fix("t.yaml", TEMPLATE, "malformed-value").0, "safe");
    let again = "  Other:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: B\n      Tags: [{Key: Environment, Value: !Sub '${Env}'}, {Key: CostCenter, Value: CC-1}, {Key: DataClass, Value: a}]\n";
    assert_eq!(fix("t.yaml", &format!("{TEMPLATE}{again}"), "invalid-value").0, "safe");
}

#[test]
fn a_parameter_or_mapping_that_something_else_uses_is_not() {
    let queue = |name: &str| {
        format!("{TEMPLATE}  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: {name}\n")
    };
    let cases = [
        (queue("!Sub '${Env}-x'"), "invalid-value"),
        (queue("!Ref Env"), "invalid-value"),
        (queue("!Join ['-', [!Ref Env, x]]"), "invalid-value"),
        (queue("{\"Fn::Sub\": [\"${X}\", {\"X\": {\"Ref\": \"Env\"}}]}"), "invalid-value"),
        (
            TEMPLATE.replace("InferenceProfileName: A", "InferenceProfileName: !Sub '${Env}-x'"),
            "invalid-value",
        ),
        (TEMPLATE.replace("Default: prod", "Default: prod\n    AllowedPattern: '[a-z]+'"), "invalid-value"),
        (
            TEMPLATE.replace("{Key: DataClass, Value: a}", "{Key: DataClass, Value: !Ref Env}"),
            "invalid-value",
        ),
        (format!("{TEMPLATE}Outputs:\n  Env: {{Value: !Ref Env}}\n"), "invalid-value"),
        (queue("!FindInMap [Teams, Main, Code]"), "malformed-value"),
        (queue("!FindInMap [Teams, !Ref 'AWS::Region', Code]"), "malformed-value"),
    ];
    for (body, rule) in cases {
        let (safety, title) = fix("t.yaml", &body, rule);
        assert_eq!(safety, "unsafe", "{body}{title}");
        assert!(title.contains(", but `") && title.ends_with(" uses it too"), "{title}");
    }
    // Another value of the same mapping concerns no one.
    assert_eq!(fix("t.yaml", &queue("!FindInMap [Teams, Main, Class]"), "malformed-value").0, "safe");
}

/// A new tag is to look like the last one, whose value may be in another file: it shows nothing of how to write.
#[test]
fn a_default_is_inserted_beside_a_value_from_another_file() {
    let local = format!("# {}\nlocals {{\n  team = \"é-Core\"\n}}\n", "é".repeat(200));
    let call = "module \"m\" {\n  source = \"./m\"\n  team   = \"é-Core\"\n}\n";
    let body = |team: &str| {
        format!(
            "resource \"aws_bedrock_inference_profile\" \"a\" {{\n  name = \"A\"\n  tags = {{\n    Team = {team}\n  }}\n}}\n"
        )
    };
    let variable = "variable \"team\" {}\n";
    for files in [
        vec![("a.tf", body("local.team")), ("b.tf", local.clone())],
        vec![("a.tf", body("local.team") + &local)],
        vec![
            ("a.tf", body("var.team") + variable),
            ("terraform.tfvars", "# é\n".repeat(99) + "team = \"Core\"\n"),
        ],
        vec![("m/a.tf", body("var.team") + variable), ("main.tf", "# é\n".repeat(99) + call)],
    ] {
        let place = place();
        place.write(
            "taglint.toml",
            "[tags.DataClass]\nrequired = true\ndefault = \"Internal\"\n[tags.Team]\n",
        );
        for (name, text) in &files {
            place.write(name, text);
        }
        let run = taglint(&place, &["check", "--fix", "--select", "missing-tag"]);
        let (name, before) = &files[0];
        let team = before.lines().find(|line| line.contains("Team =")).expect("a line");
        let wanted = before.replace(team, &format!("{}\n    DataClass = \"Internal\"", team));
        assert_eq!((text(&place, name), run.status), (wanted, 0), "{files:?}");
    }
}

/// An expression elsewhere may ask the resource itself for its tags, or the module for all that it gives out.
#[test]
fn what_reads_tags_back_makes_a_fix_unsafe() {
    const PROFILE: &str = "resource \"aws_bedrock_inference_profile\" \"p\" {\n  name = \"A\"\n  tags = { cost-center = \"CC-1001\", Environment = \"prod\", DataClass = \"a\" }\n}\n";
    let of = |more: &str, rule| fix("main.tf", &format!("{PROFILE}{more}"), rule).0;
    for read in ["p.tags[\"cost-center\"]", "p.tags_all.Environment == \"prod\" ? 1 : 0", "p.tags"] {
        let more = format!("output \"x\" {{\n  value = aws_bedrock_inference_profile.{read}\n}}\n");
        assert_eq!(of(&more, "misspelled-key"), "unsafe", "{read}");
        assert_eq!(of(&more, "invalid-value"), "unsafe", "{read}");
    }
    for more in [
        "",
        "output \"x\" {\n  value = aws_bedrock_inference_profile.p.name\n}\noutput \"tags\" {\n  value = aws_s3_bucket.p.tags\n}\n",
    ] {
        assert_eq!(of(more, "misspelled-key"), "safe", "{more}");
    }
    let module = "variable \"env\" {\n  default = \"prod\"\n}\nresource \"aws_bedrock_inference_profile\" \"p\" {\n  name = \"A\"\n  tags = { CostCenter = \"CC-1001\", DataClass = \"a\", Environment = var.env }\n}\noutput \"e\" {\n  value = var.env\n}\n";
    for (read, safety) in [
        ("module.a[\"x\"].e", "unsafe"),
        ("[for m in module.a : m.e]", "unsafe"),
        ("values(module.a)[*].e", "unsafe"),
        ("module.a", "unsafe"),
        ("module.b", "safe"),
    ] {
        let place = place();
        place.write("m/main.tf", module);
        let call = "module \"a\" {\n  for_each = toset([\"x\"])\n  source   = \"./m\"\n}\n";
        place.write("main.tf", format!("{call}output \"q\" {{\n  value = {read}\n}}\n"));
        let report = taglint(&place, &["check", "--format", "json", "--select", "invalid-value"]).json();
        assert_eq!(report["findings"][0]["fix"]["safety"], safety, "{read}");
    }
}

/// A tag that is written into one branch is missing in the other still: no such fix is announced.
#[test]
fn where_conditions_make_several_maps_nothing_is_inserted() {
    const MAPS: [&str; 2] = [
        "var.x ? { Team = \"a\" } : { Team = \"b\" }",
        "merge({ Team = \"a\" }, var.x ? { Name = \"1\" } : {})",
    ];
    for map in MAPS {
        let place = place();
        place.write(
            "taglint.toml",
            "[tags.DataClass]\nrequired = true\ndefault = \"Internal\"\n[tags.Team]\n[tags.Name]\n",
        );
        let profile = format!(
            "resource \"aws_bedrock_inference_profile\" \"p\" {{\n  name = \"A\"\n  tags = {map}\n}}\nvariable \"x\" {{}}\n"
        );
        place.write("main.tf", profile);
        let report = taglint(&place, &["check", "--format", "json"]).json();
        assert_eq!(
            (&report["summary"]["error"], &report["summary"]["fixable"]),
            (&1.into(), &0.into()),
            "{map}"
        );
    }
}
