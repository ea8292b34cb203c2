"""Plans are asked for, stopped, accepted, taken back, put aside; nothing changes silently."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from napulse.access.actor import Actor, action
from napulse.access.models import Agency
from napulse.audit.history import change, record
from napulse.audit.recording import recording
from napulse.delivery.actions.plan_changes import refuse_unknown, take_back, write_changes
from napulse.delivery.models import Plan, PlanKind, PlanState, ProjectTemplate
from napulse.delivery.permissions import APPROVE_PLANS, EDIT_PLANS
from napulse.delivery.planning.ground import first_day, open_task_ids
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.models import LongWork, WorkState
from napulse.jobs.queue import after_commit
from napulse.jobs.work import start_work

SECONDS, WHATIF_SECONDS = 15, 6
SHORTEST, LONGEST = 2, 300
KEPT_PROPOSALS, KEPT_REPLACED = 20, 20
WHICHEVER = -1


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What is asked: a plan of everything, one that moves little, or one with changes.

    `changes` are those of `planning.changes`, on top of what `parent` was computed with.
    """

    kind: str = PlanKind.PLAN
    title: str = ""
    seconds: int = SECONDS
    with_tentative: bool = False
    keeps_overtime: bool = True
    parent: Plan | None = None
    changes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """Can the work of a template be delivered by a day, for whom, from when?"""

    template: ProjectTemplate
    start_on: date
    due_on: date | None = None
    client_id: int | None = None


@action(EDIT_PLANS)
def compute_plan(actor: Actor, *, data: PlanRequest, now: datetime) -> Plan:
    """Ask for a plan: it is a proposal when it is ready. One is computed at a time."""
    if not SHORTEST <= data.seconds <= LONGEST:
        raise Refused("plan.seconds", shortest=SHORTEST, longest=LONGEST)
    refuse_unknown(actor, data.changes)
    inherited = data.parent.request.get("changes", []) if data.parent else _overtime(data)
    request = {
        "seconds": data.seconds,
        "with_tentative": data.with_tentative or _counts_tentative(data.parent),
        "changes": [*inherited, *data.changes],
    }
    return _ask(actor, data.kind, request, now=now, title=data.title, parent=data.parent)


def _overtime(data: PlanRequest) -> list[dict[str, Any]]:
    """Overtime agreed with the accepted plan goes on until a plan is asked for without it."""
    accepted = Plan.objects.filter(state=PlanState.ACCEPTED).first()
    if accepted is None or not data.keeps_overtime:
        return []
    return [one for one in accepted.request.get("changes", []) if one["kind"] == "overtime"]


def _counts_tentative(parent: Plan | None) -> bool:
    return bool(parent and parent.request.get("with_tentative"))


@action(EDIT_PLANS)
def what_if(actor: Actor, *, data: Promise, now: datetime) -> Plan:
    """Put the work of a template on top of the accepted plan: what would it cost, whom would it
    hurt? Only an answer comes of it, never a plan to accept."""
    if data.client_id is not None and not actor.sees(data.client_id):
        raise Missing("client")
    if data.due_on and data.due_on < data.start_on:
        raise Refused("project.due_before_start")
    request = {
        "seconds": WHATIF_SECONDS,
        "with_tentative": False,
        "changes": [],
        "promise": {
            "template": data.template.pk,
            "client": data.client_id,
            "start_on": data.start_on.isoformat(),
            "due_on": data.due_on.isoformat() if data.due_on else None,
        },
    }
    return _ask(actor, PlanKind.WHATIF, request, now=now, title=data.template.name)


def _ask(
    actor: Actor,
    kind: str,
    request: dict[str, Any],
    *,
    now: datetime,
    title: str = "",
    parent: Plan | None = None,
) -> Plan:
    agency = _one_at_a_time()
    busy = Plan.objects.filter(state=PlanState.COMPUTING).select_related("asked_by").first()
    if busy is not None:
        raise Refused("plan.busy", name=busy.asked_by.name, plan_id=busy.pk)
    seconds = int(request["seconds"])
    plan = Plan(
        kind=kind,
        title=title[:200],
        parent=parent,
        work=start_work(actor, "delivery.plan", title or str(PlanKind(kind).label), seconds),
        from_on=first_day(now, agency.zone if agency else "Europe/Moscow"),
        request=request,
        asked_by_id=actor.own_id,
        asked_at=now,
    )
    with change(actor, plan, "plan.asked"):
        plan.save()
    after_commit("delivery.compute_plan", plan_id=plan.pk)
    return plan


