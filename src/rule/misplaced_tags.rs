//! `misplaced-tags`: tags in a shape that the service ignores or refuses, as the reader of the format found them.

use super::{Case, Change, Check, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::project::misplaced::{Misfit, Takes, Written};
use crate::rule::locate;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "misplaced-tags",
    level: Level::Error,
    summary: "tags in a shape that the service ignores or refuses",
    fix: Some("safe where unambiguous: rewrite the shape"),
    page: include_str!("../../rules/misplaced-tags.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (index, misplaced) in case.project.misplaced.iter().enumerate() {
        let help = help(&misplaced.misfit);
        let remedy = (!misplaced.edits.is_empty())
            .then(|| Remedy::safe(help.clone(), Change::Reshape { misplaced: index }));
        verdicts.push(Verdict {
            message: message(&misplaced.misfit),
            at: Some(locate(misplaced.place)),
            help: Some(help),
            remedy,
            ..Verdict::default()
        });
    }
}

/// What is wrong.
pub(crate) fn message(misfit: &Misfit) -> String {
    match misfit {
        Misfit::Shape { property, kind, written, takes } => {
            format!("{} {}, but {} takes {}", code(property), is(written), code(kind), taken(*takes))
        }
        Misfit::Property { kind, written, right } => {
            format!("{} has no {}: its tags belong under {}", code(kind), code(written), code(right))
        }
        Misfit::Beside { kind, property } => {
            format!("{} of {} is outside of its `Properties`", code(property), code(kind))
        }
        Misfit::Globals { section, .. } => {
            format!("SAM takes no `Tags` under `Globals` for {}", code(section))
        }
        Misfit::Superseded => "the project has `tags` twice, and only the last of them count".to_owned(),
        Misfit::ItemWithoutKey => "this item of the tags has no `Key`".to_owned(),
        Misfit::ItemsWithoutKey => "the items of these tags have no `Key`".to_owned(),
        Misfit::Scalar => "these tags are neither a map nor a list".to_owned(),
    }
}

fn is(written: &Written) -> String {
    let is = match written {
        Written::Map => "is a map",
        Written::OneItem => "is one tag",
        Written::List => "is a list",
        Written::Scalar => "is a single value",
        Written::Block => "is a block",
        Written::Blocks => "is written as blocks",
        Written::Dynamic => "is made by a `dynamic` block",
        Written::Named(None) => "has items with other names",
        Written::Named(Some(name)) | Written::Fields(name) => {
            return format!("has items with {}", code(name));
        }
        Written::Pairs => "has items that are maps from key to value",
        Written::Texts => "has items that are strings",
        Written::Keyless => "has items without a key",
    };
    is.to_owned()
}

fn taken(takes: Takes) -> &'static str {
    match takes {
        Takes::Map => "a map from key to value",
        Takes::List => "a list of `Key` and `Value`",
        Takes::KeyAndValue => "`Key` and `Value`",
        Takes::Items => "a map with `Items`",
        Takes::Specifications => "a list of `ResourceType` and `Tags`",
        Takes::Object => "a map",
        Takes::Objects => "a list of objects with `key` and `value`",
        Takes::TagBlocks => "`tag` blocks",
    }
}

/// What to write instead.
fn help(misfit: &Misfit) -> String {
    match misfit {
        Misfit::Shape { property, written, takes, .. } => reshape(property, written, *takes),
        Misfit::Property { right, .. } => format!("rename it to {}", code(right)),
        Misfit::Beside { property, .. } => format!("move {} into `Properties`", code(property)),
        Misfit::Globals { kind, .. } => {
            format!("remove it, and give each resource of {} its own tags", code(kind))
        }
        Misfit::Superseded => "write all tags under one `tags`".to_owned(),
        Misfit::ItemWithoutKey | Misfit::ItemsWithoutKey | Misfit::Scalar => {
            "write the tags as a map, or each item as `{\"Key\": …, \"Value\": …}`".to_owned()
        }
    }
}

fn reshape(property: &str, written: &Written, takes: Takes) -> String {
    let help = match (takes, written) {
        (Takes::Map, _) => "write it as a map from key to value",
        (Takes::List, Written::OneItem) => "write it as a list with one item",
        (Takes::List, _) => "write it as a list of `Key` and `Value`",
        (Takes::KeyAndValue, Written::Named(_)) => "spell them `Key` and `Value`",
        (Takes::KeyAndValue, _) => "write each item with `Key` and `Value`",
        (Takes::Items, _) => "write the tags as a list of `Key` and `Value` under `Items`",
        (Takes::Specifications, _) => {
            "write the tags as a list of `Key` and `Value` under `Tags`, beside `ResourceType`"
        }
        (Takes::Object, _) => return format!("write `{property} = {{ Key = \"…\" }}`"),
        (Takes::Objects, _) => {
            let list = format!("write `{property} = [{{ key = \"…\", value = \"…\" }}]`");
            return match written {
                Written::Map => list + ", or `[for k, v in … : { key = k, value = v }]`",
                _ => list,
            };
        }
        (Takes::TagBlocks, _) => "write `tag { … }` with `key`, `value` and `propagate_at_launch`",
    };
    help.to_owned()
}
