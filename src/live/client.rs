//! One request and its answer: signed, bounded, tried again where that may help.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use backon::Retryable;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use url::Url;

use super::Refusal;
use super::answer::{self, NoAnswer};
use super::credentials::{Key, causes, signature};
use super::endpoint::is_loopback;
use super::purpose::Purpose;
use super::retry::{Trouble, backoff, retry_after};
use super::secret::Secrets;
use crate::text::{code, count, without_number};

/// The largest answer that is read: a thousand projects with fifty tags each are a quarter of it.
const MOST_BYTES: usize = 64 << 20;

/// What services of AWS call their errors where they are too busy.
const THROTTLED: &[&str] =
    &["Throttling", "ThrottlingException", "LimitExceededException", "TooManyRequestsException"];

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) struct Ask<'a> {
    /// Where to.
    pub(crate) url: Url,
    /// The service that a signature names.
    pub(crate) service: &'a str,
    /// The region that a signature names.
    pub(crate) region: &'a str,
    /// What it is authorised with.
    pub(crate) key: &'a Key,
    /// What it is for.
    pub(crate) purpose: Purpose<'a>,
}

/// A request that is signed already.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// What came back, whatever its status.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// The client of a run. A copy shares its connections.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// For this machine: no proxy may see what goes there.
    near: reqwest::Client,
    /// For everything else, made when it is needed: it reads all certificates of this machine. `None` where there
    /// is none to trust any server by.
    far: Arc<OnceLock<Option<reqwest::Client>>>,
    timeout: Duration,
    /// How many requests each service was sent, by what signatures call it.
    sent: Arc<Mutex<BTreeMap<String, usize>>>,
}

/// What `localhost` and the names below it are, whatever the name server says: plain `http` goes nowhere else.
struct ThisMachine;

impl Resolve for ThisMachine {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        // The port is the address's own.
        let addresses: Addrs = Box::new(addresses.map(|address| SocketAddr::new(address, 0)).into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

fn builder(timeout: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("taglint/", env!("CARGO_PKG_VERSION")))
        // A redirect may lead anywhere, and keys would go along: it is an answer like any other wrong one.
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .timeout(timeout)
        .connect_timeout(timeout.min(Duration::from_secs(10)))
}

impl Client {
    /// A client that waits so long for each answer.
    ///
    /// # Errors
    /// There can be none on this machine.
    pub(crate) fn new(timeout: Duration) -> Result<Self, Refusal> {
        let near = builder(timeout).no_proxy().dns_resolver(ThisMachine).tls_certs_only([]).build();
        let near = near.map_err(|error| Refusal::NoClient { why: causes(&error) })?;
        Ok(Client { near, far: Arc::default(), timeout, sent: Arc::default() })
    }

    fn of(&self, url: &Url) -> Result<&reqwest::Client, Trouble> {
        let is_near = url.scheme() == "http" && url.host().is_some_and(|host| is_loopback(&host));
        if is_near {
            return Ok(&self.near);
        }
        let far = self.far.get_or_init(|| builder(self.timeout).build().ok());
        far.as_ref().ok_or_else(|| {
            let why =
                "no CA certificates are installed, so no server can be trusted: install `ca-certificates`";
            Trouble::lasting(why.to_owned())
        })
    }

    /// Sends a request until it is answered or there is no hope. The answer has status 2xx and no keys in it.
    ///
    /// # Errors
    /// Why there is no such answer, without keys.
    pub(crate) async fn send(&self, ask: &Ask<'_>, secrets: &Secrets) -> Result<Value, NoAnswer> {
        let bytes = until_answered(secrets, || self.attempt(ask, secrets)).await?;
        match ask.purpose {
            // What a change did is read back: what is said of it does not matter.
            Purpose::Change { .. } => Ok(Value::Null),
            _ => Ok(answer::read(&bytes, secrets)?),
        }
    }

    async fn attempt(&self, ask: &Ask<'_>, secrets: &Secrets) -> Result<Vec<u8>, Trouble> {
        let (method, body) = (ask.purpose.method(), ask.purpose.body().to_vec());
        let headers = headers(ask, &method).map_err(Trouble::lasting)?;
        *self.counts().entry(ask.service.to_owned()).or_default() += 1;
        let answer = self.exchange(Outgoing { method, url: ask.url.clone(), headers, body }).await?;
        if answer.status.is_success() {
            return Ok(answer.body);
        }
        if let Some(words) = answer.redirected(secrets) {
            return Err(Trouble::lasting(words));
        }
        let mut why = answer::refusal_of_body(answer.status, &answer.body, secrets);
        why.message += ask.purpose.advice(answer.status);
        Err(answer.trouble(why))
    }

