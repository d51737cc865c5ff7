//! Shapes that the service ignores or refuses, and what fixes them.

use super::*;

/// The text after the edits of all misplaced tags.
pub(super) fn fixed(text: &str) -> String {
    with(text, &|_| true, |projects| {
        let misplaced = projects.iter().flat_map(|project| &project.misplaced);
        let mut edits: Vec<_> = misplaced.flat_map(|found| &found.edits).collect();
        edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span));
        let mut fixed = text.to_owned();
        for (place, replacement) in edits {
            fixed.replace_range(place.span.range(), replacement);
        }
        fixed
    })
}

pub(super) fn bucket(properties: &str) -> String {
    format!("Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n{properties}")
}

fn parameter(properties: &str) -> String {
    bucket(properties).replace("AWS::S3::Bucket", "AWS::SSM::Parameter")
}

/// Fixes a text, and asserts that it says the same as before, in the right shape.
fn fixes(before: &str, after: &str) {
    let (said, fixed) = (lines(before), fixed(before));
    assert_eq!(fixed, after);
    let without = |line: &String| line.split(" ! ").next().unwrap_or_default().to_owned();
    assert!(said[0].contains(" ! "), "{said:?}");
    let values = |line: String| line.replace("\n  ", "\n");
    assert_eq!(
        lines(after).into_iter().map(values).collect::<Vec<_>>(),
        said.iter().map(without).map(values).collect::<Vec<_>>()
    );
}

#[test]
fn a_map_where_a_list_belongs_is_rewritten() {
    let message = "A [a=x, b=y] ! `Tags` is a map, but `AWS::S3::Bucket` takes a list of `Key` and `Value`";
    assert_eq!(lines(&bucket("      Tags: {a: x, b: y}\n")), [message]);
    fixes(
        &bucket(
            "      Tags:\n        a: x # why\n\n        # and\n        'b': !Ref X\n        c:\n          Ref: Y\n        d: |\n          z\n",
        ),
        &bucket(
            "      Tags:\n        - Key: a\n          Value: x # why\n\n        # and\n        - Key: 'b'\n          Value: !Ref X\n        - Key: c\n          Value:\n            Ref: Y\n        - Key: d\n          Value: |\n            z\n",
        ),
    );
    fixes(
        &bucket("      Tags: {a: x, \"b\":\"y\"}\n"),
        &bucket("      Tags: [{Key: a, Value: x}, {Key: \"b\", Value: \"y\"}]\n"),
    );
    fixes(
        "{\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"Tags\": {\n  \"a\": \"x\",\n  \"b\":{\"Ref\": \"Q\"}\n}}}}}",
        "{\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"Tags\": [\n  {\"Key\": \"a\", \"Value\": \"x\"},\n  {\"Key\": \"b\", \"Value\": {\"Ref\": \"Q\"}}\n]}}}}",
    );
    let crlf = bucket("      Tags:\n        a: x\n").replace('\n', "\r\n");
    fixes(&crlf, &bucket("      Tags:\n        - Key: a\n          Value: x\n").replace('\n', "\r\n"));
}

#[test]
fn a_map_that_cannot_be_rewritten_for_certain_has_no_edits() {
    for text in [
        bucket("      Tags: {a: x, <<: {b: y}}\n"),
        bucket("      Tags:\n        ? a\n        : x\n"),
        bucket("      Tags: {a: x}\n").replace("S3::Bucket", "AutoScaling::AutoScalingGroup"),
    ] {
        assert!(lines(&text)[0].contains(" ! "), "{text}");
        assert_eq!(fixed(&text), text);
    }
}

#[test]
fn a_list_where_a_map_belongs_is_rewritten() {
    fixes(
        &parameter(
            "      Tags:\n      - Key: a\n        Value: !Ref X\n      # note\n      - {Value: \"y\", Key: b}\n",
        ),
        &parameter("      Tags:\n        a: !Ref X\n      # note\n        b: \"y\"\n"),
    );
    fixes(
        &parameter("      Tags:\n        - Key: a\n          Value: x\n"),
        &parameter("      Tags:\n        a: x\n"),
    );
    fixes(&parameter("      Tags: [{key: a, value: x}]\n"), &parameter("      Tags: {a: x}\n"));
    for kept in [
        parameter("      Tags:\n      - Key: a # note\n        Value: x\n"),
        parameter("      Tags: [{Key: a, Value: x}, {Key: a, Value: x}]\n"),
        parameter("      Tags: [{Key: !Sub a, Value: x}]\n"),
    ] {
        assert!(lines(&kept)[0].contains("is a list, but `AWS::SSM::Parameter` takes a map"), "{kept}");
        assert_eq!(fixed(&kept), kept);
    }
}

