//! What a template brings in from elsewhere: modules of the registry, stacks, and what transforms put into it.

use std::sync::Arc;

use super::syntax::call;
use super::template;
use crate::collect::not_read::{NotRead, Part, is_stack};
use crate::files::names::{folder_of, joined};
use crate::finding::Location;
use crate::source::Source;
use crate::text::code;
use crate::tree::{Entry, NodeRef};

/// How the types of the registry's modules end.
const MODULE: &str = "::MODULE";
/// The transform of AWS's own that puts a file into a template.
const INCLUDE: &str = "AWS::Include";

/// What a resource stands for, where it creates others that are written elsewhere.
pub(super) fn by_resource(source: &Arc<Source>, kind: &str, resource: Entry<'_>) -> Option<NotRead> {
    let id = resource.key.text().unwrap_or_default().to_owned();
    let part = match kind {
        _ if kind.ends_with(MODULE) => Part::RegisteredModule { id, kind: kind.to_owned() },
        _ if is_stack(kind) => Part::Template { stack: id, file: template_of(source, kind, resource.value) },
        _ => return None,
    };
    Some(NotRead { at: Location::new(source, resource.key.span()), part })
}

/// The local file that is the template of a stack. What metadata say of it, nobody holds them to.
fn template_of(source: &Arc<Source>, kind: &str, body: NodeRef<'_>) -> Option<String> {
    let property = match kind {
        "AWS::CloudFormation::Stack" | "AWS::CloudFormation::StackSet" => "TemplateURL",
        "AWS::Serverless::Application" => "Location",
        _ => return None,
    };
    let path = body.get("Properties")?.get(property)?;
    let text = path.text().filter(|text| call(path).is_none() && !text.contains("://"))?;
    Some(joined(folder_of(source.name()), text))
}

/// What the transforms of the whole template put into it.
pub(super) fn by_template(source: &Arc<Source>, root: NodeRef<'_>) -> Vec<NotRead> {
    let declared = root.get("Transform").into_iter().flat_map(template::each_transform);
    of_transforms(source, declared.chain(template::transforms_within(root)), "the template")
}

/// What the transforms among the entries of a map put into it.
pub(super) fn by_transforms(source: &Arc<Source>, map: NodeRef<'_>, name: &str) -> Vec<NotRead> {
    of_transforms(source, template::transforms_within(map), &code(name))
}

fn of_transforms<'t>(
    source: &Arc<Source>,
    transforms: impl IntoIterator<Item = NodeRef<'t>>,
    within: &str,
) -> Vec<NotRead> {
    let mut found = Vec::new();
    for transform in transforms {
        let name = template::name_of_transform(transform);
        let part = match name.text() {
            Some(INCLUDE) => Part::Include { into: within.to_owned() },
            _ if template::is_own(transform) => continue,
            text => Part::Macro { name: text.map(str::to_owned), of: within.to_owned() },
        };
        found.push(NotRead { at: Location::new(source, name.span()), part });
    }
    found
}
