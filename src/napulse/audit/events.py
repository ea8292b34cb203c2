"""The registry of event codes and their sentences: an app adds its own in `events.py`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, str | Promise] = {}


def events(sentences: Mapping[str, str | Promise]) -> None:
    """Add an app's events; each code once."""
    for code, sentence in sentences.items():
        if code in EVENTS:
            raise ValueError(f"event {code} is declared twice")
        EVENTS[code] = sentence


events({"history.erased": _("Personal data erased from history")})
