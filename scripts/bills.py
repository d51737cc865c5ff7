#!/usr/bin/env python3
"""Writes the bills of `fixtures/bills`: one month of costs in every format that taglint reads.

    pip install duckdb pyarrow && scripts/bills.py [FOLDER]

The lines are made up; the shapes of columns, usage types, product codes and tag keys are those of delivered exports.
Whatever the format, the lines are the same, so that all of them make the same groups.

    cur2/           CUR 2.0 in parquet, in the folders and with the manifest of a delivery; tags in the map `tags`
    cur2.csv.gz     CUR 2.0 in csv; tags in the map `resource_tags`
    legacy.csv.zip  the legacy report in csv, a column for each tag
    legacy/         the legacy report in parquet, in two files of one partition
    focus-1.0.parquet, focus-1.2.csv
    types/          CUR 2.0 in the types that other writers choose for times, texts, maps and amounts
"""

import csv
import decimal
import gzip
import io
import json
import pathlib
import re
import sys
import zipfile
from datetime import datetime, timezone

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

MONTH, NEXT = datetime(2026, 11, 1, tzinfo=timezone.utc), datetime(2026, 12, 1, tzinfo=timezone.utc)
PAYER, PRODUCTION, RESEARCH = "999988887777", "111122223333", "444455556666"
MAP = pa.map_(pa.string(), pa.string())
SONNET = {"product_name": "Claude Sonnet 4.6 (Amazon Bedrock Edition)", "model": "Claude Sonnet 4.6", "provider": "Anthropic"}
OPUS = {"product_name": "Claude Opus 4.6 (Amazon Bedrock Edition)"}
BEDROCK = {"product_name": "Amazon Bedrock", "servicecode": "AmazonBedrock", "servicename": "Amazon Bedrock"}
# What a line has in common with others of its service: product code, family, product, name of the service.
SERVICES = {
    "gpt-oss": ("AmazonBedrock", "Amazon Bedrock", BEDROCK),
    "sonnet": ("7zgyu5r4uonlsrnaq20qq63eo", "Amazon Bedrock", SONNET),
    "opus": ("5d8grq1aw7jpl2v0hnbk4xyz3", "", OPUS),
    "nova": ("AmazonBedrockFoundationModels", "Amazon Bedrock", BEDROCK),
    "ec2": ("AmazonEC2", "Compute Instance", {"product_name": "Amazon Elastic Compute Cloud", "servicename": "Amazon EC2"}),
    "s3": ("AmazonS3", "Storage", {"product_name": "Amazon Simple Storage Service", "servicename": "Amazon S3"}),
}


def project(account, name):
    return f"arn:aws:bedrock-mantle:us-east-1:{account}:project/{name}"


def lines():
    """Each line: account, type, service, usage type, resource, cost, tags."""
    search = {"CostCenter": "CC-1001", "Team": "Search", "Environment": "Production"}
    chat = {"CostCenter": "CC-99", "Team": "Chat", "Environment": "Development"}
    profile = "arn:aws:bedrock:us-east-1:444455556666:application-inference-profile/a1b2c3d4e5f6"
    mantle = "USE1-openai.gpt-oss-120b-mantle-{}-tokens-standard"
    for day in range(1, 31):
        step = day / 1000
        yield PRODUCTION, "Usage", "gpt-oss", mantle.format("input"), project(PRODUCTION, "proj_search"), 12.5 + step, search
        yield PRODUCTION, "Usage", "gpt-oss", mantle.format("output"), project(PRODUCTION, "proj_search"), 40.1234567891, search
        tags = {"Team": "Orders"} if day < 15 else {"Team": "Orders", "CostCenter": "CC-2002", "Environment": "Production"}
        yield PRODUCTION, "Usage", "sonnet", "USE1-MP:USE1_InputTokenCount-Units", project(PRODUCTION, "proj_orders"), 7.25, tags
        yield RESEARCH, "Usage", "sonnet", "USE1-MP:USE1_OutputTokenCount-Units", project(RESEARCH, "proj_chat"), 3.3, chat
        yield RESEARCH, "Usage", "opus", "USE1-MP:USE1_OutputTokenCount-Units", profile, 1.1 + step, {"CostCenter": "CC-3003", "Team": "Research", "Environment": "Research"}
        yield RESEARCH, "Usage", "gpt-oss", mantle.format("input"), project(RESEARCH, "default"), 9.99, {}
        yield PRODUCTION, "Usage", "nova", "USE1-Nova2.0Lite-input-tokens-flex", "", 0.000000123, {}
        yield PRODUCTION, "Usage", "ec2", "BoxUsage:m7g.large", f"i-{day:017x}", 1.9584, {"CostCenter": "CC-1001"}
        yield RESEARCH, "Usage", "s3", "TimedStorage-ByteHrs", "orders-archive", 0.023 * day, {}
    yield PRODUCTION, "Credit", "sonnet", "", "", -25.0, {}
    yield PRODUCTION, "Tax", "gpt-oss", "", "", 61.27, {}
    yield RESEARCH, "Tax", "ec2", "", "", 4.75, {}


