"""Rate cards: a grid per day and client, by role and by person, with a way back."""

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.estimates.actions.rates import SellRateData, set_sell_rates
from napulse.estimates.models import SellRate
from napulse.estimates.tests.offers import a_client_of, a_manager
from napulse.people.models import WorkRole
from napulse.testing import NOW, a_client, a_user, acting
from napulse.testing_money import a_price, a_role, a_worker

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def head() -> User:
    return a_manager("service")


@pytest.fixture
def browser(head: User, client: Browser) -> Browser:
    client.force_login(head)
    return client


def sent(role: WorkRole, grade: int, price: str, **more: Any) -> dict[str, Any]:
    key = f"{role.pk}_{grade}"
    own = {"from_on": "2026-12-01", "currency": "RUB", f"price_{key}": price}
    return own | more


def test_a_price_is_set_from_a_day_and_the_one_before_keeps_its_days(
    browser: Browser, head: User
) -> None:
    role = a_role()
    a_price(role, 400_000, grade=2)
    body = sent(role, 2, "4 500,50", **{f"seen_{role.pk}_2": "400000"})
    answer = browser.post(reverse("estimates:rate_set"), body)
    assert answer.status_code == 302
    rows = SellRate.objects.filter(role=role, grade=2).order_by("from_on")
    assert [(row.from_on, row.rate_minor) for row in rows] == [
        (date(2026, 1, 1), 400_000),
        (date(2026, 12, 1), 450_050),
    ]


def test_a_price_of_one_client_is_kept_apart_and_shows_that_of_the_house_in_grey(
    browser: Browser, head: User
) -> None:
    role, own = a_role(), a_client("Особенный")
    a_price(role, 400_000)
    page = browser.get(f"{reverse('estimates:rate_list')}?client={own.pk}").content.decode()
    assert 'placeholder="4\u00a0000"' in page
    browser.post(reverse("estimates:rate_set"), sent(role, 0, "3000", client=str(own.pk)))
    assert SellRate.objects.get(client=own).rate_minor == 300_000


def test_a_person_has_a_price_of_their_own(browser: Browser, head: User) -> None:
    person = a_worker(a_role())
    body = {"from_on": "2026-12-01", "currency": "RUB", "of": "people",
            f"price_p{person.pk}": "9000"}  # fmt: skip
    browser.post(reverse("estimates:rate_set"), body)
    assert SellRate.objects.get().person_id == person.pk


def test_a_price_that_somebody_changed_meanwhile_is_told(browser: Browser, head: User) -> None:
    role = a_role()
    a_price(role, 400_000)
    body = sent(role, 0, "4500", **{f"seen_{role.pk}_0": "350000"})
    answer = browser.post(reverse("estimates:rate_set"), body)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert SellRate.objects.get().rate_minor == 400_000


def test_a_removed_price_comes_back_by_its_ticket(browser: Browser, head: User) -> None:
    price = a_price(a_role(), 400_000)
    removed = browser.post(reverse("estimates:rate_remove", args=[price.pk]), follow=True)
    assert not SellRate.objects.exists()
    undo = next(m.extra_tags for m in removed.context["messages"])
    browser.post(undo)
    back = SellRate.objects.get()
    assert (back.rate_minor, back.from_on) == (400_000, price.from_on)


def test_prices_of_a_clients_own_are_seen_by_its_team_alone(client: Browser) -> None:
    manager = a_manager("manager")
    mine, theirs = a_client_of(manager), a_client("Соседний")
    role = a_role()
    a_price(role, 111_100, client=mine)
    a_price(role, 222_200, client=theirs)
    client.force_login(manager)
    page = client.get(reverse("estimates:rate_history")).content.decode()
    assert "1\u00a0111" in page
    assert "2\u00a0222" not in page
    assert "Соседний" not in page


def test_prices_of_one_client_are_read_and_downloaded_alone(browser: Browser) -> None:
    role, own = a_role(), a_client("Особенный")
    a_price(role, 111_100)
    a_price(role, 222_200, client=own)
    asked = {"client": str(own.pk)}

    card = browser.get(reverse("estimates:rate_list"), asked).content.decode()
    page = browser.get(reverse("estimates:rate_history"), asked).content.decode()
    csv = browser.get(reverse("estimates:rate_export"), asked | {"as": "csv"}).content.decode()

    assert f"{reverse('estimates:rate_history')}?client={own.pk}" in card
    assert ("2\u00a0222" in page, "1\u00a0111" in page) == (True, False)
    assert [line.split(";")[0] for line in csv.splitlines()[1:]] == ["Особенный"]


