//! The environments of a document: maps of variables, lists of names and values, `NAME=value`, and scripts.

use super::super::known::{DEFAULT, HOLE};
use super::lines::{self, Blanks};
use super::plain::{Plain, with_holes};
use super::{Environment, Setting, concerns_clients, last_of_each, script};
use crate::source::{Source, Span};

/// Beside an environment: what may give further variables.
const SOURCES: [&str; 8] = [
    "env_file",
    "envFrom",
    "env_from",
    "EnvironmentFiles",
    "environmentFiles",
    "environment_files",
    "envFile",
    "EnvFile",
];

/// Beside an environment: variables whose values are kept elsewhere.
const SECRETS: [&str; 6] = ["Secrets", "secrets", "Secret", "secret", "parameter-store", "secrets-manager"];

/// At the root of a document: what holds for all that is in it.
const FOR_ALL: [&str; 2] = ["Globals", "provider"];

/// In a script: where variables for the steps behind it are written.
const EXPORTS: [&str; 3] = ["GITHUB_ENV", "BASH_ENV", "task.setvariable"];

/// The keys of lists whose items one shell runs.
const SCRIPTS: [&str; 4] = ["before_script", "script", "after_script", "commands"];

/// Where a name without a value is a variable that is passed on: in Compose.
const PASSED_ON: &str = "environment";

/// The environments of a document.
pub(crate) fn environments(source: &Source, root: &Plain) -> Vec<Environment> {
    let mut search = Search { source, found: Vec::new(), around: Vec::new() };
    search.look_into("", root, None);
    search.found
}

struct Search<'p> {
    source: &'p Source,
    found: Vec<Environment>,
    /// The maps around what is looked at, from the outermost.
    around: Vec<&'p Plain>,
}

impl<'p> Search<'p> {
    /// Looks into a part of a document that has a key; `beside` is the map that it is in.
    fn look_into(&mut self, key: &str, part: &'p Plain, beside: Option<&'p Plain>) {
        if SCRIPTS.contains(&key) && !matches!(part, Plain::Map(..)) {
            return self.look_into_commands(key, part, beside);
        }
        let own = settings(key, part);
        if own.iter().any(|setting| concerns_clients(&setting.name)) {
            self.add(key, part, own, beside);
        }
        match part {
            Plain::Map(entries, _) => {
                self.around.push(part);
                for (key, inner) in entries {
                    self.look_into(key, inner, Some(part));
                }
                self.around.pop();
            }
            Plain::List(items, _) => {
                for item in items {
                    // `NAME=value` in a list is a variable of it.
                    if !matches!(item, Plain::Text(text, _) if assigned(text).is_some()) {
                        self.look_into(key, item, beside);
                    }
                }
            }
            Plain::Text(_, span) => self.look_into_script(&[*span]),
            Plain::Null(_) => {}
        }
    }

    /// One shell runs what is before a script and the script itself.
    fn look_into_commands(&mut self, key: &str, part: &'p Plain, beside: Option<&'p Plain>) {
        let of_key = |key: &str| beside.and_then(|map| map.get(key));
        let mut parts = Vec::new();
        match key {
            "before_script" if of_key("script").is_some() => return,
            "script" => parts.extend(of_key("before_script").iter().flat_map(|before| texts(before))),
            _ => {}
        }
        parts.extend(texts(part));
        self.look_into_script(&parts);
        // A pipe among the commands has variables of its own.
        if let Plain::List(items, _) = part {
            for item in items.iter().filter(|item| matches!(item, Plain::Map(..))) {
                self.look_into(key, item, beside);
            }
        }
    }

    /// A script within a document sets variables as a script of its own does.
    fn look_into_script(&mut self, parts: &[Span]) {
        let concerns_clients = |part: &Span| {
            let text = self.source.slice(*part);
            text.contains("_BASE_URL") || text.contains("_PROJECT_ID")
        };
        if !parts.iter().any(concerns_clients) {
            return;
        }
        for mut environment in script::environments(self.source, parts) {
            for map in &self.around {
                environment.around.extend(self.given_by(map, &["env", "variables", "environment"]));
            }
            if let Some(job) = self.job()
                && parts.iter().any(|part| self.is_exported(*part))
            {
                environment.around.extend(self.exported(job));
                environment.within.extend(within(job, "env"));
            }
            self.found.push(environment);
        }
    }

