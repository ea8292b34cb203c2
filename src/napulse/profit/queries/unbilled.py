"""Work that was done and not billed: worth less what invoices took and what was written off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from napulse.access.actor import Actor
from napulse.db.totals import Total
from napulse.ledger.models import LineTotal, ProjectMonth
from napulse.profit.permissions import VIEW_MARGINS
from napulse.profit.queries.naming import Names
from napulse.profit.queries.sums import HOUSE, seen
from napulse.profit.queries.wanted import shifted

AGES = 3  # months told apart; what is older stands together
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unbilled:
    """One project's unbilled worth, told by age: this month, last month, the one before, older.

    Invoices are taken to have paid for the oldest work first, so what is unbilled is the newest.
    """

    client_id: int
    project_id: int
    client: str
    project: str
    amount: int
    ages: tuple[int, ...]

    @property
    def old(self) -> int:
        return self.ages[-1]


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits to be billed, and what was billed above its worth."""

    rows: list[Unbilled]
    amount: int
    ages: tuple[int, ...]
    above: int

    def of_project(self, project_id: int) -> Unbilled | None:
        return next((row for row in self.rows if row.project_id == project_id), None)


def unbilled(
    actor: Actor, *, today: date, client_id: int | None = None, project_id: int | None = None
) -> Waiting:
    """By project, the largest first; of clients that the actor sees."""
    if not actor.can(VIEW_MARGINS):
        return Waiting([], 0, (0,) * (AGES + 1), 0)
    open_ = _open(actor, client_id, project_id)
    worths = _worths(today, {project for _client, project in open_}, actor)
    waiting = {pair: amount for pair, amount in open_.items() if amount > 0}
    rows = _named(waiting, worths, today)
    ages = tuple(sum(row.ages[n] for row in rows) for n in range(AGES + 1))
    above = -sum(amount for amount in open_.values() if amount < 0)
    return Waiting(rows, sum(waiting.values()), ages, above)


def unbilled_of(project_id: int) -> int:
    """What one project has to bill, whoever asks: for the action that writes off."""
    found = LineTotal.objects.filter(project_key=project_id).aggregate(
        left=Sum(F("worth_minor") - F("used_minor") - F("written_off_minor"))
    )
    return int(found["left"] or 0)


def _open(actor: Actor, client_id: int | None, project_id: int | None) -> dict[Pair, int]:
    rows = LineTotal.objects.filter(seen(actor)).exclude(client_key=HOUSE)
    if client_id is not None:
        rows = rows.filter(client_key=client_id)
    if project_id is not None:
        rows = rows.filter(project_key=project_id)
    summed = (
        rows.order_by()
        .values("client_key", "project_key")
        .annotate(left=Total(F("worth_minor") - F("used_minor") - F("written_off_minor")))
    )
    found = summed.exclude(left=0).values_list("client_key", "project_key", "left")
    return {(client, project): left for client, project, left in found}


def _worths(today: date, project_ids: Iterable[int], actor: Actor) -> dict[Pair, list[int]]:
    """The worth of the last months, the newest first."""
    months = [shifted(today, -n) for n in range(AGES)]
    rows = ProjectMonth.objects.filter(seen(actor), month_on__gte=months[-1])
    named = rows.order_by().values_list("client_key", "project_key", "month_on")
    found: dict[Pair, list[int]] = {}
    for client, project, month_on, worth in named.annotate(worth=Total("worth_minor")):
        own = found.setdefault((client, project), [0] * AGES)
        age = next((n for n, month in enumerate(months) if month_on >= month), None)
        if age is not None:
            own[age] += worth
    return found


def aged(amount: int, worths: Iterable[int]) -> tuple[int, ...]:
    """An unbilled amount laid on the newest work first; what is left over is older."""
    ages = []
    for worth in worths:
        part = max(0, min(amount, worth))
        ages.append(part)
        amount -= part
    return (*ages, amount)


def _named(
    waiting: Mapping[Pair, int], worths: Mapping[Pair, list[int]], today: date
) -> list[Unbilled]:
    names = Names()
    clients = names.clients({client for client, _project in waiting})
    projects = names.projects({project for _client, project in waiting})
    rows = [
        Unbilled(
            client,
            project,
            clients.get(client, ""),
            projects.get(project, ""),
            amount,
            aged(amount, worths.get((client, project), [0] * AGES)),
        )
        for (client, project), amount in waiting.items()
    ]
    return sorted(rows, key=lambda row: (-row.amount, row.client, row.project))
