//! Files of a module: of configuration, of values, broken, or not to be opened.

use super::*;

#[test]
fn what_a_file_of_values_says_decides() {
    let main = "variable \"prod\" { default = true }\nresource \"aws_s3_bucket\" \"b\" {\n\
        tags = { A = var.prod ? \"x\" : \"y\" }\n}";
    assert_eq!(
        projects(&[("m.tf", main), ("terraform.tfvars", "prod = false")]),
        ["aws_s3_bucket.b A=y@m.tf:y"]
    );
}

#[test]
fn files_are_laid_over_each_other() {
    let main = "resource \"aws_s3_bucket\" \"b\" {\n tags = { A = \"x\" }\n}\nlocals {\n l = 1\n}\n";
    let over = "resource \"aws_s3_bucket\" \"b\" {\n tags = { B = local.l }\n}\nlocals {\n l = 2\n}\n";
    assert_eq!(
        projects(&[("main.tf", main), ("x_override.tf", over)]),
        ["aws_s3_bucket.b B=2@x_override.tf:2"]
    );
    // Each tool has a file of its own.
    assert_eq!(projects(&[("main.tf", "locals {}"), ("main.tofu", main)]).len(), 1);
    assert_eq!(projects(&[("main.tf", main), ("main.tofu", "locals {}")]).len(), 1);
}

#[test]
fn what_both_tools_leave_out_is_left_out_once() {
    let none = "resource \"aws_s3_bucket\" \"b\" {\n count = 0\n}";
    let sources = sources(&[("main.tf", none), ("a.tf", ""), ("a.tofu", "")]);
    assert_eq!(read_all(&sources).left_out.len(), 1);
}

#[test]
fn a_broken_file_leaves_the_others_judged() {
    let main = "resource \"aws_s3_bucket\" \"b\" {\n tags = { A = \"x\", B = local.b }\n}\n";
    let unread = |broken: &str| {
        let sources = sources(&[("a.tf", main), ("b.tf", broken)]);
        let read = read_all(&sources);
        assert_eq!(read.unreadable.len(), 1);
        let found: Vec<_> = read.projects.iter().map(project).collect();
        assert_eq!(found, ["aws_s3_bucket.b A=x@a.tf:x B=UNKNOWN@a.tf:local.b"]);
        read.projects[0].tags.unread.iter().map(|name| name.to_string()).collect::<Vec<_>>()
    };
    assert!(unread("locals {\n b = \n}\n").is_empty(), "no provider can stand there");
    assert_eq!(unread("provider \"aws\" {\n default_tags {\n}\n"), ["b.tf"]);
}

#[test]
fn a_file_that_cannot_be_opened_may_hold_anything() {
    let sources = sources(&[(
        "m/a.tf",
        "variable \"a\" {\n default = 1\n}\nresource \"aws_s3_bucket\" \"b\" {\n tags = { A = var.a }\n}\n",
    )]);
    let found = |unopened: &str| {
        let mut directories = Folders::of(&sources).0;
        directories[0].files.unopened = vec![format!("m/{unopened}")];
        let read = read(&Input { directories, ..Input::default() }, &Nowhere, &|_| true);
        assert_eq!(read.projects.len(), 1);
        let unread = &read.projects[0].tags.unread;
        (project(&read.projects[0]), unread.iter().map(|name| name.to_string()).collect::<Vec<_>>())
    };
    let known = "aws_s3_bucket.b A=1@m/a.tf:1".to_owned();
    assert_eq!(found("b.tf"), (known, vec!["m/b.tf".to_owned()]));
    assert_eq!(found("terraform.tfvars"), ("aws_s3_bucket.b A=UNKNOWN@m/a.tf:var.a".to_owned(), Vec::new()));
    assert_eq!(
        found("override.tf.json"),
        ("aws_s3_bucket.b UNKNOWN@-".to_owned(), vec!["m/override.tf.json".to_owned()])
    );
}

#[test]
fn only_the_files_that_were_asked_for_are_checked() {
    let sources = sources(&[
        ("a.tf", "resource \"aws_s3_bucket\" \"a\" {\n tags = { A = local.x }\n}\n"),
        ("b.tf", "locals {\n x = 1\n}\nresource \"aws_s3_bucket\" \"b\" {\n}\n"),
    ]);
    let mut input = Input { directories: Folders::of(&sources).0, ..Input::default() };
    let mut found_in = |file: &str| {
        input.directories[0].only = Some(vec![file.to_owned()]);
        let read = read(&input, &Nowhere, &|_| true);
        read.projects.iter().map(project).collect::<Vec<_>>()
    };
    assert_eq!(found_in("a.tf"), ["aws_s3_bucket.a A=1@b.tf:1"]);
    assert_eq!(found_in("b.tf"), ["aws_s3_bucket.a A=1@b.tf:1", "aws_s3_bucket.b"], "it has a word in both");
}
