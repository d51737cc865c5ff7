//! Who asks: a bearer key, or credentials of the AWS chain, with which each request is signed.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_config::imds::client::error::ImdsError;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_types::error::metadata::ErrorMetadata;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::service_config::ServiceConfigKey;
use tokio::sync::OnceCell;
use url::Url;

use super::Refusal;
use super::endpoint::{self, is_same_origin};
use super::secret::Secrets;
use crate::policy::Access;
use crate::text::{code, without_number};

/// What the environment says of keys. Read once, so that nothing else asks for it.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    /// `AWS_BEARER_TOKEN_BEDROCK`
    /// (<https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html>).
    pub(crate) bedrock_key: Option<String>,
    /// `OPENAI_API_KEY`.
    pub(crate) openai_key: Option<String>,
    /// `OPENAI_BASE_URL`.
    pub(crate) openai_base: Option<String>,
}

impl Environment {
    /// Reads it.
    pub(crate) fn read() -> Self {
        let text = |name: &str| {
            let text = std::env::var(name).ok()?;
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        Environment {
            bedrock_key: text("AWS_BEARER_TOKEN_BEDROCK"),
            openai_key: text("OPENAI_API_KEY"),
            openai_base: text("OPENAI_BASE_URL"),
        }
    }

    /// The bearer key for an address with the name of its variable, if there is one. `OPENAI_API_KEY` may be somebody's key for another service:
    /// it goes only to the very origin that it is meant for.
    pub(crate) fn bearer(&self, url: &Url) -> Option<(&'static str, &str)> {
        let is_meant = || {
            let base = self.openai_base.as_deref().and_then(|base| Url::parse(base).ok());
            base.is_some_and(|base| is_same_origin(&base, url))
        };
        match (&self.bedrock_key, &self.openai_key) {
            (Some(key), _) => Some(("AWS_BEARER_TOKEN_BEDROCK", key)),
            (None, Some(key)) if is_meant() => Some(("OPENAI_API_KEY", key)),
            (None, _) => None,
        }
    }

    /// The keys themselves.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.bedrock_key.iter().chain(&self.openai_key).map(String::as_str)
    }
}

/// What a request is authorised with.
#[derive(Clone)]
pub(crate) enum Key {
    /// A bearer key.
    Bearer(String),
    /// Credentials to sign with.
    Aws(Credentials),
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Key::Bearer(_) => "Bearer(****)",
            Key::Aws(_) => "Aws(****)",
        })
    }
}

/// Why there are no credentials.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Lack {
    /// There are none anywhere.
    None,
    /// They were to be had, and something went wrong.
    Failed(String),
}

/// The AWS chain of one session, which gives what it gave once, as long as that is valid.
#[derive(Debug)]
pub(crate) struct Chain {
    timeout: Duration,
    region: String,
    known: Mutex<HashMap<Access, Arc<Got>>>,
}

/// How long credentials must be valid to be used again.
const LEFT: Duration = Duration::from_secs(120);

/// What the chain gave for an account, or will give.
type Got = OnceCell<Result<Credentials, Lack>>;

impl Chain {
    /// A chain whose requests wait so long. Roles are assumed in the given region.
    pub(crate) fn new(timeout: Duration, region: &str) -> Self {
        Chain { timeout, region: region.to_owned(), known: Mutex::default() }
    }

    /// The credentials of an account.
    ///
    /// # Errors
    /// There are none.
    pub(crate) async fn credentials(&self, access: &Access) -> Result<Credentials, Lack> {
        let got = self.got(access);
        got.get_or_init(|| self.load(access)).await.clone()
    }

