"""What budgets have to say in a client's status report: money at sell prices, hours; never cost."""

from datetime import datetime

from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.engines.kernel.money import Money
from napulse.engines.reports import LineTone, Section, StatusLine, fingerprint
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit.queries.budget_shapes import Budget
from napulse.profit.queries.budgets import budgets, open_budgets
from napulse.ui.formats import money, percent


def status_lines(
    actor: Actor, *, client_id: int, since: datetime, now: datetime
) -> list[StatusLine]:
    """One line for each open project of the client that has a budget."""
    if not actor.can(VIEW_ESTIMATES):
        return []
    rows = open_budgets(actor).filter(client_id=client_id).order_by("folded")
    currency = money_rules().base_currency
    found = budgets(rows, today=agency_today(now)).values()
    lines = [_line(budget, currency) for budget in found]
    return [*lines, *(_ahead(one, currency) for one in found if one.total.over > 0)]


def _line(budget: Budget, currency: str) -> StatusLine:
    own, project = budget.total, budget.project
    is_over = own.used > own.planned
    told = {"planned": own.planned, "share": (own.used_bp or 0) // 100, "name": project.name}
    return StatusLine(
        key=f"budget:{project.pk}",
        section=Section.RISKS if is_over else Section.NEXT,
        text=_text(budget, currency, is_over=is_over),
        source="delivery.Project",
        source_id=project.pk,
        fingerprint=fingerprint(told),
        project_id=project.pk,
        tone=LineTone.RISK if is_over else LineTone.PLAIN,
    )


def _text(budget: Budget, currency: str, *, is_over: bool) -> str:
    own = budget.total
    values = {
        "name": budget.project.name,
        "share": percent((own.used_bp or 0) / 100),
        "used": money(Money(own.used, currency)),
        "planned": money(Money(own.planned, currency)),
    }
    if is_over:
        return _("%(name)s: the budget of %(planned)s is used up, %(used)s by now") % values
    return _("%(name)s: %(share)s of the budget is used, %(used)s of %(planned)s") % values


def _ahead(budget: Budget, currency: str) -> StatusLine:
    """A forecast over the budget is for colleagues: the client is told by a change order."""
    own, project = budget.total, budget.project
    tenths = own.over * 10 // (own.planned or 1)
    values = {
        "name": project.name,
        "forecast": money(Money(own.forecast, currency)),
        "over": money(Money(own.over, currency)),
    }
    return StatusLine(
        key=f"budget_forecast:{project.pk}",
        section=Section.RISKS,
        text=_("%(name)s will come to %(forecast)s, %(over)s above the budget") % values,
        source="delivery.Project",
        source_id=project.pk,
        fingerprint=fingerprint({"name": project.name, "tenths": tenths}),
        project_id=project.pk,
        tone=LineTone.WARN,
        internal=True,
    )
