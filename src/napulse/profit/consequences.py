"""What a plan does to fee and margin: its hours at sell rates and at standard cost.

Of projects with a budget; of an answer to "what if" the new work by itself.
"""

from datetime import date

from napulse.access.actor import Actor
from napulse.delivery.models import Plan, PlanKind, ProjectTemplate
from napulse.delivery.queries.consequences import Consequence
from napulse.engines.kernel.money import Money
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.ledger.queries import money_rules
from napulse.profit.permissions import VIEW_MARGINS
from napulse.profit.queries.alerts import budget_url
from napulse.profit.queries.budget_shapes import Budget, margin_bp
from napulse.profit.queries.budgets import budgets, open_budgets
from napulse.profit.queries.promised import hours_of_template, priced


def consequences(actor: Actor, plan: Plan, *, today: date) -> list[Consequence]:
    """Projects whose money another plan changes, those that come to more than agreed first."""
    if not actor.can(VIEW_ESTIMATES):
        return []
    currency = money_rules().base_currency
    if plan.kind == PlanKind.WHATIF:
        return _promised(actor, plan, currency, today)
    rows = open_budgets(actor)
    before, after = budgets(rows, today=today), budgets(rows, today=today, plan=plan)
    told = [_of(actor, before[pk], now, currency) for pk, now in after.items() if now.by_plan]
    changed = [one for one in told if one.changes]
    return sorted(changed, key=lambda one: -(one.over.minor if one.over else 0))


def _of(actor: Actor, was: Budget, now: Budget, currency: str) -> Consequence:
    sees = actor.can(VIEW_MARGINS)
    return Consequence(
        title=now.project.name,
        fee=Money(now.total.planned, currency),
        was=Money(was.total.forecast, currency),
        comes_to=Money(now.total.forecast, currency),
        was_margin_bp=was.total.margin_bp if sees else None,
        margin_bp=now.total.margin_bp if sees else None,
        url=budget_url(now.project.pk),
    )


def _promised(actor: Actor, plan: Plan, currency: str, today: date) -> list[Consequence]:
    """The work that is asked about: what it would be sold for, and what would be earned."""
    asked = plan.request.get("promise", {})
    template = ProjectTemplate.objects.filter(pk=asked.get("template") or 0).first()
    if template is None or not plan.computed_at:
        return []
    client = asked.get("client")
    seen = client if client and actor.sees(client) else None
    found = priced(hours_of_template(template), client_id=seen, today=today)
    if not found.worth:
        return []
    margin = margin_bp(found.worth, found.cost) if found.cost is not None else None
    return [
        Consequence(
            title=template.name,
            fee=None,
            was=None,
            comes_to=Money(found.worth, currency),
            margin_bp=margin if actor.can(VIEW_MARGINS) else None,
        )
    ]