def fold(key):
    """As exports name columns."""
    return re.sub(r"_+", "_", re.sub(r"[^a-z0-9]", "_", re.sub(r"([A-Z])", r"_\1", key).lower())).strip("_")


def cur(tags_of):
    for account, kind, service, usage, resource, cost, tags in lines():
        code, family, product = SERVICES[service]
        yield {
            "bill_billing_period_start_date": MONTH,
            "bill_billing_period_end_date": NEXT,
            "bill_payer_account_id": PAYER,
            "line_item_usage_account_id": account,
            "line_item_usage_start_date": MONTH,
            "line_item_line_item_type": kind,
            "line_item_product_code": code,
            "line_item_usage_type": usage,
            "line_item_resource_id": resource,
            "line_item_currency_code": "USD",
            "line_item_unblended_cost": cost,
            "product_product_family": family,
            **tags_of(product, tags),
        }


def with_maps(name, key):
    return lambda product, tags: {"product": product, name: {key(tag): value for tag, value in tags.items()}}


def with_columns(product, tags):
    keys = {f"resource_tags_user_{fold(tag)}": tags.get(tag) for tag in ["CostCenter", "Environment", "Team"]}
    return {"product_product_name": product["product_name"], "product_model": product.get("model"), **keys}


def focus(tags_of):
    for account, kind, service, usage, resource, cost, tags in lines():
        code, _, product = SERVICES[service]
        yield {
            "BilledCost": cost,
            "EffectiveCost": cost,
            "BillingAccountId": PAYER,
            "BillingCurrency": "USD",
            "BillingPeriodStart": MONTH,
            "BillingPeriodEnd": NEXT,
            "ChargeCategory": kind,
            "ChargeClass": None,
            "ChargePeriodStart": MONTH,
            "ResourceId": resource or None,
            "ServiceName": product["product_name"],
            "SubAccountId": account,
            "Tags": tags_of(tags),
            "x_ServiceCode": code,
            "x_UsageType": usage or None,
        }


def table(rows, time):
    rows = list(rows)
    columns = {}
    for name, value in rows[0].items():
        kind = pa.string()
        if isinstance(value, datetime):
            kind = time
        elif isinstance(value, dict):
            kind = MAP
        elif isinstance(value, float):
            kind = pa.float64()
        cells = [list(row[name].items()) if kind == MAP and row[name] is not None else row[name] for row in rows]
        columns[name] = pa.array(cells, kind)
    return pa.table(columns)


def cell(value):
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if isinstance(value, dict):
        return json.dumps(value)
    return "" if value is None else repr(value) if isinstance(value, float) else value


def csv_text(rows, header=lambda name: name):
    rows, out = list(rows), io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header(name) for name in rows[0])
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return out.getvalue().encode()


LEGACY = {
    "bill_payer_account_id": "bill/PayerAccountId",
    "product_product_family": "product/productFamily",
    "product_product_name": "product/ProductName",
    "product_model": "product/model",
    "resource_tags_user_cost_center": "resourceTags/user:CostCenter",
    "resource_tags_user_environment": "resourceTags/user:Environment",
    "resource_tags_user_team": "resourceTags/user:Team",
}


def legacy_name(name):
    """`lineItem/UsageType` of `line_item_usage_type`."""
    if name in LEGACY:
        return LEGACY[name]
    group, rest = ("bill", name[5:]) if name.startswith("bill_") else ("lineItem", name[10:])
    return f"{group}/{''.join(word.capitalize() for word in rest.split('_'))}"