    /// How many requests a service was sent.
    pub(crate) fn sent(&self, service: &str) -> usize {
        self.counts().get(service).copied().unwrap_or_default()
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request once, and reads what comes back to its end.
    ///
    /// # Errors
    /// Why nothing came back.
    pub(crate) async fn exchange(&self, request: Outgoing) -> Result<Incoming, Trouble> {
        let Outgoing { method, url, headers, body } = request;
        let request = self.of(&url)?.request(method, url).headers(headers).body(body);
        let mut response = request.send().await.map_err(|error| self.trouble(error))?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let body = self.body(response).await;
        // That something is refused counts, however little of the reason arrives.
        let body = if status.is_success() { body? } else { body.unwrap_or_default() };
        Ok(Incoming { status, headers, body })
    }

    /// The body, as long as it is not too long.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        let too_much = || Trouble::lasting(format!("the answer is larger than {} MiB", MOST_BYTES >> 20));
        if response.content_length().is_some_and(|length| length > MOST_BYTES as u64) {
            return Err(too_much());
        }
        while let Some(chunk) = response.chunk().await.map_err(|error| self.trouble(error))? {
            if bytes.len() + chunk.len() > MOST_BYTES {
                return Err(too_much());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn trouble(&self, error: reqwest::Error) -> Trouble {
        // An address names no keys, but is long, and the failure names its region already.
        let error = error.without_url();
        if error.is_timeout() {
            let seconds = count(self.timeout.as_secs() as usize, "second");
            return Trouble::late(format!("no answer within {seconds}"));
        }
        let words = innermost(&error);
        match error.is_body() || error.is_decode() {
            true => Trouble::broken(format!("the answer is cut off: {words}")),
            false if error.is_connect() => Trouble::broken(format!("no connection: {words}")),
            false => Trouble::broken(format!("the connection broke: {words}")),
        }
    }
}

/// Makes attempts until one succeeds or there is no hope.
///
/// # Errors
/// Why the last one failed, without keys.
pub(crate) async fn until_answered<T, F: Future<Output = Result<T, Trouble>>>(
    secrets: &Secrets,
    mut attempt: impl FnMut() -> F,
) -> Result<T, NoAnswer> {
    let tried = AtomicUsize::new(0);
    let attempt = || {
        tried.fetch_add(1, Ordering::Relaxed);
        attempt()
    };
    let again = |trouble: &Trouble, wait: Option<Duration>| {
        let wait = wait.filter(|_| tried.load(Ordering::Relaxed) < trouble.tries);
        wait.map(|wait| trouble.wait.unwrap_or(wait))
    };
    let answer = attempt.retry(backoff()).when(|trouble: &Trouble| trouble.tries > 1).adjust(again).await;
    answer.map_err(|trouble| {
        let times = match tried.load(Ordering::Relaxed) {
            0 | 1 => String::new(),
            tries => format!(", after {tries} tries"),
        };
        let why = trouble.why;
        NoAnswer { message: secrets.wipe(&format!("{}{times}", why.message)), ..why }
    })
}

impl Incoming {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What an answer other than 2xx means, of which it is known why: whether another try may help.
    pub(crate) fn trouble(&self, why: NoAnswer) -> Trouble {
        let wait = self.header("retry-after").and_then(|text| retry_after(text, SystemTime::now()));
        // AWS's JSON protocol says with status 400 that it is busy.
        let is_throttled = self.status == StatusCode::TOO_MANY_REQUESTS || why.is_one_of(THROTTLED);
        match self.status.is_server_error() || is_throttled {
            true => Trouble::busy(why, wait),
            false => Trouble::lasting(why),
        }
    }

    /// Where it leads elsewhere. Only the host is told: the rest of an address may hold anything.
    pub(crate) fn redirected(&self, secrets: &Secrets) -> Option<String> {
        let location = self.header("location").filter(|_| self.status.is_redirection())?;
        // A host is spelled in small letters, where a key would not be found any more.
        let to = Url::parse(&secrets.wipe(location)).ok();
        let to = to.and_then(|url| url.host_str().map(code)).unwrap_or_else(|| "somewhere".to_owned());
        Some(format!("{}: it redirects to {to}, which is not followed", self.status.as_u16()))
    }
}

fn headers(ask: &Ask<'_>, method: &Method) -> Result<HeaderMap, String> {
    let mut own: Vec<(&str, &str)> = vec![("accept", "application/json")];
    own.extend(ask.purpose.headers());
    let mut all: Vec<(String, String)> =
        own.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    match ask.key {
        Key::Bearer(key) => all.push(("authorization".to_owned(), format!("Bearer {key}"))),
        Key::Aws(credentials) => {
            let request = (method.as_str(), &ask.url, &own[..], ask.purpose.body());
            all.extend(signature(credentials, ask.service, ask.region, request)?);
        }
    }
    header_map(&all)
}

/// Headers as they are sent.
///
/// # Errors
/// One cannot be sent.
fn header_map(all: &[(String, String)]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in all {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
        let mut value =
            HeaderValue::from_str(value).map_err(|_| format!("the header `{name}` cannot be sent"))?;
        value.set_sensitive(name != "accept" && name != "content-type");
        headers.insert(name, value);
    }
    Ok(headers)
}

/// The innermost cause, which is what people look for.
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    begun_small(without_number(&cause.to_string()))
}

/// The words of a system, within a sentence of ours.
fn begun_small(words: &str) -> String {
    let mut characters = words.chars();
    match (characters.next(), characters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_system_are_said_in_ours() {
        let words = |text: &str| innermost(&std::io::Error::other(text.to_owned()));
        assert_eq!(words("Connection refused (os error 111)"), "connection refused");
        assert_eq!(words("TLS is off"), "TLS is off");
    }

    #[test]
    fn headers_have_the_key_and_never_show_it() {
        let key = Key::Bearer("the-key".into());
        let url = Url::parse("https://host.example/").expect("a URL");
        let ask = Ask { url, service: "s", region: "r", key: &key, purpose: Purpose::List };
        let headers = headers(&ask, &Method::GET).expect("headers");
        assert_eq!(headers["authorization"], "Bearer the-key");
        assert!(!format!("{headers:?}").contains("the-key"));
    }
}
