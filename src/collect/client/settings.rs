//! Configurations that give programs their environment: which of them send clients to `bedrock-mantle`, and what names
//! a project there.

mod branches;
mod command;
mod cut;
mod given;
mod guard;
mod heritage;
pub(super) mod lines;
mod lists;
mod matrix;
pub(super) mod plain;
pub(super) mod script;
mod search;
pub(super) mod stages;
mod steps;
pub(super) mod terraform;
mod weigh;
mod words;

use std::sync::Arc;

use super::headers::{Header, Listed};
use super::known::{DEFAULT, is_default, is_open};
use super::{endpoint, headers, sdks};
use crate::client::{Client, Doubt, Family, Goes, Naming, Sdk};
use crate::finding::Location;
use crate::source::{Source, Span};
pub(super) use search::environments;

/// A variable that a configuration sets.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) name: String,
    /// The value, with [`HOLE`](super::known::HOLE) for what is not known of it, and [`DEFAULT`] behind a
    /// default.
    pub(crate) value: String,
    /// The value.
    pub(crate) at: Span,
}

/// What one program is given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// In the order in which it is set: what is set last counts.
    pub(crate) own: Vec<Setting>,
    /// What is given from around it, and is overridden by its own.
    pub(crate) around: Vec<Setting>,
    /// What is given to parts of what it is for, and overrides its own there.
    pub(crate) within: Vec<Setting>,
    /// The names of variables that some of its parts are not given by `within`.
    pub(crate) partly: Vec<&'static str>,
    /// What may give further variables.
    pub(crate) open: Option<Span>,
}

/// The variables that name projects.
const NAMING: [&str; 3] = ["OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS"];

/// The clients that an environment configures.
pub(super) fn clients(source: &Arc<Source>, environment: &Environment) -> Vec<Client> {
    let mut clients = Vec::new();
    for setting in &environment.own {
        let of_variable = |sdk: &&Sdk| sdk.base_url_variable == Some(setting.name.as_str());
        let Some(sdk) = sdks::CONFIGURATIONS.iter().find(of_variable) else { continue };
        if endpoint::of_url(&setting.value) != Some(true) {
            continue;
        }
        let (naming, ids) = naming(source, sdk, environment);
        let at = Location::new(source, setting.at);
        let region = endpoint::region(&setting.value);
        clients.push(Client { sdk, at, naming, ids, region, variables: &[] });
    }
    clients
}

/// What a variable says of the project.
enum Says {
    /// It names one, with the id where it is written out.
    Named(Option<String>),
    /// The default project, or an empty one.
    Default,
    /// A project, or else the default one: `${P:-default}`.
    Mixed,
    /// Perhaps one: a list of headers of which a part is not known.
    Open,
}

/// What a variable says by its value; nothing where it is a list of headers without one for it.
fn says(family: Family, setting: &Setting) -> Option<Says> {
    let value = match setting.name.ends_with("_HEADERS") {
        true => match headers::listed(family, &setting.value) {
            Listed::Project(project) => project,
            Listed::Open => return Some(Says::Open),
            Listed::Nothing => return None,
        },
        false => setting.value.as_str(),
    };
    Some(match (is_default(value.trim_end_matches(DEFAULT)), value.ends_with(DEFAULT)) {
        (true, true) => Says::Mixed,
        (true, false) => Says::Default,
        (false, _) => Says::Named((!is_open(value)).then(|| value.to_owned())),
    })
}

/// What an environment sets a variable to: in its parts, by itself, or around it. In a part, the default counts first,
/// and a project that a part names leaves the default to other parts.
fn effective<'e>(
    environment: &'e Environment,
    family: Family,
    variable: &str,
) -> Option<(Says, &'e Setting)> {
    let of_name = |settings: &'e [Setting]| {
        let of_name = settings.iter().filter(move |setting| setting.name == variable);
        of_name.filter_map(|setting| Some((says(family, setting)?, setting)))
    };
    let is_default = |(says, _): &(Says, &Setting)| matches!(says, Says::Default | Says::Mixed);
    let within =
        of_name(&environment.within).find(is_default).or_else(|| of_name(&environment.within).next());
    let whole = of_name(&environment.own).next_back().or_else(|| of_name(&environment.around).next_back());
    match (within, whole) {
        (Some((Says::Named(_), _)), Some((Says::Default | Says::Mixed, setting))) => {
            Some((Says::Mixed, setting))
        }
        (Some((Says::Named(_), setting)), None) if environment.partly.contains(&variable) => {
            Some((Says::Mixed, setting))
        }
        (within, whole) => within.or(whole),
    }
}

