//! What a definition brings in from elsewhere, and is not read: there may be projects in it.

use std::fmt;

use crate::finding::Location;
use crate::text::code;

/// Something that a definition brings in, and that is not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NotRead {
    /// Where the definition says so.
    pub(crate) at: Location,
    pub(crate) part: Part,
}

/// What is not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// The module behind a call.
    Module { call: String },
    /// The module of CloudFormation's registry that a resource stands for.
    RegisteredModule { id: String, kind: String },
    /// What AWS's own transform puts into the template, or into a part of it.
    Include { into: String },
    /// What somebody's macro makes of the template, or of a part of it.
    Macro { name: Option<String>, of: String },
    /// The template of a stack that a resource creates, with the file that it is in, where that is a local one.
    Template { stack: String, file: Option<String> },
    /// What follows a page of a list.
    Rest,
}

impl NotRead {
    /// The file that it is in, if it is in one that may be read by itself.
    pub(crate) fn file(&self) -> Option<&str> {
        match &self.part {
            Part::Template { file, .. } => file.as_deref(),
            Part::Module { .. }
            | Part::RegisteredModule { .. }
            | Part::Include { .. }
            | Part::Macro { .. }
            | Part::Rest => None,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Module { call } => write!(f, "the module that {} calls", code(call)),
            Part::RegisteredModule { id, kind } => write!(f, "the module {} of {}", code(kind), code(id)),
            Part::Include { into } => write!(f, "what `AWS::Include` puts into {into}"),
            Part::Macro { name: Some(name), of } => {
                write!(f, "what the macro {} makes of {of}", code(name))
            }
            Part::Macro { name: None, of } => write!(f, "what a macro makes of {of}"),
            Part::Rest => f.write_str("the list beyond this page"),
            Part::Template { stack, .. } => write!(f, "the template of the stack {}", code(stack)),
        }
    }
}

/// Whether resources of a type create others from a template.
pub(super) fn is_stack(kind: &str) -> bool {
    matches!(
        kind,
        "AWS::CloudFormation::Stack"
            | "AWS::CloudFormation::StackSet"
            | "AWS::Serverless::Application"
            | "AWS::ServiceCatalog::CloudFormationProvisionedProduct"
            | "aws_cloudformation_stack"
            | "aws_cloudformation_stack_set"
            | "aws_serverlessapplicationrepository_cloudformation_stack"
            | "aws_servicecatalog_provisioned_product"
            | "awscc_cloudformation_stack"
            | "awscc_cloudformation_stack_set"
            | "awscc_servicecatalog_cloudformation_provisioned_product"
    )
}
