//! `duplicate-name`: two projects of one file, or of one account and region, with the same name.

use std::collections::HashMap;

use super::{Case, FileCheck, Verdict};
use crate::text::code;

/// What was seen before: names with their kind, account and region, and the line of each.
#[derive(Default)]
struct Names {
    seen: HashMap<String, Seen>,
}

struct Seen {
    ordinal: u32,
    line: Option<usize>,
}

pub(super) fn check() -> Box<dyn FileCheck> {
    Box::new(Names::default())
}

impl FileCheck for Names {
    fn look(&mut self, case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
        let project = case.project;
        let Some(name) = project.name.value.text().filter(|name| !name.is_empty()) else { return };
        let part = |part: &Option<std::borrow::Cow<'_, str>>| part.as_deref().unwrap_or_default().to_owned();
        let key = [name, &project.kind, &part(&project.account), &part(&project.region)].join("\0");
        match self.seen.get(&key) {
            Some(seen) if seen.ordinal == project.ordinal => {}
            Some(seen) => {
                let place = seen.line.map_or(String::new(), |line| format!(", on line {line}"));
                let message = format!("another project is named {} too{place}", code(name));
                let help = "rename one of them: reports that go by name cannot tell them apart";
                verdicts.push(Verdict::of_project(case, message).help(help));
            }
            None => {
                let line = project.place().map(|place| place.source.position(place.span.start).line);
                self.seen.insert(key, Seen { ordinal: project.ordinal, line });
            }
        }
    }
}
