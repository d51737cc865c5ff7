//! Shapes that are wrong, and where tags can be written.

use super::*;

fn misplaced(kind: &str, tags: &str) -> (String, String, String) {
    let text = format!("resource \"{kind}\" \"r\" {{\n{tags}\n}}\nlocals {{\n l = {{ A = \"x\" }}\n}}\n");
    let sources = sources(&[("m.tf", &text)]);
    let read = read_all(&sources);
    let found = &read.projects[0];
    let mut edits: Vec<_> = found.misplaced.iter().flat_map(|misplaced| &misplaced.edits).collect();
    edits.sort_by_key(|(place, _)| std::cmp::Reverse((place.span.start, place.span.end)));
    let mut mended = text.clone();
    for (place, text) in edits {
        mended.replace_range(place.span.range(), text);
    }
    let start = mended.find('\n').map_or(0, |at| at + 1);
    let end = mended.find("\n}\nlocals").unwrap_or(mended.len());
    let message = found.misplaced.first().map_or(String::new(), |misplaced| misplaced.message.clone());
    let mended_sources = super::sources(&[("m.tf", &mended)]);
    let again = read_all(&mended_sources);
    if mended != text {
        assert!(again.unreadable.is_empty(), "{mended} {:?}", again.unreadable);
        assert!(again.projects[0].misplaced.is_empty(), "{mended}");
        assert_eq!(
            found.tags.list.iter().map(tag).collect::<Vec<_>>(),
            again.projects[0].tags.list.iter().map(tag).collect::<Vec<_>>()
        );
    }
    (project(found).replace("m.tf:", ""), message, mended[start..end].to_owned())
}

#[test]
fn shapes_that_are_wrong_are_said_judged_and_mended() {
    let (project_kind, profile) = ("awscc_bedrockmantle_project", "aws_bedrock_inference_profile");
    let (tags, message, mended) = misplaced(project_kind, "tags = {\n  A = \"x\" # c\n  \"B\" : \"y\"\n}");
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x B=y@y");
    assert_eq!(
        message,
        "`tags` is a map, and `awscc_bedrockmantle_project` takes a list of objects with `key` and `value`"
    );
    assert_eq!(
        mended,
        "tags = [\n  { key = \"A\", value = \"x\" }, # c\n  { key = \"B\", value = \"y\" },\n]"
    );
    let (_, _, mended) = misplaced(project_kind, "tags = { A = \"x\", B = \"y\" }");
    assert_eq!(mended, "tags = [ { key = \"A\", value = \"x\" }, { key = \"B\", value = \"y\" } ]");
    let (_, _, mended) = misplaced(project_kind, "tags = local.l");
    assert_eq!(mended, "tags = [for k, v in local.l : { key = k, value = v }]");
    let (tags, _, mended) = misplaced(project_kind, "tags = [{ Key = \"A\", Value = \"x\" }]");
    assert_eq!(tags, "awscc_bedrockmantle_project.r A=x@x");
    assert_eq!(mended, "tags = [{ key = \"A\", value = \"x\" }]");
    let (tags, _, mended) = misplaced(profile, "tags = [{ key = \"A\", value = \"x\" }]");
    assert_eq!(tags, "aws_bedrock_inference_profile.r A=x@x");
    assert_eq!(mended, "tags = {\"A\" = \"x\"}");
    let (_, _, mended) = misplaced(profile, "tags = [for k, v in local.l : { key = k, value = v }]");
    assert_eq!(
        mended,
        "tags = { for tag in [for k, v in local.l : { key = k, value = v }] : tag.key => tag.value }"
    );
    let (_, _, mended) = misplaced(profile, "tags {\n  A = \"x\"\n}");
    assert_eq!(mended, "tags = {\n  A = \"x\"\n}");
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
