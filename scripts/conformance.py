#!/usr/bin/env python3
"""Runs the readers over the public test suites of their formats, and prints the table of docs/conformance.md.

The suites are not part of this repository. Check them out and name their folders:

    git clone https://github.com/nst/JSONTestSuite
    git clone --branch data https://github.com/yaml/yaml-test-suite
    git clone https://github.com/toml-lang/toml-test
    git clone https://github.com/hashicorp/hcl
    git clone https://github.com/opentofu/opentofu
    cargo build --examples --bins
    python3 scripts/conformance.py --json JSONTestSuite --yaml yaml-test-suite --toml toml-test \\
        --hcl hcl --opentofu opentofu

It ends with status 1 where a case differs that docs/conformance.md gives no reason for.
"""

import argparse
import datetime
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
REASONS = ROOT / "docs" / "conformance.md"


class Table:
    """What came of each suite."""

    def __init__(self):
        self.rows = []
        self.differences = []

    def add(self, suite, part, cases):
        """`cases` are pairs of a name and what differs, `None` for what agrees."""
        cases = list(cases)
        different = [(name, why) for name, why in cases if why]
        self.rows.append((suite, part, len(cases), len(cases) - len(different)))
        self.differences += [(suite, name, why) for name, why in different]


def read(reader, paths):
    """What the example prints for each file, by its path."""
    paths = [str(path) for path in paths]
    found = {}
    for start in range(0, len(paths), 500):
        command = [ROOT / "target/debug/examples/tree", reader, *paths[start : start + 500]]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        for line in filter(None, lines.split("\n")):
            answer = json.loads(line)
            found[answer["path"]] = answer["read"]
    return [found[path] for path in paths]


def parses(answer):
    return None if answer["error"] is None else f"refused: {answer['error']}"


def is_refused(answer):
    return "accepted" if answer["error"] is None else None


# JSON


def run_json(folder, table):
    files = sorted((folder / "test_parsing").glob("*.json"))
    answers = dict(zip(files, read("json", files)))
    for letter, part in [("y", "must be accepted"), ("n", "must be refused")]:
        judge = json_agrees if letter == "y" else lambda _, answer: is_refused(answer)
        chosen = [file for file in files if file.name.startswith(letter)]
        table.add("JSONTestSuite", part, [(file.name, judge(file, answers[file])) for file in chosen])
    free = [file for file in files if file.name.startswith("i")]
    taken = [file.name for file in free if answers[file]["error"] is None]
    print(f"JSONTestSuite, free to either: {len(taken)} of {len(free)} accepted")
    for file in free:
        print(f"  {file.name}: {answers[file]['error'] or 'accepted'}")
    files = sorted((folder / "test_transform").glob("*.json"))
    judged = [(file.name, transformed_differs(file, answer)) for file, answer in zip(files, read("json", files))]
    table.add("JSONTestSuite", "may be transformed", judged)


def json_agrees(file, answer):
    if answer["error"]:
        return parses(answer)
    wanted = json.loads(file.read_bytes().decode(), object_pairs_hook=lambda pairs: ("map", pairs))
    return json_differs(wanted, answer["documents"][0])


def transformed_differs(file, answer):
    try:
        file.read_bytes().decode()
    except UnicodeDecodeError:
        return is_refused(answer)
    return json_agrees(file, answer)


def json_differs(wanted, node):
    """What differs between data as Python reads JSON, and a tree."""
    if isinstance(wanted, tuple):
        kind, pairs = wanted
        entries = node.get("entries", [])
        if len(entries) != len(pairs):
            return "another number of entries"
        if kind == "unordered":
            pairs = sorted(pairs, key=lambda pair: pair[0])
            entries = sorted(entries, key=lambda entry: entry[0]["text"])
        for (key, value), (our_key, our_value) in zip(pairs, entries):
            if not same_text(key, our_key["text"]):
                return f"key {our_key['text']!r} for {key!r}"
            if differs := json_differs(value, our_value):
                return differs
        return None
    if isinstance(wanted, list):
        items = node.get("items", [])
        if len(items) != len(wanted):
            return "another number of items"
        return next(filter(None, map(json_differs, wanted, items)), None)
    kind = {type(None): "null", bool: "bool", int: "number", float: "number", str: "text"}[type(wanted)]
    if node.get("kind") != kind:
        return f"{node.get('kind')} for {kind}"
    agrees = {
        "null": lambda text: True,
        "bool": lambda text: (text.lower() == "true") == wanted,
        "number": lambda text: number(text, type(wanted)) == wanted,
        "text": lambda text: same_text(wanted, text),
    }[kind](node["text"])
    return None if agrees else f"{node['text']!r} for {wanted!r}"


