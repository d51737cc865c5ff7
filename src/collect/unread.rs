//! Files that people take for definitions, and that are of a kind that is not read.

/// The kinds: how their names begin and end, and what to check instead.
const KINDS: [(&str, &str, &str); 9] = [
    ("", ".tfstate", STATE),
    ("", ".tfstate.backup", STATE),
    (
        "",
        ".tfplan",
        "it is a plan in Terraform's own format, which is not read: check what `terraform show -json` prints of it",
    ),
    (
        "",
        ".hcl",
        "it is a configuration of Terragrunt or another tool, which is not read: check the Terraform that it calls, or a plan",
    ),
    ("Pulumi.", ".yaml", PULUMI),
    ("Pulumi.", ".yml", PULUMI),
    ("", ".bicep", "it is Bicep, which is not read"),
    ("", ".cs", PROGRAM),
    ("", ".rb", PROGRAM),
];

const STATE: &str = "it is Terraform state, which is not read: check the configuration, a plan, or what is live (`taglint audit`)";
const PULUMI: &str = "it is Pulumi's, which is not read: check what is live (`taglint audit`)";
const PROGRAM: &str =
    "it is a program, which is not read: check the templates that it writes, as by `cdk synth`";

/// Why a file is not read and what to do, if it is of a kind that is not.
pub(crate) fn why(name: &str) -> Option<&'static str> {
    let name = name.rsplit('/').next().unwrap_or(name);
    let is_of = |(start, end, _): &&(&str, &str, &str)| name.starts_with(start) && name.ends_with(end);
    KINDS.iter().find(is_of).map(|(_, _, why)| *why)
}
