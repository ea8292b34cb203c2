"""What may leave the house, and what a version that was agreed to does to those before it."""

from datetime import timedelta

import pytest

from napulse.access.actor import Actor
from napulse.access.models import GuestLink, User
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.estimates.actions import answers, copies, sending
from napulse.estimates.actions.answers import AnswerData
from napulse.estimates.actions.saving import save_payments
from napulse.estimates.actions.sending import SendData
from napulse.estimates.actions.writing import delete_estimate
from napulse.estimates.lines import PaymentData
from napulse.estimates.models import EstimateAnswerKind
from napulse.estimates.queries.approval import below
from napulse.estimates.queries.attention import attention
from napulse.estimates.queries.guests import GUEST_KIND
from napulse.estimates.queries.pricing import rate_discount
from napulse.estimates.tests.offers import (
    DAY,
    a_client_of,
    a_draft,
    a_manager,
    a_sent,
    guest_of,
    hours,
)
from napulse.testing import NOW, a_project, acting
from napulse.testing_money import a_contract, a_role, a_standard, a_term

pytestmark = pytest.mark.django_db
SAID = EstimateAnswerKind
TO = SendData("client@example.com", "Мария Образцова")
HEARD = AnswerData(SAID.ACCEPTED, "Мария Образцова", "По телефону, 26 ноября")


@pytest.fixture
def user() -> User:
    return a_manager()


@pytest.fixture
def client_(user: User) -> Client:
    return a_client_of(user)


@pytest.fixture
def actor(user: User, client_: Client) -> Actor:
    return acting(user)


def test_work_that_is_given_away_is_below_the_hard_floor(user: User, client_: Client) -> None:
    """All of the price as a discount earns less than any margin that the head must approve."""
    a_standard(a_role())
    given = a_draft(user, client_, hours(price_minor=400_000), discount_bp=10_000)
    free = a_draft(user, client_, hours(price_minor=0))
    assert (below(given), below(free)) == ("hard", "hard")


def test_an_offer_that_has_run_out_is_not_sent(user: User, client_: Client, actor: Actor) -> None:
    """The client could only read that it is too late."""
    draft = a_draft(user, client_, valid_until=NOW.date() - timedelta(days=1))
    with pytest.raises(Refused, match=r"estimate\.run_out"):
        sending.send_estimate(actor, draft, data=TO, version=draft.version, now=NOW)
    today = a_draft(user, client_, valid_until=NOW.date())
    sent = sending.send_estimate(actor, today, data=TO, version=today.version, now=NOW)
    assert sent.state == "sent"


def test_what_was_agreed_to_in_time_is_written_down_later(
    user: User, client_: Client, actor: Actor
) -> None:
    draft = a_draft(user, client_, valid_until=NOW.date() - timedelta(days=1))
    assert answers.hear_answer(actor, draft, data=HEARD, now=NOW).state == "accepted"


def test_a_payment_that_waits_for_a_day_nobody_named_is_not_sent(
    user: User, client_: Client, actor: Actor
) -> None:
    """A copy has no days: its payments would never come due."""
    draft = a_draft(user, client_)
    steps = [PaymentData("Аванс", 10_000, "date", DAY)]
    draft = save_payments(actor, draft, steps=steps, version=draft.version)
    copy = copies.duplicate_estimate(actor, draft, now=NOW)
    with pytest.raises(Refused, match=r"payments\.no_day"):
        sending.send_estimate(actor, copy, data=TO, version=copy.version, now=NOW)
    assert (
        sending.send_estimate(actor, draft, data=TO, version=draft.version, now=NOW).state == "sent"
    )


def test_a_currency_without_a_rate_is_not_sent(user: User, client_: Client, actor: Actor) -> None:
    """The client could not accept it: the budget is in our own currency."""
    draft = a_draft(user, client_, project=a_project(client_), currency="USD")
    with pytest.raises(Refused, match=r"currency\.unknown"):
        sending.send_estimate(actor, draft, data=TO, version=draft.version, now=NOW)


def test_a_copy_keeps_the_price_that_no_card_has(user: User, client_: Client, actor: Actor) -> None:
    copy = copies.duplicate_estimate(actor, a_sent(user, client_), now=NOW)
    assert copy.lines.get().price_minor == 400_000


def test_an_estimate_under_an_annex_has_the_discount_of_its_master(client_: Client) -> None:
    master = a_contract(client_, kind="master")
    a_term(master, "rate_discount", 1_000)
    annex = a_contract(client_, kind="annex", parent=master)
    assert rate_discount(annex, DAY) == 1_000


def test_an_acceptance_by_phone_closes_the_version_that_is_with_the_client(
    user: User, client_: Client, actor: Actor
) -> None:
    """Otherwise the old price could still be accepted by the link in the first letter."""
    first = a_sent(user, client_)
    link = GuestLink.objects.create(
        digest="0" * 64, kind=GUEST_KIND, object_id=first.pk, recipient_id=0,
        client_id=client_.pk, created_at=NOW, expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    second = copies.make_edition(actor, first, reason="Дешевле", now=NOW)
    done = answers.hear_answer(actor, second, data=HEARD, now=NOW)
    first.refresh_from_db()
    link.refresh_from_db()
    assert (done.state, first.state, link.revoked_at) == ("accepted", "replaced", NOW)
    late = AnswerData(SAID.ACCEPTED, "Мария Образцова")
    with pytest.raises(Refused, match=r"estimate\.answered"):
        answers.answer_estimate(guest_of(client_), first, data=late, now=NOW)


def test_a_returned_estimate_is_told_again_when_its_next_version_was_thrown_away(
    user: User, client_: Client, actor: Actor
) -> None:
    sent = a_sent(user, client_)
    said = AnswerData(SAID.RETURNED, "Мария Образцова", "Дорого")
    back = answers.answer_estimate(guest_of(client_), sent, data=said, now=NOW)
    next_ = copies.make_edition(actor, back, reason="Дешевле", now=NOW)
    assert attention(actor, client_ids=None, now=NOW) == []
    delete_estimate(actor, next_, now=NOW)
    assert [one.reason.code for one in attention(actor, client_ids=None, now=NOW)] == [
        "estimate_returned"
    ]
