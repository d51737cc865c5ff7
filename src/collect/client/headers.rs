//! The headers that name a project, and those that nearly do.

use super::known::HOLE;
use crate::client::Family;
use crate::text::{fold, nearness};

/// What a header is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Header {
    /// It names a project.
    Project,
    /// It is nearly one that does.
    Nearly(&'static str),
    /// It is not known which one it is.
    Unknown,
    Other,
}

/// Names that people take for one of these, and that are further away than a slip.
const TAKEN_FOR_OPENAI: [&str; 5] =
    ["OpenAI-Project-Id", "X-OpenAI-Project", "X-OpenAI-Project-Id", "OpenAI-Proj", "OpenAI-Project-Name"];
const TAKEN_FOR_ANTHROPIC: [&str; 3] =
    ["x-anthropic-workspace", "x-anthropic-workspace-id", "anthropic-workspaces-id"];

/// What a header is by its name. Case says nothing.
pub(super) fn of_name(family: Family, name: &str) -> Header {
    if name.contains(HOLE) {
        return Header::Unknown;
    }
    let right = family.headers();
    if right.iter().any(|right| right.eq_ignore_ascii_case(name.trim())) {
        return Header::Project;
    }
    let taken: &[&str] = match family {
        Family::OpenAi => &TAKEN_FOR_OPENAI,
        Family::Anthropic => &TAKEN_FOR_ANTHROPIC,
    };
    let folded = fold(name);
    if taken.iter().any(|taken| fold(taken) == folded) {
        return Header::Nearly(right[0]);
    }
    let near = right.iter().filter_map(|right| Some((nearness(&folded, &fold(right))?, *right)));
    match near.min_by_key(|(nearness, _)| *nearness) {
        Some((_, right)) => Header::Nearly(right),
        None => Header::Other,
    }
}

/// What a list of headers, a line each, gives as the project.
pub(super) fn project(family: Family, lines: &str) -> Option<&str> {
    let mut headers =
        lines.lines().flat_map(|line| line.split("\\n")).filter_map(|line| line.split_once(':'));
    let (_, project) = headers.find(|(name, _)| of_name(family, name.trim()) == Header::Project)?;
    Some(project)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_says_nothing_and_a_slip_is_told() {
        let of = |name: &str| of_name(Family::OpenAi, name);
        for name in ["OpenAI-Project", "openai-project", "OPENAI-PROJECT"] {
            assert_eq!(of(name), Header::Project, "{name}");
        }
        for name in
            ["OpenAI_Project", "OpenAI-Projects", "OpenAI-Porject", "OpenAIProject", "X-OpenAI-Project"]
        {
            assert_eq!(of(name), Header::Nearly("OpenAI-Project"), "{name}");
        }
        for name in ["OpenAI-Organization", "OpenAI-Beta", "Authorization", "project", "X-Project"] {
            assert_eq!(of(name), Header::Other, "{name}");
        }
        assert_eq!(of_name(Family::Anthropic, "Anthropic-Workspace-ID"), Header::Project);
        assert_eq!(
            of_name(Family::Anthropic, "anthropic_workspace_id"),
            Header::Nearly("anthropic-workspace-id")
        );
    }
}
