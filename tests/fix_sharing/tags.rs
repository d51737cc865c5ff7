//! Tags, right and wrong.

use crate::pick::Pick;

const KEYS: &[&str] =
    &["Environment", "CostCenter", "cost-center", "CostCentre", "cost_code", "DataClass", "Note", "Password"];

/// A few tags, each key once.
pub fn draw(pick: &mut Pick<'_>) -> Vec<(&'static str, &'static str)> {
    let mut tags: Vec<(&'static str, &'static str)> = Vec::new();
    for _ in 0..pick.of(4) {
        let key = pick.one(KEYS);
        let value = match key {
            "Environment" => pick.one(&["Production", "prod", "Staging"]),
            "DataClass" => pick.one(&["Internal", "Public"]),
            "Note" | "Password" => "x",
            _ => pick.one(&["CC-1001", "CC-2002", "cc-3003"]),
        };
        if tags.iter().all(|(known, _)| *known != key) {
            tags.push((key, value));
        }
    }
    tags
}
