//! The command line, as it is typed. What is asked for becomes [`crate::settings`]; nothing is done here.

mod foreign;
pub(crate) mod guide;
mod policy;
mod values;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::{ArgGroup, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::text::{masked, shown};
use policy::POLICY;
pub(crate) use policy::{
    ExportPart, ExportTarget, PolicyArgs, PolicyCommand, PolicyDiffArgs, PolicyExportArgs, PolicyImportArgs,
    PolicyTestArgs,
};
pub(crate) use values::{CallForm, ColorArg, FailOnArg, LevelArg, ListFormat, MetricArg};
use values::{RegionName, RuleName, formats, seconds, threads};

const FILES: &str = "Files";
const TERRAFORM: &str = "Terraform and OpenTofu";
const BILL: &str = "Bill";
const LIVE: &str = "Accounts and regions";
const COMPARISON: &str = "Comparison";
const SELECTION: &str = "Selection of rules";
const HIDING: &str = "Hiding";
const FIXING: &str = "Fixing";
const OUTPUT: &str = "Output";
const FAILING: &str = "Failing";

/// Checks the cost tags of Amazon Bedrock projects against a policy, so that AI spending can be explained
#[derive(Parser, Debug)]
#[command(name = "taglint", version, propagate_version = false, after_help = guide::below_help("taglint"))]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// What this process was asked for.
    ///
    /// # Errors
    /// Arguments that are wrong, or that ask for help.
    pub fn of_process() -> Result<Self, clap::Error> {
        let mut line = Cli::command();
        let typed: Vec<OsString> = std::env::args_os().collect();
        let matches = line.try_get_matches_from_mut(&typed);
        let matches = matches.map_err(|error| foreign::explained(error, &line, &typed))?;
        Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut line))
    }
}

/// Prints why a command line is refused, or the help that it asks for. Nobody can be told that there is no output.
pub fn print(error: &clap::Error) {
    let plain = error.render().to_string();
    let lines: Vec<String> = masked(&plain).lines().map(|line| shown(line).into_owned()).collect();
    let told = lines.join("\n") + "\n";
    if told == plain || !error.use_stderr() {
        let _ = error.print();
    } else {
        let _ = std::io::stderr().lock().write_all(told.as_bytes());
    }
}

// The commands. The options of each are built when it is typed; a doc comment at what holds them would replace the one
// that is here.
#[derive(Subcommand, Debug)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Check definitions: manifests, templates, configurations, plans
    #[command(after_help = guide::below_help("check"))]
    Check(Box<CheckArgs>),
    /// Check live projects, and compare them with their definitions
    #[command(after_help = guide::below_help("audit"))]
    Audit(Box<AuditArgs>),
    /// Check how much of a bill can be explained
    #[command(after_help = guide::below_help("spend"))]
    Spend(Box<SpendArgs>),
    /// Show the page of a rule: what it finds, why, and how to fix it
    #[command(after_help = guide::below_help("explain"))]
    Explain {
        /// The rule; without it, all of them in a line each
        #[arg(value_parser = RuleName, hide_possible_values = true)]
        rule: Option<String>,
    },
    /// List the rules with the levels that are in force, and their fixes
    #[command(after_help = guide::below_help("rules"))]
    Rules(RulesArgs),
    /// Learn a policy from the definitions here, with a baseline of what looks wrong and first tests
    #[command(after_help = guide::below_help("init"))]
    Init(InitArgs),
    /// Show, check, test or compare policies, list exceptions, import, export, or print the JSON Schema
    #[command(subcommand, after_help = guide::below_help("policy"))]
    Policy(PolicyCommand),
    /// Serve an editor: findings, fixes, completion and hover while typing, by the Language Server Protocol
    #[cfg(feature = "lsp")]
    #[command(after_help = guide::below_help("lsp"))]
    Lsp {
        /// Append what the server does to this file; standard output has nothing but the protocol
        #[arg(long, value_name = "FILE")]
        log: Option<PathBuf>,
    },
    /// Print a completion script for a shell
    #[command(after_help = guide::below_help("completions"))]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a manual page, or write all of them
    #[command(after_help = guide::below_help("man"))]
    Man {
        /// The command that the page is about, such as `check` or `policy show`; without it, taglint
        #[arg(value_name = "COMMAND", conflicts_with = "write_to")]
        command: Vec<String>,
        /// Write the pages of all commands into this folder
        #[arg(long, value_name = "FOLDER")]
        write_to: Option<PathBuf>,
    },
}

