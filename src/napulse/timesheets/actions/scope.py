"""The scope guard at work: marks time as it is saved, and again when what was agreed to changed.

`Guard` keeps what it read, so that a week of entries asks for each project once. Nothing here
posts or stores the entry: whoever saves it does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from napulse.engines.pricing.scope import Allowance, Outside, ScopeLine, Verdict, Work, judge
from napulse.jobs.queue import after_commit
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.queries import scope as queries
from napulse.timesheets.queries.retainers import Allowances

WITHOUT_LINE = (Outside.NO_BUDGET, Outside.NO_LINE)


@dataclass(slots=True)
class Ground:
    """What was agreed to on a project, and billable minutes used of each line of it."""

    lines: Sequence[ScopeLine]
    used: dict[int, int]


def mark_entry(
    entry: TimeEntry,
    lines: Sequence[ScopeLine],
    used: Mapping[int, int],
    *,
    allowance: Callable[[], Allowance | None] = lambda: None,
    unpaid_round: bool = False,
) -> Verdict:
    """Write on the entry which line it belongs to and how much of it is outside, and why.

    `used` are billable minutes by line without this entry. Work that is not billed, and work of
    the house, is never outside: nobody was to agree to it.
    """
    if entry.client_id is None:
        return _written(entry, Verdict(0))
    work = work_of(entry, unpaid_round)
    verdict = judge(work, lines, used)
    if entry.billable and verdict.reason in WITHOUT_LINE:  # only then an allowance is asked for
        verdict = judge(work, lines, used, allowance())
    return _written(entry, verdict if entry.billable else Verdict(verdict.line))


def work_of(entry: TimeEntry, unpaid_round: bool = False) -> Work:
    return Work(
        day=entry.on,
        minutes=entry.minutes,
        role=entry.role_id or 0,
        grade=entry.grade or 0,
        task=entry.task_id or 0,
        line=(entry.line_id or 0) if entry.line_named else 0,
        unpaid_round=unpaid_round,
        claimed=entry.line_named and entry.change_order_id is not None,
    )


def _written(entry: TimeEntry, verdict: Verdict) -> Verdict:
    entry.line_id = verdict.line or None
    entry.scope = str(verdict.reason)
    entry.outside_minutes = verdict.outside
    return verdict


@dataclass(slots=True)
class Guard:
    """Marks entries one after another: what one uses of a line the next does not have."""

    grounds: dict[int, Ground] = field(default_factory=dict)
    allowances: Allowances = field(default_factory=Allowances)
    rounds: dict[int, date | None] = field(default_factory=dict)

    def know(self, entries: Iterable[TimeEntry]) -> None:
        """Read at once from when on the results that these work on are in an unpaid round."""
        asked = {key for entry in entries if (key := _result_of(entry))} - self.rounds.keys()
        if asked:
            found = queries.unpaid_rounds_from(asked)
            self.rounds |= {key: found.get(key) for key in asked}

    def mark(self, entry: TimeEntry, before: TimeEntry | None = None) -> Verdict:
        """Mark an entry that is about to be saved; `before` is it as the ledger knows it."""
        ground = self._ground(entry.project_id)
        if before is not None and before.project_id == entry.project_id:
            _use(ground, before, -1)

        def left() -> Allowance | None:
            """Where a project has a budget of its own, only what was agreed for it counts."""
            return self.allowances.of(entry, before=before, own_only=bool(ground.lines))

        verdict = mark_entry(
            entry,
            ground.lines,
            ground.used,
            allowance=left,
            unpaid_round=self._is_of_unpaid_round(entry),
        )
        _use(ground, entry, 1)
        return verdict

    def free(self, entries: Iterable[TimeEntry]) -> None:
        """Judge as if these were not there; each is then marked in its turn."""
        for entry in entries:
            _use(self._ground(entry.project_id), entry, -1)
            self.allowances.free(entry)

    def _is_of_unpaid_round(self, entry: TimeEntry) -> bool:
        key = _result_of(entry)
        if key is None or (entry.line_named and entry.change_order_id):
            return False
        self.know([entry])
        since = self.rounds[key]
        return since is not None and since <= entry.on

    def _ground(self, project_id: int | None) -> Ground:
        if project_id is None:
            return Ground((), {})
        if project_id not in self.grounds:
            self.grounds[project_id] = Ground(*queries.lines_and_use(project_id))
        return self.grounds[project_id]


def _use(ground: Ground, entry: TimeEntry, sign: int) -> None:
    if entry.line_id and entry.billable and entry.deleted_at is None:
        ground.used[entry.line_id] = ground.used.get(entry.line_id, 0) + sign * entry.minutes


def _result_of(entry: TimeEntry) -> int | None:
    return entry.task.deliverable_id if entry.task else None


def mark(entry: TimeEntry, before: TimeEntry | None = None) -> Verdict:
    """Mark one entry; for many use one `Guard`."""
    return Guard().mark(entry, before)


def gives_back(before: TimeEntry, entry: TimeEntry) -> bool:
    """Whether a changed entry takes less of its place than it did."""
    moved = (before.project_id, before.line_id) != (entry.project_id, entry.line_id)
    return moved or entry.minutes < before.minutes or before.billable > entry.billable


def judge_rest_again(given_back: Iterable[TimeEntry]) -> None:
    """Queue the judging of what stood outside in the projects whose hours were given back."""
    projects = {entry.project_id for entry in given_back if entry.project_id}
    waiting = TimeEntry.objects.filter(project_id__in=projects, deleted_at=None).exclude(scope="")
    found = sorted(set(waiting.values_list("project_id", flat=True))) if projects else []
    if found:
        after_commit("timesheets.mark_again", project_ids=found)
