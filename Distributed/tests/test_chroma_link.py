"""One collection of a Chroma server that two shards fill at once, over a link that loses and delays packets."""

import os
import subprocess
import threading
import time

from case import CLIP, DistributedCase, PROGRAM, REPOSITORY, has, needs, permits
from hosts import Hosts, can_make_hosts
from lossy_link import LossyLink, has_tun

CHROMA = os.environ.get("RETRIEVE_CHROMA", str(REPOSITORY / ".build/chroma/bin/chroma"))
PORT = 8123


@permits(can_make_hosts() and has_tun(), "only root on Linux with /dev/net/tun can make such a link")
@needs(has("ip"), "iproute2 is not installed")
@needs(os.access(CHROMA, os.X_OK), "no Chroma server is installed; run Scripts/install-chroma")
class ChromaLinkTests(DistributedCase):
    def start_server(self, hosts):
        server = hosts.start(1, [CHROMA, "run", "--host", "0.0.0.0", "--port", PORT, "--path", self.folder / "data"],
                    self.folder / "chroma.log", env={**self.environment, "ANONYMIZED_TELEMETRY": "False"},
                             cwd=self.folder)
        for _ in range(600):
            done = subprocess.run(hosts.command(1, ["python3", "-c", f"import socket; socket.create_connection(('127.0.0.1', {PORT}))"]),
                                  stderr=subprocess.DEVNULL)
            if done.returncode == 0:
                return
            if server.poll() is not None:
                break
            time.sleep(0.1)
        self.fail((self.folder / "chroma.log").read_text()[-2000:])

    def on_host(self, hosts, number, *arguments, **more):
        return subprocess.run(hosts.command(number, [PROGRAM, *arguments]), cwd=self.folder, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def fill(self, hosts, store, shard=None, gallery="gallery"):
        part = ["--shard", shard, "--index", f"parts/{shard.replace('/', '-')}"] if shard else ["--index", "whole"]
        done = self.on_host(hosts, 0, "index", gallery, *part, *CLIP, "--store", store)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def fill_shards(self, hosts, store):
        """Both at once."""
        outcomes = {}

        def run(shard):
            outcomes[shard] = self.fill(hosts, store, shard)

        threads = [threading.Thread(target=run, args=(shard,)) for shard in ("1/2", "2/2")]
        for thread in threads:
            thread.start()
        return threads, outcomes

    def test_two_shards_fill_one_collection_over_a_bad_link(self):
        with Hosts(1) as hosts, LossyLink(hosts.names[0], hosts.names[1], loss=0.05, delay=0.02) as link:
            self.start_server(hosts)
            store = f"chroma://{link.addresses[1]}:{PORT}/pictures"
            threads, outcomes = self.fill_shards(hosts, store)
            for thread in threads:
                thread.join()
            for shard, (status, _, errors) in outcomes.items():
                self.assertEqual(status, 0, f"{shard}: {errors}")
            sent = sum(int(output.splitlines()[-1].split(": ")[-1].split(" sent")[0]) for _, output, _ in outcomes.values())
            self.assertEqual(sent, 240, "every image once")
            self.assertGreater(link.lost, 0)

            # The whole gallery finds nothing to send: neither shard has removed what the other sent.
            status, output, errors = self.fill(hosts, store)
            self.assertEqual((status, output.splitlines()[-1].split(": ")[-1]), (0, "0 sent, 0 removed, 240 kept"), errors)
            found = self.on_host(hosts, 0, "-", "-g", "gallery", *CLIP, "--store", store, "--format", "paths",
                                 input=self.queries())
            self.assertEqual((found.returncode, found.stderr.decode()), (0, ""))
            plain = self.run_program("-", "-g", "gallery", "--no-index", *CLIP, "--format", "paths", input=self.queries())
            common = set(found.stdout.splitlines()) & set(plain.splitlines())
            self.assertGreaterEqual(len(common), 0.95 * len(set(plain.splitlines())))

            # A shard whose image is gone removes that record, and no other.
            next((self.folder / "gallery/Orange").iterdir()).unlink()
            threads, outcomes = self.fill_shards(hosts, store)
            for thread in threads:
                thread.join()
            ends = sorted(output.splitlines()[-1].split("sent, ")[1].split(" removed")[0] for _, output, _ in outcomes.values())
            self.assertEqual(ends, ["0", "1"])

    def test_a_link_that_is_cut_is_told_and_the_next_run_completes(self):
        with Hosts(1) as hosts, LossyLink(hosts.names[0], hosts.names[1], loss=0.02, delay=0.02) as link:
            self.start_server(hosts)
            store = f"chroma://{link.addresses[1]}:{PORT}/pictures"
            # Embeddings are there before, so that the link is cut while they are sent.
            self.run_program("index", "gallery", "--index", "whole", *CLIP)
            outcome = []
            thread = threading.Thread(target=lambda: outcome.append(self.fill(hosts, store)))
            before = link.sent
            thread.start()
            while link.sent < before + 40 and thread.is_alive():
                time.sleep(0.005)
            link.is_cut = True
            time.sleep(3)
            # It comes back: what was lost is sent again by TCP or by the program, and the run ends well.
            link.is_cut = False
            thread.join()
            self.assertEqual(outcome[0][0], 0, outcome[0][2])
            status, output, _ = self.fill(hosts, store)
            self.assertEqual((status, output.splitlines()[-1].split(": ")[-1]), (0, "0 sent, 0 removed, 240 kept"))
