//! What help and manual pages say of a command besides its options: examples, environment, files, exit status.

use anstyle::Style;

/// Something to type, read or set, and what it means.
pub(crate) type Entry = (&'static str, &'static str);

/// What each exit status means, for every command.
pub(crate) const STATUS: &[Entry] = &[
    ("0", "everything was looked at, and no finding is at or above `--fail-on`"),
    ("1", "findings at or above `--fail-on`, by default errors"),
    ("2", "nothing was checked: a wrong argument, path or policy, or no definitions"),
    ("3", "incomplete: something was not looked at and nothing failed, or interrupted"),
];

/// The files that taglint reads and writes by name.
pub(crate) const FILES: &[Entry] = &[
    (
        "taglint.toml",
        "the policy: the nearest one upwards from each file that is read, up to the root of the repository",
    ),
    (
        "taglint-undo-TIME.json",
        "what projects had before `taglint audit --fix`, which `--restore` reads; in the working folder",
    ),
    (
        "taglint-baseline.json",
        "by convention, the baseline that `--write-baseline` writes and `--baseline` reads",
    ),
];

const COMMON: &[Entry] = &[
    ("TAGLINT_POLICY", "the policy, where `--policy` does not name one"),
    ("TAGLINT_TODAY", "the day on which exceptions are checked, `2027-01-31`; without it, today in UTC"),
    ("COLUMNS", "the width of output; without it, that of the terminal"),
    ("GITHUB_ACTIONS", "whether SARIF leaves out what is hidden, which code scanning would show as open"),
    ("TERM=dumb", "draw with ASCII, and without colour"),
    ("NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE", "whether output is coloured, where `--color` does not say"),
];

const OF_DEFINITIONS: &[Entry] = &[(
    "TF_VAR_name, TF_AWS_DEFAULT_TAGS_Key, TF_AWS_IGNORE_TAGS_…",
    "values for Terraform, read with `--env` only",
)];

const OF_ACCOUNTS: &[Entry] = &[
    ("AWS_BEARER_TOKEN_BEDROCK", "an API key of Amazon Bedrock, for the ambient account"),
    ("OPENAI_API_KEY, OPENAI_BASE_URL", "the same; the key is sent to the origin of the address alone"),
    ("AWS_REGION, AWS_DEFAULT_REGION", "the region, where neither `--region` nor the policy names one"),
    ("AWS_PROFILE, AWS_ACCESS_KEY_ID, …", "credentials, as AWS's own tools read them"),
];

const OF_BILLS: &[Entry] = &[
    ("AWS_PROFILE, AWS_ACCESS_KEY_ID, …", "credentials, as AWS's own tools read them"),
    ("AWS_REGION, AWS_DEFAULT_REGION", "the region of Athena, where the source names none"),
    ("AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_ATHENA", "other addresses of these services"),
    ("AWS_REQUEST_PAYER=requester", "pay for reading a bucket whose reader pays"),
];

const TAGLINT: &[Entry] = &[
    ("taglint check --policy bedrock", "check what is declared below this folder"),
    ("taglint init", "learn a policy from what is there"),
    ("taglint explain missing-tag", "show the page of a rule"),
    ("taglint help check", "show all options of a command"),
];

const CHECK: &[Entry] = &[
    ("taglint check", "what is declared below this folder"),
    ("taglint check --policy bedrock", "by the documented taxonomy"),
    ("taglint check --require Owner", "by a policy on the command line"),
    ("taglint check --fix infra/", "apply the safe fixes below a folder"),
    ("taglint check --output sarif=out.sarif", "also write a file for code scanning"),
    ("taglint check --write-baseline known.json", "record what is wrong today"),
    ("taglint check --watch infra/", "again whenever a file changes"),
];

const AUDIT: &[Entry] = &[
    ("taglint audit --region us-east-1", "the projects of one region"),
    ("taglint audit --all-regions --against infra/", "and where they differ"),
    ("taglint audit --save now.json", "and a snapshot for `--since`"),
    ("taglint audit --against infra/ --diff=curl", "calls that would fix the tags"),
    ("taglint audit --against infra/ --fix", "send them, after a question"),
];

const SPEND: &[Entry] = &[
    ("taglint spend exports/", "the newest month of a bill"),
    ("taglint spend exports/ --period 2026-11", "another one"),
    ("taglint spend exports/ --format csv", "a table to charge costs back by"),
    ("taglint spend s3://my-bills/exports/", "from S3"),
    ("taglint spend athena:cur.cur2", "from a table of Athena"),
    ("taglint spend cost-explorer --budgets", "costs by key, and their budgets"),
];

const EXPLAIN: &[Entry] =
    &[("taglint explain", "all rules, in a line each"), ("taglint explain missing-tag", "the page of one")];

const RULES: &[Entry] = &[
    ("taglint rules", "by the policy of this folder, if it has one"),
    ("taglint rules --policy bedrock", "by a built-in policy"),
    ("taglint rules --format json", "for programs"),
];

