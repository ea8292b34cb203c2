"""Who has all figures of a director finds the standard of the role, never one person's cost."""

import csv
import io
from collections import defaultdict
from fractions import Fraction

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.testing import NOW
from tests.secrecy import STANDARD, Case, own_cost
from tests.telling import leak

pytestmark = pytest.mark.django_db


def table(browser: Browser, address: str) -> list[dict[str, str]]:
    body = browser.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def number(text: str) -> Fraction:
    return Fraction(text.replace("'", "").replace(",", ".") or 0)


def solved(equations: list[tuple[dict[str, Fraction], Fraction]]) -> dict[str, Fraction]:
    """The unknowns that a system of linear equations settles, by elimination without rounding."""
    names = sorted({name for row, _value in equations for name in row})
    rows = [[row.get(name, Fraction(0)) for name in names] + [value] for row, value in equations]
    pivots: dict[int, list[Fraction]] = {}
    for row in rows:
        for place, pivot in pivots.items():
            factor = row[place]
            row = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        lead = next((n for n, value in enumerate(row[:-1]) if value), None)
        if lead is None:
            continue
        row = [value / row[lead] for value in row]
        for place, pivot in pivots.items():
            factor = pivot[lead]
            pivots[place] = [a - factor * b for a, b in zip(pivot, row, strict=True)]
        pivots[lead] = row
    settled = {}
    for place, row in pivots.items():
        if not any(value for n, value in enumerate(row[:-1]) if n != place):
            settled[names[place]] = row[-1]
    return settled


def a_directors_equations(case: Case) -> list[tuple[dict[str, Fraction], Fraction]]:
    """Cost of every posting, and labour of every project, as sums of hours of people."""
    User.objects.filter(pk=case.world.director.pk).update(language="en")
    browser = Browser()
    browser.force_login(case.world.director)
    where = "period=month&on=2026-11&as=csv"
    postings = table(browser, f"{reverse('profit:posting_export')}?what=labour&{where}")
    equations = [
        ({row["Person"]: number(row["Minutes"]) / 60}, number(row["Cost"])) for row in postings
    ]
    hours: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in postings:
        hours[row["Project"]][row["Person"]] += number(row["Minutes"]) / 60
    report = table(browser, f"{reverse('profit:profitability_export')}?by=project&{where}")
    for row in report:
        if row["Project"] in hours:
            equations.append((dict(hours[row["Project"]]), number(row["Cost of time, at least"])))
    return equations


def test_an_attacker_solves_for_the_standard_and_not_for_the_person() -> None:
    with time_machine.travel(NOW, tick=False):
        case = Case()
        found = solved(a_directors_equations(case))

    names = {worker.user.name for worker in case.workers}
    assert {name: found[name] * 100 for name in names} == dict.fromkeys(names, STANDARD)


def test_the_attack_is_sharp_enough_to_find_a_cost_that_leaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same attacker, were the actual cost shown, has everybody's within one answer."""
    leak(monkeypatch)
    with time_machine.travel(NOW, tick=False):
        case = Case()
        found = solved(a_directors_equations(case))

    costs = {worker.user.name: own_cost(n) for n, worker in enumerate(case.workers, 1)}
    assert {name for name, cost in costs.items() if abs(found[name] * 100 - cost) < 10} == {*costs}
