"""Stands before a server and spoils what passes: proxy.py LOG PORT FAULT

    none           everything passes
    cut-upload     the second upload is cut off before it is answered, and all after it
    lose-answer    the first upload is passed on, and its answer lost
    limit          uploads of more than 60,000 bytes are answered with 413
    busy           every request is answered with 429 the first time
    broken         every request is answered with 503
    nonsense       every request is answered with a page for people
    other          every request is answered with JSON of something else
    slow           nothing is answered for a while
    in-part        of the last record of a listing the name is told and no more
"""

import http.client
import json
import sys
import time

from local_server import Handler, serve


class Proxy(Handler):
    target = None
    fault = None

    def do_GET(self):
        self.note()
        fault, is_upload = self.fault, self.path.endswith("/upsert")
        if fault == "broken":
            return self.answer(503, b"no room")
        if fault == "nonsense":
            return self.answer(200, b"<html>Welcome!</html>")
        if fault == "other":
            return self.answer(200, b'{"heartbeat": true}')
        if fault == "slow":
            time.sleep(3)
            self.close_connection = True
            return None
        if fault == "busy" and self.count(self.path) == 1:
            return self.answer(429, headers={"Retry-After": "0"})
        if fault == "limit" and is_upload and len(self.body) > 60_000:
            return self.answer(413, b"too much")
        if fault == "cut-upload" and is_upload and self.count("upload") > 1:
            self.close_connection = True
            return None
        return self.pass_on(answers=not (fault == "lose-answer" and is_upload and self.count("upload") == 1))

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def pass_on(self, answers):
        connection = http.client.HTTPConnection("127.0.0.1", self.target)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "expect")}
        connection.request(self.command, self.path, self.body, headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if self.fault == "in-part" and self.path.endswith("/get"):
            listing = json.loads(body)
            listing["metadatas"] = listing["metadatas"][:-1]
            body = json.dumps(listing).encode()
        if answers:
            self.answer(response.status, body, {"Content-Type": response.headers.get("Content-Type", "")})
        else:
            self.close_connection = True


if __name__ == "__main__":
    Proxy.target = int(sys.argv[2])
    Proxy.fault = sys.argv[3]
    serve(Proxy, sys.argv[1])
