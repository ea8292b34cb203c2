"""Draws the panels of a composed page, and the values of clients in them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from napulse.access import zones
from napulse.access.actor import Actor
from napulse.access.levels import Level, Need
from napulse.clients.facts import ClientClocks, PersonSection
from napulse.clients.forms.contacts import INFLUENCE, ContactForm
from napulse.clients.models import Attitude, Client, Contact
from napulse.clients.panels import Panel
from napulse.clients.wording import NO_CHOICE, SECTIONS
from napulse.ui.templatetags.ui import chip

register = template.Library()
FRIENDLY = {Attitude.CHAMPION: "ok", Attitude.CRITIC: "warn", Attitude.OPPONENT: "risk"}
CARD = (
    "title", "email", "phone", "role", "influence", "attitude", "keeper", "cadence_days",
    "language", "note", "consent",
)  # fmt: skip


@register.simple_tag(takes_context=True)
def panel(context: Any, one: Panel) -> SafeString:
    """The panel's template, which sees the page's context and the panel's own."""
    found: Any = get_template(one.template)
    with context.push(panel=one, **one.data()):
        text: SafeString = found.template.render(context)
    return text


@register.filter
def web_url(website: str) -> str:
    """Where a written site leads: only ever to the web, whatever scheme was written."""
    is_whole = website.lower().startswith(("http://", "https://"))
    return website if is_whole else f"https://{website}"


@register.filter
def can(actor: Actor, need: str) -> bool:
    """Whether the actor reaches "area:LEVEL"."""
    area, _, level = need.partition(":")
    return actor.can(Need(area, Level[level]))


@register.simple_tag
def card_fields() -> list[tuple[str, Any]]:
    """The values of a contact's card with their labels."""
    return [(name, ContactForm.base_fields[name].label) for name in CARD]


@register.simple_tag
def contact_value(contact: Contact, field: str) -> object:
    """One value of the card as people read it."""
    if field == "influence":
        return dict(INFLUENCE)[contact.influence]
    if field == "attitude":
        return attitude(contact)
    if field == "keeper":
        return contact.keeper.name if contact.keeper else NO_CHOICE
    display = getattr(contact, f"get_{field}_display", None)
    if field == "language":
        return dict(ContactForm.base_fields["language"].choices)[contact.language]  # type: ignore[attr-defined]
    return (display() if display else getattr(contact, field)) or NO_CHOICE


@register.simple_tag
def attitude(contact: Contact) -> SafeString:
    """Attitude in words; a tone only for the ends of the scale."""
    tone = FRIENDLY.get(Attitude(contact.attitude), "")
    if not tone:
        return format_html("{}", contact.get_attitude_display())
    return chip(contact.get_attitude_display(), tone)


@register.simple_tag(takes_context=True)
def clock_of(context: Any, client_id: int) -> Any:
    """The report clock that runs for a client; asked for once for all rows of a page."""
    request = context["request"]
    if not hasattr(request, "client_clocks"):
        tell: ClientClocks = import_string(settings.CLIENT_CLOCKS)
        request.client_clocks = tell(request.actor, None, now=timezone.now())
    return request.client_clocks.get(client_id)


@register.filter
def zone_called(zone: object, at: datetime) -> str:
    """A time zone as people call it: the city and its offset at that moment."""
    return zones.zone_called(str(zone), at)


@register.simple_tag
def time_in(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


@register.simple_tag
def field_title(name: str) -> str:
    """The label of a column of clients or contacts; the bare name where there is none."""
    bare = name.removesuffix("_id")
    for model in (Contact, Client):
        for field in model._meta.get_fields():
            if field.name == bare and hasattr(field, "verbose_name"):
                return str(capfirst(str(field.verbose_name)))
    return str(SECTIONS.get(name, name))


@register.simple_tag
def section_title(section: PersonSection) -> str:
    return str(SECTIONS.get(section.key, section.title))
