//! What other tools call options that taglint has under another name: whoever types one is told ours.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

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

/// The command line with these options, each of which is refused. Help and completions do without them.
pub(super) fn refusing(mut line: Command) -> Command {
    for (command, names) in COMMANDS {
        line = line.mut_subcommand(command, |command| with_refused(command, &names.concat()));
    }
    line
}

fn with_refused(mut command: Command, names: &[(&'static [&'static str], Instead)]) -> Command {
    for (names, instead) in names {
        for name in *names {
            // With or without a value.
            let arg = Arg::new(*name).long(*name).action(ArgAction::Append).hide(true);
            let refused = Refused { name, instead: *instead };
            command = command.arg(arg.num_args(0..=1).default_missing_value("").value_parser(refused));
        }
    }
    command
}

/// Takes no value.
#[derive(Clone, Copy)]
struct Refused {
    name: &'static str,
    instead: Instead,
}

impl TypedValueParser for Refused {
    type Value = String;

    fn parse_ref(&self, command: &Command, _: Option<&Arg>, _: &OsStr) -> Result<String, Error> {
        let mut error = Error::new(ErrorKind::UnknownArgument).with_cmd(command);
        error.insert(ContextKind::InvalidArg, ContextValue::String(format!("--{}", self.name)));
        match self.instead {
            Ours(option) => {
                error.insert(ContextKind::SuggestedArg, ContextValue::String(option.to_owned()));
            }
            Words(words) => {
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![words.into()]));
            }
        }
        error.insert(ContextKind::Usage, ContextValue::StyledStr(command.clone().render_usage()));
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn each_name_is_refused_with_and_without_a_value_and_told_an_option_that_there_is() {
        let line = refusing(Cli::command());
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
                        let error = line.clone().try_get_matches_from(words).expect_err("refused");
                        let told = error.to_string();
                        assert!(told.contains(&format!("'--{name}'")) && told.contains("tip: "), "{told}");
                    }
                }
            }
        }
    }
}
