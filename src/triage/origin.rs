//! Where a verdict comes from: whom it is about, by which dictionary, and what may hide it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use super::ignores::Ignores;
use crate::client::{CLIENT, Client};
use crate::cost::Spend;
use crate::finding::{Concerned, Finding, Location, ProjectId, Subject};
use crate::policy::condition::{Facts, Whom};
use crate::policy::dictionary::Dictionary;
use crate::project::{BEDROCK_PROJECT, Place, Project};
use crate::rule::locate;

/// Where verdicts about one project, about an account, or about nobody come from.
#[derive(Debug)]
pub(crate) struct Origin<'a> {
    /// What conditions are asked about.
    pub(crate) facts: Facts<'a>,
    /// The dictionary that holds for it.
    pub(crate) dictionary: &'a Dictionary,
    /// The money that findings are about.
    pub(super) spend: Option<Spend>,
    /// The ignores of the sources that findings may be in.
    ignores: &'a [Ignores],
    /// The number of a project that counts.
    id: Option<ProjectId>,
    /// Where a project is declared whose own texts have no place.
    definition: Option<&'a Location>,
    /// Whom findings name, worked out for the first of them.
    concerned: OnceCell<Option<Arc<Concerned>>>,
}

impl<'a> Origin<'a> {
    /// An origin in no file.
    pub(crate) fn new(facts: Facts<'a>, dictionary: &'a Dictionary, id: Option<ProjectId>) -> Self {
        Origin {
            facts,
            dictionary,
            spend: None,
            ignores: &[],
            id,
            definition: None,
            concerned: OnceCell::new(),
        }
    }

    /// An origin at a client, by the path of its file and the ignores there.
    pub(crate) fn of_client(
        client: &Client,
        path: &'a str,
        dictionary: &'a Dictionary,
        ignores: &'a [Ignores],
    ) -> Self {
        let subject = Subject { kind: CLIENT.to_owned(), name: None, id: None, account: None, region: None };
        let (home, sdk) = (Some(client.at.clone()), Some(client.sdk.name));
        let concerned = Concerned { home, sdk, ..Concerned::of(subject) };
        Origin::new(Facts::of_client(path), dictionary, None).ignores(ignores).naming(concerned)
    }

    /// With the ignores of the sources that findings may be in.
    pub(crate) fn ignores(self, ignores: &'a [Ignores]) -> Self {
        Origin { ignores, ..self }
    }

    /// With the money that findings are about.
    pub(crate) fn spending(self, spend: Option<Spend>) -> Self {
        Origin { spend, ..self }
    }

    /// With the place where a project is declared whose own texts have none: what is ignored there is ignored.
    pub(crate) fn declared_at(self, definition: Option<&'a Location>) -> Self {
        Origin { definition, ..self }
    }

    /// With whom findings name, where that is not what conditions are asked about.
    pub(crate) fn naming(self, concerned: Concerned) -> Self {
        Origin { concerned: OnceCell::from(Some(Arc::new(concerned))), ..self }
    }

    /// With nobody whom findings name.
    pub(crate) fn naming_nobody(self) -> Self {
        Origin { concerned: OnceCell::from(None), ..self }
    }

    /// Whom findings name, and who is not compliant because of them; nobody for what concerns all of an organisation.
    pub(super) fn concerned(&self) -> Option<Arc<Concerned>> {
        let concerned = || match self.facts.whom {
            Whom::Project(project) => Some(Arc::new(concerned_of(project, self.id))),
            Whom::Account(account) => Some(Arc::new(Concerned::of(subject_of_account(account)))),
            Whom::Client | Whom::Nobody => None,
        };
        self.concerned.get_or_init(concerned).clone()
    }

    /// The reason of the inline ignore that hides a finding.
    pub(super) fn ignored(&self, finding: &Finding) -> Option<Option<String>> {
        if self.ignores.is_empty() {
            return None;
        }
        let located = |at: &'a Location| (at.source.as_ref(), at.span);
        let own = finding.location.as_ref().map(|at| (at.source.as_ref(), at.span));
        let starts = match self.facts.project() {
            Some(project) => [project.start, project.name.place],
            None => [None, None],
        };
        let starts = starts.into_iter().flatten().map(|place| (place.source.as_ref(), place.span));
        let places = own.into_iter().chain(starts).chain(self.definition.map(located));
        for (source, span) in places {
            let line = source.line_of(span.start);
            for ignores in self.ignores {
                if let Some(reason) = ignores.hide(finding.rule, source, line) {
                    return Some(reason.map(str::to_owned));
                }
            }
        }
        None
    }

    /// The address of the project, where nothing at the location of a finding shows which one it is.
    pub(super) fn resource(&self, at: Option<&Location>) -> Option<String> {
        let project = self.facts.project()?;
        let address = project.address.as_deref()?;
        stands_elsewhere(project, at?).then(|| address.to_owned())
    }
}

/// Whether a finding is where nothing shows which resource it is of: in a local, a file of values, a provider.
fn stands_elsewhere(project: &Project<'_>, at: &Location) -> bool {
    // A container that is before the resource is a local's or a provider's.
    let is_behind_start = |place: &Place<'_>| {
        project.start.is_some_and(|start| {
            start.source.name() == place.source.name() && start.span.start <= place.span.start
        })
    };
    let container = project.tags.container.map(|container| container.place).filter(is_behind_start);
    let own = [project.start, project.name.place, container];
    let holds = |place: Place<'_>| place.source.name() == at.path() && place.span.contains(at.span);
    // Of the instances of a module or a loop, all have the same text.
    let is_instance =
        project.address.as_deref().is_some_and(|a| a.starts_with("module.") || a.ends_with(']'));
    is_instance || !own.into_iter().flatten().any(holds)
}

/// A project as findings know it.
fn concerned_of(project: &Project<'_>, id: Option<ProjectId>) -> Concerned {
    Concerned { id, home: project.place().map(locate), ..Concerned::of(subject_of(project)) }
}

/// The project as findings name it.
pub(crate) fn subject_of(project: &Project<'_>) -> Subject {
    let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let name = project.shown_name().map(str::to_owned);
    Subject {
        kind: project.kind.to_string(),
        name: name.or_else(|| own(&project.address)),
        id: own(&project.id),
        account: own(&project.account),
        region: own(&project.region),
    }
}

/// All Bedrock projects of an account, as findings name them.
fn subject_of_account(account: Option<&str>) -> Subject {
    Subject {
        kind: BEDROCK_PROJECT.to_owned(),
        name: None,
        id: None,
        account: account.map(str::to_owned),
        region: None,
    }
}
