//! What a file is by the ending of its name: the one table that readers, walks and fixes go by. The hooks of pre-commit
//! and the list in the documentation are written from it (`tests/hooks.rs`, `tests/readme.rs`).

use super::client::Grammar;
use super::folders::FolderKind;
use super::read::{Format, by_content};
use super::terraform::{self, Terraform};
use crate::files::names::{file_name, has_ending};
use crate::source::Source;
use crate::tree::json::Dialect;

/// A language of definitions.
#[derive(Debug)]
pub struct Language {
    /// What it is called.
    pub name: &'static str,
    /// How its files' names end, behind a dot. The longest ending that fits a name counts.
    pub endings: &'static [&'static str],
    reading: Reading,
    walk: Walk,
}

/// How files are read.
#[derive(Clone, Copy, Debug)]
enum Reading {
    /// Each by itself.
    Alone(Format),
    /// Each by itself, in the format that its content seems to be in.
    ByContent,
    /// With those of their folder.
    Together(&'static dyn FolderKind),
    /// As source code, for the clients that it constructs.
    Program(Grammar),
    /// Line by line, for the clients that it configures; a script runs something between its lines.
    Lines { is_script: bool },
}

/// Which files of a folder are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Walk {
    /// All.
    Every,
    /// Those that are not hidden, as the language's own tool does.
    Visible,
    /// None: they are read where they are named, or where others ask for them.
    Named,
}

use Reading::{Alone, ByContent, Lines, Program, Together};
use Walk::{Every, Named, Visible};

const JSON: Reading = Alone(Format::Json(Dialect::WithComments));
const JSONC: Reading = Alone(Format::Json(Dialect::WithTrailingCommas));
const LINES: Reading = Alone(Format::JsonLines);
const YAML: Reading = Alone(Format::Yaml);
const TOML: Reading = Alone(Format::Toml);
const TERRAFORM: Reading = Together(&Terraform);
const JAVASCRIPT: Reading = Program(Grammar::JavaScript);
const TYPESCRIPT: Reading = Program(Grammar::TypeScript);

/// The languages.
pub const LANGUAGES: &[Language] = &[
    Language { name: "JSON, with or without comments", endings: &["json"], reading: JSON, walk: Every },
    Language { name: "JSON with trailing commas", endings: &["jsonc"], reading: JSONC, walk: Every },
    Language { name: "JSON Lines", endings: &["jsonl", "ndjson"], reading: LINES, walk: Every },
    Language { name: "YAML", endings: &["yaml", "yml"], reading: YAML, walk: Every },
    Language { name: "TOML", endings: &["toml"], reading: TOML, walk: Every },
    Language { name: "CloudFormation", endings: &["template"], reading: ByContent, walk: Every },
    Language { name: "Terraform", endings: terraform::CONFIGURATION, reading: TERRAFORM, walk: Visible },
    Language { name: "Terraform values", endings: terraform::VALUES, reading: TERRAFORM, walk: Named },
    Language { name: "Terraform values", endings: terraform::JSON_VALUES, reading: TERRAFORM, walk: Visible },
    Language { name: "Python", endings: &["py"], reading: Program(Grammar::Python), walk: Every },
    Language { name: "JavaScript", endings: &["js", "mjs", "cjs", "jsx"], reading: JAVASCRIPT, walk: Every },
    Language { name: "TypeScript", endings: &["ts", "mts", "cts"], reading: TYPESCRIPT, walk: Every },
    Language { name: "TypeScript", endings: &["tsx"], reading: Program(Grammar::Tsx), walk: Every },
    Language { name: "Go", endings: &["go"], reading: Program(Grammar::Go), walk: Every },
    Language { name: "Java", endings: &["java"], reading: Program(Grammar::Java), walk: Every },
    Language {
        name: "environment files",
        endings: &["env", "envrc"],
        reading: Lines { is_script: false },
        walk: Every,
    },
    Language {
        name: "shell scripts",
        endings: &["sh", "bash", "zsh", "fish"],
        reading: Lines { is_script: true },
        walk: Every,
    },
    Language {
        name: "image files",
        endings: &["dockerfile"],
        reading: Lines { is_script: false },
        walk: Every,
    },
];

