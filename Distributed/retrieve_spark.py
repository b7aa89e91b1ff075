#!/usr/bin/env python3
"""Indexes and searches a gallery over the executors of a Spark cluster, with the answers of one machine.

Every executor needs the `retrieve` program and Python, nothing else. Two ways to keep the files are supported:

  a folder that all machines share (NFS, Lustre, CephFS, …), divided into shards by a hash of each path:

    retrieve_spark.py index  --gallery G --parts P --shards 64 --index I -- --features clip --model M
    retrieve_spark.py search --gallery G --parts P --queries Q.txt --output hits.jsonl -- --features clip --model M

  machines that have files of their own, at the same path on each:

    retrieve_spark.py index-own  --gallery G --parts P --machines 8 -- OPTIONS
    retrieve_spark.py search-own --gallery G --parts P --machines 8 --queries Q.txt --output hits.jsonl -- OPTIONS

What follows `--` goes to `retrieve` as it is. A task that is lost with its executor is tried again by Spark: an index that was
begun is gone on with. The master is the one of spark-submit, or --master.
"""

import argparse
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

# What a task may print before it is cut: messages are for people.
LONGEST_MESSAGE = 4000


class RetrieveError(Exception):
    """`retrieve` ended with a status other than 0, or than 1 where nothing matched."""


def end_with_parent():
    """Lets the process end when the one that started it does, so that no writer outlives a lost executor (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def run(program, arguments, accepted=(0,), stdin=b"", log=None, folder=None):
    """Runs `program` and gives what it printed; messages of runs that went well go to `log`."""
    done = subprocess.run(
        [program, *arguments], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
        preexec_fn=end_with_parent)
    messages = done.stderr.decode(errors="replace")[:LONGEST_MESSAGE]
    if done.returncode not in accepted:
        raise RetrieveError(f"{program} {' '.join(arguments)} ended with status {done.returncode}: {messages.strip()}")
    if log is not None and messages:
        log.append(messages)
    return done.stdout


class Job:
    """What every task is told. Sent to executors, so it holds plain values."""

    def __init__(self, options):
        self.program = options.retrieve
        self.gallery = options.gallery
        # Executors run in folders of their own; paths that are relative are meant from where the job was started.
        self.folder = os.getcwd()
        self.parts = os.path.join(self.folder, options.parts)
        self.options = options.options

    def run(self, arguments, **more):
        return run(self.program, [*arguments, "--progress", "never", *self.options],
                   folder=self.folder if os.path.isdir(self.folder) else None, **more)

    def part(self, number, count):
        """Where the index of a shard is; the name tells the division, so that two never mix."""
        return os.path.join(self.parts, f"{count}-{number}")

    def index_shard(self, number, count):
        """Indexes a shard in the shared folder, or brings it up to date."""
        os.makedirs(self.parts, exist_ok=True)
        log = []
        # A second attempt at the same shard, as Spark may make one where the first is slow, waits and then finds it done.
        with open(self.part(number, count) + ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.run(["index", self.gallery, "--shard", f"{number}/{count}", "--index", self.part(number, count)], log=log)
        return log

    def search_index(self, index, queries):
        """JSON results of the queries in one index. 1 is the status where nothing matched."""
        # The index is of this part of the gallery alone: looking for other files would find those of all other parts.
        log = []
        output = self.run(["-", "-0", "-g", self.gallery, "--index", index, "--trust-index", "--format", "json"],
                          accepted=(0, 1), stdin=queries, log=log)
        return output, log

    def own_part(self):
        return os.path.join(self.parts, "own")

    def index_own(self):
        """Indexes what this machine has of the gallery."""
        log = []
        os.makedirs(self.parts, exist_ok=True)
        self.run(["index", self.gallery, "--index", self.own_part()], log=log)
        return log


def once_on_every_machine(context, count, body):
    """What `body` gives on each of `count` executors, which run at the same time, so that each is asked once.

    Executors must have room for one task: spark.task.cpus is as large as spark.executor.cores.
    """
    def task(_):
        from pyspark import BarrierTaskContext
        barrier = BarrierTaskContext.get()
        barrier.barrier()
        address = barrier.getTaskInfos()[barrier.partitionId()].address
        yield address, body()

    return context.parallelize(range(count), count).barrier().mapPartitions(task).collect()


def tell(name, log):
    for message in log:
        print(f"{name}: {message}", end="" if message.endswith("\n") else "\n", file=sys.stderr)


def read_queries(path):
    """Paths of the query images, a line each, as `retrieve -` takes them; the order is that of the results."""
    lines = [line for line in Path(path).read_bytes().split(b"\n") if line]
    if not lines:
        sys.exit(f"retrieve_spark: {path} names no queries; write a path to each line")
    return b"".join(line + b"\0" for line in lines)


def merge_results(options, results):
    """Writes the exact best hits over all results to the output, by `retrieve merge`."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, output in enumerate(results):
            # A part without images prints no results.
            if output:
                names.append(os.path.join(folder, f"{number}.jsonl"))
                Path(names[-1]).write_bytes(output)
        merged = run(options.retrieve, ["merge", *names, "-q", "-k", str(options.top), "--format", "json"], accepted=(0, 1))
    partial = f"{options.output}.partial"
    Path(partial).write_bytes(merged)
    os.replace(partial, options.output)


