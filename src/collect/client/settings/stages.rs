//! The stages of an image file: each has what the one that it begins from sets, and no other.

use super::lines::{self, Blanks};
use super::{Environment, NAMING, Setting, last_of_each};
use crate::source::{Source, Span};

/// How many stages are followed that begin from each other.
const STAGES: usize = 100;

/// A stage: what is behind a `FROM`, up to the next one.
struct Stage<'s> {
    /// What later stages call it.
    name: Option<&'s str>,
    /// What it begins from: an image, or an earlier stage by its name.
    from: &'s str,
    part: Span,
}

/// The environments of the stages of an image file, if a text is one.
pub(crate) fn environments(source: &Source) -> Option<Vec<Environment>> {
    let stages = stages(source.text());
    if stages.is_empty() {
        return None;
    }
    let open = stages.iter().find_map(|stage| lines::sources(source, stage.part));
    // The stage that each one begins from.
    let mut bases: Vec<Option<usize>> = Vec::new();
    for (number, stage) in stages.iter().enumerate() {
        let is_base = |base: &Stage<'_>| base.name.is_some_and(|name| name.eq_ignore_ascii_case(stage.from));
        bases.push(stages[..number].iter().rposition(is_base));
    }
    let own: Vec<Vec<Setting>> = stages
        .iter()
        .map(|stage| last_of_each(lines::settings(source, stage.part, Blanks::SayNothing)))
        .collect();
    let mut environments: Vec<Environment> =
        own.iter().map(|own| Environment { own: own.clone(), open, ..Environment::default() }).collect();
    for number in 0..stages.len() {
        let mut around = bases[number];
        let mut lines = vec![number];
        while let Some(base) = around {
            if lines.len() > STAGES {
                environments[number].open = Some(stages[number].part);
                break;
            }
            environments[number].around.splice(0..0, own[base].iter().cloned());
            lines.push(base);
            around = bases[base];
        }
        // What begins from a stage may name the project of what that sends.
        if bases.contains(&Some(number)) {
            continue;
        }
        for (place, base) in lines.iter().enumerate().skip(1) {
            let set: Vec<&Setting> = lines[..place].iter().rev().flat_map(|stage| &own[*stage]).collect();
            let environment = &mut environments[*base];
            let is_set = |name: &&str| set.iter().any(|setting| setting.name == *name);
            environment.partly.extend(NAMING.iter().filter(|name| !is_set(name)));
            for name in NAMING {
                environment
                    .within
                    .extend(set.iter().rfind(|setting| setting.name == name).map(|it| (*it).clone()));
            }
        }
    }
    Some(environments)
}

fn stages(text: &str) -> Vec<Stage<'_>> {
    let mut stages: Vec<Stage<'_>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let mut words = line.split_whitespace();
        let is_from = words.next().is_some_and(|first| first.eq_ignore_ascii_case("FROM"));
        let mut words = words.skip_while(|word| word.starts_with("--"));
        match (is_from.then(|| words.next()).flatten(), stages.last_mut()) {
            (Some(from), _) => {
                let is_named = words.next().is_some_and(|word| word.eq_ignore_ascii_case("AS"));
                let name = words.next().filter(|_| is_named);
                stages.push(Stage { name, from, part: Span::new(end, end) });
            }
            (None, Some(stage)) => stage.part.end = end as u32,
            (None, None) => {}
        }
        start = end;
    }
    stages
}
