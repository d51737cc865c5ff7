//! Configurations and what is read from them, in one line a project.

use std::sync::Arc;

use super::input::{Directory, Files, Input, Loader};
use super::read::{Read, read};
use crate::project::{Project, Reading, Tag, Value};
use crate::source::{Medium, Source};
use proptest::prelude::*;

mod files;
mod fixes;
mod modules;
mod resources;
mod shapes;
mod values;

type Texts = Vec<(&'static str, &'static str)>;

fn sources(files: &[(&str, &str)]) -> Vec<Arc<Source>> {
    files.iter().map(|(name, text)| Arc::new(Source::new(*name, *text, Medium::File))).collect()
}

/// A [`Loader`] that has nothing: modules elsewhere are unknown.
#[derive(Debug)]
struct Nowhere;

impl<'t> Loader<'t> for Nowhere {
    fn load(&self, _: &str) -> Option<Files<'t>> {
        None
    }
}

/// The folders of some files, those that are asked for first.
#[derive(Debug)]
struct Folders<'t>(Vec<Directory<'t>>);

impl<'t> Folders<'t> {
    fn of(sources: &'t [Arc<Source>]) -> Self {
        let mut folders: Vec<Directory<'t>> = Vec::new();
        for source in sources {
            let folder = if let Some((folder, _)) = source.name().rsplit_once('/') { folder } else { "" };
            match folders.iter_mut().find(|known| known.folder == folder) {
                Some(known) => known.files.sources.push(source),
                None => {
                    let files = Files { sources: vec![source], unopened: Vec::new() };
                    folders.push(Directory { folder: folder.to_owned(), files, only: None });
                }
            }
        }
        Folders(folders)
    }
}

impl<'t> Loader<'t> for Folders<'t> {
    fn load(&self, folder: &str) -> Option<Files<'t>> {
        self.0.iter().find(|known| known.folder == folder).map(|known| known.files.clone())
    }
}

fn read_all(sources: &[Arc<Source>]) -> Read<'_> {
    let folders = Folders::of(sources);
    let input = Input { directories: folders.0, ..Input::default() };
    read(&input, &Nowhere, &|kind| kind.starts_with("aws"))
}

fn slice(reading: &Reading<'_>) -> String {
    match reading.place {
        Some(place) => format!("{}:{}", place.source.name(), place.source.slice(place.span)),
        None => "-".to_owned(),
    }
}

/// `value@file:text of the place`, with `*` before what must not be shown.
fn shown(reading: &Reading<'_>) -> String {
    let value = match &reading.value {
        Value::Text(text) => text.to_string(),
        Value::Null => "NULL".to_owned(),
        Value::Nested => "NESTED".to_owned(),
        _ => "UNKNOWN".to_owned(),
    };
    format!("{}{value}@{}", if reading.secret { "*" } else { "" }, slice(reading))
}

fn tag(tag: &Tag<'_>) -> String {
    let readings: Vec<String> = tag.readings().map(shown).collect();
    format!("{}={}", tag.key, readings.join("¦"))
}

fn project(project: &Project<'_>) -> String {
    let mut parts = vec![project.address.clone().unwrap_or_default().to_string()];
    parts.extend(project.tags.list.iter().map(tag));
    for unknown in &project.tags.unknown {
        let place = if let Some(place) = unknown { place.source.slice(place.span) } else { "-" };
        parts.push(format!("UNKNOWN@{place}"));
    }
    parts.join(" ")
}

fn projects(files: &[(&str, &str)]) -> Vec<String> {
    let sources = sources(files);
    let read = read_all(&sources);
    assert!(read.unreadable.is_empty(), "{:?}", read.unreadable);
    read.projects.iter().map(project).collect()
}

/// The tags of one inference profile whose `tags` is an expression, in a module that says more.
fn tags_with(tags: &str, more: &str) -> Vec<String> {
    let text = format!("resource \"aws_bedrock_inference_profile\" \"p\" {{\n  tags = {tags}\n}}\n{more}");
    let projects = projects(&[("m.tf", &text)]);
    let cut = |project: &String| {
        project.trim_start_matches("aws_bedrock_inference_profile.p").trim_start().replace("m.tf:", "")
    };
    projects.iter().map(cut).collect()
}

fn tags(tags: &str) -> Vec<String> {
    tags_with(tags, "")
}

/// What an expression is worth, as a text.
fn worth(expr: &str, more: &str) -> String {
    let text = tags_with(&format!("{{ A = {expr} }}"), more).join(" & ");
    let alternatives = text.trim_start_matches("A=").split('¦');
    let value = |alternative: &str| alternative.split('@').next().unwrap_or_default().to_owned();
    alternatives.map(value).collect::<Vec<_>>().join("|")
}

