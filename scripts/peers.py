#!/usr/bin/env python3
"""Measures taglint beside other tools on the same work, and prints a Markdown table.

    scripts/peers.py TAGLINT [--runs 10] [--big] [--keep FOLDER] [--only NAME]... [--bill LINES]

The work: project definitions, a tenth of them wrong in one of three ways: `CostCenter` is missing, `Environment` is
none of four, `CostCenter` is not `CC-` and four digits. Each tool gets the same three rules in its own language, and
has to find all that are wrong. A tool that is not on PATH is left out. The runs of the tools are interleaved, so that
another load on the machine strikes all of them alike; ratios are those of the medians. `--big` measures 10,000 too.

`--bill 10_000_000` measures instead how long `taglint spend` takes on a bill of so many lines, beside the same grouping
in DuckDB on the same file and as many threads (`pip install duckdb`).
"""

import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ENVIRONMENTS = ["Production", "Staging", "Development", "Research"]

TAGLINT = """
[tags.Application]
[tags.Team]
[tags.CostCenter]
required = true
pattern = 'CC-\\d{4}'
[tags.Environment]
required = true
values = ["Production", "Staging", "Development", "Research"]
[resources]
types = ["aws_s3_bucket"]
"""

# Of the ways to say it that were tried this is the fastest (a block of a type). cfn-guard's default output takes
# minutes on one template of 1,000, because it looks for the text of each finding; its JSON does not.
GUARD = """
AWS::BedrockMantle::Project {
  some Properties.Tags[*].Key == 'CostCenter'
  Properties.Tags[ Key == 'CostCenter' ].Value == /^CC-[0-9]{4}$/
  some Properties.Tags[*].Key == 'Environment'
  Properties.Tags[ Key == 'Environment' ].Value IN ['Production', 'Staging', 'Development', 'Research']
}
"""

REGO = """
package tags
import rego.v1

environments := {"Production", "Staging", "Development", "Research"}

deny contains [i, "CostCenter is missing"] if {
	some i, project in input
	not project.tags.CostCenter
}

deny contains [i, "CostCenter"] if {
	some i, project in input
	not regex.match(`^CC-[0-9]{4}$`, project.tags.CostCenter)
}

deny contains [i, "Environment"] if {
	some i, project in input
	not project.tags.Environment in environments
}
"""

CUSTODIAN = """
policies:
  - name: cost-center
    resource: terraform.aws_s3_bucket
    filters:
      - not:
          - type: value
            key: tags.CostCenter
            op: regex
            value: '^CC-[0-9]{4}$'
  - name: environment
    resource: terraform.aws_s3_bucket
    filters:
      - type: value
        key: tags.Environment
        op: not-in
        value: [Production, Staging, Development, Research]
"""


def checkov_policies():
    kind = "aws_s3_bucket"
    of = {"resource_types": [kind], "cond_type": "attribute"}
    conditions = [
        (
            "CKV2_TAGS_1",
            "CostCenter",
            {"attribute": "tags.CostCenter", "operator": "regex_match", "value": "^CC-[0-9]{4}$"},
        ),
        ("CKV2_TAGS_2", "Environment", {"attribute": "tags.Environment", "operator": "within", "value": ENVIRONMENTS}),
    ]
    for name, key, condition in conditions:
        yield (
            name,
            {
                "metadata": {"id": name, "name": key, "category": "CONVENTION", "severity": "HIGH"},
                "definition": {**of, **condition},
            },
        )


SCHEMA = {
    "type": "object",
    "required": ["name", "tags"],
    "properties": {
        "tags": {
            "type": "object",
            "required": ["CostCenter", "Environment"],
            "properties": {
                "CostCenter": {"pattern": "^CC-[0-9]{4}$"},
                "Environment": {"enum": ENVIRONMENTS},
            },
        }
    },
}


def projects(count):
    """The tags of each; every tenth is wrong."""
    for i in range(count):
        tags = {
            "Application": f"App{i % 50}",
            "Environment": ENVIRONMENTS[i % 4],
            "Team": "DataScience",
            "CostCenter": f"CC-{1000 + i % 9000}",
        }
        if i % 10 == 0:
            match i // 10 % 3:
                case 0:
                    del tags["CostCenter"]
                case 1:
                    tags["Environment"] = "Testing"
                case _:
                    tags["CostCenter"] = "CC-12"
        yield i, tags


def resource_of(i, tags):
    lines = "".join(f"        - Key: {key}\n          Value: {value}\n" for key, value in tags.items())
    return (
        f"  Project{i}:\n    Type: AWS::BedrockMantle::Project\n    Properties:\n      Name: Project-{i}\n"
        f"      Tags:\n{lines}"
    )


HEAD = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n'


