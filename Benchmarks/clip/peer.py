#!/usr/bin/env python3
"""Embeds pictures by OpenCLIP or transformers on PyTorch, or by ONNX Runtime, from files to embeddings, and prints how long that took.

The next batch is read and prepared while the current one is computed. Prints `images: N` and `seconds: S`; the time to load
the model and one batch to warm up are not in it.
"""

import argparse
import concurrent.futures
import pathlib
import time

import numpy as np
import references
import torch
from PIL import Image


def by_torch(visual, dtype):
    visual = visual.to(dtype)

    def embed(pictures):
        with torch.inference_mode():
            rows = visual(pictures.to(dtype)).float()
            return torch.nn.functional.normalize(rows, dim=-1).numpy()

    return embed


def by_onnx(visual, size, folder, threads):
    import onnxruntime

    path = folder / "visual.onnx"
    if not path.exists():
        # The fused attention of PyTorch has no counterpart in ONNX.
        torch.backends.mha.set_fastpath_enabled(False)
        torch.onnx.export(
            visual, (torch.zeros(2, 3, size, size),), path, input_names=["pictures"], output_names=["rows"],
            dynamic_axes={"pictures": {0: "count"}, "rows": {0: "count"}}, opset_version=17, dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def embed(pictures):
        rows = session.run(None, {"pictures": pictures.numpy()})[0]
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return embed


def main():
    parser = argparse.ArgumentParser(description="Embed pictures by a peer, and measure it.")
    parser.add_argument("--model", type=pathlib.Path, required=True, help="its folder")
    parser.add_argument("--peer", choices=("torch-float32", "torch-bf16", "onnx-float32"), required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--output", type=pathlib.Path, help="write the embeddings here, as float32")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    reference = references.reference(options.model)
    visual, prepare = reference.vision, reference.prepare
    if options.peer == "onnx-float32":
        embed = by_onnx(visual, reference.side, options.model, options.threads)
    else:
        embed = by_torch(visual, torch.bfloat16 if options.peer == "torch-bf16" else torch.float32)

    def load(start):
        return torch.stack([prepare(Image.open(file)) for file in options.files[start : start + options.batch]])

    embed(load(0))
    rows = []
    begin = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        starts = range(0, len(options.files), options.batch)
        coming = pool.submit(load, 0)
        for start in starts:
            pictures = coming.result()
            if start + options.batch < len(options.files):
                coming = pool.submit(load, start + options.batch)
            rows.append(embed(pictures))
    seconds = time.perf_counter() - begin
    print(f"images: {len(options.files)}")
    print(f"seconds: {seconds}")
    if options.output:
        np.concatenate(rows).astype(np.float32).tofile(options.output)


if __name__ == "__main__":
    main()
