//! Modules: what the files of a directory define, by name.

use std::collections::HashMap;
use std::sync::Arc;

use super::file::{File, FolderFiles};
use super::role::Role;
use crate::policy::Tool;
use crate::source::Span;
use crate::tree::hcl::{Block, Body, Expr};

/// An expression and the file it is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code<'p, 't> {
    pub(crate) expr: &'p Expr,
    pub(crate) file: &'p File<'t>,
}

/// A block, and those of override files that are laid over it.
#[derive(Debug)]
pub(super) struct Section<'p, 't> {
    pub(crate) parts: Vec<(&'p File<'t>, &'p Block)>,
}

impl<'p, 't> Section<'p, 't> {
    pub(crate) fn file(&self) -> &'p File<'t> {
        self.parts[0].0
    }

    pub(crate) fn block(&self) -> &'p Block {
        self.parts[0].1
    }

    /// Where its name is, or else its type.
    pub(crate) fn name_span(&self) -> Span {
        match self.block().labels.last() {
            Some(label) => label.span,
            None => self.block().kind.span,
        }
    }

    /// A label: of a resource its type and its name, of most others their name.
    pub(crate) fn label(&self, at: usize) -> Option<&'p str> {
        self.block().labels.get(at).map(|label| &*label.text)
    }

    /// The argument of a name, the one that counts.
    pub(crate) fn attribute(&self, name: &str) -> Option<Code<'p, 't>> {
        self.parts.iter().rev().find_map(|(file, block)| {
            let attribute = block.body.attribute(name)?;
            Some(Code { expr: &attribute.value, file })
        })
    }

    /// The blocks of a type within, those that count.
    pub(crate) fn blocks(&self, kind: &'p str) -> Vec<(&'p File<'t>, &'p Block)> {
        let of = |(file, block): &(&'p File<'t>, &'p Block)| {
            let file = *file;
            block.body.blocks(kind).map(move |inner| (file, inner)).collect::<Vec<_>>()
        };
        self.parts.iter().rev().map(of).find(|blocks| !blocks.is_empty()).unwrap_or_default()
    }
}

/// What the files of a directory define.
#[derive(Debug, Default)]
pub(super) struct Module<'p, 't> {
    pub(crate) folder: &'p str,
    /// What the files of configuration say, in the order of the files.
    pub(crate) bodies: Vec<(&'p File<'t>, &'p Body)>,
    pub(super) variables: HashMap<&'p str, Section<'p, 't>>,
    pub(super) locals: HashMap<&'p str, Code<'p, 't>>,
    pub(crate) outputs: HashMap<&'p str, Section<'p, 't>>,
    /// The values that files of values give.
    pub(super) values: HashMap<&'p str, Code<'p, 't>>,
    /// In the order of the text.
    pub(crate) resources: Vec<Section<'p, 't>>,
    pub(crate) calls: Vec<Section<'p, 't>>,
    pub(super) providers: Vec<Section<'p, 't>>,
    /// Whether some file could not be read, whatever it is.
    pub(crate) is_broken: bool,
    /// Files that could not be read and may configure a provider's `default_tags`.
    pub(crate) unread_defaults: Vec<Arc<str>>,
    /// A file of values could not be read: no variable is known.
    pub(super) broken_values: bool,
    /// Files laid over the others that could not be read: nothing is known for certain.
    pub(crate) unread_overrides: Vec<Arc<str>>,
    /// Files that may call it as a root module, and pass what is not known.
    pub(crate) callers: &'p [Arc<str>],
}

impl<'p, 't> Module<'p, 't> {
    /// What one tool makes of the files of a folder.
    pub(crate) fn new(folder: &'p str, files: &'p FolderFiles<'t>, tool: Tool) -> Self {
        let mut module = Module { folder, ..Module::default() };
        for missed in files.unopened.iter().filter(|missed| missed.readers.admit(tool)) {
            module.miss(&missed.name, missed.role, None);
        }
        for file in files.loaded_by(tool) {
            match (&file.hcl, file.role) {
                (Err(_), role) => module.miss(file.source.name(), role, Some(file.source.text())),
                (Ok(hcl), Role::Values) => {
                    for attribute in &hcl.body.attributes {
                        let code = Code { expr: &attribute.value, file };
                        module.values.insert(&attribute.name.text, code);
                    }
                }
                (Ok(hcl), _) => {
                    module.bodies.push((file, &hcl.body));
                    module.add(file, &hcl.body);
                }
            }
        }
        module
    }

    /// Notes a file that could not be read, of which perhaps the text is known.
    fn miss(&mut self, name: &str, role: Role, text: Option<&str>) {
        self.is_broken |= role.is_loaded();
        match role {
            Role::Values => self.broken_values = true,
            Role::Override => self.unread_overrides.push(name.into()),
            Role::Configuration if text.is_none_or(|text| text.contains("default_tags")) => {
                self.unread_defaults.push(name.into());
            }
            Role::Configuration | Role::Unloaded | Role::None => {}
        }
    }

    fn add(&mut self, file: &'p File<'t>, body: &'p Body) {
        for block in &body.blocks {
            let label = |at: usize| block.labels.get(at).map(|label| &*label.text);
            let over = file.role == Role::Override;
            match (&*block.kind.text, label(0)) {
                ("locals", _) => self.locals.extend(block.body.attributes.iter().map(|attribute| {
                    let code = Code { expr: &attribute.value, file };
                    (&*attribute.name.text, code)
                })),
                ("variable", Some(name)) => add_named(&mut self.variables, name, file, block),
                ("output", Some(name)) => add_named(&mut self.outputs, name, file, block),
                ("resource", Some(_)) if label(1).is_some() => add_to(&mut self.resources, file, block, over),
                ("module", Some(_)) => add_to(&mut self.calls, file, block, over),
                ("provider", Some(_)) => add_to(&mut self.providers, file, block, over),
                _ => {}
            }
        }
    }

    pub(crate) fn call(&self, name: &str) -> Option<&Section<'p, 't>> {
        self.calls.iter().find(|call| call.label(0) == Some(name))
    }

    /// The configuration of a provider.
    pub(crate) fn provider(&self, name: &str, alias: Option<&str>) -> Option<&Section<'p, 't>> {
        let alias_of = |section: &Section<'p, 't>| {
            section.attribute("alias").and_then(|code| code.expr.literal().map(str::to_owned))
        };
        self.providers.iter().find(|section| {
            section.block().labels.iter().any(|label| *label.text == *name)
                && alias_of(section).as_deref() == alias
        })
    }
}

fn add_named<'p, 't>(
    sections: &mut HashMap<&'p str, Section<'p, 't>>,
    name: &'p str,
    file: &'p File<'t>,
    block: &'p Block,
) {
    sections.entry(name).or_insert_with(|| Section { parts: Vec::new() }).parts.push((file, block));
}

/// Adds a block, or lays it over the one that it overrides.
fn add_to<'p, 't>(sections: &mut Vec<Section<'p, 't>>, file: &'p File<'t>, block: &'p Block, over: bool) {
    let labels = |block: &'p Block| block.labels.iter().map(|label| &*label.text);
    let alias = |block: &'p Block| block.body.attribute("alias").and_then(|alias| alias.value.literal());
    let overridden = sections
        .iter_mut()
        .filter(|_| over)
        .find(|section| labels(section.block()).eq(labels(block)) && alias(section.block()) == alias(block));
    match overridden {
        Some(section) => section.parts.push((file, block)),
        None => sections.push(Section { parts: vec![(file, block)] }),
    }
}
