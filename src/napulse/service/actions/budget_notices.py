"""What inboxes are told of budgets, and who takes up one that cannot be kept."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.clients.queries import lead_of
from napulse.estimates.models import BudgetAlert
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.people.queries import agency_today
from napulse.profit.queries.alerts import budget_url
from napulse.service.actions.escalations import Trouble, raise_by_rule
from napulse.service.actions.notices import Note, notify
from napulse.service.models import Escalation, EscalationRule
from napulse.service.permissions import EDIT_ESCALATIONS
from napulse.service.queries.lines import escalation_line


@action(VIEW_ESTIMATES)
def tell_of_budget(actor: Actor, alert: BudgetAlert, *, now: datetime) -> None:
    """The lead of the project and the lead of the client hear of it, once."""
    values: dict[str, str | int] = {
        "what": alert.project.name,
        "client": alert.client.name,
        "percent": alert.used_bp // 100,
        "ends": alert.ends_on.isoformat() if alert.ends_on else "",
    }
    code = f"budget_{alert.kind}"
    note = Note(code, f"{code}:{alert.pk}", budget_url(alert.project_id), alert.client_id, values)
    notify(sorted(_told(alert, now)), note, now=now)


def _told(alert: BudgetAlert, now: datetime) -> set[int]:
    """Nobody is told of a budget that they may not see."""
    leads = (alert.project.lead_id, lead_of(alert.client_id, on=agency_today(now)))
    wanted = {one for one in leads if one is not None}
    users = User.objects.filter(pk__in=wanted, is_active=True).select_related("role")
    return {user.pk for user in users if _may_see(user, alert, now)}


def _may_see(user: User, alert: BudgetAlert, now: datetime) -> bool:
    someone = actor_of(user, now=now)
    return someone.can(VIEW_ESTIMATES) and someone.sees(alert.client_id)


@action(EDIT_ESCALATIONS)
def escalate_budget(
    actor: Actor, alert: BudgetAlert, *, title: str, now: datetime
) -> Escalation | None:
    """The client service director takes it up; None when nobody answers for the client at all."""
    about = lead_of(alert.client_id, on=agency_today(now)) or alert.project.lead_id
    if about is None:
        return None
    director = escalation_line(about)[-1]
    trouble = Trouble(
        EscalationRule.BUDGET, title, about, key=f"budget:{alert.pk}", owner_id=director
    )
    return raise_by_rule(actor, alert.client, trouble=trouble, now=now)
