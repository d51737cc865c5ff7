"""Plays Athena on this machine, for tests: a query is turned into DuckDB's SQL by sqlglot, and really run.

    pip install sqlglot duckdb
    python3 scripts/athena.py FOLDER

Each folder in FOLDER is a table of the database `bills`, with the parquet or csv files in it; csv has maps as JSON,
which become maps where the name of the folder ends in `_maps`. The address is printed; the end of standard input ends it.
"""

import itertools
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import sqlglot

MAPS = ("tags", "resource_tags", "product", "Tags")
TYPES = {"VARCHAR": "string", "MAP(VARCHAR, VARCHAR)": "map<string,string>"}


def load(folder):
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA bills")
    for table in sorted(path for path in Path(folder).iterdir() if path.is_dir()):
        name = f'bills."{table.name}"'
        if list(table.glob("**/*.parquet")):
            source = f"read_parquet('{table}/**/*.parquet', hive_partitioning = true, union_by_name = true)"
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {source}")
            continue
        source = f"read_csv('{table}/*.csv', all_varchar = true, union_by_name = true)"
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {source}")
        for column, *_ in connection.execute(f"DESCRIBE {name}").fetchall():
            kind = None
            if "cost" in column.lower():
                kind = "DOUBLE"
            elif column in MAPS and table.name.endswith("_maps"):
                kind = "MAP(VARCHAR, VARCHAR)"
                connection.execute(f'ALTER TABLE {name} ALTER "{column}" TYPE JSON')
            if kind:
                connection.execute(f'ALTER TABLE {name} ALTER "{column}" TYPE {kind}')
    return connection


class Athena(BaseHTTPRequestHandler):
    engine = None
    numbers = itertools.count(1)
    queries = {}
    lock = threading.Lock()
    page = 7

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        operation = self.headers["X-Amz-Target"].split(".")[-1]
        try:
            with self.lock:
                status, answer = 200, getattr(self, operation)(body)
        except Exception as error:
            status, answer = 400, {"__type": "InvalidRequestException", "Message": str(error)}
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass

    def GetTableMetadata(self, body):
        name = f'{body["DatabaseName"]}."{body["TableName"]}"'
        columns = []
        for column, kind, *_ in self.engine.execute(f"DESCRIBE {name}").fetchall():
            columns.append({"Name": column.lower(), "Type": TYPES.get(kind, kind.lower())})
        return {"TableMetadata": {"Name": body["TableName"], "Columns": columns}}

    def StartQueryExecution(self, body):
        for query, (token, *_) in self.queries.items():
            if token == body["ClientRequestToken"]:
                return {"QueryExecutionId": query}
        query = f"query-{next(self.numbers)}"
        sql = sqlglot.transpile(body["QueryString"], read="athena", write="duckdb")[0]
        try:
            ran = self.engine.execute(sql)
            names, rows, why = [about[0] for about in ran.description], ran.fetchall(), None
        except duckdb.Error as error:
            names, rows, why = [], [], str(error)
        self.queries[query] = (body["ClientRequestToken"], names, rows, why)
        return {"QueryExecutionId": query}

    def GetQueryExecution(self, body):
        *_, why = self.queries[body["QueryExecutionId"]]
        status = {"State": "FAILED", "StateChangeReason": why} if why else {"State": "SUCCEEDED"}
        return {"QueryExecution": {"Status": status, "Statistics": {"DataScannedInBytes": 10485760}}}

    def GetQueryResults(self, body):
        _, names, rows, _ = self.queries[body["QueryExecutionId"]]
        rows = [names, *rows]
        start = int(body.get("NextToken", 0))
        end = start + min(self.page, body["MaxResults"])
        page = []
        for row in rows[start:end]:
            page.append({"Data": [{} if cell is None else {"VarCharValue": str(cell)} for cell in row]})
        columns = [{"Name": name, "Type": "varchar"} for name in names]
        answer = {"ResultSet": {"Rows": page, "ResultSetMetadata": {"ColumnInfo": columns}}}
        if end < len(rows):
            answer["NextToken"] = str(end)
        return answer

    def StopQueryExecution(self, body):
        return {}


if __name__ == "__main__":
    Athena.engine = load(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Athena)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