def test_setting_prices_takes_the_level() -> None:
    rates = [SellRateData(a_role(), 2, 100)]
    with pytest.raises(NotAllowed):
        set_sell_rates(acting(a_user("manager")), rates=rates, from_on=DAY, now=NOW)


def test_the_same_price_again_changes_nothing(head: User) -> None:
    role = a_role()
    a_price(role, 400_000)
    actor = acting(head)
    same = [SellRateData(role, None, 400_000, seen=400_000)]
    assert set_sell_rates(actor, rates=same, from_on=DAY, now=NOW) == 0
    stale = [SellRateData(role, None, 500_000, seen=None)]
    with pytest.raises(Refused, match=r"sell_rate\.changed"):
        set_sell_rates(actor, rates=stale, from_on=DAY, now=NOW)


def test_the_card_of_a_client_is_no_strangers_to_set(client: Browser) -> None:
    client.force_login(a_manager("finance"))
    body = sent(a_role(), 0, "1", client="999999")
    assert client.post(reverse("estimates:rate_set"), body).status_code == 404


def test_the_list_of_clients_in_the_card_is_the_actors_own(client: Browser) -> None:
    manager = a_manager("manager")
    a_client_of(manager)
    a_client("Соседний")
    client.force_login(manager)
    assert "Соседний" not in client.get(reverse("estimates:rate_list")).content.decode()


def test_a_clients_price_is_set_with_its_last_day_and_that_of_the_house_has_none(
    browser: Browser, head: User
) -> None:
    role, own = a_role(), a_client("Особенный")
    body = sent(role, 0, "3000", client=str(own.pk), to_on="2026-12-31")
    assert browser.post(reverse("estimates:rate_set"), body).status_code == 302
    assert SellRate.objects.get(client=own).to_on == date(2026, 12, 31)
    asked = {"client": own.pk, "on": "2026-12-01"}
    card = browser.get(reverse("estimates:rate_list"), asked).content.decode()
    assert card.count('<p class="help">до 31\u00a0дек') == 1
    before = sent(role, 0, "2000", client=str(own.pk), to_on="2026-11-30")
    assert browser.post(reverse("estimates:rate_set"), before).status_code == 422
    browser.post(reverse("estimates:rate_set"), sent(role, 0, "4000", to_on="2026-12-31"))
    assert SellRate.objects.get(client=None).to_on is None
    rates = [SellRateData(role, 2, 100)]
    with pytest.raises(Refused, match=r"house_goes_on"):
        set_sell_rates(acting(head), rates=rates, from_on=DAY, to_on=DAY, now=NOW)


def test_the_last_day_is_set_later_and_taken_back(browser: Browser, head: User) -> None:
    price = a_price(a_role(), 300_000, client=a_client("Особенный"))
    url = reverse("estimates:rate_ended", args=[price.pk])
    page = browser.get(reverse("estimates:rate_history")).content.decode()
    assert reverse("estimates:rate_end", args=[price.pk]) in page
    assert browser.get(reverse("estimates:rate_end", args=[price.pk])).status_code == 200

    wrong = browser.post(url, {"to_on": "2025-12-31", "version": price.version})
    assert wrong.status_code == 422
    done = browser.post(url, {"to_on": "2026-10-31", "version": price.version}, follow=True)
    assert SellRate.objects.get().to_on == date(2026, 10, 31)
    told = browser.get(reverse("estimates:rate_history")).content.decode()
    assert "в прошлом" in told
    stale = browser.post(url, {"to_on": "", "version": price.version})
    assert stale.status_code == 422
    browser.post(next(m.extra_tags for m in done.context["messages"]))
    assert SellRate.objects.get().to_on is None


def test_a_removed_price_comes_back_with_its_last_day(browser: Browser, head: User) -> None:
    own = a_client("Особенный")
    price = a_price(a_role(), 300_000, client=own, to_on=date(2026, 12, 31))
    removed = browser.post(reverse("estimates:rate_remove", args=[price.pk]), follow=True)
    browser.post(next(m.extra_tags for m in removed.context["messages"]))
    assert SellRate.objects.get().to_on == date(2026, 12, 31)
