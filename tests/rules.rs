//! The pages of the rules: each rule has one with the right header, and its examples say what the binary says.
//!
//! An example is a fenced block. `toml policy` begins a new policy, `csv file NAME` adds a file to it, `yaml bad [FILE]
//! at=LINES` is a definition in which exactly this rule speaks, on these lines (`at=taglint.toml:7` for a line of the
//! policy), and in `json good [FILE]` no rule does. With `path=.` the folder is checked rather than the file.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{Workplace, read, run};
use taglint::rule::RULES;

/// A fenced block: the words behind the fence, its text, and the line of the fence.
struct Block {
    words: Vec<String>,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in page.lines().enumerate() {
        if let Some(words) = line.strip_prefix("```") {
            open = !open;
            if open {
                let words = words.split_whitespace().map(str::to_owned).collect();
                blocks.push(Block { words, text: String::new(), line: number + 1 });
            }
        } else if open {
            let block = blocks.last_mut().expect("a block is open");
            block.text += &format!("{line}\n");
        }
    }
    assert!(!open, "a block is never closed");
    blocks
}

impl Block {
    fn is(&self, role: &str) -> bool {
        self.words.get(1).is_some_and(|word| word == role)
    }

    /// Whether the build reads what it is in: programs are a feature.
    fn is_read(&self) -> bool {
        cfg!(feature = "clients") || !matches!(self.words[0].as_str(), "python" | "javascript")
    }

    fn file(&self) -> String {
        let ending = match self.words[0].as_str() {
            "terraform" => "tf",
            language => language,
        };
        let named = self.words[2..].iter().find(|word| !word.contains('='));
        named.cloned().unwrap_or_else(|| format!("projects.{ending}"))
    }

    /// Where the rule speaks, as `file:line`, sorted.
    fn at(&self) -> Vec<String> {
        let places = self.words.iter().find_map(|word| word.strip_prefix("at=")).unwrap_or_default();
        let full = |place: &str| match place.contains(':') {
            true => place.to_owned(),
            false => format!("{}:{place}", self.file()),
        };
        let mut places: Vec<String> = places.split(',').filter(|place| !place.is_empty()).map(full).collect();
        places.sort();
        places
    }
}

/// What is wrong with an example, given the policy and the files that are before it.
fn try_example(rule: &str, files: &[&Block], example: &Block) -> Result<(), String> {
    let place = Workplace::new();
    for file in files {
        let name = if file.is("policy") { "taglint.toml".to_owned() } else { file.file() };
        place.write(&name, &file.text);
    }
    place.write(&example.file(), &example.text);
    let path = example.words.iter().find_map(|word| word.strip_prefix("path="));
    let path = if let Some(path) = path { path.to_owned() } else { example.file() };
    let output = run(place.taglint(&["check", "--format", "json", &path]), b"");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let report: Value = serde_json::from_slice(&output.stdout).map_err(|_| stderr.to_string())?;
    let found = report["findings"].as_array().expect("a list").iter().map(|finding| {
        let location = &finding["location"];
        let path = location["path"].as_str().unwrap_or_default();
        (finding["rule"].as_str().unwrap_or_default(), format!("{path}:{}", location["start"]["line"]))
    });
    let mut found: Vec<(&str, String)> = found.collect();
    found.sort();
    let wanted: Vec<(&str, String)> = example.at().into_iter().map(|place| (rule, place)).collect();
    if example.is("bad") == wanted.is_empty() {
        return Err("`bad` names the lines, `good` does not".to_owned());
    }
    if found != wanted {
        return Err(format!("found {found:?}, wanted {wanted:?}"));
    }
    let number = |what: &str| report["summary"][what].as_u64().unwrap_or_default();
    match number("projects") + number("clients") {
        0 if rule != "unreadable-input" => Err("there is no project or client in it".to_owned()),
        _ => Ok(()),
    }
}

#[test]
fn examples_say_what_the_binary_says() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let blocks = blocks(rule.page);
        let mut files: Vec<&Block> = Vec::new();
        for block in &blocks {
            if block.is("policy") {
                files.clear();
            }
            if block.is("policy") || block.is("file") {
                files.push(block);
            } else if block.is_read()
                && (block.is("bad") || block.is("good"))
                && let Err(why) = try_example(rule.name, &files, block)
            {
                wrong.push(format!("rules/{}.md:{}: {why}", rule.name, block.line));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_page_with_the_level_and_fix_that_are_listed() {
    let place = Workplace::new();
    let listed = String::from_utf8(run(place.taglint(&["rules"]), b"").stdout).expect("text");
    let mut names = BTreeSet::new();
    for line in listed.lines() {
        let mut words = line.split_whitespace();
        let (name, level) = (words.next().expect("a name"), words.next().expect("a level"));
        let fix = match line.split_once(" (fix: ") {
            Some((_, fix)) => fix.trim_end_matches(')'),
            None => "none",
        };
        let page = read(format!("rules/{name}.md"));
        let header = format!("# {name}\n\n- Level: {level}\n- Fix: {fix}\n\n## What it finds\n\n");
        assert!(page.starts_with(&header), "rules/{name}.md does not begin with\n{header}");
        for title in ["\n## Why it matters\n", "\n## How to fix it\n", "\n## Example"] {
            assert!(page.contains(title), "rules/{name}.md lacks {title:?}");
        }
        let explained = String::from_utf8(run(place.taglint(&["explain", name]), b"").stdout).expect("text");
        assert_eq!(without_labels(&explained), without_roles(&page), "explain {name}");
        names.insert(name.to_owned());
    }
    let registered: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(names, registered);
    assert_eq!(names, pages());
}

/// A page without what is behind the language of a fence, which is for this test.
fn without_roles(page: &str) -> Vec<&str> {
    let lines = page.lines().map(|line| match line.starts_with("```") {
        true => line.split_whitespace().next().unwrap_or_default(),
        false => line,
    });
    lines.collect()
}

/// A page without the lines above examples that say what each is, and the blank lines below these.
fn without_labels(explained: &str) -> Vec<&str> {
    let label = |line: &str| ["Policy", "File", "Wrong", "Right"].iter().any(|label| line.starts_with(label));
    let mut lines = explained.lines();
    let mut kept = Vec::new();
    while let Some(line) = lines.next() {
        match label(line) && line.ends_with(':') {
            true => assert_eq!(lines.next(), Some(""), "below {line:?}"),
            false => kept.push(line),
        }
    }
    kept
}

/// The rules that there are pages of.
fn pages() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let pages = files.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

/// The rules that judge definitions show themselves by an example of each kind; what is live cannot.
#[test]
fn rules_about_definitions_have_examples() {
    for rule in RULES {
        let blocks = blocks(rule.page);
        let is_live = blocks.iter().any(|block| block.words == ["console"]);
        let has = |role| blocks.iter().any(|block| block.is(role));
        let shown = has("policy") && has("bad") && has("good");
        assert_ne!(is_live, shown, "rules/{}.md: a console, or a policy with bad and good", rule.name);
    }
}
