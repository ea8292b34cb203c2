"""What a predicate looks at, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from napulse.engines.mailtrust.index import Index
from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.model import Context, Evidence
from napulse.engines.mailtrust.policy import Policy


@dataclass(frozen=True)
class View:
    """A letter under one policy: the roles it speaks in, whether its origin is proven."""

    letter: Letter
    index: Index
    policy: Policy
    context: Context
    roles: frozenset[str] = frozenset()
    proven: bool = False
    received_at: datetime | None = None


@dataclass(frozen=True)
class Hit:
    """That a predicate holds: what fills its sentence, and what it rests on."""

    params: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
