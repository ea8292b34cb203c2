"""The acts of the demo's past, kept until all are known and then played in order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from napulse.access.actor import Actor
from napulse.audit.history import Told, record_past, telling_at

Act = Callable[[], object]
MADE = ("name", "title", "subject", "text", "kind", "role", "due_on", "starts_at", "number")


@dataclass
class Ledger:
    """`tell` remembers an entry of history, `act` a real action; `play` does them in order."""

    entries: list[tuple[datetime, int, Told | Act]] = field(default_factory=list)

    def tell(
        self, at: datetime, actor: Actor, row: models.Model, event: str, **changes: Any
    ) -> None:
        self._add(at, Told(at, actor, row, event, changes))

    def made(self, at: datetime, actor: Actor, row: models.Model, event: str, **note: Any) -> None:
        """That a row was created, with the columns that say what it is."""
        held = {name: getattr(row, name) for name in MADE if hasattr(row, name)}
        told = {name: [None, value] for name, value in held.items() if _is_told(value)}
        self._add(at, Told(at, actor, row, event, {**told, **note}))

    def act(self, at: datetime, action: Act) -> None:
        self._add(at, action)

    def _add(self, at: datetime, what: Told | Act) -> None:
        self.entries.append((at, len(self.entries), what))

    def play(self) -> None:
        waiting: list[Told] = []
        for at, _number, what in sorted(self.entries, key=lambda entry: entry[:2]):
            if isinstance(what, Told):
                waiting.append(what)
                continue
            record_past(waiting)
            waiting = []
            with telling_at(at):
                what()
        record_past(waiting)
        self.entries.clear()


def _is_told(value: object) -> bool:
    return value not in (None, "") and not isinstance(value, models.Model)
