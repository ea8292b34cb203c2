"""Tolerant reading of stored JSON, and the one byte form that is hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


def record(raw: object) -> Mapping[str, object]:
    """Return the JSON object, or an empty one for anything else."""
    return {str(name): value for name, value in raw.items()} if isinstance(raw, Mapping) else {}


def records(raw: object) -> list[Mapping[str, object]]:
    """Return the objects of a JSON list; what is no object is left out."""
    if not isinstance(raw, list | tuple):
        return []
    return [record(each) for each in raw if isinstance(each, Mapping)]


def text(raw: object) -> str:
    """Return the string without what no text holds: NUL and halves of a pair of surrogates."""
    return raw.encode(errors="ignore").decode().replace("\0", "") if isinstance(raw, str) else ""


def whole(raw: object) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def day(raw: object) -> date | None:
    """Return the date of an ISO string, or None."""
    try:
        return date.fromisoformat(text(raw))
    except ValueError:
        return None


def choice(raw: object, default: Choice) -> Choice:
    """Return the member with this value, or the default of the same enumeration."""
    kind = type(default)
    return kind(raw) if isinstance(raw, str) and raw in set(kind) else default


def unique_keys(given: Iterable[object], prefix: str) -> list[str]:
    """Return the keys as they are, with fresh ones where one is missing or repeated."""
    wanted = [text(key) for key in given]
    taken, keys = set(wanted), list[str]()
    for key in wanted:
        if not key or key in keys:
            key = next(
                fresh
                for number in range(1, len(wanted) + len(taken) + 2)
                if (fresh := f"{prefix}{number}") not in taken
            )
            taken.add(key)
        keys.append(key)
    return keys


def canonical_bytes(data: object) -> bytes:
    """Return the one byte form of JSON data: sorted names, no blanks, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