#[test]
fn items_are_spelled_as_the_service_takes_them() {
    let message = "A [a=x, b=y] ! `Tags` has items with `key`, but `AWS::S3::Bucket` takes `Key` and `Value`";
    let text = bucket("      Tags:\n      - {key: a, \"value\": x}\n      - Key: b\n        value: y\n");
    assert_eq!(lines(&text), [message]);
    fixes(&text, &bucket("      Tags:\n      - {Key: a, \"Value\": x}\n      - Key: b\n        Value: y\n"));
    fixes(
        &bucket("      Tags:\n      - a: x\n      - {b: y}\n"),
        &bucket("      Tags:\n      - Key: a\n        Value: x\n      - {Key: b, Value: y}\n"),
    );
    let branches = "      Tags:\n      - !If [C, {key: a, value: x}, {key: b, value: y}]\n";
    let found = lines(&bucket(branches));
    assert!(found[0].contains(" ! ") && !found[1].contains(" ! "), "{found:?}");
    assert_eq!(fixed(&bucket(branches)), bucket(&branches.replace("key", "Key").replace("value", "Value")));
}

#[test]
fn items_are_known_by_the_names_that_people_use() {
    for (key, value) in [
        ("tag_key", "tag_value"),
        ("tagKey", "tagValue"),
        ("Tag-Key", "Tag-Value"),
        ("name", "value"),
        ("TagName", "TagValue"),
        ("Tag", "Val"),
        ("k", "v"),
        ("BadKey", "bad_value"),
        ("ParameterName", "ParameterValue"),
        ("KEY", "VALUE"),
    ] {
        let tags = format!("      Tags: [{{{key}: a, {value}: x}}]\n");
        let takes = "but `AWS::S3::Bucket` takes `Key` and `Value`";
        assert_eq!(lines(&bucket(&tags)), [format!("A [a=x] ! `Tags` has items with `{key}`, {takes}")]);
        fixes(&bucket(&tags), &bucket("      Tags: [{Key: a, Value: x}]\n"));
        // A map takes no items, but they say the same.
        assert!(lines(&parameter(&tags))[0].starts_with("A [a=x] ! `Tags` is a list"), "{key}");
    }
    let unknown = bucket("      Tags: [{what: a, is: x}, {is: y, what: b}]\n");
    assert_eq!(
        lines(&unknown),
        ["A [] ! `Tags` has items with `what`, but `AWS::S3::Bucket` takes `Key` and `Value` incomplete"]
    );
    // Where the names differ, they are keys.
    let pairs = bucket("      Tags: [{a: x, b: y}, {a: z, c: u}]\n");
    assert!(lines(&pairs)[0].starts_with("A [a=x, b=y, a=z, c=u] ! "));
}

#[test]
fn the_property_may_be_misnamed_or_misplaced() {
    fixes(
        &bucket("      tags:\n      - {Key: a, Value: x}\n"),
        &bucket("      Tags:\n      - {Key: a, Value: x}\n"),
    );
    let pool = bucket("      Tags: {a: x}\n").replace("S3::Bucket", "Cognito::UserPool");
    fixes(&pool, &pool.replace("Tags:", "UserPoolTags:"));
    let beside = bucket("      BucketName: b\n    Tags: [{Key: a, Value: x}]\n");
    assert_eq!(lines(&beside), ["A [a=x] ! `Tags` of `AWS::S3::Bucket` is outside of its `Properties`"]);
}

#[test]
fn items_may_have_other_names_or_none() {
    let text = bucket("      Tags:\n      - TagKey: a\n        TagValue: x\n      - {Name: b, Value: y}\n");
    assert_eq!(
        lines(&text),
        ["A [a=x, b=y] ! `Tags` has items with `TagKey`, but `AWS::S3::Bucket` takes `Key` and `Value`"]
    );
    fixes(&text, &bucket("      Tags:\n      - Key: a\n        Value: x\n      - {Key: b, Value: y}\n"));
    fixes(
        &parameter("      Tags: [{TagKey: a, TagValue: x}, {Name: b, Value: y}]\n"),
        &parameter("      Tags: {a: x, b: y}\n"),
    );
    // Alone it is the tag that is called so.
    assert!(lines(&bucket("      Tags: [{Name: b}]\n"))[0].starts_with("A [Name=b] ! "));
    let several = bucket("      Tags: [{a: x, b: !Ref Y}]\n");
    let message =
        "`Tags` has items that are maps from key to value, but `AWS::S3::Bucket` takes `Key` and `Value`";
    assert_eq!(lines(&several), [format!("A [a=x, b=? at !Ref Y] ! {message}")]);
    assert_eq!(fixed(&several), several);
}