// `taglint init`.
#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// Where the definitions are, and where `taglint.toml` is written
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,
    /// Learn from the live projects in this snapshot too, which `taglint audit --save` wrote
    #[arg(long, value_name = "SNAPSHOT")]
    pub(crate) from: Option<PathBuf>,
    /// Write no `taglint-baseline.json`, which hides what looks wrong by the new policy
    #[arg(long)]
    pub(crate) no_baseline: bool,
    /// Write no `taglint.test.toml`
    #[arg(long)]
    pub(crate) no_tests: bool,
}

// `taglint rules`.
#[derive(Args, Debug)]
pub(crate) struct RulesArgs {
    /// Whose levels are in force.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ListFormat,
}

// `taglint check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// Files and folders, `-` for standard input; without any, the working folder
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// A whole policy on the command line: `Key`, `Key~pattern`, `Key=A|B`; may be repeated
    #[arg(long, value_name = "SPEC", conflicts_with = "policy", help_heading = POLICY)]
    pub(crate) require: Vec<String>,
    /// Check these resource types too, as `[resources] types` does; may be repeated
    #[arg(long, value_name = "GLOB", help_heading = POLICY)]
    pub(crate) types: Vec<String>,
    /// Take values of variables from this file, as `terraform plan` does; may be repeated, later ones win
    #[arg(long, value_name = "FILE", help_heading = TERRAFORM)]
    pub(crate) var_file: Vec<PathBuf>,
    /// Take values from the environment: TF_VAR_name, TF_AWS_DEFAULT_TAGS_Key, TF_AWS_IGNORE_TAGS_…
    #[arg(long, help_heading = TERRAFORM)]
    pub(crate) env: bool,
    /// Apply the safe fixes to the files, and report what remains
    #[arg(long, help_heading = FIXING)]
    pub(crate) fix: bool,
    /// With `--fix` or `--diff`: also the fixes that guess or remove something
    #[arg(long, help_heading = FIXING)]
    pub(crate) unsafe_fixes: bool,
    /// Print the fixes as a patch instead of the findings, and change no file
    #[arg(long, help_heading = FIXING)]
    pub(crate) diff: bool,
    /// With `--fix` or `--diff`: list the fixes on standard error in every format, as `--fix` does in those for people
    #[arg(long, help_heading = FIXING)]
    pub(crate) show_fixes: bool,
    /// The name of what is read from standard input
    #[arg(long, value_name = "NAME", help_heading = FILES)]
    pub(crate) stdin_filename: Option<String>,
    /// Report clients that name a project which is not active by this snapshot, which `taglint audit --save` wrote
    #[arg(long, value_name = "SNAPSHOT", help_heading = FILES)]
    pub(crate) snapshot: Option<PathBuf>,
    /// List the files that were read and skipped, and why
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) show_files: bool,
    /// Exit 0 where there are no definitions
    #[arg(long, help_heading = FAILING)]
    pub(crate) allow_empty: bool,
    /// Fail (exit 3) on whatever could hide a project: tags that cannot be known, resource types that taglint does not
    /// know, modules, macros and nested stacks that are not read, definitions that git ignores
    #[arg(long, help_heading = FAILING)]
    pub(crate) strict: bool,
    /// Read the files that git ignores, too
    #[arg(long, help_heading = FILES)]
    pub(crate) no_gitignore: bool,
    /// Treat named files as a walk does: skip hidden folders, and what cannot be parsed and has no
    /// mark of a definition (for hooks)
    #[arg(long, help_heading = FILES)]
    pub(crate) as_walked: bool,
    /// Check again whenever a file that was read, or the policy, changes; Ctrl-C ends it with the last exit status
    #[arg(long, conflicts_with = "write_baseline", help_heading = FILES)]
    pub(crate) watch: bool,
    /// How many threads to use; at most one for each core, which is the default
    #[arg(long, value_name = "N", value_parser = threads, help_heading = FILES)]
    pub(crate) jobs: Option<usize>,
    /// What is shared with the other commands that check.
    #[command(flatten)]
    pub(crate) shared: SharedArgs,
}

