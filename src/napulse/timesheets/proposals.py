"""Time proposed from what the product knows already: meetings that were held, the accepted plan.

Apps tell of it by functions listed in TIME_PROPOSALS, under a key of what it is made from; here the
person is added to the key. Accepting makes an entry with that `origin_key`, so it is done once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from napulse.access.actor import Actor
from napulse.engines.pricing.hours import in_steps
from napulse.ledger.queries import money_rules
from napulse.timesheets.models import DeclinedProposal, EntryOrigin, TimeEntry

SEEN = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """Minutes of a day that somebody probably worked, and on what."""

    key: str
    on: date
    minutes: int
    client_id: int | None = None
    project_id: int | None = None
    task_id: int | None = None
    note: str = ""
    origin: str = EntryOrigin.MEETING
    client_name: str = ""
    project_name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Proposals as a page shows them: a few at once, the rest when it is asked for."""

    all: Sequence[Proposal]
    is_open: bool = False

    @property
    def first(self) -> Sequence[Proposal]:
        return self.all if len(self.all) <= SEEN + 1 else self.all[:SEEN]

    @property
    def rest(self) -> Sequence[Proposal]:
        return self.all[len(self.first) :]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.all)

    @property
    def rest_minutes(self) -> int:
        return sum(one.minutes for one in self.rest)


class TimeProposals(Protocol):
    """What an app proposes to this actor between two days, both included."""

    def __call__(
        self, actor: Actor, *, first: date, last: date, now: datetime
    ) -> Collection[Proposal]: ...


def proposals(actor: Actor, *, first: date, last: date, now: datetime) -> list[Proposal]:
    """Everything proposed that was not entered or put aside yet, by day; in the house's steps.

    What the plan proposes gives way to time that was entered on the same project that day.
    """
    found: list[Proposal] = []
    for path in settings.TIME_PROPOSALS:
        source: TimeProposals = import_string(path)
        told = source(actor, first=first, last=last, now=now)
        found += [replace(one, key=f"{one.key}:{actor.own_id}") for one in told]
    if not found:
        return []
    rows = TimeEntry.objects.filter(person__user=actor.own_id, on__gte=first, on__lte=last)
    known = set(rows.exclude(origin_key=None).values_list("origin_key", flat=True))
    known |= set(_declined(actor, first, last).values_list("key", flat=True))
    worked = set(rows.filter(deleted_at=None).values_list("project_id", "on"))
    fresh = [one for one in found if one.key not in known and not _is_worked(one, worked)]
    return sorted(_stepped(fresh), key=lambda one: (one.on, one.origin, one.key))


def _declined(actor: Actor, first: date, last: date) -> "QuerySet[DeclinedProposal]":
    rows: QuerySet[DeclinedProposal] = DeclinedProposal.objects.filter(
        person__user=actor.own_id, on__gte=first, on__lte=last
    )
    return rows


def declined_count(actor: Actor, *, first: date, last: date) -> int:
    """How many proposals of these days were put aside."""
    return _declined(actor, first, last).count()


def _is_worked(one: Proposal, worked: Collection[tuple[int | None, date]]) -> bool:
    return one.origin == EntryOrigin.PLAN and (one.project_id, one.on) in worked


def _stepped(found: Collection[Proposal]) -> list[Proposal]:
    step = money_rules().step_minutes
    return [replace(one, minutes=in_steps(one.minutes, step)) for one in found if one.minutes > 0]
