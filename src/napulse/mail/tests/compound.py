"""Writes compound files (MS-CFB) for tests: small streams in folders, as Outlook keeps them."""

import struct
from dataclasses import dataclass, field

SECTOR, MINI = 512, 64
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass
class Folder:
    """Streams and folders by name."""

    streams: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, "Folder"] = field(default_factory=dict)


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = NONE
    right: int = NONE
    start: int = END


def compound(root: Folder) -> bytes:
    """The file; every stream is below 4096 bytes and so lives in the mini stream."""
    entries = [_Entry("Root Entry", 5)]
    _add(entries, 0, root)
    mini, mini_fat = _mini(entries)
    entries[0].data = mini
    directory_sectors = -(-len(entries) * 128 // SECTOR)
    chains = [directory_sectors, -(-len(mini_fat) * 4 // SECTOR), -(-len(mini) // SECTOR)]
    fat: list[int] = []
    starts = []
    for length in chains:
        starts.append(len(fat) if length else END)
        fat += [*range(len(fat) + 1, len(fat) + length), END] if length else []
    fat_sectors = -(-(len(fat) + 1) * 4 // SECTOR)
    while -(-(len(fat) + fat_sectors) * 4 // SECTOR) > fat_sectors:
        fat_sectors += 1
    place = len(fat)
    fat += [FAT_SECTOR] * fat_sectors
    entries[0].start = starts[2]
    body = _padded(b"".join(map(_packed, entries)), SECTOR)
    body += _padded(struct.pack(f"<{len(mini_fat)}I", *mini_fat), SECTOR, b"\xff")
    body += _padded(mini, SECTOR)
    body += _padded(struct.pack(f"<{len(fat)}I", *fat), SECTOR, b"\xff")
    return _header(fat_sectors, place, starts, chains) + body


def _add(entries: list[_Entry], parent: int, folder: Folder) -> None:
    """Children as a list through their right neighbours: a tree that every reader can walk."""
    last = NONE
    for name, what in [*folder.streams.items(), *folder.folders.items()]:
        number = len(entries)
        is_stream = isinstance(what, bytes)
        entries.append(_Entry(name, 2 if is_stream else 1, what if is_stream else b""))
        if last == NONE:
            entries[parent].child = number
        else:
            entries[last].right = number
        last = number
        if isinstance(what, Folder):
            _add(entries, number, what)


def _mini(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    mini, chain = b"", []
    for entry in entries:
        if entry.kind == 2 and entry.data:
            count = -(-len(entry.data) // MINI)
            entry.start = len(chain)
            chain += [*range(len(chain) + 1, len(chain) + count), END]
            mini += _padded(entry.data, MINI)
    return mini, chain


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name), entry.kind, 1, NONE, entry.right, entry.child)
        + bytes(36)
        + struct.pack("<IQ", entry.start, len(entry.data))
    )


def _header(fat_sectors: int, fat_at: int, starts: list[int], chains: list[int]) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIII", 0, fat_sectors, starts[0], 0, 4096)
    head += struct.pack("<IIII", starts[1], chains[1], END, 0)
    table = [*range(fat_at, fat_at + fat_sectors)]
    return head + struct.pack("<109I", *table, *[FREE] * (109 - len(table)))


def _padded(data: bytes, to: int, with_: bytes = b"\0") -> bytes:
    return data + with_ * (-len(data) % to)