const INIT: &[Entry] = &[
    ("taglint init", "from what is declared below this folder"),
    ("taglint init infra/", "from another folder, into which it is written"),
    ("taglint init --from now.json", "from live projects of a snapshot too"),
];

const POLICY: &[Entry] = &[
    ("taglint policy check", "what is wrong with the policy"),
    ("taglint policy show", "what is in force, and from where"),
    ("taglint policy exceptions", "what is waived, and until when"),
    ("taglint policy schema >taglint.schema.json", "for editors"),
    ("taglint policy test --coverage", "what tests prove and miss"),
    ("taglint policy diff old.toml taglint.toml", "what a change changes here"),
    ("taglint policy import org.json", "from an AWS tag policy"),
    ("taglint policy export scp", "as AWS itself enforces it"),
];

const LSP: &[Entry] = &[
    ("taglint lsp", "what an editor starts: see docs/editors.md"),
    ("taglint lsp --log taglint.log", "and what it does is written down"),
];

const COMPLETIONS: &[Entry] = &[
    ("source <(taglint completions bash)", "in ~/.bashrc"),
    ("taglint completions zsh >~/.zfunc/_taglint", "with ~/.zfunc in $fpath"),
    ("taglint completions fish | source", "in ~/.config/fish/config.fish"),
];

const MAN: &[Entry] = &[
    ("taglint man check | man -l -", "read the page of a command"),
    ("taglint man --write-to ~/.local/share/man/man1", "install all of them"),
];

/// Examples of a command.
pub(crate) fn examples(command: &str) -> &'static [Entry] {
    match command {
        "check" => CHECK,
        "audit" => AUDIT,
        "spend" => SPEND,
        "explain" => EXPLAIN,
        "rules" => RULES,
        "init" => INIT,
        "policy" => POLICY,
        "lsp" => LSP,
        "completions" => COMPLETIONS,
        "man" => MAN,
        _ => TAGLINT,
    }
}

/// The variables that a command reads.
pub(crate) fn environment(command: &str) -> Vec<Entry> {
    let more: &[&[Entry]] = match command {
        "check" => &[OF_DEFINITIONS],
        "audit" => &[OF_ACCOUNTS],
        "spend" => &[OF_BILLS],
        "taglint" => &[OF_DEFINITIONS, OF_ACCOUNTS],
        _ => &[],
    };
    [&[COMMON], more].concat().concat()
}

/// What is below the options of a command: its examples, and for taglint itself the exit status.
pub(crate) fn below_help(command: &str) -> String {
    let mut text = section("Examples", examples(command));
    if command == "taglint" {
        text.push('\n');
        text.push_str(&section("Exit status", STATUS));
    }
    text.trim_end().to_owned()
}

fn section(title: &str, entries: &[Entry]) -> String {
    let heading = Style::new().bold().underline();
    let literal = Style::new().bold();
    let width = entries.iter().map(|(what, _)| what.len()).max().unwrap_or_default();
    let mut text = format!("{heading}{title}:{heading:#}\n");
    for (what, means) in entries {
        let gap = " ".repeat(width - what.len());
        text.push_str(&format!("  {literal}{what}{literal:#}{gap}  {means}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// Help is read in terminals of 80 columns, and examples are typed as they are.
    #[test]
    fn examples_are_commands_and_fit_the_terminal() {
        let line = Cli::command();
        let commands = line.get_subcommands().map(clap::Command::get_name);
        for command in commands.chain(["taglint"]) {
            let entries = examples(command);
            assert!(entries.iter().any(|(example, _)| example.contains(command)), "{command}");
            let width = entries.iter().map(|(what, _)| what.len()).max().unwrap_or_default();
            for (example, means) in entries {
                assert!(width + 4 + means.len() <= 80, "{example}: {means}");
                let Some(words) = example.strip_prefix("taglint ") else { continue };
                let words = words.split(['|', '>']).next().unwrap_or_default();
                let words = ["taglint"].into_iter().chain(words.split_whitespace());
                let refused = Cli::command().try_get_matches_from(words).err();
                let is_help = |error: &clap::Error| error.kind() == clap::error::ErrorKind::DisplayHelp;
                assert!(refused.as_ref().is_none_or(is_help), "{example}: {refused:?}");
            }
        }
        assert!(STATUS.iter().all(|(what, means)| what.len() + 4 + means.len() <= 80));
    }

    /// An option without a heading is apart from all others in help.
    #[test]
    fn every_option_of_the_large_commands_has_a_heading() {
        let mut line = Cli::command();
        line.build();
        for command in ["check", "audit", "spend"] {
            let command = line.find_subcommand(command).expect("a command");
            let own = |arg: &&clap::Arg| !arg.is_positional() && !arg.is_hide_set() && arg.get_id() != "help";
            for arg in command.get_arguments().filter(own) {
                assert!(arg.get_help_heading().is_some(), "{} has no heading", arg.get_id());
            }
        }
    }
}