def same_text(wanted, text):
    """Half a surrogate pair is no character: it is read as U+FFFD."""
    return re.sub("[\ud800-\udfff]", "\ufffd", wanted) == text


def number(text, kind):
    if kind is int and re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    if text.lower().startswith(("0x", "0o")):
        return int(text, 0)
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


# YAML


def run_yaml(folder, table):
    cases = sorted(path.parent for path in folder.glob("**/in.yaml"))
    names = ["/".join(case.relative_to(folder).parts) for case in cases]
    answers = read("yaml", [case / "in.yaml" for case in cases])
    accepted, refused, typed = [], [], []
    for name, case, answer in zip(names, cases, answers):
        if (case / "error").exists():
            refused.append((name, is_refused(answer)))
            continue
        accepted.append((name, yaml_differs((case / "test.event").read_text(), answer)))
        if (case / "in.json").exists() and answer["error"] is None:
            typed.append((f"{name} in.json", yaml_differs_from_json((case / "in.json").read_text(), answer)))
    table.add("yaml-test-suite", "must be read as its events say", accepted)
    table.add("yaml-test-suite", "must be refused", refused)
    table.add("yaml-test-suite", "types and data of its JSON", typed)


def yaml_differs(events, answer):
    if answer["error"]:
        return parses(answer)
    wanted = [document for document in documents_of(events) if document != ("text", "", ":", None)]
    ours = [yaml_node(document) for document in answer["documents"]]
    wanted = [without_properties(document) for document in wanted]
    return None if wanted == ours else f"{ours} for {wanted}"


EVENT = re.compile(r"(\+MAP|\+SEQ|=VAL|=ALI)(?: (?:\{\}|\[\]))?(?: &(\S+))?(?: <([^>]*)>)?(?: (.*))?$", re.S)


def documents_of(events):
    documents, stack, anchors = [], [], {}
    for line in events.split("\n"):
        if line.startswith("+DOC"):
            stack, anchors = [[]], {}
        elif line.startswith("-DOC"):
            documents.append(stack.pop()[0])
        elif line in ("-MAP", "-SEQ"):
            node = stack.pop()
            children = node.pop("children")
            if line == "-MAP":
                node["node"] += (list(zip(children[::2], children[1::2])),)
            else:
                node["node"] += (children,)
            put(stack, node["node"])
            if node["anchor"]:
                anchors[node["anchor"]] = node["node"]
        elif match := EVENT.match(line):
            sign, anchor, tag, rest = match.groups()
            if sign in ("+MAP", "+SEQ"):
                stack.append({"node": (sign[1:].lower(),), "anchor": anchor, "children": []})
            elif sign == "=ALI":
                put(stack, anchors[rest[1:]])
            else:
                node = ("text", unescape(rest[1:]), rest[0], (anchor, tag) if anchor or tag else None)
                put(stack, node)
                if anchor:
                    anchors[anchor] = node
    return documents


def put(stack, node):
    top = stack[-1]
    (top if isinstance(top, list) else top["children"]).append(node)


def unescape(text):
    signs = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "\\": "\\"}
    return re.sub(r"\\(.)", lambda match: signs[match[1]], text)


def without_properties(node):
    if node[0] == "map":
        return ("map", [(without_properties(key), without_properties(value)) for key, value in node[1]])
    if node[0] == "seq":
        return ("seq", [without_properties(item) for item in node[1]])
    return ("text", node[1])


def yaml_node(node):
    if "entries" in node:
        return ("map", [(yaml_node(key), yaml_node(value)) for key, value in node["entries"]])
    if "items" in node:
        return ("seq", [yaml_node(item) for item in node["items"]])
    return ("text", node["text"])


def yaml_differs_from_json(text, answer):
    # The suite's JSON does not keep the order of keys.
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: ("unordered", pairs))
    wanted, at = [], 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        wanted.append(value)
    ours = answer["documents"]
    # A document without content is left out.
    if len(wanted) != len(ours):
        wanted = [value for value in wanted if value is not None]
    if len(wanted) != len(ours):
        return "another number of documents"
    return next(filter(None, map(json_differs, wanted, ours)), None)


# TOML


