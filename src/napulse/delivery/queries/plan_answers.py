"""What a plan answers: how projects end, what differs from the accepted plan, why a promise cannot
be kept, what would make it possible, whom to hire."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import Actor
from napulse.delivery.models import Plan, PlanForecast, PlannedPerson, PlannedTask
from napulse.delivery.queries.plan_scope import Scope, planned_tasks, scope_of, seats_of
from napulse.delivery.queries.plan_shapes import (
    DifferenceView,
    EndRow,
    MoveRow,
    OutcomeRow,
    Outcomes,
    ReasonView,
    Tone,
    WayOutView,
)
from napulse.delivery.queries.plan_whatif import whatif_answer as whatif_answer
from napulse.delivery.queries.plans import accepted_plan, forecasts
from napulse.delivery.wording import (
    change_words,
    days_words,
    enumerated,
    grade_words,
    slots_words,
    work_words,
)
from napulse.delivery.wording_answers import REASONS, WAYS, move_words
from napulse.engines.kernel.money import Money
from napulse.ui.formats import money_short, written_day

SURE, LIKELY = 8000, 5000


def outcomes(actor: Actor, row: Plan) -> Outcomes:
    """What a plan promises, project by project; of those not seen only how many are late."""
    scope, rows, hidden, late = scope_of(actor), [], 0, 0
    for one in forecasts(row):
        if scope.sees(one.project_id):
            rows.append(_outcome(one, scope.money(one.cost_minor, row.currency)))
        else:
            hidden, late = hidden + 1, late + (one.late_days > 0)
    return Outcomes(tuple(rows), hidden, late)


def outcome_of(actor: Actor, row: Plan, project_id: int) -> OutcomeRow | None:
    """The same for one project that the caller may read."""
    found = forecasts(row).filter(project_id=project_id).first()
    if found is None:
        return None
    return _outcome(found, scope_of(actor).money(found.cost_minor, row.currency))


def _outcome(one: PlanForecast, cost: Money | None) -> OutcomeRow:
    total = (one.at_minutes + one.above_minutes + one.below_minutes) or 1
    above, below = (round(100 * part / total) for part in (one.above_minutes, one.below_minutes))
    tone = _tone(one)
    return OutcomeRow(
        project_id=one.project_id,
        project=one.project.name,
        client=one.project.client.name,
        url=one.project.get_absolute_url(),
        ends_on=one.ends_on,
        due_on=one.due_on,
        is_hard=one.project.due_is_hard,
        late_days=one.late_days,
        p50_on=one.p50_on,
        p80_on=one.p80_on,
        chance=None if one.chance_bp is None else round(one.chance_bp / 100),
        cost=cost,
        at_level=100 - above - below,
        above_level=above,
        below_level=below,
        tone=tone,
        words=_promise_words(one),
        curve=tuple((date.fromisoformat(day), round(bp / 100)) for day, bp in one.curve),
    )


def _tone(one: PlanForecast) -> Tone:
    if one.late_days:
        return Tone.RISK
    if one.chance_bp is None:
        return Tone.PLAIN
    return Tone.OK if one.chance_bp >= SURE else Tone.WARN


def _promise_words(one: PlanForecast) -> str:
    if one.due_on is None:
        return _("no deadline is set")
    if one.late_days:
        return _("late by %(days)s") % {"days": days_words(one.late_days)}
    chance = one.chance_bp or 0
    if chance >= SURE:
        return _("the deadline is safe")
    return _("kept by the plan, not safe") if chance >= LIKELY else _("hardly to be kept")


@dataclass(frozen=True)
class _Side:
    """A plan as the other is compared with it."""

    tasks: dict[int, PlannedTask]
    seats: dict[int, list[PlannedPerson]]

    def people(self, task_id: int) -> tuple[int | None, ...]:
        planned = self.tasks.get(task_id)
        return tuple(one.person_id for one in self.seats.get(planned.pk if planned else 0, []))

    def place(self, task_id: int) -> tuple[date, int] | None:
        planned = self.tasks.get(task_id)
        return (planned.starts_on, planned.starts_half) if planned else None


def _side(row: Plan) -> _Side:
    rows = planned_tasks(row).filter(dropped=False)
    return _Side({one.task_id: one for one in rows}, seats_of(row))


def difference(actor: Actor, row: Plan, *, than: Plan | None = None) -> DifferenceView | None:
    """What moves, who changes and what it costs beside the accepted plan; None without one."""
    before = than or accepted_plan(actor)
    if before is None or before.pk == row.pk:
        return None
    scope, was, now = scope_of(actor), _side(before), _side(row)
    reasons = {one["task"]: one for one in row.moves}
    found: dict[str, list[MoveRow]] = {"moved": [], "switched": [], "added": [], "gone": []}
    hidden = unchanged = 0
    for task in sorted({*was.tasks, *now.tasks}):
        kind = _kind(was, now, task)
        if not kind:
            unchanged += 1
        elif task in scope.tasks:
            found[kind].append(_move(scope, was, now, task, reasons.get(task)))
        else:
            hidden += 1
    ends = tuple(_ended(scope, before, row))
    return DifferenceView(
        against=str(before),
        **{kind: tuple(rows) for kind, rows in found.items()},
        ends=ends,
        was_cost=_cost(before, scope),
        is_cost=_cost(row, scope),
        unchanged=unchanged,
        hidden=hidden,
        summary=_summary(found, hidden),
    )


def _kind(was: _Side, now: _Side, task: int) -> str:
    """How a task differs; one that moves and changes hands is told among the moved."""
    if task not in was.tasks:
        return "added"
    if task not in now.tasks:
        return "gone"
    if was.place(task) != now.place(task):
        return "moved"
    return "switched" if set(was.people(task)) != set(now.people(task)) else ""


def _move(
    scope: Scope, was: _Side, now: _Side, task: int, reason: dict[str, Any] | None
) -> MoveRow:
    row, old, new = scope.tasks[task], was.tasks.get(task), now.tasks.get(task)
    return MoveRow(
        task_id=task,
        task=row.name,
        project=scope.projects[row.project_id].name,
        was_on=old.starts_on if old else None,
        is_on=new.starts_on if new else None,
        days=(new.starts_on - old.starts_on).days if old and new else 0,
        was_people=tuple(scope.person_name(one) for one in was.people(task)),
        is_people=tuple(scope.person_name(one) for one in now.people(task)),
        reason=move_words(reason, scope) if reason else "",
    )


def _ended(scope: Scope, before: Plan, row: Plan) -> Iterator[EndRow]:
    was = {one.project_id: one for one in forecasts(before).defer("curve")}
    now = {one.project_id: one for one in forecasts(row).defer("curve")}
    for pk in (*now, *(pk for pk in was if pk not in now)):
        if not scope.sees(pk):
            continue
        old, new = was.get(pk), now.get(pk)
        if old and new and old.ends_on == new.ends_on:
            continue
        days = (new.ends_on - old.ends_on).days if old and new else 0
        yield EndRow(
            project_id=pk,
            project=scope.projects[pk].name,
            was_on=old.ends_on if old else None,
            is_on=new.ends_on if new else None,
            days=days,
            due_on=scope.projects[pk].due_on,
            tone=Tone.RISK if new and new.late_days else Tone.WARN if days > 0 else Tone.OK,
        )


def _cost(row: Plan, scope: Scope) -> Money | None:
    rows = forecasts(row).defer("curve")
    total = sum(one.cost_minor for one in rows if scope.sees(one.project_id))
    return scope.money(total, row.currency)


def _summary(found: dict[str, list[MoveRow]], hidden: int) -> str:
    moved, switched = len(found["moved"]), len(found["switched"])
    told = [
        ngettext("%(n)s task moves", "%(n)s tasks move", moved) % {"n": moved},
        ngettext("%(n)s task changes hands", "%(n)s tasks change hands", switched)
        % {"n": switched},
    ]
    if hidden:
        others = ngettext("%(n)s change at other clients", "%(n)s changes at other clients", hidden)
        told.append(others % {"n": hidden})
    return ", ".join(told)


def reasons(actor: Actor, row: Plan) -> list[ReasonView]:
    """Why promises cannot be kept, the weightiest reason first."""
    scope = scope_of(actor)
    return [_reason(one, scope, row.currency) for one in row.reasons]


def _reason(one: dict[str, Any], scope: Scope, currency: str) -> ReasonView:
    group = _group(one, scope)
    first, last = (_day(one.get(name)) for name in ("from_on", "to_on"))
    needed, there, short = (work_words(one.get(k, 0)) for k in ("needed", "available", "short"))
    values = {
        "group": group,
        "from": written_day(first) if first else "",
        "to": written_day(last) if last else "",
        "needed": needed,
        "available": there,
        "short": short,
        "tasks": enumerated(scope.task_names(one.get("tasks", ()))),
        "projects": enumerated(scope.project_names(one.get("projects", ()))),
        "over": slots_words(one.get("over", 0)),
        "money": money_short(scope.money(one.get("over", 0), currency)),
    }
    title, words = REASONS[one["why"]]
    is_shortage = one["why"] == "shortage"
    return ReasonView(
        title=str(title) % values,
        group=group,
        from_on=first,
        to_on=last,
        needed=needed if is_shortage else "",
        available=there if is_shortage else "",
        short=short if is_shortage else "",
        people=tuple(scope.person_name(pk) for pk in one.get("people", ())),
        projects=scope.project_names(one.get("projects", ())),
        tasks=scope.task_names(one.get("tasks", ())),
        words=str(words) % values,
    )


def _group(one: dict[str, Any], scope: Scope) -> str:
    role = scope.role_name(one.get("role"))
    if not role:
        return enumerated(tuple(scope.person_name(pk) for pk in one.get("people", ())))
    if one.get("grade", 1) <= 1:
        return role
    return _("%(role)s, %(grade)s or above") % {"role": role, "grade": grade_words(one["grade"])}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def ways(actor: Actor, row: Plan) -> list[WayOutView]:
    """Priced ways out, each with what it does to others."""
    scope = scope_of(actor)
    made = {
        one.request.get("way"): one.pk
        for one in row.scenarios.exclude(state__in=["failed", "declined"])
    }
    return [_way(one, scope, row.currency, made.get(one["number"])) for one in row.ways]


def _way(one: dict[str, Any], scope: Scope, currency: str, scenario_id: int | None) -> WayOutView:
    steps = tuple(change_words(step, scope) for step in one["changes"])
    effects = list(_effects(one.get("effects", []), scope))
    hidden = [e for e in one.get("effects", []) if not scope.sees(e["project"]) and e["days"] > 0]
    others = ""
    if hidden:
        others = ngettext(
            "%(n)s project of another client ends later",
            "%(n)s projects of other clients end later",
            len(hidden),
        ) % {"n": len(hidden)}
    return WayOutView(
        number=one["number"],
        kind=one["kind"],
        title=str(WAYS.get(one["kind"], WAYS["mixed"])),
        steps=steps,
        price=_price_words(one, scope, currency),
        effects=tuple(effects),
        others=others,
        hurts_others=bool(hidden) or any(e["days"] > 0 for e in one.get("effects", [])),
        scenario_id=scenario_id,
    )


def _price_words(one: dict[str, Any], scope: Scope, currency: str) -> str:
    """What a way costs: money on top of the plan, days for the client, work not done."""
    told = []
    if extra := one.get("extra_minor"):
        told.append(_("%(money)s more") % {"money": money_short(scope.money(extra, currency))})
    if days := one.get("days"):
        told.append(_("%(days)s later") % {"days": days_words(days)})
    if minutes := one.get("dropped_minutes"):
        told.append(_("%(work)s not done") % {"work": work_words(minutes)})
    return ", ".join(told) or _("no extra cost")


def _effects(effects: Iterable[dict[str, Any]], scope: Scope) -> Iterator[str]:
    for one in effects:
        project = scope.projects.get(one["project"])
        if project is not None and one["days"]:
            pattern = (
                _("%(project)s ends %(days)s later, on %(day)s")
                if one["days"] > 0
                else _("%(project)s ends %(days)s earlier, on %(day)s")
            )
            yield pattern % {
                "project": project.name,
                "days": days_words(abs(one["days"])),
                "day": written_day(date.fromisoformat(one["is_on"])),
            }
