"""Profitability by everything there is, with answers worked out by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine

from napulse.access.actor import Actor
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.billing.actions.payments import Choice, Share, match_payment
from napulse.billing.actions.statements import undo_statement
from napulse.billing.models import BankLine
from napulse.billing.tests.making import FULL, an_author, issued
from napulse.engines.kernel.errors import NotAllowed
from napulse.engines.pricing.margin import Range
from napulse.ledger.actions.rules import change_rules
from napulse.ledger.models import MoneyRules, PostingKind
from napulse.people.models import RoleRate
from napulse.profit.queries.postings import drilled
from napulse.profit.queries.report import Line, report
from napulse.profit.queries.sources import told
from napulse.profit.queries.wanted import DIMENSIONS, Narrowed
from napulse.profit.tests.ground import NOVEMBER, Portfolio, an_hour, november, tell
from napulse.testing import NOW, a_client, a_user, acting
from napulse.testing_money import a_payment, a_statement, made

pytestmark = pytest.mark.django_db


def by_name(lines: list[Line]) -> dict[str, Line]:
    return {line.name: line for line in lines}


def test_a_director_sees_income_cost_and_margin_of_own_clients_at_standard_cost() -> None:
    world = Portfolio()

    found = report(world.seen_by_director, november())

    granit, vesta = by_name(found.lines)["Гранит"], by_name(found.lines)["Веста"]
    assert (granit.found.billings, granit.found.income) == (21_000_000, 16_000_000)
    assert granit.found.cost == Range.at(30 * 150_000 + 500_000)
    assert (granit.found.margin, granit.found.margin_bp) == (Range.at(11_000_000), Range.at(6875))
    assert vesta.found.margin == Range.at(-500_000)
    assert (found.house, found.whole.overhead) == (None, 0)
    assert found.clients.margin == Range.at(10_500_000)


def test_overhead_is_shared_by_income_and_the_profit_is_what_is_left() -> None:
    world = Portfolio()

    found = report(world.finance, november())

    lines = by_name(found.lines)
    assert (lines["Гранит"].found.overhead, lines["Веста"].found.overhead) == (1_600_000, 400_000)
    assert lines["Гранит"].found.profit == Range.at(9_400_000)
    assert found.house is not None
    assert found.house.found.cost == Range.at(300_000)
    assert found.whole.profit == Range.at(10_500_000 - 300_000 - 2_000_000)


def test_by_hours_overhead_follows_the_work() -> None:
    world = Portfolio()
    made(MoneyRules(pk=1, overhead_by="hours"))

    found = report(world.finance, november())

    lines = by_name(found.lines)
    assert (lines["Гранит"].found.overhead, lines["Веста"].found.overhead) == (1_000_000, 1_000_000)


def test_actual_cost_is_for_the_books_alone() -> None:
    world = Portfolio()

    found = report(world.finance, november(basis="actual"))

    assert found.clients.labour == Range.at(60 * 170_000)
    with pytest.raises(NotAllowed):
        report(world.seen_by_director, november(basis="actual"))


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_way_of_looking_adds_up_to_the_same_whole(by: str) -> None:
    world = Portfolio()
    an_hour(world.site, 3, NOVEMBER - timedelta(days=3))
    wanted = november(by=by, since=NOVEMBER.replace(month=1))

    found = report(world.finance, wanted)

    usual = report(world.finance, replace(wanted, by="client"))
    assert (found.clients, found.whole) == (usual.clients, usual.whole)
    for name in ("billings", "income", "overhead"):
        assert sum(getattr(line.found, name) for line in found.lines) == getattr(
            found.clients, name
        )
    assert sum(line.found.profit.low for line in found.lines) == found.clients.profit.low


def test_projects_of_a_client_add_up_to_the_client_with_its_overhead() -> None:
    world = Portfolio()
    wanted = november(by="project", narrowed=Narrowed(client_id=world.granit.pk))

    found = report(world.finance, wanted)

    lines = by_name(found.lines)
    assert (lines["Сайт"].found.overhead, lines["Бренд"].found.overhead) == (1_000_000, 600_000)
    assert found.house is None
    assert found.clients.profit == Range.at(9_400_000)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_a_part_carries_the_same_overhead_however_it_is_cut(by: str) -> None:
    world = Portfolio()
    wanted = november(by=by, narrowed=Narrowed(service="service"))

    found = report(world.finance, wanted)

    assert found.clients.income == 10_000_000
    assert found.clients.overhead == 600_000 + 400_000


def test_a_team_is_the_manager_of_who_leads() -> None:
    world = Portfolio()
    boss = a_user("group", name="Лебедев")
    lead = a_user("manager", name="Лазарева", manager=boss)
    world.site.lead = lead
    made(world.site)

    found = report(world.finance, november(by="team"))

    assert {line.name: line.found.income for line in found.lines} == {
        "Лебедев": 10_000_000,
        "": 10_000_000,
    }


def test_missing_cost_is_a_range_and_never_hides() -> None:
    world = Portfolio()
    an_hour(world.smm, 2, NOVEMBER, standard_minor=0, actual_minor=0, uncosted_minutes=120)

    found = by_name(report(world.seen_by_director, november()).lines)["Веста"]

    assert found.found.labour == Range.at(30 * 150_000 + 2 * 150_000)
    made_dearer(world)
    found = by_name(report(world.seen_by_director, november()).lines)["Веста"]
    assert found.found.margin == Range(-500_000 - 600_000, -500_000 - 300_000)


def made_dearer(world: Portfolio) -> None:
    from napulse.testing_money import a_role, a_standard

    a_standard(a_role("Арт-директор"), cost_minor=300_000)


def test_the_months_of_the_trend_are_all_there_and_add_up() -> None:
    world = Portfolio()
    wanted = november(since=NOVEMBER.replace(month=9))

    found = report(world.finance, wanted)

    assert [sums.income for _month, sums in found.months] == [0, 0, 20_000_000]
    assert sum(sums.income for _month, sums in found.months) == found.clients.income


def test_the_months_before_are_beside() -> None:
    world = Portfolio()
    tell(PostingKind.FEE, world.smm, NOVEMBER - timedelta(days=1), amount_minor=777)

    assert report(world.seen_by_director, november()).before.fee == 777


@pytest.mark.parametrize("known_at", [None, NOW + timedelta(days=30)])
def test_all_the_months_before_are_added_up(known_at: datetime | None) -> None:
    world = Portfolio()
    for project, month in ((world.smm, 9), (world.site, 9), (world.smm, 8), (world.site, 8)):
        tell(PostingKind.FEE, project, NOVEMBER.replace(month=month), amount_minor=100)

    wanted = november(since=NOVEMBER.replace(month=10), known_at=known_at)
    found = report(world.seen_by_director, wanted)

    assert found.before.fee == 400


def test_a_stranger_to_margins_gets_nothing() -> None:
    world = Portfolio()
    executive = acting(a_user("executive"))

    assert report(executive, november()).lines == []
    nobody = Actor("Nobody", acting(world.director).levels, client_ids=frozenset())
    assert report(nobody, november()).lines == []


def test_as_known_on_a_day_is_what_was_posted_until_then() -> None:
    world = Portfolio()
    later = NOW + timedelta(days=3)
    wanted = november(known_at=NOW + timedelta(days=1))
    before = report(world.finance, wanted)

    tell(PostingKind.FEE, world.smm, NOVEMBER, later, amount_minor=999)
    tell(PostingKind.OVERHEAD, None, NOVEMBER, later, amount_minor=500)

    assert report(world.finance, wanted) == before
    assert report(world.finance, november()).clients.income == before.clients.income + 999


def test_without_any_standard_the_margin_says_that_it_is_not_known() -> None:
    world = Portfolio()
    with recording(RoleRate):
        RoleRate.objects.all().delete()
    an_hour(world.smm, 2, NOVEMBER, standard_minor=0, actual_minor=0, uncosted_minutes=120)

    found = report(world.seen_by_director, november())

    assert not found.clients.is_known
    assert by_name(found.lines)["Гранит"].found.is_known


def test_as_known_on_a_day_overhead_is_shared_by_the_rule_of_that_day() -> None:
    world = Portfolio()
    wanted = november(known_at=NOW + timedelta(days=1))
    before = report(world.finance, wanted)

    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        change_rules(world.finance, values={"overhead_by": "hours"}, version=None)

    assert report(world.finance, wanted) == before
    assert report(world.finance, november()).lines != before.lines


def test_the_postings_of_a_past_day_keep_the_names_of_that_day() -> None:
    """What was removed since and papers to the byte: see tests/test_reprints.py."""
    world = Portfolio()
    wanted = november(known_at=NOW + timedelta(days=1))
    found = drilled(world.finance, wanted, "all")
    rows = found.told(list(found.rows))
    told_then = told(world.finance, rows, wanted.known_at)

    later = NOW + timedelta(days=3)
    with (
        time_machine.travel(later, tick=False),
        change(world.finance, world.granit, "client.edited"),
    ):
        world.granit.name = "Гранит и партнёры"
        world.granit.save()

    assert told(world.finance, rows, wanted.known_at) == told_then
    assert "Гранит и партнёры" in {one.client for one in told(world.finance, rows)}


def test_a_payer_is_named_on_a_past_day_though_the_bank_statement_was_taken_back_since() -> None:
    client = a_client("Гранит")
    actor = an_author()
    invoice = issued(client, FULL)
    loaded = a_statement()
    line = a_payment(
        invoice.entity.accounts.get(), statement=loaded, amount_minor=invoice.total_minor
    )
    choice = Choice([Share(invoice.pk, invoice.total_minor)], by_hand=False)
    match_payment(actor, line, choice=choice, now=NOW)
    wanted = november(known_at=NOW + timedelta(days=1))
    rows = drilled(actor, wanted, "all")
    paid = [row for row in rows.told(list(rows.rows)) if row.kind == PostingKind.PAID]
    then = told(actor, paid, wanted.known_at)

    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        undo_statement(actor, loaded, now=NOW + timedelta(days=3))

    assert not BankLine.objects.exists()
    assert [one.label for one in then] == ['ООО "Клиент-Образец"']
    assert told(actor, paid, wanted.known_at) == then
