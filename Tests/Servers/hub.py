"""Behaves like Hugging Face's hub, as far as downloading a model goes: hub.py LOG [TOKEN]

Models are made up. What comes after `org/` says what happens to them:
    good         nothing; its weights are at another host name, as large files are
    private      only whoever has TOKEN may know of it
    gated        nobody may have it
    old          has been renamed to org/good
    images       has no tokenizer
    pytorch      has no safetensors
    cut          the weights break off in the middle, the first time
    always-cut   they always do, after a few more bytes
    no-range     the weights always come from the beginning, and break off the first time
    wrong        the weights are not what their checksum says
    short        the small files are not what their checksum says
    busy         each address answers 429 twice, then as it should
    broken       answers 500
    nonsense     answers with a page for people
    hostile      tells names that lead out of the cache
"""

import hashlib
import json
import sys

from local_server import Handler, serve

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = bytes(range(256)) * 2048  # 512 KiB
FILES = {
    "open_clip_config.json": b'{"model_cfg": {}}\n',
    "open_clip_model.safetensors": WEIGHTS,
    "vocab.json": b"{}\n",
    "merges.txt": b"#version: 0.2\n",
    "README.md": b"not needed\n",
    "pytorch_model.bin": b"not needed either\n",
}


def git_name(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Hub(Handler):
    token = None

    def do_GET(self):
        self.note()
        path = self.path.lstrip("/").split("/")
        name = path[3] if path[0] == "api" else path[1]
        if name == "busy" and self.count(self.command + self.path) < 3:
            return self.answer(429, headers={"Retry-After": "0"})
        if name == "broken":
            return self.answer(500, b"the hub has fallen over")
        if name == "nonsense":
            return self.answer(200, b"<html>Welcome!</html>")
        if path[0] == "cdn":
            return self.content(name)
        if name == "gated":
            return self.answer(403, headers={"X-Error-Code": "GatedRepo"})
        if name == "private" and self.headers.get("Authorization") != f"Bearer {self.token}":
            return self.answer(401, headers={"X-Error-Code": "RepoNotFound"})
        if name == "none":
            return self.answer(404, headers={"X-Error-Code": "RepoNotFound"})
        if path[0] == "api":
            return self.model(name, path[5])
        if name == "old":
            return self.answer(307, headers={"Location": self.path.replace("org/old", "org/good")})
        return self.file(name, path[4])

    do_HEAD = do_GET

    def model(self, name, revision):
        if revision not in ("main", "v1", COMMIT):
            return self.answer(404, headers={"X-Error-Code": "RevisionNotFound"})
        files = dict(FILES)
        if name == "images":
            del files["vocab.json"]
        if name == "pytorch":
            del files["open_clip_model.safetensors"]
        siblings = [{"rfilename": file} for file in files]
        if name == "hostile":
            siblings.append({"rfilename": "../../evil"})
        commit = "../../../evil" if name == "hostile" else COMMIT
        self.answer(200, json.dumps({"id": f"org/{name}", "sha": commit, "siblings": siblings}).encode())

    def file(self, name, file):
        headers = {"X-Repo-Commit": COMMIT}
        content = FILES[file]
        if content is WEIGHTS:
            headers["X-Linked-Etag"] = f'"{hashlib.sha256(WEIGHTS).hexdigest()}"'
            headers["X-Linked-Size"] = str(len(WEIGHTS))
            # Another host as far as a client can tell.
            headers["Location"] = f"http://localhost:{self.server.server_address[1]}/cdn/{name}"
            return self.answer(302, headers=headers)
        headers["ETag"] = f'"{git_name(content)}"'
        self.answer(200, content.upper() if name == "short" else content, headers)

    def content(self, name):
        content = WEIGHTS[::-1] if name == "wrong" else WEIGHTS
        attempt = self.count("content")
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if name == "no-range":
            start = 0
        if start >= len(content):
            return self.answer(416)
        headers = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        sent = None
        if (name in ("cut", "no-range") and attempt == 1) or name == "always-cut":
            sent = 300_000 if start == 0 else 10
        self.answer(206 if start else 200, content[start:], headers, sent)


if __name__ == "__main__":
    Hub.token = sys.argv[2] if len(sys.argv) > 2 else None
    serve(Hub, sys.argv[1])
