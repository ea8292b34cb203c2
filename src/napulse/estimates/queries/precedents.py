"""What similar work took before: lines of finished projects beside the time in the ledger."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from napulse.access.actor import Actor
from napulse.delivery.models import ProjectState
from napulse.engines.kernel.text import fold
from napulse.engines.pricing.precedent import Case, Precedent, precedent
from napulse.estimates.lines import LineData
from napulse.estimates.models import BudgetLine, LineKind
from napulse.ledger.models import LineTotal

NEWEST = 3000
STEM = 5
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Known:
    role_id: int
    words: frozenset[str]
    case: Case


def precedents(actor: Actor, lines: Sequence[LineData]) -> list[Precedent | None]:
    """For each line of hours what like work of the same role took with the actor's clients.

    Alike are lines whose titles share at least half of the words of the shorter one. Two queries,
    whatever the number of lines.
    """
    roles = {line.role_id for line in lines if line.is_labour and line.role_id}
    known: dict[int, list[_Known]] = defaultdict(list)
    for one in _finished(actor, roles) if roles else ():
        known[one.role_id].append(one)
    return [_of(line, known.get(line.role_id or 0, [])) for line in lines]


def _of(line: LineData, known: list[_Known]) -> Precedent | None:
    if not line.is_labour or not known:
        return None
    words = words_of(line.title)
    return precedent([one.case for one in known if alike(words, one.words)])


def words_of(title: str) -> frozenset[str]:
    """The words of a title without their endings, which Russian bends."""
    words = "".join(sign if sign.isalnum() else " " for sign in fold(title)).split()
    return frozenset(word[:STEM] for word in words if len(word) >= SHORTEST)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and 2 * len(one & other) >= shorter


def _finished(actor: Actor, roles: set[int]) -> list[_Known]:
    """Lines of projects that are done, with the minutes that were entered on them."""
    rows = BudgetLine.objects.seen_by(actor).filter(
        kind=LineKind.LABOUR, role_id__in=roles, project__state=ProjectState.DONE, minutes__gt=0
    )
    found = list(
        rows.order_by("-pk").values_list("pk", "project_id", "role_id", "title", "minutes")[:NEWEST]
    )
    took = _took({project for _pk, project, *_rest in found})
    return [
        _Known(role, words_of(title), Case(minutes, took[pk]))
        for pk, _project, role, title, minutes in found
        if took.get(pk)
    ]


def _took(projects: set[int]) -> dict[int, int]:
    totals = LineTotal.objects.filter(project_key__in=projects, line_key__gt=0)
    grouped = totals.values_list("line_key").annotate(minutes=Sum("minutes"))
    return dict(grouped.order_by())
