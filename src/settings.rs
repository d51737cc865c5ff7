//! Settings: what is asked for, resolved from arguments, environment and terminal.

pub(crate) mod audit;
mod source;
pub(crate) mod spend;
pub(crate) mod suite;
pub(crate) mod target;

use std::ffi::OsStr;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use terminal_size::{Height, Width, terminal_size_of};
use time::{Date, OffsetDateTime};

use crate::cli::{CheckArgs, ColorArg, FailOnArg, PolicyArgs, SharedArgs};
use crate::collect::folders::Values;
use crate::collect::terraform::Environment;
use crate::engine::{FailOn, Task, Wanted};
use crate::fault::Fault;
use crate::files::walk::Gitignore;
use crate::files::{Role, Store};
use crate::finding::Level;
use crate::policy::pack::Pack;
use crate::policy::{Given, NamedBy, date, discover};
use crate::report::Options;
use crate::report::format::Format;
use crate::rule;
use crate::text::{self, io_words};
use crate::triage::Selection;
use target::Targets;

/// The name of standard input where none is given.
const STDIN: &str = "<stdin>";

/// How a report is given out, and what becomes the status.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// The format of standard output.
    pub(crate) format: Format,
    /// How it is drawn there.
    pub(crate) options: Options,
    /// Formats that are also written to files.
    pub(crate) outputs: Vec<(Format, PathBuf)>,
    /// All files that are written.
    pub(crate) targets: Targets,
    /// At which findings the run fails.
    pub(crate) fail_on: FailOn,
    /// Whether failing findings exit 0.
    pub(crate) exit_zero: bool,
    /// Which rules speak, and whether anything hides what they say: of other rules, nothing in a baseline is gone.
    pub(crate) selection: Selection,
    /// The least level that is shown.
    pub(crate) min_level: Option<Level>,
    /// The baseline that is read.
    pub(crate) baseline: Option<PathBuf>,
    /// The baseline that is written.
    pub(crate) write_baseline: Option<PathBuf>,
    /// Whether nothing but findings is printed.
    pub(crate) quiet: bool,
    /// Whether policies, files and places that were looked at are listed (`-v`).
    pub(crate) verbose: bool,
}

/// What becomes of fixes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fixing {
    /// They are written to the files.
    Write,
    /// They are shown as a patch.
    Show,
}

/// What `check` does.
#[derive(Clone, Debug)]
pub(crate) struct CheckSettings {
    /// What is checked.
    pub(crate) task: Task,
    /// The snapshot whose active projects clients may name.
    pub(crate) snapshot: Option<PathBuf>,
    /// How the report is given out.
    pub(crate) delivery: Delivery,
    /// What becomes of fixes.
    pub(crate) fixing: Option<Fixing>,
    /// Whether unsafe fixes are applied or shown beside the safe ones.
    pub(crate) with_unsafe: bool,
    /// Whether fixes are listed also beside what a machine reads.
    pub(crate) show_fixes: bool,
    /// Whether files are listed.
    pub(crate) show_files: bool,
    /// Whether a run without definitions succeeds.
    pub(crate) allow_empty: bool,
    /// How many threads; all cores where there is none.
    pub(crate) jobs: Option<usize>,
    /// Whether everything is checked again when something changes.
    pub(crate) watch: bool,
}

