"""Alerts of budgets: raised once for each crossing, answered in words, closed when it is back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.actions.locking import fresh
from napulse.delivery.models import Project
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.pace import Crossing, Limits, crossings, gravest, share_bp
from napulse.estimates.models import BudgetAlert
from napulse.estimates.permissions import EDIT_ESTIMATES
from napulse.jobs.queue import after_commit
from napulse.profit.models import AlertAnswer
from napulse.profit.queries.alerts import is_beyond_us
from napulse.profit.queries.budget_shapes import Budget

MOST_BP = 1_000_000


@dataclass(frozen=True, slots=True)
class Watch:
    """By what a budget is judged, in whose days."""

    limits: Limits
    calendar: WorkCalendar
    now: datetime


@action(EDIT_ESTIMATES)
def settle_alerts(
    actor: Actor, project: Project, *, budget: Budget, watch: Watch
) -> list[BudgetAlert]:
    """Raise what is newly crossed, close what is back, and climb with what nobody can keep.

    Returns the new ones; of several at once the gravest alone is told.
    """
    project = fresh(project)
    known = {Crossing(row.kind): row for row in _open(project)}
    crossed = crossings(budget.standing, watch.limits, frozenset(known))
    _close(actor, (row for kind, row in known.items() if kind not in crossed), watch.now)
    raised = [_raise(actor, project, kind, budget, watch.now) for kind in _new(crossed, known)]
    standing = [row for kind, row in known.items() if kind in crossed]
    for row in standing:
        _keep_current(row, budget)
    worst = gravest(Crossing(row.kind) for row in raised)
    for row in raised:
        if row.kind == worst:
            after_commit("service.tell_of_budget", alert_id=row.pk)
    for row in (*standing, *raised):
        _climb(actor, row, watch)
    return raised


def _open(project: Project) -> Iterable[BudgetAlert]:
    return BudgetAlert.objects.select_for_update().filter(
        project=project, closed_at=None, deleted_at=None
    )


def _new(crossed: Iterable[Crossing], known: Iterable[Crossing]) -> list[Crossing]:
    return [kind for kind in Crossing if kind in crossed and kind not in known]


def _raise(
    actor: Actor, project: Project, kind: Crossing, budget: Budget, now: datetime
) -> BudgetAlert:
    row = BudgetAlert(client_id=project.client_id, project=project, kind=kind.value, raised_at=now)
    _take(row, budget)
    with change(actor, row, "budget_alert.raised"):
        row.save()
    return row


def _take(row: BudgetAlert, budget: Budget) -> bool:
    """Write down how the budget stands; says whether that differs from what stood there."""
    own = budget.total
    over = own.used - own.planned if row.kind == Crossing.OVER.value else own.over
    values = {
        "ends_on": budget.ends_on,
        "used_bp": min(max(share_bp(own.used, own.planned) or 0, 0), MOST_BP),
        "over_minor": max(over, 0),
    }
    differs = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return differs


def _keep_current(row: BudgetAlert, budget: Budget) -> None:
    """Figures of an alert that stands move on without a word in history: it is the same alert."""
    if _take(row, budget):
        _store(row)


def _store(row: models.Model) -> None:
    with recording(type(row)):
        row.save()


def _close(actor: Actor, rows: Iterable[BudgetAlert], now: datetime) -> None:
    for row in rows:
        with change(actor, row, "budget_alert.closed"):
            row.closed_at = now
            row.save()


def _climb(actor: Actor, row: BudgetAlert, watch: Watch) -> None:
    if not is_beyond_us(row, watch.calendar, now=watch.now):
        return
    with change(actor, row, "budget_alert.escalated"):
        row.escalated_at = watch.now
        row.save()
    after_commit("service.escalate_budget", alert_id=row.pk)


@action(EDIT_ESTIMATES)
def close_alerts(actor: Actor, project: Project, *, now: datetime) -> int:
    """The project is over: nobody is to answer for its alerts any more."""
    rows = list(_open(fresh(project)))
    _close(actor, rows, now)
    return len(rows)


@action(EDIT_ESTIMATES)
def answer_alert(
    actor: Actor, alert: BudgetAlert, *, words: str, submit_key: str | None, now: datetime
) -> AlertAnswer:
    """Say what is done about it; the same form sent twice says it once."""
    alert = fresh(alert)
    known = AlertAnswer.objects.filter(submit_key=submit_key or "").first()
    if known is not None and known.alert_id != alert.pk:
        raise Refused("form.sent_before")
    if known is not None:
        return known
    if not words.strip():
        raise Refused("alert.words_missing")
    if alert.closed_at is not None:
        raise Refused("alert.closed")
    answer = AlertAnswer(
        alert=alert,
        words=words.strip(),
        by_id=actor.own_id,
        at=now,
        submit_key=submit_key or None,
    )
    with change(actor, alert, "budget_alert.answered", note={"words": answer.words}):
        answer.save()
    return answer


@action(EDIT_ESTIMATES)
def take_answer_back(actor: Actor, alert: BudgetAlert) -> None:
    """Take one's own last answer back; there must be one."""
    alert = fresh(alert)
    own = AlertAnswer.objects.filter(alert=alert, by_id=actor.own_id).order_by("-at", "-pk")
    answer = own.first()
    if answer is None:
        raise Refused("alert.no_answer")
    with change(actor, alert, "budget_alert.answer_taken_back", note={"words": answer.words}):
        answer.delete()
