"""What inboxes are told of contracts: that one ends, while there is time to prolong it."""

from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.clients.queries import lead_of
from napulse.contracts.models import Contract
from napulse.contracts.permissions import VIEW_CONTRACTS
from napulse.people.queries import agency_today
from napulse.service.actions.notices import Note, notify


@action(VIEW_CONTRACTS)
def tell_of_end(actor: Actor, contract: Contract, *, now: datetime) -> None:
    """A line for whoever answers for it, else for the client; once for each last day."""
    ends_on: date = contract.ends_on  # type: ignore[attr-defined] # annotated by the query
    values: dict[str, str | int] = {
        "what": contract.number,
        "client": contract.client.name,
        "from": ends_on.isoformat(),
        "to": ends_on.isoformat(),
    }
    key = f"contract_ending:{contract.pk}:{ends_on.isoformat()}"
    note = Note("contract_ending", key, contract.get_absolute_url(), contract.client_id, values)
    notify(_told(contract, agency_today(now)), note, now=now)


def _told(contract: Contract, today: date) -> list[int]:
    owner = User.objects.filter(pk=contract.owner_id or 0, is_active=True).first()
    found = owner.pk if owner else lead_of(contract.client_id, on=today)
    return [found] if found else []
