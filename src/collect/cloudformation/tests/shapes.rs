//! Where tags are that are not plainly under their property: in specifications, items, globals, macros.

use super::*;

#[test]
fn sam_merges_globals_below() {
    let text = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Tags: {a: g, b: !Ref AWS::StackName}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Tags: {a: own}
  G:
    Type: AWS::Serverless::Function
  H:
    Type: AWS::Serverless::SimpleTable
";
    let stack = "b=some at !Ref AWS::StackName";
    assert_eq!(lines(text), [format!("F [{stack}, a=own]"), format!("G [a=g, {stack}]"), "H []".to_owned()]);
}

#[test]
fn sam_refuses_tags_among_some_globals() {
    let text = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    tags: {a: g}
  Api:
    Tags: {b: x}
  LayerVersion:
    Tags: {c: x}
Resources:
  F:
    Type: AWS::Serverless::Function
  G:
    Type: AWS::Serverless::Function
    IgnoreGlobals: [Tags]
  A:
    Type: AWS::Serverless::Api
";
    let function = "`AWS::Serverless::Function` has no `tags`: its tags belong under `Tags`";
    let layer = "SAM takes no `Tags` under `Globals` for `LayerVersion`";
    assert_eq!(
        lines(text),
        [
            format!("F [a=g] ! {function} ! {layer}"),
            "G []".to_owned(),
            "A [b=x] ! SAM takes no `Tags` under `Globals` for `Api`".to_owned()
        ]
    );
    assert_eq!(misplaced::fixed(text), text.replace("tags:", "Tags:"));
    let all = text.replace("[Tags]", "'*'");
    assert_eq!(lines(&all)[1], "G []");
}

#[test]
fn macros_and_transforms_may_add_tags() {
    let with_macro = format!(
        "Transform: [AWS::Serverless-2016-10-31, Mine]\n{COMMON}      Tags:\n      - {{Key: a, Value: '#{{x}}'}}\n      - {{Key: b, Value: v}}\n"
    );
    assert_eq!(lines(&with_macro), ["n [a=? at #{x}, b=v] … at Mine"]);
    let inside = format!("{COMMON}      Fn::Transform: {{Name: AWS::Include}}\n");
    assert_eq!(lines(&inside), ["n [] … at Fn::Transform"]);
    let harmless = format!("Transform: AWS::LanguageExtensions\n{COMMON}");
    assert_eq!(lines(&harmless), ["n []"]);
    // A macro gets all that is beside it; AWS's own only puts something there.
    let beside =
        |transform: &str| lines(&COMMON.replace("Resources:\n", &format!("Resources:\n  {transform}\n")));
    assert_eq!(beside("Fn::Transform: {Name: Tagger}"), ["n [] … at {Name: Tagger}"]);
    assert_eq!(beside("Fn::Transform: [{Name: AWS::Include}, {Name: Tagger}]"), ["n [] … at {Name: Tagger}"]);
    assert_eq!(beside("Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/x}}"), ["n []"]);
    assert_eq!(beside("Fn::Transform: {Name: !Ref App}"), ["n [] … at {Name: !Ref App}"]);
    let above = format!("Fn::Transform: {{Name: Tagger}}\n{COMMON}");
    assert_eq!(lines(&above), ["n [] … at {Name: Tagger}"]);
}

#[test]
fn specifications_hold_the_tags_of_some_types() {
    let of = |specifications: &str| {
        let text = misplaced::bucket(&format!("      TagSpecifications:{specifications}\n"));
        lines(&text.replace("S3::Bucket", "EC2::LaunchTemplate"))
    };
    assert_eq!(of(" [{ResourceType: launch-template, Tags: [{Key: a, Value: x}]}]"), ["A [a=x]"]);
    // What tags instances and volumes does not tag the template.
    let both = " [{ResourceType: instance, Tags: [{Key: b, Value: y}]}, {ResourceType: launch-template, Tags: [{Key: a, Value: x}]}]";
    assert_eq!(of(both), ["A [a=x]"]);
    assert_eq!(of(" [{ResourceType: volume, Tags: [{Key: a, Value: x}]}]"), ["A []"]);
    assert_eq!(
        of(" [{ResourceType: !ImportValue x, Tags: [{Key: a, Value: x}]}]"),
        ["A [] … at !ImportValue x"]
    );
    let takes = "but `AWS::EC2::LaunchTemplate` takes a list of `ResourceType` and `Tags`";
    assert_eq!(of(" [{Key: a, Value: x}]"), [format!("A [a=x] ! `TagSpecifications` is a list, {takes}")]);
    assert_eq!(
        of(" {ResourceType: launch-template, Tags: [{Key: a, Value: x}]}"),
        [format!("A [a=x] ! `TagSpecifications` is one tag, {takes}")]
    );
}

#[test]
fn items_hold_the_tags_of_a_list_of_addresses() {
    let of = |tags: &str| {
        let text = misplaced::bucket(&format!("      Tags: {tags}\n"));
        lines(&text.replace("S3::Bucket", "CloudFront::AnycastIpList"))
    };
    assert_eq!(of("{Items: [{Key: a, Value: x}]}"), ["A [a=x]"]);
    let takes = "but `AWS::CloudFront::AnycastIpList` takes a map with `Items`";
    assert_eq!(of("[{Key: a, Value: x}]"), [format!("A [a=x] ! `Tags` is a list, {takes}")]);
    assert_eq!(of("{a: x}"), [format!("A [a=x] ! `Tags` is a map, {takes}")]);
    assert_eq!(of("{items: [{Key: a, Value: x}]}"), [format!("A [a=x] ! `Tags` is a map, {takes}")]);
    assert_eq!(
        of("{Items: {a: x}}"),
        [
            "A [a=x] ! `Items` is a map, but `AWS::CloudFront::AnycastIpList` takes a list of `Key` and `Value`"
        ]
    );
    // Where a list belongs, a map with items says the same.
    let bucket = misplaced::bucket("      Tags: {Items: [{Key: a, Value: x}]}\n");
    assert_eq!(
        lines(&bucket),
        ["A [a=x] ! `Tags` is a map, but `AWS::S3::Bucket` takes a list of `Key` and `Value`"]
    );
    let unknown = bucket.replace("AWS::S3::Bucket", "Custom::Thing");
    assert_eq!(lines(&unknown), ["A [] … at [{Key: a, Value: x}] incomplete"]);
}

#[test]
fn some_types_take_two_spellings() {
    let of = |tags: &str| {
        let text = misplaced::bucket(&format!("      Tags: {tags}\n"));
        lines(&text.replace("S3::Bucket", "AppStream::AppBlock"))
    };
    assert_eq!(of("[{Key: a, Value: x}, {TagKey: b, TagValue: y}]"), ["A [a=x, b=y]"]);
    assert_eq!(
        of("[{key: a, value: x}]"),
        ["A [a=x] ! `Tags` has items with `key`, but `AWS::AppStream::AppBlock` takes `Key` and `Value`"]
    );
}
