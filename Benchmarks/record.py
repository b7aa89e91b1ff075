#!/usr/bin/env python3
"""Runs all benchmarks and keeps their results: `make bench PHOTOS=DIR` calls this.

    python3 Benchmarks/record.py --photos DIR [--quick]

First `retrieve-benchmarks` (kernels, resize, decoding, in one process), then `compare/run.py` (whole searches beside what
one would use instead). Prints both tables and writes them to `Benchmarks/results/<date>-<machine>.md`, with every run's
time in the `.json` beside it. Both programs must have been built.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

sys.dont_write_bytecode = True
BENCHMARKS = Path(__file__).resolve().parent
sys.path.insert(0, str(BENCHMARKS / "compare"))

import environment  # noqa: E402  (in compare/)

KERNELS = BENCHMARKS / ".build" / "release" / "retrieve-benchmarks"
RETRIEVE = BENCHMARKS.parent / ".build" / "release" / "retrieve"


def machine_name():
    """As in `intel-xeon-processor-2-cores`."""
    cpu = re.sub(r"\((R|TM)\)|@.*", "", environment.cpu())
    return re.sub(r"[^a-z0-9]+", "-", f"{cpu} {environment.cores()} cores".lower()).strip("-")


def run(*command):
    """Runs a command to its end, its messages visible, and returns its output; ends the script where it fails."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{Path(command[0]).name} failed with exit code {done.returncode}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser(description="Run all benchmarks and keep their results.")
    parser.add_argument("--photos", required=True, help="folder of photographs")
    parser.add_argument("--quick", action="store_true", help="few runs, small arrays: whether it works, not how fast")
    options = parser.parse_args()
    for binary in (KERNELS, RETRIEVE):
        if not binary.exists():
            sys.exit(f"{binary} is not there; build it with `make bench`")

    with tempfile.TemporaryDirectory() as folder:
        parts, wholes = Path(folder, "parts.json"), Path(folder, "wholes.json")
        sizes = ("--runs", 3, "--memory", 64) if options.quick else ()
        parts_table = run(KERNELS, "--photos", options.photos, "--json", parts, *sizes)
        rounds = ("--repeat", 2) if options.quick else ()
        page = run(sys.executable, BENCHMARKS / "compare" / "run.py", "--photos", options.photos, "--retrieve", RETRIEVE,
                   "--json", wholes, *rounds)
        figures = {**json.loads(wholes.read_text()), "parts": json.loads(parts.read_text()), "quick": options.quick}

    warning = "\nA quick run: these figures only show that the benchmarks work.\n" if options.quick else ""
    page = f"{page}\n## Kernels, resize and decoding\n{warning}\nMedians.\n\n{parts_table}"
    print(page, end="")
    results = BENCHMARKS / "results"
    results.mkdir(exist_ok=True)
    name = f"{datetime.now(timezone.utc):%Y-%m-%d}-{machine_name()}{'-quick' if options.quick else ''}"
    (results / f"{name}.md").write_text(page)
    (results / f"{name}.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(f"\nWritten to {results.relative_to(BENCHMARKS.parent)}/{name}.md and .json", file=sys.stderr)


if __name__ == "__main__":
    main()
