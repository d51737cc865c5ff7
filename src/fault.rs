//! The user's errors: why nothing was checked.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use crate::live::Refusal;
use crate::policy::problem::Problems;
use crate::text::{code, code_path, count, io_words, one_of};

/// Why nothing was checked.
#[derive(Debug, Error, Diagnostic)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum Fault {
    /// The policy is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Policy(#[from] Problems),

    /// Nobody can or may be asked for projects.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Live(#[from] Refusal),

    /// Nothing of a bill can be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Bill(#[from] crate::bill::Refusal),

    /// There is no policy for the working folder.
    #[error(
        "no policy: no `taglint.toml` in the working folder or above it, up to the root of the repository"
    )]
    #[diagnostic(
        code("policy::absent"),
        help("write one with `taglint init`, or name one with `--policy FILE`")
    )]
    NoPolicy,

    /// There is no policy for files that declare projects.
    #[error("no policy for {found}: no `taglint.toml` in the folder of `{path}` or above it")]
    #[diagnostic(
        code("policy::absent"),
        help(
            "`taglint check --policy bedrock` checks the tags that the Amazon Bedrock user guide recommends\n\
             `taglint init` writes a policy from the tags that are here; `--policy FILE` names one"
        )
    )]
    NoPolicyOf { path: String, found: Found },

    #[error(
        "no policy: no `taglint.toml` in the folder of `{path}` or above it, up to the root of the repository"
    )]
    #[diagnostic(
        code("policy::absent"),
        help("name one with `policy = \"FILE\"` in the tests, or with `--policy FILE`")
    )]
    NoPolicyOfTests { path: String },

    /// There is no policy for live projects.
    #[error("no policy for live projects: no `taglint.toml` in the working folder or above it{}", declared(.found))]
    #[diagnostic(
        code("policy::absent"),
        help(
            "`taglint audit --policy bedrock` checks the tags that the Amazon Bedrock user guide recommends\n\
             `taglint init` writes a policy from the tags that are here; `--policy FILE` names one"
        )
    )]
    NoPolicyToAudit { found: Found },

    #[error("{} exists already, and is not overwritten", code(.name))]
    #[diagnostic(
        code("policy::exists"),
        help("`taglint policy show` prints it; remove it first to start over")
    )]
    PolicyExists { name: String },

    #[error("`{rule}` cannot be ignored: the policy makes it mandatory")]
    #[diagnostic(
        code("policy::mandatory"),
        help("leave it out of `--ignore`, or remove `mandatory` of `{rule}` in the policy")
    )]
    IgnoredMandatory { rule: &'static str },

    #[error("{} not exist", absent(.0))]
    #[diagnostic(code("files::absent"), help("write paths that exist, relative to the working folder"))]
    NoSuchPaths(Vec<PathBuf>),

    /// No file could hold a definition.
    #[error("no definitions were found: no file here could hold one, or the policy excludes it")]
    #[diagnostic(
        code("files::none"),
        help(
            "name a folder with manifests, templates or configurations, or add `--allow-empty` to succeed without any"
        )
    )]
    NoCandidates,

    /// What could hold a definition is ignored by git.
    #[error("no definitions were found: git ignores {} here that may hold one", count(*.ignored, "path"))]
    #[diagnostic(
        code("files::none"),
        help("add `--no-gitignore` to read what git ignores, or `--show-files` to list it")
    )]
    AllIgnored { ignored: usize },

    /// Files were read, and none is a definition.
    #[error("no definitions were found: {why}")]
    #[diagnostic(
        code("files::none"),
        help("add `--show-files` to list what was read, or `--allow-empty` to succeed without any")
    )]
    NoDefinitions { why: String },

    /// Files were read, and all that can have tags in them is of types that nobody asks for.
    #[error("no definitions were found: {why}")]
    #[diagnostic(code("files::none"), help("{hint}\nadd `--show-files` to list what was read"))]
    OnlyUnasked { why: String, hint: String },

    /// There is nothing to compare live projects with.
    #[error("no definitions were found: {why}")]
    #[diagnostic(code("files::none"), help("name files or folders with definitions after `--against`"))]
    NothingToCompare { why: String },

    #[error("the policy has no key {}", code(.key))]
    #[diagnostic(
        code("arguments::unknown-key"),
        help("{}", meant(nearest.as_deref()).unwrap_or_else(|| "`taglint policy show` prints its keys".to_owned()))
    )]
    UnknownKey { key: String, nearest: Option<String> },

    #[error("the {what} has {bytes} bytes, {} more than the {most} that it may have", .bytes - .most)]
    #[diagnostic(code("output::too-large"), help("{help}"))]
    TooLarge { what: &'static str, bytes: usize, most: usize, help: &'static str },

    #[error("`--only` chooses statements of `scp` and `iam`, and a tag policy has none")]
    #[diagnostic(code("arguments::only"), help("leave `--only` out, or export `scp` or `iam`"))]
    OnlyOfStatements,

    #[error("{} names no file before or behind a comma", code(.given))]
    #[diagnostic(
        code("arguments::empty-name"),
        help(
            "write the tag policies of one node with one comma between two of them, such as `a.json,b.json`"
        )
    )]
    EmptyName { given: String },

    #[error("{} exists already, and is not overwritten", code(.name))]
    #[diagnostic(code("output::exists"), help("write another name, or remove the file first"))]
    FileExists { name: String },

    #[error("no tests were found: no `taglint.test.toml` or `*.taglint.test.toml` here has any")]
    #[diagnostic(
        code("test::none"),
        help("write one beside the policy, with a `[[test]]` that has `name`, `project` and `expect`")
    )]
    NoTests,

    /// The bill has no line of Bedrock.
    #[error("the bill has no lines of Amazon Bedrock{}", within(.periods))]
    #[diagnostic(
        code("spend::none"),
        help(
            "name exports that have Amazon Bedrock in them, or other months with `--period`, or add `--allow-empty` to succeed without any"
        )
    )]
    NoSpend { periods: Vec<String> },

    #[error("`--period` takes a month or a range of months, not {}", code(.given))]
    #[diagnostic(code("spend::period"), help("write it like `2026-11` or `2026-09..2026-11`"))]
    BadPeriod { given: String },

    #[error(
        "`cost-explorer` cannot be read together with other sources: the same money would be counted twice"
    )]
    #[diagnostic(code("spend::source"), help("name `cost-explorer` alone, or exports alone"))]
    NotAlone,

    #[error("the format `csv` needs the lines of a bill, and Cost Explorer has only sums by key")]
    #[diagnostic(
        code("spend::source"),
        help("name an export as the source, or another format, such as `json`")
    )]
    NoLines,

    #[error("there is no query for {}", code(.of))]
    #[diagnostic(
        code("spend::query"),
        help("name a table with `athena:DATABASE.TABLE`, or leave `--print-sql` out")
    )]
    NoQueryOf { of: String },

    #[error("`--budgets` needs `[budgets]` in the policy")]
    #[diagnostic(
        code("spend::budgets"),
        help("add `[budgets]` with a `key`, such as `key = \"CostCenter\"`")
    )]
    NoBudgets,

    #[error("the format `{format}` is a file of a bill, which only `taglint spend` writes")]
    #[diagnostic(
        code("arguments::format-of-bills"),
        help("write it with `taglint spend SOURCE --output {format}=FILE`")
    )]
    FormatOfBills { format: &'static str },

    #[error("the baseline {} does not exist", code_path(.path))]
    #[diagnostic(code("baseline::absent"), help("write it first with `--write-baseline {}`", path.display()))]
    NoBaseline { path: PathBuf },

    #[error("the baseline {} cannot be read: {why}", code_path(.path))]
    #[diagnostic(
        code("baseline::unreadable"),
        help("restore the file, or write a new one with `--write-baseline` under another name")
    )]
    UnreadableBaseline { path: PathBuf, why: String },

    #[error("the snapshot {} cannot be read: {why}", code_path(.path))]
    #[diagnostic(
        code("snapshot::unreadable"),
        help("write one with `taglint audit --save FILE`; without one, leave the option out")
    )]
    UnreadableSnapshot { path: PathBuf, why: String },

    #[error("there is no rule {}", code(.name))]
    #[diagnostic(
        code("arguments::unknown-rule"),
        help("{}", meant(*nearest).unwrap_or_else(|| "`taglint rules` lists all rules".to_owned()))
    )]
    UnknownRule { name: String, nearest: Option<&'static str> },

    #[error("there is no command {}", code(.name))]
    #[diagnostic(
        code("arguments::unknown-command"),
        help("{}", meant(nearest.as_deref()).unwrap_or_else(|| "`taglint help` lists the commands".to_owned()))
    )]
    UnknownCommand { name: String, nearest: Option<String> },

    #[error("there is no format {}", code(.word))]
    #[diagnostic(
        code("arguments::unknown-format"),
        help("{}", meant(*nearest).unwrap_or_else(|| format!("use {}", one_of(known.iter().copied(), known.len()))))
    )]
    UnknownFormat { word: String, nearest: Option<&'static str>, known: Vec<&'static str> },

    /// A run in which no rule speaks would find nothing.
    #[error("`--select` and `--ignore` leave no rule")]
    #[diagnostic(code("arguments::no-rule"), help("leave one of the rules out of `--ignore`"))]
    NoRule,

    #[error("`--output` takes FORMAT=FILE, not {}", code(.given))]
    #[diagnostic(code("arguments::output"), help("write it like `--output sarif=taglint.sarif`"))]
    BadOutput { given: String },

    #[error("`TAGLINT_TODAY` is {}, which is not a date", code(.given))]
    #[diagnostic(code("arguments::today"), help("write it as YYYY-MM-DD, such as `2027-01-31`"))]
    BadToday { given: String },

    #[error("`--stdin-filename` names standard input, which is not read")]
    #[diagnostic(code("arguments::stdin-filename"), help("add `-` to the paths to read standard input"))]
    UnreadStdinName,

    #[error("`--watch` checks again when a file changes, and standard input is none")]
    #[diagnostic(code("arguments::watch"), help("name files or folders instead of `-`"))]
    WatchedStdin,

    #[error("`--unsafe-fixes` needs `--fix` or `--diff`")]
    #[diagnostic(
        code("arguments::unsafe-fixes"),
        help("add `--diff` to see the fixes, or `--fix` to apply them")
    )]
    UnsafeFixesAlone,

    #[error("`--show-fixes` needs `--fix` or `--diff`")]
    #[diagnostic(
        code("arguments::show-fixes"),
        help("add `--diff` to see the fixes, or `--fix` to apply them")
    )]
    ShowFixesAlone,

    #[error("{} would change, more than the {most} of `--max-changes`", count(*projects, "project"))]
    #[diagnostic(
        code("live::too-many-changes"),
        help("look at the calls with `--diff`, then add `--max-changes {projects}`; nothing was sent")
    )]
    TooManyChanges { projects: usize, most: usize },

    #[error("{} would change, and nobody can be asked: standard input is not a terminal", count(*projects, "project"))]
    #[diagnostic(
        code("live::nobody-to-ask"),
        help("add `--yes` to send the calls without a question; nothing was sent")
    )]
    NobodyToAsk { projects: usize },

    #[error("the answer is not `yes`: nothing was sent")]
    #[diagnostic(code("live::not-agreed"), help("run it again, and type `yes` to send the calls"))]
    NotAgreed,

    #[error("{} cannot be read: {why}", code_path(.path))]
    #[diagnostic(
        code("live::unreadable-undo"),
        help(
            "name the file that `taglint audit --fix` wrote, such as `taglint-undo-2027-01-31T10-00-00Z.json`"
        )
    )]
    UnreadableUndo { path: PathBuf, why: String },

    #[error("`--write-baseline` cannot be used with `--diff`, which writes nothing")]
    #[diagnostic(
        code("arguments::write-baseline"),
        help("run once with `--diff` and once with `--write-baseline`")
    )]
    BaselineOfDiff,

    #[error("{} is not written: a link leads it out of the repository, to {}", code_path(.path), code_path(.target))]
    #[diagnostic(code("output::outside"), help("write the path itself, or remove the link"))]
    OutsideRepository { path: PathBuf, target: PathBuf },

    #[error("{} is not written: this run reads it", code_path(.path))]
    #[diagnostic(code("output::source"), help("name another file"))]
    OutputIsSource { path: PathBuf },

    #[error("{} is not written: this run writes {} too, which is the same file", code_path(.path), code_path(.other))]
    #[diagnostic(code("output::twice"), help("name another file for one of them"))]
    OutputTwice { path: PathBuf, other: PathBuf },

    #[error("{} is not written: {stream} is the same file", code_path(.path))]
    #[diagnostic(code("output::stream"), help("name another file"))]
    OutputIsStream { path: PathBuf, stream: &'static str },

    #[error("{} is not written: it already exists and {what}", code_path(.path))]
    #[diagnostic(code("output::other"), help("name another file, or remove this one first"))]
    OutputIsOther { path: PathBuf, what: &'static str },

    #[error("{} is not written: the folder `.git` is for git alone", code_path(.path))]
    #[diagnostic(code("output::git"), help("name a file outside of `.git`"))]
    OutputOfGit { path: PathBuf },

    #[error("{} cannot be written: its folder does not exist", code_path(.path))]
    #[diagnostic(code("output::no-folder"), help("create the folder first"))]
    NoFolder { path: PathBuf },

    #[error("{} cannot be written: {why}", code_path(.path))]
    #[diagnostic(code("output::unwritable"))]
    Unwritable { path: PathBuf, why: String },

    #[error("standard output cannot be written: {why}")]
    #[diagnostic(code("output::stdout"))]
    UnwritableOutput { why: String },

    #[error("standard input cannot be read: {why}")]
    #[diagnostic(code("machine::stdin"))]
    UnreadableStdin { why: String },

    #[error("the working folder cannot be read: {why}")]
    #[diagnostic(code("machine::working-folder"))]
    NoWorkingFolder { why: String },

    #[error("no threads can be started: {why}")]
    #[diagnostic(code("machine::threads"))]
    NoThreads { why: String },
}

/// How much was found where no policy is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// How many projects are declared.
    pub projects: usize,
    /// How many files declare them.
    pub files: usize,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.projects {
            0 => f.write_str(&count(self.files, "file")),
            projects => write!(f, "{} in {}", count(projects, "project"), count(self.files, "file")),
        }
    }
}