def _one_at_a_time() -> Agency | None:
    """Whoever asks for a plan, accepts or returns one waits here for the others."""
    return Agency.objects.select_for_update().first()


@action(EDIT_PLANS)
def apply_way_out(actor: Actor, plan: Plan, *, number: int, now: datetime) -> Plan:
    """One click: the way out as a scenario of its own. Nothing is changed until it is accepted."""
    way = next((one for one in plan.ways if one["number"] == number), None)
    if way is None:
        raise Missing("way out")
    known = plan.scenarios.filter(request__way=number).exclude(
        state__in=[PlanState.FAILED, PlanState.DECLINED]
    )
    if made := known.first():
        found: Plan = made
        return found
    seconds = int(plan.request.get("seconds", SECONDS))
    request = {
        "seconds": seconds,
        "with_tentative": _counts_tentative(plan),
        "changes": [*plan.request.get("changes", []), *way["changes"]],
        "way": number,
    }
    return _ask(actor, PlanKind.SCENARIO, request, now=now, title=plan.title, parent=plan)


@action(EDIT_PLANS)
def stop_plan(actor: Actor, plan: Plan, *, now: datetime) -> Plan:
    """Enough: the best so far becomes the proposal; a plan that has not begun fails."""
    plan = locked(plan)
    if plan.state != PlanState.COMPUTING:
        raise Refused("plan.not_computing")
    work = LongWork.objects.filter(pk=plan.work_id or 0)
    record(actor, plan, "plan.stopped")
    if work.filter(state=WorkState.WAITING).update(state=WorkState.CANCELLED, finished_at=now):
        fail(plan, "stopped", {})
        return plan
    work.update(wish_to_cancel=True)
    return plan


def locked(plan: Plan) -> Plan:
    found: Plan | None = Plan.objects.select_for_update().filter(pk=plan.pk).first()
    if found is None:
        raise Missing("plan")
    return found


def fail(plan: Plan, code: str, values: dict[str, Any]) -> None:
    """The plan came to nothing; why is told in words at the door."""
    plan.state = PlanState.FAILED
    plan.score = {**plan.score, "failed": {"code": code, "values": values}}
    with recording(Plan):
        plan.save()


@action(APPROVE_PLANS)
def accept_plan(actor: Actor, plan: Plan, *, now: datetime, beside: int | None = WHICHEVER) -> Plan:
    """The agency works by this plan from now on; the one before it is kept and can be returned.

    `beside` is the accepted plan against which its changes were shown, None when there was none.
    What a scenario changes (a deadline, dropped tasks) is written to the projects with it.
    """
    _one_at_a_time()
    rows = Plan.objects.select_for_update().order_by("pk")
    found = {row.pk: row for row in rows.filter(Q(pk=plan.pk) | Q(state=PlanState.ACCEPTED))}
    if plan.pk not in found:
        raise Missing("plan")
    plan = found.pop(plan.pk)
    refuse_unfit(plan)
    before = next(iter(found.values()), None)
    if beside not in (WHICHEVER, before.pk if before else None):
        raise Refused("plan.other_accepted", name=str(before or plan))
    if before is not None:
        _set_state(before, PlanState.REPLACED)
    with change(actor, plan, "plan.accepted"):
        written = write_changes(actor, plan.request.get("changes", []), now=now)
        plan.request = {**plan.request, "written": written}
        plan.state, plan.replaced_plan = PlanState.ACCEPTED, before
        plan.accepted_by_id, plan.accepted_at = actor.own_id or None, now
        plan.save()
    return plan


