//! The languages that programs are read in.

use std::collections::HashMap;

use tree_sitter::{Language, Parser};

use super::super::grammar::Grammar;
use super::reader::{ReadNode, Reader};
use super::{Program, go, java, javascript, python};
use crate::source::Source;

fn of_grammar(grammar: Grammar) -> (Language, ReadNode) {
    match grammar {
        Grammar::Python => (tree_sitter_python::LANGUAGE.into(), python::read),
        Grammar::JavaScript => (tree_sitter_javascript::LANGUAGE.into(), javascript::read),
        Grammar::TypeScript => (tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), javascript::read),
        Grammar::Tsx => (tree_sitter_typescript::LANGUAGE_TSX.into(), javascript::read),
        Grammar::Go => (tree_sitter_go::LANGUAGE.into(), go::read),
        Grammar::Java => (tree_sitter_java::LANGUAGE.into(), java::read),
    }
}

/// Reads a program, as far as its syntax holds.
pub(crate) fn read(source: &Source, grammar: Grammar) -> Option<Program<'_>> {
    let (language, read_node) = of_grammar(grammar);
    let mut parser = Parser::new();
    parser.set_language(&language).ok()?;
    let tree = parser.parse(source.text(), None)?;
    let program = Program {
        source,
        exprs: Vec::new(),
        around: vec![None],
        bindings: Vec::new(),
        sets: Vec::new(),
        functions: Vec::new(),
        mentions: HashMap::new(),
        function_of: HashMap::new(),
        classes: Vec::new(),
        class_numbers: HashMap::new(),
        types: HashMap::new(),
        objects: HashMap::new(),
        held_for: HashMap::new(),
        class_of: HashMap::new(),
        imports: HashMap::new(),
        branches: Vec::new(),
        guards: HashMap::new(),
        comments: Vec::new(),
        broken: Vec::new(),
        too_deep: None,
    };
    let mut reader = Reader::new(program, read_node);
    reader.read(tree.root_node());
    let (mut program, guards) = (reader.program, reader.guards);
    program.add_guards(guards);
    program.name_keys();
    program.find_called();
    Some(program)
}
