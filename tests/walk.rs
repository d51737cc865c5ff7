//! What a walk leaves out is what git leaves out, on generated trees, and never what it tracks.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use support::{Workplace, run, tool};

const FOLDERS: &[&str] = &["", "a/", "a/b/", "out/", "out/a/", "y.json/"];
const NAMES: &[&str] = &[
    "a.json",
    "b.json",
    "c.yaml",
    "A.json",
    "[x].json",
    "x.json",
    "sp ace.json",
    "!n.json",
    "#h.json",
    "ö.json",
];
const PATTERNS: &[&str] = &[
    "*.json",
    "!a.json",
    "/a",
    "a/",
    "out/",
    "**/b.json",
    "a/**",
    "a/**/x.json",
    "!out/a.json",
    "/*.json",
    "*",
    "!*/",
    "!*.yaml",
    "\\[x\\].json",
    "[x].json",
    "[a-c].json",
    "[!a].json",
    "\\!n.json",
    "\\#h.json",
    "# words",
    "sp\\ ace.json",
    "a.json ",
    "?.json",
    "**",
    "*/",
    "!/a/",
    "a//b",
    "\\a.json",
    "[[:alpha:]].json",
    "A.json",
    "a/*/",
    "{a,b}.json",
    "",
    "!",
    "/",
    "x.json\r",
    "[a.json",
];

/// A file with patterns.
fn patterns() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PATTERNS), 0..4).prop_map(|lines| lines.join("\n"))
}

fn git(place: &Workplace, arguments: &[&str]) -> Vec<String> {
    let mut git = tool("git", &place.path());
    git.args(arguments).env("HOME", place.path().join(".home"));
    let output = run(git, b"");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("text");
    names.split_terminator('\0').map(str::to_owned).collect()
}

/// The files that a walk reads.
fn read(place: &Workplace) -> BTreeSet<String> {
    let mut taglint =
        place.taglint(&["check", "--require", "Team", "--show-files", "--allow-empty", "--format", "json"]);
    taglint.env("HOME", place.path().join(".home"));
    let output = run(taglint, b"");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stderr).expect("text");
    let names = said.lines().filter_map(|line| line.strip_prefix("skipped: ")?.split(": ").next());
    names.map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_walk_reads_what_git_does_not_ignore(
        files in prop::collection::btree_map((select(FOLDERS), select(NAMES)), any::<bool>(), 1..12),
        ignores in prop::collection::btree_map(select(FOLDERS), patterns(), 0..4),
        excluded in patterns(),
        global in patterns(),
        (configured, format) in (any::<bool>(), select(&["2", "4"][..])),
    ) {
        let place = Workplace::new();
        git(&place, &["init", "--quiet"]);
        for (folder, text) in &ignores {
            place.write(&format!("{folder}.gitignore"), text);
        }
        place.write(".git/info/exclude", excluded);
        match configured {
            true => {
                place.write(".home/.gitconfig", "[core]\n  excludesFile = ~/other\n");
                place.write(".home/other", global);
            }
            false => place.write(".home/.config/git/ignore", global),
        }
        let mut wanted = BTreeSet::new();
        for ((folder, name), is_tracked) in &files {
            let path = format!("{folder}{name}");
            place.write(&path, "{}");
            if *is_tracked {
                git(&place, &["add", "--force", &format!("./{path}")]);
                wanted.insert(path);
            }
        }
        git(&place, &["update-index", "--index-version", format]);
        wanted.extend(git(&place, &["ls-files", "-z", "--others", "--exclude-standard", "*.json", "*.yaml"]));
        prop_assert_eq!(read(&place), wanted);
    }
}

#[test]
fn an_index_that_cannot_be_read_is_a_failure() {
    let place = Workplace::new();
    place.write(".git/index", "DIRC, or not");
    place.write("a.json", "{\"name\": \"a\", \"tags\": {}}");
    let output = run(place.taglint(&["check", "--require", "Team", "--format", "json"]), b"");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["failures"][0]["subject"], ".git");
    assert_eq!(report["summary"]["complete"], false);
}

#[test]
fn a_working_tree_of_its_own_has_the_rules_of_its_repository() {
    let place = Workplace::new();
    git(&place, &["init", "--quiet", "main"]);
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let in_main = ["-C", "main"];
    let commit = ["commit", "--quiet", "--allow-empty", "--message", "a"];
    git(&place, &[&in_main[..], &identity, &commit].concat());
    git(&place, &["-C", "main", "worktree", "add", "--quiet", "../other"]);
    place.write("main/.git/info/exclude", "*.json\n");
    for name in ["other/tracked.json", "other/ignored.json", "other/a.yaml"] {
        place.write(name, "{}");
    }
    git(&place, &["-C", "other", "add", "--force", "tracked.json"]);
    assert_eq!(read(&place), ["other/a.yaml", "other/tracked.json"].map(str::to_owned).into());
}
