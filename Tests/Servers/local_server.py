"""What the servers of the tests share: a free port of this machine, a log of requests, and an end with the tests.

A server prints its port on a line, and ends when its standard input does, so that it never outlives whoever started it.
"""

import http.server
import json
import os
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers requests, keeps a line of JSON about each in the log, and can break off."""

    protocol_version = "HTTP/1.1"
    log = None
    lock = threading.Lock()
    counts = {}

    def count(self, key):
        """How often this was called with `key`, this time included."""
        with self.lock:
            self.counts[key] = self.counts.get(key, 0) + 1
            return self.counts[key]

    def note(self):
        """Reads the body of the request, and writes a line about it."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        line = {"method": self.command, "path": self.path, "headers": headers, "size": len(self.body)}
        with self.lock:
            self.log.write(json.dumps(line) + "\n")
            self.log.flush()

    def answer(self, status, body=b"", headers={}, sent=None):
        """Sends `body`, or the first `sent` bytes of it and then breaks off."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body if sent is None else body[:sent])
        if sent is not None:
            self.break_off()

    def break_off(self):
        self.wfile.flush()
        self.close_connection = True

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # Clients that go away are part of the tests.


def serve(handler, log_path, context=None, host="127.0.0.1"):
    """Serves until standard input ends."""
    handler.log = open(log_path, "a", encoding="utf-8")
    server = Server((host, 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.buffer.read()
    os._exit(0)
