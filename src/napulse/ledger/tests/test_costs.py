"""What people cost: set, pasted, taken back, and told to nobody who may not know."""

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.audit.queries import Wanted, entries
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.engines.kernel.money import Money
from napulse.people.actions import CostData, SeenCost, remove_cost, restore_cost, set_costs
from napulse.people.models import PersonCost
from napulse.people.queries import costs_of_people, person_costs
from napulse.testing import NOW, a_user, acting, all_seeing
from napulse.testing_money import YEAR, a_worker

pytestmark = pytest.mark.django_db
ALL = all_seeing()
SECRET = 7_654_321


def cost(person: Any, minor: int, from_on: date = YEAR, seen: int | None = None) -> SeenCost:
    return SeenCost(CostData(person, Money(minor, "RUB"), from_on), seen)


def test_a_cost_holds_from_its_day_and_what_was_before_keeps_its_days() -> None:
    person = a_worker()
    assert set_costs(ALL, costs=[cost(person, 100)], now=NOW) == 1
    assert set_costs(ALL, costs=[cost(person, 100)], now=NOW) == 0
    assert set_costs(ALL, costs=[cost(person, 200, date(2026, 6, 1), seen=100)], now=NOW) == 1

    def on(day: date) -> int | None:
        [row] = [one for one in costs_of_people(ALL, day) if one.person == person]
        return row.cost.cost_minor if row.cost else None

    assert [on(date(2025, 12, 31)), on(date(2026, 5, 31)), on(date(2026, 6, 1))] == [
        None, 100, 200,
    ]  # fmt: skip


def test_a_cost_that_somebody_changed_meanwhile_is_refused() -> None:
    person = a_worker(cost_minor=100)

    with pytest.raises(Refused, match="changed"):
        set_costs(ALL, costs=[cost(person, 300, seen=200)], now=NOW)


def test_a_removed_cost_comes_back_unless_another_stands_there() -> None:
    person = a_worker(cost_minor=100)
    gone = remove_cost(ALL, PersonCost.objects.get())
    assert not PersonCost.objects.exists()

    restore_cost(ALL, data=gone, now=NOW)
    assert PersonCost.objects.get().cost_minor == 100
    with pytest.raises(Refused, match="changed"):
        restore_cost(ALL, data=gone, now=NOW)
    assert person.costs.count() == 1


def test_who_may_look_does_not_change_and_who_may_not_sees_nothing() -> None:
    person = a_worker(cost_minor=100)
    managing = acting(a_user("managing"))

    assert person_costs(managing).count() == 1
    with pytest.raises(NotAllowed):
        set_costs(managing, costs=[cost(person, 5)], now=NOW)
    for role in ("director", "administrator", "resource", "service"):
        assert person_costs(acting(a_user(role))).count() == 0
        assert costs_of_people(acting(a_user(role)), NOW.date()) == []


@pytest.fixture
def hr(client: Browser) -> Browser:
    client.force_login(a_user("hr"))
    return client


def test_the_grid_stores_what_changed_and_nothing_else(hr: Browser) -> None:
    person, other = a_worker(cost_minor=100_00), a_worker(cost_minor=50_00)
    page = hr.get(reverse("ledger:cost_list"))
    form = page.context["form"]
    posted = {name: form[name].value() for name in form.fields}
    posted = {name: "" if value is None else value for name, value in posted.items()}
    posted["from_on"] = "2026-11-01"

    posted[f"cost_{person.pk}"] = "1 500,50"
    answer = hr.post(reverse("ledger:cost_set"), posted)

    assert answer.status_code == 302
    assert sorted(person.costs.values_list("cost_minor", flat=True)) == [100_00, 150_050]
    assert other.costs.count() == 1
    again = hr.post(reverse("ledger:cost_set"), posted | {f"cost_{person.pk}": "7"})
    assert again.status_code == 422


def test_costs_are_pasted_by_e_mail_or_name_all_or_none(hr: Browser) -> None:
    one = a_worker(name="Анна Образцова")
    two = a_worker(name="Пётр Примеров")
    url = reverse("ledger:cost_paste")
    lines = f"{one.user.email}\t1 850,00\nПетр примеров\t900\t2026-06-01"

    wrong = hr.post(
        url, {"lines": f"{lines}\nНикто\t5", "paste_from": "2026-01-01"}, HTTP_HX_REQUEST="true"
    )
    assert (wrong.status_code, "3:" in wrong.content.decode()) == (422, True)
    assert not PersonCost.objects.exists()

    hr.post(url, {"lines": lines, "paste_from": "2026-01-01"})
    assert one.costs.get().cost_minor == 185_000
    assert (two.costs.get().cost_minor, two.costs.get().from_on) == (90_000, date(2026, 6, 1))


def test_a_cost_is_removed_and_put_back_on_the_pages(hr: Browser) -> None:
    a_worker(cost_minor=100)
    row = PersonCost.objects.get()
    answer = hr.post(reverse("ledger:cost_remove", args=[row.pk]), follow=True)
    [message] = answer.context["messages"]

    hr.post(message.extra_tags)

    assert PersonCost.objects.get().cost_minor == 100
    assert "100" not in message.extra_tags.replace(reverse("ledger:cost_restore"), "")[:8]


def test_who_may_know_reads_the_history_of_costs() -> None:
    person = a_worker()
    set_costs(ALL, costs=[cost(person, SECRET)], now=NOW)

    assert [one.event for one in entries(ALL, Wanted(model="people.personcost"))] == ["cost.set"]


def test_the_grid_asks_as_often_for_many_people_as_for_few(
    hr: Browser, django_assert_max_num_queries: Any
) -> None:
    for _n in range(12):
        a_worker(cost_minor=1)
    hr.get(reverse("ledger:cost_list"))
    with django_assert_max_num_queries(24):
        hr.get(reverse("ledger:cost_list"))
