"""Utilisation: billable time beside the time there is, by week, of people, roles and teams."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from django.db.models import QuerySet, Sum

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.db.among import Among
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import WHOLE_BP, round_half_up
from napulse.ledger.models import ClientMonth, PersonWeek, Posting, PostingKind
from napulse.people.models import Person, WorkRole
from napulse.people.permissions import VIEW_COSTS
from napulse.people.queries import line_below, with_skills
from napulse.profit.models import UtilisationTarget
from napulse.profit.permissions import VIEW_MARGINS
from napulse.timesheets.permissions import VIEW_OWN_TIME, VIEW_TIME
from napulse.timesheets.queries.norms import norms

By = Literal["person", "role", "team"]
USUAL = (7500, 8500)
"""Producers 75–85 % (iota-finance.com, 2026): until the house sets its own."""
WEEK, HOUR = timedelta(days=7), 60


@dataclass(frozen=True, slots=True)
class Asked:
    """So many weeks from a Monday, by what."""

    first: date
    weeks: int = 13
    by: By = "person"

    @property
    def last(self) -> date:
        return self.first + self.weeks * WEEK - timedelta(days=1)

    def mondays(self) -> list[date]:
        return [self.first + n * WEEK for n in range(self.weeks)]


@dataclass(slots=True)
class Cell:
    """A week of somebody, or the sum of many: minutes, and worth at sell rates."""

    available: int = 0
    minutes: int = 0
    billable: int = 0
    worth: int = 0
    above: int = 0

    def __iadd__(self, other: "Cell") -> "Cell":
        self.available += other.available
        self.minutes += other.minutes
        self.billable += other.billable
        self.worth += other.worth
        self.above += other.above
        return self

    @property
    def share_bp(self) -> int | None:
        """Billable of available; None when there was no time."""
        if not self.available:
            return None
        return round_half_up(self.billable * WHOLE_BP, self.available)

    @property
    def rate(self) -> int | None:
        """What a billable hour was worth on average, minor units."""
        return round_half_up(self.worth * HOUR, self.billable) if self.billable else None


@dataclass
class Row:
    """Somebody, a role or a team with the weeks and their sum."""

    key: int
    name: str
    note: str
    low: int
    high: int
    cells: list[Cell]
    total: Cell = field(default_factory=Cell)


@dataclass
class Utilisation:
    """The table; `rows` add up to `all` in every week."""

    asked: Asked
    rows: list[Row]
    all: Row
    above: list[Row]
    with_money: bool


def people_in_view(actor: Actor) -> "QuerySet[Person]":
    """Whose time the actor may see: everybody's, or those of the own line, oneself included.

    Everybody's is for who sees the time of all clients, and for who knows what people cost.
    """
    rows = Person.objects.filter(user__is_active=True).select_related("user", "manager__user")
    if (actor.can(VIEW_TIME) and actor.client_ids is None) or actor.can(VIEW_COSTS):
        return rows
    return rows.filter(user_id__in=line_below(actor.own_id) if actor.can(VIEW_OWN_TIME) else [])


def person_in_view(actor: Actor, person_id: int) -> Person:
    found = people_in_view(actor).filter(pk=person_id).first()
    if found is None:
        raise Missing("person")
    return found


def stored_targets() -> dict[int, tuple[int, int]]:
    """The bands that the house has set, by role; 0 is everybody else's."""
    rows = UtilisationTarget.objects.values_list("role_id", "low_bp", "high_bp")
    return {role or 0: (low, high) for role, low, high in rows}


def targets() -> dict[int, tuple[int, int]]:
    """The same, with the usual one for everybody until the house sets its own."""
    return {0: USUAL} | stored_targets()


def utilisation(actor: Actor, asked: Asked, *, today: date) -> Utilisation:
    """The table in a fixed number of queries. Of this week only the days until today count."""
    here = people_in_view(actor).exclude(left_on__lt=asked.first)
    rows = here.exclude(joined_on__gt=asked.last).order_by("user__folded")
    people = list(rows.prefetch_related(with_skills()))
    cells = _cells(people, asked, today)
    bands = targets()
    found: dict[int, Row] = {}
    whole = _row(0, "", "", bands[0], asked)
    for person in people:
        skill = next(iter(person.skills.all()), None)
        role = skill.role if skill else None
        band = bands.get(role.pk if role else 0, bands[0])
        key, name, note = _place(person, role, asked.by)
        if asked.by == "team":
            band = bands[0]
        row = found.setdefault(key, _row(key, name, note, band, asked))
        for one, other, own in zip(row.cells, whole.cells, cells[person.pk], strict=True):
            one += own
            other += own
            row.total += own
            whole.total += own
    kept = [row for row in found.values() if row.total.available or row.total.minutes]
    above = sorted((row for row in kept if row.total.above), key=lambda row: -row.total.above)
    return Utilisation(asked, kept, whole, above, actor.can(VIEW_MARGINS))