def converted(rows, kinds):
    """A table in which some columns have other types."""
    plain, columns = table(rows, pa.timestamp("us", "UTC")), {}
    for name in plain.column_names:
        kind, cells = kinds.get(name), plain[name].to_pylist()
        if kind == "json":
            columns[name] = pa.array([json.dumps(dict(cell)) for cell in cells])
        elif kind == "text":
            columns[name] = pa.array([cell.isoformat() if isinstance(cell, datetime) else repr(cell) for cell in cells])
        elif kind is None:
            columns[name] = plain[name]
        elif pa.types.is_map(kind):
            columns[name] = pa.array([[(key.encode(), value.encode()) for key, value in cell] for cell in cells], kind)
        elif pa.types.is_struct(kind):
            columns[name] = pa.array([dict(cell) for cell in cells], kind)
        elif pa.types.is_fixed_size_binary(kind):
            columns[name] = pa.array([cell.encode() for cell in cells], kind)
        elif pa.types.is_float64(kind):
            columns[name] = pa.array([float(cell) for cell in cells], kind)
        elif pa.types.is_list(kind):
            columns[name] = pa.array([[{"key": key, "value": value} for key, value in cell] for cell in cells], kind)
        elif pa.types.is_decimal(kind):
            columns[name] = pa.array([decimal.Decimal(repr(cell)) for cell in cells], kind)
        elif pa.types.is_integer(kind):
            columns[name] = pa.array([int(cell) for cell in cells], kind)
        else:
            columns[name] = plain[name].cast(kind)
    return pa.table(columns)


def write_types(folder):
    rows = list(cur(with_maps("tags", lambda key: f"resourceTags/{key}")))
    start, cost, account = "bill_billing_period_start_date", "line_item_unblended_cost", "line_item_usage_account_id"
    code, resource = "line_item_product_code", "line_item_resource_id"
    entry = pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())]))
    large = {start: pa.timestamp("ns"), cost: pa.decimal128(38, 18), code: pa.large_string(), "tags": entry, "product": "json"}
    pq.write_table(converted(rows, large), folder / "int96.parquet", use_deprecated_int96_timestamps=True)
    small = {start: pa.date32(), cost: pa.decimal256(50, 20), account: pa.int64(), resource: pa.string_view(), "tags": "json"}
    plain = converted(rows, small)
    pq.write_table(plain, folder / "plain.parquet", use_dictionary=False, data_page_version="2.0", compression="gzip")
    words = {start: "text", cost: "text", code: pa.dictionary(pa.int32(), pa.string())}
    pq.write_table(converted(rows, words), folder / "text.parquet", row_group_size=100, compression="lz4")
    currency, octets = "line_item_currency_code", pa.map_(pa.binary(), pa.binary())
    unmarked = {currency: pa.binary(3), code: pa.binary(), resource: pa.binary(), "tags": octets, "product": octets}
    pq.write_table(converted(rows, unmarked), folder / "binary.parquet")
    fields = {name: sorted({key for row in rows for key in row[name] or {}}) for name in ["tags", "product"]}
    groups = {name: pa.struct([(key, pa.string()) for key in keys]) for name, keys in fields.items()}
    pq.write_table(converted(rows, {account: pa.float64(), **groups}), folder / "struct.parquet")
    lines = duckdb.from_arrow(table(rows, pa.timestamp("us", "UTC")))
    path = folder / "duckdb.parquet"
    lines.query("lines", f"COPY lines TO '{path}' (PARQUET_VERSION v2, COMPRESSION zstd)")


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "bills"
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    data, about = root / "cur2/data/BILLING_PERIOD=2026-11", root / "cur2/metadata/BILLING_PERIOD=2026-11"
    legacy = root / "legacy/year=2026/month=11"
    for folder in [data, about, legacy, root / "types"]:
        folder.mkdir(parents=True, exist_ok=True)
    seconds, millis = pa.timestamp("us", "UTC"), pa.timestamp("ms")
    unified = table(cur(with_maps("tags", lambda key: f"resourceTags/{key}")), seconds)
    pq.write_table(unified, data / "costs-00001.snappy.parquet", compression="snappy")
    listed = "s3://finance-exports/reports/cur2/data/BILLING_PERIOD=2026-11/costs-00001.snappy.parquet"
    manifest = json.dumps({"dataFiles": [listed], "billingPeriod": {"start": "20261101T000000.000Z"}}, indent=2)
    (about / "costs-Manifest.json").write_text(manifest + "\n")
    older = csv_text(cur(with_maps("resource_tags", lambda key: f"user_{fold(key)}")))
    (root / "cur2.csv.gz").write_bytes(gzip.compress(older, mtime=0))
    columns = list(cur(with_columns))
    with zipfile.ZipFile(root / "legacy.csv.zip", "w") as archive:
        entry = zipfile.ZipInfo("costs-1.csv", (2026, 11, 30, 0, 0, 0))
        archive.writestr(entry, csv_text(columns, legacy_name), zipfile.ZIP_DEFLATED)
    for number, part in enumerate([columns[:100], columns[100:]], 1):
        pq.write_table(table(part, millis), legacy / f"costs-{number:05}.snappy.parquet", compression="snappy")
    pq.write_table(table(focus(dict), millis), root / "focus-1.0.parquet", compression="zstd")
    (root / "focus-1.2.csv").write_bytes(csv_text(focus(dict)))
    write_types(root / "types")


if __name__ == "__main__":
    main()
