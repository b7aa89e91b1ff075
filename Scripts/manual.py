#!/usr/bin/env python3
"""Write the manual page of retrieve, in the man macros, from what the built binary says of itself.

    Scripts/manual.py .build/release/retrieve > retrieve.1
"""

import json
import re
import subprocess
import sys


def escape(text):
    """`text` as roff input: no control lines, hyphens that can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def bold(text):
    return f"\\fB{escape(text)}\\fR"


def italic(text):
    return f"\\fI{escape(text)}\\fR"


def option_heading(argument):
    """As in `-k, --top n`."""
    value = " " + italic(argument["valueName"]) if argument["kind"] == "option" else ""
    if argument["kind"] == "positional":
        return italic(argument["valueName"]) + (" ..." if argument["isRepeating"] else "")
    names = sorted(argument["names"], key=lambda name: name["kind"] != "short")
    dashes = {"short": "-", "long": "--", "longWithSingleDash": "-"}
    return ", ".join(bold(dashes[name["kind"]] + name["name"]) for name in names) + value


def option_text(argument):
    text = argument.get("abstract", "")
    notes = []
    if argument.get("allValues"):
        notes.append("values: " + ", ".join(argument["allValues"]))
    if argument.get("defaultValue") is not None:
        notes.append("default: " + argument["defaultValue"])
    return text + (f" ({'; '.join(notes)})" if notes else "")


def options(command):
    """The arguments under the titles of their groups, in the order of the help."""
    groups = {}
    for argument in command["arguments"]:
        if argument["shouldDisplay"]:
            other = "Arguments" if argument["kind"] == "positional" else "Other options"
            groups.setdefault(argument.get("sectionTitle", other), []).append(argument)
    order = {"Arguments": 0, "Other options": 2}
    for title in sorted(groups, key=lambda title: order.get(title, 1)):
        yield title, groups[title]


def paragraphs(text):
    """Running text, where a line that is indented stands as it is."""
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        if block.startswith(" "):
            yield ".PP\n.nf\n.RS 4\n" + "\n".join(escape(line[2:]) for line in block.split("\n")) + "\n.RE\n.fi"
        else:
            yield ".PP\n" + escape(block)


def sections(discussion):
    """The text before the first heading, and the headings with what is below them."""
    parts = re.split(r"^([A-Z][A-Z ]+)$\n", discussion, flags=re.MULTILINE)
    return parts[0], list(zip(parts[1::2], parts[2::2]))


def describe_options(command, macro):
    for title, arguments in options(command):
        yield f'{macro} "{escape(title)}"'
        for argument in arguments:
            yield f".TP\n{option_heading(argument)}\n{escape(option_text(argument))}"


def usage(binary, name):
    """The usage lines that the help prints."""
    text = subprocess.run([binary, name, "--help"] if name else [binary, "--help"], check=True, capture_output=True, text=True).stdout
    match = re.search(r"^USAGE: (.*(?:\n .*)*)", text, flags=re.MULTILINE)
    return [line.strip() for line in match[1].split("\n")]


def manual(binary):
    dump = subprocess.run([binary, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    tool = json.loads(dump)["command"]
    version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    yield f'.TH RETRIEVE 1 "" "retrieve {version}" "User Commands"'
    yield f".SH NAME\nretrieve \\- {escape(tool['abstract'].rstrip('.')[0].lower() + tool['abstract'].rstrip('.')[1:])}"
    yield ".SH SYNOPSIS\n" + "\n.br\n".join(escape(line) for line in usage(binary, None))
    opening, rest = sections(tool["discussion"])
    yield ".SH DESCRIPTION"
    yield from paragraphs(opening)
    yield ".SH OPTIONS"
    yield from describe_options(tool, ".SS")
    yield ".SH COMMANDS"
    for command in tool["subcommands"]:
        # A search is described above.
        if command["commandName"] in ("search", "help"):
            continue
        yield f'.SS "retrieve {command["commandName"]}"'
        yield escape(command["abstract"])
        yield ".PP\n" + "\n.br\n".join(escape(line) for line in usage(binary, command["commandName"]))
        text, headings = sections(command.get("discussion", ""))
        yield from paragraphs(text)
        for title, arguments in options(command):
            for argument in arguments:
                yield f".TP\n{option_heading(argument)}\n{escape(option_text(argument))}"
        for heading, body in headings:
            yield f".PP\n{bold(heading.capitalize())}"
            yield from paragraphs(body)
    for heading, body in rest:
        yield f".SH {heading}"
        yield from paragraphs(body)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("\n".join(manual(sys.argv[1])))
