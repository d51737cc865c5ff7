//! Templates and what is read from them, in one line a project.

mod fixtures;
mod limits;
mod misplaced;
mod mutations;
mod shapes;

use std::sync::Arc;

use super::*;
use crate::collect::read::{Format, documents};
use crate::project::{Reading, Shape, Tag, Value};
use crate::rule::misplaced_tags;
use crate::source::Medium;
use crate::tree::json::Dialect;

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::new("template", text, Medium::File))
}

fn format_of(text: &str) -> Format {
    if text.trim_start().starts_with('{') { Format::Json(Dialect::WithComments) } else { Format::Yaml }
}

/// Runs over the projects of a text.
fn with<T>(text: &str, judged: &dyn Fn(&str) -> bool, look: impl FnOnce(&[Project<'_>]) -> T) -> T {
    let source = source(text);
    let documents = documents(&source, format_of(text));
    assert!(documents.errors.is_empty(), "{:?}\n{text}", documents.errors);
    let root = documents.trees[0].root();
    assert!(is_template(root), "{text}");
    look(&projects(root, &source, judged, &Limits::default()).projects)
}

fn slice<'a>(place: &Option<crate::project::Place<'a>>) -> &'a str {
    match place {
        Some(place) => place.source.text().get(place.span.range()).expect("a span of the text"),
        None => "-",
    }
}

/// A reading and, where it is another text, what is at its place.
fn shown(reading: &Reading<'_>) -> String {
    let place = slice(&reading.place);
    let secret = if reading.secret { "secret " } else { "" };
    match &reading.value {
        Value::Text(text) if text == place => format!("{secret}{text}"),
        Value::Text(text) => format!("{secret}{text} at {place}"),
        Value::Null => "null".to_owned(),
        Value::Nested => "nested".to_owned(),
        Value::Unknown => format!("? at {place}"),
        Value::Unseen => format!("some at {place}"),
        Value::Ambiguous => format!("ambiguous at {place}"),
    }
}

fn shown_tag(tag: &Tag<'_>) -> String {
    let values: Vec<String> = tag.readings().map(shown).collect();
    let key = slice(&tag.key_place);
    let key = if key == tag.key { key.to_owned() } else { format!("{} at {key}", tag.key) };
    format!("{key}={}", values.join(" | "))
}

/// A project in a line: what it is called, its tags, and `…` for what is unknown of them.
fn line(project: &Project<'_>) -> String {
    let mut words = vec![match &project.name.value {
        Value::Null => project.address.as_deref().unwrap_or("-").to_owned(),
        _ => shown(&project.name),
    }];
    words.push(format!("[{}]", project.tags.list.iter().map(shown_tag).collect::<Vec<_>>().join(", ")));
    words.extend(project.tags.unknown.iter().map(|place| format!("… at {}", slice(place))));
    words.extend(
        project.misplaced.iter().map(|found| format!("! {}", misplaced_tags::message(&found.misfit))),
    );
    words.extend((!project.complete).then(|| "incomplete".to_owned()));
    words.join(" ")
}

fn lines(text: &str) -> Vec<String> {
    with(text, &|_| true, |projects| projects.iter().map(line).collect())
}

/// The lines of a project with these tags, among parameters and conditions that the tests share.
fn tags(tags: &str) -> Vec<String> {
    lines(&format!("{COMMON}      Tags:\n{tags}"))
}

const COMMON: &str = "\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  App: {Type: String, Default: Chat}
  Env:
    Type: String
    Default: dev
    AllowedValues: [prod, dev, stage]
  Size: {Type: Number, AllowedValues: [1, 2]}
  Free: {Type: String}
  Token: {Type: String, Default: abc, NoEcho: true}
  Zones: {Type: CommaDelimitedList, Default: 'a, b'}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}
Mappings:
  Codes:
    prod: {Cost: CC-1, Team: A}
    dev: {Cost: CC-2, Team: B}
    stage: {Cost: CC-3, Team: C}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Equals [!Ref Env, dev]
  NotProd: !Not [!Condition IsProd]
  IsChat: !Equals [!Ref App, Chat]
  IsFree: !And [!Equals [!Ref Free, x], !Condition IsChat]
  Circle: !Not [!Condition Circle]
  Far: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  P:
    Type: AWS::BedrockMantle::Project
    Properties:
      Name: n