fn naming(source: &Arc<Source>, sdk: &Sdk, environment: &Environment) -> (Naming, Vec<(String, Location)>) {
    let locate = |span: Span| Location::new(source, span);
    let mut doubt = None;
    // Headers override the variable of the project.
    for variable in sdk.with_base_url.iter().rev() {
        let Some((says, setting)) = effective(environment, sdk.family, variable) else { continue };
        let at = locate(setting.at);
        let naming = match says {
            Says::Open => {
                doubt.get_or_insert(Doubt::Elsewhere(at));
                continue;
            }
            Says::Default | Says::Mixed if doubt.is_some() => break,
            Says::Default => Naming::Default(at),
            Says::Mixed => Naming::Unresolved(Doubt::Fallback(at)),
            Says::Named(_) if sdk.goes == Goes::Itself => {
                Naming::Unresolved(Doubt::Configuration { variable, at })
            }
            Says::Named(_) => return (Naming::Named, ids(source, sdk.family, environment, variable)),
        };
        return (naming, Vec::new());
    }
    if let Some(doubt) = doubt {
        return (Naming::Unresolved(doubt), Vec::new());
    }
    let all = environment.own.iter().chain(&environment.around).chain(&environment.within);
    let mut lists = all.filter(|setting| sdk.with_base_url.contains(&setting.name.as_str()));
    let misspelled = lists.find_map(|setting| misspelled_in(source, sdk.family, setting));
    let naming = match (environment.open, misspelled) {
        (Some(at), _) => Naming::Unresolved(Doubt::Elsewhere(locate(at))),
        (None, Some((at, right))) => Naming::Misspelled { header: locate(at), right },
        (None, None) => Naming::Missing,
    };
    (naming, Vec::new())
}

/// The ids that a variable names, to parts of what an environment is for or to all of it.
fn ids(
    source: &Arc<Source>,
    family: Family,
    environment: &Environment,
    variable: &str,
) -> Vec<(String, Location)> {
    if variable.ends_with("_HEADERS") {
        return Vec::new();
    }
    let is_it = |setting: &&Setting| setting.name == variable;
    let whole = environment.own.iter().rfind(is_it).or_else(|| environment.around.iter().rfind(is_it));
    let mut ids: Vec<(String, Location)> = Vec::new();
    for setting in environment.within.iter().filter(is_it).chain(whole) {
        if let Some(Says::Named(Some(id))) = says(family, setting)
            && !ids.iter().any(|(known, _)| *known == id)
        {
            ids.push((id, Location::new(source, setting.at)));
        }
    }
    ids
}

/// The header in a list of them that nearly names a project.
fn misspelled_in(source: &Source, family: Family, setting: &Setting) -> Option<(Span, &'static str)> {
    let written = source.slice(setting.at);
    for line in setting.value.lines().flat_map(|line| line.split("\\n")) {
        let Some((name, _)) = line.split_once(':') else { continue };
        if let Header::Nearly(right) = headers::of_name(family, name.trim())
            && let Some(at) = written.find(name.trim())
        {
            let start = setting.at.start as usize + at;
            return Some((Span::new(start, start + name.trim().len()), right));
        }
    }
    None
}

/// The variables that an environment sets which may name a project to a client that reads them.
pub(super) fn naming_settings(environment: &Environment) -> Vec<&Setting> {
    let mut last = Vec::new();
    for (variable, family) in [
        ("OPENAI_PROJECT_ID", Family::OpenAi),
        ("OPENAI_CUSTOM_HEADERS", Family::OpenAi),
        ("ANTHROPIC_CUSTOM_HEADERS", Family::Anthropic),
    ] {
        let setting = environment.own.iter().rfind(|setting| setting.name == variable);
        if let Some(setting) = setting
            && matches!(says(family, setting), Some(Says::Named(_) | Says::Mixed | Says::Open))
        {
            last.push(setting);
        }
    }
    last
}

/// Those of some settings that no later one overrides.
pub(super) fn last_of_each(settings: Vec<Setting>) -> Vec<Setting> {
    let mut last: Vec<Setting> = Vec::new();
    for setting in settings {
        last.retain(|known| known.name != setting.name);
        last.push(setting);
    }
    last
}

/// Whether a variable has something to do with clients.
pub(super) fn concerns_clients(name: &str) -> bool {
    is_base_url(name) || NAMING.contains(&name)
}

/// Whether a text may have one that names a project.
fn may_name_project(text: &str) -> bool {
    text.contains("_PROJECT_ID") || text.contains("_CUSTOM_HEADERS")
}

/// Whether a text may have one at all.
fn may_concern_clients(text: &str) -> bool {
    text.contains("_BASE_URL") || may_name_project(text)
}

/// Whether a variable sends clients to an endpoint.
fn is_base_url(name: &str) -> bool {
    matches!(
        name,
        "OPENAI_BASE_URL"
            | "AWS_BEDROCK_BASE_URL"
            | "ANTHROPIC_BASE_URL"
            | "ANTHROPIC_BEDROCK_MANTLE_BASE_URL"
    )
}
