#!/usr/bin/env python3
"""Proves against released SDKs what taglint's table of clients says of them, and prints a Markdown table.

    pip install openai anthropic boto3
    npm install --prefix NODE openai @anthropic-ai/bedrock-sdk
    scripts/sdks.py [--node NODE]

Each client is constructed for a `bedrock-mantle` endpoint, with a project named in one way, and sends one request to a
server on this machine that notes the headers. `yes` means that a header with the project arrived. Nothing else is sent
anywhere: the base URL, or the transport, is that of the server.
"""

import argparse
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading

HEADERS = ("openai-project", "anthropic-workspace", "anthropic-workspace-id")

PYTHON = {
    "openai-python": (
        "from openai import OpenAI\n"
        "client = OpenAI(base_url=URL, api_key='x', max_retries=0{options})\n"
        "client{more}.responses.create(model='m', input='hi'{request})\n"
    ),
    "openai-python-bedrock": (
        "from openai import BedrockOpenAI\n"
        "client = BedrockOpenAI(base_url=URL, aws_region='us-east-1', api_key='x', max_retries=0{options})\n"
        "client{more}.responses.create(model='m', input='hi'{request})\n"
    ),
    "openai-python, `provider=`": (
        "from openai import OpenAI\n"
        "from openai.providers import bedrock\n"
        "provider = bedrock(base_url=URL, region='us-east-1', api_key='x')\n"
        "client = OpenAI(provider=provider, max_retries=0{options})\n"
        "client{more}.responses.create(model='m', input='hi'{request})\n"
    ),
    "anthropic-python": (
        "from anthropic import Anthropic\n"
        "client = Anthropic(base_url=URL, api_key='x', max_retries=0{options})\n"
        "client{more}.messages.create(model='m', max_tokens=1, messages=[{{'role': 'user', 'content': 'hi'}}]{request})\n"
    ),
    "anthropic-python-mantle": (
        "from anthropic import AnthropicBedrockMantle\n"
        "client = AnthropicBedrockMantle(base_url=URL, aws_region='us-east-1', api_key='x', max_retries=0{options})\n"
        "client{more}.messages.create(model='m', max_tokens=1, messages=[{{'role': 'user', 'content': 'hi'}}]{request})\n"
    ),
}

NODE = {
    "openai-node": (
        "const {{ OpenAI }} = require('openai');\n"
        "const client = new OpenAI({{ baseURL: URL_, apiKey: 'x', maxRetries: 0{options} }});\n"
        "client.responses.create({{ model: 'm', input: 'hi' }}{request}).catch(() => {{}});\n"
    ),
    "openai-node-bedrock": (
        "const {{ BedrockOpenAI }} = require('openai');\n"
        "const client = new BedrockOpenAI({{ baseURL: URL_, awsRegion: 'us-east-1', apiKey: 'x', maxRetries: 0{options} }});\n"
        "client.responses.create({{ model: 'm', input: 'hi' }}{request}).catch(() => {{}});\n"
    ),
    "openai-node, `provider:`": (
        "const {{ OpenAI }} = require('openai');\n"
        "const {{ bedrock }} = require('openai/providers/bedrock');\n"
        "const provider = bedrock({{ baseURL: URL_, region: 'us-east-1', apiKey: 'x' }});\n"
        "const client = new OpenAI({{ provider, maxRetries: 0{options} }});\n"
        "client.responses.create({{ model: 'm', input: 'hi' }}{request}).catch(() => {{}});\n"
    ),
}

WAYS = ("argument", "headers", "request", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS")


class Noting(http.server.BaseHTTPRequestHandler):
    """Notes the headers of each request, and answers that nothing is there."""

    seen = []

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        Noting.seen.append({name.lower() for name in self.headers if self.headers[name] == "proj_x"})
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_):
        pass


def environment(way):
    """The environment of a run, with one variable that names a project, perhaps."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "NODE_PATH", "PYTHONPATH") if name in os.environ}
    values = {
        "OPENAI_PROJECT_ID": "proj_x",
        "OPENAI_CUSTOM_HEADERS": "OpenAI-Project: proj_x",
        "ANTHROPIC_CUSTOM_HEADERS": "anthropic-workspace: proj_x",
    }
    return kept | ({way: values[way]} if way in values else {})


def python(code, way, name):
    header = "anthropic-workspace" if name.startswith("anthropic") else "OpenAI-Project"
    options = {"argument": ", project='proj_x'", "headers": f", default_headers={{'{header}': 'proj_x'}}"}.get(way, "")
    request = f", extra_headers={{'{header}': 'proj_x'}}" if way == "request" else ""
    return code.format(options=options, more="", request=request)


def node(code, way):
    options = {"argument": ", project: 'proj_x'", "headers": ", defaultHeaders: { 'OpenAI-Project': 'proj_x' }"}
    request = ", { headers: { 'OpenAI-Project': 'proj_x' } }" if way == "request" else ""
    return code.format(options=options.get(way, ""), request=request)


def arrives(command, code, way, cwd=None):
    """Whether the project arrived; `None` where the client could not be made in this way."""
    Noting.seen.clear()
    subprocess.run([*command, code], env=environment(way), cwd=cwd, capture_output=True, timeout=60)
    if not Noting.seen:
        return None
    return any(header in seen for seen in Noting.seen for header in HEADERS)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--node", type=pathlib.Path)
    arguments = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/v1"
    word = {True: "yes", False: "no", None: "–"}
    print("| client | " + " | ".join(f"`{way}`" if "_" in way else way for way in WAYS) + " |")
    print("|---|" + "---|" * len(WAYS))
    for name, code in PYTHON.items():
        runs = [(f"URL = {url!r}\n" + python(code, way, name), way) for way in WAYS]
        cells = [word[arrives([sys.executable, "-c"], run, way)] for run, way in runs]
        print(f"| {name} | " + " | ".join(cells) + " |")
    if arguments.node:
        for name, code in NODE.items():
            runs = [(f"const URL_ = {json.dumps(url)};\n" + node(code, way), way) for way in WAYS]
            cells = [word[arrives(["node", "-e"], run, way, arguments.node)] for run, way in runs]
            print(f"| {name} | " + " | ".join(cells) + " |")
    versions(arguments.node)


def versions(folder):
    """Which releases these were."""
    from importlib.metadata import version

    found = [f"openai {version('openai')}", f"anthropic {version('anthropic')} (Python)"]
    if folder:
        package = json.loads((folder / "node_modules/openai/package.json").read_text())
        found.append(f"openai {package['version']} (npm)")
    print(f"\nReleases: {', '.join(found)}.")


if __name__ == "__main__":
    main()
