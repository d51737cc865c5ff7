//! `[files]`, `[resources]`, `[terraform]` and `[live]`.

use std::collections::HashMap;
use std::path::PathBuf;

use globset::{ErrorKind, Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::reader::Reader;
use crate::finding::Location;
use crate::policy::pattern::TextGlob;
use crate::policy::problem::Problem;
use crate::policy::raw::{Entry, Raw, Table};
use crate::policy::{Access, Account, Files, Globs, Live, Said, Terraform, Tool, suggest};
use crate::repository::resolve;
use crate::text::code;

impl Reader<'_> {
    /// `[files]`.
    pub(crate) fn files(&mut self, root: &Table) -> Files {
        let Some(files) = root.table("files") else { return Files::default() };
        let include = files.get("include");
        if let Some(include) = include {
            let help = "name at least one glob, or remove `include` to take every file";
            self.empty_list(include, "no file would be a manifest", help);
        }
        Files {
            include: include.map(|include| self.globs(include, false)),
            exclude: files.get("exclude").map(|exclude| self.globs(exclude, true)).unwrap_or_default(),
        }
    }

    /// Globs of paths as `.gitignore` has them: `*` stays within a folder, what has no slash matches at any depth.
    /// With `inside`, what is in a folder that matches matches as well.
    fn globs(&mut self, entry: &Entry, inside: bool) -> Globs {
        let (mut all, mut each) = (GlobSetBuilder::new(), Vec::new());
        for (text, at) in entry.value.texts() {
            match globs_of(text, inside) {
                Ok(globs) => {
                    let mut alone = GlobSetBuilder::new();
                    for glob in globs {
                        alone.add(glob.clone());
                        all.add(glob);
                    }
                    let value = self.glob_set(alone, entry);
                    each.push(Said { value, clause: at.clone() });
                }
                Err(error) => self.say(bad_glob(text, at, error.kind())),
            }
        }
        Globs { all: self.glob_set(all, entry), each }
    }

    fn glob_set(&mut self, set: GlobSetBuilder, entry: &Entry) -> GlobSet {
        set.build().unwrap_or_else(|error| {
            let message =
                format!("the globs of {} are too large together: {}", code(&entry.key), error.kind());
            let problem = Problem::new("policy::bad-glob", &entry.value.at, message, "too large");
            self.say(problem.help("write fewer or shorter globs"));
            GlobSet::empty()
        })
    }

    /// `[resources] types`.
    pub(crate) fn resource_types(&mut self, root: &Table) -> Vec<TextGlob> {
        texts(root.table("resources"), "types").into_iter().map(TextGlob::new).collect()
    }

    /// `[terraform]`.
    pub(crate) fn terraform(&mut self, root: &Table) -> Terraform {
        let Some(terraform) = root.table("terraform") else { return Terraform::default() };
        let var_files = terraform.get("var-files").map(|entry| entry.value.items()).unwrap_or_default();
        Terraform {
            tool: terraform.text("tool").and_then(Tool::of),
            var_files: var_files.iter().filter_map(|file| self.var_file(file)).collect(),
        }
    }

    /// A file of values that the policy names. No other file is read: what is wrong in it would be shown.
    fn var_file(&mut self, file: &Raw) -> Option<PathBuf> {
        let text = file.text()?;
        let (name, path) = (code(text), self.path(file));
        if self.is_out_of_reach(file) {
            return None;
        }
        let real = path.as_deref().map(|path| resolve(&self.context.store, path)).unwrap_or_default();
        let is_of_values = |name: &str| name.ends_with(".tfvars") || name.ends_with(".tfvars.json");
        if !is_of_values(text) || !is_of_values(&real.to_string_lossy()) {
            let message = format!("{name} is not a file of values");
            let problem = Problem::new("policy::bad-var-file", &file.at, message, "not a file of values");
            self.say(problem.help("name a file that ends in `.tfvars` or `.tfvars.json`"));
            return None;
        }
        if !path.as_ref().is_some_and(|path| self.context.store.is_file(path)) {
            let message = format!("cannot read {name}: it does not exist");
            let problem = Problem::new("policy::missing-file", &file.at, message, "cannot be read");
            self.say(problem.help(suggest::path(&self.context.store, text, path.as_deref())));
            return None;
        }
        path
    }

    /// `[live]`.
    pub(crate) fn live(&mut self, root: &Table) -> Live {
        let live = root.table("live");
        let accounts = live.into_iter().flat_map(|live| live.tables("accounts"));
        let mut names = HashMap::new();
        let accounts = accounts.filter_map(|(account, header)| self.account(account, header, &mut names));
        let accounts = accounts.collect();
        Live { regions: texts(live, "regions"), accounts }
    }

    fn account(
        &mut self,
        account: &Table,
        header: &Location,
        names: &mut HashMap<String, Location>,
    ) -> Option<Account> {
        let access = self.access(account, header);
        let entry = account.get("name")?;
        let name = entry.value.text()?;
        if let Some(first) = names.get(name) {
            let line = first.source.position(first.span.start).line;
            let message = format!("two accounts have the name {}", code(name));
            let problem = Problem::new("policy::duplicate", &entry.value.at, message, "the second one");
            self.say(problem.help(format!("write another name here or at {}:{line}", first.path())));
        }
        names.entry(name.to_owned()).or_insert_with(|| entry.value.at.clone());
        let regions = texts(Some(account), "regions");
        Some(Account { name: name.to_owned(), access: access?, regions })
    }

    fn access(&mut self, account: &Table, header: &Location) -> Option<Access> {
        let (profile, role) = (account.get("profile"), account.get("role-arn"));
        let external_id = account.get("external-id");
        if let (Some(external_id), None) = (external_id, role) {
            let message = "`external-id` belongs to a `role-arn`, and there is none";
            let problem =
                Problem::new("policy::contradiction", &external_id.clause, message, "for which role");
            self.say(problem.help("add `role-arn`, or remove `external-id`"));
        }
        match (profile, role) {
            (Some(_), Some(role)) => {
                let message = "an account has a `profile` or a `role-arn`, not both";
                let problem = Problem::new("policy::contradiction", &role.clause, message, "the second one");
                self.say(problem.help("remove one of them"));
                None
            }
            (Some(profile), None) => Some(Access::Profile(profile.value.text()?.to_owned())),
            (None, Some(role)) => Some(Access::Role {
                arn: role.value.text()?.to_owned(),
                external_id: external_id.and_then(|id| id.value.text()).map(str::to_owned),
            }),
            (None, None) => {
                let message = "an account needs a `profile` or a `role-arn`";
                let problem = Problem::new("policy::missing-key", header, message, "neither is given");
                self.say(problem.help(
                    "add `profile = \"ml-prod\"` or `role-arn = \"arn:aws:iam::111122223333:role/audit\"`",
                ));
                None
            }
        }
    }
}

