"""The registry of event codes and their sentences: an app adds its own in `events.py`."""

from django.utils.functional import Promise

EVENTS: dict[str, str | Promise] = {}


def events(sentences: "dict[str, str | Promise]") -> None:
    """Add an app's events; each code once."""
    for code, sentence in sentences.items():
        if code in EVENTS:
            raise ValueError(f"event {code} is declared twice")
        EVENTS[code] = sentence
