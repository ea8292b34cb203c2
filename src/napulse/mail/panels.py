"""What incoming mail shows on a client's page and on an interaction's."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.mail.permissions import VIEW_LETTERS
from napulse.mail.queries import letters
from napulse.service.models import Interaction

MOST = 50


def letters_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """Letters filed under the client, and the frauds that speak of it."""
    if not request.actor.can(VIEW_LETTERS):
        return None
    count = letters.count_of_client(request.actor, client.pk)
    return Panel(
        "letters",
        _("Letters"),
        "mail/panel_letters.html",
        lambda: {"letters": letters.of_client(request.actor, client.pk, limit=MOST)},
        place="tab",
        order=25,
        count=count,
    )


def letter_of_interaction(
    request: ActorRequest, interaction: Interaction, now: datetime
) -> Panel | None:
    """The letter that an interaction was taken from."""
    if not request.actor.can(VIEW_LETTERS):
        return None
    found = letters.of_interaction(request.actor, interaction.pk)
    if found is None:
        return None
    return Panel("letter", _("The letter"), "mail/panel_letter.html", {"letter": found})
