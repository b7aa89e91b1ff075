#!/usr/bin/env python3
"""Writes the tables of characters that cleaning a text needs, as Swift, from Python and ftfy.

    HTMLEntityTable.swift     the named characters of HTML 5 (html.entities)
    CharacterTables.swift     code pages, character classes of ftfy's search for mojibake, halfwidth forms

OpenCLIP cleans every text by ftfy and html.unescape before it makes tokens of it. Run it again for another ftfy; the versions
are those of Scripts/requirements-clip.txt.
"""

import argparse
import html.entities
import pathlib
import re
import sys
import unicodedata

import ftfy.bad_codecs  # registers the sloppy code pages
from ftfy.badness import MOJIBAKE_CATEGORIES
from ftfy.chardata import WIDTH_MAP

ROOT = pathlib.Path(__file__).resolve().parent.parent
WIDTH = 124
HEAD = "// Made by Scripts/make_text_tables.py from Python and ftfy 6.3.1 (Apache License 2.0); not to be edited.\n"
CODE_PAGES = {"windows1252": "sloppy-windows-1252", "windows1251": "sloppy-windows-1251", "windows1250": "sloppy-windows-1250",
              "windows1253": "sloppy-windows-1253", "windows1254": "sloppy-windows-1254", "windows1257": "sloppy-windows-1257",
              "iso8859Part2": "iso-8859-2", "macRoman": "macroman", "codePage437": "cp437"}
CATEGORIES = {"common": "common", "bad": "bad", "law": "law", "currency": "currency",
              "startPunctuation": "start_punctuation", "endPunctuation": "end_punctuation", "numeric": "numeric",
              "kaomoji": "kaomoji", "upperAccented": "upper_accented", "lowerAccented": "lower_accented",
              "upperCommon": "upper_common", "lowerCommon": "lower_common", "box": "box"}


def literal(text):
    """The text as the inside of a Swift literal, what cannot be seen escaped."""
    return [character if unicodedata.category(character)[0] in "LNPS" and character not in "\"\\"
            else f"\\u{{{ord(character):x}}}" for character in text]


def wrapped(pieces, indent):
    """The pieces joined in a multi-line literal whose lines the compiler joins again."""
    lines, line = [], ""
    for piece in pieces:
        if len(indent) + len(line) + len(piece) > WIDTH:
            lines.append(line + "\\")
            line = ""
        line += piece
    return "\n".join(indent + text for text in lines + [line.rstrip()])


def constant(name, pieces, comment):
    return f'    /// {comment}\n    static let {name} = """\n{wrapped(pieces, " " * 8)}\n        """\n'


def code_pages():
    for name, codec in CODE_PAGES.items():
        text = bytes(range(0x80, 0x100)).decode(codec)
        assert len(set(text)) == 128
        yield constant(name, literal(text), f"Bytes 80 to FF in {codec}.")


def categories():
    every = [chr(number) for number in range(0x10000) if not 0xD800 <= number < 0xE000]
    for name, key in CATEGORIES.items():
        members = re.compile(f"[{MOJIBAKE_CATEGORIES[key]}]")
        yield constant(name, literal(c for c in every if members.match(c)), f"The class `{key}` of ftfy's `badness`.")


def widths():
    """Halfwidth and fullwidth forms, and what stands for each, one after the other."""
    pairs = [(chr(number), usual) for number, usual in sorted(WIDTH_MAP.items()) if number > 0xFF5E]
    single = [pair for pair in pairs if len(pair[1]) == 1]
    assert [pair for pair in pairs if len(pair[1]) != 1] == [("\uffe3", " \u0304")]
    yield constant("widthForms", literal("".join(form for form, _ in single)), "Halfwidth and fullwidth forms past ASCII's.")
    yield constant("usualForms", literal("".join(usual for _, usual in single)), "What stands for each of them.")


def entities():
    """Every name with the numbers of its characters; a star after names that need no semicolon."""
    known = html.entities.html5
    for name in sorted(name[:-1] for name in known if name.endswith(";")):
        star = "*" if name in known else ""
        yield f"{name}{star}=" + "+".join(f"{ord(character):x}" for character in known[name + ";"]) + " "


def main():
    parser = argparse.ArgumentParser(description="Write the tables of characters that cleaning a text needs.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Sources" / "Models" / "Tokenizers" / "CLIP", metavar="DIR")
    output = parser.parse_args().output
    tables = "\n".join([*code_pages(), *categories(), *widths()])
    (output / "CharacterTables.swift").write_text(
        f"{HEAD}\n/// Characters by what they have to do with mojibake and widths.\nenum CharacterTables {{\n{tables}}}\n")
    table = constant("entities", entities(), "Names, a star after those that need no semicolon, and code points in base 16.")
    (output / "HTMLEntityTable.swift").write_text(
        f"{HEAD}\n/// The named characters of HTML 5.\nenum HTMLEntityTable {{\n{table}}}\n")


if __name__ == "__main__":
    sys.exit(main())