def _row(key: int, name: str, note: str, band: tuple[int, int], asked: Asked) -> Row:
    return Row(key, name, note, *band, [Cell() for _ in range(asked.weeks)])


def _place(person: Person, role: WorkRole | None, by: By) -> tuple[int, str, str]:
    """The row in which a person is counted."""
    told = role.name if role else ""
    if by == "role":
        return (role.pk if role else 0, told, "")
    if by == "team":
        boss = person.manager
        return (boss.pk if boss else person.pk, str(boss or person), "")
    return (person.pk, person.user.name, told)


def _cells(people: Sequence[Person], asked: Asked, today: date) -> dict[int, list[Cell]]:
    found = {person.pk: [Cell() for _ in range(asked.weeks)] for person in people}
    there = norms(people, asked.first, min(asked.last, today)) if asked.first <= today else {}
    for person_id, days in there.items():
        for on, day in days.items():
            found[person_id][(on - asked.first).days // 7].available += day.minutes
    ids = frozenset(found)
    rows = PersonWeek.objects.filter(week_on__range=(asked.first, asked.last))
    sums = rows.filter(Among("person_key", ids)) if ids else rows.none()
    for key, week, minutes, billable, worth in sums.values_list(
        "person_key", "week_on", "minutes", "billable_minutes", "worth_minor"
    ):
        cell = found[key][(week - asked.first).days // 7]
        cell.minutes, cell.billable, cell.worth = minutes, billable, worth
    for cells in found.values():
        for cell in cells:
            cell.above = max(0, cell.minutes - cell.available)
    return found


def realisation_bp(actor: Actor, asked: Asked) -> int | None:
    """What invoices took of the worth of time, in the months of these weeks, of seen clients."""
    if not actor.can(VIEW_MARGINS):
        return None
    months = ClientMonth.objects.filter(
        month_on__range=(asked.first.replace(day=1), asked.last), client_key__gt=0
    )
    if actor.client_ids is not None:
        months = (
            months.filter(Among("client_key", actor.client_ids))
            if actor.client_ids
            else (months.none())
        )
    sums = months.aggregate(used=Sum("used_minor"), worth=Sum("worth_minor"))
    worth = sums["worth"] or 0
    return round_half_up((sums["used"] or 0) * WHOLE_BP, worth) if worth > 0 else None


@dataclass(frozen=True, slots=True)
class Spent:
    """Time of one person on one project in the period; of a client not seen only how much."""

    client: str
    project: str
    minutes: int
    billable: int
    worth: int
    is_seen: bool


def spent_by(actor: Actor, person: Person, asked: Asked) -> list[Spent]:
    """What the hours of a person went into, the most first; they add up to the person's row."""
    rows = Posting.objects.filter(
        person=person, kind=PostingKind.TIME, on__range=(asked.first, asked.last)
    ).order_by()
    sums = rows.values_list("client_id", "project_id", "project__name").annotate(
        minutes=Sum("minutes"), billable=Sum("billable_minutes"), worth=Sum("amount_minor")
    )
    names = dict(Client.objects.seen_by(actor).values_list("pk", "name"))
    seen: list[Spent] = []
    hidden = Cell()
    own = person.user_id == actor.own_id
    for client, _project, title, minutes, billable, worth in sums:
        if not (minutes or billable or worth):
            continue
        if client is None or client in names or own:
            told = names.get(client or 0, "")
            seen.append(Spent(told, title or "", minutes, billable, worth, is_seen=True))
        else:
            hidden += Cell(minutes=minutes, billable=billable, worth=worth)
    seen.sort(key=lambda one: (-one.minutes, one.project))
    rest = [Spent("", "", hidden.minutes, hidden.billable, hidden.worth, is_seen=False)]
    return [*seen, *(rest if hidden != Cell() else [])]


def sum_of(rows: Iterable[Spent]) -> Cell:
    found = Cell()
    for row in rows:
        found += Cell(minutes=row.minutes, billable=row.billable, worth=row.worth)
    return found
