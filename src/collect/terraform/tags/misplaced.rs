//! Tags in another shape than a type takes: what is wrong with them, and how it is mended.

use super::super::expr::Map;
use super::super::program::File;
use super::super::types::Bears;
use super::items::{Fault, Items};
use super::reshape;
use super::{argument, takes};
use crate::collect::Edits;
use crate::project::{Misplaced, Place};
use crate::source::Span;
use crate::text::code;
use crate::tree::Style;
use crate::tree::hcl::{Block, Expr};

/// What tags are wanted where.
pub(super) struct Wanted<'a, 'p, 't> {
    /// The file that they stand in.
    pub(super) file: &'p File<'t>,
    /// The type of the resource.
    pub(super) kind: &'a str,
    /// How it bears them.
    pub(super) bears: Bears,
}

impl<'t> Wanted<'_, '_, 't> {
    /// What is wrong at a place, and what the type takes.
    fn misplaced(&self, place: Place<'t>, is: &str, edits: Edits<'t>) -> Misplaced<'t> {
        let takes = takes(self.bears).unwrap_or("`tag` blocks");
        let argument = argument(self.bears);
        let help = match self.bears {
            Bears::Map { .. } => format!("write `{argument} = {{ Key = \"…\" }}`"),
            Bears::List { .. } => {
                format!("write `{argument} = [{{ key = \"…\", value = \"…\" }}]`")
            }
            _ => "write `tag { … }` with `key`, `value` and `propagate_at_launch`".to_owned(),
        };
        let message = format!("`{argument}` {is}, and `{}` takes {takes}", self.kind);
        Misplaced { place, message, help, edits }
    }

    fn place(&self, expr: &Expr) -> Place<'t> {
        self.file.place(expr.bare().span, Style::Flow)
    }

    /// A text, a number or a truth value.
    pub(super) fn scalar(&self, expr: &Expr) -> Misplaced<'t> {
        self.misplaced(self.place(expr), "is a single value", Edits::new())
    }

    /// A map, where it does not belong.
    pub(super) fn map(&self, expr: &Expr, map: &Map<'t>) -> Option<Misplaced<'t>> {
        let is = "is a map";
        match self.bears {
            Bears::Map { .. }
            | Bears::Specifications { .. }
            | Bears::Nothing
            | Bears::Other
            | Bears::Unknown => None,
            Bears::Blocks => Some(self.misplaced(self.place(expr), is, Edits::new())),
            Bears::List { .. } => {
                let edits = reshape::into_list(self.file, expr, map);
                let mut found = self.misplaced(self.place(expr), is, edits);
                found.help.push_str(", or `[for k, v in … : { key = k, value = v }]`");
                Some(found)
            }
        }
    }

    /// A list, where it does not belong or has wrong items.
    pub(super) fn list(&self, expr: &Expr, items: &Items<'t>) -> Option<Misplaced<'t>> {
        let (is, edits) = match (self.bears, items.faults.as_slice()) {
            (Bears::Map { .. }, _) => ("is a list".to_owned(), reshape::into_map(self.file, expr, items)),
            (Bears::List { .. }, [fault, ..]) => {
                let is = match fault {
                    Fault::Named(places) => named(places),
                    Fault::Map => "has items that are maps from key to value".to_owned(),
                    Fault::Text => "has items that are texts".to_owned(),
                    Fault::Other => "has items without a key".to_owned(),
                };
                (is, reshape::items(self.file, expr, items))
            }
            _ => return None,
        };
        Some(self.misplaced(self.place(expr), &is, edits))
    }

    /// Blocks where an argument belongs.
    pub(super) fn blocks(&self, blocks: &[(&File<'t>, &Block)], are_items: bool) -> Misplaced<'t> {
        let name = self.file.name_place(&blocks[0].1.kind);
        let is_made = blocks.iter().any(|(_, block)| &*block.kind.text == "dynamic");
        let is = match blocks {
            _ if is_made => "is made by a `dynamic` block",
            [_] => "is a block",
            _ => "is written as blocks",
        };
        let edits = match (self.bears, blocks) {
            _ if is_made => Edits::new(),
            (Bears::List { .. }, _) => reshape::list_from_blocks(self.file, blocks),
            (Bears::Map { .. }, [(_, block)]) if !are_items => {
                let behind = Span::at(block.kind.span.end as usize);
                vec![(self.file.place(behind, Style::Flow), " =".to_owned())]
            }
            _ => Edits::new(),
        };
        self.misplaced(name, is, edits)
    }
}

/// What is wrong with items by the first name that they should not have.
fn named(places: &[(Place<'_>, &str)]) -> String {
    match places.first() {
        Some((place, _)) => format!("has items with {}", code(place.source.slice(place.span))),
        None => "has items with other names".to_owned(),
    }
}
