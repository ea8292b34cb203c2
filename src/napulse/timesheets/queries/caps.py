"""Work by the hour whose cap is used up, told to whoever enters more of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.contracts.permissions import VIEW_CONTRACTS
from napulse.contracts.queries.caps import caps_on
from napulse.delivery.models import Project
from napulse.engines.kernel.money import Money
from napulse.ledger.queries import money_rules

Place = tuple[Client | None, Project | None]


@dataclass(frozen=True, slots=True)
class UsedUp:
    """A place of work whose cap is passed; amount and contract for whoever may see contracts."""

    what: str
    beyond: Money | None = None
    contract: str = ""
    url: str = ""


def used_up(actor: Actor, places: Iterable[Place], on: date) -> list[UsedUp]:
    """Each client or project once, in their order."""
    wanted = {
        (client.pk, project.pk if project else None): (client, project)
        for client, project in places
        if client is not None
    }
    if not wanted:
        return []
    caps = caps_on(on, client_ids={client_id for client_id, _project_id in wanted})
    if not caps.exceeded():
        return []
    base, may_see = money_rules().base_currency, actor.can(VIEW_CONTRACTS)
    found = []
    for (client_id, project_id), (client, project) in wanted.items():
        brand_id = project.brand_id if project else None
        for cap in caps.of((client_id, project_id, brand_id), on):
            if cap.beyond:
                what = project.name if project else client.name
                more = (
                    Money(cap.beyond, base),
                    cap.contract.number,
                    cap.contract.get_absolute_url(),
                )
                found.append(UsedUp(what, *more) if may_see else UsedUp(what))
    return found
