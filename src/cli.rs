//! The command line, as it is typed. What is asked for becomes [`crate::settings`]; nothing is done here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cost::Metric;
use crate::finding::Level;

/// Checks whether AI spending on Amazon Bedrock can be explained: judges the cost tags of projects against a policy.
#[derive(Parser, Debug)]
#[command(name = "taglint", version, propagate_version = false, disable_help_subcommand = true)]
#[command(after_help = "Exit code: 0 clean, 1 findings, 2 nothing was judged, 3 incomplete.\n\
    `taglint explain RULE` tells what a rule finds and how to mend it.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Judge definitions: manifests, templates, configurations, plans
    Check(Box<CheckArgs>),
    /// Judge live projects, and compare them with their definitions
    Audit(Box<AuditArgs>),
    /// Check how much of a bill can be explained
    Spend(Box<SpendArgs>),
    /// Tell what a rule finds, why, and how to mend it
    Explain {
        /// The rule; without it, all of them in a line each
        rule: Option<String>,
    },
    /// List the rules with their levels and fixes
    Rules,
    /// Write a commented policy that passes on what is there
    Init {
        /// Where the definitions are, and where `taglint.toml` is written
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Show or check the policy, or print its JSON Schema
    Policy {
        /// What to do with it
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What to do with the policy.
#[derive(Subcommand, Debug)]
pub enum PolicyCommand {
    /// Print the effective policy, with what it extends
    Show(PolicyArgs),
    /// Check the policy and say everything that is wrong with it
    Check(PolicyArgs),
    /// Print the JSON Schema of `taglint.toml`, for editors
    Schema,
    /// Run the tests of policies: each says what is found in a project or a definition
    Test(PolicyTestArgs),
    /// Make a policy of tag policies of AWS Organizations
    Import(PolicyImportArgs),
}

/// `taglint policy import`.
#[derive(Args, Clone, Debug)]
pub struct PolicyImportArgs {
    /// Tag policies (JSON), from the root of the organization down; those attached to one node are joined by commas, in
    /// the order in which they were attached. An effective policy is one, too
    #[arg(
        value_name = "FILE",
        required_unless_present = "from_organization",
        conflicts_with = "from_organization"
    )]
    pub files: Vec<String>,
    /// Ask AWS Organizations for the effective tag policy of this account, organizational unit or root; without one, for
    /// the tags that are required in this account
    #[arg(long, value_name = "TARGET", num_args = 0..=1)]
    pub from_organization: Option<Option<String>>,
    /// Write the policy to this file, which must not exist yet
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `taglint policy test`.
#[derive(Args, Clone, Debug)]
pub struct PolicyTestArgs {
    /// Files of tests, and folders to search for `taglint.test.toml` and `*.taglint.test.toml`
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Which policy the files test that name none.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// List the clauses of the policy that no test made speak
    #[arg(long)]
    pub coverage: bool,
    /// Fail (exit 1) where fewer than so many percent of the clauses are tested
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_coverage: Option<u8>,
    /// The format of standard output: full, json or junit
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub format: String,
    /// Also write the outcome in this format to a file (repeat)
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<String>,
}

/// Which policy.
#[derive(Args, Clone, Debug)]
pub struct PolicyArgs {
    /// The policy; else the one that TAGLINT_POLICY names, else the nearest `taglint.toml` upwards
    // The variable is read with the settings: as a default here it would clash with `--require`.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
}

/// `taglint check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Files and folders, `-` for standard input; without any, the working folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What is shared with the other judging commands.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// A whole policy on the command line: `Key`, `Key~pattern`, `Key=A|B` (repeat)
    #[arg(long, value_name = "SPEC", conflicts_with = "policy")]
    pub require: Vec<String>,
    /// Judge these resource types too, as `[resources] types` (repeat)
    #[arg(long, value_name = "GLOB")]
    pub types: Vec<String>,
    /// Take values of Terraform variables from this file, as `terraform plan` does (repeat; later ones win)
    #[arg(long, value_name = "FILE")]
    pub var_file: Vec<PathBuf>,
    /// Read TF_VAR_name, TF_AWS_DEFAULT_TAGS_Key and TF_AWS_IGNORE_TAGS_… from the environment
    #[arg(long)]
    pub env: bool,
    /// Apply safe fixes to the files, and judge what remains
    #[arg(long)]
    pub fix: bool,
    /// With `--fix` or `--diff`: also the fixes that guess or remove something
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Print the fixes as a patch instead of the findings, and change no file
    #[arg(long)]
    pub diff: bool,
    /// The name of what comes by standard input
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// List the files that were read and skipped, and why
    #[arg(long)]
    pub show_files: bool,
    /// Succeed where there are no definitions
    #[arg(long)]
    pub allow_empty: bool,
    /// Fail (exit 3) on whatever could hide a project: tags that cannot be known, resource types that taglint does not
    /// know, definitions that git ignores
    #[arg(long)]
    pub strict: bool,
    /// Read the files that git ignores, too
    #[arg(long)]
    pub no_gitignore: bool,
    /// Choose files that are named as a walk chooses them: skip hidden folders, and what cannot be parsed and bears no
    /// mark of a definition (for hooks)
    #[arg(long)]
    pub as_walked: bool,
    /// How many threads to use, at most one for each core, as by default
    #[arg(long, value_name = "N", value_parser = threads)]
    pub jobs: Option<usize>,
}

