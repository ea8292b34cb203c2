"""The commands of the palette: everything in the menu, and what can be created from anywhere."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.access.permissions import EDIT_SELF
from napulse.clients.permissions import EDIT_CLIENTS
from napulse.delivery.permissions import EDIT_PLANS, EDIT_PROJECTS
from napulse.engines.kernel.text import fold
from napulse.people.permissions import EDIT_ABSENCES
from napulse.service.permissions import EDIT_ESCALATIONS, EDIT_INTERACTIONS, EDIT_STATUS


@dataclass(frozen=True, slots=True)
class Command:
    """A thing to do: its words, where it is done, and the words that find it too."""

    label: str | Promise
    url_name: str
    icon: str
    need: Need
    also: str | Promise = ""
    keys: tuple[str, ...] = ()


CREATE: list[Command] = [
    Command(
        _("Create: interaction"),
        "service:interaction_create",
        "message-plus",
        EDIT_INTERACTIONS,
        _("meeting call letter contact record"),
    ),
    Command(
        _("Create: meeting from a calendar file"),
        "service:ics_upload",
        "calendar-plus",
        EDIT_INTERACTIONS,
        _("ics invitation outlook google"),
    ),
    Command(
        _("Create: status report"),
        "service:status_list",
        "send",
        EDIT_STATUS,
        _("send client 24 hours"),
    ),
    Command(_("Create: client"), "clients:client_create", "building-store", EDIT_CLIENTS),
    Command(_("Create: project"), "delivery:project_create", "layout-kanban", EDIT_PROJECTS),
    Command(
        _("Create: escalation"),
        "service:escalation_create",
        "flag",
        EDIT_ESCALATIONS,
        _("problem raise help"),
    ),
    Command(_("Create: absence"), "people:absence_create", "calendar-off", EDIT_ABSENCES),
    Command(
        _("Import clients and contacts"),
        "clients:import_list",
        "file-import",
        EDIT_CLIENTS,
        _("excel csv amocrm bitrix24 hubspot"),
    ),
    Command(
        _("Recompute the plan"),
        "delivery:plan_ask",
        "refresh",
        EDIT_PLANS,
        _("plan calendar who does what when optimise"),
    ),
    Command(
        _("What if: can we promise it?"),
        "delivery:what_if",
        "help",
        EDIT_PLANS,
        _("promise deadline date feasible"),
    ),
    Command(_("Own profile"), "access:profile", "user", EDIT_SELF, _("language time zone keys")),
    Command(
        _("Calendar subscription"),
        "access:feed_settings",
        "calendar",
        EDIT_SELF,
        _("ics ical feed outlook google apple"),
    ),
    Command(
        _("Security and sessions"),
        "access:security",
        "shield-lock",
        EDIT_SELF,
        _("password passkey two-factor"),
    ),
]


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    icon: str
    keys: tuple[str, ...] = ()


def commands(actor: Actor, text: str, places: list[Choice], *, limit: int = 7) -> list[Choice]:
    """Commands and places whose words all begin one of the asked words."""
    words = fold(text).split()
    own = [_choice(one) for one in CREATE if actor.can(one.need) and _fits(words, _said(one))]
    found = [choice for choice in own if choice]
    found += [place for place in places if _fits(words, place.label)]
    return found[: limit if words else 99]


def _said(command: Command) -> str:
    return f"{command.label} {command.also}"


def _fits(words: list[str], said: str) -> bool:
    parts = fold(said).replace(":", " ").split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _choice(command: Command) -> Choice | None:
    try:
        return Choice(str(command.label), reverse(command.url_name), command.icon, command.keys)
    except NoReverseMatch:
        return None
