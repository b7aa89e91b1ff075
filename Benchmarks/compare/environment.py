"""Prepares what `retrieve` is compared with, and describes the machine it all runs on.

Python packages go into `Benchmarks/.venv`, the compiled decoder into `Benchmarks/.build/compare`; both stay
for the next run. Everything that fails raises `Unavailable`, or is left out of the description.
"""

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

from measure import Unavailable

HERE = Path(__file__).resolve().parent
BENCHMARKS = HERE.parent
VENV = BENCHMARKS / ".venv"
BUILD = BENCHMARKS / ".build" / "compare"
REQUIREMENTS = HERE / "requirements.txt"


def output(*command):
    """The trimmed output of a command, or None where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def make(*command):
    """Runs a command of the preparation, and turns its failure into a reason."""
    try:
        subprocess.run(command, capture_output=True, text=True, check=True)
    except OSError as error:
        raise Unavailable(f"{command[0]}: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout or "").strip().splitlines()
        reason = next((line for line in said if "error" in line.lower()), said[-1] if said else "no message")
        raise Unavailable(f"{Path(command[0]).name} failed: {reason}") from error


def own_folder(folder):
    """Makes a folder that keeps itself out of git."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n")


def prepare_python():
    """The virtual environment's interpreter. Packages are installed when `requirements.txt` has changed since.

    A package without a build for this machine does not take the others with it: see `package_version`.
    """
    python = VENV / "bin" / "python"
    stamp = VENV / "requirements.sha256"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return str(python)

    make(sys.executable, "-m", "venv", "--clear", str(VENV))
    own_folder(VENV)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    requirements = [line for line in REQUIREMENTS.read_text().splitlines() if line and not line.startswith("#")]
    failed = False
    for requirement in requirements:
        try:
            make(*pip, requirement)
        except Unavailable as reason:
            failed = True
            print(f"{requirement}: {reason}", file=sys.stderr)
    if not failed:
        stamp.write_text(wanted)
    return str(python)


def package_version(python, module):
    """The version of a module in the virtual environment."""
    version = output(python, "-c", f"import {module}; print({module}.__version__)")
    if version is None:
        raise Unavailable(f"Python module {module} is not installed")
    return version


def compile_decoder():
    """The path of `turbo_decode`, compiled afresh: it takes a moment, and is never stale."""
    own_folder(BUILD)
    binary = BUILD / "turbo_decode"
    flags = (output("pkg-config", "--cflags", "--libs", "libturbojpeg") or "-lturbojpeg").split()
    make("cc", "-O2", str(HERE / "turbo_decode.c"), "-o", str(binary), *flags, "-lpthread")
    return str(binary)


def cores():
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def cpu():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return output("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def operating_system():
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}"
    except (OSError, AttributeError, KeyError):
        return platform.platform()


def commit():
    """The commit the working tree is at, marked where the tree differs from it."""
    return output("git", "-C", str(BENCHMARKS), "describe", "--always", "--dirty", "--exclude=*") or "unknown"


def turbojpeg_version():
    return output("pkg-config", "--modversion", "libturbojpeg") or "unknown"