/// `taglint audit`.
#[derive(Args, Debug)]
pub struct AuditArgs {
    /// What is shared with the other judging commands.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// Look at this region (repeat or comma); wins over the policy and the environment
    #[arg(long, value_name = "REGION", num_args = 1.., value_delimiter = ',', conflicts_with = "all_regions")]
    pub region: Vec<String>,
    /// Look at every region that this version of taglint knows to have projects
    #[arg(long)]
    pub all_regions: bool,
    /// Look at this account of `[[live.accounts]]` only (repeat or comma)
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    pub account: Vec<String>,
    /// Compare with the definitions in these files and folders (repeat)
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub against: Vec<PathBuf>,
    /// Write down what is there, for the next `--since`
    #[arg(long, value_name = "SNAPSHOT")]
    pub save: Option<PathBuf>,
    /// Say what changed since this snapshot
    #[arg(long, value_name = "SNAPSHOT")]
    pub since: Option<PathBuf>,
    /// Ask Cost Explorer whether the required keys are active cost allocation tags
    #[arg(long)]
    pub billing: bool,
    /// Put the money of a bill on what is found, and check the bill: exports of costs, as `taglint spend` reads them
    #[arg(long, value_name = "SOURCE", num_args = 1..)]
    pub spend: Vec<String>,
    /// Ask this server instead of AWS; `{region}` stands for the region
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Judge archived projects too
    #[arg(long)]
    pub include_archived: bool,
    /// How many seconds to wait for one answer, 1 to 600
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub timeout: u64,
    /// Print the API calls that would mend the tags instead of the findings; nothing is ever sent but reads
    #[arg(long)]
    pub diff: bool,
    /// With `--diff`: also the calls that guess or remove
    #[arg(long)]
    pub unsafe_fixes: bool,
}

