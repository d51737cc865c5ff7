//! What options take: words, numbers, names. A name that is wrong is told with the settings, where the nearest right
//! one is known; here the names are for help and completions.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command, ValueEnum};

use crate::cost::Metric;
use crate::finding::Level;
use crate::live::regions;
use crate::report::format::Format;
use crate::rule;

/// The longest wait for one answer, in seconds.
const LONGEST_TIMEOUT: u64 = 600;

pub(super) fn seconds(text: &str) -> Result<u64, String> {
    let seconds = text.parse().ok().filter(|seconds| (1..=LONGEST_TIMEOUT).contains(seconds));
    seconds.ok_or_else(|| format!("write a whole number of seconds from 1 to {LONGEST_TIMEOUT}"))
}

pub(super) fn threads(text: &str) -> Result<usize, String> {
    let threads = text.parse().ok().filter(|&threads| threads > 0);
    threads.ok_or_else(|| "write a whole number from 1 on".to_owned())
}

pub(super) fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(
        Format::ALL.map(|format| PossibleValue::new(format.word()).help(format.about())),
    )
}

/// The name of a rule.
#[derive(Clone)]
pub(super) struct RuleName;

/// The name of a region.
#[derive(Clone)]
pub(super) struct RegionName;

/// Takes any text, and completes to some.
macro_rules! completes_to {
    ($name:ident, $known:expr) => {
        impl TypedValueParser for $name {
            type Value = String;

            fn parse_ref(
                &self,
                command: &Command,
                arg: Option<&Arg>,
                value: &OsStr,
            ) -> Result<String, clap::Error> {
                StringValueParser::new().parse_ref(command, arg, value)
            }

            fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
                Some(Box::new($known.iter().copied().map(PossibleValue::new)))
            }
        }
    };
}

completes_to!(RuleName, rule::NAMES);
completes_to!(RegionName, regions::KNOWN);

/// How calls are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum CallForm {
    /// Method, path and body
    Calls,
    /// Commands of curl
    Curl,
}

/// How a list is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ListFormat {
    /// A line each, for people
    Text,
    /// One JSON document
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum ColorArg {
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
pub(crate) enum FailOnArg {
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
