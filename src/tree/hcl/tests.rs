use super::*;
use crate::source::Medium;
use proptest::prelude::*;

fn file(text: &str) -> Source {
    Source::new("main.tf", text, Medium::File)
}

fn error(text: &str) -> (String, String) {
    let source = file(text);
    let error = parse(&source).expect_err(text);
    (error.to_string(), source.slice(error.span).to_owned())
}

fn value(text: &str) -> Expr {
    let source = file(text);
    let mut hcl = parse(&source).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    hcl.body.attributes.remove(0).value
}

#[test]
fn blocks_have_types_labels_and_arguments() {
    let source = file(
        "\u{feff}resource \"aws_s3_bucket\" logs {\r\n  tags = { A = \"x\" } # c\r\n}\r\nlocals { a = 1 }\r\n",
    );
    let hcl = parse(&source).expect("parses");
    let block = &hcl.body.blocks[0];
    let labels: Vec<_> = block.labels.iter().map(|label| source.slice(label.span)).collect();
    assert_eq!((source.slice(block.kind.span), labels), ("resource", vec!["aws_s3_bucket", "logs"]));
    let tags = block.body.attribute("tags").expect("tags");
    assert_eq!(source.slice(tags.value.span), "{ A = \"x\" }");
    assert_eq!(source.slice(hcl.comments[0]), "# c");
    assert!(source.slice(block.span).ends_with('}'));
    assert_eq!(hcl.body.blocks[1].body.attributes.len(), 1);
}

#[test]
fn newlines_do_not_matter_where_they_do_not_for_terraform() {
    for text in [
        "a = { for k, v in var.m : k => v ?\n 1 :\n 2 if v &&\n k != \"x\" }",
        "a = {\n  for k, v\n in var.m :\n k =>\n v...\n}",
        "a = (1\n+ 2\n? 3\n: 4)",
        "a = merge(\n  var.a,\n  {\n    b = 1\n  },\n)",
        "a = var.x[\n0\n]",
        "a = [\n1,\n2\n,\n]",
        "a = \"${\n  var.x\n}\"",
        "a = { b = 1, c = 2,\n d : 3 }",
        "a = { (var.k) = 1, \"${var.k}x\" = 2, a.b = 3, 1 = 4 }",
        "a = { A = 1\n A = 2 }",
        "a = var.x.0.b.*.c[*].d[\"e\"]",
        "a = f(var.x...)",
        "a = provider::aws::arn_parse(\"x\")",
        "a = -1 + !true ? 1 : b ? 2 : 3",
        "a = 1e10\nb = 1.5E-3",
        "a = /* c */ 1 // d",
        "a {}\nb \"c\" d { e = 1 }",
        "a = <<-EOT\n  x ${1}\n  EOT\nb = f(<<X\nX\n)",
        "größe = 1",
        "a = \"$${x} %%{y} $ % $$ 100%\"",
        "a = [for x in y : x if x != null]",
        "a = { \"for\" = 1, for = 2 }",
    ] {
        let source = file(text);
        if let Err(error) = parse(&source) {
            panic!("{text}: {error:?}");
        }
    }
}

#[test]
fn what_terraform_refuses_is_refused_at_its_place() {
    assert_eq!(error("a = \"x\n\"").1, "");
    assert_eq!(error("a = 1\na = 2").1, "a");
    assert_eq!(error("a = [1 2]").1, "2");
    assert_eq!(error("a = 1 b = 2").1, "b");
    assert_eq!(error("resource \"x\" {").1, "{");
    assert_eq!(error("a = \"\\q\"").1, "\\q");
    assert_eq!(error("a = ;").1, ";");
    assert_eq!(error("a = 1 ? 2\n").1, "\n");
    assert_eq!(error("a = <<EOT\nx\n").1, "<<EOT\n");
    assert_eq!(error("a { b = 1, c = 2 }").1, ",");
    assert_eq!(error("a = \"%{ if true }x\"").1, "%{ if true }");
    assert_eq!(error("a = { for k, v in m : v }").0, "expected `=>`, found `}`");
    assert_eq!(error("/* x").0, "this comment is not closed");
    let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
    assert_eq!(error(&deep).0, "nested deeper than 128 levels");
    let deep = format!("{}{}", "a {\n".repeat(5000), "}\n".repeat(5000));
    assert_eq!(error(&deep).0, "nested deeper than 128 levels");
}

#[test]
fn long_chains_take_no_stack() {
    let many = 20_000;
    for text in [
        format!("a = 1{}", " + 1".repeat(many)),
        format!("a = {}1", "!".repeat(many)),
        format!("a = a{}", ".b".repeat(many)),
        format!("a = {}1", "x ? 1 : ".repeat(many)),
    ] {
        assert!(parse(&file(&text)).is_ok());
    }
}

