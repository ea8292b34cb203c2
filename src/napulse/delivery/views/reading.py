"""A breakdown as it is read: on the phone, on paper, and by those who may not change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.delivery.breakdown import NeedRow, WorkRow
from napulse.delivery.forms.cells import written
from napulse.delivery.grammar import write_who
from napulse.delivery.models import TaskKind, TaskState
from napulse.delivery.queries.work import Totals, nobody_can
from napulse.ui.formats import NBSP, number

NAMED = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """One row with its cells in words; a phase knows the work under it."""

    row: WorkRow
    cells: Mapping[str, str]
    estimate: str
    kind: str
    state: str
    hours: int = 0


def shown_rows(rows: Sequence[WorkRow]) -> list[Shown]:
    found = []
    for at, row in enumerate(rows):
        cells = written(row)
        found.append(
            Shown(
                row,
                cells,
                _estimate(row, cells),
                str(TaskKind(row.kind).label) if row.is_task else "",
                str(TaskState(row.state).label) if row.is_task else "",
                _under(rows, at) if not row.is_task else 0,
            )
        )
    return found


def _under(rows: Sequence[WorkRow], at: int) -> int:
    """Hours of the phase at this place, at the likeliest."""
    minutes = 0
    for row in rows[at + 1 :]:
        if not row.is_task:
            break
        minutes += row.likely_minutes
    return round(minutes / 60)


def _estimate(row: WorkRow, cells: Mapping[str, str]) -> str:
    """Three points of each role, "6–8–12 h"; of a length, "2–3–5 d"."""
    if not row.needs and not row.length[2]:
        return ""
    unit = _("h") if row.needs else _("d")
    columns = [cells[name].split("; ") for name in ("low", "likely", "high")]
    count = max(len(values) for values in columns)
    wide = [values * count if len(values) == 1 else values for values in columns]
    told = ["–".join(part.rstrip("dд") for part in three) for three in zip(*wide, strict=True)]
    return "; ".join(told) + NBSP + unit


def spread_of(totals: Totals) -> str:
    """From all at best to all at worst."""
    values = {"low": number(totals.low // 60), "high": number(-(-totals.high // 60))}
    return _("from %(low)s to %(high)s") % values


def warnings(rows: Sequence[WorkRow], held: Mapping[int, int]) -> list[str]:
    """What does not forbid a breakdown, and yet will not make a good plan."""
    found = []
    lacking: dict[str, list[int]] = {}
    for row, need in nobody_can(rows, dict(held)):
        lacking.setdefault(write_who([_one(need)]), []).append(row.number)
    for who, numbers in lacking.items():
        values = {"who": who, "numbers": _numbers(numbers)}
        found.append(_("Nobody in the agency can be “%(who)s”: No. %(numbers)s.") % values)
    bare = [row.number for row in rows if row.is_unestimated]
    if bare:
        said = ngettext(
            "Without an estimate: No. %(numbers)s. It counts as nothing in a plan.",
            "Without an estimate: No. %(numbers)s. They count as nothing in a plan.",
            len(bare),
        )
        found.append(said % {"numbers": _numbers(bare)})
    return found


def _one(need: NeedRow) -> NeedRow:
    return NeedRow(need.role_id, need.role, need.grade)


def _numbers(numbers: Sequence[int]) -> str:
    told = ", ".join(number(one) for one in numbers[:NAMED])
    return f"{told}…" if len(numbers) > NAMED else told
