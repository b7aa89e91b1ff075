"""The Spark job on a cluster of two worker processes, one of whose executors is killed in the middle of the work."""

import subprocess
import sys
import textwrap

from case import CLIP, DistributedCase, JOB, PROGRAM, spark_environment

CLUSTER = "local-cluster[2,1,1024]"


class LocalClusterTests(DistributedCase):
    def run_job(self, command, *arguments, master=CLUSTER):
        return subprocess.run(
            [sys.executable, JOB, command, "--master", master, *map(str, arguments)], cwd=self.folder,
            env={**self.environment, **spark_environment()}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def killer(self):
        """A `retrieve` that, once, kills the executor that runs it while it works at shard 2."""
        path = self.folder / "retrieve-with-accident"
        path.write_text(textwrap.dedent(f"""\
            #!/bin/bash
            if [[ "$*" == *"--shard 2/"* ]] && mkdir "{self.folder}/accident" 2>/dev/null; then
                "{PROGRAM}" "$@" &
                process=$PPID
                until [[ $(tr '\\0' '\\n' < /proc/$process/cmdline | grep -c CoarseGrainedExecutorBackend) -gt 0 ]]; do
                    process=$(awk '/^PPid/ {{print $2}}' /proc/$process/status)
                done
                echo $process > "{self.folder}/accident/executor"
                kill -9 $process
                sleep 60
            fi
            exec "{PROGRAM}" "$@"
            """))
        path.chmod(0o755)
        return path

    def test_a_lost_executor_changes_nothing(self):
        index = self.run_job("index", "--gallery", "gallery", "--parts", "parts", "--shards", 6, "--index", "merged",
                             "--retrieve", self.killer(), "--", *CLIP)
        self.assertEqual(index.returncode, 0, index.stderr.decode()[-3000:])
        self.assertIn(b"6 parts merged: 6 segments linked", index.stdout)
        self.assertTrue((self.folder / "accident/executor").exists(), "an executor was killed")

        search = self.run_job("search", "--gallery", "gallery", "--parts", "parts", "--queries", "q.txt",
                              "--output", "hits.jsonl", "-k", 7, "--retrieve", PROGRAM, "--", *CLIP)
        self.assertEqual(search.returncode, 0, search.stderr.decode()[-3000:])
        plain = self.answer_of_one_machine("-k", 7, *CLIP)
        self.assertEqual(len(plain.splitlines()), len(self.queries().splitlines()))
        self.assertEqual((self.folder / "hits.jsonl").read_bytes(), plain)
        merged = self.run_program("-", "-g", "gallery", "--index", "merged", "--format", "json", "-k", 7, *CLIP,
                                  input=self.queries())
        self.assertEqual(merged, plain)
        self.run_program("index", "gallery", "--index", "merged", "--verify")

    def test_what_fails_on_an_executor_is_one_sentence(self):
        done = self.run_job("index", "--gallery", "nowhere", "--parts", "parts", "--shards", 2, "--retrieve", PROGRAM, master="local[1]")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot search nowhere: there is no such folder", done.stderr.decode().splitlines()[-1])
