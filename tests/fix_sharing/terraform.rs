//! Terraform configurations.

use crate::Files;
use crate::pick::Pick;
use crate::tags;

fn map(pick: &mut Pick<'_>) -> String {
    let tags = tags::draw(pick);
    let tags: Vec<String> = tags.iter().map(|(key, value)| format!("\"{key}\" = \"{value}\"")).collect();
    if tags.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", tags.join(", ")) }
}

/// An expression of tags, which may use what is elsewhere.
fn expression(pick: &mut Pick<'_>, others: &[&str]) -> String {
    let other = pick.one(others);
    match pick.of(6) {
        0 => map(pick),
        1 => other.to_owned(),
        2 => format!("merge({other}, {})", map(pick)),
        3 => format!("merge({}, {other})", map(pick)),
        4 => format!("merge({}, {other}, {})", map(pick), map(pick)),
        _ => format!("var.on ? {} : {other}", map(pick)),
    }
}

fn resource(pick: &mut Pick<'_>, name: &str, others: &[&str]) -> String {
    let mut others = others.to_vec();
    let repeated = match pick.of(4) {
        2 => {
            others.push("each.value");
            format!("  for_each = {{ a = {}, b = {} }}\n", map(pick), map(pick))
        }
        3 => "  count = 2\n".to_owned(),
        _ => String::new(),
    };
    let tags = expression(pick, &others);
    let (kind, tags) = match pick.rarely(4) {
        true => ("awscc_bedrockmantle_project", format!("[for k, v in {tags} : {{ key = k, value = v }}]")),
        false => ("aws_bedrock_inference_profile", tags),
    };
    format!("resource \"{kind}\" \"{name}\" {{\n{repeated}  name = \"{name}\"\n  tags = {tags}\n}}\n")
}

pub fn draw(pick: &mut Pick<'_>) -> Files {
    let locals = ["local.a", "local.b"];
    let mut main = format!("variable \"on\" {{}}\nlocals {{\n  a = {}\n", map(pick));
    main += &format!("  b = {}\n}}\n", expression(pick, &locals[..1]));
    if pick.rarely(3) {
        let tags = expression(pick, &locals);
        main += &format!("provider \"aws\" {{\n  default_tags {{\n    tags = {tags}\n  }}\n}}\n");
    }
    for name in ["p", "q"].iter().take(1 + pick.of(2)) {
        main += &resource(pick, name, &locals);
    }
    let calls = pick.of(4);
    for number in 0..calls {
        let tags = expression(pick, &locals);
        main += &format!("module \"m{number}\" {{\n  source = \"./m\"\n  on = var.on\n  tags = {tags}\n}}\n");
    }
    let mut files = vec![("main.tf", main)];
    if calls > 0 {
        let inside = ["var.tags", "local.inner"];
        let mut module = "variable \"on\" {}\nvariable \"tags\" {}\n".to_owned();
        module += &format!("locals {{\n  inner = {}\n}}\n", expression(pick, &inside[..1]));
        for name in ["r", "s"].iter().take(1 + pick.of(2)) {
            module += &resource(pick, name, &inside);
        }
        files.push(("m/main.tf", module));
    }
    files
}
