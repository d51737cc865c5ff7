//! `taglint policy` on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::values::ListFormat;
use crate::revision::Format;

/// The heading of the options for the policy.
pub(super) const POLICY: &str = "Policy";

// What to do with the policy.
#[derive(Subcommand, Debug)]
#[command(defer = true)]
pub(crate) enum PolicyCommand {
    /// Print the policy that is in force, with what it extends
    Show(PolicyArgs),
    /// Check the policy and report everything that is wrong with it
    Check(PolicyArgs),
    /// List the exceptions of the policy with their ends, the first to end first
    Exceptions {
        /// Which policy.
        #[command(flatten)]
        policy: PolicyArgs,
        /// The format of standard output
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
    /// Print the JSON Schema of `taglint.toml`, for editors
    Schema,
    /// Run the tests of policies: each says what is found in a project or a definition
    Test(PolicyTestArgs),
    /// Compare two policies: which findings come, go, or change their level for the definitions here
    Diff(PolicyDiffArgs),
    /// Write a policy from tag policies of AWS Organizations
    Import(PolicyImportArgs),
    /// Print the policy as one that AWS itself enforces
    Export(PolicyExportArgs),
}

// Which policy.
#[derive(Args, Clone, Debug)]
pub(crate) struct PolicyArgs {
    /// The policy, or the name of a built-in one, `bedrock`; without it, the nearest `taglint.toml` upwards
    /// [env: TAGLINT_POLICY]
    // The variable is read with the settings: as a default here it would clash with `--require`.
    #[arg(long, value_name = "FILE", display_order = 0, help_heading = POLICY)]
    pub(crate) policy: Option<PathBuf>,
}

// `taglint policy test`.
#[derive(Args, Clone, Debug)]
pub(crate) struct PolicyTestArgs {
    /// Files of tests, and folders to search for `taglint.test.toml` and `*.taglint.test.toml`
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// Which policy the files test that name none.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    /// List the clauses of the policy that no test covers
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Fail (exit 1) where less than this percentage of the clauses is tested
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) min_coverage: Option<u8>,
    /// The format of standard output: full, json or junit
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub(crate) format: String,
    /// Also write the outcome in this format to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE")]
    pub(crate) output: Vec<String>,
}

// `taglint policy diff`.
#[derive(Args, Clone, Debug)]
pub(crate) struct PolicyDiffArgs {
    /// The policy as it was, such as `git show main:taglint.toml` writes it, or the name of a built-in one
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The policy as it is to be
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Files and folders with definitions
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub(crate) format: Format,
}

// `taglint policy export`.
#[derive(Args, Clone, Debug)]
pub(crate) struct PolicyExportArgs {
    /// What to export it as: a tag policy or a service control policy of AWS Organizations, or an identity policy
    pub(crate) target: ExportTarget,
    /// Which policy.
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    /// Fail (exit 1) where something cannot be expressed exactly
    #[arg(long)]
    pub(crate) strict: bool,
    /// Leave this tag key out; may be repeated
    #[arg(long, value_name = "KEY")]
    pub(crate) without: Vec<String>,
    /// Of a service control policy or an identity policy: deny only creating projects, changing tags, or inference; may
    /// be repeated or separated by commas
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    pub(crate) only: Vec<ExportPart>,
    /// Refuse nothing that this baseline hides
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// What a policy is exported to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ExportTarget {
    /// A tag policy of AWS Organizations
    AwsTagPolicy,
    /// A service control policy
    Scp,
    /// An identity policy
    Iam,
}

/// What is denied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ExportPart {
    /// Creating projects
    Create,
    /// Changing tags
    Tag,
    /// Inference
    Infer,
}

// `taglint policy import`.
#[derive(Args, Clone, Debug)]
pub(crate) struct PolicyImportArgs {
    /// Tag policies (JSON), from the root of the organization down; those attached to one node are joined by commas, in
    /// the order in which they were attached. An effective policy is one, too
    #[arg(
        value_name = "FILE",
        required_unless_present = "from_organization",
        conflicts_with = "from_organization"
    )]
    pub(crate) files: Vec<String>,
    /// Ask AWS Organizations for the effective tag policy of this account, organizational unit or root; without one, for
    /// the tags that are required in this account
    #[arg(long, value_name = "TARGET", num_args = 0..=1)]
    pub(crate) from_organization: Option<Option<String>>,
    /// Write the policy to this file, which must not exist yet
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
