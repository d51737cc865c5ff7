//! Links between files of the repository lead to a file that is there, and to a heading that it has.

use std::path::{Path, PathBuf};

use super::{pages_of, read};

/// The relative links of a text, outside of its examples.
pub fn of(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in outside_of_fences(text) {
        for part in line.split("](").skip(1) {
            let link = part.split(')').next().unwrap_or_default();
            if !link.contains("://") {
                links.push(link.to_owned());
            }
        }
    }
    links
}

fn outside_of_fences(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            lines.push(line);
        }
    }
    lines
}

/// What a heading is called in links: small letters, digits and `-`, as GitHub and mdBook write them.
fn anchors(text: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    for line in outside_of_fences(text) {
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let mut anchor = String::new();
        for c in title.trim().chars() {
            match c {
                ' ' => anchor.push('-'),
                c if c.is_alphanumeric() || c == '-' || c == '_' => anchor.extend(c.to_lowercase()),
                _ => {}
            }
        }
        anchors.push(anchor);
    }
    anchors
}

#[test]
fn links_between_pages_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> = Vec::new();
    for folder in ["", "docs", "rules", "fuzz"] {
        pages.extend(pages_of(folder).into_iter().map(|name| Path::new(folder).join(name)));
    }
    let mut broken = Vec::new();
    for page in pages {
        for link in of(&read(&page)) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => root.join(&page),
                file => root.join(&page).parent().expect("a folder").join(file),
            };
            if !target.exists() {
                broken.push(format!("{}: {link}: no such file", page.display()));
            } else if !anchor.is_empty() && !anchors(&read(&target)).iter().any(|known| known == anchor) {
                broken.push(format!("{}: {link}: no such heading", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}
