"""What a reader wants to tell about a file that it did accept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning as a code and the values of its sentence; the sentence is made at the door."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def notice(code: str, **values: object) -> Notice:
    """A notice, written like a refusal."""
    return Notice(code, values)
