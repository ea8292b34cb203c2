"""HTML from a pattern and values for what a page sets a thousand times, as the cells of tables.

Django's `format_html` does the same and is used everywhere else: it takes each value through the
wrapper of lazy translations, which is most of its time.
"""

from collections.abc import Iterable
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

PLAIN = (SafeString, int, float)


def html(pattern: str, *values: object, **named: object) -> SafeString:
    """The pattern with the values at its `{}`; every value that is not safe yet is escaped."""
    return SafeString(
        pattern.format(*map(_safe, values), **{n: _safe(v) for n, v in named.items()})
    )


def row_of(parts: Iterable[str]) -> SafeString:
    """Safe parts one after another."""
    return SafeString("".join(map(_safe, parts)))


def _safe(value: object) -> str:
    kind = type(value)
    if kind in PLAIN:
        return str(value)
    return escape(value) if kind is str else conditional_escape(value)  # type: ignore[arg-type]
