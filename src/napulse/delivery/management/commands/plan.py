"""`napulse plan`: can the agency keep its promises, and does the accepted plan still fit?"""

import os
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from napulse.access.actor import Actor, system_actor
from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.delivery.actions.plans import LONGEST, SHORTEST, PlanRequest, compute_plan
from napulse.delivery.models import Plan, PlanState, PlanStatus
from napulse.delivery.planning.former import former_plan
from napulse.delivery.planning.gathering import gather
from napulse.delivery.planning.ground import Ask, accepted_plan
from napulse.delivery.queries import plan_answers, plans
from napulse.delivery.queries.plan_scope import scope_of
from napulse.delivery.wording import failure_words
from napulse.delivery.wording_faults import fault_words
from napulse.engines.kernel.errors import NotAllowed, Refused

KEPT, BROKEN, UNUSABLE = 0, 1, 2


def a_time(text: str) -> int:
    if not text.isdecimal() or not SHORTEST <= int(text) <= LONGEST:
        raise ArgumentTypeError(f"{text} is not a number of seconds from {SHORTEST} to {LONGEST}")
    return int(text)


class Command(BaseCommand):
    help = (
        "`plan compute` makes a proposal and tells what it promises; `plan check` tells where the"
        " accepted plan no longer fits; `plan show` tells what it promises."
        " Exit code 0: all is well; 1: promises break, or the plan no longer fits; 2: bad input."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["compute", "check", "show"])
        parser.add_argument("--by", metavar="EMAIL", help="compute: who asks for the proposal")
        parser.add_argument("--seconds", type=a_time, default=15, help="compute: how long to look")
        parser.add_argument("--quiet", action="store_true", help="compute: change little")
        parser.add_argument(
            "--tentative", action="store_true", help="compute: with projects not won yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        language = "ru" if os.environ.get("LANG", "").startswith("ru") else "en"
        with translation.override(language):
            sys.exit(
                {"compute": self._compute, "check": self._check, "show": self._show}[
                    options["verb"]
                ](options)
            )

    def _compute(self, options: dict[str, Any]) -> int:
        actor = self._asker(options["by"])
        request = PlanRequest(
            kind="replan" if options["quiet"] else "plan",
            seconds=options["seconds"],
            with_tentative=options["tentative"],
        )
        try:
            plan = compute_plan(actor, data=request, now=timezone.now())
        except NotAllowed:
            raise _no(f"{options['by']} may not ask for plans") from None
        except Refused as refusal:
            raise _no(_refusal_words(refusal)) from None
        self._run(plan)
        plan.refresh_from_db()
        if plan.state == PlanState.FAILED:
            raise _no(failure_words(plan.score["failed"], scope_of(system_actor())))
        return self._tell(plan)

    def _run(self, plan: Plan) -> None:
        from napulse.delivery.planning.computing import compute

        compute(plan.pk, now=timezone.now())

    def _asker(self, email: str | None) -> Actor:
        if not email:
            raise _no("say who asks for the plan: --by EMAIL")
        user = User.objects.filter(email__exact=email.lower(), is_active=True).first()
        if user is None:
            raise _no(f"nobody here has the address {email}")
        return actor_of(user, now=timezone.now())

    def _show(self, options: dict[str, Any]) -> int:
        return self._tell(_accepted())

    def _tell(self, plan: Plan) -> int:
        actor = system_actor()
        view = plans.plan_view(actor, plan)
        self.stdout.write(f"{view.state_words}: {view.status_words}")
        for row in plan_answers.outcomes(actor, plan).rows:
            due = f" / {row.due_on}" if row.due_on else ""
            p80 = f", P80 {row.p80_on}" if row.p80_on else ""
            self.stdout.write(f"  {row.project}: {row.ends_on}{due}{p80}: {row.words}")
        for reason in plan_answers.reasons(actor, plan):
            self.stdout.write(f"{reason.title}. {reason.words}")
        for way in plan_answers.ways(actor, plan):
            self.stdout.write(f"  {way.number}. {way.title}: {'; '.join(way.steps)} ({way.price})")
        for remark in view.remarks:
            self.stdout.write(remark)
        return KEPT if plan.status in (PlanStatus.PROVED, PlanStatus.FOUND) else BROKEN

    def _check(self, options: dict[str, Any]) -> int:
        """Judge the accepted plan by the facts of today."""
        from napulse.engines.planning.checker import check
        from napulse.engines.planning.scenario import whole

        row = _accepted()
        tentative = bool(row.request.get("with_tentative"))
        try:
            gathered = gather(Ask(timezone.now(), tentative))
        except Refused as refusal:
            raise _no(_refusal_words(refusal)) from None
        problem = whole(gathered.problem)
        found = check(problem, former_plan(gathered, problem, row))
        scope = scope_of(system_actor())
        for fault in found:
            self.stdout.write(fault_words(fault, gathered.axis, scope))
        if not found:
            self.stdout.write(f"{row}: fits")
        return BROKEN if found else KEPT


def _accepted() -> Plan:
    row = accepted_plan()
    if row is None:
        raise _no("no plan is accepted")
    return row


def _refusal_words(refusal: Refused) -> str:
    if refusal.code == "plan.busy":
        return f"a plan is being computed already, for {refusal.values['name']}"
    values = {key: value for key, value in refusal.values.items() if isinstance(value, list)}
    return failure_words({"code": refusal.code, "values": values}, scope_of(system_actor()))


def _no(words: str) -> CommandError:
    return CommandError(words, returncode=UNUSABLE)