#[test]
fn the_documented_sample_as_resources() {
    let sources = sources(&[("m.tf", include_str!("../../../fixtures/terraform/sample/main.tf"))]);
    let read = read_all(&sources);
    let names: Vec<_> = read.projects.iter().map(|project| shown(&project.name)).collect();
    assert_eq!(
        names,
        [
            "CustomerChatbot-Prod@m.tf:CustomerChatbot-Prod",
            "CustomerChatbot-Dev@m.tf:CustomerChatbot-Dev",
            "Experiments-Research@m.tf:Experiments-Research",
            "DataAnalytics-Prod@m.tf:DataAnalytics-Prod"
        ]
    );
    let first = &read.projects[0];
    assert_eq!(first.kind, crate::project::BEDROCK_PROJECT);
    assert_eq!(first.tags.known("CostCenter"), "CC-1001");
    assert_eq!(first.start.map(|start| start.source.slice(start.span)), Some("chatbot_prod"));
    assert_eq!(first.region.as_deref(), Some("us-east-1"));
    let entry = first.tags.list[0].entry;
    assert!(sources[0].slice(entry).starts_with("{ key"), "{}", sources[0].slice(entry));
    let container = first.tags.container.expect("a list");
    assert!(sources[0].slice(container.place.span).starts_with("[\n"));
    let ordinals: Vec<_> = read.projects.iter().map(|project| project.ordinal).collect();
    assert_eq!(ordinals, [0, 1, 2, 3]);
}

trait Known {
    fn known(&self, key: &str) -> &str;
}

impl Known for crate::project::Tags<'_> {
    fn known(&self, key: &str) -> &str {
        self.get(key).and_then(Tag::known_text).unwrap_or("?")
    }
}

macro_rules! fixture {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../../fixtures/terraform/", $name)))),*]
    };
}

#[test]
fn fixtures_say_what_they_say() {
    let files = fixture![
        "default-tags/main.tf" "default-tags/providers.tf" "default-tags/variables.tf" "default-tags/terraform.tfvars"
    ];
    let found = projects(&files).join("\n").replace("default-tags/", "");
    let expected = "aws_bedrock_inference_profile.chatbot Team=CustomerExperience@variables.tf:CustomerExperience \
        Owner=chatbot@example.com@variables.tf:chatbot@example.com Environment=Production@terraform.tfvars:Production \
        Application=CustomerChatbot@main.tf:CustomerChatbot CostCenter=UNKNOWN@main.tf:var.cost_center\n\
        aws_bedrock_inference_profile.elsewhere Application=CustomerChatbot@main.tf:CustomerChatbot";
    assert_eq!(found, expected);

    let sources = sources(&fixture!["for-each/main.tf"]);
    let read = read_all(&sources);
    let said = |project: &Project<'_>| {
        let tags = ["Application", "Environment", "Team", "CostCenter"];
        (
            project.name.value.text().unwrap_or_default().to_owned(),
            tags.map(|key| project.tags.known(key).to_owned()),
        )
    };
    let text = |name: &str, tags: [&str; 4]| (name.to_owned(), tags.map(str::to_owned));
    let found: Vec<_> = read.projects.iter().map(said).collect();
    assert_eq!(
        found,
        [
            text("CustomerChatbot-Dev", ["CustomerChatbot", "Development", "CustomerExperience", "CC-1001"]),
            text("CustomerChatbot-Prod", ["CustomerChatbot", "Production", "CustomerExperience", "CC-1001"]),
            text("DataAnalytics-Prod", ["DataAnalytics", "Production", "DataScience", "CC-3003"]),
            text("Experiments-Research", ["Experiments", "Production", "PlatformEngineering", "CC-2002"]),
        ]
    );

    let files = fixture!["modules/main.tf" "modules/project/main.tf" "modules/project/variables.tf"];
    let found = projects(&files).join("\n").replace("modules/", "");
    let expected = "module.chatbot.awscc_bedrockmantle_project.this Application=CustomerChatbot@main.tf:CustomerChatbot \
        CostCenter=CC-1001@main.tf:CC-1001 Environment=Production@main.tf:Production\n\
        module.experiments[\"Experiments-Research\"].awscc_bedrockmantle_project.this \
        Application=Experiments@main.tf:Experiments Environment=Research@project/variables.tf:Research";
    assert_eq!(found, expected);
}

proptest! {
    #[test]
    fn no_expression_stops_the_reader(
        expr in "(merge\\(|lookup\\(|format\\(|try\\(|local\\.[ab]|var\\.v|each\\.key|\\{|\\}|\\[|\\]|\\(|\\)|,|=|\\?|:| for k, v in | => |\"|\\$\\{|\\}|[a-c0-3]|\\.|\\*|==|\\+|-|!){1,24}"
    ) {
        let text = format!("resource \"aws_s3_bucket\" \"b\" {{\n tags = {expr}\n}}\nlocals {{\n a = {expr}\n b = local.a\n}}\n\
            variable \"v\" {{\n default = {{ a = 1 }}\n}}");
        let sources = vec![Arc::new(Source::new("m.tf", text, Medium::File))];
        let read = read_all(&sources);
        for tag in read.projects.iter().flat_map(|project| &project.tags.list) {
            for place in tag.readings().filter_map(|reading| reading.place).chain(tag.key_place) {
                prop_assert!(place.source.text().get(place.span.range()).is_some());
            }
        }
    }
}