def run_toml(folder, table):
    listed = (folder / "tests" / "files-toml-1.1.0").read_text().split()
    files = [folder / "tests" / name for name in listed if name.endswith(".toml")]
    answers = dict(zip(files, read("toml", files)))
    name = lambda file: str(file.relative_to(folder / "tests"))
    valid = [file for file in files if name(file).startswith("valid")]
    invalid = [file for file in files if name(file).startswith("invalid")]
    table.add("toml-test 1.1", "must be read", [(name(file), toml_agrees(file, answers[file])) for file in valid])
    table.add("toml-test 1.1", "must be refused", [(name(file), is_refused(answers[file])) for file in invalid])


def toml_agrees(file, answer):
    if answer["error"]:
        return parses(answer)
    return toml_differs(json.loads(file.with_suffix(".json").read_text()), answer["documents"][0])


def toml_differs(wanted, node):
    if isinstance(wanted, list):
        items = node.get("items")
        if items is None or len(items) != len(wanted):
            return "another number of items"
        return next(filter(None, map(toml_differs, wanted, items)), None)
    if set(wanted) == {"type", "value"} and isinstance(wanted["value"], str):
        return scalar_differs(wanted["type"], wanted["value"], node)
    if "entries" not in node:
        return "no table"
    ours = {key["text"]: value for key, value in node["entries"]}
    if set(ours) != set(wanted) or len(ours) != len(node["entries"]):
        return f"the keys {sorted(ours)} for {sorted(wanted)}"
    return next(filter(None, (toml_differs(value, ours[key]) for key, value in wanted.items())), None)


def scalar_differs(kind, wanted, node):
    text, ours = node.get("text"), node.get("kind")
    if kind == "string":
        agrees = ours == "text" and text == wanted
    elif kind == "integer":
        digits = text.replace("_", "").lstrip("+")
        agrees = ours == "number" and int(digits, 0 if digits[:2] in ("0x", "0o", "0b") else 10) == int(wanted)
    elif kind == "float":
        value, other = float(text.replace("_", "")), float(wanted)
        agrees = ours == "number" and (value == other or math.isnan(value) and math.isnan(other))
    elif kind == "bool":
        agrees = ours == "bool" and text == wanted
    else:
        agrees = ours == "text" and moment(text) == moment(wanted)
    return None if agrees else f"{ours} {text!r} for {kind} {wanted!r}"


def moment(text):
    """A date or time in one spelling."""
    text = text.upper().replace(" ", "T").replace("Z", "+00:00")
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    text = re.sub(r"^(.*T)?(\d\d:\d\d)(?=$|[+-])", r"\1\2:00", text)
    for kind in (datetime.datetime, datetime.date, datetime.time):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return text


# HCL

# What these tests ask for is decided by a schema, and the syntax is right.
SCHEMA_ONLY = {"structure/attributes/unexpected.hcl"}
VARIABLES = {"bar": "Bar", "space_bar": "  Bar"}


def run_hcl(folder, table):
    tests = folder / "specsuite" / "tests"
    files = sorted(tests.glob("**/*.hcl"))
    refused, accepted, values = [], [], []
    for file, answer in zip(files, read("hcl", files)):
        name = str(file.relative_to(tests))
        wanted = file.with_suffix(".t")
        said = wanted.read_text() if wanted.exists() else ""
        if "diagnostics" in said and name not in SCHEMA_ONLY:
            refused.append((name, is_refused(answer) or place_differs(said, answer["error"])))
            continue
        accepted.append((name, parses(answer)))
        if "result = {" in said and answer["error"] is None:
            result = dict(read("hcl", [wanted])[0]["documents"][0]["attributes"])["result"]
            values += hcl_values(name, file, answer["documents"][0], result)
    files = sorted(tests.glob("**/*.hcl.json"))
    accepted += [(file.name, parses(answer)) for file, answer in zip(files, read("hcl-json", files))]
    table.add("HCL specsuite", "must be read", accepted)
    table.add("HCL specsuite", "must be refused, at the place", refused)
    table.add("HCL specsuite", "values", values)


def place_differs(said, error):
    """Reading stops at the first error; it must be one of those that the test names."""
    places = {int(byte) for byte in re.findall(r"from \{[^}]*byte\s*=\s*(\d+)", said)}
    start = int(error.split("..")[0])
    return None if start in places else f"at byte {error}, not at {sorted(places)}"


