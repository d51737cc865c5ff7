//! Shapes that are wrong, and where tags can be written.

use super::*;
use crate::rule::misplaced_tags;

fn misplaced(kind: &str, tags: &str) -> (String, String, String) {
    let text = format!("resource \"{kind}\" \"r\" {{\n{tags}\n}}\nlocals {{\n l = {{ A = \"x\" }}\n}}\n");
    let sources = sources(&[("m.tf", &text)]);
    let read = read_all(&sources);
    let found = &read.projects[0];
    let mut edits: Vec<_> = found.misplaced.iter().flat_map(|misplaced| &misplaced.edits).collect();
    edits.sort_by_key(|(place, _)| std::cmp::Reverse((place.span.start, place.span.end)));
    let mut fixed = text.clone();
    for (place, text) in edits {
        fixed.replace_range(place.span.range(), text);
    }
    let start = if let Some(at) = fixed.find('\n') { at + 1 } else { 0 };
    let end = fixed.find("\n}\nlocals").unwrap_or(fixed.len());
    let message = match found.misplaced.first() {
        Some(misplaced) => misplaced_tags::message(&misplaced.misfit),
        None => String::new(),
    };
    let fixed_sources = super::sources(&[("m.tf", &fixed)]);
    let again = read_all(&fixed_sources);
    if fixed != text {
        assert!(again.unreadable.is_empty(), "{fixed} {:?}", again.unreadable);
        assert!(again.projects[0].misplaced.is_empty(), "{fixed}");
        assert_eq!(
            found.tags.list.iter().map(tag).collect::<Vec<_>>(),
            again.projects[0].tags.list.iter().map(tag).collect::<Vec<_>>()
        );
    }
    (project(found).replace("m.tf:", ""), message, fixed[start..end].to_owned())
}

#[test]
fn wrong_shapes_are_reported_checked_and_fixed() {
    let (project_kind, profile) = ("awscc_bedrockmantle_project", "aws_bedrock_inference_profile");
    let (tags, message, fixed) = misplaced(project_kind, "tags = {\n  A = \"x\" # c\n  \"B\" : \"y\"\n}");
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x B=y@y");
    assert_eq!(
        message,
        "`tags` is a map, but `awscc_bedrockmantle_project` takes a list of objects with `key` and `value`"
    );
    assert_eq!(
        fixed,
        "tags = [\n  { key = \"A\", value = \"x\" }, # c\n  { key = \"B\", value = \"y\" },\n]"
    );
    let (_, _, fixed) = misplaced(project_kind, "tags = { A = \"x\", B = \"y\" }");
    assert_eq!(fixed, "tags = [ { key = \"A\", value = \"x\" }, { key = \"B\", value = \"y\" } ]");
    let (_, _, fixed) = misplaced(project_kind, "tags = local.l");
    assert_eq!(fixed, "tags = [for k, v in local.l : { key = k, value = v }]");
    let (tags, _, fixed) = misplaced(project_kind, "tags = [{ Key = \"A\", Value = \"x\" }]");
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x");
    assert_eq!(fixed, "tags = [{ key = \"A\", value = \"x\" }]");
    let (tags, _, fixed) = misplaced(profile, "tags = [{ key = \"A\", value = \"x\" }]");
    assert_eq!(tags, "aws_bedrock_inference_profile.r A=x@x");
    assert_eq!(fixed, "tags = {\"A\" = \"x\"}");
    let (_, _, fixed) = misplaced(profile, "tags = [for k, v in local.l : { key = k, value = v }]");
    assert_eq!(
        fixed,
        "tags = { for tag in [for k, v in local.l : { key = k, value = v }] : tag.key => tag.value }"
    );
    let (tags, message, fixed) = misplaced(project_kind, "tags = [{ tag_key = \"A\", tag_value = \"x\" }]");
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x");
    assert!(message.starts_with("`tags` has items with `tag_key`, but"), "{message}");
    assert_eq!(fixed, "tags = [{ key = \"A\", value = \"x\" }]");
    let (tags, _, fixed) = misplaced(project_kind, "tags = [{ name = \"A\", value = \"x\" }]");
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x");
    assert_eq!(fixed, "tags = [{ key = \"A\", value = \"x\" }]");
    let (_, _, fixed) = misplaced(profile, "tags {\n  A = \"x\"\n}");
    assert_eq!(fixed, "tags = {\n  A = \"x\"\n}");
}

#[test]
fn a_list_that_is_made_from_a_map_is_written_in_that_map() {
    let text = "resource \"awscc_bedrockmantle_project\" \"p\" {\n \
        tags = [for k, v in local.all : { key = k, value = v }]\n}\nlocals {\n  all = { A = \"x\" }\n}\n";
    let sources = sources(&[("m.tf", text)]);
    let read = read_all(&sources);
    let found = &read.projects[0].tags;
    assert_eq!(sources[0].slice(found.list[0].entry), "A = \"x\"");
    assert_eq!(found.list[0].key_place.map(|place| sources[0].slice(place.span)), Some("A"));
    let container = found.container.expect("the map");
    assert_eq!(sources[0].slice(container.place.span), "{ A = \"x\" }");
    assert_eq!(container.shape, crate::project::Shape::Map);
}

