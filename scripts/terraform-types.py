#!/usr/bin/env python3
"""Writes src/collect/terraform/types.txt: which Terraform types take tags, in which argument and shape.

    npm pack @cdktn/provider-aws && tar xzf cdktn-provider-aws-*.tgz
    npm pack @cdktf/provider-aws@19 && tar xzOf cdktf-provider-aws-*.tgz package/.jsii > old.jsii
    pip download --no-deps cdktn-provider-awscc && unzip cdktn_provider_awscc-*.whl '*.jsii.tgz'
    tar xzOf cdktn_provider_awscc/_jsii/*.jsii.tgz package/.jsii > awscc.jsii
    scripts/terraform-types.py package/.jsii old.jsii awscc.jsii > src/collect/terraform/types.txt

The sources are bindings that are generated from the schemas of the providers, the newest first: what an older one has
besides are types that later releases removed, and that are still in use. Which argument of an `awscc` type has its tags
is what src/collect/cloudformation/types.tsv says of the CloudFormation type: write that first.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parent.parent

# Types whose `tags` choose other resources.
SELECTORS = {"aws_devopsguru_resource_collection", "aws_inspector_resource_group"}

HEADER = """\
# Which Terraform types take tags, by scripts/terraform-types.py; do not edit.
# From {sources}.
# `-` no tags, `m` a map, `d` a map over the provider's default_tags, `f` such a map of a type that is built on the
# provider's framework, `l` a list of {{key, value}}, `b` blocks named
# `tag`, `s` a list of specifications {{resource_type, tags}}, those of the resource itself under the resource type at the
# end of the line, `o` tags in another shape, `?` perhaps. Then the argument, where it is not `tags`. Sorted by bytes.
"""


class Bindings:
    """The resources of a provider in one release."""

    def __init__(self, path):
        self.types = json.loads(pathlib.Path(path).read_text())["types"]
        self.resources = {}
        for known in self.types.values():
            if not known.get("base", "").endswith(".TerraformResource"):
                continue
            link = re.search(r"/hashicorp/(\w+)/([\d.]+)/docs/resources/\S+ (\w+)\}", known["docs"]["summary"])
            self.provider, self.version = link[1], link[2]
            config = known["initializer"]["parameters"][2]["type"]["fqn"]
            self.resources[link[3]] = (self.properties(config), {p["name"] for p in known["properties"]})

    def properties(self, name):
        """What a struct holds: properties and their types."""
        return {p["name"]: p["type"] for p in self.types[name].get("properties", [])}

    def items(self, kind):
        """What each item holds, of a list of structs."""
        for option in kind.get("union", {}).get("types", [kind]):
            element = option.get("collection", {}).get("elementtype", {})
            if "fqn" in element:
                return set(self.properties(element["fqn"]))
        return set()

    def shape(self, kind):
        """The letter of an argument."""
        if kind.get("collection", {}).get("kind") == "map":
            return "m"
        items = self.items(kind)
        if items - {"propagateAtLaunch"} == {"key", "value"}:
            return "l"
        return "s" if items == {"resourceType", "tags"} else "o"


def aws(bindings):
    """The types of the AWS provider: `tags_all` is what default_tags are merged into."""
    types = {}
    for name, (arguments, attributes) in bindings.resources.items():
        shape = bindings.shape(arguments["tags"]) if "tags" in arguments else "-"
        if name in SELECTORS:
            shape = "-"
        elif shape == "m" and "tagsAll" in attributes:
            # What is built on the framework of the provider takes no `tags_all` as an argument.
            shape = "d" if "tagsAll" in arguments else "f"
        elif shape == "-" and "union" in arguments.get("tag", {}):
            shape = "b"
        types[name] = shape
    return types


def awscc(bindings):
    """The types of the AWS Cloud Control provider."""
    rows = [line.split("\t") for line in (ROOT / "src/collect/cloudformation/types.tsv").read_text().splitlines()]
    flat = lambda name: re.sub("[^a-z0-9]", "", name.lower())
    rows = {flat(row[0].split("::", 1)[-1]): row[1:] for row in rows}
    types = {}
    for name, (arguments, _) in bindings.resources.items():
        code, held, own = (rows.get(flat(name.removeprefix("awscc_")), ["L"]) + ["Tags", ""])[:3]
        argument = held[0].lower() + held[1:]
        if code == "-" or argument not in arguments:
            types[name] = "-"
            continue
        shape = "?" if code.islower() else bindings.shape(arguments[argument])
        words = [shape, *([snake(held)] if held != "Tags" else []), *([own] if shape == "s" else [])]
        types[name] = " ".join(words)
    return types


def snake(name):
    """`FileSystemTags` as `file_system_tags`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def main():
    """Prints the data."""
    types, sources = {}, []
    for path in sys.argv[1:]:
        bindings = Bindings(path)
        sources.append(f"hashicorp/{bindings.provider} {bindings.version}")
        read = aws if bindings.provider == "aws" else awscc
        types = read(bindings) | types
    sys.stdout.write(HEADER.format(sources=", ".join(sources)))
    for name in sorted(types, key=str.encode):
        sys.stdout.write(f"{name} {types[name]}\n")


if __name__ == "__main__":
    main()
