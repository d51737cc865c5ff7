//! What the `Globals` of a SAM template give to the resources of a type.

use super::draft::Draft;
use super::facts::Outcome;
use super::misplaced;
use super::reader::Reader;
use super::resource::Resource;
use super::spot::Spot;
use super::syntax::call;
use super::template::Template;
use super::types::Form;
use crate::project::Misplaced;
use crate::tree::{Entry, Kind, NodeRef};

/// How the types begin that SAM brings.
pub(super) const SAM: &str = "AWS::Serverless::";

/// The types whose globals take tags, as the translator of SAM lists them.
const TAKE_TAGS: [&str; 6] =
    ["Function", "HttpApi", "WebSocketApi", "CapacityProvider", "MicrovmImage", "NetworkConnector"];

/// Reads the tags that the globals give to a resource; its own tags replace them if they are an expression or no map.
pub(super) fn below<'t>(
    template: &Template<'t>,
    resource: Resource<'t>,
    own: Option<NodeRef<'t>>,
    reader: &mut Reader<'_, 't>,
) -> Outcome<'t, Option<Draft<'t>>> {
    let own_alone = own.is_some_and(|own| own.kind() != Kind::Map || call(own).is_some());
    let section = resource.kind.strip_prefix(SAM).filter(|_| !own_alone && !ignores(resource.body));
    let globals = section.and_then(|section| template.root.get("Globals")?.get(section));
    let Some(entry) = globals.and_then(tags) else { return Ok(None) };
    let mut below = Draft::default();
    let spot = Spot { kind: resource.kind, key: entry.key, form: Form::Map, direct: true };
    reader.tags(entry.value, spot, &mut below)?;
    below.tags.container = None;
    Ok(Some(below))
}

/// Whether a resource wants no tags of the globals: `IgnoreGlobals: '*'`, or a list that names them.
fn ignores(body: NodeRef<'_>) -> bool {
    let Some(ignored) = body.get("IgnoreGlobals") else { return false };
    ignored.text() == Some("*") || ignored.items().any(|name| name.text() == Some("Tags"))
}

/// What is meant to be the tags of a section of the globals.
fn tags(section: NodeRef<'_>) -> Option<Entry<'_>> {
    let is_tags = |entry: &Entry<'_>| entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case("Tags"));
    section.entry("Tags").or_else(|| section.entries().find(is_tags))
}

/// Tags among the globals that SAM refuses there, each with the section it is in.
pub(super) fn refused<'t>(template: &Template<'t>) -> Vec<(&'t str, Misplaced<'t>)> {
    let mut refused = Vec::new();
    for section in template.root.get("Globals").into_iter().flat_map(NodeRef::entries) {
        let (Some(name), Some(found)) = (section.key.text(), tags(section.value)) else { continue };
        let kind = format!("{SAM}{name}");
        if !TAKE_TAGS.contains(&name) {
            refused.push((name, misplaced::among_globals(template, found, name, &kind)));
        } else if found.key.text() != Some("Tags") {
            refused.push((name, misplaced::property(template, found, &kind, "Tags", true)));
        }
    }
    refused
}
