//! The lists of projects of accounts and regions, each read to its end or as far as it goes.

use futures_util::stream::{self, StreamExt};
use url::Url;

use super::asked::Asked;
use super::client::Ask;
use super::credentials::{self, Key, Lack};
use super::destination::{Authority, Destination};
use super::pages::{Next, Pages};
use super::patience::bounded;
use super::progress::Progress;
use super::project::LiveProject;
use super::purpose::Purpose;
use super::refusal::Refusal;
use super::regions::{self, Target};
use super::session::Session;
use crate::finding::Failure;
use crate::policy::Access;
use crate::text::{code, part_of_url};

/// The service that signatures name; `bedrock` is refused
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html>).
pub(crate) const SERVICE: &str = "bedrock-mantle";
/// How many regions are asked side by side.
const SIDE_BY_SIDE: usize = 32;
/// How many projects a page holds.
const PAGE: &str = "100";

/// The list of one account and region.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    /// The account's name in the policy; `None` for the ambient credentials.
    pub(crate) name: Option<String>,
    /// The account, where it is known.
    pub(crate) account: Option<String>,
    pub(crate) region: String,
    /// What was listed, also where the list broke off.
    pub(crate) projects: Vec<LiveProject>,
    /// Whether the list was read to its end.
    pub(crate) is_complete: bool,
    /// Where its projects are changed.
    pub(crate) destination: Destination,
}

/// One list to read.
pub(super) struct Errand<'a> {
    target: &'a Target,
    region: &'a str,
    url: Url,
    key: Result<Key, Lack>,
    account: Option<String>,
    authority: Authority,
}

/// The lists to read, each with its key. Credentials of different accounts are got side by side.
///
/// # Errors
/// There are no credentials at all, or an address that none may be sent to.
pub(super) async fn errands<'a>(session: &Session, asked: &'a Asked) -> Result<Vec<Errand<'a>>, Refusal> {
    let mut addressed = Vec::new();
    for target in &asked.targets {
        let mut urls = Vec::new();
        for region in &target.regions {
            urls.push((region.as_str(), asked.endpoint.projects(region)?));
        }
        addressed.push((target, urls));
    }
    let of_targets = addressed.into_iter().enumerate().map(|(number, (target, urls))| async move {
        let mut errands = Vec::new();
        for (region, url) in urls {
            let key = session.key(&target.access, &url).await;
            let account = account_of(&target.access, &key);
            let authority = session.authority(&target.access, &url);
            errands.push(Errand { target, region, url, key, account, authority });
        }
        (number, errands)
    });
    let mut errands: Vec<_> = stream::iter(of_targets).buffer_unordered(SIDE_BY_SIDE).collect().await;
    errands.sort_by_key(|&(number, _)| number);
    let errands: Vec<Errand<'_>> = errands.into_iter().flat_map(|(_, errands)| errands).collect();
    match refusal(&errands, session) {
        Some(refusal) => Err(refusal),
        None => Ok(errands),
    }
}

