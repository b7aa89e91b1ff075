#!/usr/bin/env python3
"""Remakes Tests/Fixtures/clip-tokens: what OpenCLIP's tokenizer makes of texts that are hard to get right.

    vocab.json, merges.txt    a small vocabulary learned from the texts themselves, in the files CLIP's own comes in
    tokenizer.json            the same, as Hugging Face's library writes it in one file
    tokens.json               a line each: the text, what cleaning leaves of it, its tokens by the small vocabulary and, under
                              `clip`, by CLIP's own (49,408 tokens, which come with open_clip and not with this project)

    Scripts/make_tokens.py --clip-vocabulary DIR    also writes CLIP's own vocabulary to DIR, as vocab.json and merges.txt

Expected values come from open_clip and ftfy in the versions of Scripts/requirements-clip.txt, never from this project.
"""

import argparse
import gzip
import json
import pathlib
import shutil
import sys

from open_clip.tokenizer import SimpleTokenizer, _clean_lower, default_bpe

from goldens.decode import write_lines
from goldens.texts import TEXTS
from tinyclip import vocabulary

ROOT = pathlib.Path(__file__).resolve().parent.parent
MERGES = 700
CONTEXT_LENGTH = 77
CLIP_MERGES = 49152 - 256 - 2  # as SimpleTokenizer takes them


def without_padding(tokens):
    """The tokens up to the zeros after the end. Zero is "!", which may stand before."""
    tokens = list(map(int, tokens))
    while tokens[-1] == 0:
        tokens.pop()
    return tokens


def whole(merges):
    """tokenizer.json, with no more of its parts than readers look at."""
    numbers = vocabulary.numbered(merges)
    added = [{"id": numbers[name], "content": name, "special": True} for name in vocabulary.SPECIALS]
    model = {"type": "BPE", "dropout": None, "unk_token": "<|endoftext|>", "continuing_subword_prefix": "",
             "end_of_word_suffix": "</w>", "fuse_unk": False, "vocab": numbers, "merges": [" ".join(m) for m in merges]}
    return {"version": "1.0", "added_tokens": added, "model": model}


def write(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cleaned = [_clean_lower(text) for text in TEXTS]
    merges = vocabulary.learned_merges(cleaned, MERGES)
    vocabulary.write(folder, merges)
    (folder / "tokenizer.json").write_text(json.dumps(whole(merges)) + "\n")
    small, large = vocabulary.tokenizer(merges, CONTEXT_LENGTH), SimpleTokenizer()
    write_lines(folder / "tokens.json", [
        {"text": text, "cleaned": clean, "tokens": without_padding(small(text)[0]), "clip": without_padding(large(text)[0])}
        for text, clean in zip(TEXTS, cleaned)])


def write_clip_vocabulary(folder):
    """CLIP's vocabulary, from the file that open_clip brings along."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = gzip.open(default_bpe()).read().decode().split("\n")[1:CLIP_MERGES + 1]
    vocabulary.write(folder, [tuple(line.split()) for line in lines])


def main():
    parser = argparse.ArgumentParser(description="Remake the fixtures of the tokenizer from OpenCLIP.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests" / "Fixtures" / "clip-tokens", metavar="DIR")
    parser.add_argument("--clip-vocabulary", type=pathlib.Path, metavar="DIR", help="write CLIP's own vocabulary here")
    options = parser.parse_args()
    write(options.output)
    if options.clip_vocabulary:
        write_clip_vocabulary(options.clip_vocabulary)


if __name__ == "__main__":
    sys.exit(main())
