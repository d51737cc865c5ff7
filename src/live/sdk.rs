//! Clients of AWS's SDK: with our credentials and addresses, over the HTTP client that everything else is sent with.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_config::retry::RetryConfig;
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
use aws_smithy_types::timeout::TimeoutConfig;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use url::Url;

use super::Refusal;
use super::answer::{self, NoAnswer};
use super::client::{Client, Incoming, Outgoing};
use super::credentials::{Chain, Lack, causes};
use super::retry::Trouble;
use super::secret::Secrets;
use super::session::Session;
use crate::policy::Access;

/// How often a request is sent in all, and how long to wait before the first further try.
const MOST_TRIES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(250);

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
        // The client has its own.
        .timeout_config(TimeoutConfig::disabled())
        .retry_config(RetryConfig::standard().with_max_attempts(MOST_TRIES).with_initial_backoff(FIRST_WAIT))
        .app_name(AppName::new("taglint").expect("a constant name"));
    if let Some(url) = session.endpoint(service).await? {
        builder = builder.endpoint_url(url.as_str().trim_end_matches('/'));
    }
    Ok(builder.build())
}

/// Why a question has no answer, without keys.
pub(crate) fn no_answer<E>(session: &Session, error: &SdkError<E, HttpResponse>) -> NoAnswer
where
    E: Error + 'static,
{
    let of_service = |raw: &HttpResponse| {
        let status = StatusCode::from_u16(raw.status().as_u16()).unwrap_or_default();
        answer::said(status, raw.body().bytes().unwrap_or_default(), &session.secrets)
    };
    match error {
        SdkError::ServiceError(error) => of_service(error.raw()),
        SdkError::ResponseError(error) if !error.raw().status().is_success() => of_service(error.raw()),
        error => match cause::<NoAnswer>(error) {
            Some(own) => NoAnswer { message: session.wipe(&own.message), ..own.clone() },
            None => session.wipe(&causes(error)).into(),
        },
    }
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
            credentials.map_err(|lack| match lack {
                Lack::None => CredentialsError::not_loaded_no_source(),
                Lack::Failed(why) => CredentialsError::provider_error(NoAnswer::from(why)),
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
            let request =
                outgoing(&request).map_err(|why| ConnectorError::user(NoAnswer::from(why).into()))?;
            match client.exchange(request).await {
                Ok(answer) => incoming(answer),
                Err(Trouble { why, tries: 0 | 1, .. }) => Err(ConnectorError::user(why.into())),
                Err(Trouble { why, .. }) => Err(ConnectorError::io(why.into())),
            }
        })
    }
}

fn outgoing(request: &HttpRequest) -> Result<Outgoing, String> {
    let cannot = |what: &str| format!("the request has a {what} that cannot be sent");
    let method = Method::from_bytes(request.method().as_bytes()).map_err(|_| cannot("method"))?;
    let url = Url::parse(request.uri()).map_err(|_| cannot("URL"))?;
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

fn incoming(answer: Incoming) -> Result<HttpResponse, ConnectorError> {
    let status = answer.status.as_u16().try_into();
    let status = status.map_err(|_| ConnectorError::user("the answer has no status".into()))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in &answer.headers {
        if let Ok(value) = value.to_str() {
            response.headers_mut().append(name.as_str().to_owned(), value.to_owned());
        }
    }
    Ok(response)
}
