//! Other tools that call modules: Terragrunt and Terraform Stacks. What they pass, and which providers they write, is
//! not known here.

use std::sync::Arc;

use super::file::{File, FolderFiles};
use super::input::Loader;
use super::module::{Code, Module};
use super::program::{Given, Hint, Instance, Origin, Program, source_text};
use super::role::Role;
use crate::collect::limits::Limits;
use crate::files::names::folder_of;
use crate::policy::Tool;
use crate::source::Source;
use crate::tree::hcl::Block;

/// A call of a module from a file of another tool.
pub(super) struct OutsideCall<'t> {
    pub(super) source: &'t Arc<Source>,
    /// The folder of the file.
    pub(super) folder: String,
    pub(super) origin: Origin,
}

/// Whether a file may be one of these tools', by its name.
pub(crate) fn may_call(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_of_stack = [".tfcomponent.json", ".tfstack.json"].iter().any(|ending| name.ends_with(ending));
    (name.ends_with(".hcl") || name.ends_with(".hcl.json") || is_of_stack) && !name.starts_with('.')
}

/// The calls of files of other tools.
pub(super) fn calls<'t>(files: &[&'t Arc<Source>], loader: &dyn Loader<'t>) -> Vec<OutsideCall<'t>> {
    let mut calls = Vec::new();
    for source in files {
        let folder = loader.resolve(folder_of(source.name()), "");
        let origins = origins(source, &folder, loader);
        calls.extend(origins.into_iter().map(|origin| OutsideCall {
            source,
            folder: folder.clone(),
            origin,
        }));
    }
    calls
}

fn origins<'t>(source: &'t Arc<Source>, folder: &str, loader: &dyn Loader<'t>) -> Vec<Origin> {
    let name = source.name().rsplit('/').next().unwrap_or_default();
    let files = FolderFiles { all: vec![File::alone(source, Role::Configuration)], ..FolderFiles::default() };
    let module = Module::new(folder, &files, Tool::Terraform);
    let given = Given::none();
    let program = Program::new([(folder, module)].into(), &given, loader, Limits::default());
    let instance = Instance::root(&program, &program.modules[folder]);
    program.begin();
    // What cannot be read may call anything.
    if instance.module.is_broken {
        return if is_tool(name) { vec![Origin::Unknown(Hint::default())] } else { Vec::new() };
    }
    let mut origins = Vec::new();
    for (file, body) in &instance.module.bodies {
        for block in body.blocks.iter().filter(|block| may_name_module(block)) {
            if let Some(source) = block.body.attribute("source") {
                let text = source_text(&instance, Code { expr: &source.value, file });
                origins.push(Origin::of_unit(&text));
            }
        }
    }
    // Without a source of its own, Terragrunt runs the module that it is in, or the one that a file above names.
    let is_anywhere = |origin: &Origin| *origin == Origin::Unknown(Hint::default());
    if origins.iter().all(is_anywhere) && matches!(name, "terragrunt.hcl" | "terragrunt.hcl.json") {
        origins.push(Origin::Folder(".".to_owned()));
    }
    origins
}

/// Whether a file is one of these tools', rather than one that may be included.
fn is_tool(name: &str) -> bool {
    name.starts_with("terragrunt.")
        || name == "root.hcl"
        || name.contains(".tfcomponent.")
        || name.contains(".tfstack.")
}

/// Whether it is a block of Terragrunt's or of a stack's whose `source` is a module.
fn may_name_module(block: &Block) -> bool {
    matches!(&*block.kind.text, "terraform" | "component" | "unit" | "stack")
}
