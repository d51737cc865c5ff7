//! What is too much, and what is read beside it.

use super::*;

#[test]
fn too_many_variants_leave_the_rest_open() {
    let conditions: String =
        (0..10).map(|n| format!("  C{n}: !Equals [!Ref AWS::StackName, s{n}, x]\n")).collect();
    let text = COMMON.replace("Resources:\n", &format!("{conditions}Resources:\n"));
    let tags: String = (0..10).map(|n| format!("      - {{Key: k{n}, Value: !If [C{n}, a, b]}}\n")).collect();
    let found = lines(&format!("{text}      Tags:\n{tags}"));
    let last = found.last().expect("a variant");
    assert!(found.len() <= 64 && last.contains("=a | b"), "{} {last}", found.len());
}

/// The limits that reading a text hits, with the line of each.
fn limits(text: &str) -> Vec<String> {
    let source = source(text);
    let documents = documents(&source, format_of(text));
    let limits = Limits::default();
    projects(documents.trees[0].root(), &source, &|_| true, &limits);
    let hits = limits.take();
    hits.iter().map(|hit| format!("{}: {}", source.position(hit.at.span.start).line, hit.limit)).collect()
}

#[test]
fn loops_within_loops_are_turned_to_the_end() {
    let body = "{\"P${A}${B}${C}${D}${E}${F}\": {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: a, Value: !Sub '${A}${F}'}]}}}";
    let nested = ["F", "E", "D", "C", "B", "A"]
        .iter()
        .fold(body.to_owned(), |body, name| format!("{{'Fn::ForEach::L{name}': [{name}, [x, y], {body}]}}"));
    let text = format!("Resources: {nested}\n");
    let found = lines(&text);
    assert_eq!((found.len(), limits(&text)), (64, Vec::new()));
    assert!(found[1].starts_with("Pxxxxxy [a=xy at "), "{}", found[1]);
    let deep =
        (0..17).fold(body.to_owned(), |body, n| format!("{{'Fn::ForEach::L{n}': [N{n}, [x], {body}]}}"));
    let text = format!("Resources:\n  P: {{Type: AWS::S3::Bucket}}\n  Fn::ForEach::L: [N, [x], {deep}]\n");
    assert_eq!(
        (lines(&text), limits(&text)),
        (vec!["P []".to_owned()], vec!["3: loops nest deeper than 16 levels".to_owned()])
    );
    let list = vec!["x"; 300].join(", ");
    let long = format!("{{'Fn::ForEach::M': [M, [{list}], {{'P${{N}}${{M}}': {{Type: AWS::S3::Bucket}}}}]}}");
    let text = format!("Resources:\n  Fn::ForEach::L: [N, [{list}], {long}]\n");
    assert_eq!(
        (lines(&text).len(), limits(&text)),
        (9966, vec!["1: loops have more than 10000 turns".to_owned()])
    );
}

#[test]
fn a_limit_leaves_what_is_written_out_beside_it() {
    let mut joins = String::from("Bomb:\n- &j0 !Sub '${X}'\n");
    for n in 1..16 {
        joins += &format!("- &j{n} !Join ['', [*j{}, *j{}]]\n", n - 1, n - 1);
    }
    let text = format!(
        "{joins}Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags: [{{Key: a, Value: *j15}}, {{Key: b, Value: y}}, {{Key: c, Value: !Ref X}}]\n"
    );
    let found = lines(&text);
    assert!(found[0].contains("a=? at ") && found[0].contains(", b=y, c=? at !Ref X"), "{}", found[0]);
    assert_eq!(limits(&text), ["19: its tags take more than 20000 steps to work out"]);
    let deep = (0..55).fold("x".to_owned(), |inner, _| format!("!Join ['', [{inner}]]"));
    let text = misplaced::bucket(&format!("      Tags: [{{Key: a, Value: {deep}}}, {{Key: b, Value: y}}]\n"));
    assert!(lines(&text)[0].ends_with(", b=y]"));
    assert_eq!(limits(&text), ["2: its expressions nest deeper than 48 levels"]);
    let many = "      - {Key: a, Value: !Sub '${A}${B}${C}${D}'}\n      - {Key: b, Value: y}\n";
    let parameters: String = ["A", "B", "C", "D"]
        .iter()
        .map(|name| format!("  {name}: {{Type: String, AllowedValues: [1, 2, 3, 4, 5, 6, 7, 8]}}\n"))
        .collect();
    let text = format!("Parameters:\n{parameters}{}", misplaced::bucket(&format!("      Tags:\n{many}")));
    assert!(lines(&text)[0].ends_with(", b=y]"));
    assert_eq!(limits(&text), ["7: an expression has more than 1024 values"]);
}

#[test]
fn nothing_explodes() {
    // As far as the reader lets aliases go.
    let mut text = String::from(
        "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n      - {Key: a, Value: *j15}\n",
    );
    let joins: String =
        (1..16).map(|n| format!("- &j{n} !Join ['', [*j{}, *j{}]]\n", n - 1, n - 1)).collect();
    text.insert_str(0, &format!("Bomb:\n- &j0 x\n{joins}"));
    assert!(lines(&text)[0].starts_with("A [a=some at "));
    let ifs: String = (1..16).map(|n| format!("- &i{n} !If [C, *i{}, *i{}]\n", n - 1, n - 1)).collect();
    let text = format!(
        "Bomb:\n- &i0 {{Key: a, Value: b}}\n{ifs}Conditions: {{C: !Equals [!If [C, a, b], x]}}\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags: [*i15]\n"
    );
    assert!(!lines(&text).is_empty());
}
