"""A web server that behaves as its addresses say: plain.py LOG [--host ADDRESS] [--file FILE] [CERTIFICATE KEY]

    /status/N        status N, with a sentence
    /echo            the body of the request
    /redirect/N      N redirects, then /status/200
    /late/N          the same, each after a third of a second
    /elsewhere       a redirect to another name of this machine
    /loop            a redirect to itself
    /to/URL          a redirect to a URL with percent signs
    /file/NAME       the bytes of FILE, whatever the name, as if they were text
    /see-other       303 to /status/200
    /downgrade       a redirect to http
    /busy/N/S        status S, N times; then 200. 429 asks to be left alone for no time at all
    /cut             the half of a response
    /silent          no response for a while
    /garbage         no HTTP
    /large/N         N bytes, their number not told before
"""

import ssl
import sys
import time
import urllib.parse

from local_server import Handler, serve


class Plain(Handler):
    file = None

    def do_GET(self):
        self.note()
        what, *rest = self.path.lstrip("/").split("?")[0].split("/")
        port = self.server.server_address[1]
        if what == "status":
            self.answer(int(rest[0]), b'{"message": "so it is"}')
        elif what == "echo":
            self.answer(200, self.body, {"X-Method": self.command, "X-Padded": "  value  "})
        elif what in ("redirect", "late"):
            left = int(rest[0])
            time.sleep(1 / 3 if what == "late" else 0)
            self.answer(302, b"not for the caller", {"Location": f"/{what}/{left - 1}" if left > 1 else "/status/200"})
        elif what == "elsewhere":
            self.answer(307, headers={"Location": f"http://localhost:{port}/echo"})
        elif what == "loop":
            self.answer(301, headers={"Location": "/loop"})
        elif what == "to":
            self.answer(302, headers={"Location": urllib.parse.unquote(rest[0])})
        elif what == "file":
            with open(self.file, "rb") as file:
                body = file.read()
            self.answer(200, body, {"Content-Type": "text/html"})
        elif what == "see-other":
            self.answer(303, headers={"Location": "/echo"})
        elif what == "downgrade":
            self.answer(302, headers={"Location": f"http://127.0.0.1:{port}/echo"})
        elif what == "busy":
            done = self.count(self.path) > int(rest[0])
            self.answer(200 if done else int(rest[1]), b"", {} if done else {"Retry-After": "0"})
        elif what == "cut":
            self.answer(200, b"x" * 1000, sent=500)
        elif what == "silent":
            time.sleep(5)
            self.close_connection = True
        elif what == "garbage":
            self.wfile.write(b"220 mail.example.org ESMTP\r\n")
            self.break_off()
        elif what == "large":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"x" * int(rest[0]))
            self.break_off()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET


if __name__ == "__main__":
    log, *arguments = sys.argv[1:]
    host = "127.0.0.1"
    while arguments and arguments[0].startswith("--"):
        name, value, *arguments = arguments
        if name == "--host":
            host = value
        else:
            Plain.file = value
    context = None
    if arguments:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*arguments)
    serve(Plain, log, context, host)
