"""A vocabulary in the files that CLIP's own comes in: byte-level byte pairs, `vocab.json` and `merges.txt`."""

import gzip
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import regex
from open_clip.tokenizer import SimpleTokenizer, bytes_to_unicode

MERGES = 320  # more than the captions have
VERSION = "#version: 0.2"  # the first line that readers of merges.txt expect
SPECIALS = ("<|startoftext|>", "<|endoftext|>")  # last, so that the end has the highest number: there the text is read off
WORD = regex.compile(r"""'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+""")


def learned_merges(texts, limit=MERGES):
    """The pairs to join, most frequent first; equally frequent ones in the order of their letters."""
    letters = bytes_to_unicode()
    counts = Counter(word for text in texts for word in WORD.findall(text))
    words = {}
    for word, count in counts.items():
        symbols = [letters[byte] for byte in word.encode()]
        words[tuple(symbols[:-1] + [symbols[-1] + "</w>"])] = count
    merges = []
    while len(merges) < limit:
        pairs = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = {_joined(word, best): count for word, count in words.items()}
    return merges


def _joined(word, pair):
    result, place = [], 0
    while place < len(word):
        if word[place:place + 2] == pair:
            result.append("".join(pair))
            place += 2
        else:
            result.append(word[place])
            place += 1
    return tuple(result)


def numbered(merges):
    """The number of every token: the bytes, the bytes that end a word, what the merges make, the two special ones."""
    letters = list(bytes_to_unicode().values())
    tokens = letters + [letter + "</w>" for letter in letters] + ["".join(merge) for merge in merges] + list(SPECIALS)
    return {token: number for number, token in enumerate(tokens)}


def tokenizer(merges, context_length):
    """OpenCLIP's own tokenizer over these merges."""
    lines = "\n".join([VERSION] + [" ".join(merge) for merge in merges])
    with TemporaryDirectory() as folder:
        path = Path(folder, "merges.txt.gz")
        path.write_bytes(gzip.compress(lines.encode(), mtime=0))
        return SimpleTokenizer(bpe_path=str(path), context_length=context_length)


def read_merges(folder):
    lines = Path(folder, "merges.txt").read_text().splitlines()
    return [tuple(line.split()) for line in lines[1:]]


def write(folder, merges):
    (folder / "vocab.json").write_text(json.dumps(numbered(merges), ensure_ascii=False, indent=0) + "\n")
    (folder / "merges.txt").write_text("\n".join([VERSION] + [" ".join(merge) for merge in merges]) + "\n")
