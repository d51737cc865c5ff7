//! The environments of a document: maps of variables, lists of names and values, `NAME=value`, and scripts.

use super::super::known::DEFAULT;
use super::given::{self, assigned, settings, text_spans, within};
use super::lines::{self, Blanks};
use super::plain::Plain;
use super::{
    Environment, Setting, concerns_clients, last_of_each, may_concern_clients, may_name_project, script,
};
use crate::source::{Source, Span};

/// At the root of a document: what holds for all that is in it.
const FOR_ALL: [&str; 2] = ["Globals", "provider"];

/// In a script: where variables for the steps behind it are written.
const EXPORTS: [&str; 3] = ["GITHUB_ENV", "BASH_ENV", "task.setvariable"];

/// The keys of lists whose items are commands that one shell runs, or the words of one command.
const SCRIPTS: [&str; 12] = [
    "before_script",
    "script",
    "after_script",
    "commands",
    "cmds",
    "command",
    "Command",
    "args",
    "entrypoint",
    "entryPoint",
    "EntryPoint",
    "finally",
];

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
            let jobs = self.set_within(root, "variables", part.span());
            for environment in &mut self.found[first..] {
                environment.within.extend(jobs.iter().cloned());
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
            if let Some(job) = self.job() {
                let is_exported = parts.iter().any(|part| self.is_exported(*part));
                let is_before =
                    |setting: &Setting| parts.first().is_some_and(|first| setting.at.start < first.start);
                let exported = self.exported(job).into_iter();
                environment.around.extend(exported.filter(|setting| is_exported || is_before(setting)));
                if is_exported {
                    environment.within.extend(within(job, "env"));
                }
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
            environment.within.extend(self.set_within(self.scope(beside), key, part.span()));
            environment.within.extend(given::by_matrix(beside));
            environment.around.extend(self.exported(beside));
            environment.within.extend(self.left_out(&environment, beside, key));
        }
        self.inherit(&mut environment);
        for map in [part].into_iter().chain(beside) {
            environment.open = environment.open.or_else(|| given::sources(map));
            environment.around.extend(given::secrets(map));
        }
        self.found.push(environment);
    }

    /// The map whose scripts are given the variables beside a part: `env` of CodeBuild is for what is beside it.
    fn scope(&self, beside: &'p Plain) -> &'p Plain {
        match &self.around[..] {
            [.., outer, _] if outer.get("env").is_some_and(|env| env.span() == beside.span()) => outer,
            _ => beside,
        }
    }

    /// What is set within a part of a document, by environments of a key and by scripts, but not at a span.
    fn set_within(&self, part: &Plain, key: &str, but: Span) -> Vec<Setting> {
        let mut set = within(part, key);
        set.extend(self.set_by_scripts("", part));
        set.retain(|setting| !but.contains(setting.at));
        set
    }

    /// What the scripts within a part of a document set for their commands.
    fn set_by_scripts(&self, key: &str, part: &Plain) -> Vec<Setting> {
        match part {
            Plain::Map(entries, _) => {
                entries.iter().flat_map(|(key, inner)| self.set_by_scripts(key, inner)).collect()
            }
            Plain::List(items, _) if !SCRIPTS.contains(&key) => {
                let is_variable = |item: &&Plain| item.text().and_then(assigned).is_some();
                let items = items.iter().filter(|item| !is_variable(item));
                items.flat_map(|item| self.set_by_scripts(key, item)).collect()
            }
            Plain::List(..) | Plain::Text(..) => {
                let parts: Vec<Span> =
                    text_spans(part).into_iter().filter(|it| self.names_project(*it)).collect();
                script::settings(self.source, &parts)
            }
            Plain::Null(_) => Vec::new(),
        }
    }

    /// Whether a script may name a project to its own commands.
    fn names_project(&self, script: Span) -> bool {
        may_name_project(self.source.slice(script)) && !self.is_exported(script)
    }

    /// What the maps around extend, what extends the nearest of them, and what GitLab runs before every script.
    fn inherit(&self, environment: &mut Environment) {
        for pair in self.around.windows(2) {
            let [siblings, map] = pair else { continue };
            match given::extended(map, siblings) {
                Ok(bases) => {
                    for base in bases {
                        environment.around.extend(given::by_map(base));
                        environment.around.extend(self.set_by_scripts("", base));
                        environment.open = environment.open.or_else(|| given::sources(base));
                    }
                }
                Err(extends) => environment.open = environment.open.or(Some(extends)),
            }
        }
        if let [.., siblings, map] = &self.around[..] {
            for heir in given::heirs(map, siblings) {
                environment.within.extend(given::by_map(heir));
                environment.within.extend(self.set_by_scripts("", heir));
            }
        }
        if let [root, .., map] = &self.around[..]
            && map.get("before_script").is_none()
        {
            let of_all = root.get("default").and_then(|default| default.get("before_script"));
            if let Some(before) = of_all.or_else(|| root.get("before_script")) {
                environment.around.extend(script::exports(self.source, &text_spans(before)));
            }
        }
    }

    /// The variables that a job beside an environment does not set, while another job does, and the environment does
    /// not.
    fn left_out(&self, environment: &Environment, beside: &Plain, key: &str) -> Vec<Setting> {
        let Some(Plain::Map(jobs, _)) = beside.get("jobs") else { return Vec::new() };
        let is_own = |name: &str| environment.own.iter().any(|setting| setting.name == name);
        let mut left_out: Vec<Setting> = Vec::new();
        for (_, job) in jobs {
            let mut set = within(job, key);
            set.extend(self.set_by_scripts("", job));
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

/// The commands of all phases of CodeBuild, which one shell runs.
fn commands_of_phases(phases: &Plain) -> Vec<Span> {
    let Plain::Map(entries, _) = phases else { return Vec::new() };
    let lists = entries.iter().flat_map(|(_, phase)| [phase.get("commands"), phase.get("finally")]);
    lists.flatten().flat_map(text_spans).collect()
}