    /// The job around: what has steps.
    fn job(&self) -> Option<&'p Plain> {
        self.around.iter().rev().copied().find(|map| map.get("steps").is_some())
    }

    /// Whether a script writes variables for the steps behind it.
    fn is_exported(&self, script: Span) -> bool {
        let script = self.source.slice(script);
        EXPORTS.iter().any(|export| script.contains(export))
    }

    /// The variables that scripts within a part of a document write for the steps behind them.
    fn exported(&self, part: &Plain) -> Vec<Setting> {
        match part {
            Plain::Map(entries, _) => entries.iter().flat_map(|(_, inner)| self.exported(inner)).collect(),
            Plain::List(items, _) => items.iter().flat_map(|item| self.exported(item)).collect(),
            Plain::Text(_, span) if self.is_exported(*span) => {
                lines::settings(self.source, *span, Blanks::EndValues)
            }
            Plain::Text(..) | Plain::Null(_) => Vec::new(),
        }
    }

    fn add(&mut self, key: &str, part: &'p Plain, own: Vec<Setting>, beside: Option<&'p Plain>) {
        let mut environment = Environment { own: last_of_each(own), ..Environment::default() };
        let root = self.around.first();
        for for_all in FOR_ALL.iter().filter_map(|name| root.and_then(|root| root.get(name))) {
            environment.around.extend(within(for_all, key));
            // What is for all is for those that name a project themselves, too.
            if for_all.span().contains(part.span()) {
                let inner = root.iter().flat_map(|root| within(root, key));
                environment.within.extend(inner.filter(|setting| !for_all.span().contains(setting.at)));
            }
        }
        // What is given to all is given to each: `env` of a workflow, of a job, of a step.
        for map in &self.around {
            let outer = map.get(key).filter(|outer| outer.span() != part.span());
            environment.around.extend(outer.iter().flat_map(|outer| settings(key, outer)));
        }
        environment.around.extend(self.job().iter().flat_map(|job| self.exported(job)));
        // What is given within it may name the project of each.
        if let Some(beside) = beside {
            let inner = within(beside, key).into_iter();
            environment.within.extend(inner.filter(|setting| !part.span().contains(setting.at)));
            environment.around.extend(self.exported(beside));
            environment.within.extend(left_out(&environment, beside, key));
        }
        for map in [part].into_iter().chain(beside) {
            for source in SOURCES {
                if let Some(source) = map.get(source) {
                    environment.open.get_or_insert(source.span());
                }
            }
            for secrets in SECRETS {
                if let Some(secrets) = map.get(secrets) {
                    let names = settings("", secrets).into_iter();
                    environment.around.extend(names.map(|it| Setting { value: HOLE.to_string(), ..it }));
                }
            }
        }
        self.found.push(environment);
    }

    fn given_by(&self, map: &Plain, keys: &[&str]) -> Vec<Setting> {
        let given = keys.iter().filter_map(|key| Some((*key, map.get(key)?)));
        given.flat_map(|(key, part)| settings(key, part)).collect()
    }
}

/// The texts of a list, also of lists in it.
fn texts(part: &Plain) -> Vec<Span> {
    match part {
        Plain::Text(_, span) => vec![*span],
        Plain::List(items, _) => items.iter().flat_map(texts).collect(),
        Plain::Map(..) | Plain::Null(_) => Vec::new(),
    }
}

/// The variables of all environments of a key within a part of a document.
fn within(part: &Plain, key: &str) -> Vec<Setting> {
    let mut found = Vec::new();
    match part {
        Plain::Map(entries, _) => {
            for (name, inner) in entries {
                if name == key {
                    found.extend(settings(key, inner));
                }
                found.extend(within(inner, key));
            }
        }
        Plain::List(items, _) => found.extend(items.iter().flat_map(|item| within(item, key))),
        Plain::Text(..) | Plain::Null(_) => {}
    }
    found
}

/// The variables that a job beside an environment does not set, while another job does, and the environment does not.
fn left_out(environment: &Environment, beside: &Plain, key: &str) -> Vec<Setting> {
    let Some(Plain::Map(jobs, _)) = beside.get("jobs") else { return Vec::new() };
    let is_own = |name: &str| environment.own.iter().any(|setting| setting.name == name);
    let mut left_out: Vec<Setting> = Vec::new();
    for (_, job) in jobs {
        let set = within(job, key);
        for Setting { name, .. } in &environment.within {
            let is_known = set.iter().chain(&left_out).any(|known| known.name == *name);
            if !is_known && !is_own(name) {
                left_out.push(Setting { name: name.clone(), value: DEFAULT.to_string(), at: job.span() });
            }
        }
    }
    left_out
}

/// The variables that a map, or a list, with a key gives.
fn settings(key: &str, part: &Plain) -> Vec<Setting> {
    let is_passed_on = key == PASSED_ON;
    match part {
        Plain::Map(entries, _) => {
            entries.iter().map(|(name, value)| setting(name, value, is_passed_on)).collect()
        }
        Plain::List(items, _) => items.iter().filter_map(|one| item(one, is_passed_on)).collect(),
        Plain::Text(..) | Plain::Null(_) => Vec::new(),
    }
}

fn setting(name: &str, value: &Plain, is_passed_on: bool) -> Setting {
    let text = match value {
        Plain::Text(text, _) => text.clone(),
        Plain::Null(_) if is_passed_on => HOLE.to_string(),
        Plain::Null(_) => String::new(),
        // `{ value: …, description: … }` of a pipeline; a reference to what is kept elsewhere.
        Plain::Map(..) | Plain::List(..) => match value.get("value").and_then(Plain::text) {
            Some(text) => text.to_owned(),
            None => HOLE.to_string(),
        },
    };
    Setting { name: name.to_owned(), value: text, at: value.span() }
}

/// An item of a list of variables: `{name, value}` in any case, `NAME=value`, or `NAME` that is passed on.
fn item(item: &Plain, is_passed_on: bool) -> Option<Setting> {
    if let Plain::Text(text, span) = item {
        if is_passed_on && is_name(text) {
            return Some(Setting { name: text.clone(), value: HOLE.to_string(), at: *span });
        }
        let (name, value) = assigned(text)?;
        let at = Span { start: span.start + (name.len() as u32 + 1).min(span.len() as u32), end: span.end };
        return Some(Setting { name: name.to_owned(), value: with_holes(value), at });
    }
    let name = item.get("name").or_else(|| item.get("Name"))?.text()?;
    let value = item.get("value").or_else(|| item.get("Value"));
    match value {
        Some(value) => Some(setting(name, value, false)),
        None => Some(Setting { name: name.to_owned(), value: HOLE.to_string(), at: item.span() }),
    }
}

/// `NAME=value`
fn assigned(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    is_name(name).then_some((name, value))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
