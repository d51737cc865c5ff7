//! The turn of one project.

use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use reqwest::StatusCode;
use serde_json::Value;

use crate::live::answer::NoAnswer;
use crate::live::calls::{Call, calls};
use crate::live::change::{CallReport, LiveChange, Outcome};
use crate::live::client::Ask;
use crate::live::interrupt::Interrupt;
use crate::live::list::SERVICE;
use crate::live::project::{LiveProject, LiveValue};
use crate::live::purpose::Purpose;
use crate::live::routes;
use crate::live::session::Session;
use crate::text::code;

/// How long to wait before a project is read back once more: what was written may show only after a while.
const WAITS: [Duration; 3] =
    [Duration::from_millis(250), Duration::from_millis(500), Duration::from_millis(1000)];

/// Why a turn ends before all is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// Something is wrong with the project, or the answers about it.
    Project(String),
    /// The account refuses the key.
    Account(String),
    /// It did so in the turn of another project.
    Refused(String),
    /// Somebody interrupted the run.
    Interrupted,
}

impl Stop {
    pub(super) fn words(&self) -> &str {
        match self {
            Stop::Project(why) | Stop::Account(why) | Stop::Refused(why) => why,
            Stop::Interrupted => "the run was interrupted",
        }
    }
}

/// The turn of a project.
pub(super) struct Turn<'t> {
    session: &'t Session,
    change: &'t LiveChange<'t>,
    interrupt: &'t mut Interrupt,
    /// What the tags that matter must be: as they were listed, then as they were written.
    expected: BTreeMap<&'t str, Option<LiveValue>>,
    /// Its calls, all of them skipped at first.
    pub(super) calls: Vec<CallReport>,
    /// The project as it was read last.
    pub(super) last: Option<LiveProject>,
}

impl<'t> Turn<'t> {
    pub(super) fn new(
        session: &'t Session,
        change: &'t LiveChange<'t>,
        interrupt: &'t mut Interrupt,
    ) -> Self {
        let expected = change.keys().map(|key| (key, change.project.tag(key).cloned())).collect();
        let calls = calls(&change.edit).iter().map(|call| CallReport::skipped(change, call)).collect();
        Turn { session, change, interrupt, expected, calls, last: None }
    }

    /// Account, region and id of the project.
    pub(super) fn subject(&self) -> String {
        format!("{}/{}/{}", self.account(), self.change.project.region, self.change.project.id)
    }

    /// What the policy calls the account.
    pub(super) fn policy_account(&self) -> Option<String> {
        self.change.listing.name.clone()
    }

    /// What the account is called.
    pub(super) fn account(&self) -> String {
        let (project, listing) = (self.change.project, self.change.listing);
        match (&project.account, &listing.name) {
            (Some(account), _) => account.clone(),
            (None, Some(name)) => name.clone(),
            (None, None) => "-".to_owned(),
        }
    }

    /// Adds and then removes, and reads the project before and after each.
    pub(super) async fn run(&mut self) -> Result<(), Stop> {
        self.go_on().await?;
        let now = self.read().await?;
        self.compare(&now).map_err(|why| Stop::Project(format!("changed meanwhile: {why}")))?;
        let change = self.change;
        for (number, call) in calls(&change.edit).iter().enumerate() {
            self.go_on().await?;
            self.send(number, call).await?;
            for (key, value) in call.body.tags() {
                self.expected.insert(key, value.map(|value| LiveValue::Text(value.to_owned())));
            }
            if let Err(why) = self.read_back().await? {
                self.check_effect(number, call);
                return Err(Stop::Project(format!("after the call, {why}")));
            }
        }
        Ok(())
    }

    async fn go_on(&mut self) -> Result<(), Stop> {
        match self.interrupt.is_raised().await {
            true => Err(Stop::Interrupted),
            false => Ok(()),
        }
    }

    /// Reads the project as it is now.
    async fn read(&mut self) -> Result<LiveProject, Stop> {
        let answer = self.ask(Purpose::Project, &routes::project(&self.change.project.id)).await;
        let answer = answer.map_err(stop)?;
        let region = &self.change.listing.region;
        let mut now = LiveProject::read(&answer, region).map_err(|_| {
            Stop::Project("it cannot be read: the answer is not a project with an id and tags".to_owned())
        })?;
        if now.id != self.change.project.id {
            return Err(Stop::Project("it cannot be read: the answer is another project".to_owned()));
        }
        now.account.clone_from(&self.change.project.account);
        self.last = Some(now.clone());
        Ok(now)
    }

