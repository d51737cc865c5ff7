//! `taglint lsp` from outside: what a client sends and gets back.

#![cfg(feature = "lsp")]

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

#[path = "lsp/actions.rs"]
mod actions;
#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/diagnostics.rs"]
mod diagnostics;
#[path = "lsp/editors.rs"]
mod editors;
#[path = "lsp/help.rs"]
mod help;
#[path = "lsp/protocol.rs"]
mod protocol;

use support::Workplace;

/// A policy with a bit of everything.
const POLICY: &str = r#"[tags.CostCenter]
description = "Who pays"
required = true
pattern = 'CC-\d{4}'
examples = ["CC-1001"]

[tags.Environment]
required = true
values = ["Production", "Staging"]
aliases = { prod = "Production" }

[tags.Owner]
format = "email"

[tags.cost_centre]
deprecated = "use CostCenter"
replaced-by = "CostCenter"

[tags.Password]
forbidden = true

[name]
pattern = '{Application}-{Environment}'

[tags.Application]
"#;

/// A folder with the policy.
fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", POLICY);
    workplace
}
