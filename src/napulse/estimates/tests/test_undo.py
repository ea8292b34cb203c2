"""A save of a part of a draft goes back: to what stood before it, while nothing changed since."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.clients.models import Client
from napulse.contracts.models import Contract
from napulse.delivery.models import Project, Task
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.estimates.actions import (
    EstimateData,
    edit_estimate,
    save_lines,
    save_payments,
    undo_save,
)
from napulse.estimates.actions.rows import stored_lines
from napulse.estimates.actions.writing import TERMS
from napulse.estimates.forms.cells import COLUMNS
from napulse.estimates.lines import LineData, PaymentData, data_of
from napulse.estimates.models import DraftBefore, Estimate, EstimateAnswer
from napulse.estimates.personal import forget_person
from napulse.estimates.tests.offers import DAY, a_draft, a_manager, a_sent, hours
from napulse.people.models import RoleRate
from napulse.testing import NOW, a_client, a_contact, a_project, a_user, acting
from napulse.testing_money import a_contract, a_role, a_standard, made

pytestmark = pytest.mark.django_db
SUMS = ("net_minor", "vat_minor", "total_minor", "income_minor", "cost_minor")


@pytest.fixture
def user() -> User:
    return a_manager("director")


@pytest.fixture
def colleague() -> User:
    return a_user("manager")


@pytest.fixture
def client_(user: User, colleague: User) -> Client:
    return a_client(team=(user, colleague))


@pytest.fixture
def actor(user: User, client_: Client) -> Actor:
    return acting(user)


@pytest.fixture
def draft(user: User, client_: Client) -> Estimate:
    """Two lines of hours and a bought one."""
    a_standard(a_role())
    bought = LineData("third", "Печать", cost_minor=10_000, percent_bp=1_765, phase="Тираж")
    first = hours(price_minor=400_000, note="с правками")
    return a_draft(user, client_, first, hours(title="Вёрстка", price_minor=300_000), bought)


def held(estimate: Estimate) -> tuple[list[dict[str, Any]], list[int]]:
    """Every column of the rows but how often they were written, and the sums."""
    estimate = Estimate.objects.get(pk=estimate.pk)
    rows = list(estimate.lines.order_by("position", "id").values())
    for row in rows:
        row.pop("version")
    return rows, [getattr(estimate, name) for name in SUMS]


def lines_of(estimate: Estimate) -> list[LineData]:
    return [data_of(row) for row in stored_lines(estimate)]


def another(estimate: Estimate) -> list[LineData]:
    """The last line first and dearer, the first in other words, the second gone, a new one."""
    first, _second, third = lines_of(estimate)
    more = hours(3, title="Ретушь", price_minor=100)
    return [replace(third, cost_minor=20_000), replace(first, title="Идея", phase="Один"), more]


def test_the_lines_come_back_as_they_were_under_their_ids(actor: Actor, draft: Estimate) -> None:
    before = held(draft)
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    assert held(draft) != before
    undo_save(actor, draft, saved_version=saved.version)
    assert held(draft) == before


def test_costs_that_changed_meanwhile_do_not_change_what_comes_back(
    actor: Actor, draft: Estimate
) -> None:
    before = held(draft)
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    made(RoleRate(role=a_role(), grade=2, from_on=DAY, cost_minor=999_900))
    undo_save(actor, draft, saved_version=saved.version)
    assert held(draft) == before


def test_what_is_taken_back_can_be_made_again(actor: Actor, draft: Estimate) -> None:
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    after = held(draft)
    back = undo_save(actor, draft, saved_version=saved.version)
    undo_save(actor, draft, saved_version=back.version)
    assert held(draft) == after


def test_what_points_at_a_line_still_points_at_it(actor: Actor, draft: Estimate) -> None:
    first = stored_lines(draft)[0]
    said = made(EstimateAnswer(estimate=draft, kind="comment", words="?", line=first, at=NOW))
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    undo_save(actor, draft, saved_version=saved.version)
    said.refresh_from_db()
    assert (said.line.title, stored_lines(draft)[0].pk) == ("Концепция", first.pk)


def test_a_task_that_is_gone_for_good_does_not_hold_the_line(
    actor: Actor, user: User, client_: Client
) -> None:
    task = made(Task(project=a_project(client_), number=1, name="Макет"))
    draft = a_draft(user, client_, hours(price_minor=100, task_id=task.pk))
    saved = save_lines(actor, draft, lines=[], version=draft.version)
    with recording(Project):
        Task.objects.filter(pk=task.pk).delete()
    undo_save(actor, draft, saved_version=saved.version)
    assert [row.task_id for row in stored_lines(draft)] == [None]


def terms_of(draft: Estimate, actor: Actor) -> None:
    edit_estimate(actor, draft, data=EstimateData("Иначе", DAY), version=draft.version)


def payments_of(draft: Estimate, actor: Actor) -> None:
    save_payments(actor, draft, steps=[PaymentData("Всё", 10_000)], version=draft.version)


def lines_again(draft: Estimate, actor: Actor) -> None:
    save_lines(actor, draft, lines=[hours(price_minor=1)], version=draft.version)


@pytest.mark.parametrize("change", [terms_of, payments_of, lines_again])
def test_after_somebody_elses_change_there_is_no_way_back(
    actor: Actor, colleague: User, draft: Estimate, change: Any
) -> None:
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    change(saved, acting(colleague))
    after = held(draft)
    with pytest.raises(Refused, match=r"estimate\.changed_since"):
        undo_save(actor, draft, saved_version=saved.version)
    assert held(draft) == after


def test_an_earlier_save_than_the_last_is_not_taken_back(actor: Actor, draft: Estimate) -> None:
    first = save_lines(actor, draft, lines=another(draft), version=draft.version).version
    save_lines(actor, draft, lines=[hours(price_minor=1)], version=first)
    with pytest.raises(Refused, match=r"estimate\.changed_since"):
        undo_save(actor, draft, saved_version=first)


def test_a_save_that_changes_nothing_leaves_the_way_back_open(
    actor: Actor, draft: Estimate
) -> None:
    before = held(draft)
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    again = save_lines(actor, draft, lines=lines_of(draft), version=saved.version)
    assert again.version == saved.version
    undo_save(actor, draft, saved_version=saved.version)
    assert held(draft) == before


def test_what_was_sent_does_not_go_back_and_forgets_the_way(
    actor: Actor, user: User, client_: Client
) -> None:
    sent = a_sent(user, client_)
    assert not DraftBefore.objects.filter(estimate=sent).exists()
    with pytest.raises(Refused, match=r"estimate\.not_free"):
        undo_save(actor, sent, saved_version=sent.version)


# ---- terms and payments ----


def test_the_terms_come_back_with_the_prices_that_followed_from_them(
    actor: Actor, user: User, client_: Client, draft: Estimate
) -> None:
    contract = a_contract(client_)
    own = {"project": a_project(client_), "contract": contract, "works_to": DAY}
    data = EstimateData("Осень", DAY, discount_bp=500, **own)
    draft = edit_estimate(actor, draft, data=data, version=draft.version)
    before, terms = held(draft), [getattr(draft, name) for name in TERMS]
    other = EstimateData("Зима", date(2026, 12, 1), discount_bp=1_000, works_to=None)
    saved = edit_estimate(actor, draft, data=other, version=draft.version)
    after = held(draft)
    assert after != before

    back = undo_save(actor, draft, saved_version=saved.version)

    stored = Estimate.objects.get(pk=draft.pk)
    assert [getattr(stored, name) for name in TERMS] == terms
    assert held(draft) == before
    undo_save(actor, draft, saved_version=back.version)
    assert (held(draft), Estimate.objects.get(pk=draft.pk).title) == (after, "Зима")


def test_a_contract_that_is_gone_for_good_is_named_no_more(
    actor: Actor, client_: Client, draft: Estimate
) -> None:
    contract = a_contract(client_)
    data = EstimateData("Осень", DAY, contract=contract)
    draft = edit_estimate(actor, draft, data=data, version=draft.version)
    saved = edit_estimate(actor, draft, data=EstimateData("Осень", DAY), version=draft.version)
    with recording(Contract):
        contract.delete()

    undo_save(actor, draft, saved_version=saved.version)

    assert Estimate.objects.get(pk=draft.pk).contract is None


def steps_of(draft: Estimate) -> list[tuple[Any, ...]]:
    return list(draft.payments.values_list("title", "percent_bp", "trigger", "due_on"))


def test_the_payments_come_back_and_can_be_saved_again(actor: Actor, draft: Estimate) -> None:
    first = [PaymentData("Аванс", 3_000, "date", DAY), PaymentData("По акту", 7_000, "delivered")]
    draft = save_payments(actor, draft, steps=first, version=draft.version)
    before = steps_of(draft)
    saved = save_payments(actor, draft, steps=[PaymentData("Всё", 10_000)], version=draft.version)
    after = steps_of(draft)

    back = undo_save(actor, draft, saved_version=saved.version)

    assert steps_of(draft) == before == [("Аванс", 3_000, "date", DAY),
                                         ("По акту", 7_000, "delivered", None)]  # fmt: skip
    undo_save(actor, draft, saved_version=back.version)
    assert steps_of(draft) == after == [("Всё", 10_000, "date", None)]


def test_the_same_terms_and_payments_once_more_change_nothing(
    actor: Actor, draft: Estimate
) -> None:
    steps = [PaymentData("Всё", 10_000)]
    for _time in range(2):
        terms_of(draft, actor)
        draft.refresh_from_db()
        save_payments(actor, draft, steps=steps, version=draft.version)
        draft.refresh_from_db()
    said = Entry.objects.order_by("number").values_list("event", flat=True)
    assert list(said)[-2:] == ["estimate.changed", "estimate.payments_saved"]


@pytest.mark.parametrize(
    ("change", "events"),
    [
        (terms_of, ["estimate.changed", "estimate.terms_undone"]),
        (payments_of, ["estimate.payments_saved", "estimate.payments_undone"]),
    ],
)
def test_history_tells_which_part_was_taken_back(
    actor: Actor, draft: Estimate, change: Any, events: list[str]
) -> None:
    change(draft, actor)
    saved = Estimate.objects.get(pk=draft.pk)
    undo_save(actor, saved, saved_version=saved.version)
    told = Entry.objects.order_by("-number").values_list("event", flat=True)[:2]
    assert list(told)[::-1] == events


def test_a_stranger_does_not_take_it_back(actor: Actor, draft: Estimate) -> None:
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    after = held(draft)
    with pytest.raises(NotAllowed):
        undo_save(acting(a_user("manager")), draft, saved_version=saved.version)
    assert held(draft) == after


def test_history_tells_the_save_and_that_it_was_taken_back(actor: Actor, draft: Estimate) -> None:
    net = draft.net_minor
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    undo_save(actor, draft, saved_version=saved.version)
    undone, done = Entry.objects.order_by("-number")[:2]
    assert (done.event, undone.event) == ("estimate.lines_saved", "estimate.lines_undone")
    assert undone.changes["net_minor"] == [saved.net_minor, net]
    assert undone.changes["lines"] == 3


def test_a_person_who_is_forgotten_does_not_come_back_with_the_lines(
    actor: Actor, client_: Client, draft: Estimate
) -> None:
    contact = a_contact(client_, "Мария Образцова")
    named = [hours(title="Показ для: Мария Образцова", price_minor=100)]
    saved = save_lines(actor, draft, lines=named, version=draft.version)
    other = save_lines(actor, draft, lines=another_title(draft), version=saved.version)
    forget_person(acting(a_user("service")), contact, now=NOW)
    with pytest.raises(Refused, match=r"estimate\.changed_since"):
        undo_save(actor, draft, saved_version=other.version)
    assert "Образцова" not in json.dumps(held(draft), ensure_ascii=False)


def another_title(draft: Estimate) -> list[LineData]:
    return [*lines_of(draft), hours(title="Ещё", price_minor=100)]


# ---- on the page ----


def typed(draft: Estimate, *titles: str) -> dict[str, Any]:
    rows = [{"kind": "fixed", "title": title, "price": "100"} for title in titles]
    sent: dict[str, Any] = {
        name: [row.get(name, "") for row in rows] for name in (*COLUMNS, "key", "card")
    }
    return sent | {"version": str(draft.version)}


def address(name: str, *args: Any) -> str:
    return reverse(f"estimates:{name}", args=args)


def offered_undo(answer: Any) -> str:
    return str(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"])


@pytest.fixture
def browser(user: User, client: Browser) -> Browser:
    client.force_login(user)
    return client


def test_the_toast_takes_the_save_back_and_offers_it_again(
    browser: Browser, draft: Estimate
) -> None:
    before = held(draft)
    body = typed(draft, "Плёнка", "Монтаж")
    answer = browser.post(address("estimate_lines", draft.pk), body, headers={"hx-request": "true"})
    undo = offered_undo(answer)
    assert f'action="{undo}"' in answer.content.decode()
    assert browser.post(undo).headers["Location"] == draft.get_absolute_url()
    assert held(draft) == before
    page = browser.get(draft.get_absolute_url()).content.decode()
    redo = address("estimate_undo", draft.pk, Estimate.objects.get(pk=draft.pk).version)
    assert f'action="{redo}"' in page


def test_the_page_says_why_a_save_is_not_taken_back(
    browser: Browser, actor: Actor, draft: Estimate
) -> None:
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    undo = address("estimate_undo", draft.pk, saved.version)
    terms_of(saved, actor)
    page = browser.post(undo, follow=True).content.decode()
    assert "с тех пор смету изменили" in page
    assert 'id="undo-save"' not in page


def test_what_is_typed_and_wrong_does_not_offer_the_way_back(
    browser: Browser, actor: Actor, draft: Estimate
) -> None:
    saved = save_lines(actor, draft, lines=another(draft), version=draft.version)
    body = typed(saved, "Плёнка") | {"price": ["сто"]}
    answer = browser.post(address("estimate_lines", draft.pk), body)
    assert answer.status_code == 422
    assert 'id="undo-save"' not in answer.content.decode()


def test_a_save_of_the_same_lines_says_so(browser: Browser, draft: Estimate) -> None:
    browser.post(address("estimate_lines", draft.pk), typed(draft, "Плёнка"))
    draft.refresh_from_db()
    line = stored_lines(draft)[0]
    body = typed(draft, "Плёнка") | {"key": [str(line.pk)]}
    answer = browser.post(address("estimate_lines", draft.pk), body, headers={"hx-request": "true"})
    assert offered_undo(answer) == ""
    assert Estimate.objects.get(pk=draft.pk).version == draft.version


def test_saved_terms_are_taken_back_by_the_message_or_on_their_page(
    browser: Browser, draft: Estimate
) -> None:
    title, edit = draft.title, address("estimate_edit", draft.pk)
    body = browser.get(edit).context["form"].initial
    body = {name: getattr(value, "pk", value) for name, value in body.items() if value is not None}
    answer = browser.post(
        address("estimate_edited", draft.pk), body | {"title": "Зима"}, follow=True
    )
    draft.refresh_from_db()
    undo = address("estimate_undo", draft.pk, draft.version)
    assert draft.title == "Зима"
    assert f'action="{undo}"' in answer.content.decode()
    assert 'id="undo-save"' not in answer.content.decode()  # Ctrl+Z among lines is of lines
    assert 'id="undo-save"' in browser.get(edit).content.decode()

    assert browser.post(undo).headers["Location"] == edit
    draft.refresh_from_db()
    assert draft.title == title


def test_saved_payments_are_taken_back_by_the_message_or_on_their_page(
    browser: Browser, draft: Estimate
) -> None:
    url = address("estimate_payments", draft.pk)
    body = {"title": ["Всё"], "percent": ["100"], "trigger": ["accepted"], "due": [""]}
    answer = browser.post(
        address("estimate_payments_saved", draft.pk),
        body | {"version": str(draft.version)},
        follow=True,
    )
    draft.refresh_from_db()
    undo = address("estimate_undo", draft.pk, draft.version)
    told = answer.content.decode()
    assert told.count(f'action="{undo}"') == 2
    assert 'id="undo-save"' in told
    assert 'id="undo-save"' not in browser.get(draft.get_absolute_url()).content.decode()

    assert browser.post(undo).headers["Location"] == url
    assert steps_of(draft) == []
