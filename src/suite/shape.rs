//! What a file of tests may contain, said once, as data.

use crate::finding::Level;
use crate::policy::shape::{Is, Shape, field, map, needed, shape};
use crate::project::service::STATUSES;

/// Findings have levels, and none of them is `off`.
const LEVELS: &[&str] = &[Level::Error.word(), Level::Warning.word(), Level::Note.word()];

/// The whole file.
pub(super) static FILE: Shape = shape(
    "a file of tests",
    &[
        field("policy", Is::Text, r#""taglint.toml""#, "The policy that is tested, relative to this file."),
        field(
            "test",
            Is::List(&Is::Table(&TEST)),
            r#"[{ name = "a project without tags", project = { name = "Atlas", tags = {} }, expect = [] }]"#,
            "The tests.",
        ),
    ],
);

static TEST: Shape = shape(
    "a test",
    &[
        needed("name", Is::Text, r#""research is never production""#, "The name of the test."),
        field("today", Is::Date, "2027-01-31", "The day on which exceptions are checked."),
        field(
            "path",
            Is::Text,
            r#""sandbox/atlas.yaml""#,
            "The path for conditions, relative to the policy's folder.",
        ),
        field(
            "project",
            Is::Table(&PROJECT),
            r#"{ name = "Atlas", tags = { Team = "Search" } }"#,
            "The project that is checked.",
        ),
        field(
            "file",
            Is::Text,
            r#""examples/template.yaml""#,
            "A definition that is checked instead of `project`, relative to this file.",
        ),
        needed(
            "expect",
            Is::List(&Is::Table(&EXPECTED)),
            r#"[{ rule = "missing-tag", tag = "CostCenter" }]"#,
            "What is found, and nothing else.",
        ),
    ],
);

static PROJECT: Shape = shape(
    "a project of a test",
    &[
        needed("name", Is::Text, r#""Atlas-Research""#, "Its name."),
        needed("tags", Is::Table(&TAGS), r#"{ Team = "Search" }"#, "Its tags."),
        field("kind", Is::Text, r#""bedrock-project""#, "`bedrock-project` when absent."),
        field("account", Is::Text, r#""111122223333""#, "The account it is in."),
        field("region", Is::Text, r#""us-east-1""#, "The region it is in."),
        field("status", Is::Word { noun: "a status", words: STATUSES }, r#""active""#, "Its status."),
        field("models", Is::List(&Is::Text), r#"["Claude Opus 4"]"#, "The models that it is billed for."),
    ],
);

static TAGS: Shape = map("a table of tags", Is::Text, "The value of this tag.");

static EXPECTED: Shape = shape(
    "an expected finding",
    &[
        field("rule", Is::Rule, r#""missing-tag""#, "Its rule."),
        field("tag", Is::Text, r#""CostCenter""#, "Its tag key."),
        field("value", Is::Text, r#""production""#, "Its value."),
        field("project", Is::Text, r#""Atlas""#, "The name of its project."),
        field("level", Is::Word { noun: "a level", words: LEVELS }, r#""error""#, "Its level."),
        field("message", Is::Text, r#""is missing""#, "A part of its message."),
    ],
);
