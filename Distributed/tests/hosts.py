"""Hosts as network namespaces of one machine (Linux, root): each with an address, and with files of its own at the same paths."""

import os
import signal
import subprocess


def can_make_hosts():
    """Whether the machine lets this process make network namespaces."""
    return os.geteuid() == 0 and subprocess.run(
        ["unshare", "-m", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0


class Hosts:
    """A switch and `count` hosts: number 0 is where the switch is, with address 10.77.0.1; the others follow."""

    def __init__(self, count):
        self.names = [f"rtr{os.getpid()}-{number}" for number in range(count + 1)]
        self.processes = []

    def address(self, number):
        return f"10.77.0.{number + 1}"

    def __enter__(self):
        try:
            for name in self.names:
                self.ip("netns", "add", name)
                self.ip("link", "set", "lo", "up", inside=name)
            switch = self.names[0]
            self.ip("link", "add", "switch", "type", "bridge", inside=switch)
            self.ip("address", "add", f"{self.address(0)}/24", "dev", "switch", inside=switch)
            self.ip("link", "set", "switch", "up", inside=switch)
            for number, name in enumerate(self.names[1:], 1):
                self.ip("link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", name, inside=switch)
                self.ip("link", "set", f"port{number}", "master", "switch", "up", inside=switch)
                self.ip("address", "add", f"{self.address(number)}/24", "dev", "eth0", inside=name)
                self.ip("link", "set", "eth0", "up", inside=name)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)

    @staticmethod
    def ip(*arguments, inside=None):
        enter = ["ip", "netns", "exec", inside] if inside else []
        subprocess.run([*enter, "ip", *arguments], check=True)

    def command(self, number, words, files=None, hidden=None):
        """The command line that runs `words` on a host.

        `files` is a pair: a folder, and where the host sees it. `hidden` is a folder that the host sees empty.
        """
        mounts = ""
        if files:
            mounts += f"mount --bind '{files[0]}' '{files[1]}' && "
        if hidden:
            mounts += f"mount -t tmpfs tmpfs '{hidden}' && "
        return ["ip", "netns", "exec", self.names[number], "unshare", "-m", "sh", "-c", mounts + 'exec "$@"', "sh",
                *map(str, words)]

    def start(self, number, words, output, files=None, hidden=None, **more):
        """Runs something on a host until the end of the test; what it prints goes to the file `output`."""
        with open(output, "wb") as log:
            process = subprocess.Popen(self.command(number, words, files, hidden), stdout=log, stderr=subprocess.STDOUT,
                                       start_new_session=True, **more)
        self.processes.append(process)
        return process
