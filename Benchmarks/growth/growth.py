#!/usr/bin/env python3
"""Measures how searching an index grows with its gallery, beside a C program that asks for the same files' statuses, beside reading
every file and beside numpy over stored pixels.

    python3 growth.py PHOTOS FOLDER [--counts 1000,3000,10000,30000,100000] [--large 400] [--million] [--pixels 3000]
                      [--retrieve PATH] [--results FILE.json]

Galleries are made in FOLDER by make_gallery.py, and made once. Prints Markdown tables. Times are of whole processes, medians over several
queries, files in the cache. *Floor* is Benchmarks/floor/stat_files.c on as many threads. *Own memory* is what a search takes besides the
files that are mapped. --large adds photographs of 12 megapixels, --million an index of ten times the largest gallery by
multiply_index.py. The tables are shown after each gallery. Needs Pillow and numpy, a C compiler, and for a million xxhash.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import numpy

HERE = Path(__file__).resolve().parent
METRICS = ("l1", "l2", "mse", "cosine", "correlation")
QUERIES = 15
SAMPLES = 448 * 448 * 3
LARGE = "4000x3000"


def run(*command):
    """Seconds, and what was written to standard output and standard error."""
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, errors="replace", check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr}")
    return seconds, done.stdout + done.stderr


def peak_memory(*command):
    """Bytes that a program takes at most: its own, as often as can be asked, and with what is mapped."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    status, own = Path(f"/proc/{process.pid}/status"), 0
    while True:
        ended, code, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = code
            return own, 1024 * usage.ru_maxrss
        found = re.search(r"RssAnon:\s+(\d+)", status.read_text())
        own = max(own, 1024 * int(found.group(1)) if found else 0)
        time.sleep(0.0005)


def touched(report):
    return float(re.search(r"touched \d+ bytes, ([\d.e-]+) %", report).group(1))


def made_floor(folder):
    program = folder / "stat_files"
    run("cc", "-O2", "-pthread", HERE.parent / "floor" / "stat_files.c", "-o", program)
    return program


def made_gallery(photos, gallery, count, *size):
    run(sys.executable, HERE / "make_gallery.py", photos, gallery, count, *size)
    return sorted(gallery.rglob("*.jpg"))[:count]


