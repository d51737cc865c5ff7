//! Why nothing is asked at all.

use miette::Diagnostic;
use thiserror::Error;

use crate::text::{code, one_of};

/// Why nothing is asked at all.
#[derive(Clone, PartialEq, Eq, Debug, Error, Diagnostic)]
pub enum Refusal {
    #[error("no credentials: {why}")]
    #[diagnostic(
        code("live::refused"),
        help(
            "set `AWS_BEARER_TOKEN_BEDROCK`, or sign in to AWS with `aws sso login`, `AWS_PROFILE` or `AWS_ACCESS_KEY_ID`"
        )
    )]
    NoCredentials { why: String },

    /// For what takes no bearer key.
    #[error("no AWS credentials: {why}")]
    #[diagnostic(
        code("live::refused"),
        help("sign in to AWS with `aws sso login`, `AWS_PROFILE` or `AWS_ACCESS_KEY_ID`")
    )]
    NoAwsCredentials { why: String },

    #[error("the policy has no account {}", code(.name))]
    #[diagnostic(code("live::refused"), help("{}", account_help(.name, .nearest.as_deref(), .known)))]
    UnknownAccount { name: String, nearest: Option<String>, known: Vec<String> },

    #[error("no region{} to look at", of_account(.account.as_deref()))]
    #[diagnostic(
        code("live::refused"),
        help("name one with `--region us-east-1`, `[live] regions` in the policy, or `AWS_REGION`")
    )]
    NoRegion { account: Option<String> },

    #[error("{} is not a region", code(.region))]
    #[diagnostic(code("live::refused"), help("{}", region_help(*nearest)))]
    NotARegion { region: String, nearest: Option<&'static str> },

    /// `what` says who asks for an address, here and in what follows.
    #[error("{what} is {}, which is not a URL", code(.text))]
    #[diagnostic(code("live::refused"), help("write it like `https://bedrock-mantle.us-east-1.api.aws/v1`"))]
    NotAUrl { what: &'static str, text: String },

    #[error("{what} has a user name or password, which is not used")]
    #[diagnostic(code("live::refused"), help("remove both: keys are taken from the environment"))]
    UserInUrl { what: &'static str },

    #[error("{what} has a query or a fragment after {}", code(.url))]
    #[diagnostic(code("live::refused"), help("remove everything from `?` or `#` on"))]
    QueryInUrl { what: &'static str, url: String },

    #[error("{what} would send keys in the clear to {}", code(.server))]
    #[diagnostic(
        code("live::refused"),
        help("use `https`: plain `http` is for servers on this machine only")
    )]
    InTheClear { what: &'static str, server: String },

    #[error("{what} begins with {}, not with `https:`", code(&format!("{scheme}:")))]
    #[diagnostic(code("live::refused"), help("use `https`"))]
    OtherScheme { what: &'static str, scheme: String },

    /// A question to a service of AWS that is the whole errand.
    #[error("{} was not answered: {why}", code(.operation))]
    #[diagnostic(
        code("live::refused"),
        help(
            "ask with credentials that may use `{action}`: those of the management account, or of a delegated administrator"
        )
    )]
    NoAnswer { operation: &'static str, action: &'static str, why: String },

    #[error("the network cannot be used: {why}")]
    #[diagnostic(code("live::refused"), help("see which limits this machine sets"))]
    NoNetwork { why: String },

    #[error("requests cannot be sent: {why}")]
    #[diagnostic(code("live::refused"), help("see `docs/audit.md`"))]
    NoClient { why: String },
}

fn account_help(name: &str, nearest: Option<&str>, known: &[String]) -> String {
    match nearest {
        Some(right) => format!("did you mean {}?", code(right)),
        None if known.is_empty() => {
            format!("add it to the policy as `[[live.accounts]]` with `name = \"{name}\"`")
        }
        None => format!("use {}", one_of(known.iter().map(String::as_str), 6)),
    }
}

fn of_account(name: Option<&str>) -> String {
    match name {
        Some(name) => format!(" of account {}", code(name)),
        None => String::new(),
    }
}

fn region_help(nearest: Option<&str>) -> String {
    match nearest {
        Some(right) => format!("did you mean {}?", code(right)),
        None => "write it like `us-east-1`".to_owned(),
    }
}
