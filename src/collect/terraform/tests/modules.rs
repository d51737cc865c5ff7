//! Providers and modules.

use super::*;

#[test]
fn providers_lay_their_tags_below() {
    let main = "resource \"aws_s3_bucket\" \"a\" {\n tags = { A = \"x\" }\n}\n\
        resource \"aws_s3_bucket\" \"b\" {\n provider = aws.west\n}\n\
        resource \"aws_s3_bucket\" \"c\" {\n provider = aws.nowhere\n}\n\
        resource \"awscc_s3_bucket\" \"d\" {\n}\n";
    let providers = "provider \"aws\" {\n default_tags {\n tags = { A = \"0\", B = \"1\" }\n }\n}\n\
        provider \"aws\" {\n alias = \"west\"\n region = \"us-west-2\"\n default_tags {\n tags = { C = var.c }\n }\n}\n\
        variable \"c\" {}";
    assert_eq!(
        projects(&[("m.tf", main), ("p.tf", providers)]),
        [
            "aws_s3_bucket.a B=1@p.tf:1 A=x@m.tf:x",
            "aws_s3_bucket.b C=UNKNOWN@p.tf:var.c",
            "aws_s3_bucket.c UNKNOWN@-",
            "awscc_s3_bucket.d"
        ]
    );
    let sources = sources(&[("m.tf", main), ("p.tf", providers)]);
    let read = read_all(&sources);
    assert_eq!(read.projects[1].region.as_deref(), Some("us-west-2"));
    assert!(read.projects[1].tags.container.is_none());
}

#[test]
fn called_modules_are_checked_in_their_calls() {
    let module = "variable \"cc\" {\n default = \"CC-0\"\n}\nvariable \"name\" {}\n\
        resource \"awscc_bedrockmantle_project\" \"p\" {\n name = var.name\n tags = [{ key = \"A\", value = var.cc }]\n}\n\
        resource \"aws_s3_bucket\" \"b\" {\n}\noutput \"tags\" {\n value = { A = var.cc }\n}\n";
    let root = "provider \"aws\" {\n default_tags {\n tags = { D = \"d\" }\n }\n}\n\
        module \"a\" {\n source = \"./m\"\n name = \"n\"\n cc = \"CC-1\"\n}\n\
        module \"b\" {\n source = \"./m\"\n name = \"o\"\n}\n\
        module \"far\" {\n source = \"terraform-aws-modules/s3-bucket/aws\"\n}\n\
        resource \"aws_s3_bucket\" \"r\" {\n tags = merge(module.a.tags, module.far.tags)\n}\n";
    let found = projects(&[("root/main.tf", root), ("root/m/main.tf", module)]);
    assert_eq!(
        found,
        [
            "aws_s3_bucket.r D=UNKNOWN@root/main.tf:d A=UNKNOWN@root/main.tf:CC-1 UNKNOWN@module.far.tags",
            "module.a.awscc_bedrockmantle_project.p A=CC-1@root/main.tf:CC-1",
            "module.a.aws_s3_bucket.b D=d@root/main.tf:d",
            "module.b.awscc_bedrockmantle_project.p A=CC-0@root/m/main.tf:CC-0",
            "module.b.aws_s3_bucket.b D=d@root/main.tf:d"
        ]
    );
}

#[test]
fn modules_are_called_many_times_and_hand_on_providers() {
    let module = "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" {\n provider = aws.x\n tags = { A = var.v }\n}\n";
    let root = "provider \"aws\" {\n alias = \"p\"\n default_tags {\n tags = { D = \"d\" }\n }\n}\n\
        module \"a\" {\n source = \"../m/\"\n for_each = { k = \"v\" }\n v = each.value\n \
        providers = { aws.x = aws.p }\n}\nmodule \"self\" {\n source = \"./\"\n}\n";
    let found = projects(&[("root/main.tf", root), ("m/main.tf", module)]);
    assert_eq!(found[0], "module.a[\"k\"].aws_s3_bucket.b D=d@root/main.tf:d A=v@root/main.tf:v");
}

#[test]
fn modules_outside_are_loaded() {
    let sources = sources(&[
        ("live/main.tf", "module \"m\" {\n source = \"../m\"\n a = 1\n}\n"),
        ("m/main.tf", "variable \"a\" {}\nresource \"aws_s3_bucket\" \"b\" {\n tags = { A = var.a }\n}"),
    ]);
    let folders = Folders::of(&sources);
    let input = Input { directories: folders.0[..1].to_vec(), ..Input::default() };
    let read = read(&input, &folders, &|_| true);
    let found: Vec<_> = read.projects.iter().map(project).collect();
    assert_eq!(found, ["module.m.aws_s3_bucket.b A=1@live/main.tf:1"]);
    assert_eq!(read.comments.len(), 2);
}
