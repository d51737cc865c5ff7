//! Tags in another shape than a type takes: what is wrong with them, and how it is fixed.

use super::super::expr::Map;
use super::super::file::File;
use super::super::types::Bears;
use super::items::{Fault, Items};
use super::reshape;
use crate::collect::Edits;
use crate::project::misplaced::{Misfit, Takes, Written};
use crate::project::{Misplaced, Place};
use crate::source::Span;
use crate::tree::Style;
use crate::tree::hcl::{Block, Expr};

/// What tags are wanted where.
pub(super) struct Wanted<'a, 'p, 't> {
    /// The file that they are in.
    pub(super) file: &'p File<'t>,
    /// The type of the resource.
    pub(super) kind: &'a str,
    pub(super) bears: Bears,
}

impl<'t> Wanted<'_, '_, 't> {
    fn misplaced(&self, place: Place<'t>, written: Written, edits: Edits<'t>) -> Misplaced<'t> {
        let takes = match self.bears {
            Bears::Map { .. } => Takes::Object,
            Bears::List { .. } => Takes::Objects,
            _ => Takes::TagBlocks,
        };
        let (property, kind) = (self.bears.argument().to_owned(), self.kind.to_owned());
        Misplaced { place, misfit: Misfit::Shape { property, kind, written, takes }, edits }
    }

    fn place(&self, expr: &Expr) -> Place<'t> {
        self.file.place(expr.bare().span, Style::Flow)
    }

    /// A text, a number or a truth value.
    pub(super) fn scalar(&self, expr: &Expr) -> Misplaced<'t> {
        self.misplaced(self.place(expr), Written::Scalar, Edits::new())
    }

    /// A map, where it does not belong.
    pub(super) fn map(&self, expr: &Expr, map: &Map<'t>) -> Option<Misplaced<'t>> {
        match self.bears {
            Bears::Map { .. }
            | Bears::Specifications { .. }
            | Bears::Nothing
            | Bears::Other
            | Bears::Unknown => None,
            Bears::Blocks => Some(self.misplaced(self.place(expr), Written::Map, Edits::new())),
            Bears::List { .. } => {
                let edits = reshape::into_list(self.file, expr, map);
                Some(self.misplaced(self.place(expr), Written::Map, edits))
            }
        }
    }

    /// A list, where it does not belong or has wrong items.
    pub(super) fn list(&self, expr: &Expr, items: &Items<'t>) -> Option<Misplaced<'t>> {
        let (written, edits) = match (self.bears, items.faults.as_slice()) {
            (Bears::Map { .. }, _) => (Written::List, reshape::into_map(self.file, expr, items)),
            (Bears::List { .. }, [fault, ..]) => {
                let written = match fault {
                    Fault::Named(places) => named(places),
                    Fault::Map => Written::Pairs,
                    Fault::Text => Written::Texts,
                    Fault::Other => Written::Keyless,
                };
                (written, reshape::items(self.file, expr, items))
            }
            _ => return None,
        };
        Some(self.misplaced(self.place(expr), written, edits))
    }

    /// Blocks where an argument belongs.
    pub(super) fn blocks(&self, blocks: &[(&File<'t>, &Block)], are_items: bool) -> Misplaced<'t> {
        let name = self.file.name_place(&blocks[0].1.kind);
        let is_made = blocks.iter().any(|(_, block)| &*block.kind.text == "dynamic");
        let written = match blocks {
            _ if is_made => Written::Dynamic,
            [_] => Written::Block,
            _ => Written::Blocks,
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
        self.misplaced(name, written, edits)
    }
}

/// A list of items by the first name that they should not have.
fn named(places: &[(Place<'_>, &str)]) -> Written {
    Written::Named(places.first().map(|(place, _)| place.source.slice(place.span).to_owned()))
}
