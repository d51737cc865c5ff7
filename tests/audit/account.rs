//! An account that can be written to: its projects are what calls make of them, and each request can meet a fault.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

use super::api::{Api, Reply, Request, list};

/// The projects of an account as they are now.
pub type Projects = Arc<Mutex<Vec<Value>>>;

/// What somebody does to a project, and what it is called.
pub type Change = (&'static str, fn(&mut Value));

/// What a server does with a request, which is the one of a number.
#[derive(Clone, Debug)]
pub enum Deed {
    /// What it is asked for.
    Obey,
    /// This, and nothing that it is asked for.
    Instead(Reply),
    /// What it is asked for, but it answers this.
    ObeyAndAnswer(Reply),
}

/// An account on this machine.
pub struct Account {
    pub api: Api,
    pub projects: Projects,
}

impl Account {
    /// One that obeys.
    pub fn of(projects: Vec<Value>) -> Self {
        Account::with(projects, |_, _, _| Deed::Obey)
    }

    /// One that does with each request what `deed` says, which may change the projects before.
    pub fn with(
        projects: Vec<Value>,
        deed: impl Fn(&Request, usize, &mut Vec<Value>) -> Deed + Send + Sync + 'static,
    ) -> Self {
        let projects: Projects = Arc::new(Mutex::new(projects));
        let shared = Arc::clone(&projects);
        let api = Api::start(move |request, number| {
            let mut projects = shared.lock().expect("not poisoned");
            match deed(request, number, &mut projects) {
                Deed::Obey => obey(request, &mut projects),
                Deed::Instead(reply) => reply,
                Deed::ObeyAndAnswer(reply) => {
                    obey(request, &mut projects);
                    reply
                }
            }
        });
        Account { api, projects }
    }

    /// The tags of each project, by its id.
    pub fn tags(&self) -> BTreeMap<String, Value> {
        let projects = self.projects.lock().expect("not poisoned");
        let tags = |project: &Value| (text(&project["id"]), project["tags"].clone());
        projects.iter().map(tags).collect()
    }

    /// The writes that came, as `id body`.
    pub fn writes(&self) -> Vec<String> {
        let requests = self.api.requests();
        let writes = requests.iter().filter(|request| request.method != "GET");
        writes.map(|request| format!("{} {}", id(request), String::from_utf8_lossy(&request.body))).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// The last part of the path.
pub fn id(request: &Request) -> &str {
    request.path.rsplit('/').next().unwrap_or_default()
}

/// The documented API: a list, one project, tags added and removed.
fn obey(request: &Request, projects: &mut [Value]) -> Reply {
    if request.path.ends_with("/projects") {
        return list(request, projects);
    }
    let Some(project) = projects.iter_mut().find(|project| project["id"] == id(request)) else {
        return Reply::status(404, &json!({"error": {"code": "not_found", "message": "no such project"}}));
    };
    if request.method == "POST" {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        assert_eq!(request.header("content-type"), Some("application/json"));
        let tags = project["tags"].as_object_mut().expect("tags");
        for (key, value) in body["add_tags"].as_object().unwrap_or(&Map::new()) {
            tags.insert(key.clone(), value.clone());
        }
        for key in body["remove_tag_keys"].as_array().unwrap_or(&Vec::new()) {
            tags.remove(key.as_str().expect("a key"));
        }
    }
    Reply::json(project)
}
