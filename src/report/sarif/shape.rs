//! The objects of SARIF 2.1.0 that taglint writes, with the names that the standard gives them.

use serde::Serialize;

use crate::cost::Spend;
use crate::finding::Level;

#[derive(Serialize)]
pub(super) struct Log<R> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a, R> {
    pub(super) tool: Tool<'a>,
    pub(super) invocations: [Invocation; 1],
    pub(super) original_uri_base_ids: BaseIds,
    pub(super) column_kind: &'static str,
    pub(super) results: R,
}

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) full_description: Text,
    pub(super) rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    pub(super) id: &'a str,
    pub(super) name: String,
    pub(super) short_description: Text,
    pub(super) full_description: Text,
    pub(super) help_uri: String,
    pub(super) help: Help,
    pub(super) default_configuration: Configuration,
}

#[derive(Serialize)]
pub(super) struct Help {
    pub(super) text: String,
    pub(super) markdown: String,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: Level,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
    #[serde(rename = "toolExecutionNotifications")]
    pub(super) notifications: Vec<Notification>,
}

#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: Level,
    pub(super) message: Text,
}

/// What relative references are relative to. Where that is on this machine is nobody's business.
#[derive(Serialize)]
pub(super) struct BaseIds {
    #[serde(rename = "%SRCROOT%")]
    pub(super) root: BaseId,
}

impl BaseIds {
    pub(super) const ROOT: &'static str = "%SRCROOT%";
}

#[derive(Serialize)]
pub(super) struct BaseId {
    pub(super) description: Text,
}

#[derive(Serialize)]
pub(super) struct Text {
    pub(super) text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultView<'a> {
    pub(super) rule_id: &'a str,
    pub(super) rule_index: usize,
    pub(super) level: Level,
    pub(super) message: Text,
    pub(super) locations: [LocationView; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<LocationView>,
    #[serde(rename = "partialFingerprints")]
    pub(super) fingerprints: PartialFingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fixes: Option<[FixView<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<Vec<SuppressionView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<Properties<'a>>,
}

#[derive(Serialize)]
pub(super) struct Properties<'a> {
    pub(super) spend: &'a Spend,
}

#[derive(Serialize)]
pub(super) struct LocationView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Text>,
    #[serde(rename = "physicalLocation")]
    pub(super) physical: Physical,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Option::is_none")]
    pub(super) logical: Option<[Logical; 1]>,
}

#[derive(Serialize)]
pub(super) struct Physical {
    #[serde(rename = "artifactLocation")]
    pub(super) artifact: Artifact,
    pub(super) region: Region,
}

#[derive(Serialize)]
pub(super) struct Artifact {
    pub(super) uri: String,
    #[serde(rename = "uriBaseId", skip_serializing_if = "Option::is_none")]
    pub(super) base: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: usize,
    pub(super) start_column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Logical {
    pub(super) name: String,
    pub(super) fully_qualified_name: String,
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct PartialFingerprints {
    #[serde(rename = "primaryLocationLineHash", skip_serializing_if = "Option::is_none")]
    pub(super) line_hash: Option<String>,
    #[serde(rename = "taglint/v1")]
    pub(super) identity: String,
}

#[derive(Serialize)]
pub(super) struct FixView<'a> {
    pub(super) description: Text,
    #[serde(rename = "artifactChanges")]
    pub(super) changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
pub(super) struct Change<'a> {
    #[serde(rename = "artifactLocation")]
    pub(super) artifact: Artifact,
    pub(super) replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
pub(super) struct Replacement<'a> {
    #[serde(rename = "deletedRegion")]
    pub(super) deleted: Region,
    #[serde(rename = "insertedContent")]
    pub(super) inserted: Inserted<'a>,
}

#[derive(Serialize)]
pub(super) struct Inserted<'a> {
    pub(super) text: &'a str,
}

#[derive(Serialize)]
pub(super) struct SuppressionView {
    pub(super) kind: &'static str,
    pub(super) justification: String,
}
