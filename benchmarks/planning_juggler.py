"""The same agency planned by TaskJuggler: our problem written as its project, its report read.

Calendars are truly the same: a half-day is four hours of a weekday, an absence is closed half-days,
part time is efficiency. TaskJuggler keeps one person for a task too, but may interrupt it.
"""

import csv
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.model import Item, Person, Problem, Project, Slot

COMMAND = "tj3"
MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - wall time of an agency without a zone
HALVES = (9, 14)
HOURS = 4
MOMENT = "%Y-%m-%d-%H:%M"
MOST_S = 600
USUAL = 500


def is_there() -> bool:
    """Whether TaskJuggler can be run."""
    return shutil.which(COMMAND) is not None


def schemes(problem: Problem) -> dict[str, dict[str, int]]:
    """Ways in which a person could give priorities to projects, by name; plain gives none."""
    ends = {one.key: one.due or problem.horizon for one in problem.projects}
    soonest = sorted(problem.projects, key=lambda one: ends[one.key])
    dearest = sorted(problem.projects, key=lambda one: (-one.weight, ends[one.key]))
    return {
        "plain": {},
        "by due date": _ranked(soonest),
        "by weight, then due date": _ranked(dearest),
        "by weight": {one.key: USUAL + 50 * one.weight for one in problem.projects},
    }


def _ranked(projects: list[Project]) -> dict[str, int]:
    return {one.key: 900 - 10 * place for place, one in enumerate(projects)}


def planned(problem: Problem, priorities: dict[str, int], folder: Path) -> dict[str, Slot]:
    """When each item ends in the plan that TaskJuggler makes, in slots."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "agency.tjp").write_text("\n".join(written(problem, priorities)) + "\n")
    done = subprocess.run(  # noqa: S603 - a command of ours with a file of ours
        [shutil.which(COMMAND) or COMMAND, "--silent", "agency.tjp"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=MOST_S,
        check=False,
    )
    report = folder / "plan.csv"
    if done.returncode or not report.is_file():
        raise RuntimeError(f"TaskJuggler made no plan: {done.stderr[-500:]}")
    return _read(report, problem)


def written(problem: Problem, priorities: dict[str, int]) -> Iterator[str]:
    """The project file, line by line."""
    weeks = problem.horizon // 10 + 1
    yield f'project agency "Agency" {MONDAY:%Y-%m-%d} +{weeks}w {{'
    yield f'  timezone "UTC"\n  timingresolution 60min\n  timeformat "{MOMENT}"'
    hours = ", ".join(f"{first}:00 - {first + HOURS}:00" for first in HALVES)
    yield f"  dailyworkinghours {2 * HOURS}\n  workinghours mon - fri {hours}"
    yield "  workinghours sat, sun off\n}"
    for person in problem.people:
        yield from _person(person)
    able = _able(problem)
    for project in problem.projects:
        yield f'task {_name(project.key)} "{project.key}" {{'
        yield f"  priority {priorities.get(project.key, USUAL)}"
        for item in problem.items:
            if item.project == project.key:
                yield from _task(item, project, able[item.key])
        yield "}"
    yield 'taskreport plan "plan" {'
    yield f'  formats csv\n  timeformat "{MOMENT}"\n  columns id, start, end\n'
    yield "  hidetask ~isleaf()\n}"


def _name(key: str) -> str:
    return key.replace("-", "_").replace(".", "_")


def _person(person: Person) -> Iterator[str]:
    yield f'resource {_name(person.key)} "{person.key}" {{'
    yield f"  efficiency {person.share / 100}"
    for one in person.closed:
        yield f"  leaves annual {_start(one.start)} - {_end(one.end)}"
    yield "}"


def _task(item: Item, project: Project, able: list[str]) -> Iterator[str]:
    yield f'  task {_name(item.key)} "{item.key}" {{'
    mode = item.modes[0]
    if mode.needs:
        first, *others = [_name(one) for one in able]
        more = f"alternative {', '.join(others)} select minloaded " if others else ""
        yield f"    effort {mode.needs[0].effort // 60}h"
        yield f"    allocate {first} {{ {more}persistent }}"
    else:
        yield f"    length {HOURS * mode.length}h"
    if item.after:
        names = [f"{_name(project.key)}.{_name(link.before)}" for link in item.after]
        yield f"    depends {', '.join(names)}"
    else:
        yield f"    start {_start(max(project.release, item.release))}"
    yield "  }"


def _able(problem: Problem) -> dict[str, list[str]]:
    """By item, who may do it: people of the least level that is enough come first."""
    compiled = compile_problem(problem)
    out: dict[str, list[str]] = {}
    for item, ways in zip(problem.items, compiled.ways, strict=True):
        options = ways[0].seats[0].options if ways[0].seats else ()
        best = sorted(options, key=lambda one: (one.work, one.excess, one.cost))
        out[item.key] = [problem.people[one.person].key for one in best]
    return out


def _day(slot: Slot) -> datetime:
    weeks, rest = divmod(slot // 2, 5)
    return MONDAY + timedelta(days=7 * weeks + rest)


def _start(slot: Slot) -> str:
    return (_day(slot) + timedelta(hours=HALVES[slot % 2])).strftime(MOMENT)


def _end(slot: Slot) -> str:
    last = slot - 1
    return (_day(last) + timedelta(hours=HALVES[last % 2] + HOURS)).strftime(MOMENT)


def _read(report: Path, problem: Problem) -> dict[str, Slot]:
    keys = {f"{_name(one.project)}.{_name(one.key)}": one.key for one in problem.items}
    with report.open(newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    leaves = [row for row in rows if row["Id"] in keys]
    ends = {keys[row["Id"]]: _slot(_moment(row["End"])) for row in leaves}
    if len(ends) != len(problem.items):
        raise RuntimeError("TaskJuggler left tasks out")
    return ends


def _moment(text: str) -> datetime:
    return datetime.strptime(text, MOMENT)  # noqa: DTZ007 - wall time of an agency without a zone


def _slot(moment: datetime) -> Slot:
    """The first half-day that begins at or after the moment."""
    days = (moment.date() - MONDAY.date()).days
    weeks, rest = divmod(days, 7)
    before = 2 * (5 * weeks + min(rest, 5))
    if rest >= 5:
        return before
    return before + sum(moment.hour + moment.minute / 60 > half for half in HALVES)
