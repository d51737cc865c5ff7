"""A client that shares nothing with the server: Python and its standard library. The binary is the first argument."""

import json
import pathlib
import subprocess
import sys

server = subprocess.Popen([sys.argv[1], "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()


def receive(is_meant):
    while True:
        length = 0
        while (line := server.stdout.readline().strip()) != b"":
            name, _, value = line.partition(b": ")
            length = int(value) if name == b"Content-Length" else length
        message = json.loads(server.stdout.read(length))
        if is_meant(message):
            return message


def request(number, method, params):
    send({"id": number, "method": method, "params": params})
    answer = receive(lambda message: message.get("id") == number and "method" not in message)
    assert "error" not in answer, answer
    return answer["result"]


def diagnostics():
    message = receive(lambda message: message.get("method") == "textDocument/publishDiagnostics")
    return message["params"]["diagnostics"]


folder = pathlib.Path.cwd()
uri = (folder / "a.yaml").as_uri()
text = (folder / "a.yaml").read_text(encoding="utf-8")
capabilities = {"general": {"positionEncodings": ["utf-32", "utf-16"]}}
welcome = request(1, "initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
assert welcome["capabilities"]["positionEncoding"] == "utf-32", welcome
send({"method": "initialized", "params": {}})
document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
found = {one["code"]: one for one in diagnostics()}
assert set(found) == {"invalid-value", "missing-tag"}, found

# In UTF-32 a position is an index of Python's strings.
place = found["invalid-value"]["range"]
line = text.splitlines()[place["start"]["line"]]
assert line[place["start"]["character"] : place["end"]["character"]] == "😀red", (line, place)

context = {"diagnostics": [found["invalid-value"]], "only": ["quickfix"]}
params = {"textDocument": {"uri": uri}, "range": place, "context": context}
preferred = [action for action in request(2, "textDocument/codeAction", params) if action.get("isPreferred")]
assert preferred[0]["edit"]["changes"][uri] == [{"range": place, "newText": '"😀Red"'}], preferred

request(3, "shutdown", None)
send({"method": "exit"})
assert server.wait() == 0
