//! Clients of AWS's SDK: with our credentials and addresses, over the HTTP client that everything else is sent with,
//! and tried again as everything else is.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::{AppName, Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::origin::Origin;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::json;
use url::Url;

use super::Refusal;
use super::answer::{self, NoAnswer};
use super::client::{Client, Incoming, Outgoing, until_answered};
use super::credentials::{Chain, Lack, causes};
use super::retry::Trouble;
use super::secret::Secrets;
use super::session::Session;
use crate::policy::Access;

/// What a client of a service in a region is made with: `aws_sdk_athena::Client::new(&config)`. The service is named as
/// configuration files call it, such as `Cost Explorer`.
///
/// # Errors
/// There are no credentials at all, or an address that none may be sent to.
pub(crate) async fn config(session: &Session, service: &str, region: &str) -> Result<SdkConfig, Refusal> {
    session.need_credentials().await?;
    let (chain, secrets) = (Arc::clone(&session.chain), Arc::clone(&session.secrets));
    let client = session.client.clone();
    let mut builder = session.chain.config().await.into_builder();
    builder = builder
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(Ambient { chain, secrets }))
        .http_client(http_client_fn(move |_, _| SharedHttpConnector::new(Connector(client.clone()))))
        // The chain, the HTTP client and `answered` have their own.
        .identity_cache(IdentityCache::no_cache())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(RetryConfig::disabled())
        .app_name(AppName::new("taglint").expect("a constant name"));
    if let Some(url) = session.endpoint(service).await? {
        // Without the slash at its end S3's rules write a bucket into the last part of a path.
        builder = builder.endpoint_url(format!("{}/", url.as_str().trim_end_matches('/')));
        // Else what the environment says for the service alone would be taken as it is.
        builder.insert_origin("endpoint_url", Origin::shared_config());
    }
    Ok(builder.build())
}

/// Asks until a service answers or there is no hope.
///
/// # Errors
/// Why there is no answer, without keys.
pub(crate) async fn answered<T, E, F>(session: &Session, ask: impl Fn() -> F) -> Result<T, NoAnswer>
where
    E: ProvideErrorMetadata + Error + 'static,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let attempt = || async { ask().await.map_err(|error| trouble(&error, &session.secrets)) };
    until_answered(&session.secrets, attempt).await
}

fn trouble<E>(error: &SdkError<E, HttpResponse>, secrets: &Secrets) -> Trouble
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let Some(own) = cause::<Trouble>(error) {
        return own.clone();
    }
    let (raw, known) = match error {
        SdkError::ServiceError(error) => (error.raw(), Some(error.err().meta())),
        SdkError::ResponseError(error) => (error.raw(), None),
        _ => return Trouble::lasting(causes(error)),
    };
    let answer = received(raw);
    if answer.status.is_success() {
        return Trouble::lasting(format!("the answer has another form: {}", causes(error)));
    }
    if let Some(words) = answer.redirected(secrets) {
        return Trouble::lasting(words);
    }
    let why = match known.filter(|known| known.code().is_some()) {
        Some(known) => {
            let words = json!({ "code": known.code(), "message": known.message() });
            answer::refusal_of_json(answer.status, words, secrets)
        }
        None => answer::refusal_of_body(answer.status, &answer.body, secrets),
    };
    answer.trouble(why)
}

/// The first cause of an error that is of a type.
pub(super) fn cause<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The ambient credentials, which are got anew before they end.
pub(super) struct Ambient {
    pub(super) chain: Arc<Chain>,
    pub(super) secrets: Arc<Secrets>,
}

impl fmt::Debug for Ambient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ambient(****)")
    }
}

impl ProvideCredentials for Ambient {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let credentials = self.chain.credentials(&Access::Ambient).await;
            self.chain.remember(&self.secrets);
            credentials.map_err(|lack| {
                let why = match lack {
                    Lack::None => String::new(),
                    Lack::Failed(why) => format!(": {why}"),
                };
                let why = format!("there are no AWS credentials any more{why}");
                CredentialsError::provider_error(Trouble::lasting(why))
            })
        })
    }
}

/// Sends what a client of the SDK asks to send.
#[derive(Debug)]
struct Connector(Client);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = outgoing(&request).map_err(Trouble::lasting);
            let answer = match request {
                Ok(request) => client.exchange(request).await,
                Err(trouble) => Err(trouble),
            };
            answer.and_then(incoming).map_err(|trouble| ConnectorError::other(trouble.into(), None))
        })
    }
}

fn outgoing(request: &HttpRequest) -> Result<Outgoing, String> {
    let cannot = |what: &str| format!("the request has a {what} that cannot be sent");
    let method = Method::from_bytes(request.method().as_bytes()).map_err(|_| cannot("method"))?;
    let url = Url::parse(request.uri()).map_err(|_| cannot("URL"))?;
    if url.as_str() != request.uri() {
        // It would lead elsewhere, and not be what is signed.
        return Err(cannot("URL"));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| cannot("header"))?;
        let mut value = HeaderValue::from_str(value).map_err(|_| cannot("header"))?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    let body = request.body().bytes().ok_or_else(|| cannot("body"))?;
    Ok(Outgoing { method, url, headers, body: body.to_vec() })
}

fn incoming(answer: Incoming) -> Result<HttpResponse, Trouble> {
    let status = answer.status.as_u16().try_into();
    let status = status.map_err(|_| Trouble::lasting("the answer has no status".to_owned()))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in &answer.headers {
        if let Ok(value) = value.to_str() {
            response.headers_mut().append(name.as_str().to_owned(), value.to_owned());
        }
    }
    Ok(response)
}

/// The same the other way round.
fn received(response: &HttpResponse) -> Incoming {
    let status = StatusCode::from_u16(response.status().as_u16()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for (name, value) in response.headers() {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            headers.append(name, value);
        }
    }
    Incoming { status, headers, body: response.body().bytes().unwrap_or_default().to_vec() }
}
