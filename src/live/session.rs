//! A session: what several questions to accounts share, such as credentials that are got once, the client, and the
//! keys that no answer may show.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use serde_json::Value;
use tokio::runtime::Runtime;
use url::Url;

use super::Refusal;
use super::answer::NoAnswer;
use super::client::{Ask, Client};
use super::credentials::{Chain, Environment, Key, Lack, none_found};
use super::destination::{Authority, Destination};
use super::secret::Secrets;
use crate::policy::Access;
use crate::text::io_words;

/// A session of one run.
pub(crate) struct Session {
    runtime: Runtime,
    environment: Environment,
    pub(super) chain: Arc<Chain>,
    pub(super) client: Client,
    pub(super) secrets: Arc<Secrets>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({:?})", self.secrets)
    }
}

impl Session {
    /// A session whose requests wait so long for each answer. Roles are assumed in the given region.
    ///
    /// # Errors
    /// This machine has no network to use.
    pub(crate) fn open(timeout: Duration, region: &str) -> Result<Self, Refusal> {
        let environment = Environment::read();
        let secrets = Arc::<Secrets>::default();
        for key in environment.keys() {
            secrets.add(key);
        }
        let (chain, client) = (Arc::new(Chain::new(timeout, region)), Client::new(timeout)?);
        Ok(Session { runtime: runtime()?, environment, chain, client, secrets })
    }

    /// Asks a question, and waits for the answer.
    pub(super) fn wait<T>(&self, question: impl Future<Output = T>) -> T {
        self.runtime.block_on(question)
    }

    /// What a request to an address is authorised with.
    ///
    /// # Errors
    /// There is nothing.
    pub(super) async fn key(&self, access: &Access, url: &Url) -> Result<Key, Lack> {
        let bearer = match access {
            // A bearer key is of one account; profiles and roles say which account is meant.
            Access::Ambient => self.environment.bearer(url),
            Access::Profile(_) | Access::Role { .. } => None,
        };
        match bearer {
            Some((_, key)) => Ok(Key::Bearer(key.to_owned())),
            None => self.credentials(access).await.map(Key::Aws),
        }
    }

    /// What a call to a destination is authorised with.
    ///
    /// # Errors
    /// Why there is nothing any more.
    pub(super) async fn key_of(&self, destination: &Destination) -> Result<Key, String> {
        let access = match &destination.authority {
            Authority::Bearer { .. } => &Access::Ambient,
            Authority::Aws(access) => access,
        };
        self.key(access, &destination.projects).await.map_err(|lack| match lack {
            Lack::None => "there are no credentials for this account".to_owned(),
            Lack::Failed(why) => self.wipe(&why),
        })
    }

    /// The same by what it is called.
    pub(super) fn authority(&self, access: &Access, url: &Url) -> Authority {
        match (access, self.environment.bearer(url)) {
            (Access::Ambient, Some((variable, _))) => Authority::Bearer { variable },
            _ => Authority::Aws(access.clone()),
        }
    }

    /// The credentials of an account, which are never shown from then on.
    ///
    /// # Errors
    /// There are none.
    pub(super) async fn credentials(&self, access: &Access) -> Result<Credentials, Lack> {
        let credentials = self.chain.credentials(access).await;
        self.chain.remember(&self.secrets);
        credentials
    }

    /// The ambient credentials, for services that take nothing else.
    ///
    /// # Errors
    /// There are none.
    pub(super) async fn need_credentials(&self) -> Result<Credentials, Refusal> {
        match self.credentials(&Access::Ambient).await {
            Ok(credentials) => Ok(credentials),
            Err(Lack::None) => Err(Refusal::NoAwsCredentials { why: none_found() }),
            Err(Lack::Failed(why)) => Err(Refusal::NoAwsCredentials { why: self.wipe(&why) }),
        }
    }

    /// Gets the ambient credentials, which whoever asks for something needs.
    ///
    /// # Errors
    /// There are none.
    pub(crate) fn sign_in(&self) -> Result<(), Refusal> {
        self.wait(self.need_credentials()).map(drop)
    }

    /// The address of a service where the environment or the profile gives one.
    ///
    /// # Errors
    /// It is none that credentials may be sent to.
    pub(super) async fn endpoint(&self, service: &str) -> Result<Option<Url>, Refusal> {
        self.chain.endpoint(service).await
    }

    /// Sends a request until it is answered or there is no hope. The answer has no keys in it.
    ///
    /// # Errors
    /// Why there is no answer, without keys.
    pub(super) async fn send(&self, ask: &Ask<'_>) -> Result<Value, NoAnswer> {
        self.client.send(ask, &self.secrets).await
    }

    /// How many requests a service was sent, by what signatures call it.
    pub(super) fn sent(&self, service: &str) -> usize {
        self.client.sent(service)
    }

    /// A text without any keys.
    pub(super) fn wipe(&self, text: &str) -> String {
        self.secrets.wipe(text)
    }
}

/// What waits for answers: on one thread, which is enough for waiting.
pub(super) fn runtime() -> Result<Runtime, Refusal> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal::NoNetwork { why: io_words(&error) })
}
