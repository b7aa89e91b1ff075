"""A web server that behaves as its addresses say: plain.py LOG [CERTIFICATE KEY]

    /status/N        status N, with a sentence
    /echo            the body of the request
    /redirect/N      N redirects, then /status/200
    /elsewhere       a redirect to another name of this machine
    /loop            a redirect to itself
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

from local_server import Handler, serve


class Plain(Handler):
    def do_GET(self):
        self.note()
        what, *rest = self.path.lstrip("/").split("?")[0].split("/")
        port = self.server.server_address[1]
        if what == "status":
            self.answer(int(rest[0]), b'{"message": "so it is"}')
        elif what == "echo":
            self.answer(200, self.body, {"X-Method": self.command, "X-Padded": "  value  "})
        elif what == "redirect":
            left = int(rest[0])
            self.answer(302, b"not for the caller", {"Location": f"/redirect/{left - 1}" if left > 1 else "/status/200"})
        elif what == "elsewhere":
            self.answer(307, headers={"Location": f"http://localhost:{port}/echo"})
        elif what == "loop":
            self.answer(301, headers={"Location": "/loop"})
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
    context = None
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    serve(Plain, sys.argv[1], context)
