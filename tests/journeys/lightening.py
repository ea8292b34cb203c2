"""Makes a screenshot lighter: the same picture in at most 256 colours, a PNG with a palette."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
STEP = 8
COLOURS = 256
Colour = tuple[int, int, int]


def lighter(png: bytes) -> bytes:
    """A true-colour PNG of eight bits without transparency, told with a palette."""
    width, height, rows = _pixels(png)
    palette, place = _palette(Counter(colour for row in rows for colour in row))
    lines = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    return SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(value for colour in palette for value in colour)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _palette(seen: Counter[Colour]) -> tuple[list[Colour], dict[Colour, int]]:
    """The commonest shades, and for each colour the nearest of them."""
    shades: dict[Colour, Colour] = {}
    weight: Counter[Colour] = Counter()
    for colour, times in seen.most_common():
        rough = (colour[0] // STEP, colour[1] // STEP, colour[2] // STEP)
        weight[shades.setdefault(rough, colour)] += times
    palette = [colour for colour, _times in weight.most_common(COLOURS)]
    return palette, {colour: _nearest(colour, palette) for colour in seen}


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    def far(at: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, palette[at], strict=True))

    return min(range(len(palette)), key=far)


def _pixels(png: bytes) -> tuple[int, int, list[list[Colour]]]:
    chunks = list(_chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    assert depth == 8
    size = {2: 3, 6: 4}[kind]
    raw = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows, before = [], bytearray(width * size)
    for at in range(0, len(raw), width * size + 1):
        before = _unfiltered(raw[at], bytearray(raw[at + 1 : at + 1 + width * size]), before, size)
        rows.append(list(zip(before[0::size], before[1::size], before[2::size], strict=True)))
    return width, height, rows


def _unfiltered(kind: int, line: bytearray, above: bytearray, size: int) -> bytearray:
    """One line of a PNG without its filter; see the specification, section 9."""
    for at, value in enumerate(line if kind else b""):
        left = line[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))
        line[at] = (value + guess[kind]) & 255
    return line


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    near = (abs(guess - left), abs(guess - above), abs(guess - corner))
    return (left, above, corner)[near.index(min(near))]


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
