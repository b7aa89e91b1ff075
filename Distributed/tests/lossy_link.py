"""A link between two hosts that loses and delays packets, in user space: as `tc netem` does where the kernel has it.

Each host gets a TUN device; what one sends is handed to the other's after `delay` seconds, if it is not lost. Root on Linux.
"""

import ctypes
import fcntl
import heapq
import itertools
import os
import random
import select
import struct
import subprocess
import threading
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000


def has_tun():
    return os.path.exists("/dev/net/tun") and os.access("/dev/net/tun", os.R_OK | os.W_OK)


def open_tun(namespace):
    """A TUN device in a namespace; its packets are read from and written to the descriptor, wherever that is used."""
    result = []

    def enter():
        # The namespace is the thread's alone.
        with open(f"/run/netns/{namespace}") as target:
            if ctypes.CDLL(None, use_errno=True).setns(target.fileno(), CLONE_NEWNET) != 0:
                result.append(OSError(ctypes.get_errno(), "setns"))
                return
        descriptor = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22s", b"far0", IFF_TUN | IFF_NO_PI, b""))
        result.append(descriptor)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    if isinstance(result[0], OSError):
        raise result[0]
    return result[0]


class LossyLink:
    """Joins two namespaces; addresses are 10.78.0.1 and 10.78.0.2. Losses come from a seeded generator."""

    addresses = ("10.78.0.1", "10.78.0.2")

    def __init__(self, first, second, loss=0.0, delay=0.0, seed=1):
        self.names, self.loss, self.delay = (first, second), loss, delay
        self.random = random.Random(seed)
        self.sent = self.lost = 0
        self.is_cut = False

    def __enter__(self):
        self.descriptors = [open_tun(name) for name in self.names]
        for name, own, other in zip(self.names, self.addresses, reversed(self.addresses)):
            for words in (["address", "add", own, "peer", other, "dev", "far0"], ["link", "set", "far0", "mtu", "1400", "up"]):
                subprocess.run(["ip", "netns", "exec", name, "ip", *words], check=True)
        self.is_open = True
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_open = False
        self.thread.join()
        for descriptor in self.descriptors:
            os.close(descriptor)

    def carry(self):
        queue, order = [], itertools.count()
        while self.is_open:
            wait = min(0.05, max(0.0, queue[0][0] - time.monotonic())) if queue else 0.05
            for source in select.select(self.descriptors, [], [], wait)[0]:
                packet = os.read(source, 65536)
                self.sent += 1
                if self.is_cut or self.random.random() < self.loss:
                    self.lost += 1
                    continue
                target = self.descriptors[1 - self.descriptors.index(source)]
                heapq.heappush(queue, (time.monotonic() + self.delay, next(order), target, packet))
            while queue and queue[0][0] <= time.monotonic():
                _, _, target, packet = heapq.heappop(queue)
                try:
                    os.write(target, packet)
                except OSError:
                    pass  # The host is gone.
