"""The words of a page as they are gathered, with their places in the markup."""

from __future__ import annotations

from dataclasses import dataclass, field

from napulse.engines.mailtrust.model import Link
from napulse.engines.mailtrust.offsets import Later, Offsets


class Words:
    """A text being built, with the places of its characters."""

    __slots__ = ("ending", "full", "length", "parts", "pieces", "room")

    def __init__(self, room: int) -> None:
        self.room = room
        self.full = False  # whether something found no room
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int, int]] = []  # characters, from, to
        self.length = 0
        self.ending = "\n"

    def add(self, text: str, start: int, stop: int) -> None:
        """Append a text that stands in the markup from `start` to `stop`."""
        if self.length + len(text) > self.room:
            self.full = True
        elif text:
            self.parts.append(text)
            self.pieces.append((len(text), start, stop))
            self.length += len(text)
            self.ending = text[-1]

    def line(self, place: int) -> None:
        """Begin a new line, unless one has just begun."""
        if self.ending == " " and self.parts[-1] == " ":
            self.parts.pop()
            self.pieces.pop()
            self.length -= 1
            self.ending = self.parts[-1][-1] if self.parts else "\n"
        if self.ending != "\n":
            self.add("\n", place, place + 1)

    def blank(self, start: int, stop: int) -> None:
        """White space, which counts once."""
        if self.ending != " " and self.ending != "\n":
            self.parts.append(" ")
            self.pieces.append((1, start, stop))
            self.length += 1
            self.ending = " "

    def text(self) -> str:
        """All that was built."""
        return "".join(self.parts)

    def at(self) -> Later:
        """Where its characters came from."""
        return Later(self.length, self._offsets)

    def _offsets(self) -> Offsets:
        offsets = Offsets()
        for piece in self.pieces:
            offsets.add(*piece)
        return offsets


@dataclass
class Page:
    """What a page holds."""

    seen: Words
    unseen: Words
    links: list[Link] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)  # of links, in the seen text
    defects: set[str] = field(default_factory=set)
    truncated: bool = False
