#!/usr/bin/env python3
"""Opens a page in a browser of Chromium's family, does with it what a reader would, and prints what came of it.

    browser.py BROWSER PAGE [--dark] [--size WxH] STEP…

A step is `key:NAME` (a key is pressed; the names are those of KeyboardEvent.key), `tell:EXPRESSION` (prints its value as JSON, a line each),
`wait:EXPRESSION` (until it holds) or `shot:FILE` (a picture of what is in sight). At the end the console's messages follow, a line
each, after `console:`. Speaks the DevTools protocol over pipes, so that no port is needed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import base64

PATIENCE = 30
KEYS = {"ArrowLeft": 37, "ArrowRight": 39, "Tab": 9, "Enter": 13}
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --no-first-run"
    " --hide-scrollbars --remote-debugging-pipe"
).split()


class Browser:
    """A browser with one page."""

    def __init__(self, program, profile, size):
        read_commands, self.commands = os.pipe()
        self.answers, write_answers = os.pipe()

        # What the browser reads from and writes to has these two numbers.
        def place():
            os.dup2(read_commands, 1003)
            os.dup2(write_answers, 1004)
            os.dup2(1003, 3)
            os.dup2(1004, 4)
            os.set_inheritable(3, True)
            os.set_inheritable(4, True)

        self.process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={profile}", f"--window-size={size.replace('x', ',')}"],
            preexec_fn=place, close_fds=False, stderr=subprocess.DEVNULL)
        os.close(read_commands)
        os.close(write_answers)
        self.pending, self.number, self.session, self.console = b"", 0, None, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def receive(self):
        while b"\0" not in self.pending:
            part = os.read(self.answers, 1 << 20)
            if not part:
                sys.exit("the browser has ended")
            self.pending += part
        message, self.pending = self.pending.split(b"\0", 1)
        answer = json.loads(message)
        if answer.get("method") == "Log.entryAdded":
            self.console.append(answer["params"]["entry"]["text"])
        if answer.get("method") == "Runtime.consoleAPICalled":
            self.console.append(" ".join(str(value.get("value")) for value in answer["params"]["args"]))
        if answer.get("method") == "Runtime.exceptionThrown":
            self.console.append(answer["params"]["exceptionDetails"]["text"])
        return answer

    def value(self, expression):
        outcome = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in outcome:
            sys.exit(f"{expression}: {outcome['exceptionDetails']['exception'].get('description')}")
        return outcome["result"].get("value")

    def wait(self, expression):
        end = time.monotonic() + PATIENCE
        while not self.value(expression):
            if time.monotonic() > end:
                sys.exit(f"it never came to {expression}")
            time.sleep(0.02)

    def press(self, name):
        text = name if len(name) == 1 else ""
        code = KEYS.get(name) or ord(name.upper())
        common = {"key": name, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def open(self, page, is_dark):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}])
        self.call("Page.navigate", url=page)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def do(self, step):
        kind, _, rest = step.partition(":")
        if kind == "key":
            self.press(rest)
        elif kind == "tell":
            print(json.dumps(self.value(rest)), flush=True)
        elif kind == "wait":
            self.wait(rest)
        elif kind == "shot":
            with open(rest, "wb") as file:
                file.write(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
        else:
            sys.exit(f"no step begins with {kind}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("browser")
    parser.add_argument("page", help="an absolute path")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--size", default="1200x900")
    parser.add_argument("steps", nargs="*")
    options = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        with Browser(options.browser, profile, options.size) as browser:
            browser.open(f"file://{options.page}", options.dark)
            for step in options.steps:
                browser.do(step)
            print("console:")
            for message in browser.console:
                print(message)


if __name__ == "__main__":
    main()
