//! How fast the readers are: bytes a second for the same 10,000 projects in each language.
//!
//! `cargo bench --bench parse`

use divan::{Bencher, counter::BytesCount};
use taglint::source::{Medium, Source};
use taglint::tree::{hcl, json, toml, yaml};

fn main() {
    divan::main();
}

const PROJECTS: usize = 10_000;

fn source(name: &str, head: &str, project: impl Fn(usize) -> String, tail: &str) -> Source {
    let projects: String = (0..PROJECTS).map(project).collect();
    Source::new(name, format!("{head}{projects}{tail}"), Medium::File)
}

fn bench<T>(bencher: Bencher<'_, '_>, source: &Source, parse: impl Fn(&Source) -> T + Sync) {
    bencher.counter(BytesCount::new(source.text().len())).bench(|| drop(parse(source)));
}

#[divan::bench]
fn read_json(bencher: Bencher<'_, '_>) {
    let project = |i| {
        format!(
            "  {{\"name\": \"Project-{i}\", \"tags\": {{\"Team\": \"Core\", \"CostCenter\": \"CC-1001\"}}}},\n"
        )
    };
    let source = source("a.json", "[\n", project, "  {}\n]\n");
    bench(bencher, &source, |source| assert!(json::parse(source, json::Dialect::Strict).is_ok()));
}

#[divan::bench]
fn read_yaml(bencher: Bencher<'_, '_>) {
    let project = |i| format!("- name: Project-{i}\n  tags:\n    Team: Core\n    CostCenter: CC-1001\n");
    let source = source("a.yaml", "", project, "");
    bench(bencher, &source, |source| assert!(yaml::parse(source).error.is_none()));
}

#[divan::bench]
fn read_toml(bencher: Bencher<'_, '_>) {
    let project = |i| {
        format!(
            "[[projects]]\nname = \"Project-{i}\"\ntags = {{ Team = \"Core\", CostCenter = \"CC-1001\" }}\n"
        )
    };
    let source = source("a.toml", "", project, "");
    bench(bencher, &source, |source| assert!(toml::parse(source).errors.is_empty()));
}

#[divan::bench]
fn read_hcl(bencher: Bencher<'_, '_>) {
    let project = |i| {
        format!(
            "resource \"aws_s3_bucket\" \"b{i}\" {{\n  bucket = \"orders-{i}\"\n  tags = {{\n    Team       = \"Core\"\n    CostCenter = \"CC-1001\"\n  }}\n}}\n"
        )
    };
    let source = source("a.tf", "", project, "");
    bench(bencher, &source, |source| assert!(hcl::parse(source).is_ok()));
}