def hcl_values(name, file, body, result):
    """Each value that a test expects, against what is read; expressions against what `taglint check` makes of them."""
    text = file.read_bytes()
    found = dict(leaves(body))
    wanted = dict(leaves(result))
    for path, value in wanted.items():
        # A schema may take the values out of a block.
        ours = next((node for place, node in found.items() if place.endswith(path)), None)
        if ours is None:
            yield f"{name} {path}", "is not there"
            continue
        if ours.get("kind") == "expression":
            start, end = ours["span"]
            said = evaluated(text[start:end].decode())
        else:
            said = plain(ours)
        start, end = value["span"]
        is_negative = value.get("kind") == "expression"
        expected = file.with_suffix(".t").read_bytes()[start:end].decode() if is_negative else plain(value)
        yield f"{name} {path}", None if hcl_same(said, expected) else f"{said!r} for {expected!r}"


def hcl_same(said, expected):
    try:
        return math.isclose(float(said), float(expected), rel_tol=1e-12)
    except (TypeError, ValueError):
        return said == expected


def leaves(node, path=""):
    if "attributes" in node:
        for key, value in node["attributes"]:
            yield from leaves(value, f"{path}/{key}")
        for block in node["blocks"]:
            # The tests gather blocks of one type by their labels.
            yield from leaves(block["body"], "/".join([path, block["kind"], *block["labels"]]))
    elif "entries" in node:
        for key, value in node["entries"]:
            yield from leaves(value, f"{path}/{plain(key)}")
    else:
        yield path, node


def plain(node):
    if "parts" in node:
        return "".join(part if isinstance(part, str) else VARIABLES[part["text"]] for part in node["parts"])
    return None if node["kind"] == "null" else node["text"]


def evaluated(expression):
    """What `taglint check` takes a tag to be whose value is an expression."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "main.tf"
        file.write_text(f'resource "aws_s3_bucket" "b" {{\n  tags = {{ Value = {expression} }}\n}}\n')
        command = [ROOT / "target/debug/taglint", "check", "--format", "json", "--types", "aws_*"]
        command += ["--require", "Value=never this", file]
        report = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    found = [finding for finding in report["findings"] if finding["rule"] == "invalid-value"]
    return found[0]["value"] if found else "unresolved"


# OpenTofu

# Files that OpenTofu cannot parse either, which is what its tests of them are about.
NOT_PARSED = {
    "internal/command/testdata/init-syntax-invalid-backend-attribute-invalid/main.tf",
    "internal/configs/testdata/invalid-files/interp-in-data-label.tf",
    "internal/configs/testdata/invalid-files/interp-in-rsrc-label.tf",
    "internal/configs/testdata/invalid-files/json-as-native-syntax.tf",
    "internal/configs/testdata/invalid-files/native-syntax-as-json.tf.json",
    "internal/configs/testdata/invalid-files/provider-syntax.tf",
    "internal/configs/testdata/invalid-files/zerolen.tf.json",
    "internal/configs/testdata/invalid-modules/multiple-required-providers-with-syntax-error/other.tf",
}


def run_opentofu(folder, table):
    tests = folder / "internal" / "configs" / "testdata"
    for part, root in [("its configuration tests", tests), ("all configuration in the repository", folder)]:
        cases = []
        for reader, endings in [("hcl", (".tf", ".tofu")), ("hcl-json", (".tf.json", ".tofu.json"))]:
            files = sorted(file for ending in endings for file in root.glob(f"**/*{ending}") if file.is_file())
            for file, answer in zip(files, read(reader, files)):
                name = str(file.relative_to(folder))
                cases.append((name, is_refused(answer) if name in NOT_PARSED else parses(answer)))
        table.add("OpenTofu", part, cases)


RUNS = {"json": run_json, "yaml": run_yaml, "toml": run_toml, "hcl": run_hcl, "opentofu": run_opentofu}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in RUNS:
        parser.add_argument(f"--{name}", metavar="FOLDER", type=pathlib.Path)
    folders = vars(parser.parse_args())
    table = Table()
    for name, run in RUNS.items():
        if folders[name]:
            run(folders[name].resolve(), table)
    print("\n| suite | what | cases | agree |\n|---|---|---|---|")
    for suite, part, cases, agree in table.rows:
        print(f"| {suite} | {part} | {cases} | {agree} |")
    reasons = REASONS.read_text() if REASONS.exists() else ""
    unexplained = [row for row in table.differences if f"`{row[1]}`" not in reasons]
    for suite, name, why in table.differences:
        print(f"{suite} {name}: {why[:400]}")
    sys.exit(f"{len(unexplained)} differences without a reason" if unexplained else 0)


if __name__ == "__main__":
    main()
