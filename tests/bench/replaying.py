"""Answers every Query with the same bytes, an UpdateItem with what it leaves, any other call with nothing.

`python -m tests.bench.replaying FILE`

The first Query and the first PutItem are kept beside the page, so that what they cost can be computed. Prints the
port it listens on, and ends with its standard input. A process of its own, so that its time counts for neither side.
"""

import json
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

EMPTY = b"{}"


class Replaying(BaseHTTPRequestHandler):
    """Speaks just as much of DynamoDB's protocol as a reader of one page needs."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    page, folder = EMPTY, Path()

    def do_POST(self) -> None:
        """Answer one call."""
        asked = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_query = self.headers.get("X-Amz-Target", "").endswith(".Query")
        kept = self.folder / ("query.json" if is_query else "put.json")
        if not kept.exists() and b"-limits" not in asked:
            kept.write_bytes(asked)
        body = self.page if is_query else _left_by(asked)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        """Say nothing."""


def _left_by(asked: bytes) -> bytes:
    """Return what a call is answered; an update that moves a number leaves it moved from where its bounds begin."""
    values = json.loads(asked).get("ExpressionAttributeValues", {})
    if ":by" not in values:
        return EMPTY
    moved = int(values[":first"]["N"]) + int(values[":by"]["N"])
    return json.dumps({"Attributes": {"full_at": {"N": str(moved)}}}).encode()


class Server(socketserver.ThreadingTCPServer):
    """One thread a connection."""

    allow_reuse_address = True
    daemon_threads = True


def main() -> None:
    """Serve until standard input ends."""
    page = Path(sys.argv[1])
    Replaying.page, Replaying.folder = page.read_bytes(), page.parent
    for name in ("query.json", "put.json"):
        (page.parent / name).unlink(missing_ok=True)
    with Server(("127.0.0.1", 0), Replaying) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