    /// What it gave for an account, or a place for what it will give where that is about to end.
    fn got(&self, access: &Access) -> Arc<Got> {
        let mut known = self.known();
        let got = known.entry(access.clone()).or_default();
        if let Some(Ok(credentials)) = got.get()
            && credentials.expiry().is_some_and(|end| end < SystemTime::now() + LEFT)
        {
            *got = Arc::default();
        }
        Arc::clone(got)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Access, Arc<Got>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds all that it gave to what is never shown.
    pub(crate) fn remember(&self, secrets: &Secrets) {
        let known = self.known();
        for got in known.values() {
            if let Some(Ok(credentials)) = got.get() {
                remember(credentials, secrets);
            }
        }
    }

    async fn load(&self, access: &Access) -> Result<Credentials, Lack> {
        let got = async {
            match access {
                Access::Ambient => self.of_chain().await,
                Access::Profile(profile) => self.of_profile(profile).await,
                Access::Role { arn, external_id } => self.of_role(arn, external_id.as_deref()).await,
            }
        };
        // A process that gives credentials may wait for somebody for ever.
        let longest = 4 * self.timeout;
        let late = || Lack::Failed(format!("none came within {} seconds", longest.as_secs()));
        tokio::time::timeout(longest, got).await.unwrap_or_else(|_| Err(late()))
    }

    async fn of_chain(&self) -> Result<Credentials, Lack> {
        let config = self.config().await;
        let provider = config.credentials_provider().ok_or(Lack::None)?;
        provider.provide_credentials().await.map_err(|error| lack(&error))
    }

    async fn of_profile(&self, profile: &str) -> Result<Credentials, Lack> {
        let region = Region::new(self.region.clone());
        let own = ProviderConfig::without_region().with_region(Some(region));
        // Not the default chain: there the environment's keys, which are another account's, would win.
        let provider =
            ProfileFileCredentialsProvider::builder().profile_name(profile).configure(&own).build();
        provider.provide_credentials().await.map_err(|error| match lack(&error) {
            Lack::None => Lack::Failed(format!(
                "the profile {} gives no credentials: the AWS configuration lacks it, or a part of it",
                code(profile)
            )),
            Lack::Failed(why) => Lack::Failed(format!("the profile {}: {why}", code(profile))),
        })
    }

    async fn of_role(&self, arn: &str, external_id: Option<&str>) -> Result<Credentials, Lack> {
        let cannot = |why: String| format!("the role {} cannot be assumed: {why}", code(arn));
        let ambient = self.got(&Access::Ambient);
        let ambient = ambient.get_or_init(|| self.of_chain()).await.clone();
        let ambient = ambient.map_err(|lack| match lack {
            Lack::None => Lack::None,
            Lack::Failed(why) => Lack::Failed(cannot(why)),
        })?;
        let config = self.config().await;
        let mut builder = AssumeRoleProvider::builder(arn).session_name("taglint-audit").configure(&config);
        if let Some(external_id) = external_id {
            builder = builder.external_id(external_id);
        }
        let provider = builder.build_from_provider(ambient).await;
        provider.provide_credentials().await.map_err(|error| match lack(&error) {
            Lack::None => Lack::Failed(format!("the role {} cannot be assumed", code(arn))),
            Lack::Failed(why) => Lack::Failed(cannot(why)),
        })
    }

    /// The configuration that AWS's SDKs read: environment and files.
    pub(super) async fn config(&self) -> SdkConfig {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(self.timeout)
            .operation_attempt_timeout(self.timeout)
            .build();
        aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .timeout_config(timeouts)
            .load()
            .await
    }

    /// The address of a service where the environment or the profile gives one, as AWS's SDKs look for it
    /// (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>).
    ///
    /// # Errors
    /// It is none that credentials may be sent to.
    pub(crate) async fn endpoint(&self, service: &str) -> Result<Option<Url>, Refusal> {
        let config = self.config().await;
        let key = ServiceConfigKey::builder()
            .service_id(service)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build()
            .expect("all three are set");
        let own = config.service_config().and_then(|services| services.load_config(key));
        match own.or_else(|| config.endpoint_url().map(str::to_owned)) {
            Some(text) => endpoint::parse(&text, "`AWS_ENDPOINT_URL`").map(Some),
            None => Ok(None),
        }
    }
}

/// The region of a profile, by its name or by `AWS_PROFILE`.
pub(crate) async fn profile_region(profile: Option<&str>) -> Option<String> {
    use aws_config::meta::region::ProvideRegion;
    let mut builder = ProfileFileRegionProvider::builder();
    if let Some(profile) = profile {
        builder = builder.profile_name(profile);
    }
    builder.build().region().await.map(|region| region.to_string())
}

/// Where credentials were looked for, and were none.
pub(crate) fn none_found() -> String {
    match std::env::var("AWS_PROFILE").ok().filter(|profile| !profile.is_empty()) {
        Some(profile) => {
            format!("none were found, also not in the profile {} of `AWS_PROFILE`", code(&profile))
        }
        None => "none were found in the environment, the AWS configuration or the instance".to_owned(),
    }
}

/// Adds credentials to what is never shown.
fn remember(credentials: &Credentials, secrets: &Secrets) {
    secrets.add(credentials.secret_access_key());
    secrets.add(credentials.access_key_id());
    if let Some(token) = credentials.session_token() {
        secrets.add(token);
    }
}

fn lack(error: &CredentialsError) -> Lack {
    match error {
        CredentialsError::CredentialsNotLoaded(_) => Lack::None,
        // The chain asks the instance last, whether or not there is one: then nothing else gave any.
        other if is_of_instance(other) => Lack::None,
        other => Lack::Failed(plain(&causes(other))),
    }
}

fn is_of_instance(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<ImdsError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// What went wrong, from the outermost cause to the innermost, each said once; where a service of AWS says it, only
/// that.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    if let Some(words) = words_of_service(error) {
        return words;
    }
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        // What has the number of the request in it differs from run to run.
        if !cause.is::<ErrorMetadata>() && !words.contains(&more) {
            let _ = write!(words, ": {more}");
        }
        next = cause.source();
    }
    words
}

