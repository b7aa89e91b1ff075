"""HEIF files (ISO/IEC 23008-12) put together of coded pictures: with crops, turns and mirrorings, grids, and alpha beside them.

The encoders at hand write none of these but a turn, so a picture is taken out of the file of an encoder, and another file is written.
"""

import dataclasses
import struct


@dataclasses.dataclass
class Item:
    """A coded picture or a grid of some: its type, its bytes, and its properties as boxes, with whether a reader must know them."""

    kind: bytes
    data: bytes
    properties: list[tuple[bytes, bool]]
    is_hidden: bool = False
    # The items that a grid is made of, or the picture that an alpha belongs to.
    references: list[tuple[bytes, list["Item"]]] = dataclasses.field(default_factory=list)


def box(kind, *parts):
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full(kind, version, flags, *parts):
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def children(data):
    """The boxes side by side in `data`: their types and contents."""
    at, found = 0, []
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found.append((kind, data[at + 8:at + size]))
        at += size
    return found


def coded(file):
    """The primary picture of an encoder's file."""
    meta = dict(children(dict(children(file))[b"meta"][4:]))
    primary = struct.unpack_from(">H", meta[b"pitm"], 4)[0]
    properties = dict(children(meta[b"iprp"]))
    boxes = [box(kind, content) for kind, content in children(properties[b"ipco"])]
    kind = next(content[8:12] for _, content in children(meta[b"iinf"][6:]) if struct.unpack_from(">H", content, 4)[0] == primary)
    return Item(kind, payload(file, meta, primary), [(boxes[index - 1], essential) for index, essential in
                                                     associations(properties[b"ipma"], primary)])


def associations(data, wanted):
    """The properties of an item: their numbers, from 1, and whether a reader must know them."""
    version, flags, count = data[0], data[3], struct.unpack_from(">I", data, 4)[0]
    at = 8
    for _ in range(count):
        item = struct.unpack_from(">I" if version else ">H", data, at)[0]
        at += 4 if version else 2
        size = 2 if flags & 1 else 1
        numbers = [int.from_bytes(data[at + 1 + i * size:at + 1 + (i + 1) * size]) for i in range(data[at])]
        at += 1 + size * len(numbers)
        if item == wanted:
            top = 0x8000 if flags & 1 else 0x80
            return [(number & (top - 1), bool(number & top)) for number in numbers]
    raise ValueError(f"item {wanted} has no properties")


def payload(file, meta, wanted):
    data = meta[b"iloc"]
    version, sizes, count = data[0], data[4:6], struct.unpack_from(">H", data, 6)[0]
    offset_size, length_size, base_size, index_size = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4, sizes[1] & 15
    at = 8

    def number(size):
        nonlocal at
        at += size
        return int.from_bytes(data[at - size:at])

    for _ in range(count):
        item, method = number(2), number(2) if version else 0
        number(2)
        base, parts = number(base_size), []
        for _ in range(number(2)):
            number(index_size if version else 0)
            start, length = base + number(offset_size), number(length_size)
            parts.append((meta[b"idat"] if method == 1 else file)[start:start + length])
        if item == wanted:
            return b"".join(parts)
    raise ValueError(f"item {wanted} has no data")


def file(brand, items):
    """A file of items, of which the first is the primary one."""
    numbers = {id(item): number for number, item in enumerate(items, 1)}
    infos = [full(b"infe", 2, item.is_hidden, struct.pack(">HH4sx", numbers[id(item)], 0, item.kind)) for item in items]
    shared = list(dict.fromkeys(content for item in items for content, _ in item.properties))
    associated = [struct.pack(">HB", numbers[id(item)], len(item.properties))
                  + bytes(shared.index(content) + 1 | essential << 7 for content, essential in item.properties) for item in items]
    references = [box(kind, struct.pack(f">HH{len(targets)}H", numbers[id(item)], len(targets), *(numbers[id(each)] for each in targets)))
                  for item in items for kind, targets in item.references]
    begin = box(b"ftyp", brand, bytes(4), b"mif1", brand, b"miaf")

    def meta(start):
        places = []
        for item in items:
            places.append(struct.pack(">HHHII", numbers[id(item)], 0, 1, start, len(item.data)))
            start += len(item.data)
        return full(
            b"meta", 0, 0, full(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)), full(b"pitm", 0, 0, struct.pack(">H", 1)),
            full(b"iloc", 0, 0, struct.pack(">BBH", 0x44, 0, len(items)), *places),
            full(b"iinf", 0, 0, struct.pack(">H", len(items)), *infos),
            full(b"iref", 0, 0, *references) if references else b"",
            box(b"iprp", box(b"ipco", *shared), full(b"ipma", 0, 0, struct.pack(">I", len(items)), *associated)))

    size = len(meta(0))
    return begin + meta(len(begin) + size + 8) + box(b"mdat", *(item.data for item in items))


def grid(tiles, columns, width, height, *properties):
    """The items of a picture that is cut from rows of tiles side by side, which are of one size; what they are said to be is said of it."""
    layout = struct.pack(">BBBBHH", 0, 0, len(tiles) // columns - 1, columns - 1, width, height)
    own = [(content, essential) for content, essential in tiles[0].properties if content[4:8] in (b"pixi", b"colr")]
    for tile in tiles:
        tile.is_hidden = True
    whole = Item(b"grid", layout, [(size(width, height), False), *own, *properties], references=[(b"dimg", tiles)])
    return [whole, *tiles]


def alpha(picture, of):
    """A gray picture as the alpha of another."""
    meaning = full(b"auxC", 0, 0, b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
    return dataclasses.replace(picture, properties=[*picture.properties, (meaning, True)], is_hidden=True, references=[(b"auxl", [of])])


def size(width, height):
    return full(b"ispe", 0, 0, struct.pack(">II", width, height))


def turn(quarters):
    """Turned against the clock."""
    return box(b"irot", bytes([quarters])), True


def mirror(axis):
    """Mirrored: 0 puts the upper side down, 1 the left side right."""
    return box(b"imir", bytes([axis])), True


def crop(width, height, left, top, full_width, full_height):
    """What is left of a picture of the full size: the middle of it is shifted by a fraction."""
    x, y = 2 * left + width - full_width, 2 * top + height - full_height
    return box(b"clap", struct.pack(">IIIIiIiI", width, 1, height, 1, x, 2, y, 2)), True