impl CheckSettings {
    /// Resolves the arguments of `check`. Standard input is read here, where it is asked for.
    ///
    /// # Errors
    /// Arguments that make no sense together.
    pub(crate) fn resolve(args: CheckArgs) -> Result<Self, Fault> {
        let store = store()?;
        let delivery = delivery(&args.shared, &store, Formats::ButBills)?;
        let policy = match args.require.is_empty() {
            true => wanted(&args.shared.policy, &store),
            false => Wanted::Requirements(args.require),
        };
        let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
        if args.watch && args.paths.iter().any(is_stdin) {
            return Err(Fault::WatchedStdin);
        }
        let stdin = match args.paths.iter().any(is_stdin) {
            true => Some((args.stdin_filename.unwrap_or_else(|| STDIN.to_owned()), read_stdin()?)),
            false if args.stdin_filename.is_some() => {
                return Err(Fault::UnreadStdinName);
            }
            false => None,
        };
        let mut paths: Vec<PathBuf> = args.paths.into_iter().filter(|path| !is_stdin(path)).collect();
        if paths.is_empty() && stdin.is_none() {
            paths.push(PathBuf::from("."));
        }
        refuse_unseen_baseline(args.diff, &delivery)?;
        let fixing = match (args.fix, args.diff) {
            (false, false) if args.unsafe_fixes => return Err(Fault::UnsafeFixesAlone),
            (false, false) if args.show_fixes => return Err(Fault::ShowFixesAlone),
            (false, false) => None,
            (_, true) => Some(Fixing::Show),
            (true, false) => Some(Fixing::Write),
        };
        let task = Task {
            types: args.types,
            values: Values {
                files: args.var_file,
                environment: if args.env { environment() } else { Environment::default() },
            },
            paths,
            stdin,
            gitignore: if args.no_gitignore { Gitignore::Read } else { Gitignore::Obeyed },
            as_walked: args.as_walked,
            strict: args.strict,
            roster: None,
            ..Task::new(policy, store, delivery.selection.clone())
        };
        Ok(CheckSettings {
            task,
            delivery,
            fixing,
            with_unsafe: args.unsafe_fixes,
            show_fixes: args.show_fixes,
            show_files: args.show_files,
            allow_empty: args.allow_empty,
            jobs: args.jobs,
            watch: args.watch,
            snapshot: args.snapshot,
        })
    }
}

/// What the environment gives to Terraform.
fn environment() -> Environment {
    let text = |name: std::ffi::OsString| name.into_string().ok();
    Environment::of(std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?))))
}

/// A baseline is written of findings that are shown; `--diff` shows something else, and writes nothing.
///
/// # Errors
/// Both are asked for.
pub(crate) fn refuse_unseen_baseline(diff: bool, delivery: &Delivery) -> Result<(), Fault> {
    if diff && delivery.write_baseline.is_some() {
        return Err(Fault::BaselineOfDiff);
    }
    Ok(())
}

/// The files of the disk, named from the working folder.
///
/// # Errors
/// That folder is gone.
pub(crate) fn store() -> Result<Store, Fault> {
    std::env::current_dir()
        .map(Store::on_disk)
        .map_err(|error| Fault::NoWorkingFolder { why: io_words(&error) })
}

/// Which policy the arguments, else the environment ask for.
pub(crate) fn wanted(args: &PolicyArgs, store: &Store) -> Wanted {
    let variable = || std::env::var_os(NamedBy::Variable.word()).filter(|path| !path.is_empty());
    match (&args.policy, variable()) {
        (Some(path), _) => Wanted::Given(named(path, NamedBy::Option, store)),
        (None, Some(path)) => Wanted::Given(named(Path::new(&path), NamedBy::Variable, store)),
        (None, None) => Wanted::Nearest,
    }
}

/// The policy that the user names. A file of the name of a built-in one is `./NAME`: whoever writes a repository must
/// not replace a pack.
pub(crate) fn named(path: &Path, by: NamedBy, store: &Store) -> Given {
    match path.to_str().and_then(Pack::of) {
        Some(pack) => Given::Pack(pack),
        None => Given::named(store.name_upwards(&store.working_folder().join(path)), by),
    }
}

/// The same for what has one policy, wherever files are: without one that is named, the nearest upwards.
///
/// # Errors
/// There is none.
pub(crate) fn given_or_nearest(args: &PolicyArgs, store: &Store) -> Result<Given, Fault> {
    policy_if_any(args, store).ok_or(Fault::NoPolicy)
}

/// The same for what can do without one.
pub(crate) fn policy_if_any(args: &PolicyArgs, store: &Store) -> Option<Given> {
    if let Wanted::Given(given) = wanted(args, store) {
        return Some(given);
    }
    let path = discover::find(store, store.working_folder())?;
    Some(Given::found(store, &path))
}

fn read_stdin() -> Result<Vec<u8>, Fault> {
    crate::files::read_from(std::io::stdin().lock(), 0)
        .map_err(|error| Fault::UnreadableStdin { why: io_words(&error) })
}

fn selection(args: &SharedArgs) -> Result<Selection, Fault> {
    let selection = Selection {
        select: rules(&args.select)?,
        ignore: rules(&args.ignore)?,
        no_ignores: args.no_ignores,
        today: today()?,
    };
    match rule::NAMES.iter().any(|rule| selection.admits(rule)) {
        true => Ok(selection),
        false => Err(Fault::NoRule),
    }
}