#[test]
fn texts_say_key_and_value() {
    let project_kind = "awscc_bedrockmantle_project";
    let (tags, message, fixed) =
        misplaced(project_kind, "tags = [\n  \"A=x\", # c\n  { key = \"B\", value = \"y\" },\n]");
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x B=y@y");
    assert!(message.starts_with("`tags` has items that are strings, but"), "{message}");
    assert_eq!(
        fixed,
        "tags = [\n  { key = \"A\", value = \"x\" }, # c\n  { key = \"B\", value = \"y\" },\n]"
    );
    let profile = "aws_bedrock_inference_profile";
    for (kind, kept, tags) in [
        (project_kind, "tags = [\"A=x=y\"]", " A=x=y@x=y"),
        (project_kind, "tags = [\"A=${\"x\"}\"]", " A=x@A=${\"x\"}"),
        (project_kind, "tags = [\"A=x\", \"B\"]", " A=x@x"),
        (project_kind, "tags = [1, [], { value = \"x\" }, {}]", ""),
        (profile, "tags = [\"A=x\"]", " A=x@x"),
        (profile, "tags = [for t in [\"A=x\"] : t]", " A=x@x"),
    ] {
        let (said, message, fixed) = misplaced(kind, kept);
        assert_eq!((said, fixed), (format!("{kind}.r{tags}"), kept.to_owned()));
        assert!(!message.is_empty(), "{kept}");
    }
}

#[test]
fn what_says_nothing_is_misplaced_and_nothing_is_missing() {
    for (kind, tags, is) in [
        ("awscc_bedrockmantle_project", "tags = \"x\"", "is a single value"),
        ("awscc_bedrockmantle_project", "tags = [\"a\"]", "has items without a key"),
        ("aws_bedrock_inference_profile", "tags = \"x\"", "is a single value"),
        ("aws_bedrock_inference_profile", "tags = true", "is a single value"),
        ("aws_bedrock_inference_profile", "tags = [\"a\"]", "is a list"),
    ] {
        let text = format!("resource \"{kind}\" \"r\" {{\n{tags}\n}}\n");
        let sources = sources(&[("m.tf", &text)]);
        let found = read_all(&sources).projects.remove(0);
        assert_eq!(found.misplaced.len(), 1, "{tags}");
        assert!(
            misplaced_tags::message(&found.misplaced[0].misfit).starts_with(&format!("`tags` {is}, but")),
            "{:?}",
            found.misplaced
        );
        assert!(found.tags.unknown.is_empty() && found.tags.list.is_empty() && !found.complete, "{tags}");
    }
    let (_, message, _) = misplaced("aws_autoscaling_group", "tags = { A = \"x\" }");
    assert_eq!(message, "`tags` is a map, but `aws_autoscaling_group` takes `tag` blocks");
}

#[test]
fn blocks_where_an_argument_belongs_are_read() {
    let (kind, profile) = ("awscc_bedrockmantle_project", "aws_bedrock_inference_profile");
    let one = "tags {\n  key = \"A\"\n  value = \"x\" # c\n}";
    let (tags, message, fixed) = misplaced(kind, one);
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x");
    assert!(message.starts_with("`tags` is a block, but"), "{message}");
    assert_eq!(fixed, "tags = [{\n  key = \"A\"\n  value = \"x\" # c\n}]");
    let two = format!("{one}\n{}", one.replace("\"A\"", "\"B\""));
    let (tags, message, fixed) = misplaced(kind, &two);
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x B=x@x");
    assert!(message.starts_with("`tags` is written as blocks, but"), "{message}");
    let item = one.strip_prefix("tags ").expect("a block");
    assert_eq!(fixed, format!("tags = [{item},\n{}]", item.replace("\"A\"", "\"B\"")));
    // What is between is not lost.
    let apart = format!("{one}\n# c\n{one}");
    assert_eq!(misplaced(kind, &apart).2, apart);
    // As a map, such a block would have the tags `key` and `value`.
    let (tags, _, fixed) = misplaced(profile, one);
    assert_eq!((tags, fixed), ("aws_bedrock_inference_profile.r A=x@x".to_owned(), one.to_owned()));
    let (tags, _, _) = misplaced(profile, "tags {\n A = \"x\"\n}\ntags {\n B = \"y\"\n}");
    assert_eq!(tags, "aws_bedrock_inference_profile.r A=x@x B=y@y");
    let (tags, _, _) = misplaced(kind, "dynamic \"tags\" {\n for_each = var.x\n}");
    assert_eq!(tags, "awscc_bedrockmantle_project.r UNKNOWN@dynamic");
}
