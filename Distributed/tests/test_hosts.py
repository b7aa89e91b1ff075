"""Two hosts with files of their own, each with a Spark worker: the results, merged over the network, are one machine's."""

import shutil
import subprocess
import sys
import time

from case import CLIP, DistributedCase, JOB, PROGRAM, has, needs, permits, spark_environment
from hosts import Hosts, can_make_hosts


@permits(can_make_hosts(), "only root on Linux can make network namespaces")
@needs(has("ip"), "iproute2 is not installed")
class HostTests(DistributedCase):
    def setUp(self):
        super().setUp()
        # Host 1 has half of the labels, host 2 the others; `whole` is what one machine would have. All see theirs at srv.
        self.hosts_folder, self.place = self.folder / "hosts", self.folder / "srv"
        self.place.mkdir()
        (self.hosts_folder / "0").mkdir(parents=True)
        (self.folder / "gallery").rename(self.hosts_folder / "gallery")
        (self.hosts_folder / "whole").mkdir()
        (self.hosts_folder / "gallery").rename(self.hosts_folder / "whole/gallery")
        for number, label in enumerate(sorted((self.hosts_folder / "whole/gallery").iterdir())):
            shutil.copytree(label, self.hosts_folder / str(1 + number % 2) / "gallery" / label.name)

    def files(self, number):
        return self.hosts_folder / str(number), self.place

    def wait_for(self, path, words, count=1):
        for _ in range(600):
            if path.exists() and path.read_text(errors="replace").count(words) >= count:
                return
            time.sleep(0.1)
        self.fail(f"{path} does not say {words!r}: {path.read_text(errors='replace')[-2000:]}")

    def start_cluster(self, hosts):
        spark = spark_environment()
        program = f"{spark['SPARK_HOME']}/bin/spark-class"

        def environment(number):
            return {**self.environment, **spark, "SPARK_LOCAL_IP": hosts.address(number), "SPARK_DAEMON_MEMORY": "256m",
                    "SPARK_LOCAL_HOSTNAME": hosts.address(number)}

        master, url = self.folder / "master.log", f"spark://{hosts.address(0)}:7077"
        hosts.start(0, [program, "org.apache.spark.deploy.master.Master", "--host", hosts.address(0), "--port", 7077,
                        "--webui-port", 0], master, env=environment(0))
        self.wait_for(master, "New state: ALIVE")
        for number in (1, 2):
            hosts.start(number, [program, "org.apache.spark.deploy.worker.Worker", "--host", hosts.address(number), "--cores", 1,
                                 "--memory", "1g", "--work-dir", f"{self.folder}/work-{number}", "--webui-port", 0, url],
                        self.folder / f"worker-{number}.log", self.files(number), self.hosts_folder, env=environment(number))
        self.wait_for(master, "Registering worker", 2)
        return url, environment(0)

    def test_results_of_two_hosts_are_those_of_one_machine(self):
        with Hosts(2) as hosts:
            url, environment = self.start_cluster(hosts)

            def run_job(command, *arguments):
                # The driver has no gallery at all.
                done = subprocess.run(
                    hosts.command(0, [sys.executable, JOB, command, "--master", url, "--gallery", "srv/gallery", "--parts",
                                      "srv/parts", "--machines", 2, "--retrieve", PROGRAM, *arguments, "--", *CLIP],
                                  self.files(0), self.hosts_folder),
                    cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertEqual(done.returncode, 0, done.stderr.decode()[-3000:])
                return done.stdout.decode()

            told = run_job("index-own")
            self.assertEqual(sorted(line.split(":")[0] for line in told.splitlines()), [hosts.address(1), hosts.address(2)])
            for number in (1, 2):
                self.assertTrue((self.hosts_folder / f"{number}/parts/own/manifest").exists(), "each has an index of its own")
            run_job("search-own", "--queries", "q.txt", "--output", "hits.jsonl", "-k", 9)

            plain = subprocess.run(
                hosts.command(0, [PROGRAM, "-", "-g", "srv/gallery", "--no-index", "--format", "json", "-k", 9, *CLIP],
                              self.files("whole")),
                cwd=self.folder, env=self.environment, input=self.queries(), stdout=subprocess.PIPE, check=True).stdout
            self.assertEqual((self.folder / "hits.jsonl").read_bytes(), plain)

            # What the hosts have made is joined where one machine has room for it.
            self.run_program("index", "--merge", self.hosts_folder / "1/parts/own", self.hosts_folder / "2/parts/own", "--index",
                             self.hosts_folder / "whole/merged")
            merged = subprocess.run(
                hosts.command(0, [PROGRAM, "-", "-g", "srv/gallery", "--index", "srv/merged", "--trust-index", "--format",
                                  "json", "-k", 9, *CLIP], self.files("whole")),
                cwd=self.folder, env=self.environment, input=self.queries(), stdout=subprocess.PIPE, check=True).stdout
            self.assertEqual(merged, plain)
