"""The programs that are compared: how each is started on the same photos, and where its figures come from."""

import shutil
from dataclasses import dataclass, field

import environment
from measure import Unavailable, run

TOP = 5


@dataclass
class Peer:
    """One way to search the photos, or to do a part of it, with the rounds measured so far."""

    key: str
    label: str
    unavailable: str = None
    images: int = None
    seconds: list = field(default_factory=list)
    peak_bytes: list = field(default_factory=list)
    top: list = field(default_factory=list)

    def prepare(self, task):
        """Whatever has to be there before the first round; raises `Unavailable`."""

    def command(self, task):
        """The command line, and the text for its standard input."""
        raise NotImplementedError

    def read(self, finished, task):
        """The seconds, images and best paths of a run. The scripts of this folder print them."""
        best = [line.split("\t", 1)[1] for line in finished.lines if "\t" in line]
        return finished.figure("seconds"), int(finished.figure("images")), best

    def measure(self, task):
        """Runs once and keeps the figures. The first failure ends the matter: its reason goes into the table."""
        if self.unavailable:
            return
        try:
            finished = run(*self.command(task))
            seconds, self.images, self.top = self.read(finished, task)
        except Unavailable as reason:
            self.unavailable = str(reason)
        else:
            self.seconds.append(seconds)
            self.peak_bytes.append(finished.peak_bytes)


@dataclass
class Task:
    """What every peer gets: the photos, the one to look for, the threads to use."""

    gallery: str
    photos: list
    threads: int

    @property
    def query(self):
        return self.photos[0]


@dataclass
class Retrieve(Peer):
    """The whole process counts, start and end included."""

    binary: str = ""
    without_index: tuple = ()

    def prepare(self, task):
        if shutil.which(self.binary) is None:
            raise Unavailable(f"no program `{self.binary}`: build it, or name it with --retrieve")
        # Versions that know indexes must not use one; older ones do not know the option.
        help_text = environment.output(shutil.which(self.binary), "--help") or ""
        self.without_index = ("--no-index",) if "--no-index" in help_text else ()

    def command(self, task):
        options = ["--gallery", task.gallery, "--metric", "l1", "--top", str(TOP), "--threads", str(task.threads)]
        return [shutil.which(self.binary), task.query, *options, *self.without_index, "--format", "paths"], ""

    def read(self, finished, task):
        return finished.wall_seconds, len(task.photos), finished.lines


@dataclass
class Script(Peer):
    """A Python script of this folder, run in the virtual environment."""

    python: str = None
    script: str = ""
    modules: tuple = ()
    arguments: tuple = ()

    def prepare(self, task):
        if self.python is None:
            raise Unavailable("no virtual environment")
        for module in self.modules:
            environment.package_version(self.python, module)

    def command(self, task):
        script = str(environment.HERE / self.script)
        return [self.python, script, task.query, "--gallery", task.gallery, "--top", str(TOP), *self.arguments], ""


@dataclass
class Decoder(Peer):
    """`turbo_decode`, which gets the JPEG files and no others."""

    binary: str = ""

    def prepare(self, task):
        self.binary = environment.compile_decoder()

    def command(self, task):
        jpegs = [path for path in task.photos if path.lower().endswith((".jpg", ".jpeg"))]
        return [self.binary, "--threads", str(task.threads)], "".join(path + "\n" for path in jpegs)


def all_peers(retrieve, python, threads):
    """The peers in the order they are run and shown."""
    on_threads = f"{threads} thread" + ("" if threads == 1 else "s")
    notebook = {"python": python, "script": "notebook.py", "modules": ("numpy", "PIL")}
    return [
        Retrieve("retrieve", f"`retrieve`, whole process, {on_threads}", binary=retrieve),
        Script("notebook", "course notebook, class folders of 20", **notebook),
        Script("notebook_stack_1", "course notebook, photo by photo", **notebook, arguments=("--stack", "1")),
        Script(
            "opencv", f"OpenCV script, {on_threads}",
            python=python, script="opencv_search.py", modules=("cv2",), arguments=("--threads", str(threads)),
        ),
        Decoder("turbo_decode", f"libjpeg-turbo decoding alone, {on_threads}"),
    ]
