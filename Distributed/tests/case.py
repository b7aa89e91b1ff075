"""What tests of distributed work share: a gallery, the program, and answers of one machine to compare with."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("RETRIEVE", str(REPOSITORY / ".build/release/retrieve"))
JOB = str(REPOSITORY / "Distributed/retrieve_spark.py")
MODEL = str(REPOSITORY / "data/models/tiny-clip")
CLIP = ["--features", "clip", "--model", MODEL]


def has(*programs):
    return all(shutil.which(name) for name in programs)


def needs(is_there, reason):
    """Skips the test, or each test of the class, unless what it needs is there; with RETRIEVE_REQUIRE_ALL=1 it fails instead."""
    if is_there or os.environ.get("RETRIEVE_REQUIRE_ALL") != "1":
        return unittest.skipUnless(is_there, reason)

    def fail(test, *_):
        test.fail(reason)

    def decorate(test):
        if not isinstance(test, type):
            return fail
        test.setUp = fail
        return test

    return decorate


def permits(is_possible, reason):
    """Skips the test, or each test of the class, where the machine does not let it run, whatever is installed: always with its reason."""
    return unittest.skipUnless(is_possible, reason)


class DistributedCase(unittest.TestCase):
    """Runs in a folder of its own, where `gallery` has the images of data/train and `q.txt` names some of data/test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="retrieve-distributed-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        shutil.copytree(REPOSITORY / "data/train", self.folder / "gallery")
        shutil.copytree(REPOSITORY / "data/test", self.folder / "queries")
        queries = sorted(path.relative_to(self.folder) for path in (self.folder / "queries").glob("*/01.*"))
        (self.folder / "q.txt").write_text("".join(f"{path}\n" for path in queries))
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("RETRIEVE_")}

    def run_program(self, *arguments, status=0, **more):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return done.stdout

    def run_shell(self, script, **environment):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env={**self.environment, "PATH": self.path(), **environment})
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())
        return done.stdout

    def path(self):
        """With `retrieve` on it, as the documentation has it."""
        bin_folder = self.folder / "bin"
        if not bin_folder.exists():
            bin_folder.mkdir()
            (bin_folder / "retrieve").symlink_to(PROGRAM)
        return f"{bin_folder}:{os.environ['PATH']}"

    def queries(self):
        return (self.folder / "q.txt").read_bytes()

    def answer_of_one_machine(self, *options, gallery="gallery"):
        """JSON of the searches without any index."""
        return self.run_program("-", "-g", gallery, "--no-index", "--format", "json", *options, input=self.queries())


def spark_environment():
    import pyspark
    # Virtual machines that live for seconds are not worth the best code.
    return {"SPARK_HOME": os.path.dirname(pyspark.__file__), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1",
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