// `taglint audit`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("sending").args(["fix", "restore"]))]
pub(crate) struct AuditArgs {
    /// Look at this region; may be repeated or separated by commas
    ///
    /// It wins over the policy and the environment [env: AWS_REGION, AWS_DEFAULT_REGION]
    #[arg(long, value_name = "REGION", num_args = 1.., value_delimiter = ',', conflicts_with = "all_regions", value_parser = RegionName, hide_possible_values = true, help_heading = LIVE)]
    pub(crate) region: Vec<String>,
    /// Look at every region that this version of taglint knows to have projects
    #[arg(long, help_heading = LIVE)]
    pub(crate) all_regions: bool,
    /// Look at this account of `[[live.accounts]]` only; may be repeated or separated by commas
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',', help_heading = LIVE)]
    pub(crate) account: Vec<String>,
    /// Compare with the definitions in these files and folders; may be repeated
    #[arg(long, value_name = "PATH", num_args = 1.., help_heading = COMPARISON)]
    pub(crate) against: Vec<PathBuf>,
    /// Write a snapshot of what is there, for the next `--since`
    #[arg(long, value_name = "SNAPSHOT", help_heading = COMPARISON)]
    pub(crate) save: Option<PathBuf>,
    /// Report what changed since this snapshot
    #[arg(long, value_name = "SNAPSHOT", help_heading = COMPARISON)]
    pub(crate) since: Option<PathBuf>,
    /// Ask Cost Explorer whether the required keys are active cost allocation tags
    #[arg(long, help_heading = COMPARISON)]
    pub(crate) billing: bool,
    /// Add the spend of a bill to findings, and check the bill: exports of costs, as `taglint spend` reads them
    #[arg(long, value_name = "SOURCE", num_args = 1.., help_heading = BILL)]
    pub(crate) spend: Vec<String>,
    /// Ask this server instead of AWS; `{region}` is replaced by the region
    #[arg(long, value_name = "URL", help_heading = LIVE)]
    pub(crate) endpoint: Option<String>,
    /// Check archived projects too
    #[arg(long, help_heading = LIVE)]
    pub(crate) include_archived: bool,
    /// How many seconds to wait for one answer, 1 to 600
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds, help_heading = LIVE)]
    pub(crate) timeout: u64,
    /// Send the API calls that fix the tags (the safe ones), after a question, and report what remains
    #[arg(long, conflicts_with = "diff", help_heading = FIXING)]
    pub(crate) fix: bool,
    /// Print the API calls that would fix the tags instead of the findings; only reads are sent. With
    /// `--diff=curl`, print them as commands that can be run
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "calls", help_heading = FIXING)]
    pub(crate) diff: Option<CallForm>,
    /// With `--fix` or `--diff`: also the calls that guess or remove
    #[arg(long, help_heading = FIXING)]
    pub(crate) unsafe_fixes: bool,
    /// Give projects back what they had before `--fix`, by the file that it left, after a question
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fix", "diff", "unsafe_fixes", "against", "save", "since", "billing", "spend", "write_baseline"], help_heading = FIXING)]
    pub(crate) restore: Option<PathBuf>,
    /// With `--fix` or `--restore`: send the calls without a question
    #[arg(long, requires = "sending", help_heading = FIXING)]
    pub(crate) yes: bool,
    /// With `--fix` or `--restore`: send nothing where more projects than this would change
    #[arg(long, value_name = "N", default_value = "50", requires = "sending", help_heading = FIXING)]
    pub(crate) max_changes: usize,
    /// With `--fix` or `--restore`: write what each project had to this new file; without it, to `taglint-undo-TIME.json`
    #[arg(long, value_name = "FILE", requires = "sending", help_heading = FIXING)]
    pub(crate) undo: Option<PathBuf>,
    /// What is shared with the other commands that check.
    #[command(flatten)]
    pub(crate) shared: SharedArgs,
}

