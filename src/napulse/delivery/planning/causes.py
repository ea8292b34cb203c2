"""Reasons and ways out of the engine in rows' ids, days and money."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.keys import DATE, FIXED, PERSON, PROJECT, TASK, id_of, role_of
from napulse.delivery.planning.storing import ended_on
from napulse.engines.planning.energy import Shortage
from napulse.engines.planning.timing import Promise

if TYPE_CHECKING:
    from napulse.engines.planning.reasons import Cause


def plain_cause(gathered: Gathered, cause: "Cause") -> dict[str, Any]:
    """One reason, as the page reads it."""
    items = cause.shortage.items if cause.shortage else cause.items
    tasks = sorted({pk for key in items if (pk := id_of(key, TASK)) is not None})
    projects = {gathered.made.tasks[pk].project_id for pk in tasks if pk in gathered.made.tasks}
    promised = set(_projects(gathered, cause.promises))
    return {
        "why": cause.why.value,
        "tasks": tasks,
        "projects": sorted(promised or projects),
        "over": cause.over,
        **(_shortage(gathered, cause.shortage) if cause.shortage else {}),
    }


def _shortage(gathered: Gathered, short: Shortage) -> dict[str, Any]:
    axis = gathered.axis
    return {
        "role": _role(gathered, short.skill),
        "grade": short.level,
        "people": [pk for key in short.people if (pk := id_of(key, PERSON)) is not None],
        "from_on": axis.day_of(short.window.start).isoformat(),
        "to_on": ended_on(axis, short.window.end).isoformat(),
        "needed": short.needed,
        "available": short.available,
        "short": short.short,
    }


def _role(gathered: Gathered, skill: str) -> int | None:
    """The work role of a skill; that of a fixed seat is the person's own, told by name."""
    return None if skill.startswith(FIXED) else role_of(skill)


def _projects(gathered: Gathered, promises: Iterable[Promise]) -> Iterator[int]:
    """The projects whose promises these are."""
    for one in promises:
        task = id_of(one.key, TASK) or id_of(one.key, DATE)
        if task is not None and task in gathered.made.tasks:
            yield gathered.made.tasks[task].project_id
        elif (pk := id_of(one.key, PROJECT)) is not None:
            yield pk