    /// Reads the project after a call, more than once where the call does not show yet, and tells what is not as expected.
    async fn read_back(&mut self) -> Result<Result<(), String>, Stop> {
        let before = self.last.clone();
        let mut waits = WAITS.iter();
        loop {
            let now = self.read().await?;
            let lost = before.iter().find_map(|before| self.lost(before, &now));
            let compared = match lost {
                Some(key) => Err(format!("{} is gone", code(&key))),
                None => self.compare(&now),
            };
            match waits.next() {
                Some(wait) if compared.is_err() => tokio::time::sleep(*wait).await,
                _ => return Ok(compared),
            }
        }
    }

    /// A call whose tags are not as it set them failed, whatever was answered.
    fn check_effect(&mut self, number: usize, call: &Call<'_>) {
        let Some(now) = &self.last else { return };
        let shows = |(key, value): (&str, Option<&str>)| match (now.tag(key), value) {
            (Some(LiveValue::Text(found)), Some(wanted)) => found == wanted,
            (found, wanted) => found.is_none() && wanted.is_none(),
        };
        if !call.body.tags().into_iter().all(shows) {
            self.calls[number].outcome = Outcome::Failed;
            self.calls[number].message =
                Some("it was accepted, but not all of its tags took effect".to_owned());
        }
    }

    /// A tag that was there, is not any more, and was not to be removed.
    fn lost(&self, before: &LiveProject, now: &LiveProject) -> Option<String> {
        let keys = before.tags.iter().map(|(key, _)| key);
        let mut kept = keys.filter(|key| !matches!(self.expected.get(key.as_str()), Some(None)));
        kept.find(|key| now.tag(key).is_none()).cloned()
    }

    /// Whether the project is what is expected, else what is not.
    fn compare(&self, now: &LiveProject) -> Result<(), String> {
        let was = self.change.project;
        if now.name != was.name {
            let name = now.name.as_deref().unwrap_or_default();
            return Err(format!("its name is {}", code(name)));
        }
        // Neither is ever written, whatever was listed.
        if now.is_archived || now.is_default() {
            return Err("it is archived, or the default project".to_owned());
        }
        for (key, wanted) in &self.expected {
            let key_shown = code(key);
            match (wanted, now.tag(key)) {
                (wanted, found) if wanted.as_ref() == found => {}
                (_, None) => return Err(format!("{key_shown} is not there")),
                (None, Some(_)) => return Err(format!("{key_shown} is there")),
                (Some(_), Some(_)) => return Err(format!("{key_shown} has another value")),
            }
        }
        Ok(())
    }

    async fn send(&mut self, number: usize, call: &Call<'_>) -> Result<(), Stop> {
        let body = serde_json::to_vec(&call.body).expect("texts are always JSON");
        let answer = self.ask(Purpose::Change { body }, &call.path).await;
        let sent = &mut self.calls[number];
        match answer {
            Ok(_) => {
                sent.outcome = Outcome::Done;
                Ok(())
            }
            Err(no_answer) => {
                sent.outcome = Outcome::Failed;
                sent.message = Some(no_answer.message.clone());
                Err(stop(no_answer))
            }
        }
    }

    /// Asks, and waits for the answer, also where somebody interrupts: what is in flight is finished. Who interrupts twice
    /// does not want to wait for it.
    async fn ask(&mut self, purpose: Purpose<'_>, path: &str) -> Result<Value, NoAnswer> {
        let listing = self.change.listing;
        let (session, destination) = (self.session, &listing.destination);
        let key = session.key_of(destination).await.map_err(NoAnswer::from)?;
        let mut url = destination.projects.clone();
        url.set_path(&routes::below(url.path(), path));
        let ask = Ask { url, service: SERVICE, region: &listing.region, key: &key, purpose };
        let mut answer = pin!(session.send(&ask));
        loop {
            if let Either::Left((answer, _)) = select(answer.as_mut(), pin!(self.interrupt.next())).await {
                return answer;
            }
            if self.interrupt.is_urgent() {
                return Err("interrupted before the answer came".to_owned().into());
            }
        }
    }
}

/// What an answer that is none ends: a wrong key is one for the whole account.
fn stop(no_answer: NoAnswer) -> Stop {
    match no_answer.status {
        Some(StatusCode::UNAUTHORIZED) => Stop::Account(no_answer.message),
        _ => Stop::Project(no_answer.message),
    }
}
