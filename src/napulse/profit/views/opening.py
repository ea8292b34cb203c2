"""Where a figure opens: one step down, or the postings it is made of."""

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
        return _with(reverse("profit:client_money", args=[line.key]), asked.period_query())
    if by == "project" and line.key:
        return _with(reverse("profit:project_money", args=[line.key]), asked.period_query())
    if by in NARROWS:
        finer = "client" if by == "entity" else "project"
        return f"?{asked.with_(**{NARROWS[by]: line.key or '0'}, by=finer)}"
    return opened(asked, line, "all")


def opened(asked: Asked, line: Line, what: str) -> str:
    """The postings that a figure of the line is made of; nothing for all lines together."""
    if line.key == "whole":
        return ""
    query = asked.kept | {"what": what}
    by = asked.wanted.by
    if line.key == "house":
        query["client"] = "0"
    elif by == "month" and isinstance(line.key, date):
        query |= {"period": "month", "on": f"{line.key:%Y-%m}"}
    elif by == "project":
        query |= {"client": str(line.client_id), "project": str(line.key)}
    else:
        query[by] = str(line.key)
    return _with(reverse("profit:posting_list"), query)


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