/// `taglint spend`.
#[derive(Args, Debug)]
pub struct SpendArgs {
    /// Exports of costs (CUR 2.0, legacy CUR, FOCUS): files, or folders that are read whole
    #[arg(value_name = "SOURCE", required = true)]
    pub sources: Vec<String>,
    /// What is shared with the other judging commands.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// A whole policy on the command line: `Key`, `Key~pattern`, `Key=A|B` (repeat)
    #[arg(long, value_name = "SPEC", conflicts_with = "policy")]
    pub require: Vec<String>,
    /// Check this month, `2026-11`, or these, `2026-09..2026-11` (repeat); else the newest one
    #[arg(long, value_name = "PERIOD")]
    pub period: Vec<String>,
    /// Count this cost; else the policy's, else `net-unblended` where the bill has it
    #[arg(long, value_name = "METRIC")]
    pub metric: Option<MetricArg>,
    /// Take names and present tags of projects from this snapshot, which `taglint audit --save` wrote
    #[arg(long, value_name = "SNAPSHOT")]
    pub snapshot: Option<PathBuf>,
    /// Succeed where the bill has no line of Amazon Bedrock
    #[arg(long)]
    pub allow_empty: bool,
    /// Check that spend has budgets, by `[budgets]` of the policy
    #[arg(long, hide = true)]
    pub budgets: bool,
    /// Print the query for Athena, and ask nothing
    #[arg(long, hide = true)]
    pub print_sql: bool,
}

/// A cost of a bill.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum MetricArg {
    /// After discounts, as it is charged
    NetUnblended,
    /// As it is charged
    Unblended,
    /// Commitments spread over what they cover
    Amortized,
    /// As it is invoiced (FOCUS)
    Billed,
    /// Commitments spread over what they cover (FOCUS)
    Effective,
}

impl From<MetricArg> for Metric {
    fn from(metric: MetricArg) -> Metric {
        match metric {
            MetricArg::NetUnblended => Metric::NetUnblended,
            MetricArg::Unblended => Metric::Unblended,
            MetricArg::Amortized => Metric::Amortized,
            MetricArg::Billed => Metric::Billed,
            MetricArg::Effective => Metric::Effective,
        }
    }
}

/// What `check`, `audit` and `spend` have in common.
#[derive(Args, Debug)]
pub struct SharedArgs {
    /// Which policy.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "full", value_parser = formats())]
    pub format: String,
    /// Also write the report in this format to a file (repeat)
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<String>,
    /// Fail (exit 1) on findings at this level and above
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub fail_on: FailOnArg,
    /// Show findings at this level and above only; what --fail-on fails is always shown
    #[arg(long, value_name = "LEVEL")]
    pub min_level: Option<LevelArg>,
    /// Apply only these rules (repeat, or separate by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not apply these rules (repeat, or separate by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Exit 0 instead of 1; an incomplete run still exits 3
    #[arg(long)]
    pub exit_zero: bool,
    /// Hide the findings that this baseline knows
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write a baseline of what is found now, and show what is new
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Show what ignores, exceptions and the baseline hide
    #[arg(long)]
    pub no_ignores: bool,
    /// Count findings by rule
    #[arg(long)]
    pub statistics: bool,
    /// When to use colours; NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE are honoured
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorArg,
    /// Print findings and failures only: no summary, no progress
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also list the policies and files that were read
    #[arg(short, long)]
    pub verbose: bool,
}

/// The longest wait for one answer, in seconds.
const LONGEST_TIMEOUT: u64 = 600;

fn seconds(text: &str) -> Result<u64, String> {
    let seconds = text.parse().ok().filter(|seconds| (1..=LONGEST_TIMEOUT).contains(seconds));
    seconds.ok_or_else(|| format!("write a whole number of seconds from 1 to {LONGEST_TIMEOUT}"))
}

fn threads(text: &str) -> Result<usize, String> {
    let threads = text.parse().ok().filter(|&threads| threads > 0);
    threads.ok_or_else(|| "write a whole number from 1 on".to_owned())
}

fn formats() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(crate::report::format::Format::ALL.map(|format| format.word()))
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ColorArg {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A level.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LevelArg {
    /// Errors only
    Error,
    /// Warnings and errors
    Warning,
    /// Everything
    Note,
}

/// A level, or never.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FailOnArg {
    /// On errors
    Error,
    /// On warnings and errors
    Warning,
    /// On anything
    Note,
    /// Never
    Never,
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Level {
        match level {
            LevelArg::Error => Level::Error,
            LevelArg::Warning => Level::Warning,
            LevelArg::Note => Level::Note,
        }
    }
}
