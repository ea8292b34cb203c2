"""The computation of a plan from its request to a proposal. Loads the solver: for jobs alone."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from napulse.access.actor import system_actor
from napulse.delivery.actions.plan_results import (
    Found,
    begin_plan,
    fail_plan,
    finish_plan,
    keep_best,
    tell_plan,
)
from napulse.delivery.actions.templates import breakdown_of, with_today_roles
from napulse.delivery.models import Plan, PlanKind, PlanState, PlanStatus, ProjectTemplate
from napulse.delivery.planning.changes import with_changes
from napulse.delivery.planning.channel import Channel
from napulse.delivery.planning.former import former_plan, idle_items
from napulse.delivery.planning.gathering import Gathered, gather
from napulse.delivery.planning.ground import Ask, accepted_plan
from napulse.delivery.planning.refusals import plain_refusal
from napulse.delivery.planning.remarks import plain_remarks
from napulse.delivery.planning.solving import (
    Answered,
    Question,
    answer,
    explained,
    hires_of,
    ways_of,
)
from napulse.delivery.planning.storing import Sheet, cost_by_project
from napulse.delivery.planning.whatif import Promised, answer_promise
from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.model import Problem
from napulse.engines.planning.scenario import whole
from napulse.jobs.work import Cancelled, Progress, working

LISTEN_S, TELL_S, KEEP_S = 0.3, 0.8, 2.0
Made = TypeVar("Made")


def compute(plan_id: int, *, now: datetime) -> None:
    """Compute a plan that was asked for, from `now` on. Run again after a worker died, it starts
    over."""
    plan = Plan.objects.select_related("work").filter(pk=plan_id, state=PlanState.COMPUTING).first()
    if plan is None or plan.work_id is None:
        return
    actor = system_actor()
    days: list[str] = []
    try:
        with working(plan.work_id) as progress:
            computation = Computation(plan, progress, now)
            days = computation.days
            computation.run()
    except Cancelled:
        fail_plan(actor, plan, code="stopped", values={})
    except Refused as refusal:
        fail_plan(actor, plan, code=refusal.code, values=plain_refusal(refusal, days))
    except Exception as error:
        values = {"error": type(error).__name__}
        fail_plan(actor, plan, code="plan.broken_down", values=values)
        raise


class Computation:
    """One plan under way: what was gathered, and the news that the page waits for."""

    def __init__(self, plan: Plan, progress: Progress, now: datetime) -> None:
        self.plan, self.progress, self.now = plan, progress, now
        self.actor = system_actor()
        self.channel = Channel()
        self.stopped = False
        self.days: list[str] = []
        self._told = self._kept = 0.0
        self._best: object = None

    def run(self) -> None:
        """Gather, compute, judge, explain, store."""
        asked = self.plan.request
        gathered = gather(Ask(self.now, bool(asked.get("with_tentative"))))
        self.days += [day.isoformat() for day in gathered.axis.days]
        remarks = plain_remarks(gathered.remarks)
        begin_plan(self.actor, self.plan, days=self.days, remarks=remarks)
        if self.plan.kind == PlanKind.WHATIF:
            self._answer(gathered)
            return
        if not gathered.problem.items:
            raise Refused("nothing")
        self._plan(gathered, with_changes(gathered, asked.get("changes", [])))

    def _plan(self, gathered: Gathered, problem: Problem) -> None:
        before = accepted_plan()
        former = former_plan(gathered, problem, before) if before else None
        question = Question(
            gathered,
            whole(problem),
            float(self.plan.request.get("seconds", 15)),
            former,
            idle_items(gathered),
            is_quiet=self.plan.kind == PlanKind.REPLAN,
        )
        sheet = Sheet(self.plan, gathered, problem)
        made = self._wait(lambda: answer(question, self.channel), sheet)
        told: dict[str, Any] = {}
        if made.status in (PlanStatus.REFUTED, PlanStatus.BROKEN) and not self.stopped:
            told = self._explain(replace(question, problem=problem), made)
        if made.figures["late_slots"] and not self.stopped:
            told |= {"load": {"hire": self._hires(question, made)}}
        self._finish(Sheet(self.plan, gathered, made.problem), made, **told)

    def _explain(self, question: Question, made: Answered) -> dict[str, Any]:
        """Why the promises cannot be kept, and what would make it possible."""
        self.channel.stage("reasons")
        reasons = self._wait(lambda: explained(question), None)
        self.channel.stage("ways")
        projects = [pk for one in reasons for pk in one["projects"]]
        first = projects[0] if projects else None
        ways = self._wait(lambda: ways_of(question, made.plan, self.channel, first), None)
        return {"reasons": reasons, "ways": ways}

    def _hires(self, question: Question, made: Answered) -> list[dict[str, Any]]:
        """Whose help would make projects less late."""
        self.channel.stage("hires")
        return self._wait(lambda: hires_of(question, made.plan, self.channel), None)

    def _finish(self, sheet: Sheet, made: Answered, **told: Any) -> None:
        found = Found(
            plan=made.plan,
            forecasts=made.forecasts,
            status=made.status,
            score={"figures": made.figures, "value": made.value, "bound": made.bound},
            cost_minor=sum(cost_by_project(made.problem, made.plan).values()),
            currency=sheet.gathered.currency,
            moves=made.moves,
            **told,
        )
        computed_at = self.now + timedelta(seconds=self.channel.seconds)
        finish_plan(self.actor, sheet, found=found, now=computed_at)

    def _answer(self, gathered: Gathered) -> None:
        """What if we promised it? Only the answer is kept."""
        asked = _promised(gathered, self.plan.request)
        before = accepted_plan()
        former = former_plan(gathered, gathered.problem, before) if before else None
        made, told = self._wait(lambda: answer_promise(asked, former, self.channel), None)
        sheet = Sheet(self.plan, gathered, made.problem)
        self._finish(sheet, made, load={"answer": told})

    def _wait(self, work: Callable[[], Made], sheet: Sheet | None) -> Made:
        """Do the work in a thread of its own; meanwhile tell the page and hear the wish to stop."""
        with ThreadPoolExecutor(1) as pool:
            future: Future[Made] = pool.submit(work)
            try:
                while not future.done():
                    self._listen(sheet)
                    _rest(future)
            except BaseException:
                self.channel.enough()
                raise
            return future.result()

    def _listen(self, sheet: Sheet | None) -> None:
        stage, last, best = self.channel.heard()
        try:
            self.progress.tell(self.channel.seconds)
        except Cancelled:
            self.stopped = True
            self.channel.enough()
        now = time.monotonic()
        is_due = self._best is None or now - self._kept >= KEEP_S
        if sheet is not None and best is not None and best is not self._best and is_due:
            self._best, self._kept = best, now
            keep_best(self.actor, sheet, best)
        if now - self._told >= TELL_S:
            self._told = now
            told: dict[str, Any] = {"stage": stage, "seconds": self.channel.seconds}
            if last is not None:
                told |= {"value": last.value, "bound": last.bound}
            tell_plan(self.actor, self.plan, told=told)


def _promised(gathered: Gathered, request: dict[str, Any]) -> Promised:
    asked = request["promise"]
    template = ProjectTemplate.objects.get(pk=asked["template"])
    start_on = date.fromisoformat(asked["start_on"])
    return Promised(
        gathered=gathered,
        rows=with_today_roles(breakdown_of(template, start_on)),
        start_on=start_on,
        due_on=date.fromisoformat(asked["due_on"]) if asked["due_on"] else None,
        seconds=float(request["seconds"]),
    )


def _rest(future: "Future[Any]") -> None:
    """Until the work ends, but not longer than the page may be left without news."""
    try:
        future.exception(timeout=LISTEN_S)
    except TimeoutError:
        return
