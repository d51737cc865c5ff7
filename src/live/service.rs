//! Services of AWS that are asked in its JSON protocol. Their clients in AWS's SDK would be most of what a bill adds to
//! the build, for a handful of reads that are one signed `POST` each.

use std::collections::HashSet;

use aws_credential_types::Credentials;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::Refusal;
use super::answer::NoAnswer;
use super::client::Ask;
use super::credentials::Key;
use super::purpose::Purpose;
use super::session::Session;

/// How many pages of a list are read: far more than there may be.
const MOST_PAGES: usize = 100;

/// A service.
pub(super) struct Service {
    /// What configuration files and environment variables call it.
    pub(super) id: &'static str,
    /// What signatures call it.
    pub(super) name: &'static str,
    /// What operations begin with in the header of a request.
    pub(super) target: &'static str,
}

/// A page of a list.
pub(super) trait Page: DeserializeOwned {
    /// The field that has in an answer what a request for the page after this one has in it, too.
    const TOKEN: &'static str;
}

/// Where a service is, and with what it is asked.
pub(super) struct Asking<'s> {
    session: &'s Session,
    service: &'static Service,
    region: &'s str,
    url: Url,
    key: Key,
}

impl<'s> Asking<'s> {
    /// As the environment and the profile say, else at an address.
    ///
    /// # Errors
    /// The address is none that credentials may be sent to.
    pub(super) async fn of(
        session: &'s Session,
        service: &'static Service,
        region: &'s str,
        address: &str,
        credentials: Credentials,
    ) -> Result<Self, Refusal> {
        let url = match session.endpoint(service.id).await? {
            Some(url) => url,
            None => Url::parse(address).expect("an address of AWS"),
        };
        Ok(Asking { session, service, region, url, key: Key::Aws(credentials) })
    }

    /// Asks one question.
    ///
    /// # Errors
    /// Why it has no answer, without keys.
    pub(super) async fn answer<T: DeserializeOwned>(
        &self,
        operation: &str,
        body: &Value,
    ) -> Result<T, NoAnswer> {
        self.read(self.ask(operation, body).await?)
    }

    async fn ask(&self, operation: &str, body: &Value) -> Result<Value, NoAnswer> {
        let target = format!("{}.{operation}", self.service.target);
        let ask = Ask {
            url: self.url.clone(),
            service: self.service.name,
            region: self.region,
            key: &self.key,
            purpose: Purpose::Operation { name: &target, body: body.to_string().into_bytes() },
        };
        self.session.send(&ask).await
    }

    fn read<T: DeserializeOwned>(&self, answer: Value) -> Result<T, NoAnswer> {
        serde_json::from_value(answer).map_err(|error| {
            let why = self.session.wipe(&error.to_string());
            format!("the answer has another form: {why}").into()
        })
    }

    /// Reads a list to its end, which a service that does not advance never reaches.
    ///
    /// # Errors
    /// Why a page has no answer, without keys.
    pub(super) async fn pages<P: Page>(&self, operation: &str, mut body: Value) -> Result<Vec<P>, NoAnswer> {
        let (mut pages, mut seen) = (Vec::new(), HashSet::new());
        while pages.len() < MOST_PAGES {
            let mut answer = self.ask(operation, &body).await?;
            let token = answer.get_mut(P::TOKEN).map(Value::take).unwrap_or_default();
            pages.push(self.read(answer)?);
            let token: Option<String> = self.read(token)?;
            let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(pages) };
            if !seen.insert(token.clone()) {
                return Err("the list does not advance: a page has the token of an earlier one"
                    .to_owned()
                    .into());
            }
            body[P::TOKEN] = token.into();
        }
        Err(format!("the list has no end: {MOST_PAGES} pages were read").into())
    }
}
