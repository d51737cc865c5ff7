//! What expressions are worth, and what they may not cost.

use super::*;

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
        ("upper(\"AbC\")", "ABC"),
        ("title(\"ab cd\")", "Ab Cd"),
        ("format(\"%s-%d%%\", \"a\", 3)", "a-3%"),
        ("format(\"%05d\", 3)", "UNKNOWN"),
        ("join(\"-\", [\"a\", \"b\"], [\"c\"])", "a-b-c"),
        ("replace(\"a_b_c\", \"_\", \"-\")", "a-b-c"),
        ("replace(\"abc\", \"/b/\", \"\")", "UNKNOWN"),
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
        ("10 / 4", "UNKNOWN"),
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
