//! What other tools call options that taglint has under another name: whoever types one is told ours.

use std::ffi::{OsStr, OsString};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// What to type instead.
#[derive(Clone, Copy)]
enum Instead {
    /// Our name of the option.
    Ours(&'static str),
    /// What to do in its place.
    Words(&'static str),
}

use Instead::{Ours, Words};

/// Names of others, and what to type instead of them.
type Names = &'static [(&'static [&'static str], Instead)];

/// Those of what all commands that check have.
const FOREIGN: Names = &[
    (&["config", "config-file", "policy-file", "rules-file"], Ours("--policy")),
    (&["output-format", "out-format", "report-format"], Ours("--format")),
    (&["json"], Words("type `--format json`")),
    (&["sarif"], Words("type `--format sarif`, or `--output sarif=FILE` to also write a file")),
    (
        &["output-file", "out", "report-path"],
        Words("type `--output FORMAT=FILE`, such as `--output json=report.json`"),
    ),
    (&["rule", "rules", "only", "enable", "extend-select", "check"], Ours("--select")),
    (&["skip", "skip-check", "disable", "disable-rule", "extend-ignore", "ignore-rule"], Ours("--ignore")),
    (
        &["exclude", "extend-exclude", "skip-path", "skip-dirs", "ignore-path"],
        Words("write it in the policy: `[files] exclude = [\"vendor/**\"]`"),
    ),
    (&["include"], Words("write it in the policy: `[files] include = [\"projects/**/*.json\"]`")),
    (&["severity", "min-severity", "level", "minimum-severity"], Ours("--min-level")),
    (&["fail-level", "fail-severity", "error-on", "minimum-failure-severity"], Ours("--fail-on")),
    (&["soft-fail", "no-fail", "no-exit-codes", "no-error", "force-exit-zero"], Ours("--exit-zero")),
    (&["generate-baseline", "create-baseline", "update-baseline", "add-baseline"], Ours("--write-baseline")),
    (&["ignore-noqa", "disable-noqa", "no-inline-config"], Ours("--no-ignores")),
    (&["no-color", "no-colour", "no-colors"], Words("type `--color never`, or set NO_COLOR")),
    (&["colour"], Ours("--color")),
    (&["silent"], Ours("--quiet")),
    (&["debug"], Ours("--verbose")),
    (&["stats"], Ours("--statistics")),
];

/// Those about fixes.
const OF_FIXES: Names = &[
    (&["dry-run", "fix-dry-run", "diff-only"], Ours("--diff")),
    (&["unsafe", "fix-unsafe"], Ours("--unsafe-fixes")),
];

/// The commands, each with the names for which it has an option.
const COMMANDS: [(&str, &[Names]); 3] =
    [("check", &[FOREIGN, OF_FIXES]), ("audit", &[FOREIGN, OF_FIXES]), ("spend", &[FOREIGN])];

/// The error about what was typed; about an option of another tool it tells what to type instead. Help, completions and
/// a right command line never see these names.
pub(super) fn explained(error: Error, line: &Command, typed: &[OsString]) -> Error {
    let (Some(command), Some(ContextValue::String(option))) =
        (typed.get(1), error.get(ContextKind::InvalidArg))
    else {
        return error;
    };
    // Behind `--` it is a path or a value.
    let is_option = typed.iter().take_while(|word| *word != "--").any(|word| begins(word, option));
    let is_unknown = is_option && error.kind() == ErrorKind::UnknownArgument;
    let Some(instead) = instead_of(command, option).filter(|_| is_unknown) else { return error };
    // A new one, without what clap takes for alike.
    let mut told = Error::new(ErrorKind::UnknownArgument);
    if let Some(command) = line.find_subcommand(command) {
        told = told.with_cmd(command);
    }
    for kind in [ContextKind::InvalidArg, ContextKind::Usage] {
        if let Some(known) = error.get(kind) {
            told.insert(kind, known.clone());
        }
    }
    match instead {
        Ours(option) => told.insert(ContextKind::SuggestedArg, ContextValue::String(option.to_owned())),
        Words(words) => told.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![words.into()])),
    };
    told
}

/// Whether a word is an option, with a value or without.
fn begins(word: &OsStr, option: &str) -> bool {
    let rest = word.to_str().and_then(|word| word.strip_prefix(option));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

/// What to type in a command instead of an option, if it is one of another tool.
fn instead_of(command: &OsStr, option: &str) -> Option<Instead> {
    let option = option.strip_prefix("--")?;
    let (_, lists) = COMMANDS.into_iter().find(|(name, _)| command == *name)?;
    let (_, instead) = lists.iter().copied().flatten().find(|(names, _)| names.contains(&option))?;
    Some(*instead)
}

#[cfg(test)]
mod tests {
    use clap::{Arg, CommandFactory};

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn each_name_is_refused_with_and_without_a_value_and_told_an_option_that_there_is() {
        let mut line = Cli::command();
        line.build();
        for (command, names) in COMMANDS {
            let known = line.find_subcommand(command).expect("a command");
            for (names, instead) in names.concat() {
                if let Ours(option) = instead {
                    let is_known =
                        |arg: &Arg| arg.get_long() == option.strip_prefix("--") && !arg.is_hide_set();
                    assert!(known.get_arguments().any(is_known), "{command} has no {option}");
                }
                for name in names {
                    for arguments in [format!("--{name}"), format!("--{name}=x"), format!("--{name} x")] {
                        let words = ["taglint", command].into_iter().chain(arguments.split(' '));
                        let typed: Vec<OsString> = words.map(OsString::from).collect();
                        let error = line.clone().try_get_matches_from(&typed).expect_err("refused");
                        let told = explained(error, &line, &typed).to_string();
                        let (expected, others) = match instead {
                            Ours(option) => (format!("a similar argument exists: '{option}'"), "to pass"),
                            Words(words) => (format!("tip: {words}"), "similar"),
                        };
                        assert!(told.contains(&format!("'--{name}'")) && told.contains(&expected), "{told}");
                        assert!(told.contains("Usage: ") && !told.contains(others), "{told}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_behind_two_hyphens_is_no_option() {
        let mut line = Cli::command();
        line.build();
        let typed = ["taglint", "audit", "--", "--config"].map(OsString::from);
        let error = line.clone().try_get_matches_from(&typed).expect_err("audit takes no paths");
        assert!(!explained(error, &line, &typed).to_string().contains("--policy"));
    }
}