def numpy_pass(count, folder):
    """Seconds for one l1 query over all stored pixels, as numpy would go through them: from a file in the cache."""
    path = folder / "pixels.bin"
    random = numpy.random.default_rng(1)
    block = random.integers(0, 256, (100, SAMPLES), dtype=numpy.uint8)
    with open(path, "wb") as file:
        for _ in range(count // 100):
            file.write(block.tobytes())
    pixels = numpy.memmap(path, dtype=numpy.uint8, mode="r", shape=(count // 100 * 100, SAMPLES))
    query = block[0].astype(numpy.int16)
    times = []
    for _ in range(2):
        start = time.perf_counter()
        scores = [int(numpy.abs(row.astype(numpy.int16) - query).sum(dtype=numpy.int64)) for row in pixels]
        numpy.argpartition(scores, 5)
        times.append(time.perf_counter() - start)
    del pixels
    path.unlink()
    return min(times)


def queries_of(images):
    return images[:: max(1, len(images) // QUERIES)][:QUERIES]


class Growth:
    def __init__(self, options):
        self.retrieve = options.retrieve.resolve()
        self.folder = options.folder.resolve()
        self.options = options
        self.floor = made_floor(self.folder)
        self.rows = []

    def queries(self, gallery, images, index, *more):
        """For each metric the median of whole searches, in turns with the floor program, and the mean share of bytes touched."""
        row, floors = {}, []
        for metric in METRICS:
            seconds, shares = [], []
            for query in queries_of(images):
                floors.append(float(run(self.floor, gallery, os.cpu_count())[1].split()[2]))
                command = (self.retrieve, query, "-g", gallery, "--index", index, "-m", metric, "--verbose", *more)
                took, report = run(*command)
                seconds.append(took)
                shares.append(touched(report))
            row[metric] = {"seconds": statistics.median(seconds), "touched": statistics.mean(shares)}
        return row, statistics.median(floors)

    def measure(self, name, gallery, images, reuses):
        """One gallery: search without an index, building, queries, memory."""
        index = self.folder / f"index-{name}"
        row = {"images": name}
        search, builds = [], []
        for _ in range(0 if reuses and index.exists() else 2 if len(images) <= 10_000 else 1):
            shutil.rmtree(index, ignore_errors=True)
            search.append(run(self.retrieve, queries_of(images)[0], "-g", gallery, "--no-index")[0])
            builds.append(run(self.retrieve, "index", gallery, "--index", index)[0])
        row["search"], row["build"] = (min(search), min(builds)) if builds else (None, None)
        row["index bytes"] = sum(path.stat().st_size for path in index.glob("segment-*")) / len(images)
        row["queries"], row["floor"] = self.queries(gallery, images, index)
        row["trusted"], _ = self.queries(gallery, images, index, "--trust-index")
        worst = max(METRICS, key=lambda metric: row["queries"][metric]["seconds"])
        row["own memory"], row["memory"] = peak_memory(
            self.retrieve, images[0], "-g", gallery, "--index", index, "-m", worst)
        folder = self.folder / f"queries-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for image in images[:: max(1, len(images) // 100)][:100]:
            (folder / image.name).symlink_to(image)
        row["hundred"] = run(self.retrieve, folder, "-g", gallery, "--index", index, "-m", "correlation")[0] / 100
        if len(images) <= self.options.pixels:
            run(self.retrieve, "index", gallery, "--index", f"{index}-pixels", "--store-pixels")
            command = (self.retrieve, "-g", gallery, "--index", f"{index}-pixels")
            row["pixels"] = statistics.median(
                run(*command, query, "-m", metric)[0] for metric in METRICS for query in queries_of(images))
            row["numpy"] = numpy_pass(len(images), self.folder)
            shutil.rmtree(f"{index}-pixels")
        self.add(row)
        return index

    def million(self, gallery, images, index):
        """An index of ten times as many images, each picture under ten names: what a search that trusts it costs."""
        larger, links = self.folder / "index-multiplied", self.folder / "gallery-multiplied"
        run(sys.executable, HERE / "multiply_index.py", index, larger, gallery, links)
        gallery = links
        run(self.retrieve, images[0], "-g", gallery, "--index", larger, "--trust-index")
        row = {"images": f"{10 * len(images):,} (simulated)"}
        row["trusted"], _ = self.queries(gallery, images, larger, "--trust-index")
        row["own memory"], row["memory"] = peak_memory(
            self.retrieve, images[0], "-g", gallery, "--index", larger, "--trust-index", "-m", "correlation")
        self.add(row)

    def add(self, row):
        """Shows what is measured as it comes: all of it takes many minutes."""
        self.rows.append(row)
        print(f"\nup to {row['images']}", flush=True)
        self.print()

    def tables(self):
        def cell(value, form):
            return "–" if value is None else form(value)

        def ms(seconds):
            return f"{1000 * seconds:.1f} ms"

        yield (
            "images", "floor", *METRICS, "trusted, fastest to slowest metric", "own memory", "with mapped files",
            "100 queries, each")
        for row in self.rows:
            floor, queries = row.get("floor"), row.get("queries")
            trusted = sorted(row["trusted"][metric]["seconds"] for metric in METRICS)
            yield (
                row["images"], cell(floor, ms),
                *(f"{ms(queries[m]['seconds'])} ({queries[m]['seconds'] / floor:.2f}×)" if queries else "–" for m in METRICS),
                f"{ms(trusted[0])} to {ms(trusted[-1])}",
                f"{row['own memory'] / 1e6:.0f} MB", f"{row['memory'] / 1e6:.0f} MB", cell(row.get("hundred"), ms))
        yield None
        yield (
            "images", "search without index", "building the index", "bytes per image", "touched by l1", "by correlation",
            "with pixels", "numpy, all pixels")
        for row in self.rows:
            if "floor" not in row:
                continue
            build = row["build"]
            yield (
                row["images"], cell(row["search"], lambda s: f"{s:.2f} s"), cell(build, lambda b: f"{b:.2f} s ({b / row['search']:.2f}×)"),
                f"{row['index bytes']:.0f}", *(f"{row['queries'][m]['touched']:.2f} %" for m in ("l1", "correlation")),
                cell(row.get("pixels"), ms), cell(row.get("numpy"), ms))

    def print(self):
        is_head = True
        for row in self.tables():
            if row is None:
                print()
                is_head = True
                continue
            print("| " + " | ".join(row) + " |", flush=True)
            if is_head:
                print("|" + "---:|" * len(row), flush=True)
            is_head = False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counts", default="1000,3000,10000,30000,100000")
    parser.add_argument("--large", type=int, default=0, help="how many photographs of 12 megapixels to add as a row")
    parser.add_argument("--million", action="store_true", help="add an index of ten times the largest gallery")
    parser.add_argument("--pixels", type=int, default=3000, help="largest gallery whose pixels are stored")
    parser.add_argument("--reuse", action="store_true", help="search the indices of an earlier run, and build none")
    parser.add_argument("--retrieve", type=Path, default=Path(".build/release/retrieve"))
    parser.add_argument("--results", type=Path, help="file for the figures, as JSON")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    growth = Growth(options)
    for count in map(int, options.counts.split(",")):
        gallery = growth.folder / f"gallery-{count}"
        images = made_gallery(options.photos, gallery, count)
        index = growth.measure(f"{count:,}", gallery, images, options.reuse)
    if options.million:
        growth.million(gallery, images, index)
    if options.large:
        gallery = growth.folder / "gallery-large"
        images = made_gallery(options.photos, gallery, options.large, LARGE)
        growth.measure(f"{options.large:,} of 12 megapixels", gallery, images, options.reuse)
    if options.results:
        date = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M UTC}"
        described = {"date": date, "processors": os.cpu_count(), "rows": growth.rows}
        options.results.write_text(json.dumps(described, indent=1) + "\n")


if __name__ == "__main__":
    main()
