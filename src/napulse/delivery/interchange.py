"""A breakdown between ours and other programs': Microsoft Project both ways, as cells of text."""

from collections.abc import Mapping, Sequence
from datetime import date

from napulse.delivery import grammar
from napulse.delivery.breakdown import DONE, MILESTONE, PHASE, PLANNED, STARTED, WORK, WorkRow
from napulse.engines.exchange.mspdi import MspLink, MspProject, MspTask, MspWork, write_mspdi

PHASE_UID = 100_000
HALF_DAY = 240
PERCENT = {PLANNED: 0, STARTED: 50, DONE: 100}
OWN = ("kind", "who", "low", "likely", "high", "optional", "deliverable")


def to_mspdi(title: str, rows: Sequence[WorkRow], *, starts_on: date) -> bytes:
    """The breakdown for Microsoft Project; what it has no place for goes into custom texts."""
    tasks: list[MspTask] = []
    level = 1
    for place, row in enumerate(rows):
        if row.kind == PHASE:
            level = 2
            tasks.append(MspTask(PHASE_UID + place, row.name, is_summary=True))
        else:
            tasks.append(_task(row, level))
    return write_mspdi(MspProject(title, tuple(tasks)), starts_on=starts_on)


def _task(row: WorkRow, level: int) -> MspTask:
    longest = max([need.minutes[1] for need in row.needs], default=0)
    return MspTask(
        uid=row.number,
        name=row.name,
        level=level,
        is_milestone=row.kind == MILESTONE,
        minutes=longest or row.length[1] * HALF_DAY,
        links=tuple(MspLink(link.before, link.lag * HALF_DAY) for link in row.after),
        work=tuple(
            MspWork(
                _resource(need.role, need.grade), need.minutes[1] * need.count, need.count * 100
            )
            for need in row.needs
        ),
        not_before_on=row.not_before_on,
        due_on=row.due_on,
        percent=PERCENT[row.state],
        note=row.note,
        fields=_own(row),
    )


def _resource(role: str, grade: int) -> str:
    return f"{role} {grade}+" if grade > 1 else role


def _own(row: WorkRow) -> dict[str, str]:
    points = list(zip(*(need.minutes for need in row.needs), strict=True))
    told = [grammar.write_hours(values) for values in points]
    if not row.needs:
        told = [f"{days}d" if days else "" for days in map(grammar.write_days, row.length)]
    low, likely, high = told or ("", "", "")
    cells = {
        "kind": row.kind,
        "who": grammar.write_who(row.needs),
        "low": low,
        "likely": likely,
        "high": high,
        "optional": "yes" if row.optional else "",
        "deliverable": row.deliverable,
    }
    return {name: text for name, text in cells.items() if text}


def from_mspdi(project: MspProject) -> list[dict[str, str]]:
    """Its rows as cells of a breakdown: summaries become phases, in a chain of names when deep.

    Tasks keep our numbers in a file of ours, and the numbers that Microsoft Project shows in
    any other.
    """
    ours = any(task.fields for task in project.tasks)
    numbers = {task.uid: task.uid if ours else task.ident or task.uid for task in project.tasks}
    found: list[dict[str, str]] = []
    path: list[str] = []
    phases = {task.uid for task in project.tasks if task.is_summary}
    for place, task in enumerate(project.tasks):
        if task.is_summary:
            path = [*path[: task.level - 1], task.name]
            if _has_own_tasks(project.tasks, place):
                found.append({"kind": PHASE, "name": " / ".join(path)[:120]})
        else:
            found.append(_cells(task, numbers, phases))
    return found


def _has_own_tasks(tasks: Sequence[MspTask], place: int) -> bool:
    """Whether a task, rather than another summary, comes right below."""
    rest = tasks[place + 1 : place + 2]
    return bool(rest) and not rest[0].is_summary and rest[0].level > tasks[place].level


def _cells(task: MspTask, numbers: Mapping[int, int], phases: set[int]) -> dict[str, str]:
    links = [link for link in task.links if link.before not in phases]
    half_days = {link.before: (link.lag + HALF_DAY // 2) // HALF_DAY for link in links}
    after = ", ".join(
        f"{numbers[uid]}+{grammar.write_days(lag)}d" if lag else str(numbers[uid])
        for uid, lag in half_days.items()
    )
    state = DONE if task.percent == 100 else STARTED if task.percent else PLANNED
    cells = {
        "number": str(numbers[task.uid]),
        "name": task.name[:200],
        "after": after,
        "not_before": task.not_before_on.isoformat() if task.not_before_on else "",
        "due": task.due_on.isoformat() if task.due_on else "",
        "state": state,
        "note": " ".join(task.note.split())[:300],
    }
    return cells | (dict(task.fields) if task.fields else _foreign(task))


def _foreign(task: MspTask) -> dict[str, str]:
    """Who and how much of a task that another program planned."""
    if task.is_milestone or not (task.minutes or task.work):
        return {"kind": MILESTONE}
    if not task.work:
        half_days = max(1, (task.minutes + HALF_DAY // 2) // HALF_DAY)
        return {"kind": WORK, "likely": f"{grammar.write_days(half_days)}d"}
    people = [max(1, round(work.units / 100)) for work in task.work]
    each = [
        (work.minutes or task.minutes * count) // count
        for work, count in zip(task.work, people, strict=True)
    ]
    who = (
        f"{work.resource} × {count}" if count > 1 else work.resource
        for work, count in zip(task.work, people, strict=True)
    )
    return {"kind": WORK, "who": "; ".join(who), "likely": _hours(each)}


def _hours(minutes: Sequence[int]) -> str:
    return grammar.write_hours(minutes)


def links_to_phases(project: MspProject) -> list[str]:
    """Names of tasks that wait for a whole phase: such links are not kept."""
    summaries = {task.uid for task in project.tasks if task.is_summary}
    return [
        task.name
        for task in project.tasks
        if (task.is_summary and task.links) or any(link.before in summaries for link in task.links)
    ]