/// What the chain of AWS says, in our words where it speaks of what its own code does.
fn plain(words: &str) -> String {
    let words = words.strip_prefix("an error occurred while loading credentials: ").unwrap_or(words);
    let words = without_number(words);
    // The crates of AWS keep the kinds of these errors to themselves.
    if words.contains("sso") && words.contains("cache") {
        return "there is no valid SSO session: sign in with `aws sso login`".to_owned();
    }
    if words.contains("external process") {
        return words_of_process(words);
    }
    words.to_owned()
}

/// That a process gave no credentials. What it prints may be a part of them, and is not shown.
fn words_of_process(words: &str) -> String {
    let ended = words.split_once("external process exited with code ").map(|(_, ended)| ended);
    let Some(ended) = ended else {
        return "the `credential_process` does not print credentials as AWS asks for them".to_owned();
    };
    let status = if let Some((status, _)) = ended.split_once(". Stderr: ") { status } else { ended };
    match status.strip_prefix("exit status: ").or_else(|| status.strip_prefix("exit code: ")) {
        Some(code) => format!("the `credential_process` ended with exit code {code}"),
        None => format!("the `credential_process` was ended by {status}"),
    }
}

fn words_of_service(error: &(dyn Error + 'static)) -> Option<String> {
    let mut cause = error;
    loop {
        if let Some(metadata) = cause.downcast_ref::<ErrorMetadata>()
            && let Some(message) = metadata.message()
        {
            let code = if let Some(code) = metadata.code() { format!(" ({code})") } else { String::new() };
            return Some(format!("{message}{code}"));
        }
        cause = cause.source()?;
    }
}

/// The headers that sign a request
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>).
///
/// # Errors
/// The request cannot be signed.
pub(crate) fn signature(
    credentials: &Credentials,
    service: &str,
    region: &str,
    request: (&str, &Url, &[(&str, &str)], &[u8]),
) -> Result<Vec<(String, String)>, String> {
    let (method, url, headers, body) = request;
    let identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| error.to_string())?
        .into();
    let headers = headers.iter().copied();
    let signable = SignableRequest::new(method, url.as_str(), headers, SignableBody::Bytes(body))
        .map_err(|error| causes(&error))?;
    let (signed, _) = sign(signable, &parameters).map_err(|error| causes(&error))?.into_parts();
    Ok(signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(bedrock: Option<&str>, openai: Option<&str>, base: Option<&str>) -> Environment {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Environment { bedrock_key: owned(bedrock), openai_key: owned(openai), openai_base: owned(base) }
    }

    fn bearer(environment: &Environment, url: &str) -> Option<String> {
        environment.bearer(&Url::parse(url).expect("a URL")).map(|(_, key)| key.to_owned())
    }

    #[test]
    fn the_chain_speaks_in_our_words() {
        let said = |words: &str| plain(&format!("an error occurred while loading credentials: {words}"));
        let process = "Error retrieving credentials: external process exited with code";
        assert_eq!(
            said(&format!("{process} exit status: 1. Stderr: ")),
            "the `credential_process` ended with exit code 1"
        );
        assert_eq!(
            said(&format!("{process} exit status: 127. Stderr: hunter2. Stderr: hunter2\\n")),
            "the `credential_process` ended with exit code 127"
        );
        assert_eq!(
            said(&format!("{process} signal: 9 (SIGKILL). Stderr: hunter2")),
            "the `credential_process` was ended by signal: 9 (SIGKILL)"
        );
        let parsed = "Error retrieving credentials from external process, could not parse response: hunter2";
        let parsed = format!("the chain: {parsed}");
        assert_eq!(said(&parsed), "the `credential_process` does not print credentials as AWS asks for them");
        let sso = "failed to read `/home/a/.aws/sso/cache/1.json`: No such file or directory (os error 2)";
        assert_eq!(said(sso), "there is no valid SSO session: sign in with `aws sso login`");
        assert_eq!(said("broken pipe (os error 32)"), "broken pipe");
    }

    #[test]
    fn the_key_of_bedrock_comes_first() {
        let both = environment(Some("bedrock"), Some("openai"), Some("https://a/v1"));
        assert_eq!(bearer(&both, "https://a/v1/organization/projects").as_deref(), Some("bedrock"));
    }

    #[test]
    fn a_key_for_another_service_stays_where_it_is() {
        let called = "https://bedrock-mantle.us-east-1.api.aws/v1/organization/projects";
        let with = |base: Option<&str>| bearer(&environment(None, Some("sk"), base), called);
        assert_eq!(with(Some("https://bedrock-mantle.us-east-1.api.aws/openai/v1")).as_deref(), Some("sk"));
        for base in [
            None,
            Some("https://api.openai.com/v1"),
            Some("http://bedrock-mantle.us-east-1.api.aws/v1"),
            Some("https://bedrock-mantle.us-east-1.api.aws:8443/v1"),
            Some("https://bedrock-mantle.eu-west-1.api.aws/v1"),
            Some("https://bedrock-mantle.us-east-1.api.aws.evil.example/v1"),
            Some("nonsense"),
        ] {
            assert_eq!(with(base), None, "{base:?}");
        }
    }

    #[test]
    fn a_signature_names_service_and_region_and_not_the_key() {
        let credentials =
            Credentials::new("AKIDEXAMPLE", "the-secret", Some("the-token".into()), None, "test");
        let url = Url::parse("https://host.example/v1/organization/projects?limit=100").expect("a URL");
        let headers =
            signature(&credentials, "bedrock-mantle", "eu-west-1", ("GET", &url, &[], b"")).expect("signed");
        let authorization = headers.iter().find(|(name, _)| name == "authorization").expect("there");
        assert!(authorization.1.contains("/eu-west-1/bedrock-mantle/aws4_request"), "{authorization:?}");
        assert!(headers.iter().any(|(name, value)| name == "x-amz-security-token" && value == "the-token"));
        assert!(!headers.iter().any(|(_, value)| value.contains("the-secret")));
    }
}