fn rules(names: &[String]) -> Result<Vec<&'static str>, Fault> {
    let find = |name: &String| match rule::find(name.trim()) {
        Some(rule) => Ok(rule.name),
        None => Err(unknown_rule(name)),
    };
    names.iter().map(find).collect()
}

/// That a rule does not exist, with the nearest one.
pub(crate) fn unknown_rule(name: &str) -> Fault {
    let nearest = text::nearest(name, rule::NAMES.iter().copied());
    Fault::UnknownRule { name: name.to_owned(), nearest: nearest.map(|(right, _)| right) }
}

/// The day on which exceptions are judged: `TAGLINT_TODAY`, else the UTC date.
///
/// # Errors
/// The variable is no date.
pub(crate) fn today() -> Result<Date, Fault> {
    if let Some(day) = std::env::var_os("TAGLINT_TODAY").filter(|day| !day.is_empty()) {
        let day = day.to_string_lossy();
        return date::parse(&day).ok_or_else(|| Fault::BadToday { given: day.into_owned() });
    }
    Ok(OffsetDateTime::now_utc().date())
}

/// Which formats a command writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Formats {
    All,
    /// All but those of bills.
    ButBills,
}

fn delivery(args: &SharedArgs, store: &Store, formats: Formats) -> Result<Delivery, Fault> {
    let selection = selection(args)?;
    let parse_format = |word: &str| match parse_format(word)? {
        format if format.is_of_bills() && formats == Formats::ButBills => {
            Err(Fault::FormatOfBills { format: format.word() })
        }
        format => Ok(format),
    };
    let format = parse_format(&args.format)?;
    let outputs = args.output.iter().map(|output| match output.split_once('=') {
        Some((format, file)) if !file.is_empty() => Ok((parse_format(format)?, PathBuf::from(file))),
        _ => Err(Fault::BadOutput { given: output.clone() }),
    });
    let options = Options {
        color: use_color(args.color),
        links: shows_links(),
        unicode: draws_unicode(),
        width: width_of_output(),
        summary: !args.quiet,
        statistics: args.statistics,
        suppressed: std::env::var_os("GITHUB_ACTIONS").is_none_or(|is_there| is_there != "true"),
        // What is not told must not become known.
        all: args.all || args.write_baseline.is_some(),
    };
    let outputs: Vec<(Format, PathBuf)> = outputs.collect::<Result<_, _>>()?;
    let mut targets = Targets::new(store);
    for (_, path) in &outputs {
        targets.add(path, Role::Report)?;
    }
    if let Some(path) = &args.write_baseline {
        targets.add(path, Role::Baseline)?;
    }
    Ok(Delivery {
        format,
        options,
        outputs,
        targets,
        fail_on: match args.fail_on {
            FailOnArg::Error => FailOn::Level(Level::Error),
            FailOnArg::Warning => FailOn::Level(Level::Warning),
            FailOnArg::Note => FailOn::Level(Level::Note),
            FailOnArg::Never => FailOn::Never,
        },
        exit_zero: args.exit_zero,
        selection,
        min_level: args.min_level.map(Level::from),
        baseline: args.baseline.clone(),
        write_baseline: args.write_baseline.clone(),
        quiet: args.quiet,
        verbose: args.verbose,
    })
}

fn parse_format(word: &str) -> Result<Format, Fault> {
    word.parse().map_err(|()| {
        let known = Format::ALL.map(Format::word).to_vec();
        let nearest = text::nearest(word, known.iter().copied()).map(|(right, _)| right);
        Fault::UnknownFormat { word: word.to_owned(), nearest, known }
    })
}

/// How standard output is drawn where no option is asked.
pub(crate) fn options_of_output() -> Options {
    Options {
        color: use_color(ColorArg::Auto),
        links: shows_links(),
        unicode: draws_unicode(),
        width: width_of_output(),
        ..Options::default()
    }
}

/// How standard error is drawn. No option is asked: errors come before options are understood.
pub(crate) fn options_of_errors() -> Options {
    let stderr = std::io::stderr();
    let color = decide_color(ColorArg::Auto, |name| std::env::var_os(name), shows_color(&stderr));
    let width = width_given(stderr.is_terminal().then(|| terminal_size_of(&stderr)));
    Options { color, unicode: draws_unicode(), width, ..Options::default() }
}

