#!/usr/bin/env python3
"""Measures what dividing the work costs: a gallery indexed, searched and merged by one machine, and by Spark's workers on it.

    python3 workers.py GALLERY FOLDER [--workers 1,2,4] [--shards 8] [--queries 20] [--retrieve PATH]

GALLERY is one of Benchmarks/growth/make_gallery.py; what is made goes to FOLDER, and is made anew. Prints Markdown: wall times of whole
commands, files in the cache, and whether the results are the same bytes. Workers are processes of one machine that share its cores, so the
table shows what the engine adds, not what more machines take away. Then the processor time of queries one by one and together, the q
of Documentation/Distributed.md. Needs pyspark (Scripts/install-spark) and Java.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
JOB = REPOSITORY / "Distributed/retrieve_spark.py"
HITS = 5


def run(command, stdin=b""):
    """What a command printed, and its seconds: of the wall, and of the processor, children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.decode()[-3000:]}")
    return done.stdout, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def read_all(paths):
    """Brings the files into the cache."""
    for path in paths:
        path.read_bytes()


class Comparison:
    def __init__(self, options):
        self.retrieve, self.gallery, self.folder = options.retrieve.resolve(), options.gallery.resolve(), options.folder.resolve()
        self.shards = options.shards
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        images = sorted(self.gallery.rglob("*.jpg"))
        read_all(images)
        self.count, self.queries = len(images), images[:: len(images) // options.queries][:options.queries]
        self.queries_file = self.folder / "queries.txt"
        self.queries_file.write_text("".join(f"{path}\n" for path in self.queries))
        self.whole = self.folder / "whole"

    def search(self, queries, *more):
        """By one machine, with its index."""
        names = b"".join(os.fsencode(path) + b"\0" for path in queries)
        return run([self.retrieve, "-", "-0", "-g", self.gallery, "--index", self.whole, "-k", HITS, "--format", "json", *more], names)

    def one_machine(self):
        _, index, self.index_processor = run([self.retrieve, "index", self.gallery, "--index", self.whole, "-q"])
        self.answer, search, _ = self.search(self.queries, "--trust-index")
        self.base = (index, search)
        print(f"| one machine, without Spark | {index:.1f} s | | {search:.2f} s | | | |", flush=True)

    def spark(self, command, workers, threads, *arguments):
        """Seconds of the job on so many worker processes, each of which runs one task at a time."""
        return run([sys.executable, JOB, command, "--master", f"local-cluster[{workers},1,1024]", "--gallery", self.gallery, "--parts",
                    self.folder / f"parts-{workers}", "--retrieve", self.retrieve, *arguments, "--", "--threads", threads])[1]

    def workers(self, workers):
        threads, output = max(1, os.cpu_count() // workers), self.folder / f"hits-{workers}.jsonl"
        index = self.spark("index", workers, threads, "--shards", self.shards)
        search = self.spark("search", workers, threads, "--queries", self.queries_file, "--output", output, "-k", HITS)
        parts = sorted((self.folder / f"parts-{workers}").glob("*/"))
        _, merge, _ = run([self.retrieve, "index", "--merge", *parts, "--index", self.folder / f"merged-{workers}"])
        same = "yes" if output.read_bytes() == self.answer else "no"
        print(f"| {workers} × {threads} threads | {index:.1f} s | {index - self.base[0]:+.1f} s | {search:.2f} s "
              f"| {search - self.base[1]:+.2f} s | {merge:.2f} s | {same} |", flush=True)

    def parts_in_turn(self, workers):
        """What the search of the parts costs that no engine runs."""
        names = b"".join(os.fsencode(path) + b"\0" for path in self.queries)
        parts = sorted((self.folder / f"parts-{workers}").glob("*/"))
        seconds = sum(run([self.retrieve, "-", "-0", "-g", self.gallery, "--index", part, "--trust-index", "-k", HITS, "--format", "json"],
                          names)[2] for part in parts)
        print(f"- processor time of the queries in {len(parts)} parts, without Spark: {seconds:.2f} s, "
              f"and in one index: {self.search(self.queries, '--trust-index')[2]:.2f} s", flush=True)

    def processor_time(self):
        """Of an image while indexing, and of a query among all: with and without a look at every file, and where many are asked at once."""
        def per_image(seconds):
            return f"{1e6 * seconds / self.count:.2f} µs"

        stored = sum(path.stat().st_size for path in self.whole.glob("segment-*"))
        print(f"- bytes per image: {stored / self.count:.0f}; processor time of indexing: {per_image(self.index_processor)}")
        for name, more in (("with --trust-index", ["--trust-index"]), ("with a look at every file", [])):
            alone = statistics.median(self.search([query], *more)[2] for query in self.queries)
            together = self.search(self.queries, *more)[2] / len(self.queries)
            print(f"- processor time per image and query, {name}: {per_image(alone)} alone, {per_image(together)} of "
                  f"{len(self.queries)} together", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gallery", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--retrieve", type=Path, default=REPOSITORY / ".build/release/retrieve")
    options = parser.parse_args()
    import pyspark
    os.environ.update(SPARK_HOME=os.path.dirname(pyspark.__file__), PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    comparison = Comparison(options)
    print(f"{comparison.count} images, {options.shards} shards, {options.queries} queries, {os.cpu_count()} cores\n")
    print("| workers | index | more | search | more | merge | same bytes |\n|---|---:|---:|---:|---:|---:|---|", flush=True)
    comparison.one_machine()
    for workers in map(int, options.workers.split(",")):
        comparison.workers(workers)
    print()
    comparison.parts_in_turn(workers)
    comparison.processor_time()


if __name__ == "__main__":
    main()
