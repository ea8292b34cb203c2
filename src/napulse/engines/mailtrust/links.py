"""Addresses of the web that stand in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from napulse.engines.mailtrust.model import Link
from napulse.engines.mailtrust.offsets import source_span

_REST = re.compile(r"[^\s<>\"'«»\u200b]{2,2000}")
_SCHEMES = ("https", "http", "hxxps", "hxxp")
_TRAILING = ".,;:!?)]}>'\""


def plain_links(
    value: str, at: Sequence[int], path: str, taken: list[tuple[int, int]], most: int
) -> list[Link]:
    """Links among the words of a text, `most` at most, outside the spans of anchors in `taken`."""
    found: list[Link] = []
    following = iter(taken)
    span = next(following, None)
    for start, stop in sorted(_urls(value)):
        while span is not None and span[1] <= start:
            span = next(following, None)
        if span is not None and span[0] <= start:
            continue
        if len(found) >= most:
            break
        url = value[start:stop].rstrip(_TRAILING)
        found.append(Link(url, url, path, *source_span(at, start, start + len(url))))
    return found


def _urls(value: str) -> Iterator[tuple[int, int]]:
    """The places of addresses with a scheme, or that begin with www."""
    place = value.find("://")
    while place >= 0:
        before = value[max(0, place - 5) : place].lower()
        scheme = next((each for each in _SCHEMES if before.endswith(each)), "")
        rest = _REST.match(value, place + 3) if scheme else None
        if rest:
            yield place - len(scheme), rest.end()
        place = value.find("://", rest.end() if rest else place + 3)
    for spelled in ("www.", "WWW.", "Www."):
        place = value.find(spelled)
        while place >= 0:
            rest = _REST.match(value, place + 4)
            if rest and (
                not place or not (value[place - 1].isalnum() or value[place - 1] in "/.@-")
            ):
                yield place, rest.end()
            place = value.find(spelled, rest.end() if rest else place + 4)
