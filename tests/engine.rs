//! The engine by its one door: texts in memory go in, a counted report comes out, and no file of the machine has a say.

use std::path::PathBuf;

use taglint::engine::{self, Screen, Task, Wanted};
use taglint::fault::Fault;
use taglint::files::Store;
use taglint::report::Report;
use taglint::triage::Selection;
use time::macros::date;

fn store(texts: &[(&str, &str)]) -> Store {
    let texts = texts.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec()));
    Store::in_memory("/work", texts)
}

fn reported(store: Store, paths: &[&str]) -> Result<Report, Fault> {
    let selection = Selection::everything(date!(2026 - 11 - 21));
    let paths = paths.iter().map(PathBuf::from).collect();
    engine::report(&Task { paths, ..Task::new(Wanted::Nearest, store, selection) }, &Screen::default())
}

/// Path, rule and tag of each finding.
fn told(report: &Report) -> Vec<(String, &'static str, String)> {
    let findings = report.findings.iter().map(|finding| {
        let path = finding.location.as_ref().map(|at| at.path().to_owned()).unwrap_or_default();
        (path, finding.rule, finding.tag.clone().unwrap_or_default())
    });
    findings.collect()
}

#[test]
fn policies_tables_ignores_and_modules_come_from_the_store() {
    let texts = [
        ("taglint.toml", "extends = [\"./policies/base.toml\"]\n[tags.Team]\nrequired = true\n"),
        (
            "policies/base.toml",
            "[tags.CostCenter]\nvalues-from = { file = \"codes.csv\", column = \"code\" }\n",
        ),
        ("policies/codes.csv", "code\nCC-1\n"),
        (".gitignore", "out/\n"),
        ("out/a.json", "[{\"name\": \"A\", \"tags\": {\"CostCenter\": \"CC-9\"}}]"),
        ("b.json", "[{\"name\": \"B\", \"tags\": {\"CostCenter\": \"CC-2\", \"Team\": \"x\"}}]"),
        ("sub/taglint.toml", "[tags.Owner]\nrequired = true\n"),
        ("sub/c.yaml", "projects:\n- name: C\n  tags: {Team: x}\n"),
        ("infra/main.tf", "module \"m\" {\n  source = \"../mod\"\n  center = \"CC-3\"\n}\n"),
        (
            "mod/main.tf",
            "variable \"center\" {}\nresource \"aws_bedrock_inference_profile\" \"p\" {\n  name = \"P\"\n  \
             tags = { CostCenter = var.center, Team = \"x\" }\n}\n",
        ),
    ];
    let report = reported(store(&texts), &["."]).expect("it is judged");
    let of = |path: &str, rule, tag: &str| (path.to_owned(), rule, tag.to_owned());
    assert_eq!(
        told(&report),
        [
            of("b.json", "invalid-value", "CostCenter"),
            of("infra/main.tf", "invalid-value", "CostCenter"),
            of("sub/c.yaml", "missing-tag", "Owner"),
            of("sub/c.yaml", "unknown-tag", "Team"),
        ]
    );
    assert_eq!((report.summary.projects, report.summary.git_ignored), (3, 1));
}

#[test]
fn an_open_document_takes_the_place_of_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("taglint.toml", "[tags.Team]\nrequired = true\n");
    write("a.json", "[{\"name\": \"A\", \"tags\": {}}]");
    let disk = Store::on_disk(folder.path());
    let open =
        disk.with([(PathBuf::from("a.json"), b"[{\"name\": \"A\", \"tags\": {\"Team\": \"x\"}}]".to_vec())]);
    let errors = |store| reported(store, &["."]).expect("it is judged").summary.error;
    assert_eq!((errors(disk), errors(open)), (1, 0));
}

#[test]
fn a_found_policy_reads_nothing_outside_of_its_repository() {
    let policy = "[tags.A]\nvalues-from = { file = \"../secret.txt\" }\n";
    let texts =
        [("/work/.git/HEAD", ""), ("taglint.toml", policy), ("../secret.txt", "s3cret\n"), ("a.json", "[]")];
    let Err(Fault::Policy(problems)) = reported(store(&texts), &["."]) else { panic!("it is refused") };
    let [problem] = problems.list() else { panic!("one problem: {problems}") };
    assert_eq!(problem.code, "policy::out-of-repository");
    assert!(!problem.to_string().contains("s3cret"));
}

#[cfg(unix)]
#[test]
fn no_file_of_the_machine_has_a_say() {
    let policy = "[tags.A]\nvalues-from = { file = \"/etc/passwd\" }\n";
    let Err(Fault::Policy(problems)) = reported(store(&[("taglint.toml", policy)]), &["."]) else {
        // Without a repository, the working folder bounds what a found policy reads.
        panic!("it is refused")
    };
    assert_eq!(problems.list().len(), 1);
    let missing = reported(store(&[]), &["/etc/passwd"]);
    assert!(matches!(missing, Err(Fault::NoSuchPaths(paths)) if paths == [PathBuf::from("/etc/passwd")]));
}

#[test]
fn the_path_of_what_is_outside_of_the_working_folder_begins_with_one_slash() {
    let policy = "[tags.Team]\nrequired = true\n[[overrides]]\nwhen = { path = \"/elsewhere/in/*\" }\n\
                  tags.Team.required = false\n";
    let text = "projects:\n- name: A\n  tags: {}\n";
    let store = store(&[("/elsewhere/in/a.yaml", text), ("/elsewhere/b.yaml", text), ("c.yaml", text)]);
    let paths = ["/elsewhere/in/a.yaml", "/elsewhere/b.yaml", "c.yaml"].map(PathBuf::from).to_vec();
    let selection = Selection::everything(date!(2026 - 11 - 21));
    let task = Task { paths, ..Task::new(Wanted::Text(policy.to_owned()), store, selection) };
    let report = engine::report(&task, &Screen::default()).expect("it is judged");
    let paths: Vec<String> = told(&report).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(paths, ["/elsewhere/b.yaml", "c.yaml"]);
}
