//! From text to tests: every problem of a file with its place, all of them at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use time::Date;

use super::expect::Expected;
use super::shape::FILE;
use super::test::{Description, Suite, Test, Tested, Text};
use crate::engine::Wanted;
use crate::fault::Fault;
use crate::files::{FileName, Store};
use crate::finding::Location;
use crate::policy::given::File;
use crate::policy::pack::Pack;
use crate::policy::problem::Problem;
use crate::policy::raw::{Content, Entry, Raw, Table};
use crate::policy::shape::check;
use crate::policy::{Given, Reach, date, discover, suggest};
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE};
use crate::rule;
use crate::source::{Medium, Source, Span};
use crate::text::{code, io_words, nearest};

/// Reads the files of tests, and adds what is wrong with them to the problems. Those without a policy of their own
/// are for the wanted one.
///
/// # Errors
/// There is no policy for a file.
pub(super) fn suites(
    files: &[FileName],
    store: &Store,
    wanted: &Wanted,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Suite>, Fault> {
    let mut suites = Vec::new();
    for name in files {
        let source = match source(name, store) {
            Ok(source) => Arc::new(source),
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let Some(root) = check::parse(&source, &FILE, rule::NAMES, problems) else { continue };
        let reach = Reach::of_found(store, &name.path);
        let folder = name.path.parent().unwrap_or(Path::new("")).to_owned();
        let mut reader = Reader { store, folder, reach, problems };
        let own = root.get("policy").map(|entry| reader.policy(&entry.value));
        let tests = root.tables("test").filter_map(|(test, header)| reader.test(test, header)).collect();
        let policy = match (own, wanted) {
            (Some(Some(own)), _) => own,
            (Some(None), _) => continue,
            (None, Wanted::Given(given)) => given.clone(),
            (None, _) => match discover::find(store, &reader.folder) {
                Some(path) => Given::found(store, &path),
                None => return Err(Fault::NoPolicyOfTests { path: name.shown.clone() }),
            },
        };
        suites.push(Suite { policy, tests });
    }
    Ok(suites)
}

fn source(name: &FileName, store: &Store) -> Result<Source, Problem> {
    let unreadable = |why: &str| {
        let message = format!("cannot read the tests {}: {why}", code(&name.shown));
        Problem::without_place("test::unreadable", message)
    };
    let bytes = store.read_source(&name.path).map_err(|error| unreadable(&io_words(&error)))?;
    Source::from_bytes(&*name.shown, bytes, Medium::File).map_err(|broken| {
        let (source, why) = *broken;
        let at = Location::new(&Arc::new(source), Span::at(usize::MAX));
        let message = format!("the tests {} are {why}", code(&name.shown));
        Problem::new("test::unreadable", &at, message, "here").help("save them as UTF-8")
    })
}

struct Reader<'r> {
    store: &'r Store,
    /// The folder of the file.
    folder: PathBuf,
    /// Which files it may name.
    reach: Reach,
    problems: &'r mut Vec<Problem>,
}

impl Reader<'_> {
    /// The policy that the file names. One of the same name as a built-in pack is `./NAME`.
    fn policy(&mut self, written: &Raw) -> Option<Given> {
        if let Some(pack) = written.text().and_then(Pack::of) {
            return Some(Given::Pack(pack));
        }
        let path = self.file(written)?;
        let name = self.store.name_upwards(&path);
        Some(Given::File(File { name, named_by: None, reach: self.reach.clone() }))
    }

    /// A file that is there and may be read.
    fn file(&mut self, written: &Raw) -> Option<PathBuf> {
        let text = written.text()?;
        let path = self.folder.join(text);
        if !self.reach.admits(self.store, &path) {
            let message =
                format!("{} is outside of the repository, and tests read only files in it", code(text));
            let problem = Problem::new("test::out-of-repository", &written.at, message, "outside");
            self.problems.push(problem.help("move the file into the repository"));
            return None;
        }
        if !self.store.is_file(&path) {
            let what = if self.store.is_folder(&path) { "is a folder" } else { "does not exist" };
            let message = format!("{} {what}", code(text));
            let problem = Problem::new("test::missing-file", &written.at, message, "no such file");
            self.problems.push(problem.help(suggest::path(self.store, text, Some(&path))));
            return None;
        }
        Some(path)
    }

    fn test(&mut self, table: &Table, header: &Location) -> Option<Test> {
        let today = table.get("today").map(|entry| self.date(entry));
        let tested = self.tested(table, header);
        let expect = table.get("expect")?;
        let items = expect.value.items().iter();
        Some(Test {
            name: table.text("name")?.to_owned(),
            place: header.clone(),
            today: match today {
                Some(day) => Some(day?),
                None => None,
            },
            path: table.text("path").map(str::to_owned),
            tested: tested?,
            expect: items.filter_map(|item| Some(expected(item.table()?, &item.at))).collect(),
            expect_place: expect.key_at.clone(),
        })
    }

    fn tested(&mut self, table: &Table, header: &Location) -> Option<Tested> {
        match (table.get("project"), table.get("file")) {
            (Some(project), None) => self.project(project.value.table()?).map(Tested::Project),
            (None, Some(file)) => self.file(&file.value).map(Tested::File),
            (Some(_), Some(file)) => {
                let message = "a test has a `project` or a `file`, not both";
                let problem = Problem::new("test::contradiction", &file.clause, message, "the second one");
                self.problems.push(problem.help("remove one of them, or make two tests of it"));
                None
            }
            (None, None) => {
                let message = "a test needs a `project` or a `file`";
                let problem = Problem::new("test::missing-key", header, message, "nothing to check");
                self.problems.push(problem.help(
                    "add `project = { name = \"Atlas\", tags = { Team = \"Search\" } }` or `file = \"template.yaml\"`",
                ));
                None
            }
        }
    }

    fn project(&mut self, table: &Table) -> Option<Description> {
        let own = |key: &str| table.text(key).map(str::to_owned);
        if let Some(kind) = table.get("kind") {
            self.kind(kind);
        }
        let name = &table.get("name")?.value;
        let mut tags = Vec::new();
        for tag in &table.table("tags")?.entries {
            let key = Text { text: tag.key.clone(), place: tag.key_at.clone() };
            tags.push((key, text(&tag.value)?));
        }
        Some(Description {
            name: text(name)?,
            kind: own("kind"),
            account: own("account"),
            region: own("region"),
            status: own("status"),
            models: table.items("models").iter().filter_map(|model| Some(model.text()?.to_owned())).collect(),
            tags,
        })
    }

    /// Says of a kind that it is a slip. Other types than those of Bedrock are too many to be all known.
    fn kind(&mut self, entry: &Entry) {
        let Some(kind) = entry.value.text() else { return };
        let kinds = [BEDROCK_PROJECT, INFERENCE_PROFILE];
        if kinds.contains(&kind) {
            return;
        }
        if let Some((meant, _)) = nearest(kind, kinds) {
            let message = format!("there is no kind {}", code(kind));
            let problem = Problem::new("test::unknown-kind", &entry.value.at, message, "unknown kind");
            self.problems.push(problem.help(format!("write {}", code(meant))));
        }
    }

    fn date(&mut self, entry: &Entry) -> Option<Date> {
        let (Content::Date(text) | Content::Text(text)) = &entry.value.content else { return None };
        let day = date::parse(text);
        if day.is_none() {
            let message = format!("{} is not a date of the calendar", code(text));
            let problem = Problem::new("test::bad-date", &entry.value.at, message, "not a date");
            self.problems.push(problem.help("write the day of the test, such as `today = 2027-01-31`"));
        }
        day
    }
}

fn text(raw: &Raw) -> Option<Text> {
    Some(Text { text: raw.text()?.to_owned(), place: raw.at.clone() })
}

fn expected(table: &Table, at: &Location) -> Expected {
    let own = |key: &str| table.text(key).map(str::to_owned);
    Expected {
        rule: own("rule"),
        tag: own("tag"),
        value: own("value"),
        project: own("project"),
        level: table.text("level").and_then(|level| level.parse().ok()),
        message: own("message"),
        place: at.clone(),
    }
}
