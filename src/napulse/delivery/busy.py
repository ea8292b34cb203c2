"""Times at which colleagues are taken, told by the apps above: meetings with clients, say."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Busy:
    """A user is taken from one moment to another."""

    user_id: int
    starts_at: datetime
    ends_at: datetime


class BusyTimes(Protocol):
    """What takes these people's time between two moments; listed in PLAN_BUSY."""

    def __call__(
        self, user_ids: Collection[int], *, start: datetime, end: datetime
    ) -> Collection[Busy]: ...


def busy_times(user_ids: Collection[int], *, start: datetime, end: datetime) -> Iterator[Busy]:
    """Everything that the listed apps know."""
    for path in settings.PLAN_BUSY:
        source: BusyTimes = import_string(path)
        yield from source(user_ids, start=start, end=end)
