//! Why a file of a bill is not counted.

use thiserror::Error;

use crate::cost::Period;
use crate::cost::money::MoneyError;
use crate::text::{all_of, code};

/// Why a file of a bill is not counted. None of its lines is then.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub(crate) enum Unread {
    /// The system says why.
    #[error("{0}")]
    Io(String),
    #[error(
        "it is not an export of costs: it has neither the columns of a Cost and Usage Report nor those of FOCUS"
    )]
    NotExport,
    #[error("it is empty")]
    Empty,
    #[error("it is {kind}, which exports of costs never are; unpack or convert it to CSV or Parquet")]
    Foreign { kind: &'static str },
    #[error("line {line}: {} is in {found}, and its folder or manifest says {expected}", code(column))]
    OtherPeriod { line: u64, column: &'static str, found: Period, expected: Period },
    #[error("it has no column {}; {advice}", code(column))]
    NoColumn { column: &'static str, advice: &'static str },
    #[error("it has no column {}, which the metric `{metric}` needs", code(column))]
    NoMetric { column: &'static str, metric: &'static str },
    #[error("it has two columns {}", code(column))]
    TwoColumns { column: String },
    #[error("the column {} is {kind}, which cannot be read as {wanted}", code(column))]
    Type { column: String, kind: String, wanted: &'static str },
    #[error("line {line}: {} is not an amount: {why}", code(column))]
    Money { line: u64, column: &'static str, why: MoneyError },
    #[error("line {line}: {} is empty", code(column))]
    NoValue { line: u64, column: &'static str },
    #[error("line {line}: {} is not a month of a bill", code(column))]
    Period { line: u64, column: &'static str },
    #[error("line {line}: {} is not a map of strings as JSON", code(column))]
    Map { line: u64, column: &'static str },
    #[error("line {line}: {} has the key {} twice", code(column), code(key))]
    KeyTwice { line: u64, column: &'static str, key: Box<str> },
    #[error("line {line} of the result does not say how many lines it stands for")]
    NoCount { line: u64 },
    #[error("line {line}: it is not UTF-8 text")]
    NotUtf8 { line: u64 },
    #[error("line {line}: it has {found} fields, and the header has {expected}")]
    Fields { line: u64, found: u64, expected: u64 },
    #[error("line {line}: it is longer than 16 MiB")]
    LongLine { line: u64 },
    #[error("it expands to more than {times} times its size, which no export does")]
    Bomb { times: u64 },
    #[error("the archive cannot be read: {0}")]
    Archive(String),
    #[error("the archive has no file")]
    EmptyArchive,
    #[error("the archive has {files} files, where an export has one")]
    ManyFiles { files: usize },
    #[error("the parquet cannot be read: {0}")]
    Parquet(String),
    #[error("all of its lines are in {} as well, by their ids, and are counted once", files(of))]
    Repeats { of: Vec<String> },
    #[error("it is {} packed in another way, and is counted once", code(of))]
    Repacked { of: String },
    #[error(
        "it has the lines of {}, with other line ends, quotes or blank lines, and is counted once",
        code(of)
    )]
    Rewritten { of: String },
    #[error("some of its lines are in {} as well, by their ids, and none of it is counted", files(of))]
    Overlaps { of: Vec<String> },
    #[cfg(not(feature = "parquet"))]
    #[error("this taglint is built without the feature `parquet`, and reads only CSV")]
    NoParquet,
}

impl Unread {
    /// What a system says of a file.
    pub(crate) fn io(error: &std::io::Error) -> Self {
        Unread::Io(crate::text::io_words(error))
    }
}

fn files(names: &[String]) -> String {
    all_of(names.iter().map(String::as_str), 5)
}

/// What keeps a part of a bill from being counted, although all files can be read.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub(crate) enum Doubt {
    /// A needed column tells nothing.
    #[error("the column {} is empty on every line; {advice}", code(column))]
    EmptyColumn { column: &'static str, advice: &'static str },
    #[error("the column {} is empty on every line, and the metric `{metric}` needs it", code(column))]
    EmptyMetric { column: &'static str, metric: &'static str },
    #[error("{} could each be the tag {} of the policy; lines with one of them are not counted", all_of(billed.iter().map(String::as_str), 5), code(key))]
    TwoBilled { billed: Vec<String>, key: String },
    #[error("{} could be each of the tags {} of the policy; lines with it are not counted", code(billed), all_of(keys.iter().map(String::as_str), 5))]
    TwoKeys { billed: String, keys: Vec<String> },
}
