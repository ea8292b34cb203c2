"""Each predicate on both sides of its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from napulse.engines.mailtrust.index import Index
from napulse.engines.mailtrust.letter import Facts, Moment, Place, Sum
from napulse.engines.mailtrust.model import Link, PartSpan, Severity
from napulse.engines.mailtrust.policy import Rule
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.rules import PREDICATES, View, applies, hits
from napulse.engines.mailtrust.rules.facts import hours, paid_by, place, sum_over
from napulse.engines.mailtrust.rules.origin import link
from napulse.engines.mailtrust.tests.judged_letters import (
    BANK,
    a_context,
    a_raw,
    the_bank,
    the_policy,
)

SPAN = PartSpan("1", 0, 3)
OFFICE = {"street": "Ленинградский проспект", "house": "39", "building": "79", "city": "Москва"}
WORKING = {"from": "09:00", "to": "20:00", "working_days": True, "tz": "Europe/Moscow"}


def a_view(raw: bytes = b"", **facts: object) -> View:
    """The letter, with facts in the place of its own."""
    letter = read(raw or a_raw(f"Northkey <info@{BANK}>"))
    letter = replace(letter, facts=Facts(**facts))  # type: ignore[arg-type]
    context = a_context(holidays=frozenset({"2026-03-09"}))
    return View(letter, Index(letter, the_bank().lexicon), the_policy(), context)


def a_sum(roubles: float, kind: str = "", role: str = "reward", currency: str = "RUB") -> Sum:
    return Sum(round(roubles * 100), currency, kind, role, SPAN)


def at(hour: int, minute: int = 0, on: date | None = None, **changes: object) -> Moment:
    values = {"weekday": None, "zone": "", "meeting": True, "span": SPAN, **changes}
    return Moment(hour * 60 + minute, on, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("roubles", "warned", "forbidden"),
    [(1000, 0, 0), (1000.01, 1, 0), (1500, 1, 0), (1500.01, 0, 1), (90_000, 0, 1)],
)
def test_sum_between_and_over_its_limits(roubles: float, warned: int, forbidden: int) -> None:
    view = a_view(sums=(a_sum(roubles),))
    roles = ["reward"]

    warn = list(sum_over({"over": 1000, "up_to": 1500, "currency": "RUB", "as": roles}, view))
    fraud = list(sum_over({"over": 1500, "currency": "RUB", "as": roles}, view))

    assert (len(warn), len(fraud)) == (warned, forbidden)


def test_sum_of_another_role_or_currency_is_not_meant() -> None:
    view = a_view(sums=(a_sum(9000, role="price"), a_sum(9000, currency="USD")))

    assert list(sum_over({"over": 1, "currency": "RUB", "as": ["reward"]}, view)) == []
    other = list(sum_over({"over": 0, "currency_other_than": "RUB"}, view))
    assert [hit.params["currency"] for hit in other] == ["USD"]


@pytest.mark.parametrize(
    ("kind", "found"), [("cash", 1), ("transfer", 1), ("gift_card", 0), ("", 0)]
)
def test_paid_by_finds_forbidden_ways_alone(kind: str, found: int) -> None:
    view = a_view(sums=(a_sum(500, kind),))

    assert len(list(paid_by({"kinds": ["cash", "transfer"]}, view))) == found


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (at(9), 0),
        (at(8, 59), 1),
        (at(20), 0),
        (at(20, 1), 1),
        (at(12, on=date(2026, 3, 10)), 0),
        (at(12, on=date(2026, 3, 9)), 1),  # a holiday
        (at(12, on=date(2026, 3, 14)), 1),  # a Saturday
        (at(12, weekday=4), 0),
        (at(12, weekday=6), 1),
        (at(21, meeting=False), 0),
        (at(18, zone="UTC"), 1),  # 21:00 in Moscow
        (at(6, zone="UTC"), 0),  # 09:00 in Moscow
    ],
)
def test_hours_are_those_of_working_days_in_the_zone_of_the_policy(
    moment: Moment, found: int
) -> None:
    assert len(list(hours(WORKING, a_view(moments=(moment,))))) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (Place("Ленинградский проспект", "39", "79", "Москва", True, SPAN), 0),
        (Place("Ленинградский проспект", "39", "79", "", True, SPAN), 0),
        (Place("Ленинградский проспект", "37", "79", "Москва", True, SPAN), 1),
        (Place("Ленинградский проспект", "39", "14", "Москва", True, SPAN), 1),
        (Place("Тверская улица", "39", "79", "Москва", True, SPAN), 1),
        (Place("Тверская улица", "7", "", "", False, SPAN), 0),
    ],
)
def test_place_differs_when_any_part_that_both_name_differs(said: Place, found: int) -> None:
    assert len(list(place({"other_than": OFFICE}, a_view(places=(said,))))) == found


@pytest.mark.parametrize(
    "street", ["Ленинградский пр-т", "проспект Ленинградский", "Leningradsky prospekt"]
)
def test_policy_may_write_its_street_in_any_spelling(street: str) -> None:
    meant = {"street": street, "house": "39"}
    there = Place("ленинградский проспект", "39", "", "", True, SPAN)
    elsewhere = Place("тверская улица", "39", "", "", True, SPAN)

    assert list(place({"other_than": meant}, a_view(places=(there,)))) == []
    assert len(list(place({"other_than": meant}, a_view(places=(elsewhere,))))) == 1


@pytest.mark.parametrize(
    ("kind", "href", "text", "found"),
    [
        ("lookalike", "http://clients.northkey.example.evil.test/", "Open", 1),
        ("lookalike", "https://pay.northkey.example/", "Open", 0),
        ("mismatch", "http://evil.test/x", "https://northkey.example", 1),
        ("mismatch", "http://northkey.example/x", "https://northkey.example", 0),
        ("mismatch", "http://evil.test/x", "Open", 0),
        ("ip_address", "http://203.0.113.7/x", "Open", 1),
        ("ip_address", "http://203.example/x", "Open", 0),
        ("outside", "https://forms.test/x", "Open", 1),
        ("outside", "https://www.northkey.example/x", "Open", 0),
    ],
)
def test_link_of_each_kind(kind: str, href: str, text: str, found: int) -> None:
    view = a_view(a_raw(f"Northkey <info@{BANK}>", body=f'<a href="{href}">{text}</a>'))

    hit = list(link({"kinds": [kind]}, view))

    assert len(hit) == found
    assert all(isinstance(each.evidence[0], Link) for each in hit)


def a_rule(predicate: str, **args: object) -> Rule:
    return Rule("r", "rules.0", predicate, args, Severity.FRAUD)


@pytest.mark.parametrize(
    ("sender", "found"),
    [
        ("Пётр Кузнецов <p.kuznetsov@x.example>", 0),
        ("Пётр Кузнецов <kuznecov@x.example>", 0),
        ("Yulia Schukina <yu.shchukina@x.example>", 0),
        ("Анна Соколова <anna@x.example>", 1),
        ("Anna Belova <mail17@x.example>", 1),
        ("Northkey Bank <mail17@x.example>", 0),
        ("anna <mail17@x.example>", 0),
    ],
)
def test_surname_of_a_person_stands_in_the_address(sender: str, found: int) -> None:
    assert len(hits(a_rule("surname"), a_view(a_raw(sender)))) == found


def test_sender_other_than_is_exact() -> None:
    rule = a_rule("sender", other_than=[BANK])

    assert len(hits(rule, a_view(a_raw(f"a@{BANK}")))) == 0
    assert len(hits(rule, a_view(a_raw(f"a@x.{BANK}")))) == 1


def test_rule_applies_in_its_role_and_while_nothing_is_proven() -> None:
    in_role = Rule("r", "p", "says", {}, Severity.FRAUD, role="support")
    unproven = Rule("r", "p", "says", {}, Severity.FRAUD, unproven=True)
    view = a_view()
    support = View(view.letter, view.index, view.policy, view.context, frozenset({"support"}), True)

    assert [applies(in_role, view), applies(in_role, support)] == [False, True]
    assert [applies(unproven, view), applies(unproven, support)] == [True, False]


def test_every_predicate_is_described() -> None:
    assert all(predicate.__doc__ for predicate in PREDICATES.values())
