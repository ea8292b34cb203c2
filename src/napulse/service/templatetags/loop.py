"""Small words and signs of interactions and reports for their templates."""

from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from napulse.service.forms.editor import TITLES, Line
from napulse.service.models import InteractionKind, RecipientRole

register = template.Library()

ICONS = {"meeting": "users", "call": "phone", "video": "video", "letter": "mail", "missed": "phone"}
ACK_TONES = {"confirmed": "ok", "deemed_accepted": "ok", "disputed": "risk", "seen": "", "sent": ""}


@register.filter
def kind_icon(kind: str) -> str:
    return ICONS.get(kind, "message-report")


@register.filter
def kind_label(kind: str) -> str:
    """The channel in words, also of a frozen report."""
    return str(dict(InteractionKind.choices).get(kind, kind))


@register.filter
def ack_tone(state: str) -> str:
    return ACK_TONES.get(state, "")


@register.filter
def section_title(name: str) -> str:
    return str(TITLES[name])


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """A value of a mapping by a key that is itself a variable."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def joined(first: object, second: object) -> str:
    """Two parts of a key: "section" and "key" make "section.key"."""
    return f"{first}.{second}"


@register.filter
def is_wrong(line: Line, name: str) -> bool:
    return name in line.wrong


@register.simple_tag
def roles() -> list[tuple[str, Any]]:
    return list(RecipientRole.choices)


@register.filter
def hours(start: Any, end: Any) -> str:
    """ "11:30–12:10", with the second day when it is another one."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    if first.date() == last.date():
        return f"{first:%H:%M}–{last:%H:%M}"
    return f"{first:%H:%M} – {last:%d.%m %H:%M}"


@register.filter
def in_zone(moment: Any, zone: str) -> Any:
    """The wall clock of that zone, naive: the filters of dates turn aware moments back."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