/// What is declared, where anything is.
fn declared(found: &Found) -> String {
    match found.files {
        0 => String::new(),
        _ => format!(", with {found} below"),
    }
}

impl Fault {
    /// That a file cannot be written.
    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Fault::NoFolder { path },
            _ => Fault::Unwritable { path, why: io_words(error) },
        }
    }
}

/// The months that were asked for.
fn within(periods: &[String]) -> String {
    match periods {
        [] => String::new(),
        periods => format!(" in {}", one_of(periods.iter().map(String::as_str), 6)),
    }
}

fn meant(nearest: Option<&str>) -> Option<String> {
    nearest.map(|right| format!("did you mean {}?", code(right)))
}

/// The paths, with the verb that goes with so many.
fn absent(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().map(|path| code_path(path)).collect();
    let verb = if paths.len() == 1 { "does" } else { "do" };
    format!("{} {verb}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(fault: &Fault) -> (String, Option<String>, Option<String>) {
        let [code, help] = [fault.code(), fault.help()].map(|text| text.map(|text| text.to_string()));
        (fault.to_string(), code, help)
    }

    #[test]
    fn what_is_meant_is_asked_and_else_all_is_listed() {
        let unknown =
            |nearest| Fault::UnknownFormat { word: "jsn".into(), nearest, known: vec!["json", "full"] };
        let (message, code, help) = told(&unknown(Some("json")));
        assert_eq!(message, "there is no format `jsn`");
        assert_eq!(code.as_deref(), Some("arguments::unknown-format"));
        assert_eq!(help.as_deref(), Some("did you mean `json`?"));
        assert_eq!(told(&unknown(None)).2.as_deref(), Some("use `json` or `full`"));
        let rule = Fault::UnknownRule { name: "x".into(), nearest: None };
        assert_eq!(told(&rule).2.as_deref(), Some("`taglint rules` lists all rules"));
    }

    #[test]
    fn the_help_of_a_file_depends_on_what_went_wrong() {
        let of = |kind| told(&Fault::unwritable(Path::new("a/b"), &io::Error::from(kind)));
        let (message, code, help) = of(io::ErrorKind::NotFound);
        assert_eq!(message, "`a/b` cannot be written: its folder does not exist");
        assert_eq!(code.as_deref(), Some("output::no-folder"));
        assert_eq!(help.as_deref(), Some("create the folder first"));
        let (message, code, help) = of(io::ErrorKind::IsADirectory);
        assert_eq!(message, "`a/b` cannot be written: it is a folder");
        assert_eq!((code.as_deref(), help), (Some("output::unwritable"), None));
    }

    #[test]
    fn absent_paths_are_told_together() {
        let of = |paths: &[&str]| Fault::NoSuchPaths(paths.iter().map(PathBuf::from).collect()).to_string();
        assert_eq!(of(&["a"]), "`a` does not exist");
        assert_eq!(of(&["a", "b"]), "`a`, `b` do not exist");
    }

    #[test]
    fn values_of_a_fault_are_in_its_help() {
        let fault = Fault::NoBaseline { path: "known.json".into() };
        assert_eq!(told(&fault).0, "the baseline `known.json` does not exist");
        assert_eq!(told(&fault).2.as_deref(), Some("write it first with `--write-baseline known.json`"));
        let fault = Fault::IgnoredMandatory { rule: "missing-tag" };
        let help = "leave it out of `--ignore`, or remove `mandatory` of `missing-tag` in the policy";
        assert_eq!(told(&fault).2.as_deref(), Some(help));
    }
}
