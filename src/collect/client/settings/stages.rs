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
    open_unknown(&stages, &bases, &own, &mut environments);
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
    for Instruction { words, end } in instructions(text) {
        let is_from = words.first().is_some_and(|first| first.eq_ignore_ascii_case("FROM"));
        let mut behind = words.iter().skip(1).skip_while(|word| word.starts_with("--")).copied();
        match (is_from.then(|| behind.next()).flatten(), stages.last_mut()) {
            (Some(from), _) => {
                let is_named = behind.next().is_some_and(|word| word.eq_ignore_ascii_case("AS"));
                let name = behind.next().filter(|_| is_named);
                stages.push(Stage { name, from, part: Span::new(end, end) });
            }
            (None, Some(stage)) => stage.part.end = end as u32,
            (None, None) => {}
        }
    }
    stages
}

/// An instruction of an image file: its words, and where it ends, with what it is given on the lines behind it.
struct Instruction<'t> {
    words: Vec<&'t str>,
    end: usize,
}

fn instructions(text: &str) -> Vec<Instruction<'_>> {
    // `# escape=` in the first line says what continues lines.
    let first = text.lines().next().unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    let escape = if first.starts_with("#escape=`") { '`' } else { '\\' };
    let mut instructions = Vec::new();
    let mut lines = text.split_inclusive('\n');
    let mut end = 0;
    while let Some(line) = lines.next() {
        end += line.len();
        let mut words = words_of(line, escape);
        let mut is_continued = is_continued(line, escape);
        while is_continued {
            let Some(line) = lines.next() else { break };
            end += line.len();
            // Comments and empty lines within an instruction are passed over.
            let is_passed_over = line.trim().is_empty() || line.trim_start().starts_with('#');
            if !is_passed_over {
                words.extend(words_of(line, escape));
                is_continued = self::is_continued(line, escape);
            }
        }
        for ending in heredocs(&words) {
            for line in lines.by_ref() {
                end += line.len();
                if line.trim() == ending {
                    break;
                }
            }
        }
        instructions.push(Instruction { words, end });
    }
    instructions
}

fn words_of(line: &str, escape: char) -> Vec<&str> {
    match line.trim_start().starts_with('#') {
        true => Vec::new(),
        false => line.trim_end().trim_end_matches(escape).split_whitespace().collect(),
    }
}

fn is_continued(line: &str, escape: char) -> bool {
    !line.trim_start().starts_with('#') && line.trim_end().ends_with(escape)
}

/// The lines that end what an instruction is given on the lines behind it: `RUN <<EOF`.
fn heredocs<'t>(words: &[&'t str]) -> Vec<&'t str> {
    let takes_any = |word: &&&str| ["RUN", "COPY", "ADD"].iter().any(|name| word.eq_ignore_ascii_case(name));
    let Some(_) = words.first().filter(takes_any) else { return Vec::new() };
    let endings = words.iter().filter_map(|word| {
        let word = word.split_once("<<")?.1.trim_start_matches('-');
        let word = word.trim_start_matches(['"', '\'']);
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
        Some(&word[..end])
    });
    endings.filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')).collect()
}

/// Leaves open what a stage is given, or gives, that may begin from another one: there the project may be named.
fn open_unknown(
    stages: &[Stage<'_>],
    bases: &[Option<usize>],
    own: &[Vec<Setting>],
    environments: &mut [Environment],
) {
    // Whether each stage sets a project, or what it begins from.
    let mut names: Vec<bool> = Vec::new();
    for (settings, base) in own.iter().zip(bases) {
        let sets = settings.iter().any(|setting| NAMING.contains(&setting.name.as_str()));
        names.push(sets || base.is_some_and(|base| names[base]));
    }
    for (number, stage) in stages.iter().enumerate().filter(|(_, stage)| stage.from.contains('$')) {
        for base in (0..number).filter(|base| may_be(&stages[*base], stage.from)) {
            if names[base] {
                environments[number].open.get_or_insert(stages[base].part);
            }
            if names[number] {
                environments[base].open.get_or_insert(stage.part);
            }
        }
    }
}

/// Whether what a stage begins from may be an earlier stage: `FROM env-${VARIANT}`.
fn may_be(stage: &Stage<'_>, from: &str) -> bool {
    let (Some(name), Some((before, read))) = (stage.name, from.split_once('$')) else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let behind = match from.rsplit_once('}') {
        Some((_, behind)) => behind,
        None => read.trim_start_matches(is_name),
    };
    let starts = name.get(..before.len()).is_some_and(|start| start.eq_ignore_ascii_case(before));
    let end = name.len().checked_sub(behind.len()).filter(|end| *end >= before.len());
    let ends = end.and_then(|end| name.get(end..)).is_some_and(|end| end.eq_ignore_ascii_case(behind));
    starts && ends
}
