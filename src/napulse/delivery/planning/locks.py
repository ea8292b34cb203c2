"""What the next plan may not change: started work, fixed starts, fixed people."""

from collections.abc import Mapping

from napulse.delivery.models import Task, TaskState
from napulse.delivery.planning.keys import person_key, task_key
from napulse.delivery.planning.remarks import Remark
from napulse.delivery.planning.work import Case
from napulse.engines.planning.model import Lock

NOW = 0
Seated = Mapping[int, list[int]]


def seated(case: Case, row: Task) -> dict[int, list[int]]:
    """The people of fixed seats by need: those fixed by hand, then those already at work."""
    found: dict[int, list[int]] = {}
    for fixed in case.made.fixed.get(row.pk, []):
        if fixed.person_id in case.people:
            found.setdefault(fixed.need_id, []).append(fixed.person_id)
        else:
            gone = Remark("fixed_person_gone", tasks=(row.pk,), person_id=fixed.person_id)
            case.remarks.append(gone)
    if row.state == TaskState.STARTED:
        _add_at_work(case, row, found)
    return {need.pk: found[need.pk][: need.count] for need in case.needs(row) if need.pk in found}


def _add_at_work(case: Case, row: Task, found: dict[int, list[int]]) -> None:
    taken = {person for people in found.values() for person in people}
    for one in case.made.at_work.get(row.pk, []):
        if one.person_id and one.person_id in case.people and one.person_id not in taken:
            found.setdefault(one.need_id, []).append(one.person_id)


def add_lock(case: Case, row: Task, people: Seated, busy: set[int]) -> None:
    """Lock a task. `busy` are people who already go on with other started work."""
    seats = [person for need in case.needs(row) for person in people.get(need.pk, [])]
    is_full = len(seats) == sum(need.count for need in case.needs(row))
    start = None
    started = row.state == TaskState.STARTED and is_full and _can_go_on(case, seats, busy)
    if started:
        start = NOW
        busy.update(seats)
    elif row.state == TaskState.STARTED and not is_full:
        case.remarks.append(Remark("started_without_people", tasks=(row.pk,)))
    elif row.fixed_on and row.state == TaskState.PLANNED:
        start = _fixed_start(case, row)
    whole = tuple(person_key(one) for one in seats) if is_full and seats else None
    if start is not None or whole is not None:
        case.locks.append(Lock(task_key(row.pk), start, whole, started=started))


def _can_go_on(case: Case, seats: list[int], busy: set[int]) -> bool:
    """Everybody is there in the plan's first half-day and has no other started work."""
    return not any(
        one in busy or any(window.start == NOW for window in case.people[one].closed)
        for one in seats
    )


def _fixed_start(case: Case, row: Task) -> int | None:
    assert row.fixed_on is not None  # noqa: S101 - the caller looked
    if row.fixed_on < case.made.from_on:
        case.remarks.append(Remark("fixed_start_passed", tasks=(row.pk,)))
        return None
    slot = case.axis.start_of(row.fixed_on)
    return slot + (row.fixed_half if case.axis.day_of(slot) == row.fixed_on else 0)
