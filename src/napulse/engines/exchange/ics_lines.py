"""From the bytes of an iCalendar file to a tree of components with line numbers, within limits."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from napulse.engines.kernel.errors import Refused

_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_BINARY_STARTS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)
_ESCAPED = re.compile(r"\\([\\;,nN])")
_CARETS = re.compile(r"\^([n'^])")
_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class CalendarLimits:
    """How much of a calendar file is read: bytes, lines, components and people; days around `now`
    for a series.
    """

    size: int = 1_000_000
    lines: int = 20_000
    line_length: int = 200_000
    depth: int = 5
    events: int = 500
    occurrences: int = 200
    attendees: int = 500
    text: int = 20_000
    days_back: int = 35
    days_ahead: int = 60


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: upper-case name, raw value, first value of every parameter, number of its
    first line.
    """

    name: str
    value: str
    parameters: dict[str, str]
    line: int

    @property
    def text(self) -> str:
        """The value with the escapes of the TEXT type resolved and control characters removed."""
        plain = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)
        return _CONTROL.sub("", plain).strip()


@dataclass(slots=True)
class Component:
    """BEGIN … END: its name, the line of BEGIN, properties in order and the components inside."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of this name."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Property]:
        """All properties of this name, in the order of the file."""
        return (found for found in self.properties if found.name == name)

    def inside(self, name: str) -> Iterator[Component]:
        """All direct children of this name."""
        return (child for child in self.children if child.name == name)


def read_components(raw: bytes, limits: CalendarLimits) -> list[Component]:
    """The VCALENDAR components of a file.

    Refused: `ics.empty`, `ics.too_large`, `ics.binary`, `ics.html`, `ics.encoding`,
    `ics.not_a_calendar`, `ics.too_many_lines`, `ics.line_too_long`, `ics.bad_line`,
    `ics.bad_nesting`, `ics.too_deep`.
    """
    if len(raw) > limits.size:
        raise Refused("ics.too_large", size=len(raw), limit=limits.size)
    text = _decode(raw)
    _check_is_calendar(text)
    return _tree(_unfolded(text, limits), limits)


def _decode(raw: bytes) -> str:
    if not raw.strip():
        raise Refused("ics.empty")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_as(raw, "utf-16")
    if raw.startswith(_BINARY_STARTS) or b"\x00" in raw:
        raise Refused("ics.binary")
    for candidate in (raw, _FOLD.sub(b"", raw)):  # some writers fold in the middle of a letter
        try:
            return candidate.decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
    return _decoded_as(raw, "cp1251")


def _decoded_as(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("ics.encoding") from None
    if "\x00" in text:
        raise Refused("ics.binary")
    return text


def _check_is_calendar(text: str) -> None:
    head = text.lstrip()[:500].lower()
    if head.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
        raise Refused("ics.html")
    if not head.startswith("begin:vcalendar"):
        raise Refused("ics.not_a_calendar")


def _unfolded(text: str, limits: CalendarLimits) -> Iterator[tuple[int, str]]:
    pieces: list[str] = []
    start = length = 0
    for number, line in enumerate(_physical_lines(text, limits), 1):
        if line[:1] in {" ", "\t"} and pieces:
            pieces.append(line[1:])
        else:
            if pieces:
                yield start, "".join(pieces)
            pieces, start, length = ([line] if line.strip() else []), number, 0
        length += len(line)
        if length > limits.line_length:
            raise Refused("ics.line_too_long", line=start, limit=limits.line_length)
    if pieces:
        yield start, "".join(pieces)


def _physical_lines(text: str, limits: CalendarLimits) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", text)
    if len(lines) > limits.lines:
        raise Refused("ics.too_many_lines", lines=len(lines), limit=limits.lines)
    return lines


def _tree(lines: Iterator[tuple[int, str]], limits: CalendarLimits) -> list[Component]:
    calendars: list[Component] = []
    open_components: list[Component] = []
    for number, line in lines:
        found = _parsed(number, line)
        if found.name == "BEGIN":
            _begin(found, calendars, open_components)
            _check_depth(open_components, limits)
        elif found.name == "END":
            _end(found, open_components)
        elif open_components:
            open_components[-1].properties.append(found)
        else:
            raise Refused("ics.bad_nesting", line=number, name=found.name[:60])
    if open_components:
        raise Refused(
            "ics.bad_nesting", line=open_components[-1].line, name=open_components[-1].name
        )
    return calendars


def _begin(found: Property, calendars: list[Component], open_components: list[Component]) -> None:
    component = Component(found.value.strip().upper()[:60], found.line)
    siblings = open_components[-1].children if open_components else calendars
    siblings.append(component)
    open_components.append(component)


def _check_depth(open_components: list[Component], limits: CalendarLimits) -> None:
    if open_components[0].name != "VCALENDAR":
        raise Refused("ics.bad_nesting", line=open_components[0].line, name=open_components[0].name)
    if len(open_components) > limits.depth:
        raise Refused("ics.too_deep", line=open_components[-1].line, limit=limits.depth)


def _end(found: Property, open_components: list[Component]) -> None:
    name = found.value.strip().upper()[:60]
    if not open_components or open_components[-1].name != name:
        raise Refused("ics.bad_nesting", line=found.line, name=name)
    open_components.pop()


def _parsed(number: int, line: str) -> Property:
    name = _NAME.match(line)
    if name is None:
        raise Refused("ics.bad_line", line=number, text=line[:60])
    at = name.end()
    parameters: dict[str, str] = {}
    while (found := _PARAMETER.match(line, at)) is not None:
        parameters.setdefault(found[1].upper(), _parameter_text(found[2]))
        at = found.end()
    if line[at : at + 1] != ":":
        raise Refused("ics.bad_line", line=number, text=line[:60])
    return Property(name[0].upper(), line[at + 1 :], parameters, number)


def _parameter_text(raw: str) -> str:
    first = raw[1:].split('"', 1)[0] if raw.startswith('"') else raw
    plain = _CARETS.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], first)
    return _CONTROL.sub("", plain).strip()
