"""Where a figure opens: one step down, or the postings it is made of."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from napulse.profit.forms.period import Asked
from napulse.profit.queries.report import Line

NARROWS = {"brand": "brand", "service": "service", "team": "team", "entity": "entity"}


def name_url(asked: Asked, line: Line) -> str:
    """One step down: client → its page, project → its page, brand → its projects, and so on."""
    by = asked.wanted.by
    if line.key in ("whole", "house"):
        return ""
    if by == "month" and isinstance(line.key, date):
        return f"?{asked.with_(period='month', on=f'{line.key:%Y-%m}', by='client')}"
    if by == "client":
        return reverse("profit:client_money", args=[line.key]) + asked.of_period
    if by == "project" and line.key:
        return reverse("profit:project_money", args=[line.key]) + asked.of_period
    if by in NARROWS:
        finer = "client" if by == "entity" else "project"
        return f"?{asked.with_(**{NARROWS[by]: line.key or '0'}, by=finer)}"
    return opened(asked, line, "all")


def opened(asked: Asked, line: Line, what: str) -> str:
    """The postings that a figure of the line is made of; nothing for all lines together."""
    if line.key == "whole":
        return ""
    by = asked.wanted.by
    if line.key == "house":
        return postings(asked, what=what, client="0")
    if by == "month" and isinstance(line.key, date):
        return postings(asked, what=what, period="month", on=f"{line.key:%Y-%m}")
    if by == "project":
        return postings(asked, what=what, client=line.client_id, project=line.key)
    return postings(asked, what=what, **{by: line.key})


def postings(asked: Asked, **words: object) -> str:
    """The list of postings of the period, with some words changed."""
    if asked.kept.keys().isdisjoint(words):
        return f"{asked.postings}{urlencode(words)}"
    return _with(reverse("profit:posting_list"), asked.kept | words)


def _with(address: str, query: Mapping[str, object]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