def generate(root, count):
    """Writes all inputs and policies of one size."""
    names = ["files", "one", "terraform", "manifests", "guard", "custodian", "checkov", "array"]
    at = {name: root / name for name in names}
    for folder in at.values():
        folder.mkdir(parents=True)
    one, array, terraform = [HEAD], [], []
    for i, tags in projects(count):
        text = resource_of(i, tags)
        one.append(text)
        (at["files"] / f"project-{i:05}.yaml").write_text(HEAD + text)
        project = {"name": f"Project-{i}", "tags": tags}
        array.append(project)
        (at["manifests"] / f"project-{i:05}.json").write_text(json.dumps(project, indent=2))
        lines = "".join(f'    {key} = "{value}"\n' for key, value in tags.items())
        terraform.append(f'resource "aws_s3_bucket" "b{i}" {{\n  bucket = "orders-{i}"\n  tags = {{\n{lines}  }}\n}}\n')
    (at["one"] / "template.yaml").write_text("".join(one))
    (at["array"] / "projects.json").write_text(json.dumps(array, indent=1))
    for start in range(0, count, 100):
        (at["terraform"] / f"main{start:05}.tf").write_text("\n".join(terraform[start : start + 100]))
    (at["guard"] / "tags.guard").write_text(GUARD)
    (at["guard"] / "tags.rego").write_text(REGO)
    (at["guard"] / "schema.json").write_text(json.dumps(SCHEMA))
    (at["custodian"] / "policy.yaml").write_text(CUSTODIAN)
    for name, policy in checkov_policies():
        (at["checkov"] / f"{name}.json").write_text(json.dumps(policy))
    (root / "taglint.toml").write_text(TAGLINT)
    return at


def taglint_found(out, _):
    return len({finding["project"]["name"] + (finding["location"]["path"]) for finding in json.loads(out)["findings"]})


def guard_found(out, _):
    """The resources named in what failed: it says nothing of one that passes."""
    return len(set(re.findall(r"/Resources/(Project\d+)", out)))


def left_found(out, err):
    numbers = [int(n) for n in re.findall(r'"resource": \{.*?"b(\d+)"', out)]
    return len(set(numbers)) or len(set(re.findall(r"aws_s3_bucket\.(b\d+)", out + err)))


def cases(taglint, at, size):
    """Kind of work, tool, command, and how to count what it found. taglint stands first in each kind."""
    check = [taglint, "check", "--format", "json"]
    guard = [
        "cfn-guard",
        "validate",
        "--rules",
        str(at["guard"] / "tags.guard"),
        "--structured",
        "-o",
        "json",
        "-S",
        "none",
        "--data",
    ]
    yield "CloudFormation, a file each", "taglint", [*check, str(at["files"])], taglint_found
    yield "CloudFormation, a file each", "cfn-guard", [*guard, str(at["files"])], guard_found
    yield "CloudFormation, one template", "taglint", [*check, str(at["one"])], taglint_found
    yield "CloudFormation, one template", "cfn-guard", [*guard, str(at["one"])], guard_found
    yield "Terraform", "taglint", [*check, str(at["terraform"])], taglint_found
    yield (
        "Terraform",
        "c7n-left",
        ["c7n-left", "run", "-p", str(at["custodian"]), "-d", str(at["terraform"]), "-o", "json"],
        left_found,
    )
    if size <= 1000:
        yield (
            "Terraform",
            "checkov",
            [
                "checkov",
                "-d",
                str(at["terraform"]),
                "--framework",
                "terraform",
                "--external-checks-dir",
                str(at["checkov"]),
                "-c",
                "CKV2_TAGS_1,CKV2_TAGS_2",
                "--compact",
                "--quiet",
                "--skip-download",
                "-o",
                "json",
            ],
            lambda out, err: len(set(re.findall(r'"resource": "aws_s3_bucket\.(b\d+)"', out))),
        )
    array = str(at["array"] / "projects.json")
    yield "one JSON array", "taglint", [*check, array], taglint_found
    yield (
        "one JSON array",
        "regorus",
        ["regorus", "eval", "-d", str(at["guard"] / "tags.rego"), "-i", array, "data.tags.deny"],
        lambda out, err: len({row[0] for row in json.loads(out)["result"][0]["expressions"][0]["value"]}),
    )
    yield "JSON, a file each", "taglint", [*check, str(at["manifests"])], taglint_found
    files = [str(path) for path in sorted(at["manifests"].iterdir())]
    yield (
        "JSON, a file each",
        "check-jsonschema",
        ["check-jsonschema", "--schemafile", str(at["guard"] / "schema.json"), "-o", "json", *files],
        lambda out, err: len({error["filename"] for error in json.loads(out)["errors"]}),
    )


def run(command, cwd):
    """The seconds that it took, those of the processors, and what it said."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return (wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), done


def peak(command, cwd):
    """The most memory that a command holds, in MiB."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], cwd=cwd, capture_output=True, text=True, check=True)
    return int(done.stdout)


