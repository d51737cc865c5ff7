//! One file: what it is, what it declares, and where it cannot be read.

use std::sync::Arc;

use super::client::{self, Found};
use super::limits::Limits;
use super::manifest::{Certainty, Saved};
use super::not_read::{NotRead, Part};
use super::read::{self, Documents, Format};
use super::{Batch, Declared, LeftOut, cloudformation, manifest, plan};
use crate::finding::Location;
use crate::source::{Source, Span};
use crate::tree::{SyntaxError, Tree};

/// What is asked of a file.
pub struct Question<'q> {
    /// The format by its name; by its content, where the name says nothing.
    pub format: Option<Format>,
    /// Whether it may be a manifest by the policy's `include`, and whether that names it.
    pub manifest: Option<Certainty>,
    /// Which resource types are checked besides projects and inference profiles.
    pub is_judged: &'q dyn Fn(&str) -> bool,
    /// Where the limits go that are hit.
    pub limits: &'q Limits,
}

/// The documents of a file. What it declares is borrowed from them.
#[derive(Debug)]
pub struct Definition<'s> {
    documents: Documents<'s>,
}

/// What a file declares.
#[derive(Debug)]
pub struct Contents<'t> {
    /// Its projects, as batches that are not empty.
    pub batches: Vec<Batch<'t>>,
    /// What is never there.
    pub(crate) left_out: Vec<LeftOut>,
    /// What it brings in from elsewhere.
    pub(crate) not_read: Vec<NotRead>,
}

impl<'s> Definition<'s> {
    /// Reads a file, as far as the limits of the readers allow.
    pub fn read(source: &'s Arc<Source>, question: &Question<'_>) -> Self {
        let format = question.format.unwrap_or_else(|| read::by_content(source));
        let mut documents =
            read::documents_of(source, format, question.manifest.unwrap_or(Certainty::Possible));
        for hit in documents.errors.extract_if(.., |error| error.is_limit()) {
            question.limits.hit(source, hit.span, hit.to_string());
        }
        Definition { documents }
    }

    /// Where it breaks.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.documents.errors
    }

    /// Whether it lists only a part of what it would declare: the plan of a run that failed.
    pub(crate) fn is_cut_short(&self) -> bool {
        self.documents.trees.iter().any(|tree| plan::is_cut_short(tree.root()))
    }

    /// Whether a tool reads it, whatever it declares: it is a template or a plan.
    pub(crate) fn is_of_tools(&self) -> bool {
        let is_of_tools = |root| cloudformation::is_template(root) || plan::is_plan(root);
        self.documents.trees.iter().any(|tree| is_of_tools(tree.root()))
    }

    /// Whether it lists `projects` that are another tool's.
    pub(crate) fn is_of_another_tool(&self) -> bool {
        self.documents.trees.iter().any(|tree| manifest::is_of_another_tool(tree.root()))
    }

    /// What it is, if an audit saved it.
    pub(crate) fn saved(&self, source: &Source) -> Option<Saved> {
        let mut roots = self.documents.trees.iter().map(Tree::root);
        match &self.documents.folded {
            Some(lists) => roots.find_map(|root| lists.saved(root, source)),
            None => roots.find_map(Saved::of),
        }
    }

    /// Its comments, for inline ignores.
    pub(crate) fn comments(&self) -> &[Span] {
        &self.documents.comments
    }

    /// The clients that it configures. A plan repeats what the configuration says.
    pub(crate) fn clients(&self, source: &Arc<Source>) -> Found {
        match self.documents.trees.iter().any(|tree| plan::is_plan(tree.root())) {
            true => Found::default(),
            false => client::in_documents(source, &self.documents.trees),
        }
    }

    /// What it declares.
    pub fn contents<'t>(&'t self, source: &'t Arc<Source>, question: &Question<'_>) -> Contents<'t> {
        let (mut left_out, mut not_read) = (Vec::new(), Vec::new());
        let mut nodes = Vec::new();
        let mut batches = Vec::new();
        let mut more = None;
        let mut add = |declared: Declared<'t>| {
            left_out.extend(declared.left_out);
            not_read.extend(declared.not_read);
            Batch::of(declared.projects)
        };
        for tree in &self.documents.trees {
            let root = tree.root();
            if cloudformation::is_template(root) {
                let declared = cloudformation::projects(root, source, question.is_judged, question.limits);
                batches.push(add(declared));
            } else if plan::is_plan(root) {
                // A plan holds every value of every resource, and marks only some of the secrets among them.
                source.guard();
                batches.push(add(plan::projects(root, source, question.is_judged)));
            } else if let Some(certainty) = question.manifest {
                if let Some(lists) = &self.documents.folded
                    && let Some(items) = manifest::large::find(root, lists, source, certainty)
                {
                    batches.push(Batch::Folded { source, items, dialect: lists.dialect });
                    more = manifest::more_of(root);
                    continue;
                }
                let mut found = match self.documents.is_lines {
                    true => manifest::find_in_lines(root, certainty),
                    false => manifest::find(root, certainty),
                };
                if !found.is_empty() {
                    more = manifest::more_of(root);
                }
                nodes.append(&mut found);
            }
        }
        if let Some(more) = more {
            not_read.push(NotRead { at: Location::new(source, more.span()), part: Part::Rest });
        }
        batches.push(Batch::Manifest { source, nodes });
        batches.retain(|batch| !batch.is_empty());
        Contents { batches, left_out, not_read }
    }

    /// Whether a text that cannot be parsed has the marks of a definition.
    pub(crate) fn has_marks(text: &str) -> bool {
        cloudformation::has_marks(text)
    }

    /// Whether readers in use disagree about a text that may hold tags.
    pub(crate) fn is_disputed(&self, text: &str) -> bool {
        self.documents.errors.iter().any(SyntaxError::is_disputed)
            && (text.contains("tags") || text.contains("Tags"))
    }
}