def index(context, options):
    job, count = Job(options), options.shards
    tasks = context.parallelize(range(1, count + 1), count)
    for number, log in tasks.map(lambda number: (number, job.index_shard(number, count))).collect():
        tell(f"shard {number}/{count}", log)
    if options.index:
        parts = [job.part(number, count) for number in range(1, count + 1)]
        sys.stdout.write(run(options.retrieve, ["index", "--merge", *parts, "--index", options.index]).decode())


def search(context, options):
    job, queries = Job(options), context.broadcast(read_queries(options.queries))
    indexes = sorted(str(path.parent) for path in Path(options.parts).glob("*/manifest"))
    if not indexes:
        sys.exit(f"retrieve_spark: there is no index in {options.parts}; make them with 'index'")
    job.options = ["-k", str(options.top), *job.options]
    results = context.parallelize(indexes, len(indexes)).map(
        lambda path: (path, *job.search_index(path, queries.value))).collect()
    for path, _, log in results:
        tell(path, log)
    merge_results(options, [output for _, output, _ in results])


def index_own(context, options):
    job = Job(options)
    for address, log in once_on_every_machine(context, options.machines, job.index_own):
        tell(address, log)
        print(f"{address}: indexed")


def search_own(context, options):
    job, queries = Job(options), context.broadcast(read_queries(options.queries))
    job.options = ["-k", str(options.top), *job.options]
    found = once_on_every_machine(
        context, options.machines, lambda: job.search_index(job.own_part(), queries.value))
    for address, (_, log) in found:
        tell(address, log)
    merge_results(options, [output for _, (output, _) in sorted(found, key=lambda pair: pair[0])])


def parse(arguments):
    own, rest = arguments, []
    if "--" in arguments:
        place = arguments.index("--")
        own, rest = arguments[:place], arguments[place + 1:]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["index", "search", "index-own", "search-own"])
    parser.add_argument("--gallery", required=True, help="the folder of images, by the same path on every machine")
    parser.add_argument("--parts", required=True, help="where the indexes of the parts are")
    parser.add_argument("--shards", type=int, default=64, help="parts that a shared gallery is divided into (default: 64)")
    parser.add_argument("--index", help="with 'index': where the merged index is to be; none by default")
    parser.add_argument("--machines", type=int, default=1, help="with '…-own': how many machines there are")
    parser.add_argument("--queries", help="with 'search…': a file with the path of a query image on each line")
    parser.add_argument("--output", help="with 'search…': the file that results go to, as JSON lines")
    parser.add_argument("-k", "--top", type=int, default=5, help="hits per query, 0 for all (default: 5)")
    parser.add_argument("--retrieve", default="retrieve", help="the program on every machine (default: retrieve, on PATH)")
    parser.add_argument("--master", help="the cluster, as in spark://host:7077 or local-cluster[2,1,1024]")
    parser.add_argument("--executor-memory", default="512m", help="heap of an executor; retrieve needs none of it (default: 512m)")
    options = parser.parse_args(own)
    options.options = rest
    if options.command.startswith("search") and not (options.queries and options.output):
        parser.error(f"{options.command} needs --queries and --output")
    return options


def main():
    options = parse(sys.argv[1:])
    from pyspark.sql import SparkSession
    builder = SparkSession.builder.appName(f"retrieve {options.command}")
    if options.master:
        builder = builder.master(options.master)
    for name, value in {
        "spark.executor.memory": options.executor_memory,
        "spark.driver.memory": "512m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # How often a barrier looks whether all its executors are there; 15 s is longer than what is waited for.
        "spark.scheduler.barrier.maxConcurrentTasksCheck.interval": "1s",
        "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures": "600",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        {"index": index, "search": search, "index-own": index_own, "search-own": search_own}[options.command](
            session.sparkContext, options)
    except RetrieveError as error:
        sys.exit(f"retrieve_spark: {error}")
    except Exception as error:
        # What a task raised comes back as a text with the stacks of two languages.
        causes = [line for line in str(error).splitlines() if "RetrieveError: " in line]
        if not causes:
            raise
        sys.exit(f"retrieve_spark: {causes[-1].split('RetrieveError: ')[1]}")
    finally:
        session.stop()


if __name__ == "__main__":
    main()
