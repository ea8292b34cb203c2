"""How much work a call does: counted, so that it is the same on every machine under any load."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Fail as soon as the block has called more functions, of Python or of C, than `calls`."""
    made = 0

    def count(frame: FrameType, event: str, called: object) -> None:
        nonlocal made
        if event in {"call", "c_call"}:
            made += 1
            if made > calls:
                sys.setprofile(None)
                raise AssertionError(f"more than {calls} calls, the last in {frame.f_code}")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
