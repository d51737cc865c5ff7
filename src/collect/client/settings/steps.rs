//! The scripts of a pipeline in their order: what they are given, and what they leave to those behind them.

mod sourced;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::super::known::DEFAULT;
use super::given::{self, assigned, text_spans, within};
use super::heritage::Heritage;
use super::lines::{self, Blanks};
use super::plain::Plain;
use super::script::{self, Given};
use super::{Setting, may_name_project};
use crate::source::{Source, Span};
pub(super) use sourced::own_action;

/// In a script: where variables for the steps behind it are written.
const EXPORTS: [&str; 3] = ["GITHUB_ENV", "BASH_ENV", "task.setvariable"];

/// The keys of lists whose items are commands that one shell runs, or the words of one command.
pub(super) const SCRIPTS: [&str; 12] = [
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

/// The scripts of a document.
pub(super) struct Steps<'p> {
    source: &'p Source,
    pub(super) heritage: Heritage<'p>,
    /// What the scripts of each part write for the steps behind them, once it is asked for.
    written: RefCell<HashMap<Span, Rc<Written>>>,
}

/// What scripts write for the steps behind them, by the names of variables and from the first place to the last.
#[derive(Default)]
struct Written(BTreeMap<String, Vec<Setting>>);

impl Written {
    /// What is written last before a place.
    fn before(&self, place: Span) -> Vec<Setting> {
        let last = |written: &Vec<Setting>| {
            let behind = written.partition_point(|setting| setting.at.start < place.start);
            written[..behind].last().cloned()
        };
        self.0.values().filter_map(last).collect()
    }
}

impl<'p> Steps<'p> {
    pub(super) fn new(source: &'p Source) -> Self {
        Steps { source, heritage: Heritage::default(), written: RefCell::default() }
    }

    /// Whether a script writes variables for the steps behind it.
    pub(super) fn is_exported(&self, script: Span) -> bool {
        let script = self.source.slice(script);
        EXPORTS.iter().any(|export| script.contains(export))
    }

    /// The variables that scripts within a part of a document write for the steps behind them. What a step is not given
    /// in which one is written, and those before, may be without it.
    pub(super) fn exported(&self, part: &'p Plain) -> Vec<Setting> {
        let scripts = self.scripts("", part, part, &[]);
        let given: Vec<Given> =
            scripts.iter().map(|script| script::given(self.source, &script.parts)).collect();
        let last_run = given.iter().rposition(|given| given.runs);
        let (mut exported, mut before) = (Vec::new(), Given::default());
        for (number, (script, given)) in scripts.iter().zip(given).enumerate() {
            let lacked = given.partly.clone();
            self.give(script, given, &mut before);
            for mut setting in self.written_by(script) {
                let name = setting.name.as_str();
                if lacked.contains(&name) && last_run == Some(number) {
                    continue;
                }
                if before.partly.contains(&name) {
                    setting.value = DEFAULT.to_string();
                }
                exported.push(setting);
            }
        }
        exported
    }

    /// The variables that scripts within a part of a document write before a place.
    pub(super) fn exported_before(&self, part: &'p Plain, place: Span) -> Vec<Setting> {
        let known = self.written.borrow().get(&part.span()).cloned();
        if let Some(known) = known {
            return known.before(place);
        }
        let mut written = Written::default();
        for script in self.scripts("", part, part, &[]) {
            for setting in self.written_by(&script) {
                written.0.entry(setting.name.clone()).or_default().push(setting);
            }
        }
        for settings in written.0.values_mut() {
            settings.sort_by_key(|setting| setting.at.start);
        }
        let before = written.before(place);
        self.written.borrow_mut().insert(part.span(), Rc::new(written));
        before
    }

    /// The variables that a script writes for the steps behind it.
    fn written_by(&self, script: &Script) -> Vec<Setting> {
        let mut written = Vec::new();
        for part in script.parts.iter().filter(|part| self.is_exported(**part)) {
            for mut setting in lines::settings(self.source, *part, Blanks::EndValues) {
                if script.is_conditional {
                    setting.value = DEFAULT.to_string();
                }
                written.push(setting);
            }
        }
        written
    }

    /// What is set within a part of a document, by environments of a key and by scripts, but not at a span; and the names
    /// of variables that some scripts are not given.
    pub(super) fn set_within(
        &self,
        part: &'p Plain,
        key: &str,
        but: Span,
    ) -> (Vec<Setting>, Vec<&'static str>) {
        let mut set = within(part, key);
        let (rows, missing) = given::by_matrix(part);
        let around = rows.into_iter().map(|row| row.name).filter(|name| !missing.contains(&name.as_str()));
        let given = self.given_by(&self.scripts("", part, part, &Vec::from_iter(around)));
        set.extend(given.own.into_iter().chain(given.within));
        set.retain(|setting| !but.contains(setting.at));
        (set, given.partly)
    }

    /// What the scripts within a part of a document give to their commands.
    pub(super) fn given_within(&self, key: &str, part: &'p Plain, outer: &'p Plain) -> Given {
        self.given_by(&self.scripts(key, part, outer, &[]))
    }

    fn given_by(&self, scripts: &[Script]) -> Given {
        let mut all = Given::default();
        for script in scripts {
            self.give(script, script::given(self.source, &script.parts), &mut all);
        }
        all
    }

    /// Adds what a script gives to its commands.
    fn give(&self, script: &Script, given: Given, all: &mut Given) {
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
    fn scripts(&self, key: &str, part: &'p Plain, outer: &'p Plain, around: &[String]) -> Vec<Script> {
        let mut scripts = Vec::new();
        self.collect_scripts(key, part, outer, around, &mut scripts);
        scripts
    }

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
}

/// The commands of all phases of CodeBuild, which one shell runs.
pub(super) fn commands_of_phases(phases: &Plain) -> Vec<Span> {
    let phases = PHASES.iter().filter_map(|name| phases.get(name));
    let lists = phases.flat_map(|phase| [phase.get("commands"), phase.get("finally")]);
    lists.flatten().flat_map(text_spans).collect()
}
