//! What may give further variables to the steps of a job: files that their scripts read, actions of the repository.

use super::super::lines;
use super::super::plain::Plain;
use super::super::script;
use super::Steps;
use crate::source::Span;

impl<'p> Steps<'p> {
    /// What may give further variables to every script in a part of a document: a file that it reads, or an action in front
    /// of it. Nothing where a script that may send requests has neither.
    pub(in super::super) fn sourced(&self, part: &'p Plain) -> Option<Span> {
        let action = own_action(part);
        let mut first = None;
        for script in self.scripts("", part, part, &[]).iter().filter(|script| script.is_run) {
            let begin = script.parts.iter().map(|part| part.start).min().unwrap_or_default();
            if action.is_some_and(|action| action.start < begin) {
                return action;
            }
            match script.parts.iter().find_map(|part| lines::sources(self.source, *part)) {
                Some(source) => first = first.or(Some(source)),
                None if script::given(self.source, &script.parts).runs => return None,
                None => {}
            }
        }
        first
    }
}

/// The first step of a job that runs an action of the repository itself, which may write variables for the steps behind it:
/// <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses>
pub(in super::super) fn own_action(job: &Plain) -> Option<Span> {
    let Plain::List(steps, _) = job.get("steps")? else { return None };
    let mut actions = steps.iter().filter_map(|step| step.get("uses"));
    actions.find(|action| action.text().is_some_and(|path| path.starts_with("./"))).map(Plain::span)
}
