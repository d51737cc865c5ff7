use super::*;
use crate::project::{Reading, Tag, Value};
use crate::source::Medium;
use proptest::prelude::*;

mod modules;
mod shapes;
mod values;

type Texts = Vec<(&'static str, &'static str)>;

fn sources(files: &[(&str, &str)]) -> Vec<Arc<Source>> {
    files.iter().map(|(name, text)| Arc::new(Source::new(*name, *text, Medium::File))).collect()
}

/// The folders of some files, those that are asked for first.
struct Folders<'t>(Vec<Directory<'t>>);

impl<'t> Folders<'t> {
    fn of(sources: &'t [Arc<Source>]) -> Self {
        let mut folders: Vec<Directory<'t>> = Vec::new();
        for source in sources {
            let folder = source.name().rsplit_once('/').map_or("", |(folder, _)| folder);
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
    read(&folders.0, &Nowhere, &|kind| kind.starts_with("aws"))
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
        Value::Unknown => "UNKNOWN".to_owned(),
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
        let place = unknown.map_or("-", |place| place.source.slice(place.span));
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

#[test]
fn values_keep_the_place_of_their_text() {
    assert_eq!(
        tags(r#"{ A = "x", "B" = "y\n", C = 1001, D = true }"#),
        ["A=x@x B=y\n@y\\n C=1001@1001 D=true@true"]
    );
    let locals = "locals {\n  cc = \"CC-1\"\n  all = { A = local.cc }\n}";
    assert_eq!(tags_with("local.all", locals), ["A=CC-1@CC-1"]);
    assert_eq!(tags_with("{ A = \"${local.cc}\" }", locals), ["A=CC-1@CC-1"]);
    assert_eq!(tags_with("{ A = \"${local.cc}-x\" }", locals), ["A=CC-1-x@${local.cc}-x"]);
    assert_eq!(tags_with("{ A = lower(local.cc) }", locals), ["A=cc-1@lower(local.cc)"]);
    assert_eq!(tags("{ A = <<EOT\nx\nEOT\n}"), ["A=x\n@x\n"]);
    assert_eq!(
        tags("{ A = data.x.y.z, B = \"${data.x.y.z}\" }"),
        ["A=UNKNOWN@data.x.y.z B=UNKNOWN@${data.x.y.z}"]
    );
    assert_eq!(tags("{ A = null, B = [1] }"), ["A=NULL@null B=NESTED@[1]"]);
    assert_eq!(tags("null"), [""]);
    assert_eq!(tags("{ A = \"x\", A = \"y\" }"), ["A=x@x A=y@y"]);
}

#[test]
fn variables_have_defaults_and_files_give_values() {
    let variable = "variable \"cc\" {\n  default = \"CC-1\"\n}\nvariable \"none\" {}\n\
        variable \"pass\" {\n sensitive = true\n default = \"s\"\n}";
    assert_eq!(
        tags_with("{ A = var.cc, B = var.none, C = var.pass }", variable),
        ["A=CC-1@CC-1 B=UNKNOWN@var.none C=*s@s"]
    );
    let main =
        "resource \"aws_s3_bucket\" \"b\" { \n tags = { A = var.a } \n}\nvariable \"a\" { default = 1 }";
    let given = |files: &[(&'static str, &'static str)]| {
        let files: Texts = std::iter::once(("m.tf", main)).chain(files.iter().copied()).collect();
        projects(&files).remove(0)
    };
    assert_eq!(given(&[("terraform.tfvars", "a = 2")]), "aws_s3_bucket.b A=2@terraform.tfvars:2");
    assert_eq!(
        given(&[("terraform.tfvars", "a = 2"), ("a.auto.tfvars", "a = 3"), ("b.auto.tfvars", "a = 4")]),
        "aws_s3_bucket.b A=4@b.auto.tfvars:4"
    );
    assert_eq!(
        given(&[("terraform.tfvars.json", "{\"a\": \"${x}\"}"), ("prod.tfvars", "a = 3")]),
        "aws_s3_bucket.b A=${x}@terraform.tfvars.json:${x}"
    );
}

#[test]
fn optional_attributes_have_their_defaults() {
    let variable = "variable \"p\" {\n type = map(object({ a = string, b = optional(string, \"B\"), c = optional(string) }))\n\
        default = { x = { a = \"A\" } }\n}";
    assert_eq!(tags_with("var.p[\"x\"]", variable), ["a=A@A b=B@B c=NULL@-"]);
}

#[test]
fn conditions_are_decided_only_by_what_is_certain() {
    let variables = "variable \"prod\" {\n default = true\n}\nvariable \"cc\" {\n default = \"\"\n}\n\
        locals {\n prod = var.prod\n}";
    assert_eq!(worth("true ? \"a\" : \"b\"", variables), "a");
    assert_eq!(worth("var.prod ? \"a\" : \"b\"", variables), "a|b");
    assert_eq!(worth("!local.prod ? \"a\" : \"b\"", variables), "b|a");
    assert_eq!(worth("data.x.y ? \"a\" : \"b\"", variables), "a|b");
    assert_eq!(worth("var.cc == \"\" ? \"CC-1\" : var.cc", variables), "CC-1|UNKNOWN");
    assert_eq!(worth("data.x == 1 ? \"a\" : data.x == 2 ? \"b\" : \"c\"", variables), "a|b|c");
    assert_eq!(worth("lower(var.prod ? \"A\" : \"B\")", variables), "a|b");
    assert_eq!(worth("\"x%{ if var.prod }-a%{ endif }\"", variables), "x-a|x");
    assert_eq!(tags_with("var.prod ? { A = \"x\" } : {}", variables), ["A=x@x", ""]);
    assert_eq!(
        tags_with("merge({ A = \"x\" }, data.x.y ? { A = \"y\" } : { B = \"z\" })", variables),
        ["A=y@y", "A=x@x B=z@z"]
    );
}

#[test]
fn what_a_file_of_values_says_decides() {
    let main = "variable \"prod\" { default = true }\nresource \"aws_s3_bucket\" \"b\" {\n\
        tags = { A = var.prod ? \"x\" : \"y\" }\n}";
    assert_eq!(
        projects(&[("m.tf", main), ("terraform.tfvars", "prod = false")]),
        ["aws_s3_bucket.b A=y@m.tf:y"]
    );
}

#[test]
fn maps_that_are_partly_unknown_are_judged_as_far_as_they_are_known() {
    assert_eq!(tags("merge(data.x.tags, { A = \"x\" })"), ["A=x@x UNKNOWN@data.x.tags"]);
    assert_eq!(tags("merge({ A = \"x\" }, data.x.tags)"), ["A=UNKNOWN@x UNKNOWN@data.x.tags"]);
    assert_eq!(tags("data.x.tags"), ["UNKNOWN@data.x.tags"]);
    assert_eq!(tags("{ A = \"x\", (data.x.k) = \"y\" }"), ["A=x@x UNKNOWN@(data.x.k)"]);
    assert_eq!(tags("merge([{ A = \"x\" }, { B = \"y\" }]...)"), ["A=x@x B=y@y"]);
    assert_eq!(tags("merge(local.x, { B = \"y\" })"), ["B=y@y UNKNOWN@local.x"]);
    assert_eq!(tags("module.label.tags"), ["UNKNOWN@module.label.tags"]);
    assert_eq!(
        tags("{ for k, v in { A = \"x\", B = \"y\" } : k => v if data.x }"),
        ["UNKNOWN@{ for k, v in { A = \"x\", B = \"y\" } : k => v if data.x } \
         UNKNOWN@{ for k, v in { A = \"x\", B = \"y\" } : k => v if data.x }"]
    );
}

#[test]
fn instances_are_judged_each_and_nothing_that_is_not_made() {
    let make = |meta: &str, tags: &str| {
        let text = format!(
            "resource \"aws_s3_bucket\" \"b\" {{\n{meta}\ntags = {tags}\n}}\n\
            variable \"on\" {{\n default = false\n}}"
        );
        projects(&[("m.tf", &text)])
    };
    assert_eq!(
        make("for_each = { p = \"x\", q = \"y\" }", "{ A = each.value, B = each.key }"),
        ["aws_s3_bucket.b[\"p\"] A=x@m.tf:x B=p@m.tf:p", "aws_s3_bucket.b[\"q\"] A=y@m.tf:y B=q@m.tf:q"]
    );
    assert_eq!(
        make("for_each = toset([\"x\"])", "{ A = each.value }"),
        ["aws_s3_bucket.b[\"x\"] A=x@m.tf:x"]
    );
    assert_eq!(make("count = 2", "{ A = \"n${count.index}\" }").len(), 2);
    assert_eq!(make("count = 0", "{ A = \"x\" }"), [""; 0]);
    assert_eq!(make("count = var.on ? 1 : 0", "{ A = \"x\" }"), [""; 0]);
    assert_eq!(make("count = data.x.y ? 1 : 0", "{ A = \"x\" }"), ["aws_s3_bucket.b A=x@m.tf:x"]);
    assert_eq!(make("for_each = {}", "{ A = \"x\" }"), [""; 0]);
    assert_eq!(make("lifecycle {\n enabled = var.on\n}", "{ A = \"x\" }"), [""; 0]);
    assert_eq!(make("enabled = false", "{ A = \"x\" }").len(), 1);
    assert_eq!(
        make("for_each = data.x.y", "{ A = each.key, B = \"x\" }"),
        ["aws_s3_bucket.b A=UNKNOWN@m.tf:each.key B=x@m.tf:x"]
    );
}

#[test]
fn no_fix_changes_which_resources_there_are() {
    use crate::tree::Style;
    let text = "resource \"aws_s3_bucket\" \"b\" {\n for_each = toset([\"x\"])\n \
        tags = { A = each.key, B = each.value }\n}\nresource \"aws_s3_bucket\" \"c\" {\n \
        for_each = { k = \"v\" }\n tags = { A = each.key, B = each.value }\n}\n";
    let sources = sources(&[("m.tf", text)]);
    let read = read_all(&sources);
    let styles = |tag: &Tag<'_>| tag.value.place.map(|place| place.style);
    let found: Vec<_> =
        read.projects.iter().flat_map(|project| project.tags.list.iter().map(styles)).collect();
    assert_eq!(found, [Style::Flow, Style::Flow, Style::Flow, Style::Double].map(Some));
}

#[test]
fn what_is_gone_through_says_all_that_it_may() {
    let text = "variable \"prod\" { default = true }\nresource \"aws_s3_bucket\" \"b\" {\n \
        for_each = { k = var.prod ? \"x\" : \"y\" }\n tags = { A = each.value }\n}\n";
    assert_eq!(projects(&[("m.tf", text)]), ["aws_s3_bucket.b[\"k\"] A=x@m.tf:x¦y@m.tf:y"]);
}

#[test]
fn ignored_changes_are_respected() {
    let ignoring = |what: &str| {
        let text = format!(
            "resource \"aws_s3_bucket\" \"b\" {{\n tags = {{ A = \"x\" }}\n lifecycle {{\n \
            ignore_changes = {what}\n }}\n}}"
        );
        projects(&[("m.tf", &text)]).remove(0)
    };
    assert_eq!(ignoring("[tags]"), "aws_s3_bucket.b A=x@m.tf:x UNKNOWN@tags");
    assert_eq!(ignoring("all"), "aws_s3_bucket.b A=x@m.tf:x UNKNOWN@all");
    assert_eq!(ignoring("[tags, tags_all]"), "aws_s3_bucket.b A=x@m.tf:x UNKNOWN@tags");
    assert_eq!(
        ignoring("[tags[\"B\"], tags[\"A\"]]"),
        "aws_s3_bucket.b A=x@m.tf:x B=UNKNOWN@m.tf:tags[\"B\"]"
    );
    assert_eq!(ignoring("[acl]"), "aws_s3_bucket.b A=x@m.tf:x");
    let json = r#"{"resource": {"aws_s3_bucket": {"b": {"tags": {"A": "x"}, "lifecycle": {"ignore_changes": ["tags"]}}}}}"#;
    assert_eq!(projects(&[("m.tf.json", json)]), ["aws_s3_bucket.b A=x@m.tf.json:x UNKNOWN@tags"]);
}

#[test]
fn autoscaling_groups_have_blocks() {
    let text = "resource \"aws_autoscaling_group\" \"g\" {\n tag {\n  key = \"A\"\n  value = \"x\"\n  \
        propagate_at_launch = true\n }\n dynamic \"tag\" {\n  for_each = { B = \"y\" }\n  content {\n   \
        key = tag.key\n   value = tag.value\n   propagate_at_launch = false\n  }\n }\n}\n";
    assert_eq!(projects(&[("m.tf", text)]), ["aws_autoscaling_group.g A=x@m.tf:x B=y@m.tf:y"]);
}

#[test]
fn autoscaling_groups_have_a_list_for_older_providers() {
    let text = "resource \"aws_autoscaling_group\" \"g\" {\n tags = concat([{ key = \"A\", value = \"x\", \
        propagate_at_launch = true }], var.more)\n}\nvariable \"more\" {}\n";
    assert_eq!(projects(&[("m.tf", text)]), ["aws_autoscaling_group.g A=x@m.tf:x UNKNOWN@var.more"]);
    let known = text.replace("variable \"more\" {}", "variable \"more\" {\n default = []\n}");
    assert_eq!(projects(&[("m.tf", &known)]), ["aws_autoscaling_group.g A=x@m.tf:x"]);
}

#[test]
fn what_cannot_bear_tags_is_not_judged() {
    let text = "resource \"aws_s3_bucket_policy\" \"p\" {\n tags = { A = \"x\" }\n}\n\
        resource \"aws_launch_template\" \"t\" {\n tag_specifications {\n  tags = { A = \"x\" }\n }\n}\n\
        resource \"aws_not_yet_known\" \"n\" {\n tags = { A = \"x\" }\n}\n\
        resource \"aws_nor_this\" \"n\" {}\ndata \"aws_s3_bucket\" \"d\" {}\n";
    let sources = sources(&[("m.tf", text)]);
    let read = read_all(&sources);
    let found: Vec<_> = read.projects.iter().map(|known| (project(known), known.complete)).collect();
    let expected = [("aws_launch_template.t", true), ("aws_not_yet_known.n A=x@m.tf:x", false)];
    assert_eq!(found, expected.map(|(text, complete)| (text.to_owned(), complete)));
}

#[test]
fn files_are_laid_over_each_other() {
    let main = "resource \"aws_s3_bucket\" \"b\" {\n tags = { A = \"x\" }\n}\nlocals {\n l = 1\n}\n";
    let over = "resource \"aws_s3_bucket\" \"b\" {\n tags = { B = local.l }\n}\nlocals {\n l = 2\n}\n";
    assert_eq!(
        projects(&[("main.tf", main), ("x_override.tf", over)]),
        ["aws_s3_bucket.b B=2@x_override.tf:2"]
    );
    assert_eq!(projects(&[("main.tf", "locals {}"), ("main.tofu", main)]).len(), 1);
    assert_eq!(projects(&[("main.tf", main), ("main.tofu", "locals {}")]).len(), 0);
}

#[test]
fn a_broken_file_leaves_the_others_judged() {
    let main = "resource \"aws_s3_bucket\" \"b\" {\n tags = { A = \"x\", B = local.b }\n}\n";
    let unread = |broken: &str| {
        let sources = sources(&[("a.tf", main), ("b.tf", broken)]);
        let read = read_all(&sources);
        assert_eq!(read.unreadable.len(), 1);
        let found: Vec<_> = read.projects.iter().map(project).collect();
        assert_eq!(found, ["aws_s3_bucket.b A=x@a.tf:x B=UNKNOWN@a.tf:local.b"]);
        read.projects[0].tags.unread.iter().map(|name| name.to_string()).collect::<Vec<_>>()
    };
    assert!(unread("locals {\n b = \n}\n").is_empty(), "no provider can stand there");
    assert_eq!(unread("provider \"aws\" {\n default_tags {\n}\n"), ["b.tf"]);
}

#[test]
fn a_file_that_cannot_be_opened_may_hold_anything() {
    let sources = sources(&[(
        "m/a.tf",
        "variable \"a\" {\n default = 1\n}\nresource \"aws_s3_bucket\" \"b\" {\n tags = { A = var.a }\n}\n",
    )]);
    let found = |unopened: &str| {
        let mut folders = Folders::of(&sources).0;
        folders[0].files.unopened = vec![format!("m/{unopened}")];
        let read = read(&folders, &Nowhere, &|_| true);
        assert_eq!(read.projects.len(), 1);
        let unread = &read.projects[0].tags.unread;
        (project(&read.projects[0]), unread.iter().map(|name| name.to_string()).collect::<Vec<_>>())
    };
    let known = "aws_s3_bucket.b A=1@m/a.tf:1".to_owned();
    assert_eq!(found("b.tf"), (known, vec!["m/b.tf".to_owned()]));
    assert_eq!(found("terraform.tfvars"), ("aws_s3_bucket.b A=UNKNOWN@m/a.tf:var.a".to_owned(), Vec::new()));
    assert_eq!(
        found("override.tf.json"),
        ("aws_s3_bucket.b UNKNOWN@-".to_owned(), vec!["m/override.tf.json".to_owned()])
    );
}

#[test]
fn only_the_files_that_were_asked_for_are_judged() {
    let sources = sources(&[
        ("a.tf", "resource \"aws_s3_bucket\" \"a\" {\n tags = { A = local.x }\n}\n"),
        ("b.tf", "locals {\n x = 1\n}\nresource \"aws_s3_bucket\" \"b\" {\n}\n"),
    ]);
    let mut folders = Folders::of(&sources).0;
    let mut found_in = |file: &str| {
        folders[0].only = Some(vec![file.to_owned()]);
        let read = read(&folders, &Nowhere, &|_| true);
        read.projects.iter().map(project).collect::<Vec<_>>()
    };
    assert_eq!(found_in("a.tf"), ["aws_s3_bucket.a A=1@b.tf:1"]);
    assert_eq!(found_in("b.tf"), ["aws_s3_bucket.a A=1@b.tf:1", "aws_s3_bucket.b"], "it has a word in both");
}

#[test]
fn names_are_the_expression_that_says_them() {
    let text = "resource \"awscc_bedrockmantle_project\" \"p\" {\n for_each = { k = \"v\" }\n name = each.key\n}\n\
        resource \"awscc_bedrockmantle_project\" \"q\" {\n name = \"${var.p}-x\"\n}\nvariable \"p\" { default = \"P\" }\n\
        resource \"awscc_bedrockmantle_project\" \"r\" {\n name = var.p == \"\" ? \"a\" : \"b\"\n}\n\
        resource \"awscc_bedrockmantle_project\" \"s\" {\n name = data.x.y\n}\n";
    let sources = sources(&[("m.tf", text)]);
    let names: Vec<_> = read_all(&sources).projects.iter().map(|project| shown(&project.name)).collect();
    assert_eq!(
        names,
        [
            "k@m.tf:each.key",
            "P-x@m.tf:${var.p}-x",
            "b@m.tf:var.p == \"\" ? \"a\" : \"b\"",
            "UNKNOWN@m.tf:data.x.y"
        ]
    );
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
