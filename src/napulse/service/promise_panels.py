"""What promises show on a client's page: open actions, escalations, who knows whom."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from napulse.access.actor import Actor, ActorRequest
from napulse.clients.facts import ContactMark
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.clients.permissions import VIEW_CONTACTS
from napulse.clients.queries import KEY_INFLUENCE
from napulse.people.queries import agency_today
from napulse.service.permissions import (
    EDIT_ACTIONS,
    EDIT_ESCALATIONS,
    VIEW_ACTIONS,
    VIEW_ESCALATIONS,
    VIEW_INTERACTIONS,
)
from napulse.service.queries import cadence, escalations, promises

MOST = 8


def open_actions(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """Open actions of either side, the most urgent first."""
    if not request.actor.can(VIEW_ACTIONS):
        return None
    count = promises.count_open(request.actor, client.pk)

    def context() -> dict[str, Any]:
        return {
            "items": promises.open_of_client(request.actor, client.pk, limit=MOST),
            "more": max(0, count - MOST),
            "today": agency_today(now),
            "may_edit": request.actor.can(EDIT_ACTIONS),
        }

    template = "service/panels/actions.html"
    return Panel("actions", _("Open actions"), template, context, "side", 20, count=count)


def escalation_badge(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """A chip beside the name while a problem of the client climbs the line."""
    if not request.actor.can(VIEW_ESCALATIONS):
        return None
    found = list(escalations.open_of_client(request.actor, client.pk))
    if not found:
        return None
    context = {"found": found, "first": found[0]}
    return Panel("escalation", _("Escalation"), "service/panels/escalation.html", context, "badge")


def escalate_button(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    if not request.actor.can(EDIT_ESCALATIONS):
        return None
    template = "service/panels/escalate.html"
    return Panel("escalate", _("Raise an escalation"), template, {}, "head", 80)


def relations_card(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """Contact persons: the last contact beside the cadence, and who of us knows them."""
    if not request.actor.can(VIEW_CONTACTS) or not request.actor.can(VIEW_INTERACTIONS):
        return None

    def context() -> dict[str, Any]:
        return {"relations": cadence.relations(request.actor, client.pk, now=now)}

    template = "service/panels/relations.html"
    return Panel("relations", _("Who speaks with whom"), template, context, "side", 60)


def contact_marks(actor: Actor, *, client_id: int, now: datetime) -> dict[int, list[ContactMark]]:
    """Marks on the map of contacts: silence beyond the cadence, only one of us."""
    if not actor.can(VIEW_INTERACTIONS):
        return {}
    found: dict[int, list[ContactMark]] = {}
    for relation in cadence.relations(actor, client_id, now=now):
        marks = _marks(relation)
        if marks:
            found[relation.contact.pk] = marks
    return found


def _marks(relation: cadence.Relation) -> list[ContactMark]:
    marks = []
    if relation.silence.is_silent:
        marks.append(ContactMark(_silence(relation.silence), "warn"))
    if relation.only_one and relation.contact.influence >= KEY_INFLUENCE:
        told = _("only %(who)s knows them") % {"who": relation.known_by[0]}
        marks.append(ContactMark(told, "warn"))
    return marks


def _silence(silence: cadence.Silence) -> str:
    if silence.days is None:
        return str(_("no contact yet"))
    days = silence.days
    return ngettext("%(n)s day without a contact", "%(n)s days without a contact", days) % {
        "n": days
    }
