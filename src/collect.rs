//! From texts to projects: which files are read, what each of them is, and what it declares.

pub(crate) mod client;
pub(crate) mod cloudformation;
pub mod definition;
pub mod endings;
pub(crate) mod files;
pub(crate) mod folders;
pub mod limits;
pub mod manifest;
pub(crate) mod not_read;
mod pair;
pub(crate) mod plan;
pub mod read;
pub(crate) mod repository;
mod table;
pub(crate) mod terraform;
pub(crate) mod unread;
mod uses;

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::project::{Place, Project, Reading, Value};
use crate::source::{Source, Span};
use crate::text::code;
use crate::tree::NodeRef;
use crate::tree::json::{Dialect, fold};
use not_read::NotRead;

/// The resource types that this version of taglint knows.
pub(crate) fn resource_types() -> impl Iterator<Item = &'static str> {
    cloudformation::names().chain(terraform::names())
}

/// The kind of a resource type that is one of Bedrock's own, however it is declared.
pub(crate) fn bedrock_kind(kind: &str) -> Option<&'static str> {
    let (kind, _) = cloudformation::bedrock_kind(kind).or_else(|| terraform::bedrock_kind(kind))?;
    Some(kind)
}

/// How many folded projects are nodes at a time: few enough to stay in the processor's cache.
const UNFOLDED: usize = 256;

/// Edits: places and what takes their place; none where they are not known.
type Edits<'t> = Vec<(Place<'t>, String)>;

/// What a template or a plan declares.
#[derive(Debug, Default)]
pub(crate) struct Declared<'t> {
    pub(crate) projects: Vec<Project<'t>>,
    /// What is never created.
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) not_read: Vec<NotRead>,
}

/// A resource of a type that is in no table, and that has no tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Unknown {
    /// What its definition calls it.
    pub(crate) address: String,
    /// Its type.
    pub(crate) kind: String,
}

/// What is declared, and never there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// What its definition calls it.
    pub(crate) address: String,
    /// Why.
    pub(crate) why: Absence,
}

/// Why what is declared is never there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Absence {
    /// `count` or `for_each` makes no instance of it.
    Instances,
    /// Its condition, which has this name, never holds.
    Condition(String),
    /// It depends on something that is never created.
    Dependency(String),
}

impl Absence {
    /// Why a file declares no projects, if what it declares is absent for this.
    pub(crate) fn of_all(&self) -> &'static str {
        match self {
            Absence::Instances => "`count` or `for_each` creates no instances of what it declares",
            Absence::Condition(_) | Absence::Dependency(_) => {
                "the conditions of what it declares are never true"
            }
        }
    }
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Absence::Instances => f.write_str("`count` or `for_each` creates no instances"),
            Absence::Condition(name) => write!(f, "its condition {} is never true", code(name)),
            Absence::Dependency(id) => write!(f, "it depends on {}, which is never created", code(id)),
        }
    }
}

/// The projects of one file, or of one account and region.
#[derive(Debug)]
pub enum Batch<'t> {
    /// Nodes of a manifest, each read when it is its turn.
    Manifest {
        /// The source.
        source: &'t Arc<Source>,
        /// The nodes.
        nodes: Vec<NodeRef<'t>>,
    },
    /// Items of a list that is too long to be kept as nodes, a few of which are read at a time.
    Folded {
        /// The source.
        source: &'t Arc<Source>,
        /// Where they are.
        items: &'t [Span],
        /// How they are read.
        dialect: Dialect,
    },
    /// Projects that are read already.
    Read(Vec<Project<'t>>),
}

impl<'t> Batch<'t> {
    /// A batch of projects, in whose order the readings of one are together.
    ///
    /// Where conditions make several readings of a project, a further tag that is written into one of them is missing in
    /// the others still: there is no one place for it.
    pub(crate) fn of(mut projects: Vec<Project<'t>>) -> Self {
        let container = |project: &Project<'t>| {
            let place = project.tags.container.map(|container| container.place);
            place.map(|place| (place.source.name(), place.span))
        };
        for readings in projects.chunk_by_mut(|left, right| left.ordinal == right.ordinal) {
            let first = container(&readings[0]);
            if !readings.iter().all(|reading| container(reading) == first) {
                for reading in readings.iter_mut() {
                    reading.tags.container = None;
                }
            }
        }
        Batch::Read(projects)
    }

    /// Takes out the resources of unknown types that have no tags, in which there is nothing to check. Those of AWS are
    /// given back: a newer table may know them.
    pub(crate) fn take_unknown(&mut self) -> Vec<Unknown> {
        let Batch::Read(projects) = self else { return Vec::new() };
        let mut unknown = Vec::new();
        if !projects.iter().any(Project::says_nothing) {
            return unknown;
        }
        // What one reading of a project leaves out, another may have.
        let speaking = projects.iter().filter(|project| !project.says_nothing());
        let speaking: HashSet<u32> = speaking.map(|project| project.ordinal).collect();
        let mut told = HashSet::new();
        projects.retain(|project| {
            let is_kept = speaking.contains(&project.ordinal);
            let is_of_aws = ["AWS::", "aws_", "awscc_"].iter().any(|start| project.kind.starts_with(start));
            if !is_kept && is_of_aws && told.insert(project.ordinal) {
                let address = project.label().unwrap_or_default().to_owned();
                unknown.push(Unknown { address, kind: project.kind.to_string() });
            }
            is_kept
        });
        unknown
    }

    /// How many readings of projects it has.
    pub fn len(&self) -> usize {
        match self {
            Batch::Manifest { nodes, .. } => nodes.len(),
            Batch::Folded { items, .. } => items.len(),
            Batch::Read(projects) => projects.len(),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many projects it has: several readings of one count once.
    pub(crate) fn project_count(&self) -> usize {
        match self {
            Batch::Manifest { nodes, .. } => nodes.len(),
            Batch::Folded { items, .. } => items.len(),
            Batch::Read(projects) => {
                let mut ordinals: Vec<u32> = projects.iter().map(|project| project.ordinal).collect();
                ordinals.sort_unstable();
                ordinals.dedup();
                ordinals.len()
            }
        }
    }

    /// The first index from `index` on at which no reading of an earlier project is.
    pub(crate) fn end_of_project(&self, index: usize) -> usize {
        match self {
            Batch::Manifest { .. } | Batch::Folded { .. } => index,
            Batch::Read(projects) => {
                let Some(last) = index.checked_sub(1).and_then(|last| projects.get(last)) else {
                    return index;
                };
                let rest = projects[index..].iter().take_while(|project| project.ordinal == last.ordinal);
                index + rest.count()
            }
        }
    }

    /// Shows some of them, in their order.
    pub fn each(&self, range: Range<usize>, mut show: impl FnMut(&Project<'_>)) {
        match self {
            Batch::Manifest { source, nodes } => {
                for index in range {
                    show(&manifest::read(nodes[index], source, index as u32));
                }
            }
            Batch::Folded { source, items, dialect } => {
                for start in range.clone().step_by(UNFOLDED) {
                    let tree = fold::unfold(source, *dialect, &items[start..range.end.min(start + UNFOLDED)]);
                    for (node, ordinal) in tree.root().items().zip(start as u32..) {
                        show(&manifest::read(node, source, ordinal));
                    }
                }
            }
            Batch::Read(projects) => {
                for project in &projects[range] {
                    show(project);
                }
            }
        }
    }
}

/// The name of what has none.
fn nameless<'t>() -> Reading<'t> {
    Reading { value: Value::Null, place: None, secret: false }
}
