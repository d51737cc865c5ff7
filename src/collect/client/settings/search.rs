//! The environments of a document: maps of variables, lists of names and values, `NAME=value`, and scripts.

use std::collections::HashSet;

use super::super::known::DEFAULT;
use super::given::{self, assigned, settings, text_spans, within};
use super::heritage::Heritage;
use super::lines::{self, Blanks};
use super::plain::Plain;
use super::script::{self, Given};
use super::{
    Environment, NAMING, Setting, concerns_clients, last_of_each, may_concern_clients, may_name_project,
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

/// The keys of what a shell runs besides.
const RUNS: [&str; 6] = ["run", "bash", "sh", "inlineScript", "inline_script", "cmd"];

/// The keys of commands that run beside what is configured, or behind it in another shell.
const BESIDE: [&str; 8] = [
    "after_script",
    "healthcheck",
    "lifecycle",
    "livenessProbe",
    "postStart",
    "preStop",
    "readinessProbe",
    "startupProbe",
];

/// The phases of CodeBuild, in their order.
const PHASES: [&str; 4] = ["install", "pre_build", "build", "post_build"];

/// The environments of a document.
pub(crate) fn environments(source: &Source, root: &Plain) -> Vec<Environment> {
    let mut referenced = HashSet::new();
    given::find_referenced(root, &mut referenced);
    let heritage = Heritage::default();
    let mut search = Search { source, referenced, heritage, found: Vec::new(), around: Vec::new() };
    search.look_into("", root, None);
    search.found
}

/// A script within a document.
struct Script {
    parts: Vec<Span>,
    /// The names of variables that the maps around it give to it.
    around: Vec<String>,
    /// Whether a shell runs it.
    is_run: bool,
    /// Whether only a condition lets it run: `if` of a step.
    is_conditional: bool,
}

struct Search<'p> {
    source: &'p Source,
    /// The parts that other parts refer to.
    referenced: HashSet<Span>,
    heritage: Heritage<'p>,
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
                    if !is_seen_there || !self.heritage.heirs(inner, part).is_empty() {
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
            let (set, partly) = self.set_within(root, "variables", part.span());
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
                let is_exported = parts.iter().any(|part| self.is_exported(*part));
                let is_before =
                    |setting: &Setting| parts.first().is_some_and(|first| setting.at.start < first.start);
                let exported = self.exported("", job).into_iter();
                environment.around.extend(exported.filter(|setting| is_exported || is_before(setting)));
                if is_exported {
                    let (set, partly) = self.set_within(job, "env", parts[0]);
                    environment.within.extend(set);
                    environment.partly.extend(partly);
                }
            }
            self.found.push(environment);
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

    /// Whether a script writes variables for the steps behind it.
    fn is_exported(&self, script: Span) -> bool {
        let script = self.source.slice(script);
        EXPORTS.iter().any(|export| script.contains(export))
    }

    /// The variables that scripts within a part of a document write for the steps behind them. Steps before are not given
    /// them.
    fn exported(&self, key: &str, part: &'p Plain) -> Vec<Setting> {
        let mut scripts = Vec::new();
        self.collect_scripts(key, part, part, &[], &mut scripts);
        let (mut exported, mut before) = (Vec::new(), Given::default());
        for script in &scripts {
            for part in script.parts.iter().filter(|part| self.is_exported(**part)) {
                for mut setting in lines::settings(self.source, *part, Blanks::EndValues) {
                    if script.is_conditional || before.partly.contains(&setting.name.as_str()) {
                        setting.value = DEFAULT.to_string();
                    }
                    exported.push(setting);
                }
            }
            self.give(script, &mut before);
        }
        exported
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
        environment.around.extend(self.job().iter().flat_map(|job| self.exported("", job)));
        // What is given within it may name the project of each.
        if let Some(beside) = beside {
            let (set, partly) = self.set_within(self.scope(beside), key, part.span());
            environment.within.extend(set);
            environment.partly.extend(partly);
            let (rows, missing) = given::by_matrix(beside);
            environment.within.extend(rows);
            environment.partly.extend(missing);
            environment.around.extend(self.exported("", beside));
            environment.within.extend(self.left_out(&environment, beside, key));
        }
        self.inherit(&mut environment);
        environment.open = environment.open.or_else(|| self.elsewhere());
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

    /// What is set within a part of a document, by environments of a key and by scripts, but not at a span; and the names
    /// of variables that some scripts are not given.
    fn set_within(&self, part: &'p Plain, key: &str, but: Span) -> (Vec<Setting>, Vec<&'static str>) {
        let mut set = within(part, key);
        let (rows, missing) = given::by_matrix(part);
        let around = rows.into_iter().map(|row| row.name).filter(|name| !missing.contains(&name.as_str()));
        let mut scripts = Vec::new();
        self.collect_scripts("", part, part, &Vec::from_iter(around), &mut scripts);
        let given = self.given_by(&scripts);
        set.extend(given.own.into_iter().chain(given.within));
        set.retain(|setting| !but.contains(setting.at));
        (set, given.partly)
    }

    /// What the scripts within a part of a document give to their commands.
    fn given_within(&self, key: &str, part: &'p Plain, outer: &'p Plain) -> Given {
        let mut scripts = Vec::new();
        self.collect_scripts(key, part, outer, &[], &mut scripts);
        self.given_by(&scripts)
    }

    fn given_by(&self, scripts: &[Script]) -> Given {
        let mut all = Given::default();
        for script in scripts {
            self.give(script, &mut all);
        }
        all
    }

    /// Adds what a script gives to its commands.
    fn give(&self, script: &Script, all: &mut Given) {
        let given = script::given(self.source, &script.parts);
        if script.is_run {
            let is_given = |name: &&str| script.around.iter().any(|known| known == name);
            all.partly.extend(given.partly.into_iter().filter(|name| !is_given(name)));
        }
        // A shell that runs nothing gives nothing to anybody.
        let is_for_nobody = script.is_run && !given.runs;
        if !is_for_nobody && !script.parts.iter().any(|part| self.is_exported(*part)) {
            all.within.extend(given.own.into_iter().chain(given.within));
        }
        all.runs |= given.runs;
    }

    /// The scripts within a part of a document, which is in another one, in the order in which they run.
    fn collect_scripts(
        &self,
        key: &str,
        part: &'p Plain,
        outer: &'p Plain,
        around: &[String],
        scripts: &mut Vec<Script>,
    ) {
        let mut add = |parts: Vec<Span>, is_run: bool| {
            if is_run || parts.iter().any(|part| may_name_project(self.source.slice(*part))) {
                scripts.push(Script { parts, around: around.to_vec(), is_run, is_conditional: false });
            }
        };
        match part {
            _ if BESIDE.contains(&key) => {}
            Plain::Map(entries, _) => {
                if key == "phases" && !commands_of_phases(part).is_empty() {
                    return add(commands_of_phases(part), true);
                }
                let mut around = around.to_vec();
                if !key.is_empty() {
                    around.extend(given::by_map(part).into_iter().map(|setting| setting.name));
                }
                let has_script = part.get("script").is_some();
                let first = scripts.len();
                for (key, inner) in entries {
                    match (key.as_str(), inner) {
                        ("before_script", _) if has_script => {}
                        ("script", Plain::Text(..) | Plain::List(..)) => {
                            let before = self.heritage.before_script(part, outer).map(text_spans);
                            let before = before.unwrap_or_default();
                            let parts = [before, text_spans(inner)].concat();
                            let around = around.clone();
                            scripts.push(Script { parts, around, is_run: true, is_conditional: false });
                        }
                        (key, _) => self.collect_scripts(key, inner, part, &around, scripts),
                    }
                }
                if part.get("if").is_some() {
                    for script in &mut scripts[first..] {
                        script.is_conditional = true;
                    }
                }
            }
            Plain::List(..) if SCRIPTS.contains(&key) => add(text_spans(part), true),
            Plain::List(items, _) => {
                for item in items.iter().filter(|item| item.text().and_then(assigned).is_none()) {
                    // An item is within, whatever key its list has.
                    let key = if matches!(item, Plain::Map(..)) { "item" } else { key };
                    self.collect_scripts(key, item, part, around, scripts);
                }
            }
            Plain::Text(_, span) => add(vec![*span], RUNS.contains(&key) || SCRIPTS.contains(&key)),
            Plain::Null(_) => {}
        }
    }

    /// What the maps around extend, what extends the nearest of them, and what GitLab runs before every script.
    fn inherit(&self, environment: &mut Environment) {
        for pair in self.around.windows(2) {
            let [siblings, map] = pair else { continue };
            match self.heritage.extended(map, siblings) {
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
            let heirs = self.heritage.heirs(map, siblings);
            // A hidden job runs only as a part of others.
            if !heirs.is_empty() && !self.heritage.is_hidden(map, siblings) {
                environment.partly.extend(NAMING);
            }
            for heir in heirs {
                let scripts = self.given_within("heir", heir, siblings);
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
                key => given.extend(self.given_within(key, inner, base).within),
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
            set.extend(self.given_within("", job, beside).within);
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
    let phases = PHASES.iter().filter_map(|name| phases.get(name));
    let lists = phases.flat_map(|phase| [phase.get("commands"), phase.get("finally")]);
    lists.flatten().flat_map(text_spans).collect()
}
