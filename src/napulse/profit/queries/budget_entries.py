"""What a figure of a budget is made of: the entries behind it, which add up to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet, Sum

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.engines.kernel.money import Money
from napulse.ledger.models import Posting, PostingKind
from napulse.people.models import Person, WorkRole
from napulse.profit.queries.budget_burn import BOUGHT
from napulse.profit.queries.budget_shapes import OUTSIDE, Budget, Line
from napulse.timesheets.models import Expense, ExpenseState, TimeEntry
from napulse.timesheets.permissions import VIEW_TIME
from napulse.timesheets.queries.expenses import in_base

What = Literal["time", "bought", "committed", "invoiced"]
KINDS: dict[str, tuple[PostingKind, ...]] = {
    "time": (PostingKind.TIME,),
    "bought": BOUGHT,
    "invoiced": (PostingKind.FEE, PostingKind.PASS),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which entries: of one line (0 is outside every line), of one role, of one phase."""

    what: What = "time"
    line_id: int | None = None
    role_id: int | None = None
    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `amount` is at the client's price, without VAT."""

    on: date
    line: str
    title: str
    who: str
    role: str
    minutes: int
    amount: int
    source_id: int


def entries(actor: Actor, budget: Budget, wanted: Narrowed) -> list[Entry]:
    """The entries behind a figure, the oldest first; who worked only for who may see time."""
    lines = {line.pk: line for line in budget.lines}
    if wanted.what == "committed":
        return _ordered(budget, lines, wanted)
    rows = list(_posted(budget, lines, wanted))
    told = _Told(actor, rows)
    found, reached = [], dict.fromkeys(lines, 0)
    for row in rows:
        line = lines.get(row["line_id"]) or lines.get(OUTSIDE) or Line(OUTSIDE)
        amount = row["amount"]
        if row["kind"] in BOUGHT:
            before = reached.get(line.pk, 0)
            reached[line.pk] = before + amount
            amount = line.sells(before + amount) - line.sells(before)
        found.append(
            Entry(
                on=row["on"],
                line=line.title,
                title=told.title(row),
                who=told.who(row),
                role=told.roles.get(row["role_id"], ""),
                minutes=row["minutes"],
                amount=amount,
                source_id=row["source_id"],
            )
        )
    return found


def _wanted_lines(lines: dict[int, Line], wanted: Narrowed) -> set[int] | None:
    """Ids of the lines that are asked for; None is all of them."""
    if wanted.line_id is not None:
        return {wanted.line_id}
    if wanted.phase is not None:
        return {pk for pk, line in lines.items() if line.phase == wanted.phase}
    return None


def _posted(budget: Budget, lines: dict[int, Line], wanted: Narrowed) -> Iterable[dict[str, Any]]:
    """Sources with what remains of their postings when all signs are added up."""
    rows: QuerySet[Posting] = Posting.objects.filter(
        project_id=budget.project.pk, kind__in=KINDS[wanted.what]
    ).order_by()
    if wanted.role_id is not None:
        rows = rows.filter(role_id=wanted.role_id or None)
    keys = _wanted_lines(lines, wanted)
    grouped = rows.values("kind", "source", "source_id", "on", "line_id", "role_id", "person_id")
    summed = grouped.annotate(minutes=Sum("minutes"), amount=Sum("amount_minor"))
    for row in summed.order_by("on", "source_id", "line_id"):
        line = row["line_id"] if row["line_id"] in lines else OUTSIDE
        if (row["minutes"] or row["amount"]) and (keys is None or line in keys):
            yield {**_plain(row), "line_id": line}


def _plain(row: Any) -> dict[str, Any]:
    return {**row, "minutes": row["minutes"] or 0, "amount": row["amount"] or 0}


class _Told:
    """What entries are called, in a few queries for all of them."""

    def __init__(self, actor: Actor, rows: list[dict[str, Any]]) -> None:
        self.roles = dict(WorkRole.objects.values_list("pk", "name"))
        self.sees_people = actor.can(VIEW_TIME)
        self.own = Person.objects.filter(user_id=actor.own_id).values_list("pk", flat=True).first()
        self.people = self._people({row["person_id"] for row in rows if row["person_id"]})
        self.notes = self._titles(TimeEntry, "note", "entry", rows)
        self.expenses = self._titles(Expense, "title", "expense", rows)

    def _people(self, ids: set[int]) -> dict[int, str]:
        users = dict(User.objects.filter(person__pk__in=ids).values_list("person__pk", "name"))
        return users if self.sees_people else {pk: n for pk, n in users.items() if pk == self.own}

    def _titles(
        self, model: Any, name: str, source: str, rows: list[dict[str, Any]]
    ) -> dict[int, str]:
        ids = [row["source_id"] for row in rows if row["source"] == source]
        found: dict[int, str] = {}
        for at in range(0, len(ids), 5000):
            some = model.objects.filter(pk__in=ids[at : at + 5000])
            found |= dict(some.values_list("pk", name))
        return found

    def who(self, row: dict[str, Any]) -> str:
        return self.people.get(row["person_id"] or 0, "")

    def title(self, row: dict[str, Any]) -> str:
        if row["source"] == "entry":
            is_open = self.sees_people or row["person_id"] == self.own
            return self.notes.get(row["source_id"], "") if is_open else ""
        return self.expenses.get(row["source_id"], "") if row["source"] == "expense" else ""


def _ordered(budget: Budget, lines: dict[int, Line], wanted: Narrowed) -> list[Entry]:
    """What is ordered and not yet approved."""
    rows = Expense.objects.filter(
        project_id=budget.project.pk, state=ExpenseState.ORDERED, deleted_at=None
    )
    keys, reached = _wanted_lines(lines, wanted), dict.fromkeys(lines, 0)
    found = []
    for row in rows.order_by("on", "pk").select_related("person__user"):
        line = lines.get(row.line_id or 0) or lines.get(OUTSIDE) or Line(OUTSIDE)
        amount = in_base(Money(row.net_minor, row.currency), row)
        if keys is not None and line.pk not in keys:
            continue
        before = reached.get(line.pk, 0)
        after = before + (amount.minor if amount else 0)
        reached[line.pk] = after
        sold = line.sells(after) - line.sells(before)
        found.append(Entry(row.on, line.title, row.title, row.supplier, "", 0, sold, row.pk))
    return found