def refuse_unfit(plan: Plan) -> None:
    """A proposal is accepted only while it still holds all the work there is."""
    if plan.kind == PlanKind.WHATIF:
        raise Refused("plan.only_an_answer")
    if plan.state != PlanState.PROPOSAL:
        raise Refused("plan.not_proposal", state=plan.state)
    if left := missing_tasks(plan):
        raise Refused("plan.tasks_missing", tasks=left, count=len(left))


def missing_tasks(plan: Plan) -> list[int]:
    """Open tasks that came after the plan was computed."""
    dropped = {
        task
        for one in plan.request.get("changes", [])
        if one["kind"] == "drop"
        for task in one["tasks"]
    }
    planned = set(plan.tasks.values_list("task_id", flat=True))
    wanted = open_task_ids(with_tentative=_counts_tentative(plan))
    return sorted(wanted - planned - dropped)


def _set_state(plan: Plan, state: str) -> None:
    plan.state = state
    with recording(Plan):
        plan.save()


@action(APPROVE_PLANS)
def return_plan(actor: Actor, plan: Plan, *, now: datetime) -> Plan:
    """Undo an acceptance: the plan is a proposal again, the one it replaced is back, and so is what
    the acceptance wrote, as far as nobody has changed it since."""
    _one_at_a_time()
    plan = locked(plan)
    if plan.state != PlanState.ACCEPTED:
        raise Refused("plan.not_accepted")
    before = locked(plan.replaced_plan) if plan.replaced_plan else None
    with change(actor, plan, "plan.returned"):
        take_back(actor, plan.request.get("written", []), now=now)
        plan.request = {**plan.request, "written": []}
        plan.state, plan.replaced_plan = PlanState.PROPOSAL, None
        plan.accepted_by, plan.accepted_at = None, None
        plan.save()
    if before is not None and before.state == PlanState.REPLACED:
        _set_state(before, PlanState.ACCEPTED)
    return plan


@action(EDIT_PLANS)
def decline_plan(actor: Actor, plan: Plan) -> Plan:
    """Put a proposal aside; it can be taken up again."""
    return _turn(actor, plan, PlanState.PROPOSAL, PlanState.DECLINED, "plan.put_aside")


@action(EDIT_PLANS)
def take_up_plan(actor: Actor, plan: Plan) -> Plan:
    """Undo: what was put aside is a proposal again."""
    return _turn(actor, plan, PlanState.DECLINED, PlanState.PROPOSAL, "plan.taken_up")


def _turn(actor: Actor, plan: Plan, old: str, new: str, event: str) -> Plan:
    plan = locked(plan)
    if plan.state != old:
        raise Refused("plan.not_proposal", state=plan.state)
    with change(actor, plan, event):
        plan.state = new
        plan.save()
    return plan


@action(EDIT_PLANS)
def rename_plan(actor: Actor, plan: Plan, *, title: str, version: int) -> Plan:
    plan = locked(plan)
    if plan.version != version:
        raise Refused("row.changed", name=str(plan))
    with change(actor, plan, "plan.renamed"):
        plan.title = title[:200]
        plan.save()
    return plan


@action(EDIT_PLANS)
def purge_plans(actor: Actor) -> int:
    """Remove old proposals and answers; the last ones, the accepted one and those that it and its
    predecessors replaced stay."""
    kept = set(_last([PlanState.REPLACED, PlanState.ACCEPTED], KEPT_REPLACED))
    kept |= set(_last([PlanState.PROPOSAL, PlanState.DECLINED, PlanState.FAILED], KEPT_PROPOSALS))
    spared = [PlanState.COMPUTING, PlanState.ACCEPTED]
    old = Plan.objects.exclude(pk__in=kept).exclude(state__in=spared)
    gone = 0
    for plan in old:
        with change(actor, plan, "plan.purged"):
            plan.delete()
        gone += 1
    return gone


def _last(states: Iterable[str], count: int) -> list[int]:
    rows = Plan.objects.filter(state__in=list(states)).order_by("-asked_at", "-pk")
    return list(rows.values_list("pk", flat=True)[:count])
