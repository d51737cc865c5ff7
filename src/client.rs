//! Clients: what constructs, or configures, a client that sends requests to a `bedrock-mantle` endpoint.

use crate::finding::Location;

/// The kind of a client, for conditions and reports.
pub(crate) const CLIENT: &str = "client";

/// A kind of client that people construct, as the table of SDKs describes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sdk {
    /// What it is called, in findings and baselines.
    pub(crate) name: &'static str,
    /// The names of what constructs one: the last part of a call.
    pub(crate) constructors: &'static [&'static str],
    /// The modules or packages that these names are from, or the beginnings of their names.
    pub(crate) modules: &'static [&'static str],
    /// How options are given.
    pub(crate) form: Form,
    /// What sends its requests to `bedrock-mantle`.
    pub(crate) goes: Goes,
    /// The option that the first argument gives where it has no name.
    pub(crate) first: Option<&'static str>,
    /// The options that give a map of further options.
    pub(crate) nested: &'static [&'static str],
    /// The options that give another client, which speaks for itself.
    pub(crate) instead: &'static [&'static str],
    /// The options that give a base URL.
    pub(crate) base_url: &'static [&'static str],
    /// The options that name a project.
    pub(crate) project: &'static [&'static str],
    /// The options that give a map of headers.
    pub(crate) headers: &'static [&'static str],
    /// The options that give one header: its name and its value.
    pub(crate) header: &'static [&'static str],
    /// The options that leave one header out: its name.
    pub(crate) no_header: &'static [&'static str],
    /// The options that give what carries the requests, and may add headers of its own.
    pub(crate) carrier: &'static [&'static str],
    /// Whether its module is a client itself, whose options are set as attributes.
    pub(crate) is_module: bool,
    /// The headers that name a project.
    pub(crate) family: Family,
    /// The variables that name a project where it has a base URL.
    pub(crate) with_base_url: &'static [&'static str],
    /// The variables that name a project where it goes to Bedrock of its own accord.
    pub(crate) with_provider: &'static [&'static str],
    /// The variable that gives the base URL where no option does.
    pub(crate) base_url_variable: Option<&'static str>,
    /// What to write to name a project.
    pub(crate) remedy: &'static str,
}

/// How options are given to what constructs a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As named arguments.
    Keywords,
    /// In an object, the first argument.
    Object,
    /// As calls whose results are the arguments: `option.WithProject("…")`.
    Functions,
    /// By methods of a builder.
    Builder,
    /// As variables of an environment.
    Environment,
}

/// What sends the requests of a client to `bedrock-mantle`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goes {
    /// A base URL.
    ByUrl,
    /// The client itself.
    Itself,
    /// An option that is given.
    IfGiven(&'static str),
    /// A value of an option that begins so.
    IfBegins(&'static str, &'static str),
}

/// The headers that name a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Those of the OpenAI routes.
    OpenAi,
    /// Those of the Anthropic route.
    Anthropic,
}

impl Family {
    /// The names, the one to write first.
    pub(crate) const fn headers(self) -> &'static [&'static str] {
        match self {
            Family::OpenAi => &["OpenAI-Project"],
            Family::Anthropic => &["anthropic-workspace", "anthropic-workspace-id"],
        }
    }
}

/// One client.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) sdk: &'static Sdk,
    /// What constructs it; of a configuration, the base URL.
    pub(crate) at: Location,
    pub(crate) naming: Naming,
    /// The ids of projects that it names literally.
    pub(crate) ids: Vec<(String, Location)>,
    /// The region that its requests go to, where that is written out.
    pub(crate) region: Option<String>,
    /// The variables that would name a project.
    pub(crate) variables: &'static [&'static str],
}

impl Client {
    /// The ids that it names, and that are none.
    pub(crate) fn unknown_ids(
        &self,
        is_unknown: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = (&str, &Location)> {
        let unknown = self.ids.iter().filter(move |(id, _)| is_unknown(id));
        unknown.map(|(id, at)| (id.as_str(), at))
    }
}

/// How a client names a project.
#[derive(Clone, Debug)]
pub(crate) enum Naming {
    /// It names one, or a variable, a setting or a secret does.
    Named,
    /// It names none.
    Missing,
    /// It names the default project, or an empty one.
    Default(Location),
    /// A header is nearly one that names a project.
    Misspelled {
        /// Its name.
        header: Location,
        /// What it must be.
        right: &'static str,
    },
    /// It may name one.
    Unresolved(Doubt),
}

/// Why it cannot be known whether a client names a project.
#[derive(Clone, Debug)]
pub(crate) enum Doubt {
    /// Arguments or headers come from elsewhere.
    Elsewhere(Location),
    /// It names one, or else the default one or none.
    Fallback(Location),
    /// Where its requests go comes from elsewhere.
    #[cfg_attr(not(feature = "clients"), expect(dead_code, reason = "only programs leave it open"))]
    BaseUrl(Location),
    /// Code that reads the base URL names one.
    Code(Location),
    /// A configuration sets a variable that would name one.
    Configuration {
        /// The variable.
        variable: &'static str,
        /// Where it is set.
        at: Location,
    },
}
