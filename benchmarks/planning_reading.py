"""Published planning instances as problems: PSPLIB `.sm` and `.mm`, MSPSP `.dzn`, iMOPSE `.def`.

They are read out of the archives in `planning/` of the folder that `NAPULSE_DATA` names; nothing is
unpacked. A unit of time of a file is one slot of an hour, so that hourly salaries are rates.
"""

import csv
import os
import random
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TypeVar

from napulse.engines.planning.model import (
    Budget,
    Item,
    Link,
    Mode,
    Need,
    Person,
    Pool,
    Problem,
    Project,
    Skill,
    Use,
)

VARIABLE = "NAPULSE_DATA"
HOUR = 60
PROJECT = "project"
Named = TypeVar("Named")
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True)
class Case:
    """One instance; `lower` and `upper` are the published bound and length, None if unknown."""

    name: str
    problem: Problem
    lower: int | None = None
    upper: int | None = None


def archives() -> Path | None:
    """The folder of the archives that the environment names, or None."""
    named = os.environ.get(VARIABLE, "")
    folder = Path(named) / "planning"
    return folder if named and folder.is_dir() else None


def cases(folder: Path, name: str, sample: int | None = None) -> list[Case]:
    """The set of this name (the folder in its archive), or so many spread evenly over it."""
    texts, known = _texts(folder, name)
    chosen = spread(sorted(texts, key=_natural), sample)
    return [Case(one, _read(one, texts[one]), *known.get(one, (None, None))) for one in chosen]