// `taglint spend`.
#[derive(Args, Debug)]
pub(crate) struct SpendArgs {
    /// Exports of costs (CUR 2.0, legacy CUR, FOCUS): files, or folders that are read whole; `s3://BUCKET/PREFIX`; the table of
    /// an export, `athena:DATABASE.TABLE`, with `?workgroup=…&output=s3://…&catalog=…&region=…` where needed; or
    /// `cost-explorer`, whose requests cost $0.01 each
    #[arg(value_name = "SOURCE", required = true)]
    pub(crate) sources: Vec<String>,
    /// A whole policy on the command line: `Key`, `Key~pattern`, `Key=A|B`; may be repeated
    #[arg(long, value_name = "SPEC", conflicts_with = "policy", help_heading = POLICY)]
    pub(crate) require: Vec<String>,
    /// Check this month, `2026-11`, or these, `2026-09..2026-11`; without it, the newest month, or the current one of
    /// Athena and Cost Explorer; may be repeated
    #[arg(long, value_name = "PERIOD", help_heading = BILL)]
    pub(crate) period: Vec<String>,
    /// Count this cost; else the policy's, else `net-unblended` where the bill has it
    #[arg(long, value_name = "METRIC", help_heading = BILL)]
    pub(crate) metric: Option<MetricArg>,
    /// Take names and present tags of projects from this snapshot, which `taglint audit --save` wrote
    #[arg(long, value_name = "SNAPSHOT", help_heading = BILL)]
    pub(crate) snapshot: Option<PathBuf>,
    /// Exit 0 where the bill has no lines of Amazon Bedrock
    #[arg(long, help_heading = FAILING)]
    pub(crate) allow_empty: bool,
    /// Check that each value of the key of `[budgets]` that has spend has a budget, too
    #[arg(long, help_heading = BILL)]
    pub(crate) budgets: bool,
    /// Print the query for tables of Athena, as CUR 2.0 has them, and ask nothing
    #[arg(long, help_heading = BILL)]
    pub(crate) print_sql: bool,
    /// What is shared with the other commands that check.
    #[command(flatten)]
    pub(crate) shared: SharedArgs,
}

// What `check`, `audit` and `spend` have in common.
#[derive(Args, Debug)]
pub(crate) struct SharedArgs {
    /// Which policy.
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// The format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "full", value_parser = formats(), help_heading = OUTPUT)]
    pub format: String,
    /// Also write the report to a file, in any of the formats: `sarif=taglint.sarif`; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", help_heading = OUTPUT)]
    pub output: Vec<String>,
    /// Show every finding: without it, `full` and `grouped` show the first 50 of each rule
    #[arg(long, help_heading = OUTPUT)]
    pub all: bool,
    /// Fail (exit 1) on findings at this level and above
    #[arg(long, value_name = "LEVEL", default_value = "error", help_heading = FAILING)]
    pub(crate) fail_on: FailOnArg,
    /// Show findings at this level and above only; what `--fail-on` fails is always shown
    #[arg(long, value_name = "LEVEL", help_heading = SELECTION)]
    pub(crate) min_level: Option<LevelArg>,
    /// Apply only these rules; may be repeated or separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName, hide_possible_values = true, help_heading = SELECTION)]
    pub(crate) select: Vec<String>,
    /// Do not apply these rules; may be repeated or separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleName, hide_possible_values = true, help_heading = SELECTION)]
    pub(crate) ignore: Vec<String>,
    /// Exit 0 instead of 1; an incomplete run still exits 3
    #[arg(long, help_heading = FAILING)]
    pub(crate) exit_zero: bool,
    /// Hide the findings that are in this baseline
    #[arg(long, value_name = "FILE", help_heading = HIDING)]
    pub(crate) baseline: Option<PathBuf>,
    /// Write a baseline of what is found now, and show what is new
    #[arg(long, value_name = "FILE", help_heading = HIDING)]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Show what ignores, exceptions and the baseline hide
    #[arg(long, help_heading = HIDING)]
    pub(crate) no_ignores: bool,
    /// Count findings by rule, and how many projects have each required key right
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) statistics: bool,
    /// When to use colours [env: NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE]
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = OUTPUT)]
    pub(crate) color: ColorArg,
    /// Print findings and failures only: no summary, no progress
    #[arg(short, long, conflicts_with = "verbose", help_heading = OUTPUT)]
    pub(crate) quiet: bool,
    /// Also list the policies and files that were read
    #[arg(short, long, help_heading = OUTPUT)]
    pub(crate) verbose: bool,
}
