#!/usr/bin/env python3
"""Measures embedding pictures beside OpenCLIP or transformers on PyTorch, and ONNX Runtime, and how near the embeddings are.

    make bench-clip PHOTOS=DIR

Every program embeds the same photos in turn, and that several times over, so that what else the machine does falls on all of
them. A table shows the least and the median time of each. Needs the packages of Scripts/requirements-clip.txt and onnxruntime
in the Python that runs this.
"""

import argparse
import pathlib
import statistics
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "compare"))
sys.path.insert(0, str(HERE.parent.parent / "Scripts"))

from measure import Unavailable, run  # noqa: E402
from modelgoldens import full  # noqa: E402

OURS = ("float32", "bf16", "int8")
PEERS = ("torch-float32", "torch-bf16", "onnx-float32")
# What embeddings are held to, as cosines to PyTorch's in float32.
BOUNDS = {"float32": 0.99999, "bf16": 0.9995, "int8": 0.995}


def command(key, options, folder, output, single):
    files = [str(file) for file in options.files[: options.singles if single else None]]
    if key in OURS:
        program = [options.program, "embed", "--model", str(folder), "--precision", key, "--threads", str(options.threads)]
        return program + (["--single"] if single else []) + ["--output", output] + files
    return [
        sys.executable, str(HERE / "peer.py"), "--model", str(folder), "--peer", key,
        "--threads", str(options.threads), "--batch", "1" if single else str(options.batch), "--output", output,
    ] + files


def measure(options, folder, single):
    """Images per second of every round by program, and the embeddings of the last."""
    rates, rows = {key: [] for key in OURS + PEERS}, {}
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(options.rounds):
            for key in rates:
                output = str(pathlib.Path(scratch) / key)
                try:
                    finished = run(command(key, options, folder, output, single))
                except Unavailable as reason:
                    print(f"{key}: {reason}", file=sys.stderr)
                    continue
                rates[key].append(finished.figure("images") / finished.figure("seconds"))
                rows[key] = np.fromfile(output, np.float32).reshape(int(finished.figure("images")), -1)
    return rates, rows


def report(title, rates, rows):
    print(f"\n{title}\n\n| | images/s, best | images/s, median | least cosine to PyTorch |\n|---|---|---|---|")
    reference = rows.get("torch-float32")
    for key, values in rates.items():
        if not values:
            continue
        cosine = "" if reference is None else f"{(rows[key].astype(float) * reference).sum(1).min():.7f}"
        label = f"retrieve {key}" if key in OURS else key
        print(f"| {label} | {max(values):.1f} | {statistics.median(values):.1f} | {cosine} |")
    for ours, peer, bound in (("float32", "onnx-float32", 1.05), ("bf16", "torch-bf16", 1.1), ("int8", "bf16", 1.6)):
        if rates[ours] and rates[peer]:
            best, median = max(rates[ours]) / max(rates[peer]), statistics.median(rates[ours]) / statistics.median(rates[peer])
            print(f"\n{ours} to {peer}: {best:.2f} (best), {median:.2f} (median); the budget is {bound}")
    if reference is not None:
        for key, bound in BOUNDS.items():
            worst = (rows[key].astype(float) * reference).sum(1).min()
            print(f"\n{key}: least cosine {worst:.7f}; the bound is {bound}" + ("" if worst >= bound else ": MISSED"))


def main():
    parser = argparse.ArgumentParser(description="Measure embedding pictures beside its peers.")
    parser.add_argument("--program", required=True, help="the built embedding-benchmark")
    parser.add_argument("--photos", type=pathlib.Path, required=True)
    parser.add_argument(
        "--name", default="ViT-B-32", help="a CLIP of OpenCLIP, or one of " + ", ".join(full.FAMILIES))
    parser.add_argument("--models", type=pathlib.Path, help="keep models here for the next run")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16, help="pictures a batch of the peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=160, help="pictures in batches")
    parser.add_argument("--singles", type=int, default=24, help="pictures one at a time")
    options = parser.parse_args()
    names = sorted(path for path in options.photos.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    options.files = names[: options.count]
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.models or pathlib.Path(scratch)) / options.name
        if not list(folder.glob("*.safetensors")):
            if options.name in full.FAMILIES:
                full.write(options.name, folder)
            else:
                run([sys.executable, str(HERE / "make_model.py"), options.name, str(folder)])
        report(f"{options.name}, in batches", *measure(options, folder, single=False))
        if options.singles:
            report(f"{options.name}, one picture at a time", *measure(options, folder, single=True))


if __name__ == "__main__":
    main()