def measure(taglint, root, size, runs, only):
    at = generate(root, size)
    work, complaints = {}, []
    for kind, tool, command, count in cases(taglint, at, size):
        if shutil.which(command[0]) is None or (only and tool not in only and tool != "taglint"):
            continue
        _, done = run(command, root)
        try:
            found = count(done.stdout, done.stderr)
        except (ValueError, KeyError, IndexError) as error:
            found = f"? ({error})"
        if found != size // 10:
            complaints.append(
                f"{kind}: {tool} found {found} of {size // 10}, exit {done.returncode}: {done.stderr[-300:]}"
            )
        work.setdefault(kind, []).append((tool, command, found, []))
    for tools in work.values():
        for turn in range(runs if len(tools) > 1 else 0):
            for tool, command, _, times in tools:
                if turn < 3 or tool != "checkov":
                    times.append(run(command, root)[0])
    print(f"\n{size:,} projects, {size // 10} of them wrong; medians of {runs} runs each, interleaved\n")
    print("| work | tool | seconds | fastest | times taglint | processor seconds | times taglint | peak MiB | found |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind, tools in work.items():
        if len(tools) < 2:
            continue
        own = [statistics.median(column) for column in zip(*tools[0][3])]
        for tool, command, found, times in tools:
            wall, cpu = (statistics.median(column) for column in zip(*times))
            fastest = min(time[0] for time in times)
            print(
                f"| {kind} | {tool} | {wall:.4f} | {fastest:.4f} | {wall / own[0]:.1f} "
                f"| {cpu:.4f} | {cpu / own[1]:.1f} | {peak(command, root)} | {found} |",
                flush=True,
            )
    return complaints


# A fifth of the lines is Bedrock's: half of them projects, half models of the Marketplace, whose code says nothing.
BILL = """
SET threads = 2;
SET preserve_insertion_order = false;
COPY (
  SELECT TIMESTAMP '2026-11-01' AS bill_billing_period_start_date, '999988887777' AS bill_payer_account_id,
    printf('%012d', 111122223333 + h % 20) AS line_item_usage_account_id,
    TIMESTAMP '2026-11-01' + INTERVAL (i % 720) HOUR AS line_item_usage_start_date,
    CASE h % 1000 WHEN 0 THEN 'Tax' WHEN 1 THEN 'Credit' ELSE 'Usage' END AS line_item_line_item_type,
    CASE kind WHEN 0 THEN 'AmazonBedrock' WHEN 1 THEN '7zgyu5r4uonlsrnaq20qq63eo' ELSE 'Amazon' || service END
      AS line_item_product_code,
    CASE kind WHEN 0 THEN 'USE1-openai.gpt-oss-' || (20 + h % 3) || 'b-mantle-input-tokens-standard'
      WHEN 1 THEN 'USE1-MP:USE1_InputTokenCount-Units' ELSE 'USE1-' || service || '-' || (h % 50) END
      AS line_item_usage_type,
    CASE WHEN kind < 2 THEN printf('arn:aws:bedrock-mantle:us-east-1:%012d:project/proj_', 111122223333 + h % 20)
      || (h % 2000) ELSE 'arn:aws:service:us-east-1:111122223333:thing/' || (h % 30000) END AS line_item_resource_id,
    'USD' AS line_item_currency_code, (hash(i * 31) % 10000000) / 1e9 AS line_item_unblended_cost,
    (hash(i * 37) % 10000000) / 1e9 AS line_item_net_unblended_cost,
    CASE WHEN kind < 2 THEN 'Amazon Bedrock' ELSE 'Compute Instance' END AS product_product_family,
    CASE kind WHEN 0 THEN MAP {'product_name': 'Amazon Bedrock', 'region': 'us-east-1'}
      WHEN 1 THEN MAP {'product_name': 'Claude Sonnet 4.6 (Amazon Bedrock Edition)', 'model': 'Claude Sonnet 4.6'}
      ELSE MAP {'product_name': 'Amazon ' || service, 'instanceType': 'm7g.' || (h % 12)} END AS product,
    CASE WHEN h % 10 = 0 THEN MAP {'resourceTags/Team': 'Team' || (h % 40)}
      ELSE MAP {'resourceTags/CostCenter': 'CC-' || (1000 + h % 60), 'resourceTags/Team': 'Team' || (h % 40),
        'resourceTags/Environment': ['Production', 'Staging', 'Development', 'Research'][1 + (h % 4)::INT]} END AS tags
  FROM (SELECT i, hash(i) AS h, (CASE WHEN hash(i + 7) % 100 < 20 THEN hash(i + 7) % 2 ELSE 2 END)::INT AS kind,
      ['EC2', 'S3', 'RDS', 'CloudFront', 'DynamoDB', 'SNS', 'SQS', 'Kinesis'][1 + (hash(i + 3) % 8)::INT] AS service
    FROM range(LINES) t(i))
) TO 'bill.parquet' (FORMAT parquet, COMPRESSION snappy)
"""

BILL_QUERY = """
WITH lines AS NOT MATERIALIZED (
  SELECT *, product_product_family = 'Amazon Bedrock' OR line_item_product_code LIKE 'AmazonBedrock%'
    OR line_item_usage_type LIKE '%-mantle-%' OR product['product_name'] LIKE '%Bedrock%' AS is_marked FROM 'bill.parquet'
), codes AS (SELECT DISTINCT line_item_product_code AS code FROM lines WHERE is_marked)
SELECT bill_billing_period_start_date, line_item_usage_account_id, line_item_resource_id, line_item_currency_code,
  line_item_line_item_type IN ('Tax', 'Credit', 'Refund') AS is_outside, tags['resourceTags/CostCenter'] AS t0,
  tags['resourceTags/Team'] AS t1, tags['resourceTags/Environment'] AS t2,
  coalesce(product['model'], line_item_usage_type) AS model,
  sum(coalesce(line_item_net_unblended_cost, line_item_unblended_cost)) AS cost, count(*) AS lines
FROM lines WHERE is_marked OR line_item_product_code IN (SELECT code FROM codes) GROUP BY ALL
"""

DUCKDB = """
import duckdb, sys
duckdb.execute("SET threads = 2")
print(duckdb.sql("SELECT sum(lines)::BIGINT FROM (" + sys.argv[1] + ")").fetchall()[0][0])
"""


def measure_bill(taglint, root, lines, runs):
    """Seconds and peak memory of both, in alternation. DuckDB's have the start of Python in them: about 0.1 s, 30 MiB."""
    write = "import duckdb, sys; duckdb.execute(sys.argv[1])"
    subprocess.run([sys.executable, "-c", write, BILL.replace("LINES", str(lines))], cwd=root, check=True)
    (root / "taglint.toml").write_text(TAGLINT)
    os.environ["RAYON_NUM_THREADS"] = "2"
    tools = {
        "taglint": [taglint, "spend", "--format", "json", "--exit-zero", "bill.parquet"],
        "DuckDB": [sys.executable, "-c", DUCKDB, BILL_QUERY],
    }
    found = {
        "taglint": lambda out: json.loads(out)["spend"][0]["lines"],
        "DuckDB": int,
    }
    times, counts = {tool: [] for tool in tools}, {}
    for _ in range(runs):
        for tool, command in tools.items():
            time_taken, done = run(command, root)
            times[tool].append(time_taken)
            counts[tool] = found[tool](done.stdout)
    size = (root / "bill.parquet").stat().st_size >> 20
    print(f"\n{lines:,} lines, {size} MiB of parquet; medians of {runs} runs each, interleaved, two threads\n")
    print("| tool | seconds | fastest | processor seconds | peak MiB | lines of Bedrock |")
    print("|---|---|---|---|---|---|")
    for tool, command in tools.items():
        wall, cpu = (statistics.median(column) for column in zip(*times[tool]))
        fastest = min(time_taken[0] for time_taken in times[tool])
        print(f"| {tool} | {wall:.2f} | {fastest:.2f} | {cpu:.2f} | {peak(command, root)} | {counts[tool]:,} |")
    return [] if counts["taglint"] == counts["DuckDB"] else ["the bill: the tools do not group the same lines"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("taglint", help="the release binary")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--big", action="store_true", help="10,000 too")
    parser.add_argument("--keep", help="write the inputs here, and leave them")
    parser.add_argument("--bill", type=int, metavar="LINES", help="measure bills of so many lines instead")
    parser.add_argument("--only", action="append", help="only this other tool (repeat)")
    arguments = parser.parse_args()
    taglint = shutil.which(arguments.taglint) or sys.exit(f"{arguments.taglint}: no such program")
    taglint = os.path.abspath(taglint)
    if arguments.bill:
        with tempfile.TemporaryDirectory() as folder:
            sys.exit("\n".join(measure_bill(taglint, pathlib.Path(folder), arguments.bill, arguments.runs)))
    complaints = []
    for size in [1000, 10_000] if arguments.big else [1000]:
        if arguments.keep:
            root = pathlib.Path(arguments.keep).resolve() / str(size)
            shutil.rmtree(root, ignore_errors=True)
            complaints += measure(taglint, root, size, arguments.runs, arguments.only)
        else:
            with tempfile.TemporaryDirectory() as folder:
                complaints += measure(
                    taglint, pathlib.Path(folder).resolve() / "work", size, arguments.runs, arguments.only
                )
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
