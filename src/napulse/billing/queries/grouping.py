"""Time as lines of an invoice: hours at one rate, by role, person, task, budget line or project."""

from collections.abc import Iterable
from dataclasses import dataclass

from napulse.estimates.queries.pricing import discounted
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.queries.sold import NO_DISCOUNTS, Discounts, sold_at

BY = ("role", "person", "task", "line", "project")


@dataclass(frozen=True, slots=True)
class TimeGroup:
    """Minutes at one rate. `net_minor` is their worth less the discount on rates."""

    title: str
    project_id: int | None
    budget_line_id: int
    rate_minor: int
    minutes: int
    net_minor: int
    ids: tuple[int, ...]


def grouped(
    entries: "Iterable[TimeEntry]", by: str, discounts: Discounts = NO_DISCOUNTS
) -> list[TimeGroup]:
    """Groups in the order of their first day; a group has one rate, so that hours times rate is
    what is printed. An entry without a rate is told at the rate that its worth says.
    `discounts` are what the contract takes off rates, by day.
    """
    related = ("role", "person__user", "task", "line", "project")
    rows = entries.select_related(*related) if hasattr(entries, "select_related") else entries
    found: dict[tuple[str, int | None, int], list[TimeEntry]] = {}
    for entry in rows:
        key = (_title(entry, by), entry.project_id, sold_at(entry, discounts))
        found.setdefault(key, []).append(entry)
    return [
        TimeGroup(
            title=title,
            project_id=project_id,
            budget_line_id=_one_line(own),
            rate_minor=rate,
            minutes=sum(entry.minutes for entry in own),
            net_minor=sum(_worth(entry, discounts) for entry in own),
            ids=tuple(entry.pk for entry in own),
        )
        for (title, project_id, rate), own in found.items()
    ]


def _worth(entry: TimeEntry, discounts: Discounts) -> int:
    return discounted(entry.worth_minor, discounts.get(entry.on, 0))


def _title(entry: TimeEntry, by: str) -> str:
    chosen = {
        "role": entry.role,
        "person": entry.person.user.name,
        "task": entry.task,
        "line": entry.line,
        "project": entry.project,
    }[by]
    parts = [str(each) for each in (chosen or entry.role, entry.project) if each]
    return ": ".join(dict.fromkeys(parts)) or entry.note or str(entry.on)


def _one_line(entries: Iterable[TimeEntry]) -> int:
    lines = {entry.line_id for entry in entries}
    return next(iter(lines)) or 0 if len(lines) == 1 else 0