/// What the lists are called, in their order.
pub(super) fn names(errands: &[Errand<'_>]) -> Vec<String> {
    errands.iter().map(Errand::name).collect()
}

/// Reads all lists, side by side.
pub(super) async fn read(
    session: &Session,
    errands: &[Errand<'_>],
    progress: &Progress,
) -> Vec<(Listing, Option<Failure>)> {
    let lists = errands.iter().enumerate().map(|(number, errand)| async move {
        let listed = errand.read(session).await;
        progress.step(number);
        (number, listed)
    });
    let mut lists: Vec<_> = stream::iter(lists).buffer_unordered(SIDE_BY_SIDE).collect().await;
    lists.sort_by_key(|&(number, _)| number);
    lists.into_iter().map(|(_, listed)| listed).collect()
}

impl Errand<'_> {
    /// Reads the list to its end, or as far as it goes.
    async fn read(&self, session: &Session) -> (Listing, Option<Failure>) {
        let mut pages = Pages::default();
        let done = match &self.key {
            Err(Lack::None) => Err(self.lack()),
            Err(Lack::Failed(why)) => Err(why.clone()),
            Ok(key) => bounded(self.fill(&mut pages, session, key)).await,
        };
        let name = self.target.name.clone();
        let failure = done.err().map(|message| Failure {
            subject: self.name(),
            message: session.wipe(&regions::with_doubt(message, self.region)),
        });
        let mut accounts = pages.projects.iter().filter_map(|project| project.account.clone());
        let account = accounts.next().or_else(|| self.account.clone());
        for project in pages.projects.iter_mut().filter(|project| project.account.is_none()) {
            project.account.clone_from(&account);
        }
        let listing = Listing {
            account,
            name,
            region: self.region.to_owned(),
            projects: pages.projects,
            is_complete: failure.is_none(),
            destination: Destination { projects: self.url.clone(), authority: self.authority.clone() },
        };
        (listing, failure)
    }

    /// The region, behind the account's name in the policy.
    fn name(&self) -> String {
        match &self.target.name {
            Some(name) => format!("{name}/{}", self.region),
            None => self.region.to_owned(),
        }
    }

    /// That there are no credentials for it.
    fn lack(&self) -> String {
        match &self.target.access {
            Access::Role { arn, .. } => {
                format!("there are no AWS credentials to assume the role {} with", code(arn))
            }
            Access::Ambient | Access::Profile(_) => "there are no credentials for this account".to_owned(),
        }
    }

    async fn fill(&self, pages: &mut Pages, session: &Session, key: &Key) -> Result<(), String> {
        let mut after: Option<String> = None;
        loop {
            let mut url = self.url.clone();
            url.set_query(Some(&query(after.as_deref())));
            let ask = Ask { url, service: SERVICE, region: self.region, key, purpose: Purpose::List };
            let answer = session.send(&ask).await.map_err(|no_answer| no_answer.message)?;
            match pages.take(&answer, self.region)? {
                Next::End => return Ok(()),
                Next::After(cursor) => after = Some(cursor),
            }
        }
    }
}

/// The query of a page.
fn query(after: Option<&str>) -> String {
    match after {
        Some(after) => format!("after={}&limit={PAGE}", part_of_url(after)),
        None => format!("limit={PAGE}"),
    }
}

/// The account that credentials are of, where they or the role say so.
fn account_of(access: &Access, key: &Result<Key, Lack>) -> Option<String> {
    let of_credentials = match key {
        Ok(Key::Aws(credentials)) => credentials.account_id(),
        Ok(Key::Bearer(_)) | Err(_) => None,
    };
    match (of_credentials, access) {
        (Some(account), _) => Some(account.as_str().to_owned()),
        (None, Access::Role { arn, .. }) => {
            arn.split(':').nth(4).filter(|account| !account.is_empty()).map(str::to_owned)
        }
        (None, Access::Ambient | Access::Profile(_)) => None,
    }
}

/// That there are no credentials at all. An account of the policy whose role or profile gives none has not answered,
/// which is a failure.
fn refusal(errands: &[Errand<'_>], session: &Session) -> Option<Refusal> {
    let mut why = String::new();
    for errand in errands {
        match &errand.key {
            Err(Lack::None) => {}
            Err(Lack::Failed(words)) if errand.target.name.is_none() => why = session.wipe(words),
            _ => return None,
        }
    }
    let why = if why.is_empty() { credentials::none_found() } else { why };
    Some(Refusal::NoCredentials { why })
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn cursors_are_encoded_as_signatures_ask_for() {
        assert_eq!(query(None), "limit=100");
        assert_eq!(query(Some("proj_a-1.~")), "after=proj_a-1.~&limit=100");
        assert_eq!(query(Some("a b+/&ä")), "after=a%20b%2B%2F%26%C3%A4&limit=100");
    }
}
