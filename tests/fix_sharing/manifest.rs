//! Manifests of YAML with anchors and merged maps.

use crate::Files;
use crate::pick::Pick;
use crate::tags;

fn entries(pick: &mut Pick<'_>) -> Vec<String> {
    tags::draw(pick).iter().map(|(key, value)| format!("{key}: {value}")).collect()
}

pub fn draw(pick: &mut Pick<'_>) -> Files {
    let mut text = String::new();
    let base = entries(pick);
    text += &format!("base: &base {{{}}}\nprojects:\n", base.join(", "));
    let mut anchors = vec!["base".to_owned()];
    for number in 0..2 + pick.of(3) {
        text += &format!("- name: P{number}\n  tags:");
        if pick.rarely(5) {
            text += &format!(" *{}\n", anchors[pick.of(anchors.len())]);
            continue;
        }
        let mut own = entries(pick);
        if pick.of(2) == 1 {
            let merged = format!("<<: *{}", anchors[pick.of(anchors.len())]);
            own.insert(pick.of(own.len() + 1), merged);
        }
        if pick.rarely(3) {
            text += &format!(" &p{number}");
            anchors.push(format!("p{number}"));
        }
        match pick.of(2) {
            0 if !own.is_empty() => {
                for entry in &own {
                    text += &format!("\n    {entry}");
                }
            }
            _ => text += &format!(" {{{}}}", own.join(", ")),
        }
        text.push('\n');
    }
    vec![("projects.yaml", text)]
}
