"""Runs a Chroma server: chroma.py LOG PROGRAM FOLDER

Prints its port on a line once it answers. `kill` on a line of standard input ends it as a failing machine would, `start` starts
it again at the same port; each is answered by a line. It ends when standard input does.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(program, folder, port, log):
    server = subprocess.Popen(
        [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "ANONYMIZED_TELEMETRY": "False"})
    address = f"http://127.0.0.1:{port}/api/v2/heartbeat"
    for _ in range(600):
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5).read()
            return server
        except OSError:
            if server.poll() is not None:
                sys.exit("the server ended by itself")
            time.sleep(0.1)
    server.kill()
    sys.exit("the server does not answer")


def main():
    log_path, program, folder = sys.argv[1:]
    port = free_port()
    with open(log_path, "ab") as log:
        server = start(program, folder, port, log)
        print(port, flush=True)
        for line in sys.stdin:
            if line == "kill\n":
                server.kill()
                server.wait()
            elif line == "start\n":
                server = start(program, folder, port, log)
            print("done", flush=True)
        server.kill()
        server.wait()


main()
