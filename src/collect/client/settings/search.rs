//! The environments of a document: maps of variables, lists of names and values, `NAME=value`, and scripts.

use std::collections::HashSet;

use super::super::known::DEFAULT;
use super::given::{self, assigned, settings, text_spans, within};
use super::matrix;
use super::plain::Plain;
use super::script;
use super::steps::{SCRIPTS, Steps, commands_of_phases, own_action};
use super::{Environment, NAMING, Setting, concerns_clients, last_of_each, may_concern_clients};
use crate::source::{Source, Span};

/// At the root of a document: what holds for all that is in it.
const FOR_ALL: [&str; 2] = ["Globals", "provider"];

/// The environments of a document.
pub(crate) fn environments(source: &Source, root: &Plain) -> Vec<Environment> {
    let mut referenced = HashSet::new();
    given::find_referenced(root, &mut referenced);
    let steps = Steps::new(source);
    let mut search = Search { source, referenced, steps, found: Vec::new(), around: Vec::new() };
    search.look_into("", root, None);
    search.found
}

struct Search<'p> {
    source: &'p Source,
    /// The parts that other parts refer to.
    referenced: HashSet<Span>,
    steps: Steps<'p>,
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
        let phases = if key == "phases" { commands_of_phases(part) } else { Vec::new() };
        if !phases.is_empty() {
            return self.look_into_script(&phases);
        }
        let own = settings(key, part);
        if own.iter().any(|setting| concerns_clients(&setting.name)) {
            self.add(key, part, own, beside);
        }
        match part {
            Plain::Map(entries, _) => {
                self.around.push(part);
                for (key, inner) in entries {
                    // What only serves others is looked at where these refer to it.
                    let is_hidden = given::is_hidden_name(key) && self.around.len() == 1;
                    let is_seen_there = is_hidden && given::has_any(inner, &self.referenced);
                    if !is_seen_there || !self.steps.heritage.heirs(inner, part).is_empty() {
                        self.look_into(key, inner, Some(part));
                    }
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
            "script" => parts.extend(of_key("before_script").iter().flat_map(|before| text_spans(before))),
            _ => {}
        }
        parts.extend(text_spans(part));
        let first = self.found.len();
        self.look_into_script(&parts);
        // What runs before the scripts of all jobs is followed by each of them.
        if key == "before_script"
            && let Some(root) = self.around.first()
        {
            let (set, partly) = self.steps.set_within(root, "variables", part.span());
            for environment in &mut self.found[first..] {
                environment.within.extend(set.iter().cloned());
                environment.partly.extend(&partly);
            }
        }
        // A pipe among the commands has variables of its own.
        if let Plain::List(items, _) = part {
            for item in items.iter().filter(|item| matches!(item, Plain::Map(..))) {
                self.look_into(key, item, beside);
            }
        }
    }

    /// A script within a document sets variables as a script of its own does.
    fn look_into_script(&mut self, parts: &[Span]) {
        if !parts.iter().any(|part| may_concern_clients(self.source.slice(*part))) {
            return;
        }
        for mut environment in script::environments(self.source, parts) {
            for map in &self.around {
                environment.around.extend(given::by_map(map));
                environment.open = environment.open.or_else(|| given::sources(map));
            }
            self.inherit(&mut environment);
            environment.open = environment.open.or_else(|| self.elsewhere());
            if let Some(job) = self.job() {
                let is_exported = parts.iter().any(|part| self.steps.is_exported(*part));
                environment.around.extend(self.steps.exported_before(job, parts[0]));
                if is_exported {
                    // What it sets is for the steps behind it, which others behind it give more.
                    let end = parts.iter().map(|part| part.end).max().unwrap_or_default();
                    let exported = self.steps.exported(job).into_iter();
                    environment.around.extend(exported.filter(|setting| setting.at.start >= end));
                    let (set, partly) = self.steps.set_within(job, "env", parts[0]);
                    environment.within.extend(set);
                    environment.partly.extend(partly);
                }
            }
            self.found.extend(matrix::environments(self.source, &self.around, environment));
        }
    }

    /// What may give variables to all jobs of a pipeline: another file of GitLab, a context of CircleCI.
    fn elsewhere(&self) -> Option<Span> {
        let root = self.around.first()?;
        let is_job = self.around.iter().any(|map| map.get("script").is_some());
        let included = root.get("include").filter(|_| is_job).map(Plain::span);
        included.or_else(|| given::place_of(root.get("workflows")?, "context"))
    }

    /// The job around: what has steps.
    fn job(&self) -> Option<&'p Plain> {
        self.around.iter().rev().copied().find(|map| map.get("steps").is_some())
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
        if let (Some(job), Some(beside)) = (self.job(), beside) {
            environment.around.extend(self.steps.exported_before(job, beside.span()));
        }
        // What is given within it may name the project of each.
        if let Some(beside) = beside {
            let (set, partly) = self.steps.set_within(self.scope(beside), key, part.span());
            environment.within.extend(set);
            environment.partly.extend(partly);
            let (rows, missing) = given::by_matrix(beside);
            environment.within.extend(rows);
            environment.partly.extend(missing);
            if beside.get("steps").is_some() || beside.get("jobs").is_some() {
                environment.around.extend(self.steps.exported(beside));
            }
            environment.within.extend(self.left_out(&environment, beside, key));
        }
        self.inherit(&mut environment);
        environment.open = environment.open.or_else(|| self.elsewhere()).or_else(|| self.sourced(beside?));
        for map in [part].into_iter().chain(beside) {
            environment.open = environment.open.or_else(|| given::sources(map));
            environment.around.extend(given::secrets(map));
        }
        self.found.extend(matrix::environments(self.source, &self.around, environment));
    }

    /// What may give further variables to the scripts that are given those beside a part.
    fn sourced(&self, beside: &'p Plain) -> Option<Span> {
        let action = self.job().and_then(own_action).filter(|action| action.start < beside.span().start);
        action.or_else(|| self.steps.sourced(self.scope(beside)))
    }

    /// The map whose scripts are given the variables beside a part: `env` of CodeBuild is for what is beside it.
    fn scope(&self, beside: &'p Plain) -> &'p Plain {
        match &self.around[..] {
            [.., outer, _] if outer.get("env").is_some_and(|env| env.span() == beside.span()) => outer,
            _ => beside,
        }
    }

    /// What the maps around extend, what extends the nearest of them, and what GitLab runs before every script.
    fn inherit(&self, environment: &mut Environment) {
        for pair in self.around.windows(2) {
            let [siblings, map] = pair else { continue };
            match self.steps.heritage.extended(map, siblings) {
                Ok(bases) => {
                    for base in bases {
                        environment.around.extend(given::by_map(base));
                        environment.around.extend(self.inherited(base, map));
                        environment.open = environment.open.or_else(|| given::sources(base));
                    }
                }
                Err(extends) => environment.open = environment.open.or(Some(extends)),
            }
        }
        if let [.., siblings, map] = &self.around[..] {
            let heirs = self.steps.heritage.heirs(map, siblings);
            // A hidden job runs only as a part of others.
            if !heirs.is_empty() && !self.steps.heritage.is_hidden(map, siblings) {
                environment.partly.extend(NAMING);
            }
            for heir in heirs {
                let scripts = self.steps.given_within("heir", heir, siblings);
                let set = [given::by_map(heir), scripts.within].concat();
                let is_set = |name: &&str| set.iter().any(|setting| setting.name == *name);
                environment.partly.extend(NAMING.iter().filter(|name| !is_set(name)));
                environment.partly.extend(scripts.partly);
                environment.within.extend(set);
            }
        }
        if let [root, .., map] = &self.around[..]
            && map.get("before_script").is_none()
            && let Some(before) = given::before_scripts(root)
        {
            environment.around.extend(script::exports(self.source, &text_spans(before)));
        }
    }

    /// What the scripts of a map that another one extends give to it. What that has itself takes the place of it.
    fn inherited(&self, base: &'p Plain, map: &Plain) -> Vec<Setting> {
        let Plain::Map(entries, _) = base else { return Vec::new() };
        let mut given = Vec::new();
        for (key, inner) in entries.iter().filter(|(key, _)| map.get(key).is_none()) {
            match key.as_str() {
                // One shell runs it and the script.
                "before_script" => given.extend(script::exports(self.source, &text_spans(inner))),
                key => given.extend(self.steps.given_within(key, inner, base).within),
            }
        }
        given
    }

    /// The variables that a job beside an environment does not set, while another job does, and the environment does
    /// not.
    fn left_out(&self, environment: &Environment, beside: &'p Plain, key: &str) -> Vec<Setting> {
        let Some(Plain::Map(jobs, _)) = beside.get("jobs") else { return Vec::new() };
        let is_own = |name: &str| environment.own.iter().any(|setting| setting.name == name);
        let mut left_out: Vec<Setting> = Vec::new();
        for (_, job) in jobs {
            let mut set = within(job, key);
            set.extend(self.steps.given_within("", job, beside).within);
            for Setting { name, .. } in &environment.within {
                let is_known = set.iter().chain(&left_out).any(|known| known.name == *name);
                if !is_known && !is_own(name) {
                    left_out.push(Setting { name: name.clone(), value: DEFAULT.to_string(), at: job.span() });
                }
            }
        }
        left_out
    }
}
