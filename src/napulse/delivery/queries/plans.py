"""Plans as their pages read them: the list, the head of a plan, progress, plans side by side."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import Actor
from napulse.delivery.models import (
    Plan,
    PlanForecast,
    PlanKind,
    PlanState,
    PlanStatus,
)
from napulse.delivery.permissions import APPROVE_PLANS, EDIT_PLANS
from napulse.delivery.queries.plan_scope import Scope, plan, plans, scope_of, unnamed_places
from napulse.delivery.queries.plan_shapes import (
    Card,
    CompareRow,
    PlanRow,
    PlanView,
    ProgressView,
    ScenarioCompare,
    Tone,
)
from napulse.delivery.wording import (
    change_words,
    failure_words,
    remark_words,
    slots_words,
    stage_words,
)
from napulse.engines.kernel.money import Money
from napulse.jobs.models import WorkState
from napulse.ui.formats import money_short, percent, written_day

__all__ = ["accepted_plan", "compare", "plan", "plan_rows", "plan_view", "plans", "progress_of"]

STATES: dict[str, Tone] = {
    PlanState.ACCEPTED: Tone.OK,
    PlanState.FAILED: Tone.RISK,
    PlanState.PROPOSAL: Tone.WARN,
}
STATUSES: dict[str, Tone] = {
    PlanStatus.PROVED: Tone.OK,
    PlanStatus.FOUND: Tone.OK,
    PlanStatus.BROKEN: Tone.WARN,
    PlanStatus.REFUTED: Tone.RISK,
}


def accepted_plan(actor: Actor) -> Plan | None:
    """The plan by which the agency works."""
    return plans(actor).filter(state=PlanState.ACCEPTED).first()


def plan_rows(actor: Actor, *, whatif: bool = False) -> list[PlanRow]:
    """The list of plans, or of answers to "what if", with sums of the projects that are seen."""
    found = plans(actor)
    kept = found.filter(kind=PlanKind.WHATIF) if whatif else found.exclude(kind=PlanKind.WHATIF)
    chosen = list(kept.defer("reasons", "ways", "moves", "load", "days")[:100])
    scope = scope_of(actor)
    late, cost = _sums(chosen, scope)
    return [
        PlanRow(
            plan_id=row.pk,
            title=str(row),
            kind=row.kind,
            kind_words=row.get_kind_display(),
            state=row.state,
            state_words=row.get_state_display(),
            tone=STATES.get(row.state, Tone.PLAIN),
            asked_by=row.asked_by.name,
            asked_at=row.asked_at,
            url=row.get_absolute_url(),
            late=late.get(row.pk, 0),
            cost=scope.money(cost[row.pk], row.currency) if row.pk in cost else None,
            is_comparable=row.pk in late,
        )
        for row in chosen
    ]


def _sums(rows: Sequence[Plan], scope: Scope) -> tuple[dict[int, int], dict[int, int]]:
    """By plan: how many of the seen projects are late, and what their people cost."""
    late: dict[int, int] = {}
    cost: dict[int, int] = {}
    for one in PlanForecast.objects.filter(plan__in=rows).defer("curve"):
        if scope.sees(one.project_id):
            late[one.plan_id] = late.get(one.plan_id, 0) + (one.late_days > 0)
            cost[one.plan_id] = cost.get(one.plan_id, 0) + one.cost_minor
    return late, cost


def forecasts(row: Plan) -> "QuerySet[PlanForecast]":
    found = PlanForecast.objects.filter(plan=row, project__deleted_at=None)
    return found.select_related("project__client").order_by("project__folded")


def plan_view(actor: Actor, row: Plan, *, scope: Scope | None = None) -> PlanView:
    """The head of a plan's page. Sums are of the projects that the reader sees."""
    scope = scope or scope_of(actor)
    failed = row.score.get("failed") if row.state == PlanState.FAILED else None
    is_proposal = row.state == PlanState.PROPOSAL
    may_accept = actor.can(APPROVE_PLANS) and row.kind != PlanKind.WHATIF
    return PlanView(
        plan_id=row.pk,
        title=str(row),
        kind=row.kind,
        kind_words=row.get_kind_display(),
        state=row.state,
        state_words=row.get_state_display(),
        status=row.status,
        status_words=row.get_status_display() if row.status else "",
        tone=STATES.get(row.state, Tone.PLAIN),
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        from_on=row.from_on,
        url=row.get_absolute_url(),
        version=row.version,
        computed_at=row.computed_at,
        accepted_by=row.accepted_by.name if row.accepted_by else "",
        accepted_at=row.accepted_at,
        parent_id=row.parent_id,
        parent_title=str(row.parent) if row.parent else "",
        progress=progress_of(row, shows_cost=_sees_sums(actor, scope)),
        cards=_cards(row, scope),
        remarks=tuple(remark_words(one, scope) for one in row.score.get("remarks", [])),
        failed=failure_words(failed, scope) if failed else "",
        changes=tuple(change_words(one, scope) for one in row.request.get("changes", [])),
        can_accept=is_proposal and may_accept,
        can_decline=is_proposal and actor.can(EDIT_PLANS),
        can_stop=row.state == PlanState.COMPUTING and actor.can(EDIT_PLANS),
        can_return=row.state == PlanState.ACCEPTED and actor.can(APPROVE_PLANS),
    )


