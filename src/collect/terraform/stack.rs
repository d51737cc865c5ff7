//! Stacks of CloudFormation that a configuration creates: what is in their templates is not read here.

use super::module::Section;
use crate::collect::not_read::Part;
use crate::files::names::joined;
use crate::tree::hcl::{Expr, ExprKind, Part as Piece};

/// The template of a stack, by its address.
pub(super) fn template(stack: String, section: &Section<'_, '_>, folder: &str) -> Part {
    let body = section.attribute("template_body");
    let path = body.and_then(|code| path_of(code.expr));
    Part::Template { stack, file: path.map(|path| joined(folder, path)) }
}

/// The path in `file("${path.module}/a.yaml")`. Any other one may be that of another folder.
fn path_of(body: &Expr) -> Option<&str> {
    let ExprKind::Call(call) = &body.bare().kind else { return None };
    let [path] = call.arguments.as_slice() else { return None };
    if &*call.name != "file" {
        return None;
    }
    let ExprKind::Template(template) = &path.bare().kind else { return None };
    match template.parts.as_slice() {
        [Piece::Interpolation(folder), Piece::Literal(path)] if folder.names() == ["path", "module"] => {
            Some(path.trim_start_matches('/'))
        }
        _ => None,
    }
}
