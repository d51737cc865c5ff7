//! What `taglint.toml` may contain, said once, as data.
//!
//! From this description come the check of every key and type of a file ([`check`]), and the JSON Schema that
//! editors complete and check with ([`schema`]).

pub(crate) mod check;
mod form;
pub mod schema;

pub use form::{Field, Is, Others, Shape};
pub(crate) use form::{field, map, needed, shape};

use super::Tool;
use super::dictionary::Format;
use crate::cost::Metric;
use crate::finding::Level;

/// The words of levels.
const LEVELS: &[&str] = &[Level::Error.word(), Level::Warning.word(), Level::Note.word(), super::OFF];

/// The words of metrics.
const METRICS: &[&str] = &[
    Metric::NetUnblended.word(),
    Metric::Unblended.word(),
    Metric::Amortized.word(),
    Metric::Billed.word(),
    Metric::Effective.word(),
];

const LEVEL: Is = Is::Word { noun: "a level", words: LEVELS };
const FORMAT: Is = Is::Word { noun: "a format", words: Format::WORDS };
const TEXTS: Is = Is::List(&Is::Text);
const ONE_OR_MORE: Is = Is::Either(&[Is::Text, TEXTS]);

/// The whole file.
pub static POLICY: Shape = shape(
    "a policy",
    &[
        field(
            "extends",
            TEXTS,
            r#"["bedrock"]"#,
            "Policies that this one builds on: the name of a built-in pack, or a path beginning with `./` or `../`, \
             relative to this file. They are merged field by field, lists are replaced; later entries win, and this \
             file wins over all.",
        ),
        field(
            "tags",
            Is::Table(&TAGS),
            r#"{ Owner = { required = true } }"#,
            "The tag dictionary: an entry for each tag key.",
        ),
        field(
            "name",
            Is::Table(&NAME),
            r#"{ pattern = "{Application}-*" }"#,
            "What project names look like.",
        ),
        field(
            "constraints",
            Is::List(&Is::Table(&CONSTRAINT)),
            r#"[{ require = { tags = { Team = "Research" } } }]"#,
            "Tags that must agree with each other or with the name.",
        ),
        field(
            "lookups",
            Is::List(&Is::Table(&LOOKUP)),
            r#"[{ file = "cost-centers.csv", columns = { CostCenter = "code" } }]"#,
            "Tables that must have a row with the combination of some tags.",
        ),
        field("rules", Is::Table(&RULES), r#"{ unknown-tag = "error" }"#, "The level of each rule.")
            .or("the rule's own level"),
        field(
            "overrides",
            Is::List(&Is::Table(&OVERRIDE)),
            r#"[{ when = { path = "sandbox/**" }, rules = { unknown-tag = "off" } }]"#,
            "Changes to the dictionary and the levels for some projects; later ones win.",
        ),
        field(
            "exceptions",
            Is::List(&Is::Table(&EXCEPTION)),
            r#"[{ until = 2027-01-31, reason = "migrates in Q1" }]"#,
            "Waivers that expire.",
        ),
        field("files", Is::Table(&FILES), r#"{ exclude = ["vendor/**"] }"#, "Which files are read."),
        field(
            "resources",
            Is::Table(&RESOURCES),
            r#"{ types = ["aws_*"] }"#,
            "Which other resources are checked.",
        ),
        field(
            "terraform",
            Is::Table(&TERRAFORM),
            r#"{ tool = "tofu" }"#,
            "How Terraform and OpenTofu are run.",
        ),
        field("live", Is::Table(&LIVE), r#"{ regions = ["us-east-1"] }"#, "Where `taglint audit` looks."),
        field(
            "spend",
            Is::Table(&SPEND),
            r#"{ explained = "95%" }"#,
            "How much of the spend on a bill must be explained, for `taglint spend`.",
        ),
        field(
            "models",
            Is::List(&Is::Table(&MODELS)),
            r#"[{ forbid = ["Claude Opus*"] }]"#,
            "Which models some spend may go to.",
        ),
        field(
            "budgets",
            Is::Table(&BUDGETS),
            r#"{ key = "CostCenter" }"#,
            "Which spend needs a budget, for `taglint spend --budgets`.",
        ),
    ],
);

static TAGS: Shape = map(
    "the tag dictionary",
    Is::Table(&TAG),
    "The entry for this tag key. A `*` in the key matches any string: the entry then applies to every key that matches.",
);

static TAG: Shape = Shape {
    definition: Some("tag"),
    ..shape(
        "a tag entry",
        &[
            field(
                "description",
                Is::Text,
                r#""Which team is responsible""#,
                "What the tag is for, shown in help.",
            ),
            field(
                "required",
                Is::Either(&[Is::Bool, Is::Table(&REQUIRED)]),
                "true",
                "Whether every project must have the tag, or those that match a condition: \
                 `{ when = { tags = { Environment = \"Production\" } } }`.",
            )
            .or("`false`"),
            field(
                "pattern",
                Is::Text,
                r"'CC-\d{4}'",
                "A regular expression that the whole value must match. `\\d`, `\\w` and `\\s` are ASCII; there is \
                 no look-around.",
            ),
            field("values", TEXTS, r#"["Production", "Staging"]"#, "The allowed values."),
            field(
                "values-from",
                Is::Table(&VALUES_FROM),
                r#"{ file = "teams.csv", column = "team" }"#,
                "A file with the allowed values; those of `values` are allowed too.",
            ),
            field(
                "aliases",
                Is::Table(&ALIASES),
                r#"{ prod = "Production" }"#,
                "Known wrong spellings, each with the allowed value that it means. `--fix` replaces them.",
            ),
            field("format", FORMAT, r#""email""#, "A format that values must have."),
            field("min-length", Is::Count, "2", "The fewest characters of a value."),
            field("max-length", Is::Count, "64", "The most characters of a value."),
            field("examples", TEXTS, r#"["CC-1001"]"#, "Values to show in help."),
            field(
                "message",
                Is::Text,
                r#""Ask finance for a code""#,
                "What to show in place of taglint's own help.",
            ),
            field(
                "default",
                Is::Text,
                r#""Internal""#,
                "The value that `--fix` may insert where the tag is missing.",
            ),
            field(
                "deprecated",
                Is::Text,
                r#""use CostCenter""#,
                "Marks the key as no longer used, and says why or what to use.",
            ),
            field("replaced-by", Is::Text, r#""CostCenter""#, "The key that replaces a deprecated one."),
            field("forbidden", Is::Bool, "true", "Whether the key is forbidden.").or("`false`"),
        ],
    )
};

static REQUIRED: Shape = Shape {
    whole: true,
    ..shape(
        "a conditional `required`",
        &[needed(
            "when",
            Is::Table(&CONDITION),
            r#"{ tags = { Environment = "Production" } }"#,
            "For which projects the tag is required.",
        )],
    )
};

static VALUES_FROM: Shape = Shape {
    whole: true,
    ..shape(
        "`values-from`",
        &[
            needed(
                "file",
                Is::Text,
                r#""teams.csv""#,
                "A CSV file with a header, or a `.txt` file with one value a line, relative to this file.",
            ),
            field("column", Is::Text, r#""team""#, "The column of a CSV file."),
        ],
    )
};

static ALIASES: Shape =
    map("a table of wrong spellings", Is::Text, "The allowed value that this wrong spelling means.");

static NAME: Shape = shape(
    "`[name]`",
    &[
        field(
            "pattern",
            Is::Text,
            "'{Application}-{Environment}'",
            "What names look like: `{Key}` is the value of that tag, `*` matches any string.",
        ),
        field(
            "abbreviations",
            Is::Table(&ABBREVIATIONS),
            r#"{ Environment = { Production = ["Prod"] } }"#,
            "What names may use in place of the value of a tag, by key and by value.",
        ),
    ],
);

static ABBREVIATIONS: Shape =
    map("a table of abbreviations", Is::Table(&ABBREVIATED), "The abbreviations of the values of this tag.");

static ABBREVIATED: Shape =
    map("a table of abbreviated values", TEXTS, "What names may use in place of this value of the tag.");

static CONDITION: Shape = Shape {
    definition: Some("condition"),
    whole: true,
    ..shape(
        "a condition",
        &[
            field("name", ONE_OR_MORE, r#""*-Research""#, "The name of the project; `*` matches any string."),
            field(
                "path",
                ONE_OR_MORE,
                r#""sandbox/**""#,
                "The path of its definition, relative to the folder of the policy; `*` matches any string.",
            ),
            field(
                "kind",
                ONE_OR_MORE,
                r#""bedrock-project""#,
                "`bedrock-project`, `inference-profile`, or a resource type.",
            ),
            field("account", ONE_OR_MORE, r#""111122223333""#, "The account it is in."),
            field("region", ONE_OR_MORE, r#""eu-*""#, "The region it is in."),
            field("status", ONE_OR_MORE, r#""active""#, "`active` or `archived`."),
            field(
                "tags",
                Is::Table(&TAG_CONDITIONS),
                r#"{ Environment = ["Research", "Development"] }"#,
                "What its tags are.",
            ),
            field(
                "not",
                Is::Table(&CONDITION),
                r#"{ status = "archived" }"#,
                "A condition that must not be true.",
            ),
        ],
    )
};

static TAG_CONDITIONS: Shape = map(
    "a table of tag values",
    Is::Either(&[Is::Text, TEXTS, Is::Bool]),
    "The value of this tag, a list of values of which it must be one, or whether the tag is there. `*` matches any string.",
);

static CONSTRAINT: Shape = shape(
    "a constraint",
    &[
        field("name", Is::Text, r#""research is not production""#, "The name of the constraint."),
        field("when", Is::Table(&CONDITION), r#"{ name = "*-Research" }"#, "For which projects.")
            .or("all projects"),
        needed(
            "require",
            Is::Table(&CONDITION),
            r#"{ tags = { Environment = "Research" } }"#,
            "What must be true for them.",
        ),
        field("message", Is::Text, r#""research work is billed to research""#, "What to show as help."),
    ],
);

static LOOKUP: Shape = shape(
    "a lookup",
    &[
        needed("file", Is::Text, r#""cost-centers.csv""#, "A CSV file with a header, relative to this file."),
        needed(
            "columns",
            Is::Table(&COLUMNS),
            r#"{ CostCenter = "code", Team = "team" }"#,
            "The tag keys whose values together must be one row, each with its column.",
        ),
    ],
);

static COLUMNS: Shape = map("a table of columns", Is::Text, "The column with the values of this tag.");

static RULES: Shape = Shape {
    others: Others::Rules(
        Is::Either(&[LEVEL, Is::Table(&RULE)]),
        "The level of this rule, or a table with `level` and `mandatory`.",
    ),
    ..shape("`[rules]`", &[])
};

static RULE: Shape = shape(
    "a rule entry",
    &[
        field("level", LEVEL, r#""error""#, "The level of the rule.").or("the rule's own level"),
        field(
            "mandatory",
            Is::Bool,
            "true",
            "Whether no inline ignore, exception or baseline hides what the rule finds.",
        )
        .or("`false`"),
    ],
);

static OVERRIDE: Shape = shape(
    "an override",
    &[
        needed("when", Is::Table(&CONDITION), r#"{ path = "sandbox/**" }"#, "For which projects."),
        field(
            "tags",
            Is::Table(&TAGS),
            r#"{ CostCenter = { required = false } }"#,
            "Changes to the entries of tag keys for them, field by field.",
        ),
        field(
            "rules",
            Is::Table(&OVERRIDDEN_RULES),
            r#"{ unknown-tag = "off" }"#,
            "The level of each rule for them.",
        ),
    ],
);

static OVERRIDDEN_RULES: Shape = Shape {
    others: Others::Rules(Is::Either(&[LEVEL, Is::Table(&OVERRIDDEN_RULE)]), "The level of this rule."),
    ..shape("the `rules` of an override", &[])
};

static OVERRIDDEN_RULE: Shape =
    shape("a rule entry of an override", &[field("level", LEVEL, r#""off""#, "The level of the rule.")]);

static EXCEPTION: Shape = shape(
    "an exception",
    &[
        field("when", Is::Table(&CONDITION), r#"{ name = "Legacy-*" }"#, "For which projects.")
            .or("all projects"),
        field("rules", Is::List(&Is::Rule), r#"["missing-tag"]"#, "Which rules.")
            .or("all but mandatory ones"),
        field("tags", TEXTS, r#"["Owner"]"#, "Which tag keys.").or("all keys"),
        needed("until", Is::Date, "2027-01-31", "The last day (UTC) on which it applies."),
        needed("reason", Is::Text, r#""migrates in Q1, FIN-482""#, "Why it is granted."),
        field("owner", Is::Text, r#""finops""#, "Who is responsible for it."),
    ],
);

static FILES: Shape = shape(
    "`[files]`",
    &[
        field(
            "include",
            TEXTS,
            r#"["projects/**/*.json"]"#,
            "Which JSON, YAML and TOML files are manifests, relative to the folder of the policy. \
             What is included and cannot be read is a finding.",
        )
        .or("all that declare projects"),
        field("exclude", TEXTS, r#"["vendor/**"]"#, "Which files are never read, also when they are named."),
    ],
);

static RESOURCES: Shape = shape(
    "`[resources]`",
    &[field(
        "types",
        TEXTS,
        r#"["AWS::S3::*", "aws_*"]"#,
        "Resource types that are checked in addition to Bedrock projects and application inference profiles.",
    )],
);

static TERRAFORM: Shape = shape(
    "`[terraform]`",
    &[
        field(
            "tool",
            Is::Word { noun: "a tool", words: Tool::WORDS },
            r#""tofu""#,
            "Which tool reads the configuration: of `main.tf` and `main.tofu` beside each other, Terraform reads \
             the first and OpenTofu the second.",
        )
        .or("both readings are checked"),
        field(
            "var-files",
            TEXTS,
            r#"["env/prod.tfvars"]"#,
            "Files with values of variables, as for `--var-file`, relative to the file that names them; later ones \
             win, and those of the command line win over them.",
        ),
    ],
);

static LIVE: Shape = shape(
    "`[live]`",
    &[
        field("regions", TEXTS, r#"["us-east-1"]"#, "The regions to look at; `--region` wins over them.")
            .or("`AWS_REGION`, else `AWS_DEFAULT_REGION`, else the region of the profile"),
        field(
            "accounts",
            Is::List(&Is::Table(&ACCOUNT)),
            r#"[{ name = "ml-prod", profile = "ml-prod" }]"#,
            "The accounts to look at.",
        )
        .or("the account of the ambient credentials"),
    ],
);

static ACCOUNT: Shape = shape(
    "an account",
    &[
        needed("name", Is::Text, r#""ml-prod""#, "The name for `--account`."),
        field("profile", Is::Text, r#""ml-prod""#, "A profile of the AWS configuration."),
        field("role-arn", Is::Text, r#""arn:aws:iam::111122223333:role/audit""#, "A role to assume."),
        field("external-id", Is::Text, r#""taglint""#, "The external id that the role asks for."),
        field("regions", TEXTS, r#"["us-east-1"]"#, "Its regions.").or("those of `[live]`"),
    ],
);

static SPEND: Shape = shape(
    "`[spend]`",
    &[
        field(
            "metric",
            Is::Word { noun: "a metric", words: METRICS },
            r#""net-unblended""#,
            "Which cost of the bill counts.",
        )
        .or("`net-unblended` where the bill has it, else `unblended`; of FOCUS `billed`"),
        field(
            "explained",
            Is::Text,
            r#""95%""#,
            "The share of the spend of a month that must be explained by right tags; less is `unexplained-spend`.",
        )
        .or("no such gate"),
        field(
            "minimum",
            Is::Amount,
            "1.00",
            "How much money, of either sign and in the currency of the bill, a group of spend must have to be reported.",
        )
        .or("`0`"),
    ],
);

static MODELS: Shape = shape(
    "a `models` entry",
    &[
        field(
            "when",
            Is::Table(&CONDITION),
            r#"{ tags = { Environment = "Development" } }"#,
            "For which spend.",
        )
        .or("all spend"),
        field(
            "allow",
            TEXTS,
            r#"["Claude Haiku*"]"#,
            "The models that it may go to, as the bill calls them; `*` matches any string. Either this or `forbid`.",
        ),
        field(
            "forbid",
            TEXTS,
            r#"["Claude Opus*"]"#,
            "The models that it must not go to, as the bill calls them; `*` matches any string. Either this or `allow`.",
        ),
        field("message", Is::Text, r#""use Haiku in development""#, "What to show as help."),
    ],
);

static BUDGETS: Shape = shape(
    "`[budgets]`",
    &[needed(
        "key",
        Is::Text,
        r#""CostCenter""#,
        "The tag key of which each value that has spend needs a budget.",
    )],
);
