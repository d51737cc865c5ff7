//! The files of a folder, and which tool reads which of them.

use std::collections::HashSet;
use std::sync::Arc;

use super::input::Files;
use super::role::Role;
use crate::policy::Tool;
use crate::project::Place;
use crate::source::{Medium, Source, Span};
use crate::tree::hcl::{self, Expr, ExprKind, Hcl, Name};
use crate::tree::{Language, Style, SyntaxError};

/// A file of a module.
#[derive(Debug)]
pub(super) struct File<'t> {
    pub(crate) source: &'t Arc<Source>,
    pub(crate) hcl: Result<Hcl, SyntaxError>,
    pub(super) role: Role,
    readers: Readers,
}

/// A file that could not be opened.
#[derive(Debug)]
pub(super) struct Missed {
    pub(crate) name: String,
    pub(super) role: Role,
    pub(super) readers: Readers,
}

/// Which tools read a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Readers {
    Both,
    Only(Tool),
    /// None that the policy says is used.
    None,
}

impl Readers {
    pub(super) fn admit(self, tool: Tool) -> bool {
        match self {
            Readers::Both => true,
            Readers::Only(only) => only == tool,
            Readers::None => false,
        }
    }
}

impl<'t> File<'t> {
    /// A file that is by itself.
    pub(crate) fn alone(source: &'t Arc<Source>, role: Role) -> Self {
        let hcl = match (is_json(source), role) {
            (true, Role::Values) => hcl::parse_json_values(source),
            (true, _) => hcl::parse_json(source),
            (false, _) => hcl::parse(source),
        };
        File { source, hcl, role, readers: Readers::Both }
    }

    /// Whether a tool that may be used loads it of itself.
    pub(crate) fn is_loaded(&self) -> bool {
        self.role.is_loaded() && self.readers != Readers::None
    }

    /// Whether it would be loaded, but for the tool that the policy names.
    pub(crate) fn is_left_to_other_tool(&self) -> bool {
        self.role.is_loaded() && self.readers == Readers::None
    }

    /// Whether it is written in JSON, rather than in HCL.
    pub(crate) fn is_json(&self) -> bool {
        is_json(self.source)
    }

    pub(crate) fn place(&self, span: Span, style: Style) -> Place<'t> {
        let language = if self.is_json() { Language::Json } else { Language::Hcl };
        Place { source: self.source, span, style, language }
    }

    /// From a key to the end of its value, with the quotes that are around both in JSON.
    pub(crate) fn entry(&self, key: Span, value: &Expr) -> Span {
        if !self.is_json() {
            return key.to(value.span);
        }
        let is_text = matches!(value.kind, ExprKind::Template(_));
        Span { start: key.start - 1, end: value.span.end + u32::from(is_text) }
    }

    pub(crate) fn name_place(&self, name: &Name) -> Place<'t> {
        self.place(name.span, name.style)
    }
}

fn is_json(source: &Source) -> bool {
    source.name().to_ascii_lowercase().ends_with(".json")
}

fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn role(source: &Source) -> Role {
    match Role::of(source.name()) {
        // What comes without a name that says so is a configuration: someone gave it to be checked as one.
        Role::Unloaded | Role::None if source.medium() == Medium::Stdin => Role::Configuration,
        role => role,
    }
}

/// The files of one folder, read, in the order in which they are loaded.
#[derive(Debug, Default)]
pub(super) struct FolderFiles<'t> {
    pub(crate) all: Vec<File<'t>>,
    pub(crate) unopened: Vec<Missed>,
}

impl<'t> FolderFiles<'t> {
    /// Reads files; by the tool of the policy, where it names one.
    pub(crate) fn read(files: &Files<'t>, tool: Option<Tool>) -> Self {
        let names: HashSet<&str> = files
            .sources
            .iter()
            .map(|source| source.name())
            .chain(files.unopened.iter().map(|name| &**name))
            .collect();
        let shared = Shared::of(&names, tool);
        let mut all = Vec::new();
        for source in &files.sources {
            let role = role(source);
            if role != Role::None {
                all.push(File { readers: shared.readers(source.name()), ..File::alone(source, role) });
            }
        }
        // The file that is loaded first whatever its name, so that those that are loaded of themselves win over it.
        let values_first = |source: &Source| !base_name(source.name()).starts_with("terraform.tfvars");
        all.sort_by_key(|file| (file.role, values_first(file.source), file.source.name()));
        let missed = |name: &String| Missed {
            name: name.clone(),
            // What may be in a folder that could not be listed may also be laid over the rest.
            role: if name.ends_with('/') { Role::Override } else { Role::of(name) },
            readers: shared.readers(name),
        };
        FolderFiles { all, unopened: files.unopened.iter().map(missed).collect() }
    }

    /// Those that some tool loads of itself.
    pub(crate) fn loaded(&self) -> impl Iterator<Item = &File<'t>> {
        self.all.iter().filter(|file| file.is_loaded())
    }

    /// Those that one tool loads of itself.
    pub(crate) fn loaded_by(&self, tool: Tool) -> impl Iterator<Item = &File<'t>> {
        self.loaded().filter(move |file| file.readers.admit(tool))
    }

    /// The tools whose readings differ; one where they do not.
    pub(crate) fn readings(&self) -> &'static [Tool] {
        let mut readers =
            self.all.iter().map(|file| file.readers).chain(self.unopened.iter().map(|missed| missed.readers));
        match readers.any(|readers| matches!(readers, Readers::Only(_))) {
            true => &[Tool::Terraform, Tool::Tofu],
            false => &[Tool::Terraform],
        }
    }
}

/// How the tools share the files of a folder. OpenTofu reads `main.tofu` in the place of `main.tf`, whatever is in it,
/// and Terraform no file of that ending.
struct Shared {
    tool: Option<Tool>,
    replaced: HashSet<String>,
}

impl Shared {
    fn of(names: &HashSet<&str>, tool: Option<Tool>) -> Self {
        let replaced =
            names.iter().filter_map(|name| replaced_by(name)).filter(|name| names.contains(&**name));
        Shared { tool, replaced: replaced.collect() }
    }

    fn readers(&self, name: &str) -> Readers {
        let is_tofu = replaced_by(name).is_some();
        let only = match is_tofu {
            // Without any that is replaced, nothing says that Terraform is used at all.
            true if !self.replaced.is_empty() || self.tool == Some(Tool::Terraform) => Tool::Tofu,
            false if self.replaced.contains(name) => Tool::Terraform,
            _ => return Readers::Both,
        };
        match self.tool {
            None => Readers::Only(only),
            Some(tool) if tool == only => Readers::Both,
            Some(_) => Readers::None,
        }
    }
}

/// The file of Terraform's in whose place OpenTofu reads one of its own: `main.tf` for `main.tofu`.
fn replaced_by(name: &str) -> Option<String> {
    let (plain, json) = match name.strip_suffix(".json") {
        Some(plain) => (plain, ".json"),
        None => (name, ""),
    };
    Some(format!("{}.tf{json}", plain.strip_suffix(".tofu")?))
}
