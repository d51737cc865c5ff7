//! `taglint policy import`: a policy made of tag policies of AWS Organizations.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::cli::PolicyImportArgs;
use crate::exchange::import::{Imported, RequiredTag, chain, required_tags};
use crate::fault::Fault;
use crate::files::{self, Role, Store};
use crate::live::{self, ANY_REGION, Session, organization};
use crate::policy::Access;
use crate::policy::problem::{Problem, Problems};
use crate::run::deliver::{masked_policy, note};
use crate::run::print::print;
use crate::settings::store;
use crate::settings::target::Targets;
use crate::source::{Medium, Source};
use crate::status::Status;
use crate::text::{code, code_path, io_words};

/// How long to wait for one answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Prints or writes the policy, and tells on standard error what has no counterpart.
///
/// # Errors
/// What is wrong with the tag policies, or why they are not told; then nothing is written.
pub(super) fn run(args: &PolicyImportArgs) -> Result<Status, Fault> {
    let store = store()?;
    if let Some(path) = &args.output {
        Targets::new(&store).add_new(path, Role::Source)?;
    }
    let imported = match &args.from_organization {
        Some(target) => from_organization(target.as_deref())?,
        None => chain(&nodes(&args.files, &store)?)?,
    };
    for remark in &imported.remarks {
        note(&remark.to_string());
    }
    let text = masked_policy(&imported.text);
    let Some(path) = &args.output else { return print(text.as_bytes()) };
    files::create(path, text.as_bytes()).map_err(|error| Fault::unwritable(path, &error))?;
    note(&format!("wrote {}: {}", code_path(path), lost(&imported)));
    Ok(Status::Clean)
}

fn lost(imported: &Imported) -> String {
    match imported.remarks.len() {
        0 => "all of it has a counterpart".to_owned(),
        1 => "1 clause has no counterpart or no effect".to_owned(),
        remarks => format!("{remarks} clauses have no counterpart or no effect"),
    }
}

fn from_organization(target: Option<&str>) -> Result<Imported, Fault> {
    let region = live::fallback_region(&Access::Ambient).unwrap_or_else(|| ANY_REGION.to_owned());
    let session = Session::open(TIMEOUT, &region)?;
    let Some(target) = target else {
        let mut tags = Vec::new();
        for required in organization::required_tags(&session, &region)? {
            tags.push(RequiredTag {
                resource: required.resource_type,
                template_types: required.cloud_formation_resource_types,
                keys: required.reporting_tag_keys,
            });
        }
        return Ok(required_tags(&tags));
    };
    let text = organization::effective_tag_policy(&session, &region, target)?;
    let source = Source::new(format!("effective policy of {target}"), text, Medium::Arguments);
    Ok(chain(&[vec![Arc::new(source)]])?)
}

/// The tag policies of each node.
fn nodes(files: &[String], store: &Store) -> Result<Vec<Vec<Arc<Source>>>, Fault> {
    let (mut nodes, mut problems, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    for files in files {
        // A comma may be a part of a name.
        let is_one = store.holds(&store.name(Path::new(files)).path);
        let names: Vec<&str> = if is_one { vec![files] } else { files.split(',').collect() };
        if names.iter().any(|name| name.trim().is_empty()) {
            return Err(Fault::EmptyName { given: files.clone() });
        }
        let mut node = Vec::new();
        for name in names {
            if !store.may_hold(&store.name(Path::new(name)).path) {
                absent.push(name.into());
                continue;
            }
            match source(name, store) {
                Ok(source) => node.push(Arc::new(source)),
                Err(problem) => problems.push(problem),
            }
        }
        nodes.push(node);
    }
    if !absent.is_empty() {
        return Err(Fault::NoSuchPaths(absent));
    }
    match Problems::of(problems) {
        Some(problems) => Err(problems.into()),
        None => Ok(nodes),
    }
}

fn source(name: &str, store: &Store) -> Result<Source, Problem> {
    let name = store.name(Path::new(name));
    let unreadable = |why: &str| {
        let message = format!("cannot read the tag policy {}: {why}", code(&name.shown));
        Problem::without_place("import::unreadable", message).help("name a file with a tag policy in JSON")
    };
    let bytes = store.read_source(&name.path).map_err(|error| unreadable(&io_words(&error)))?;
    Source::from_bytes(&*name.shown, bytes, Medium::File)
        .map_err(|broken| unreadable(&format!("it is {}", broken.1)))
}
