//! What the edits that fix a shape keep: names that others ask for, and every tag.

use super::*;
use crate::project::Shape;

const MAP: &str = "aws_bedrock_inference_profile";
const LIST: &str = "awscc_bedrockmantle_project";

/// A configuration of one resource, whose tags are an expression, and of the locals `l`, `one` and `map`.
fn configuration(kind: &str, tags: &str, list: &str) -> String {
    format!(
        "locals {{\n  l = {list}\n  one = {{ key = \"A\", value = \"x\" }}\n  map = {{ A = \"x\" }}\n}}\n\
        variable \"on\" {{}}\nresource \"{kind}\" \"r\" {{\n  tags = {tags}\n}}\n"
    )
}

/// A file with the shapes of all its projects fixed. Nothing is misplaced in it any more, and its tags are the same.
fn fixed(name: &str, text: &str) -> String {
    let sources = sources(&[(name, text)]);
    let read = read_all(&sources);
    let misplaced = read.projects.iter().flat_map(|project| &project.misplaced);
    let edits = misplaced.flat_map(|misplaced| &misplaced.edits);
    let mut edits: Vec<_> = edits.map(|(place, text)| (place.span, text)).collect();
    edits.sort();
    edits.dedup();
    let mut fixed = text.to_owned();
    for (span, text) in edits.iter().rev() {
        fixed.replace_range(span.range(), text);
    }
    if fixed != text {
        let again = super::sources(&[(name, &fixed)]);
        let again = read_all(&again);
        assert!(again.unreadable.is_empty(), "{fixed} {:?}", again.unreadable);
        assert!(again.projects.iter().all(|project| project.misplaced.is_empty()), "{fixed}");
        assert_eq!(said(&read), said(&again), "{fixed}");
    }
    fixed
}

fn said(read: &Read<'_>) -> Vec<Vec<(String, String)>> {
    let tag = |tag: &Tag<'_>| (tag.key.to_string(), format!("{:?}", tag.value.value));
    read.projects.iter().map(|project| project.tags.list.iter().map(tag).collect()).collect()
}

/// What is written in the place of the tags of one resource.
fn rewritten(kind: &str, tags: &str, list: &str) -> String {
    let fixed = fixed("m.tf", &configuration(kind, tags, list));
    let (before, tags) = fixed.rsplit_once("  tags = ").expect("tags");
    assert!(configuration(kind, "", list).starts_with(before), "only the expression changes: {before}");
    tags.trim_end_matches("\n}\n").to_owned()
}

const UPPER: &str = "[{ Key = \"A\", Value = \"x\" }]";
const LOWER: &str = "[{ key = \"A\", value = \"x\" }]";

#[test]
fn items_that_are_elsewhere_are_asked_by_the_names_that_they_have() {
    for (kind, list, right) in [
        (MAP, LOWER, "{ for tag in local.l : tag.key => tag.value }"),
        (MAP, UPPER, "{ for tag in local.l : tag.Key => tag.Value }"),
        (MAP, "[{ name = \"A\", value = \"x\" }]", "{ for tag in local.l : tag.name => tag.value }"),
        (LIST, LOWER, "local.l"),
        (LIST, UPPER, "[for tag in local.l : { key = tag.Key, value = tag.Value }]"),
    ] {
        assert_eq!(rewritten(kind, "local.l", list), right, "{list}");
    }
    // None of these has one spelling for all of its items.
    for list in [
        "[{ Key = \"A\", Value = \"x\" }, { key = \"B\", value = \"y\" }]",
        "[{ Key = \"A\", Value = \"x\" }, { A = \"x\" }]",
        "[{ Key = \"A\", Value = \"x\" }, \"B=y\"]",
        "[{ Key = \"A\", Value = \"x\" }, null]",
        "[{ Key = \"A\" }]",
        "concat([{ Key = \"A\", Value = \"x\" }], var.on)",
    ] {
        assert_eq!(rewritten(MAP, "local.l", list), "local.l", "{list}");
        assert_eq!(rewritten(LIST, "local.l", list), "local.l", "{list}");
    }
}

#[test]
fn items_that_are_elsewhere_are_asked_by_their_names_in_json_too() {
    let text = |kind: &str, list: &str, tags: &str| {
        format!(
            "{{\"locals\": {{\"l\": {list}}}, \"resource\": {{\"{kind}\": {{\"r\": {{\"tags\": {tags}}}}}}}}}"
        )
    };
    let upper = "[{\"Key\": \"A\", \"Value\": \"x\"}]";
    let mixed = "[{\"Key\": \"A\", \"Value\": \"x\"}, {\"key\": \"B\", \"value\": \"y\"}]";
    for (kind, list, right) in [
        (MAP, upper, "\"${{for tag in local.l : tag.Key => tag.Value}}\""),
        (LIST, upper, "\"${[for tag in local.l : {key = tag.Key, value = tag.Value}]}\""),
        (MAP, mixed, "\"${local.l}\""),
        (LIST, mixed, "\"${local.l}\""),
    ] {
        let wrong = text(kind, list, "\"${local.l}\"");
        assert_eq!(fixed("m.tf.json", &wrong), text(kind, list, right), "{list}");
    }
    let literal = text(LIST, "[]", upper);
    assert_eq!(fixed("m.tf.json", &literal), text(LIST, "[]", "[{\"key\": \"A\", \"value\": \"x\"}]"));
}