";

#[test]
fn templates_are_known_by_their_content() {
    let is = |text: &str| {
        let source = source(text);
        let documents = documents(&source, format_of(text));
        is_template(documents.trees[0].root())
    };
    assert!(is("AWSTemplateFormatVersion: 2010-09-09\n"));
    assert!(is(r#"{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}"#));
    assert!(is("Resources:\n  A:\n    Type: Custom::Thing\n"));
    assert!(is("Resources:\n  A:\n    Type: My::Own::Thing\n"));
    assert!(!is("Resources:\n  A:\n    Type: thing\n"));
    assert!(!is("Resources:\n- Type: AWS::S3::Bucket\n"));
    assert!(!is(r#"{"name": "a", "tags": {}}"#));
    assert!(!is("[1]"));
}

#[test]
fn texts_that_cannot_be_parsed_have_marks() {
    assert!(has_marks("{{ AWSTemplateFormatVersion"));
    assert!(has_marks("Type: AWS::S3::Bucket\n: ["));
    assert!(!has_marks("types = [\"AWS::S3::*\", 'AWS::é']"));
    assert!(!has_marks("AWS::"));
    assert!(!has_marks("Ref: AWS::Region"));
}

#[test]
fn what_is_checked_is_named_by_the_policy_and_has_tags() {
    let text = r#"{"Resources": {
        "A": {"Type": "AWS::S3::Bucket", "Properties": {"Tags": [{"Key": "k", "Value": "v"}]}},
        "B": {"Type": "AWS::S3::BucketPolicy", "Properties": {}},
        "C": {"Type": "Custom::Thing", "Properties": {"Tags": {"k": 1}}},
        "D": {"Type": "AWS::Bedrock::ApplicationInferenceProfile", "Properties": {"InferenceProfileName": "x"}},
        "E": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolTags": {"k": "v"}}}}}"#;
    assert_eq!(lines(text), ["A [k=v]", "C [k=1] incomplete", "x []", "E [k=v]"]);
    let kinds = |judged: &dyn Fn(&str) -> bool| {
        with(text, judged, |projects| projects.iter().map(|p| p.kind.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(kinds(&|_| false), ["inference-profile"]);
    assert_eq!(kinds(&|kind| kind == "AWS::S3::Bucket"), ["AWS::S3::Bucket", "inference-profile"]);
}

#[test]
fn literals_are_read_where_they_are() {
    assert_eq!(
        tags(
            "      - {Key: a, Value: 007}\n      - Key: 'b'\n        Value: \"x\\ty\"\n      - Key: c\n      - {Key: d, Value: {x: y}}\n"
        ),
        ["n [a=7 at 007, b=x\ty at x\\ty, c=null, d=nested]"]
    );
    with(&format!("{COMMON}      Tags:\n      - Key: a\n        Value: v # c\n"), &|_| false, |projects| {
        let project = &projects[0];
        assert_eq!((project.address.as_deref(), slice(&project.start)), (Some("P"), "P"));
        let entry =
            Some(crate::project::Place { span: project.tags.list[0].entry, ..project.start.expect("start") });
        assert_eq!(slice(&entry), "Key: a\n        Value: v");
        let container = project.tags.container.expect("a container");
        assert_eq!(container.shape, Shape::List { key: "Key", value: "Value" });
        assert_eq!(slice(&Some(container.place)), "- Key: a\n        Value: v");
    });
}

#[test]
fn parameters_are_their_defaults_and_all_their_allowed_values() {
    assert_eq!(tags("      - {Key: a, Value: !Ref App}\n"), ["n [a=Chat]"]);
    assert_eq!(tags("      - {Key: a, Value: !Ref Env}\n"), ["n [a=dev | prod | stage]"]);
    assert_eq!(tags("      - {Key: a, Value: {Ref: Size}}\n"), ["n [a=1 | 2]"]);
    assert_eq!(tags("      - {Key: a, Value: !Ref Token}\n"), ["n [a=secret abc]"]);
    for unknown in ["!Ref Free", "!Ref Image", "!Ref Zones", "!GetAtt P.Arn", "!X y"] {
        assert_eq!(
            tags(&format!("      - {{Key: a, Value: {unknown}}}\n")),
            [format!("n [a=? at {unknown}]")]
        );
    }
    for filled in ["!Ref AWS::Region", "!Ref P", "!Sub 'x${Free}'", "!Join ['', [!Ref Free, !Ref P]]"] {
        assert_eq!(
            tags(&format!("      - {{Key: a, Value: {filled}}}\n")),
            [format!("n [a=some at {filled}]")]
        );
    }
    assert_eq!(tags("      - {Key: a, Value: !Sub ' ${Free}'}\n"), ["n [a=? at !Sub ' ${Free}']"]);
    assert_eq!(tags("      - {Key: a, Value: 'x{{resolve:ssm:x}}'}\n"), ["n [a=some at x{{resolve:ssm:x}}]"]);
    let unknown = "\"{{resolve:ssm:x}}\"";
    assert_eq!(tags(&format!("      - {{Key: a, Value: {unknown}}}\n")), ["n [a=? at {{resolve:ssm:x}}]"]);
}

#[test]
fn a_parameter_that_is_read_twice_is_the_same_in_both_places() {
    assert_eq!(
        tags("      - {Key: a, Value: !Ref Size}\n      - {Key: b, Value: !Sub 's${Size}'}\n"),
        ["n [a=1, b=s1 at !Sub 's${Size}']", "n [a=2, b=s2 at !Sub 's${Size}']"]
    );
    assert_eq!(
        tags("      - {Key: a, Value: !Sub '${Size}-${Size}'}\n"),
        ["n [a=1-1 at !Sub '${Size}-${Size}']", "n [a=2-2 at !Sub '${Size}-${Size}']"]
    );
}

#[test]
fn texts_are_put_together() {
    for (expression, said) in [
        ("!Sub plain", "plain"),
        ("!Sub '${App}'", "Chat"),
        ("!Sub '${App}-x'", "Chat-x at !Sub '${App}-x'"),
        ("!Sub '${!App}'", "${App} at !Sub '${!App}'"),
        ("!Sub ['${X}y', {X: !Ref App}]", "Chaty at !Sub ['${X}y', {X: !Ref App}]"),
        ("!Sub '${App}-${Free}'", "some at !Sub '${App}-${Free}'"),
        ("!Sub '${AWS::Region}'", "some at !Sub '${AWS::Region}'"),
        ("!Join ['-', [a, !Ref App]]", "a-Chat at !Join ['-', [a, !Ref App]]"),
        ("!Join ['', [a, !Ref AWS::NoValue]]", "a"),
        ("!Join ['-', !Ref Zones]", "a-b at !Join ['-', !Ref Zones]"),
        ("!Select [1, [x, y]]", "y"),
        ("!Select [2, [x, y]]", "? at !Select [2, [x, y]]"),
        ("!Select [1, !Split ['-', a-b]]", "b at !Split ['-', a-b]"),
        ("!FindInMap [Codes, prod, Cost]", "CC-1"),
        ("!FindInMap [Codes, !Ref Env, Cost]", "CC-2 | CC-1 | CC-3"),
        ("!FindInMap [Codes, !Ref AWS::Region, Cost]", "? at !FindInMap [Codes, !Ref AWS::Region, Cost]"),
        ("!FindInMap [Codes, x, Cost]", "? at !FindInMap [Codes, x, Cost]"),
        ("!FindInMap [Codes, x, Cost, {DefaultValue: y}]", "y"),
        ("{'Fn::Join': ['-', [!Sub '${App}', b]]}", "Chat-b at {'Fn::Join': ['-', [!Sub '${App}', b]]}"),
        ("!ImportValue x", "? at !ImportValue x"),
        ("!Base64 x", "? at !Base64 x"),
        ("!Join [x]", "? at !Join [x]"),
        ("!If [IsProd, a]", "? at !If [IsProd, a]"),
    ] {
        assert_eq!(tags(&format!("      - {{Key: a, Value: {expression}}}\n")), [format!("n [a={said}]")]);
    }
}

#[test]
fn each_branch_is_a_variant_and_conditions_agree() {
    let tagged = "      - {Key: a, Value: !If [IsProd, p, q]}\n      - !If [NotProd, {Key: b, Value: x}, !Ref AWS::NoValue]\n";
    assert_eq!(tags(tagged), ["n [a=p]", "n [a=q, b=x]"]);
    let exclusive =
        "      - {Key: a, Value: !If [IsProd, p, !If [IsDev, d, s]]}\n      - {Key: e, Value: !Ref Env}\n";
    assert_eq!(tags(exclusive), ["n [a=p, e=prod]", "n [a=d, e=dev]", "n [a=s, e=stage]"]);
    assert_eq!(tags("      - {Key: a, Value: !If [Circle, p, q]}\n"), ["n [a=p | q]"]);
    assert_eq!(tags("      - {Key: a, Value: !If [Nowhere, p, q]}\n"), ["n [a=p]", "n [a=q]"]);
    assert_eq!(tags("      - {Key: a, Value: !If [Far, p, !Ref AWS::NoValue]}\n"), ["n [a=p]", "n [a=null]"]);
    with(&format!("{COMMON}      Tags:\n{tagged}"), &|_| false, |projects| {
        assert!(projects.iter().all(|project| project.ordinal == 0));
    });
}

#[test]
fn within_a_branch_the_default_that_is_asked_about_is_unknown() {
    let within = "      - {Key: a, Value: !If [IsChat, !Ref App, x]}\n";
    assert_eq!(tags(within), ["n [a=? at !Ref App]", "n [a=x]"]);
    let deep = "      - {Key: a, Value: !If [IsFree, !Sub 'x${App}', x]}\n";
    assert_eq!(tags(deep)[0], "n [a=some at !Sub 'x${App}']");
    let other = "      - {Key: a, Value: !If [IsProd, !Ref App, x]}\n";
    assert_eq!(tags(other), ["n [a=Chat]", "n [a=x]"]);
    // Outside of it, the variant in which the parameter is not its default says nothing of it.
    let beside = "      - {Key: a, Value: !Ref App}\n      - {Key: b, Value: !If [IsChat, x, y]}\n";
    assert_eq!(tags(beside), ["n [a=Chat, b=x]", "n [a=? at -, b=y]"]);
}

#[test]
fn the_tags_as_a_whole_may_be_an_expression() {
    let whole = "        Fn::If:\n        - IsProd\n        - - Key: a\n            Value: p\n        - !Ref AWS::NoValue\n";
    assert_eq!(tags(whole), ["n [a=p]", "n []"]);
    assert_eq!(
        tags("        Fn::Transform: {Name: AWS::Include}\n"),
        ["n [] … at Fn::Transform: {Name: AWS::Include}"]
    );
    assert_eq!(tags("        '{{ tags }}'\n"), ["n [] … at {{ tags }}"]);
    assert_eq!(tags("        !FindInMap [Codes, a, b]\n"), ["n [] … at !FindInMap [Codes, a, b]"]);
    assert_eq!(tags("      - !GetAtt a.b\n      - {Key: k, Value: v}\n"), ["n [k=v] … at !GetAtt a.b"]);
    assert_eq!(tags("      - {Key: !Ref Free, Value: v}\n"), ["n [] … at !Ref Free"]);
    assert_eq!(tags("      - {Key: !Sub 'x${App}', Value: v}\n"), ["n [xChat at !Sub 'x${App}'=v]"]);
    assert_eq!(
        tags("      - {Key: !Ref Size, Value: v}\n"),
        ["n [1 at !Ref Size=v]", "n [2 at !Ref Size=v]"]
    );
    assert_eq!(tags("        !Ref AWS::NoValue\n"), ["n []"]);
}

#[test]
fn names_are_expressions_too() {
    let named = |name: &str| lines(&COMMON.replace("Name: n", &format!("Name: {name}")));
    assert_eq!(named("!Ref App"), ["Chat at !Ref App []"]);
    assert_eq!(named("!Sub Chat"), ["Chat []"]);
    assert_eq!(named("'Chat'"), ["Chat []"]);
    assert_eq!(
        named("!Sub '${App}-${Size}'"),
        ["Chat-1 at !Sub '${App}-${Size}' []", "Chat-2 at !Sub '${App}-${Size}' []"]
    );
    assert_eq!(
        named("{'Fn::If': [IsProd, a, b]}"),
        ["a at {'Fn::If': [IsProd, a, b]} []", "b at {'Fn::If': [IsProd, a, b]} []"]
    );
    assert_eq!(named("!Ref Free"), ["? at !Ref Free []"]);
    assert_eq!(named("!Ref AWS::NoValue"), ["P []"]);
}

#[test]
fn a_resource_with_a_condition_is_checked_as_far_as_it_exists() {
    let conditional = |condition: &str, tags: &str| {
        let resource = format!("    Condition: {condition}\n    Properties:\n");
        lines(&format!("{}      Tags:\n{tags}", COMMON.replace("    Properties:\n", &resource)))
    };
    assert_eq!(conditional("IsProd", "      - {Key: a, Value: x}\n"), ["n [a=x]"]);
    let both = "      - {Key: a, Value: !If [IsProd, x, y]}\n";
    assert_eq!(conditional("IsProd", both), ["n [a=x]"]);
    // The variant with the default is gone, so that nobody else says what the value is.
    let orphan = "      - {Key: a, Value: !Ref App}\n      - {Key: b, Value: !If [NotChat, x, y]}\n";
    let text = format!(
        "{}      Tags:\n{orphan}",
        COMMON.replace("    Properties:\n", "    Condition: NotChat\n    Properties:\n")
    );
    let text = text.replace("  IsChat:", "  NotChat: !Not [!Condition IsChat]\n  IsChat:");
    assert_eq!(lines(&text), ["n [a=? at !Ref App, b=x]"]);
}

#[test]
fn properties_may_be_conditional() {
    let of = |properties: &str| {
        lines(&COMMON.replace("    Properties:\n      Name: n\n", &format!("    Properties: {properties}\n")))
    };
    assert_eq!(
        of("!If [IsProd, {Name: p, Tags: [{Key: a, Value: x}]}, !If [IsDev, {Name: d}, !Ref AWS::NoValue]]"),
        ["p [a=x]", "d []", "P []"]
    );
    assert_eq!(of("!Ref AWS::NoValue"), ["P []"]);
    assert_eq!(of("!GetAtt A.B"), ["P [] … at !GetAtt A.B"]);
}

#[test]
fn loops_are_turned() {
    let text = "\
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Apps:
  - App
  - [Chat, Data]
  - P${App}:
      Type: AWS::BedrockMantle::Project
      Properties:
        Name: !Sub '${App}-Prod'
        Tags:
        - {Key: Application, Value: !Ref App}
";
    assert_eq!(
        lines(text),
        [
            "Chat-Prod at !Sub '${App}-Prod' [Application=Chat at !Ref App]",
            "Data-Prod at !Sub '${App}-Prod' [Application=Data at !Ref App]"
        ]
    );
    with(text, &|_| false, |projects| {
        let found: Vec<_> = projects.iter().map(|p| (p.address.as_deref(), p.ordinal)).collect();
        assert_eq!(found, [(Some("PChat"), 0), (Some("PData"), 1)]);
    });
    let open = text.replace("[Chat, Data]", "!Ref Names");
    assert_eq!(lines(&open), ["? at !Sub '${App}-Prod' [Application=? at !Ref App]"]);
}

#[test]
fn aliases_and_merges_are_seen_through() {
    let text = "\
Common: &common
- {Key: a, Value: v}
Map: &map {x: 1}
Resources:
  A: {Type: AWS::S3::Bucket, Properties: {Tags: *common}}
  B:
    Type: AWS::SSM::Parameter
    Properties:
      Tags:
        <<: *map
        y: 2
";
    assert_eq!(lines(text), ["A [a=v]", "B [y=2, x=1]"]);
    with(text, &|_| true, |projects| {
        assert!(projects[0].tags.container.is_none() && projects[1].tags.container.is_some());
    });
}