/// The language of a file, by its name or path.
fn language_of(name: &str) -> Option<&'static Language> {
    let name = file_name(name);
    // `.env.production`, `Dockerfile.dev`
    let name = match name {
        _ if name.starts_with(".env.") => ".env",
        _ if name == "Dockerfile" || name.starts_with("Dockerfile.") => ".dockerfile",
        _ => name,
    };
    let (mut found, mut longest) = (None, 0);
    for language in LANGUAGES {
        for ending in language.endings {
            if ending.len() > longest && has_ending(name, ending) {
                (found, longest) = (Some(language), ending.len());
            }
        }
    }
    found
}

/// The format of a file that is read by itself, as far as its name says it.
pub fn format_of(name: &str) -> Option<Format> {
    match language_of(name)?.reading {
        Alone(format) => Some(format),
        ByContent | Together(_) | Program(_) | Lines { .. } => None,
    }
}

/// The grammar of a file that is source code.
pub(crate) fn grammar(name: &str) -> Option<Grammar> {
    match language_of(name)?.reading {
        Program(grammar) => Some(grammar),
        Alone(_) | ByContent | Together(_) | Lines { .. } => None,
    }
}

/// Whether a file is read line by line.
pub(crate) fn is_lines(name: &str) -> bool {
    language_of(name).is_some_and(|language| matches!(language.reading, Lines { .. }))
}

/// Whether an output may be called so: what is read in any other way than JSON is none.
pub(crate) fn may_be_output(name: &str) -> bool {
    match language_of(name) {
        Some(language) => matches!(language.reading, Alone(Format::Json(_) | Format::JsonLines)),
        None => true,
    }
}

/// Whether a file is a script, which runs something between its lines.
pub(crate) fn is_script(name: &str) -> bool {
    language_of(name).is_some_and(|language| matches!(language.reading, Lines { is_script: true }))
}

/// The format of a text that is read by itself.
pub fn format(source: &Source) -> Option<Format> {
    match language_of(source.name()) {
        Some(Language { reading: Together(_) | Program(_) | Lines { .. }, .. }) => None,
        Some(Language { reading: Alone(format), .. }) => Some(*format),
        Some(Language { reading: ByContent, .. }) | None => Some(by_content(source)),
    }
}

/// The kind of a file that is read with those of its folder.
pub fn folder_kind(name: &str) -> Option<&'static dyn FolderKind> {
    match language_of(name)?.reading {
        Together(kind) => Some(kind),
        Alone(_) | ByContent | Program(_) | Lines { .. } => None,
    }
}

/// Whether a walk looks at a file, by its name. Editors mark what is being edited by hidden links to nothing
/// (`.#main.tf`).
pub fn is_walked(name: &str) -> bool {
    let name = file_name(name);
    match language_of(name).map(|language| language.walk) {
        Some(Every) => !name.starts_with(".#"),
        Some(Visible) => !name.starts_with('.'),
        Some(Named) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::unread;
    use crate::source::Medium;

    #[test]
    fn the_longest_ending_counts_in_small_and_capital_letters() {
        assert_eq!(format_of("A.YML"), Some(Format::Yaml));
        assert_eq!(format_of("a/b.tf.json"), None);
        for name in ["a/b.tf.json", "dev.tfvars", "dev.tfvars.json", "a\\main.TF", ".main.tofu"] {
            assert_eq!(folder_kind(name).map(FolderKind::name), Some("Terraform"), "{name}");
        }
        for name in ["a.txt", "tf", "json", "a.tf/b", "main.tf.bak"] {
            assert!(format_of(name).is_none() && folder_kind(name).is_none(), "{name}");
        }
        let format = |name: &str| format(&Source::new(name, "[x]\na = 1\n", Medium::File));
        assert_eq!(
            [format("a.template"), format("a"), format("a.tf")],
            [Some(Format::Toml), Some(Format::Toml), None]
        );
    }

    #[test]
    fn a_walk_leaves_out_what_is_read_only_where_it_is_named() {
        for name in ["a.json", ".a.json", ".json", "A.YAML", "main.tf", "b.tfvars.json", "a.template"] {
            assert!(is_walked(name), "{name}");
        }
        for name in [".#a.json", ".main.tf", ".b.tfvars.json", "terraform.tfvars", "a.txt", "json"] {
            assert!(!is_walked(name), "{name}");
        }
    }

    #[test]
    fn no_ending_is_of_two_languages_or_of_what_is_not_read() {
        let mut known = std::collections::HashSet::new();
        for ending in LANGUAGES.iter().flat_map(|language| language.endings) {
            assert!(known.insert(ending), "{ending} is given twice");
            assert_eq!(unread::why(&format!("a.{ending}")), None);
        }
    }
}