def _sees_sums(actor: Actor, scope: Scope) -> bool:
    """A sum of everybody's work is for those who see all clients."""
    return scope.shows_cost and actor.client_ids is None


def progress_of(row: Plan, *, shows_cost: bool = False) -> ProgressView | None:
    """How far the computation is; nothing once it has ended."""
    work = row.work
    if row.state != PlanState.COMPUTING or work is None:
        return None
    told, of_seconds = row.score, int(row.request.get("seconds", 0)) or 1
    is_waiting = work.state == WorkState.WAITING
    seconds = min(int(told.get("seconds", 0)), of_seconds)
    return ProgressView(
        work_id=work.pk,
        is_waiting=is_waiting,
        stage=stage_words("waiting" if is_waiting else told.get("stage", "gathered")),
        seconds=seconds,
        of_seconds=of_seconds,
        percent=min(99, 100 * seconds // of_seconds),
        value=_value_words(told.get("figures", {}), row, shows_cost=shows_cost),
        bound=_gap_words(told.get("value"), told.get("bound")),
        has_best=bool(told.get("has_best")),
    )


def _value_words(figures: dict[str, Any], row: Plan, *, shows_cost: bool) -> str:
    """The best plan so far in a line."""
    if not figures:
        return ""
    late, told = figures.get("late_slots", 0), _("nothing is late")
    if late:
        told = _("late by %(days)s in all") % {"days": slots_words(late)}
    if not shows_cost:
        return told
    cost = Money(int(figures.get("cost", 0)), row.currency)
    return _("%(late)s, people cost %(cost)s") % {"late": told, "cost": money_short(cost)}


def _gap_words(value: int | None, bound: int | None) -> str:
    if value is None or bound is None or value <= 0:
        return ""
    gap = max(0, value - bound) / value * 100
    if not gap:
        return _("no better plan exists")
    return _("at most %(gap)s from the best possible") % {"gap": percent(gap, 1)}


def _cards(row: Plan, scope: Scope) -> tuple[Card, ...]:
    rows = [one for one in forecasts(row).defer("curve") if scope.sees(one.project_id)]
    if not rows or row.state == PlanState.COMPUTING:
        return ()
    cost = scope.money(sum(one.cost_minor for one in rows), row.currency)
    return (
        _promises_card(rows),
        _ends_card(rows),
        _chance_card(rows),
        *([Card("cost", _("People cost"), money_short(cost))] if cost else []),
        _mix_card(rows),
        _places_card(unnamed_places(row)),
    )


def _promises_card(rows: Sequence[PlanForecast]) -> Card:
    due = [one for one in rows if one.due_on]
    late = [one for one in due if one.late_days]
    hard = any(one.project.due_is_hard for one in late)
    value = _("%(kept)s of %(all)s") % {"kept": len(due) - len(late), "all": len(due)}
    note = ngettext("%(n)s project is late", "%(n)s projects are late", len(late))
    return Card(
        "promises",
        _("Deadlines kept"),
        value,
        note % {"n": len(late)} if late else _("all of them"),
        Tone.RISK if hard else Tone.WARN if late else Tone.OK,
    )


def _ends_card(rows: Sequence[PlanForecast]) -> Card:
    last = max(rows, key=lambda one: one.ends_on)
    return Card("ends", _("The last project ends"), written_day(last.ends_on), last.project.name)


def _chance_card(rows: Sequence[PlanForecast]) -> Card:
    """The least sure promise: an average would hide it."""
    sure = [one for one in rows if one.chance_bp is not None]
    if not sure:
        return Card("chance", _("The least sure deadline"), "—", _("no deadlines are set"))
    least = min(sure, key=lambda one: one.chance_bp or 0)
    chance = (least.chance_bp or 0) / 100
    tone = Tone.RISK if chance < 50 else Tone.WARN if chance < 80 else Tone.OK
    return Card("chance", _("The least sure deadline"), percent(chance), least.project.name, tone)


def _mix_card(rows: Sequence[PlanForecast]) -> Card:
    at, above, below = (
        sum(getattr(one, name) for one in rows)
        for name in ("at_minutes", "above_minutes", "below_minutes")
    )
    total = (at + above + below) or 1
    note = _("above it %(above)s, below it %(below)s") % {
        "above": percent(100 * above / total),
        "below": percent(100 * below / total),
    }
    return Card("mix", _("Work at the grade it needs"), percent(100 * at / total), note)


def _places_card(count: int) -> Card:
    return Card(
        "places",
        _("Places to fill"),
        str(count),
        _("seats that nobody takes yet") if count else _("everybody is named"),
        Tone.WARN if count else Tone.PLAIN,
    )


def _costs(plans: Sequence[Plan], columns: Sequence[Sequence[PlanForecast]]) -> CompareRow:
    costs = [sum(one.cost_minor for one in column) for column in columns]
    told = [money_short(Money(cost, row.currency)) for cost, row in zip(costs, plans, strict=True)]
    return _compared(_("People cost"), costs, told)


def compare(actor: Actor, chosen: Sequence[Plan]) -> ScenarioCompare:
    """Plans side by side: figures, then the ends of projects that differ."""
    scope = scope_of(actor)
    ordered = sorted(chosen, key=lambda row: row.state != PlanState.ACCEPTED)
    found = {
        row.pk: [one for one in forecasts(row).defer("curve") if scope.sees(one.project_id)]
        for row in ordered
    }
    columns = [found[row.pk] for row in ordered]
    rows = (
        _compared(_("Projects late"), [sum(one.late_days > 0 for one in c) for c in columns]),
        _compared(_("Days late in all"), [sum(one.late_days for one in c) for c in columns]),
        *([_costs(ordered, columns)] if scope.shows_cost else []),
        _compared(
            _("Least chance of a deadline"),
            [-min((one.chance_bp or 0 for one in c if one.due_on), default=0) for c in columns],
            [_least(c) for c in columns],
        ),
    )
    views = tuple(plan_view(actor, row, scope=scope) for row in ordered)
    return ScenarioCompare(views, rows, tuple(_ends(columns)))


def _least(column: Sequence[PlanForecast]) -> str:
    chances = [one.chance_bp for one in column if one.chance_bp is not None]
    return percent(min(chances) / 100) if chances else "—"


def _compared(label: str, sizes: Sequence[int], words: Sequence[str] = ()) -> CompareRow:
    """The smaller the better; nothing is best where all are alike."""
    least = min(sizes, default=0)
    best = tuple(size == least and len(set(sizes)) > 1 for size in sizes)
    return CompareRow(label, tuple(words) or tuple(str(size) for size in sizes), best)


def _ends(columns: Sequence[Sequence[PlanForecast]]) -> list[CompareRow]:
    names: dict[int, str] = {}
    days: dict[int, dict[int, date]] = {}
    for place, column in enumerate(columns):
        for one in column:
            names[one.project_id] = one.project.name
            days.setdefault(one.project_id, {})[place] = one.ends_on
    rows = []
    for pk, by_place in days.items():
        told = [by_place.get(place) for place in range(len(columns))]
        if len(set(told)) > 1:
            sizes = [(day or date.max).toordinal() for day in told]
            words = [written_day(day) if day else "—" for day in told]
            rows.append(_compared(names[pk], sizes, words))
    return rows