#[test]
fn texts_say_key_and_value() {
    let message = "`Tags` has items that are strings, but `AWS::S3::Bucket` takes `Key` and `Value`";
    let text = bucket("      Tags:\n      - a=x\n      - \"b=y z\"\n      - {Key: c, Value: z}\n");
    assert_eq!(lines(&text), [format!("A [a=x, b=y z, c=z] ! {message}")]);
    fixes(
        &text,
        &bucket(
            "      Tags:\n      - {Key: \"a\", Value: \"x\"}\n      - {Key: \"b\", Value: \"y z\"}\n      - {Key: c, Value: z}\n",
        ),
    );
    fixes(
        "{\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"Tags\": [\"a=x\"]}}}}",
        "{\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"Tags\": [{\"Key\": \"a\", \"Value\": \"x\"}]}}}}",
    );
    for kept in ["a=b=c", "\"a=\\\"\"", "'a= x'"] {
        let kept = bucket(&format!("      Tags: [{kept}]\n"));
        assert!(lines(&kept)[0].ends_with(message), "{kept}");
        assert_eq!(fixed(&kept), kept);
    }
}

#[test]
fn what_says_nothing_is_misplaced_and_nothing_is_missing() {
    let message = "`Tags` has items without a key, but `AWS::S3::Bucket` takes `Key` and `Value`";
    for items in ["[a]", "[1]", "[[a]]", "[{Value: x}]", "[{TagValue: x}]", "[{}]", "['=x']"] {
        let text = bucket(&format!("      Tags: {items}\n"));
        assert_eq!(lines(&text), [format!("A [] ! {message} incomplete")], "{items}");
    }
    let branch = lines(&bucket("      Tags: [!If [C, a, !Ref AWS::NoValue]]\n"));
    assert!(branch[0].ends_with(" incomplete") && branch[1] == "A []", "{branch:?}");
    // It may be right for a type that is not known.
    let custom = bucket("      Tags: [a=x]\n").replace("AWS::S3::Bucket", "Custom::Thing");
    assert_eq!(lines(&custom), ["A [] … at a=x incomplete"]);
    let single = "`Tags` is a single value, but `AWS::S3::Bucket` takes a list of `Key` and `Value`";
    assert_eq!(lines(&bucket("      Tags: text\n")), [format!("A [] ! {single} incomplete")]);
    assert_eq!(lines(&bucket("      Tags: '{{ filled_in }}'\n")), ["A [] … at {{ filled_in }}"]);
}

#[test]
fn one_tag_becomes_a_list() {
    let text = bucket("      Tags: {Key: a, Value: x}\n");
    assert_eq!(
        lines(&text),
        ["A [a=x] ! `Tags` is one tag, but `AWS::S3::Bucket` takes a list of `Key` and `Value`"]
    );
    fixes(&text, &bucket("      Tags: [{Key: a, Value: x}]\n"));
    let group = |tags: &str| {
        bucket(&format!("      Tags: {tags}\n")).replace("S3::Bucket", "AutoScaling::AutoScalingGroup")
    };
    fixes(
        &group("{Key: a, Value: x, PropagateAtLaunch: true}"),
        &group("[{Key: a, Value: x, PropagateAtLaunch: true}]"),
    );
    // Whether a tag is handed on to instances must be said, and is not known.
    for kept in ["{Key: a, Value: x}", "[a=x]", "[{a: x}]"].map(group) {
        assert!(lines(&kept)[0].starts_with("A [a=x] ! "), "{kept}");
        assert_eq!(fixed(&kept), kept);
    }
    fixes(
        &bucket("      Tags:\n        Key: a\n\n        Value: |\n          x\n"),
        &bucket("      Tags:\n        - Key: a\n\n          Value: |\n            x\n"),
    );
}
