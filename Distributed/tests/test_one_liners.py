"""The command lines of Documentation/Distributed.md for GNU parallel and for a Slurm array, run as they stand there."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from case import DistributedCase, MODEL, REPOSITORY, has, needs, permits

PAGE = REPOSITORY / "Documentation/Distributed.md"


def block(name):
    """The block of the page that follows the comment `<!-- test: NAME -->`."""
    return re.search(rf"<!-- test: {name} -->\n+```sh\n(.*?)```", PAGE.read_text(), re.DOTALL).group(1)


class OneLinerTests(DistributedCase):
    def setUp(self):
        super().setUp()
        # The page speaks of pictures/ and of query.jpg.
        (self.folder / "gallery").rename(self.folder / "pictures")
        (self.folder / "query.jpg").write_bytes((self.folder / "queries/Orange/01.jpg").read_bytes())
        # The same order as on the page: what is searched there.
        self.plain = self.run_program("query.jpg", "-g", "pictures", "--no-index", "--format", "json", "-k", 10)

    def expect_merged_index(self):
        self.assertEqual(self.run_program("query.jpg", "-g", "pictures", "--format", "json", "-k", 10), self.plain)
        self.run_program("index", "pictures", "--verify")

    def test_a_strangers_walk(self):
        self.run_shell(block("walk"))
        self.expect_merged_index()

    @needs(has("parallel"), "GNU parallel is not installed")
    def test_a_pipe_of_embeddings(self):
        (self.folder / "models").mkdir()
        (self.folder / "models/ViT-B-32").symlink_to(MODEL)
        self.run_shell(block("embed"), HOME=str(self.folder))
        paths = self.run_shell("find pictures -name '*.jpg'")
        plain = self.run_program("embed", "-", "--model", MODEL, input=paths)
        self.assertEqual((self.folder / "embeddings.jsonl").read_bytes(), plain)

    @needs(has("parallel"), "GNU parallel is not installed")
    def test_gnu_parallel(self):
        self.run_shell(block("parallel"), HOME=str(self.folder))
        self.expect_merged_index()
        self.assertEqual(self.run_shell(block("parallel-search"), HOME=str(self.folder)), self.plain)

    @permits(os.geteuid() == 0, "only root can start Slurm")
    @needs(has("sbatch", "slurmctld", "slurmd", "munged"), "Slurm is not installed")
    def test_slurm_array(self):
        with Slurm(self.folder) as slurm:
            self.run_shell(block("slurm"), SLURM_CONF=slurm.configuration)
        self.expect_merged_index()


class Slurm:
    """A cluster of this machine alone, which ends with the test."""

    def __init__(self, folder):
        self.folder = Path(tempfile.mkdtemp(prefix="slurm-", dir=folder))
        self.configuration = str(self.folder / "slurm.conf")
        self.processes = []

    @staticmethod
    def port():
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            return listener.getsockname()[1]

    def __enter__(self):
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        host = socket.gethostname().split(".")[0]
        key, sock = self.folder / "munge.key", self.folder / "munge.socket"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.folder.chmod(0o755)
        # All tasks of an array at once, however few cores there are, and without the usual seconds between two looks at the queue.
        Path(self.configuration).write_text(f"""\
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={sock}
CredType=cred/munge
SlurmctldPort={self.port()}
SlurmdPort={self.port()}
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
""")
        self.start(["munged", "--foreground", "--force", f"--socket={sock}", f"--key-file={key}",
                    f"--pid-file={self.folder}/munged.pid", f"--log-file={self.folder}/munged.log",
                    f"--seed-file={self.folder}/munged.seed"])
        self.wait(sock.exists)
        self.start(["slurmctld", "-D", "-f", self.configuration])
        self.start(["slurmd", "-D", "-f", self.configuration])
        self.wait(lambda: b"idle" in subprocess.run(
            ["sinfo", "-h", "-o", "%T"], env={**os.environ, "SLURM_CONF": self.configuration}, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL).stdout)
        return self

    def start(self, words):
        with open(self.folder / f"{words[0]}.out", "wb") as log:
            self.processes.append(subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, start_new_session=True))

    def wait(self, is_ready):
        for _ in range(300):
            if is_ready():
                return
            time.sleep(0.1)
        logs = "".join(path.read_text(errors="replace")[-1500:] for path in self.folder.glob("*.out"))
        raise AssertionError(f"Slurm does not start: {logs}")

    def __exit__(self, *_):
        for process in reversed(self.processes):
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
