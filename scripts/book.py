#!/usr/bin/env python3
"""Adds to the book what stands outside of `docs`: the pages of the rules, and the changelog.

mdbook calls it (`book.toml`): a book comes by standard input and goes, with more chapters, to standard output. Links
are those of the repository: where they lead out of the book, their words stay.
"""

import json
import os.path
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What stands above an example, by the word behind the language of its fence.
LABELS = {"policy": "Policy", "file": "File", "bad": "Wrong", "good": "Right"}


def place(path):
    """Where a file of the repository stands in the book, if it does."""
    folder, name = os.path.split(path)
    if not name.endswith(".md"):
        return None
    return {"docs": name, "rules": f"rules/{name}"}.get(folder, "changelog.md" if path == "CHANGELOG.md" else None)


def with_links(text, source):
    """A page with its links as the book has them, given its path in the repository."""
    here = os.path.dirname(place(source))

    def link(match):
        words, target, anchor = match.groups()
        there = place(os.path.normpath(os.path.join(os.path.dirname(source), target)))
        return f"[{words}]({os.path.relpath(there, here or '.')}{anchor})" if there else words

    return re.sub(r"\[([^\]]*)\]\(([^)#:\s]+)((?:#[^)\s]*)?)\)", link, text)


def with_labels(text):
    """The page of a rule with labels above its examples, in place of the words for its tests."""

    def label(match):
        language, role, rest = match.groups()
        names = [word for word in rest.split() if "=" not in word]
        title = LABELS[role] + (f", `{names[0]}`" if names else "")
        return f"{title}:\n\n```{language}"

    return re.sub(rf"^```(\w+) ({'|'.join(LABELS)})\b(.*)$", label, text, flags=re.MULTILINE)


def chapter(name, source, parents=(), below=()):
    text = with_links(with_labels((ROOT / source).read_text(encoding="utf-8")), source)
    return {
        "Chapter": {
            "name": name,
            "content": text,
            "number": None,
            "sub_items": list(below),
            "path": place(source),
            "source_path": None,
            "parent_names": list(parents),
        }
    }


def main():
    if sys.argv[1:2] == ["supports"]:
        return
    _, book = json.load(sys.stdin)
    for item in book["items"]:
        if "Chapter" in item:
            page = item["Chapter"]
            page["content"] = with_links(page["content"], f"docs/{page['source_path']}")
    names = re.findall(r"\(rules/([a-z-]+)\.md\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    book["items"].append({"PartTitle": "Rules"})
    book["items"].extend(chapter(name, f"rules/{name}.md") for name in names)
    book["items"].append("Separator")
    book["items"].append(chapter("Changelog", "CHANGELOG.md"))
    json.dump(book, sys.stdout)


main()