#[test]
fn texts_resolve_their_escapes() {
    let literal = |text: &str| value(text).literal().map(str::to_owned);
    assert_eq!(
        literal(r#"a = "x\n\"\u00e9\U0001F600 $${y} %%{z} $x""#).as_deref(),
        Some("x\n\"é😀 ${y} %{z} $x")
    );
    assert_eq!(literal("a = <<EOT\n  x\n y\nEOT\n").as_deref(), Some("  x\n y\n"));
    assert_eq!(literal("a = <<-EOT\n    x\n\n  y\n  EOT\n").as_deref(), Some("  x\n\ny\n"));
    assert_eq!(literal("a = <<-EOT\r\n  x\r\n  EOT\r\n").as_deref(), Some("x\r\n"));
    assert_eq!(literal("a = \"\"").as_deref(), Some(""));
    assert_eq!(literal("a = \"${x}\""), None);
}

#[test]
fn the_inside_of_a_text_is_known() {
    for (text, inner) in [
        ("a = \"x\"", "x"),
        ("a = <<EOT\nx\nEOT\n", "x\n"),
        ("a = <<EOT\nEOT\n", ""),
        ("a = \"${b}c\"", "${b}c"),
    ] {
        let ExprKind::Template(template) = value(text).kind else { panic!("{text}") };
        assert_eq!(file(text).slice(template.inner), inner);
    }
}

#[test]
fn texts_are_in_normal_form_c() {
    let decomposed = "an\u{303}os";
    for text in [
        format!("a = \"{decomposed}\""),
        format!("a = <<E\n{decomposed}\nE\n"),
        "a = \"an\\u0303os\"".to_owned(),
    ] {
        assert_eq!(value(&text).literal().map(str::trim_end), Some("años"), "{text}");
    }
    let source = Source::new("a.tfvars.json", format!("{{\"a\": \"{decomposed}\"}}"), Medium::File);
    let hcl = parse_json(&source).expect("parses");
    assert_eq!(hcl.body.attributes[0].value.literal(), Some("años"));
}

#[test]
fn of_an_argument_given_twice_in_json_the_last_counts() {
    let source =
        Source::new("a.tf.json", r#"[{"locals": {"a": 1, "b": 2, "a": 3}, "x": 1}, {"x": 2}]"#, Medium::File);
    let hcl = parse_json(&source).expect("parses");
    let written = |body: &Body| -> Vec<_> {
        body.attributes
            .iter()
            .map(|known| (known.name.text.to_string(), source.slice(known.value.span)))
            .collect()
    };
    assert_eq!(written(&hcl.body.blocks[0].body), [("b".to_owned(), "2"), ("a".to_owned(), "3")]);
    assert_eq!(written(&hcl.body), [("x".to_owned(), "2")]);
}

#[test]
fn many_arguments_take_linear_time() {
    let text: String = (0..50_000).map(|number| format!("a{number} = 1\n")).collect();
    // Comparing each with all before it takes minutes.
    assert_eq!(parse(&file(&text)).expect("parses").body.attributes.len(), 50_000);
}

#[test]
fn json_makes_the_same_tree() {
    let text = r#"{"resource": {"aws_s3_bucket": {"logs": {"tags": {"A": "${var.a}-x\n", "B": "y"},
        "lifecycle": {"ignore_changes": ["tags"]}}}}, "locals": [{"c": 1}], "//": "comment",
        "variable": {"v": {"default": "${literal}"}}}"#;
    let source = Source::new("main.tf.json", text, Medium::File);
    let hcl = parse_json(&source).expect("parses");
    let kinds: Vec<_> = hcl.body.blocks.iter().map(|block| &*block.kind.text).collect();
    assert_eq!(kinds, ["resource", "locals", "variable"]);
    let resource = &hcl.body.blocks[0];
    assert_eq!(&*resource.labels[1].text, "logs");
    assert_eq!(resource.body.blocks("lifecycle").count(), 1);
    let ExprKind::Object(items) = &resource.body.attribute("tags").expect("tags").value.kind else {
        panic!()
    };
    assert_eq!(source.slice(items[1].value.span), "y");
    let ExprKind::Template(template) = &items[0].value.kind else { panic!() };
    assert!(matches!(template.parts[..], [Part::Interpolation(_), Part::Literal(_)]));
    assert_eq!(hcl.body.blocks[2].body.attributes[0].value.literal(), Some("${literal}"));
}

fn spans_slice(source: &Source, hcl: &Hcl) {
    let text = source.text();
    for block in &hcl.body.blocks {
        assert!(text.get(block.span.range()).is_some());
    }
    for attribute in &hcl.body.attributes {
        assert!(text.get(attribute.value.span.range()).is_some());
    }
    for comment in &hcl.comments {
        assert!(text.get(comment.range()).is_some_and(|comment| comment.starts_with(['#', '/'])));
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_within_its_bounds(
        text in "\\PC{0,40}|([a-c=\"$%{}\\[\\]().,:?!#\n \\\\*/<>&|~0-9-]|<<-?E\n|E\n|for |in |if |endif|\\$\\{|%\\{){0,40}"
    ) {
        let source = file(&text);
        match parse(&source) {
            Ok(hcl) => spans_slice(&source, &hcl),
            Err(error) => prop_assert!(text.get(error.span.range()).is_some(), "{:?}", error),
        }
    }
}

#[test]
fn a_limit_is_a_limit_also_in_a_string_with_escapes() {
    let deep = format!("{}1{}", "(".repeat(300), ")".repeat(300));
    for text in [format!(r#"{{"a": "${{{deep}}}"}}"#), format!(r#"{{"a": "\t${{{deep}}}"}}"#)] {
        let source = Source::new("a.tf.json", &*text, Medium::File);
        let error = parse_json(&source).expect_err("nested too deep");
        assert!(error.is_limit() && !error.is_disputed(), "{error}");
        assert_eq!(error.to_string(), "nested deeper than 128 levels");
        assert!(!source.slice(error.span).is_empty(), "{:?}", error.span);
    }
}
