"""Runs one program and measures it from outside: wall time, peak memory, and what it says of itself.

The peers end their output with lines such as `images: 334` and `seconds: 0.41`; those are read here.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass


class Unavailable(Exception):
    """A program that cannot be installed, built or run; the message is the reason a reader sees."""


@dataclass
class Run:
    """One finished run: its output, wall time from before its start to its end, and peak memory."""

    lines: list
    wall_seconds: float
    peak_bytes: int

    def figure(self, name):
        """The number of the last line `name: NUMBER`."""
        for line in reversed(self.lines):
            if line.startswith(name + ": "):
                return float(line[len(name) + 2 :])
        raise Unavailable(f"printed no line '{name}: …'")


def run(command, stdin_text=""):
    """Runs the command to its end.

    Output goes to files, not pipes, so that nobody has to drain them while the clock runs. The peak is that of this one
    child, by `wait4`; it never reads lower than the memory of this script, which the child inherits for a moment.
    """
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(os.fsencode(stdin_text))
        stdin.seek(0)
        start = time.perf_counter()
        try:
            child = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr)
        except OSError as error:
            raise Unavailable(f"{os.path.basename(command[0])} cannot be started: {error.strerror}") from error
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)

        stdout.seek(0)
        stderr.seek(0)
        output, complaints = (file.read().decode(errors="surrogateescape") for file in (stdout, stderr))
    if child.returncode != 0:
        last = (complaints.strip().splitlines() or ["no message"])[-1]
        raise Unavailable(f"exit code {child.returncode}: {last}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(output.splitlines(), seconds, usage.ru_maxrss * unit)
