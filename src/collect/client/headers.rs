//! The headers that name a project, and those that nearly do.

use super::known::{HOLE, is_open};
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

/// What a list of headers gives as the project.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Listed<'l> {
    Project(&'l str),
    /// A line, or the name of a header, is not known, and may name one.
    Open,
    Nothing,
}

/// What a list of headers, a line each, gives as the project.
pub(super) fn listed(family: Family, lines: &str) -> Listed<'_> {
    let mut listed = Listed::Nothing;
    for line in lines.lines().flat_map(|line| line.split("\\n")) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        if is_open(name) {
            listed = Listed::Open;
        } else if of_name(family, name.trim()) == Header::Project {
            return Listed::Project(value);
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_of_another_header_names_no_project() {
        let of = |lines| listed(Family::OpenAi, lines);
        for (lines, expected) in [
            ("X-Trace: \0", Listed::Nothing),
            ("X-Trace: a\0b\nX-Team: \0", Listed::Nothing),
            ("\0", Listed::Open),
            ("\0: proj_a", Listed::Open),
            ("X-Trace: 1\n\0", Listed::Open),
            ("X-Trace: \0\nOpenAI-Project: proj_a", Listed::Project(" proj_a")),
            ("OpenAI-Project: \0", Listed::Project(" \0")),
        ] {
            assert_eq!(of(lines), expected, "{lines:?}");
        }
    }

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
