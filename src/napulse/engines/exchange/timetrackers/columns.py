"""Which column of an export is what, told by its caption; whose export it is.

The captions are those that the trackers write themselves: Toggl Track's detailed report, the
detailed report of Clockify, Harvest's detailed time report, Kimai 2's default template, Kimai also
in Russian. Captions are compared folded and without a currency in brackets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from napulse.engines.exchange.aliases import caption_key
from napulse.engines.kernel.errors import Refused


class Tracker(StrEnum):
    """Whose export it is."""

    TOGGL = "toggl"
    CLOCKIFY = "clockify"
    HARVEST = "harvest"
    KIMAI = "kimai"


ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("email", "e-mail", "user email", "e-mail-адрес", "почта", "электронная почта"),
    "person": ("name", "имя", "user", "username", "member", "пользователь", "имя пользователя"),
    "first_name": ("first name", "имя сотрудника"),
    "last_name": ("last name", "фамилия"),
    "client": ("client", "customer", "клиент", "заказчик"),
    "project": ("project", "проект"),
    "task": ("task", "activity", "активность", "задача", "деятельность"),
    "note": ("description", "notes", "note", "описание", "заметки"),
    "billable": ("billable", "billable?", "подлежащий оплате", "оплачиваемый", "оплачивается"),
    "on": ("start date", "date", "дата начала", "дата"),
    "start": ("start time", "from", "begin", "время начала", "с", "начало"),
    "clock": ("duration", "duration h", "длительность", "продолжительность"),
    "hours": ("hours", "duration decimal", "часы", "длительность десятичная"),
}

# In this order: the first whose captions are all there. Any one line of them is enough.
MARKS: Final[tuple[tuple[Tracker, frozenset[str]], ...]] = (
    (Tracker.CLOCKIFY, frozenset({"duration decimal", "start date"})),
    (Tracker.CLOCKIFY, frozenset({"duration h", "start date"})),
    (Tracker.HARVEST, frozenset({"hours", "first name", "last name"})),
    (Tracker.KIMAI, frozenset({"customer", "activity", "from"})),
    (Tracker.KIMAI, frozenset({"дата", "длительность", "активность"})),
    (Tracker.TOGGL, frozenset({"start date", "duration", "user"})),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Column by field, indexes from 0, and whose export the captions look like (or None)."""

    at: Mapping[str, int]
    tracker: Tracker | None

    def cell(self, cells: Sequence[str], name: str) -> str:
        """What stands in the field's column; nothing where the export has no such column."""
        index = self.at.get(name)
        return cells[index] if index is not None else ""


def columns_of(header: Sequence[str]) -> Columns:
    """Find the columns by their captions.

    Refused: ``times.no_date``, ``times.no_duration``, ``times.no_person`` when the export lacks
    what every row needs.
    """
    keys = [caption_key(caption) for caption in header]
    at: dict[str, int] = {}
    for name, aliases in ALIASES.items():
        free = [(index, key) for index, key in enumerate(keys) if index not in at.values()]
        known = [index for alias in aliases for index, key in free if key == caption_key(alias)]
        if known:
            at[name] = known[0]
    if "on" not in at:
        raise Refused("times.no_date")
    if not {"clock", "hours"} & at.keys():
        raise Refused("times.no_duration")
    if not {"email", "person", "first_name", "last_name"} & at.keys():
        raise Refused("times.no_person")
    return Columns(at, _tracker(set(keys)))


def _tracker(keys: set[str]) -> Tracker | None:
    return next((tracker for tracker, marks in MARKS if marks <= keys), None)
