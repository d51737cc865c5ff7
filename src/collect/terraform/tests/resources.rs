//! Resources: their instances, names and blocks, and what cannot have tags.

use super::*;

#[test]
fn instances_are_checked_each_and_nothing_that_is_not_made() {
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
fn what_cannot_have_tags_is_not_checked() {
    let text = "resource \"aws_s3_bucket_policy\" \"p\" {\n tags = { A = \"x\" }\n}\n\
        resource \"aws_launch_template\" \"t\" {\n tag_specifications {\n  tags = { A = \"x\" }\n }\n}\n\
        resource \"aws_not_yet_known\" \"n\" {\n tags = { A = \"x\" }\n}\n\
        resource \"aws_nor_this\" \"n\" {}\ndata \"aws_s3_bucket\" \"d\" {}\n";
    let sources = sources(&[("m.tf", text)]);
    let read = read_all(&sources);
    let found: Vec<_> =
        read.projects.iter().map(|known| (project(known), known.complete, known.says_nothing())).collect();
    let expected = [
        ("aws_launch_template.t", true, false),
        ("aws_not_yet_known.n A=x@m.tf:x", false, false),
        ("aws_nor_this.n", false, true),
    ];
    assert_eq!(found, expected.map(|(text, complete, nothing)| (text.to_owned(), complete, nothing)));
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
