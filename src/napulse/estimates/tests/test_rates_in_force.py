"""The narrowest rate wins, of these the newest in force on the day."""

from datetime import date

import pytest

from napulse.engines.kernel.money import Money
from napulse.estimates.models import SellRate
from napulse.estimates.queries import rate_in_force, rates_on
from napulse.estimates.queries.cards import card
from napulse.testing import a_client
from napulse.testing_money import a_price, a_role, a_worker

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 15)


def test_the_narrowest_rate_wins_one_step_after_another() -> None:
    role, client = a_role(), a_client()
    person = a_worker(role)
    asked = (client.pk, person.pk, role.pk, 2)
    assert rate_in_force(*asked, DAY) is None
    steps = [
        {"role": role},
        {"role": role, "grade": 2},
        {"role": None, "person": person},
        {"role": role, "client": client},
        {"role": role, "grade": 2, "client": client},
        {"role": None, "person": person, "client": client},
    ]
    for rate, own in enumerate(steps, start=1):
        a_price(rate_minor=rate * 100_000, **own)
        assert rate_in_force(*asked, DAY) == Money(rate * 100_000, "RUB")


def test_of_two_dated_rates_the_newest_that_began_is_in_force() -> None:
    role = a_role()
    a_price(role, 400_000)
    a_price(role, 500_000, from_on=date(2026, 7, 1))
    assert rate_in_force(None, None, role.pk, None, date(2025, 12, 31)) is None
    assert rate_in_force(None, None, role.pk, 3, date(2026, 6, 30)) == Money(400_000, "RUB")
    assert rate_in_force(None, None, role.pk, 3, date(2026, 7, 1)) == Money(500_000, "RUB")


def test_a_rate_of_another_client_or_person_is_never_taken() -> None:
    role = a_role()
    stranger, neighbour = a_worker(role), a_client()
    a_price(role, 100_000, client=neighbour)
    a_price(None, 200_000, person=stranger)
    assert rate_in_force(a_client().pk, a_worker(role).pk, role.pk, 2, DAY) is None


def test_rates_on_reads_all_of_a_currency_in_one_query(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    role = a_role()
    a_price(role, 400_000)
    a_price(role, 9_000, currency="USD")
    with django_assert_num_queries(1):  # type: ignore[operator] # the fixture is a function
        rates = rates_on(DAY, "USD")
    assert rates.of(None, None, role.pk, 1) == Money(9_000, "USD")
    assert SellRate.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "minor"),
    [
        (date(2026, 2, 28), 300_000),
        (date(2026, 3, 1), 200_000),
        (date(2026, 4, 30), 200_000),
        (date(2026, 5, 1), 300_000),
        (date(2026, 6, 30), 300_000),
        (date(2026, 7, 1), 400_000),
    ],
)
def test_after_the_last_day_of_a_clients_price_that_holds_which_held_without_it(
    day: date, minor: int
) -> None:
    role, client = a_role(), a_client()
    a_price(role, 400_000)
    a_price(role, 300_000, client=client, to_on=date(2026, 6, 30))
    a_price(role, 200_000, client=client, from_on=date(2026, 3, 1), to_on=date(2026, 4, 30))

    found = rate_in_force(client.pk, None, role.pk, 2, day)

    assert found == Money(minor, "RUB")
    card_of = card(day, client=client, currency="RUB")
    assert card_of.own.get((role.pk, 0), 400_000) == minor
