//! What expressions are worth, and what they may not cost.

use super::*;

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
    assert_eq!(tags_with("var.p[\"x\"]", variable), ["a=A@A b=B@B c=NULL@optional(string)"]);
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
fn maps_that_are_partly_unknown_are_checked_as_far_as_they_are_known() {
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
fn circles_and_floods_are_unknown() {
    assert_eq!(worth("local.a", "locals {\n a = local.b\n b = local.a\n}"), "UNKNOWN");
    let doubling: String =
        (0..60).map(|n| format!("l{} = \"${{local.l{n}}}${{local.l{n}}}\"\n", n + 1)).collect();
    assert_eq!(worth("local.l60", &format!("locals {{\nl0 = \"x\"\n{doubling}}}")), "UNKNOWN");
    let chain: String = (0..5000).map(|n| format!("l{} = local.l{n}\n", n + 1)).collect();
    assert_eq!(worth("local.l5000", &format!("locals {{\nl0 = \"x\"\n{chain}}}")), "UNKNOWN");
    let nested =
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]][999][999][999]";
    assert_eq!(worth(nested, ""), "UNKNOWN");
}

#[test]
fn functions_and_operators() {
    for (expr, value) in [
        ("lower(\"AbC\")", "abc"),
        ("keys({ an\u{303}o = 1 })[0] == \"a\u{f1}o\"", "true"),
        ("upper(\"AbC\")", "ABC"),
        ("title(\"ab cd\")", "Ab Cd"),
        ("format(\"%s-%d%%\", \"a\", 3)", "a-3%"),
        ("format(\"%05d|%-4d|%+d\", 3, 7, 2)", "00003|7   |+2"),
        ("format(\"%5.2f|%.0f|%08.3f|%.2f\", 7.5, -2.26, 7.5, 9.999)", " 7.50|-2|0007.500|10.00"),
        ("format(\"%6s|%-6s|%.2s\", \"ab\", \"ab\", \"abc\")", "    ab|ab    |ab"),
        ("format(\"%q %v %t\", \"a\", \"b\", true)", "\"a\" b true"),
        // The middle goes by how a number is stored, an exponent by how long it is; a character may be two.
        ("format(\"%.2f\", 2.675)", "UNKNOWN"),
        ("format(\"%v\", 1234567)", "UNKNOWN"),
        ("format(\"%6s\", \"é\")", "UNKNOWN"),
        ("format(\"%d\", 7.5)", "UNKNOWN"),
        ("format(\"%s\", \"a\", \"b\")", "UNKNOWN"),
        ("join(\",\", formatlist(\"%s-%s\", [\"a\", \"b\"], \"x\"))", "a-x,b-x"),
        ("try(formatlist(\"%s-%s\", [\"a\"], [\"x\", \"y\"])[0], \"z\")", "UNKNOWN"),
        ("join(\"-\", [\"a\", \"b\"], [\"c\"])", "a-b-c"),
        ("replace(\"a_b_c\", \"_\", \"-\")", "a-b-c"),
        ("replace(\"Cost Center 12\", \"/[^A-Za-z]+/\", \"\")", "CostCenter"),
        ("replace(\"a1b\", \"/([a-z])(\\\\d*)/\", \"$2$1\")", "1ab"),
        // Constructs that one engine has alone or reads otherwise, and texts that are not ASCII.
        ("replace(\"abc\", \"/[a&&b]/\", \"\")", "UNKNOWN"),
        ("replace(\"abc\", \"/[a[b]]/\", \"\")", "UNKNOWN"),
        ("replace(\"abc\", \"/a{,2}/\", \"\")", "UNKNOWN"),
        ("replace(\"abc\", \"/\\\\<b/\", \"\")", "UNKNOWN"),
        ("replace(\"abc\", \"/(?x) b/\", \"\")", "UNKNOWN"),
        ("replace(\"abc\", \"/b**/\", \"\")", "UNKNOWN"),
        ("replace(\"é1\", \"/\\\\w/\", \"\")", "UNKNOWN"),
        ("replace(\"abc\", \"/b/\", \"$\")", "UNKNOWN"),
        ("regex(\"[A-Z]+\", \"CC-1001\")", "CC"),
        ("regex(\"([A-Z]+)-(\\\\d+)\", \"CC-1001\")[1]", "1001"),
        ("regex(\"(?P<code>\\\\d+)\", \"CC-1001\").code", "1001"),
        ("try(regex(\"x\", \"CC\"), \"none\")", "none"),
        ("try(regex(\"(a)(?P<b>b)\", \"ab\")[0], \"none\")", "UNKNOWN"),
        ("length(regexall(\"prod|live\", \"my-prod\")) > 0", "true"),
        ("jsondecode(\"{\\\"a\\\": [\\\"x\\\", 1.50]}\").a[0]", "x"),
        ("jsondecode(\"{a\")", "UNKNOWN"),
        ("jsonencode({ b = [\"x\", null], a = \"<\" })", "{\"a\":\"\\u003c\",\"b\":[\"x\",null]}"),
        ("jsonencode({ a = 1 })", "UNKNOWN"),
        ("indent(2, \"a\\nb\")", "a\n  b"),
        ("setproduct([\"a\", \"b\"], [\"c\"])[1][0]", "b"),
        ("setproduct(toset([\"a\"]), [\"c\"])[0][0]", "UNKNOWN"),
        ("join(\",\", setsubtract([\"b\", \"a\"], [\"b\"]))", "a"),
        ("join(\",\", setintersection([\"c\", \"b\", \"a\"], [\"b\", \"c\"]))", "b,c"),
        ("join(\",\", matchkeys([\"x\", \"y\"], [\"a\", \"b\"], [\"b\"]))", "y"),
        ("join(\",\", transpose({ a = [\"x\"], b = [\"x\"] }).x)", "a,b"),
        ("join(\",\", chunklist([\"a\", \"b\", \"c\"], 2)[1])", "c"),
        ("index([\"a\", \"b\"], \"b\")", "1"),
        ("try(index([\"a\"], \"b\"), \"none\")", "none"),
        // A set has no indices, and its own order.
        ("join(\",\", toset([10, 9]))", "9,10"),
        ("[for k, v in toset([\"b\", \"a\"]) : k][0]", "a"),
        ("try(toset([\"a\"])[0], \"none\")", "none"),
        ("tolist(toset([\"a\"]))[0]", "a"),
        // A list is never equal to a tuple.
        ("[1] == tolist([1])", "UNKNOWN"),
        ("[1] == [2]", "false"),
        ("length(\"a\\r\\n\")", "UNKNOWN"),
        ("tonumber(\"+5\")", "5"),
        ("title(\"ǆ\")", "UNKNOWN"),
        ("trimspace(<<EOT\n  x \nEOT\n)", "x"),
        ("trim(\"xxaxx\", \"x\")", "a"),
        ("trimprefix(\"prod-x\", \"prod-\")", "x"),
        ("trimsuffix(\"x.git\", \".git\")", "x"),
        ("coalesce(null, \"\", \"b\")", "b"),
        ("coalesce(var.unknown, \"b\")", "UNKNOWN"),
        ("lookup({ a = \"x\" }, \"a\", \"y\")", "x"),
        ("lookup({ a = \"x\" }, \"b\", \"y\")", "y"),
        ("lookup({}, var.unknown, \"y\")", "y"),
        ("try([][var.unknown], \"y\")", "y"),
        ("try({ a = 1 }.b, \"y\")", "y"),
        ("try(var.unknown.b, \"y\")", "UNKNOWN"),
        ("can({ a = 1 }.b)", "false"),
        ("element([\"a\", \"b\"], 3)", "b"),
        ("length([1, 2])", "2"),
        ("contains([\"a\"], \"a\")", "true"),
        ("keys({ b = 1, a = 2 })[0]", "a"),
        ("values({ b = 1, a = 2 })[0]", "2"),
        ("zipmap([\"a\"], [\"x\"]).a", "x"),
        ("split(\",\", \"a,b\")[1]", "b"),
        ("concat([\"a\"], [\"b\"])[1]", "b"),
        ("flatten([[\"a\"], [[\"b\"]]])[1]", "b"),
        ("distinct([\"a\", \"a\", \"b\"])[1]", "b"),
        ("tolist(toset([\"b\", \"a\"]))[0]", "a"),
        ("one([\"a\"])", "a"),
        ("compact([\"\", null, \"a\"])[0]", "a"),
        ("substr(\"hello\", 1, 3)", "ell"),
        ("range(3)[2]", "2"),
        ("max(1, 5, 3)", "5"),
        ("1 + 2 * 3 - 4", "3"),
        ("(1 + 2) * 3", "9"),
        ("-1 + 3", "2"),
        ("0.1 + 0.2", "UNKNOWN"),
        ("10 / 4", "2.5"),
        ("!(1 >= 2 && var.unknown)", "true"),
        ("!(2 > 1 || var.unknown)", "false"),
        ("join(\",\", [{ a = \"x\" }, { a = \"y\" }][*].a)", "x,y"),
        ("[{ a = \"x\" }, { a = \"y\" }].*.a[1]", "y"),
        ("[\"x\", \"y\"].1", "y"),
        ("\"%{ if true }a%{ else }b%{ endif }\"", "a"),
        ("\"%{ for x in [\"a\", \"b\"] ~} ${x} %{ endfor }\"", "a b "),
        ("[for x in [\"a\", \"b\"] : upper(x) if x != \"a\"][0]", "B"),
        ("{ for k, v in { a = \"x\" } : upper(k) => v }.A", "x"),
        ("{ for x in [\"a\", \"a\"] : x => x... }.a[1]", "a"),
        ("timestamp()", "UNKNOWN"),
        ("uuid()", "UNKNOWN"),
        ("path.module", "UNKNOWN"),
        ("terraform.workspace", "UNKNOWN"),
    ] {
        assert_eq!(worth(expr, ""), value, "{expr}");
    }
}
