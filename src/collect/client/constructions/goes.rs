//! Where the requests of a client go.

use super::super::endpoint::{self, Endpoint};
use super::super::known::HOLE;
use super::super::program::{Id, Items, Kind};
use super::context::Constructions;
use crate::client::{Form, Goes, Sdk};

impl Constructions<'_> {
    /// Whether a client takes what is not said from the environment: a builder does so only where it is told to.
    pub(super) fn reads_environment(&self, sdk: &Sdk, ways: &[Id]) -> bool {
        let is_told = |way: &Id| self.program.callee_name(*way) == Some("fromEnv");
        sdk.form != Form::Builder || ways.iter().any(is_told)
    }

    /// Where the requests of a client go.
    pub(super) fn endpoint(&self, sdk: &Sdk, options: &Items, reads_environment: bool) -> Endpoint {
        let mut providers =
            options.values_of(&["provider"]).into_iter().flat_map(|value| self.values.leaves(value));
        if let Some(leaf) = providers.next() {
            if self.program.callee_name(leaf) == Some("bedrock") {
                return self.provider_endpoint(sdk, &self.options(leaf, sdk));
            }
            return Endpoint::Unknown(self.program.exprs[leaf].span);
        }
        match sdk.goes {
            Goes::Itself => return self.provider_endpoint(sdk, options),
            Goes::IfGiven(option) if !options.values_of(&[option]).is_empty() => {
                return self.provider_endpoint(sdk, options);
            }
            Goes::IfBegins(option, beginning) => {
                return self.endpoint_by(&options.values_of(&[option]), beginning);
            }
            Goes::ByUrl | Goes::IfGiven(_) => {}
        }
        let mut urls = options.values_of(sdk.base_url);
        if reads_environment && urls.iter().all(|url| self.is_nothing(*url)) {
            urls = self.environment.values_of(sdk.base_url_variable.as_slice());
        }
        self.endpoint_of(&urls)
    }

    /// Where requests go of which a value says it by its beginning.
    fn endpoint_by(&self, values: &[Id], beginning: &str) -> Endpoint {
        let mut texts = values.iter().flat_map(|value| self.values.texts(*value));
        match texts.any(|text| text.starts_with(beginning)) {
            true => Endpoint::Provider,
            false => Endpoint::Elsewhere,
        }
    }

    /// Where requests go that go to Bedrock of their own accord: not to a runtime endpoint that is asked for.
    fn provider_endpoint(&self, sdk: &Sdk, options: &Items) -> Endpoint {
        // What the client for JavaScript is given as an endpoint, it ignores.
        if sdk.form != Form::Object {
            for leaf in options
                .values_of(&["endpoint", "Endpoint"])
                .iter()
                .flat_map(|value| self.values.leaves(*value))
            {
                let word = match self.program.kind(leaf) {
                    Kind::Text(text) => text.as_str(),
                    Kind::Member { name, .. } | Kind::Name(name) => name,
                    _ => "",
                };
                if matches!(word, "runtime" | "bedrock-runtime" | "EndpointRuntime" | "RUNTIME") {
                    return Endpoint::Elsewhere;
                }
            }
        }
        let urls = options.values_of(&["base_url", "baseURL", "BaseURL", "baseUrl"]);
        let set: Vec<Id> = match urls.is_empty() {
            true => self.environment.values_of(sdk.base_url_variable.as_slice()),
            false => Vec::new(),
        };
        let is_runtime = |url: &Id| self.values.texts(*url).iter().any(|text| endpoint::is_runtime(text));
        match urls.iter().chain(&set).any(is_runtime) {
            true => Endpoint::Elsewhere,
            false => Endpoint::Provider,
        }
    }

    /// The region that requests go to, where one is written out.
    pub(super) fn region(&self, sdk: &Sdk, options: &Items) -> Option<String> {
        let urls = options.values_of(sdk.base_url);
        let mut of_urls =
            urls.iter().flat_map(|url| self.values.texts(*url)).filter_map(|url| endpoint::region(&url));
        let named = options.values_of(&["aws_region", "awsRegion", "AWSRegion", "region"]);
        let mut of_names =
            named.iter().flat_map(|name| self.values.texts(*name)).filter(|text| !text.contains(HOLE));
        of_urls.next().or_else(|| of_names.next())
    }

    fn endpoint_of(&self, urls: &[Id]) -> Endpoint {
        let mut found = Endpoint::Elsewhere;
        for url in urls {
            for text in self.values.texts(*url) {
                match endpoint::of_url(&text) {
                    Some(true) => return Endpoint::Mantle,
                    Some(false) => {}
                    None => found = Endpoint::Unknown(self.program.exprs[*url].span),
                }
            }
        }
        found
    }

    fn is_nothing(&self, id: Id) -> bool {
        self.values.leaves(id).iter().all(|leaf| matches!(self.program.kind(*leaf), Kind::Nothing))
    }
}
