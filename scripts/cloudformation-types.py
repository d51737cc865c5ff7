#!/usr/bin/env python3
"""Writes src/collect/cloudformation/types.tsv: which CloudFormation types bear tags, and in what shape.

The source is AWS's published resource schemas (and those of SAM) as the wheel of cfn-lint holds them:

    pip download --no-deps cfn-lint
    scripts/cloudformation-types.py cfn_lint-*.whl > src/collect/cloudformation/types.tsv

A line is a type, a code, and the property that holds the tags where that is not `Tags`:

    -  bears no tags
    L  a list of {Key, Value}         M  a map from key to value
    T  a list of {Key, Value} or {TagKey, TagValue}
    P  a list of {Key, Value, PropagateAtLaunch}
    I  a map whose `Items` are of shape L
    S  a list of specifications, each with `Tags` of shape L; a last column says which resource type is its own
    ?  another shape

A small letter stands where the schemas do not say that the type can be tagged, though it has the property.
"""

import json
import sys
import zipfile

# The resource type of the specifications whose tags the resource itself gets, as the documentation of EC2 and
# WorkSpaces Instances says it; the schemas do not call these types taggable.
OWN = {
    "AWS::EC2::CapacityReservation": "capacity-reservation",
    "AWS::EC2::CapacityReservationFleet": "capacity-reservation-fleet",
    "AWS::EC2::ClientVpnEndpoint": "client-vpn-endpoint",
    "AWS::EC2::EC2Fleet": "fleet",
    "AWS::EC2::LaunchTemplate": "launch-template",
    "AWS::WorkspacesInstances::Volume": "volume",
}

# Takes whatever properties its provider wants: nothing is known of it.
OPEN = {"AWS::CloudFormation::CustomResource"}


def resolve(schema, node):
    """The node that a chain of local references leads to."""
    for _ in range(8):
        if "$ref" not in node:
            break
        target = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def shape(schema, name):
    """The code of a property."""
    node = resolve(schema, schema["properties"][name])
    kinds = node.get("type", "object")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "array" in kinds and "items" in node:
        item = resolve(schema, node["items"])
        properties = set(item.get("properties", {}))
        required = set(item.get("required", []))
        if properties == {"Key", "Value"}:
            return "L"
        if "PropagateAtLaunch" in required:
            return "P"
        if properties == {"ResourceType", "Tags"}:
            return "S"
        spellings = [set(resolve(schema, way).get("properties", {})) for way in item.get("oneOf", [])]
        if spellings == [{"Key", "Value"}, {"TagKey", "TagValue"}]:
            return "T"
    elif set(node.get("properties", {})) == {"Items"}:
        return "I" if shape(schema | {"properties": node["properties"]}, "Items") == "L" else "?"
    elif "object" in kinds and not node.get("properties"):
        return "M"
    return "?"


def line(name, schema):
    """What is known of a type."""
    tagging = schema.get("tagging", {})
    taggable = tagging.get("taggable", schema.get("taggable"))
    properties = schema.get("properties", {})
    candidates = [tagging.get("tagProperty", "/properties/Tags").split("/")[2], "Tags", "TagSpecifications"]
    held = next((candidate for candidate in candidates if candidate in properties), None)
    if held is None:
        return f"{name}\t-"
    code = shape(schema, held)
    columns = [] if held == "Tags" else [held]
    if held == "TagSpecifications" and name in OWN:
        columns.append(OWN[name])
    elif taggable is False or held == "TagSpecifications":
        code = code.lower()
    return "\t".join([name, code, *columns])


def main(path):
    """Prints the data."""
    wheel = zipfile.ZipFile(path)
    data = "cfnlint/data/schemas/"
    read = lambda name: json.loads(wheel.read(data + name))
    types = {}
    providers = [name for name in wheel.namelist() if name.startswith(data + "providers/") and name.endswith(".json")]
    # Where regions differ, the one that has new features first speaks.
    for name in sorted(providers, key=lambda name: (not name.endswith("us-east-1.json"), name)):
        for kind, file in json.loads(wheel.read(name)).items():
            types.setdefault(kind, file)
    version = next(name.split("-")[1] for name in wheel.namelist() if ".dist-info/" in name).removesuffix(".dist")
    date = read("version.json")["schema_date"][:10]
    print(f"# AWS's resource schemas of {date}, from cfn-lint {version}, by scripts/cloudformation-types.py")
    for kind in sorted(set(types) - OPEN, key=str.encode):
        print(line(kind, read(f"resources/{types[kind]}.json")))


if __name__ == "__main__":
    main(sys.argv[1])