def spread(many: list[Named], sample: int | None) -> list[Named]:
    """So many of a list, one by chance out of each of as many equal parts; the same each time.

    Not at even distances: the sets are laid out in cells, and steps of theirs pick cells alike.
    """
    if sample is None or sample >= len(many):
        return many
    chance = random.Random(f"{len(many)} {sample}")  # noqa: S311 - the same sample each run
    ends = [n * len(many) // sample for n in range(sample + 1)]
    return [many[chance.randrange(a, b)] for a, b in pairwise(ends)]


def _texts(folder: Path, name: str) -> tuple[dict[str, str], dict[str, Bounds]]:
    texts: dict[str, str] = {}
    known: dict[str, Bounds] = {}
    for archive in sorted(folder.glob("*.tar.xz")):
        with tarfile.open(archive) as packed:
            for path, text in _members(packed):
                if path.suffix in READERS and path.parent.name == name:
                    texts[path.name] = text
                elif path.name == "best-known.csv":
                    known |= _known(text, name)
    return texts, known


def _members(packed: tarfile.TarFile) -> Iterator[tuple[PurePosixPath, str]]:
    for member in packed:
        content = packed.extractfile(member) if member.isfile() else None
        if content:
            yield PurePosixPath(member.name), content.read().decode("utf-8", "replace")


def _known(text: str, name: str) -> dict[str, Bounds]:
    rows = [row for row in csv.DictReader(text.splitlines()) if row["set"] == name]
    uppers = ("upper_bound", "makespan")
    return {
        row["instance"]: (
            _number(row["lower_bound"]),
            _number(next(row[column] for column in uppers if column in row)),
        )
        for row in rows
    }


def _number(word: str) -> int | None:
    return int(word) if word.strip() else None


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _read(name: str, text: str) -> Problem:
    return READERS[PurePosixPath(name).suffix](text)


@dataclass(frozen=True)
class _Counts:
    """How many resources of each kind a PSPLIB file has."""

    renewable: int
    nonrenewable: int

    @property
    def both(self) -> int:
        return self.renewable + self.nonrenewable

    @classmethod
    def of(cls, text: str) -> "_Counts":
        found = dict(re.findall(r"-\s*([a-z ]+?)\s*:\s*(\d+)", text))
        if int(found.get("doubly constrained", 0)):
            raise ValueError("doubly constrained resources are not read")
        return cls(int(found["renewable"]), int(found["nonrenewable"]))


def psplib(text: str) -> Problem:
    """A project of the library, in one mode or many; the first and last job are milestones."""
    counts = _Counts.of(text)
    successors, modes_of = _precedence(_section(text, "PRECEDENCE RELATIONS:"))
    requests = _requests(_section(text, "REQUESTS/DURATIONS:"), modes_of, counts.both)
    capacity = [int(word) for word in _section(text, "RESOURCEAVAILABILITIES:")]
    before: dict[int, list[int]] = {job: [] for job in modes_of}
    for job, following in successors.items():
        for other in following:
            before[other].append(job)
    items = tuple(
        Item(
            key=str(job),
            project=PROJECT,
            modes=tuple(_mode(row, counts) for row in requests[job]),
            after=tuple(Link(str(other)) for other in before[job]),
        )
        for job in modes_of
    )
    return Problem(
        items=items,
        projects=(Project(PROJECT),),
        pools=tuple(Pool(f"R{n}", capacity[n]) for n in range(counts.renewable)),
        budgets=tuple(
            Budget(f"N{n}", capacity[counts.renewable + n]) for n in range(counts.nonrenewable)
        ),
        horizon=sum(max(row[0] for row in rows) for rows in requests.values()),
        slot_minutes=HOUR,
    )


def _section(text: str, title: str) -> list[str]:
    """The numbers below a title and its line of heads, up to the next line of stars."""
    body = text.partition(title)[2].partition("****")[0]
    lines = [line for line in body.splitlines() if line.strip() and "---" not in line]
    return " ".join(lines[1:]).split()


def _precedence(words: list[str]) -> tuple[dict[int, list[int]], dict[int, int]]:
    successors: dict[int, list[int]] = {}
    modes: dict[int, int] = {}
    numbers, place = [int(word) for word in words], 0
    while place < len(numbers):
        job, modes_here, count = numbers[place : place + 3]
        successors[job] = numbers[place + 3 : place + 3 + count]
        modes[job] = modes_here
        place += 3 + count
    return successors, modes


def _requests(words: list[str], modes: dict[int, int], width: int) -> dict[int, list[list[int]]]:
    """By job, a row for each mode: how long, and how much of each resource."""
    numbers, place = [int(word) for word in words], 0
    out: dict[int, list[list[int]]] = {}
    while place < len(numbers):
        job = numbers[place]
        place += 1
        out[job] = []
        for _ in range(modes[job]):
            out[job].append(numbers[place + 1 : place + 2 + width])
            place += 2 + width
    return out


def _mode(row: list[int], counts: _Counts) -> Mode:
    length, *amounts = row
    given, spent = amounts[: counts.renewable], amounts[counts.renewable :]
    return Mode(
        length=length,
        pools=tuple(Use(f"R{n}", amount) for n, amount in enumerate(given) if amount and length),
        spends=tuple(Use(f"N{n}", amount) for n, amount in enumerate(spent) if amount),
    )


def mspsp(text: str) -> Problem:
    """A multi-skill project: a task holds so many people of each skill all the while."""
    plain = re.sub(r"%.*", "", text)
    fields = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", plain))
    skills = int(fields["nSkills"])
    wanted = _rows(fields["sreq"], skills)
    owned = _rows(fields["mastery"], skills)
    lengths = [row[0] for row in _rows(fields["dur"], 1)]
    before: list[list[int]] = [[] for _ in lengths]
    arcs = zip(_rows(fields["pred"], 1), _rows(fields["succ"], 1), strict=True)
    for (first,), (second,) in arcs:
        before[second - 1].append(first)
    return Problem(
        items=tuple(
            Item(
                key=str(n + 1),
                project=PROJECT,
                modes=(_held(length, wanted[n]),),
                after=tuple(Link(str(one)) for one in before[n]),
            )
            for n, length in enumerate(lengths)
        ),
        people=tuple(
            Person(str(n + 1), tuple(Skill(f"S{k + 1}") for k, has in enumerate(row) if has))
            for n, row in enumerate(owned)
        ),
        projects=(Project(PROJECT),),
        horizon=sum(lengths),
        slot_minutes=HOUR,
    )


def _rows(value: str, width: int) -> list[list[int]]:
    """An array as rows of numbers; true is 1. Index sets before the bracket are left out."""
    inside = value[value.index("[") :]
    words = re.findall(r"\d+|true|false", inside)
    numbers = [{"true": 1, "false": 0}.get(word, -1) for word in words]
    found = [int(word) if n < 0 else n for word, n in zip(words, numbers, strict=True)]
    return [found[n : n + width] for n in range(0, len(found), width)]


def _held(length: int, wanted: list[int]) -> Mode:
    needs = tuple(
        Need(f"S{k + 1}", effort=length * HOUR, count=count)
        for k, count in enumerate(wanted)
        if count
    )
    return Mode(needs=needs if length else (), length=length)


def imopse(text: str) -> Problem:
    """A project of skills with levels (0 there is 1 here) and of people with salaries an hour."""
    people_text, _, tasks_text = text.partition("ResourceID")[2].partition("TaskID")
    tasks = [_task(line) for line in _lines(tasks_text)]
    return Problem(
        items=tuple(tasks),
        people=tuple(_hired(line) for line in _lines(people_text)),
        projects=(Project(PROJECT),),
        horizon=sum(one.modes[0].needs[0].effort for one in tasks) // HOUR,
        slot_minutes=HOUR,
    )


LEVELS = re.compile(r"([A-Za-z]\w*)\s*:\s*(\d+)")


def _lines(table: str) -> list[str]:
    """The rows of a table, without its heads."""
    return [line for line in table.splitlines()[1:] if re.match(r"\s*\d", line)]


def _hired(line: str) -> Person:
    key, salary = line.split()[:2]
    skills = tuple(Skill(name, int(level) + 1) for name, level in LEVELS.findall(line))
    return Person(key, skills, rate=round(float(salary) * 100))


def _task(line: str) -> Item:
    levels = LEVELS.findall(line)
    if len(levels) != 1:
        raise ValueError(f"one skill is read for a task, not {len(levels)}: {line}")
    key, length, *after = LEVELS.sub(" ", line).split()
    (name, level), effort = levels[0], int(length) * HOUR
    return Item(
        key=key,
        project=PROJECT,
        modes=(Mode(needs=(Need(name, int(level) + 1, effort),)),),
        after=tuple(Link(one) for one in after),
    )


READERS: dict[str, Callable[[str], Problem]] = {
    ".sm": psplib,
    ".mm": psplib,
    ".dzn": mspsp,
    ".def": imopse,
}
