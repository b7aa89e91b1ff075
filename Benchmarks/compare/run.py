#!/usr/bin/env python3
"""Measures `retrieve` side by side with what a user would pick instead, and prints a Markdown page.

    python3 Benchmarks/compare/run.py --photos DIR [--retrieve PATH] [--threads N] [--repeat R]
                                      [--output FILE.md] [--json FILE]

Needs Python 3.11 or newer alone: the peers are installed from PyPI into `Benchmarks/.venv`, the decoder is compiled
with `cc` and libjpeg-turbo's headers. A peer that cannot be had is named in the table, and the others are measured. The
programs take turns (A B C D, A B C D, …), so that a busy moment of the machine falls on all of them. Nothing is
asserted: a missed budget is printed, not an error.
"""

import argparse
import json
import os
import shutil
import sys
from datetime import datetime, timezone
from pathlib import Path

sys.dont_write_bytecode = True

import environment
import report
from measure import Unavailable, run
from peers import Task, all_peers

EXTENSIONS = (".jpg", ".jpeg", ".png")
STARTS = 50


def find_photos(root):
    """All photos under the root, sorted; hidden folders are left out."""
    found = []
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found += [os.path.join(folder, name) for name in names if name.lower().endswith(EXTENSIONS)]
    return sorted(found)


def warm(photos):
    """Reads every file once, so that nobody measures the disk; returns the bytes."""
    return sum(len(Path(photo).read_bytes()) for photo in photos)


def note(message):
    print(message, file=sys.stderr, flush=True)


def python_or_none():
    """The virtual environment's interpreter, or None: then everything in Python is reported as not measured."""
    note(f"Preparing {environment.VENV.name} …")
    try:
        return environment.prepare_python()
    except Unavailable as reason:
        note(f"no virtual environment: {reason}")
        return None


def measure_rounds(peers, task, rounds):
    """Runs every peer once a round, in turn; the figures are kept in the peers."""
    for peer in peers:
        try:
            peer.prepare(task)
        except Unavailable as reason:
            peer.unavailable = str(reason)
            note(f"{peer.label}: {reason}")
    for number in range(1, rounds + 1):
        note(f"Round {number} of {rounds} …")
        for peer in peers:
            peer.measure(task)


def start_times(program, *arguments):
    """The wall times of starting a program that does next to nothing; none where it cannot be started."""
    path = shutil.which(program)
    if path is None:
        return []
    try:
        return [run([path, *arguments]).wall_seconds for _ in range(STARTS)]
    except Unavailable:
        return []


def pillow_resize(python):
    """The milliseconds of Pillow's resize, or the reason there are none."""
    try:
        if python is None:
            raise Unavailable("no virtual environment")
        environment.package_version(python, "PIL")
        finished = run([python, str(environment.HERE / "pillow_resize.py")])
        return {"milliseconds": finished.figure("milliseconds"), "unavailable": None}
    except Unavailable as reason:
        return {"milliseconds": None, "unavailable": str(reason)}


def versions(python):
    found = {"libjpeg-turbo": environment.turbojpeg_version()}
    for name, module in {"Pillow": "PIL", "numpy": "numpy", "OpenCV": "cv2"}.items():
        try:
            found[name] = environment.package_version(python, module) if python else "missing"
        except Unavailable:
            found[name] = "missing"
    return found


def describe(peer, gallery):
    """A peer's figures for the JSON file; hits relative to the gallery, so that they can be compared."""
    return {
        "label": peer.label,
        "unavailable": peer.unavailable,
        "images": peer.images,
        "seconds": peer.seconds,
        "peak_bytes": peer.peak_bytes,
        "top": [os.path.relpath(path, gallery) for path in peer.top],
    }


def measure(options, photos):
    """Everything that is measured, as the dictionary `--json` writes and the page is made from."""
    task = Task(options.photos, photos, options.threads)
    size = warm(photos)
    load = os.getloadavg()[0]
    python = python_or_none()
    peers = all_peers(options.retrieve, python, options.threads)
    measure_rounds(peers, task, options.repeat)
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": environment.commit(),
        "machine": {
            "cpu": environment.cpu(),
            "cores": environment.cores(),
            "system": environment.operating_system(),
            "load": load,
        },
        "versions": versions(python),
        "photos": {"count": len(photos), "megabytes": size / 1e6},
        "threads": options.threads,
        "rounds": options.repeat,
        "peers": {peer.key: describe(peer, options.photos) for peer in peers},
        "startup_seconds": start_times(options.retrieve, "--version"),
        "empty_startup_seconds": start_times("true"),
        "pillow_resize": pillow_resize(python),
    }


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def main():
    parser = argparse.ArgumentParser(description="Measure retrieve side by side with its peers.")
    parser.add_argument("--photos", required=True, help="folder of photos, the gallery")
    built = environment.BENCHMARKS.parent / ".build" / "release" / "retrieve"
    parser.add_argument("--retrieve", default=os.path.relpath(built), help="the program (default: %(default)s)")
    parser.add_argument("--threads", type=positive, default=environment.cores())
    parser.add_argument("--repeat", type=positive, default=7, help="rounds (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="write the page here too")
    parser.add_argument("--json", type=Path, help="write the raw figures here")
    options = parser.parse_args()

    photos = find_photos(options.photos)
    if not photos:
        parser.error(f"{options.photos}: no photos there")
    results = measure(options, photos)
    page = report.markdown(results)
    print(page, end="")
    if options.output:
        options.output.write_text(page)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
