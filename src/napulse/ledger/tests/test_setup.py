"""Own companies, taxes, rates, rules: what changes them, what is refused, what is only told."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.actions.entities import (
    AccountData,
    EntityData,
    add_account,
    add_entity,
    archive_entity,
    close_account,
    edit_account,
    edit_entity,
    found_first_entity,
    remove_regime,
    restore_entity,
    set_regime,
)
from napulse.ledger.actions.rules import change_rules
from napulse.ledger.actions.taxes import (
    ExchangeData,
    TaxData,
    add_tax_rate,
    edit_tax_rate,
    remove_tax_rate,
    set_exchange_rates,
)
from napulse.ledger.models import BankAccount, ExchangeRate, OwnEntity, Source, TaxRate
from napulse.ledger.posting import Fact, post
from napulse.ledger.queries import main_entity, money_rules, regime_on, tax_on, to_base
from napulse.ledger.queries.setup import doubts_of, own_entity
from napulse.testing import NOW, a_user, acting, all_seeing, the_agency
from napulse.testing_money import an_entity

pytestmark = pytest.mark.django_db
ALL = all_seeing()
GOOD = EntityData('ООО "Сфера"', inn="7700000009", kpp="770001001", ogrn="1027700000008")
ACCOUNT = AccountData("БАНК", "044525225", "4070 2810 2000 0000 0001", "30101810400000000225")


def doubts(entity: OwnEntity) -> list[str]:
    return [one.code for one in doubts_of(own_entity(ALL, entity.pk))]


def test_the_first_company_is_the_usual_one_and_another_takes_it() -> None:
    first = add_entity(ALL, data=GOOD)
    second = add_entity(ALL, data=EntityData("Sphere Ltd", country="gb", is_main=True))

    assert main_entity() == second
    first.refresh_from_db()
    assert not first.is_main
    assert OwnEntity.objects.filter(is_main=True).count() == 1


def test_what_cannot_be_is_refused_and_what_may_be_wrong_is_told() -> None:
    for data, code in (
        (EntityData(" "), "no_name"),
        (EntityData("X", inn="7700000008"), "bad_inn"),
    ):
        with pytest.raises(Refused, match=code):
            add_entity(ALL, data=data)
    entity = add_entity(ALL, data=EntityData("X", inn="7700000009", kpp="1", ogrn="123"))
    add_account(ALL, entity, data=AccountData("Б", "044525225", "40702810200000000002"))

    assert doubts(entity) == ["kpp", "ogrn", "account"]
    assert doubts(an_entity()) == []


@pytest.mark.parametrize("ogrn", ["1027700000008", "304770000000008", "304770000000020"])
def test_numbers_of_companies_and_of_sole_traders_raise_no_doubt(ogrn: str) -> None:
    entity = add_entity(ALL, data=EntityData("X", inn="770000000156", ogrn=ogrn))

    assert doubts(entity) == []


def test_an_iban_is_checked_by_its_own_digits() -> None:
    entity = add_entity(ALL, data=EntityData("X", country="DE", currency="EUR"))
    add_account(ALL, entity, data=AccountData("B", "COBADEFF", "DE89 3704 0044 0532 0130 00"))
    assert doubts(entity) == []
    add_account(ALL, entity, data=AccountData("B", "COBADEFF", "DE89370400440532013001"))
    assert doubts(entity) == ["account"]


def test_a_company_called_the_same_is_refused_and_a_lost_update_too() -> None:
    entity = add_entity(ALL, data=GOOD)
    with pytest.raises(Refused, match="name_taken"):
        add_entity(ALL, data=GOOD)
    edit_entity(ALL, entity, data=GOOD, version=entity.version)
    with pytest.raises(Refused, match=r"row\.changed"):
        edit_entity(ALL, entity, data=GOOD, version=entity.version)


def test_a_company_is_put_away_and_brought_back_but_not_the_last_one() -> None:
    first = add_entity(ALL, data=GOOD)
    with pytest.raises(Refused, match="last"):
        archive_entity(ALL, first, now=NOW)
    second = add_entity(ALL, data=EntityData("Вторая"))

    archive_entity(ALL, first, now=NOW)
    assert main_entity() == second
    restore_entity(ALL, first)
    assert OwnEntity.objects.filter(archived_at=None).count() == 2


def test_one_account_of_a_currency_is_printed_and_an_account_is_ours_once() -> None:
    entity = add_entity(ALL, data=GOOD)
    first = add_account(ALL, entity, data=ACCOUNT)
    assert first.number == "40702810200000000001"
    with pytest.raises(Refused, match="taken"):
        add_account(ALL, entity, data=ACCOUNT)
    with pytest.raises(Refused, match="bad_bik"):
        add_account(ALL, entity, data=AccountData("Б", "12", "40702810200000000009"))
    second = add_account(ALL, entity, data=AccountData("Б", "044525974", "40802810000000000003"))

    first.refresh_from_db()
    assert (first.is_main, second.is_main) == (False, True)
    edit_account(ALL, first, data=ACCOUNT, version=first.version)
    second.refresh_from_db()
    assert not second.is_main
    close_account(ALL, second, on=NOW.date())
    second.refresh_from_db()
    assert second.closed_on == NOW.date()


def test_a_regime_holds_from_its_day_and_the_one_before_is_back_without_it() -> None:
    entity = add_entity(ALL, data=GOOD)
    set_regime(ALL, entity, regime="general", from_on=date(2025, 1, 1))
    set_regime(ALL, entity, regime="simple5", from_on=date(2026, 1, 1))

    assert regime_on(entity, date(2025, 12, 31)) == "general"
    assert tax_on(entity, "standard", date(2026, 1, 1)) == 500
    assert remove_regime(ALL, entity, from_on=date(2026, 1, 1)) == "simple5"
    assert tax_on(entity, "standard", date(2026, 1, 1)) == 2200


def tax(**more: Any) -> TaxData:
    own = {
        "country": "RU", "regime": "general", "code": "standard", "percent_bp": 2500,
        "from_on": date(2030, 1, 1), "source": "закон", "checked_on": NOW.date(),
    }  # fmt: skip
    return TaxData(**own | more)


def test_a_new_tax_rate_takes_over_on_its_day_and_is_taken_back() -> None:
    entity = an_entity()
    made = add_tax_rate(ALL, data=tax())

    assert tax_on(entity, "standard", date(2029, 12, 31)) == 2200
    assert tax_on(entity, "standard", date(2030, 1, 1)) == 2500
    gone = remove_tax_rate(ALL, made)
    assert tax_on(entity, "standard", date(2030, 1, 1)) == 2200
    add_tax_rate(ALL, data=gone)
    assert tax_on(entity, "standard", date(2030, 1, 1)) == 2500


def test_tax_rates_that_hold_on_one_day_are_refused() -> None:
    add_tax_rate(ALL, data=tax(to_on=date(2030, 12, 31)))

    for data, code in (
        (tax(), "day_taken"),
        (tax(from_on=date(2030, 6, 1)), "overlaps"),
        (tax(from_on=date(2029, 6, 1), to_on=date(2030, 1, 1)), "overlaps"),
        (tax(from_on=date(2031, 6, 1), to_on=date(2031, 1, 1)), "ends_before_start"),
    ):
        with pytest.raises(Refused, match=code):
            add_tax_rate(ALL, data=data)
    row = TaxRate.objects.get(from_on=date(2030, 1, 1))
    edit_tax_rate(ALL, row, data=tax(percent_bp=2600), version=row.version)
    assert tax_on(an_entity(), "standard", date(2031, 1, 1)) == 2600


def test_a_rate_of_a_currency_is_stated_once_and_used_from_its_day() -> None:
    rate = ExchangeData("EUR", date(2026, 11, 1), 95_421_000)

    assert set_exchange_rates(ALL, rates=[rate], now=NOW) == 1
    assert set_exchange_rates(ALL, rates=[rate], now=NOW) == 0
    assert to_base(Money(100_00, "EUR"), date(2026, 11, 5)) == Money(954_210, "RUB")
    with pytest.raises(Refused, match="is_base"):
        set_exchange_rates(ALL, rates=[ExchangeData("RUB", date(2026, 1, 1), 1)], now=NOW)


def test_rules_are_changed_and_the_base_currency_only_before_money_was_posted() -> None:
    change_rules(ALL, values={"margin_floor_bp": 4500, "base_currency": "EUR"}, version=None)
    assert (money_rules().margin_floor_bp, money_rules().base_currency) == (4500, "EUR")
    with pytest.raises(Refused, match="floors_crossed"):
        change_rules(ALL, values={"hard_floor_bp": 5000}, version=None)
    post(Source.OVERHEAD, 1, [Fact("overhead", NOW.date(), amount_minor=1)], now=NOW)
    with pytest.raises(Refused, match="base_in_use"):
        change_rules(ALL, values={"base_currency": "RUB"}, version=None)


def test_a_new_agency_begins_with_a_company_called_like_it() -> None:
    from napulse.config.ground import lay_company

    lay_company()
    assert not OwnEntity.objects.exists()
    the_agency()
    lay_company()
    lay_company()
    assert [one.name for one in OwnEntity.objects.all()] == ["Сфера"]
    assert found_first_entity(ALL, name="Другая") is None


@pytest.fixture
def finance(client: Browser) -> Browser:
    client.force_login(a_user("finance", language="en"))
    return client


PART = {"HTTP_HX_REQUEST": "true"}


def test_a_company_with_an_account_is_set_up_on_the_pages(finance: Browser) -> None:
    posted = {"name": "ООО Тест", "inn": "7700000009", "currency": "RUB", "country": "RU"}
    wrong = finance.post(reverse("ledger:entity_add"), posted | {"inn": "1"}, **PART)
    assert (wrong.status_code, 'role="alert"' in wrong.content.decode()) == (422, True)

    finance.post(reverse("ledger:entity_add"), posted)
    entity = OwnEntity.objects.get()
    account = {"bank": "Банк", "bik": "044525225", "number": "40702810200000000001",
               "currency": "RUB", "is_main": "on"}  # fmt: skip
    finance.post(reverse("ledger:account_add", args=[entity.pk]), account)
    finance.post(
        reverse("ledger:regime_set", args=[entity.pk]),
        {"regime": "simple7", "from_on": "2026-01-01"},
    )

    shown = finance.get(entity.get_absolute_url()).content.decode()
    assert "40702810200000000001" in shown
    assert "VAT 7" in shown
    again = finance.post(reverse("ledger:account_add", args=[entity.pk]), account, **PART)
    assert again.status_code == 422
    assert BankAccount.objects.count() == 1


def test_removed_rows_come_back_by_their_ticket_and_by_no_other(finance: Browser) -> None:
    rate = TaxRate.objects.filter(percent_bp=700).get()
    answer = finance.post(reverse("ledger:tax_remove", args=[rate.pk]), follow=True)
    [message] = answer.context["messages"]
    undo = message.extra_tags
    assert not TaxRate.objects.filter(percent_bp=700).exists()

    assert finance.post(reverse("ledger:exchange_restore") + "?ticket=x").status_code == 404
    stolen = undo.replace(reverse("ledger:tax_restore"), reverse("ledger:exchange_restore"))
    assert finance.post(stolen).status_code == 404
    finance.post(undo)
    assert TaxRate.objects.filter(percent_bp=700).exists()


def test_pasted_rates_are_taken_whole_or_told_by_line(finance: Browser) -> None:
    url = reverse("ledger:exchange_paste")
    wrong = finance.post(url, {"lines": "EUR;02.11.2026;95,4\nплохо\n"}, **PART)
    assert (wrong.status_code, "lines 2" in wrong.content.decode()) == (422, True)
    assert not ExchangeRate.objects.exists()

    finance.post(url, {"lines": "EUR;02.11.2026;95,4210\nUSD\t2026-11-02\t90.5\tЦБ\n"})
    assert list(ExchangeRate.objects.values_list("currency", "rate_e6", "source")) == [
        ("EUR", 95_421_000, ""),
        ("USD", 90_500_000, "ЦБ"),
    ]


@pytest.mark.parametrize("name", ["entity_list", "tax_list", "exchange_list", "rules"])
def test_every_page_of_the_setup_stands_under_one_entry_of_the_menu(
    finance: Browser, name: str
) -> None:
    page = finance.get(reverse(f"ledger:{name}")).content.decode()

    [current] = re.findall(r'class="nav-link" href="([^"]+)" aria-current', page)
    assert current == reverse("ledger:entity_list")


def test_rules_are_saved_in_percent(finance: Browser) -> None:
    page = finance.get(reverse("ledger:rules"))
    form = page.context["form"]
    posted = {name: form[name].value() for name in form.fields}

    answer = finance.post(reverse("ledger:rules_save"), posted | {"margin_floor": "42,5"})

    assert answer.status_code == 302
    assert money_rules().margin_floor_bp == 4250


@pytest.mark.parametrize(
    "name", ["entity_list", "tax_list", "exchange_list", "rules", "tax_export", "exchange_export"]
)
def test_the_setup_is_open_to_who_may_see_it_and_queries_do_not_grow(
    client: Browser, name: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(a_user("service"))
    url = reverse(f"ledger:{name}")
    for number in range(4):
        add_entity(ALL, data=EntityData(f"ООО {number}"))
    assert client.get(url).status_code == 200
    with django_assert_max_num_queries(28):
        client.get(url)
    assert acting(a_user("creative")).can is not None
    client.force_login(a_user("creative"))
    assert client.get(url).status_code == 403