/// The globs that a text stands for: see [`Reader::globs`].
fn globs_of(text: &str, inside: bool) -> Result<Vec<Glob>, globset::Error> {
    let anchored = text.trim_start_matches("./").trim_start_matches('/');
    let bare = anchored.trim_end_matches('/');
    let prefix = if text.starts_with('/') || bare.contains('/') { "" } else { "**/" };
    let ends: &[&str] = if inside { &["", "/**"] } else { &[""] };
    let glob = |end: &&str| GlobBuilder::new(&format!("{prefix}{bare}{end}")).literal_separator(true).build();
    ends.iter().map(glob).collect()
}

/// The problem of a text that is not a glob.
fn bad_glob(text: &str, at: &Location, kind: &ErrorKind) -> Problem {
    let (why, help) = match kind {
        ErrorKind::UnclosedAlternates => (
            "its `{` is never closed".to_owned(),
            "close it with `}`, or write `[{]` for the character itself".to_owned(),
        ),
        ErrorKind::UnopenedAlternates => (
            "its `}` was never opened".to_owned(),
            "open it with `{`, or write `[}]` for the character itself".to_owned(),
        ),
        ErrorKind::UnclosedClass => (
            "its `[` is never closed".to_owned(),
            "close it with `]`, or write `[[]` for the character itself".to_owned(),
        ),
        ErrorKind::InvalidRange(first, last) => {
            (format!("the range `{first}-{last}` is empty"), format!("write `{last}-{first}`"))
        }
        other => (other.to_string(), "write a glob as in `.gitignore`, such as `vendor/**`".to_owned()),
    };
    let message = format!("{} is not a valid glob: {why}", code(text));
    Problem::new("policy::bad-glob", at, message, "not a glob").help(help)
}

fn texts(table: Option<&Table>, key: &str) -> Vec<String> {
    let entry = table.and_then(|table| table.get(key));
    entry.into_iter().flat_map(|entry| entry.value.texts()).map(|(text, _)| text.to_owned()).collect()
}
