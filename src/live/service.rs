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
    /// The field of a request that asks for a further page.
    const TOKEN: &'static str;

    /// What asks for the page after this one, if there is one.
    fn next(&mut self) -> Option<String>;
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
        let target = format!("{}.{operation}", self.service.target);
        let ask = Ask {
            url: self.url.clone(),
            service: self.service.name,
            region: self.region,
            key: &self.key,
            purpose: Purpose::Operation { name: &target, body: body.to_string().into_bytes() },
        };
        let answer = self.session.send(&ask).await?;
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
            let mut page: P = self.answer(operation, &body).await?;
            let token = page.next().filter(|token| !token.is_empty());
            pages.push(page);
            let Some(token) = token else { return Ok(pages) };
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
