"""The last twelve months of a few lines of a report, for the small charts beside them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from napulse.access.actor import Actor
from napulse.engines.pricing.margin import Sums
from napulse.profit.queries.report import Line
from napulse.profit.queries.sums import INCOME, sums_by
from napulse.profit.queries.wanted import Narrowed, Wanted, months_between, shifted

LENGTH = 12
Sparks = dict[Any, Sequence[float]]


def sparks(actor: Actor, wanted: Wanted, lines: Sequence[Line]) -> Sparks:
    """Gross income by month of clients (by id) or of projects (by client and project id)."""
    months = months_between(shifted(wanted.until, -LENGTH), wanted.until)
    narrowed = wanted.narrowed
    year = replace(wanted, since=months[0], narrowed=Narrowed(client_id=narrowed.client_id))
    if wanted.by == "client":
        keys = [line.key for line in lines if isinstance(line.key, int)]
        found = sums_by(
            actor, year, ("client_key", "month_on"), only={"client_key": keys}, names=INCOME
        )
        return {key: [_income(found.get((key, m))) for m in months] for key in keys}
    if wanted.by == "project":
        pairs = [(line.client_id, line.key) for line in lines if isinstance(line.key, int)]
        only = {"project_key": [project for _client, project in pairs if project]}
        of_project = ("client_key", "project_key", "month_on")
        found = sums_by(actor, year, of_project, only=only, names=INCOME)
        return {pair: [_income(found.get((*pair, m))) for m in months] for pair in pairs}
    return {}


def _income(sums: Sums | None) -> float:
    return 0 if sums is None else sums.income
