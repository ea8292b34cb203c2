"""Who is told that a client owes more than the contract allows."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.billing.models import DebtAlert
from napulse.billing.permissions import VIEW_INVOICES
from napulse.billing.queries.facts import debts_url
from napulse.clients.queries import lead_of
from napulse.people.queries import agency_today
from napulse.service.actions.notices import Note, notify


@action(VIEW_INVOICES)
def tell_of_debt(actor: Actor, alert: DebtAlert, *, now: datetime) -> None:
    """The lead of the client and whoever answers for the contract hear of it, once."""
    values: dict[str, str | int] = {
        "what": alert.contract.number,
        "client": alert.client.name,
        "debt": alert.debt_minor,
        "limit": alert.limit_minor,
        "currency": alert.currency,
    }
    url = debts_url(alert.client_id)
    note = Note("debt_above", f"debt_above:{alert.pk}", url, alert.client_id, values)
    notify(sorted(_told(alert, now)), note, now=now)


def _told(alert: DebtAlert, now: datetime) -> set[int]:
    """Nobody is told of a debt that they may not see."""
    people = (lead_of(alert.client_id, on=agency_today(now)), alert.contract.owner_id)
    wanted = {one for one in people if one is not None}
    users = User.objects.filter(pk__in=wanted, is_active=True).select_related("role")
    return {user.pk for user in users if _may_see(user, alert, now)}


def _may_see(user: User, alert: DebtAlert, now: datetime) -> bool:
    someone = actor_of(user, now=now)
    return someone.can(VIEW_INVOICES) and someone.sees(alert.client_id)
