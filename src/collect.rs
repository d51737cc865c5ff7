//! From texts to projects: which files are read, what each of them is, and what it declares.

pub mod cloudformation;
pub mod definition;
pub mod files;
pub mod manifest;
pub mod plan;
pub mod read;
pub mod terraform;

use std::borrow::Cow;
use std::sync::Arc;

use crate::project::Project;
use crate::source::Source;
use crate::tree::NodeRef;

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
    /// Projects that are read already.
    Read(Vec<Project<'t>>),
}

impl<'t> Batch<'t> {
    /// How many readings of projects it has.
    pub fn len(&self) -> usize {
        match self {
            Batch::Manifest { nodes, .. } => nodes.len(),
            Batch::Read(projects) => projects.len(),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many projects it has: several readings of one count once.
    pub fn project_count(&self) -> usize {
        match self {
            Batch::Manifest { nodes, .. } => nodes.len(),
            Batch::Read(projects) => {
                let mut ordinals: Vec<u32> = projects.iter().map(|project| project.ordinal).collect();
                ordinals.sort_unstable();
                ordinals.dedup();
                ordinals.len()
            }
        }
    }

    /// One of them.
    pub fn get(&self, index: usize) -> Cow<'_, Project<'t>> {
        match self {
            Batch::Manifest { source, nodes } => {
                Cow::Owned(manifest::read(nodes[index], source, index as u32))
            }
            Batch::Read(projects) => Cow::Borrowed(&projects[index]),
        }
    }
}