#[test]
fn a_further_item_is_spelled_as_the_others() {
    let shape = |kind: &str, list: &str| {
        let text = configuration(kind, "local.l", list);
        let sources = sources(&[("m.tf", &text)]);
        read_all(&sources).projects[0].tags.container.map(|container| container.shape)
    };
    let lower = Some(Shape::List { key: "key", value: "value" });
    let upper = Some(Shape::List { key: "Key", value: "Value" });
    assert_eq!((shape(MAP, LOWER), shape(LIST, LOWER)), (lower, lower));
    assert_eq!((shape(MAP, "[]"), shape(LIST, "[]")), (lower, lower));
    assert_eq!(shape("aws_unheard_of", UPPER), upper);
    // What the service would refuse is fixed before something is added to it.
    assert_eq!((shape(MAP, UPPER), shape(LIST, UPPER)), (upper, None));
    let unknown = "concat(var.on, [{ key = \"A\", value = \"x\" }])";
    assert_eq!((shape(MAP, unknown), shape(LIST, unknown)), (lower, lower));
    for list in [
        "[{ Key = \"A\", Value = \"x\" }, { key = \"B\", value = \"y\" }]",
        "[{ tag_key = \"A\", tag_value = \"x\" }]",
        "[{ key = \"A\", value = \"x\", more = 1 }]",
        "[\"A=x\"]",
    ] {
        assert_eq!((shape(MAP, list), shape(LIST, list)), (None, None), "{list}");
    }
}

#[test]
fn what_has_a_key_twice_keeps_its_shape() {
    for (kind, tags) in [
        (MAP, "[{ key = \"A\", value = \"1\" }, { key = \"A\", value = \"2\" }]"),
        (MAP, "[{ key = \"A\", value = \"1\" }, { Key = \"A\", Value = \"1\" }]"),
        // Either may say `A` as well.
        (MAP, "[{ key = var.on, value = \"1\" }, { key = \"A\", value = \"2\" }]"),
        (LIST, "{ A = \"1\", \"A\" = \"2\" }"),
        (LIST, "{ A = \"1\", (var.on) = \"2\" }"),
    ] {
        assert_eq!(rewritten(kind, tags, "[]"), tags);
    }
    let twice = "[{ key = \"A\", value = \"1\" }, { key = \"A\", value = \"2\" }]";
    assert_eq!(rewritten(MAP, "local.l", twice), "local.l");
    let of_one = rewritten(MAP, "[{ key = var.on, value = \"1\" }]", "[]");
    assert_eq!(of_one, "{(var.on) = \"1\"}");
    let of_two = rewritten(MAP, "[{ key = \"A\", value = \"1\" }, { key = \"a\", value = \"2\" }]", "[]");
    assert_eq!(of_two, "{\"A\" = \"1\", \"a\" = \"2\"}");
    let json = "{\"resource\": {\"awscc_bedrockmantle_project\": {\"r\": {\"tags\": \
        {\"A\": \"1\", \"${var.on}\": \"2\"}}}}}";
    assert_eq!(fixed("m.tf.json", json), json);
}

#[test]
fn what_is_written_around_an_expression_is_right_for_all_that_it_may_be() {
    for (kind, tags) in [
        (LIST, "var.on ? local.map : null"),
        (LIST, "var.on ? local.map : local.l"),
        (LIST, "var.on ? local.map : var.on"),
        (MAP, "var.on ? local.l : [{ key = \"A\", value = \"y\" }]"),
    ] {
        assert_eq!(rewritten(kind, tags, UPPER), tags);
    }
    let both = rewritten(MAP, "var.on ? local.l : [{ Key = \"A\", Value = \"y\" }]", UPPER);
    assert_eq!(
        both,
        "{ for tag in var.on ? local.l : [{ Key = \"A\", Value = \"y\" }] : tag.Key => tag.Value }"
    );
    // Each names its own items right.
    let both =
        rewritten(LIST, "var.on ? [{ Key = \"A\", value = \"x\" }] : [{ key = \"A\", Value = \"y\" }]", "[]");
    assert_eq!(both, "var.on ? [{ key = \"A\", value = \"x\" }] : [{ key = \"A\", value = \"y\" }]");
}

#[test]
fn one_item_becomes_a_list_of_it() {
    assert_eq!(rewritten(LIST, "local.one", "[]"), "[local.one]");
    assert_eq!(rewritten(LIST, "local.map", "[]"), "[for k, v in local.map : { key = k, value = v }]");
    let literal = rewritten(LIST, "{ Key = \"A\", \"Value\" = \"x\" }", "[]");
    assert_eq!(literal, "[{ key = \"A\", \"value\" = \"x\" }]");
    let elsewhere = rewritten(LIST, "local.l", "{ Key = \"A\", Value = \"x\" }");
    assert_eq!(elsewhere, "local.l");
    let json = |tags: &str| {
        let resource = format!("{{\"awscc_bedrockmantle_project\": {{\"r\": {{\"tags\": {tags}}}}}}}");
        format!("{{\"locals\": {{\"one\": {{\"key\": \"A\", \"value\": \"x\"}}}}, \"resource\": {resource}}}")
    };
    assert_eq!(fixed("m.tf.json", &json("\"${local.one}\"")), json("[\"${local.one}\"]"));
    let literal = json("{\"Key\": \"A\", \"Value\": \"x\"}");
    assert_eq!(fixed("m.tf.json", &literal), json("[{\"key\": \"A\", \"value\": \"x\"}]"));
}