/// Whether drawings may use more than ASCII, which a terminal that calls itself dumb may not show.
fn draws_unicode() -> bool {
    std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// How many columns standard output has; `None` where lines are as long as they are.
fn width_of_output() -> Option<usize> {
    let stdout = std::io::stdout();
    width_given(stdout.is_terminal().then(|| terminal_size_of(&stdout)))
}

/// The same, given what a terminal says of itself, if it is one.
fn width_given(terminal: Option<Option<(Width, Height)>>) -> Option<usize> {
    decide_width(std::env::var("COLUMNS").ok().as_deref(), terminal)
}

/// `COLUMNS` counts most, then what a terminal says; one that says nothing has 80 columns.
fn decide_width(columns: Option<&str>, terminal: Option<Option<(Width, Height)>>) -> Option<usize> {
    if let Some(columns) = columns.and_then(|columns| columns.parse().ok()).filter(|&columns| columns > 20) {
        return Some(columns);
    }
    match terminal? {
        Some((Width(columns), _)) if columns > 20 => Some(columns.into()),
        _ => Some(80),
    }
}

/// Whether standard output is coloured: by the option, else by the environment, else where it is a terminal.
fn use_color(color: ColorArg) -> bool {
    decide_color(color, |name| std::env::var_os(name), shows_color(&std::io::stdout()))
}

/// Whether standard output is a terminal with hyperlinks.
fn shows_links() -> bool {
    std::io::stdout().is_terminal() && supports_hyperlinks::supports_hyperlinks()
}

/// Whether a stream is a terminal that shows colours. The console of Windows prints their escapes as they are until it
/// is asked not to, as happens here; terminals that are no such console say by `TERM` that they are ones.
fn shows_color(stream: &impl IsTerminal) -> bool {
    let understands = || anstyle_query::windows::enable_ansi_colors().unwrap_or(true);
    stream.is_terminal() && (understands() || anstyle_query::term_supports_ansi_color())
}

/// `NO_COLOR` (<https://no-color.org>), `FORCE_COLOR` (<https://force-color.org>) and `CLICOLOR_FORCE`
/// (<https://bixense.com/clicolors/>) count where they are set to something.
fn decide_color(
    color: ColorArg,
    variable: impl Fn(&str) -> Option<std::ffi::OsString>,
    is_terminal: bool,
) -> bool {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let forces = |name: &str| is_set(name) && variable(name).as_deref() != Some(OsStr::new("0"));
    match color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto if is_set("NO_COLOR") => false,
        ColorArg::Auto if forces("FORCE_COLOR") || forces("CLICOLOR_FORCE") => true,
        ColorArg::Auto => is_terminal && variable("TERM").as_deref() != Some(OsStr::new("dumb")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_is_decided_by_the_environment_then_the_terminal() {
        let of = |columns: u16| Some(Some((Width(columns), Height(24))));
        assert_eq!(decide_width(Some("60"), of(120)), Some(60));
        assert_eq!(decide_width(Some("60"), None), Some(60));
        assert_eq!(decide_width(None, of(120)), Some(120));
        assert_eq!(decide_width(None, Some(None)), Some(80));
        // A serial line says that it has none.
        assert_eq!(decide_width(None, of(0)), Some(80));
        for nonsense in ["", "wide", "-1", "0", "5"] {
            assert_eq!(decide_width(Some(nonsense), of(120)), Some(120), "{nonsense}");
        }
        assert_eq!(decide_width(None, None), None);
    }

    #[test]
    fn colour_is_decided_by_option_then_environment_then_terminal() {
        let with = |set: &'static [(&str, &str)], terminal: bool, color: ColorArg| {
            let variable =
                |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
            decide_color(color, variable, terminal)
        };
        assert!(with(&[], true, ColorArg::Auto) && !with(&[], false, ColorArg::Auto));
        assert!(!with(&[("NO_COLOR", "1")], true, ColorArg::Auto));
        assert!(with(&[("NO_COLOR", "")], true, ColorArg::Auto));
        assert!(with(&[("FORCE_COLOR", "1")], false, ColorArg::Auto));
        assert!(!with(&[("FORCE_COLOR", "0")], false, ColorArg::Auto));
        assert!(with(&[("CLICOLOR_FORCE", "1")], false, ColorArg::Auto));
        assert!(with(&[("NO_COLOR", "1")], false, ColorArg::Always));
        assert!(!with(&[("FORCE_COLOR", "1")], true, ColorArg::Never));
        assert!(!with(&[("TERM", "dumb")], true, ColorArg::Auto));
    }
}
