"""Addresses of the web that stand in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from napulse.engines.mailtrust.model import Link
from napulse.engines.mailtrust.offsets import source_span

_URL = re.compile(
    r"(?:https?://|hxxps?://|(?<![\w@.-])www\.)[^\s<>\"'«»\u200b]{2,2000}", re.IGNORECASE
)
_TRAILING = ".,;:!?)]}>'\""


def plain_links(
    value: str, at: Sequence[int], path: str, taken: list[tuple[int, int]], most: int
) -> list[Link]:
    """Links among the words of a text, `most` at most, outside the spans of anchors in `taken`."""
    found: list[Link] = []
    if "://" not in value and "www." not in value.lower():
        return found
    following = iter(taken)
    span = next(following, None)
    for match in _URL.finditer(value):
        while span is not None and span[1] <= match.start():
            span = next(following, None)
        if span is not None and span[0] <= match.start():
            continue
        if len(found) >= most:
            break
        url = match[0].rstrip(_TRAILING)
        place = source_span(at, match.start(), match.start() + len(url))
        found.append(Link(url, url, path, *place))
    return found
