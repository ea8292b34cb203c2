"""The way of an estimate: approved where its margin asks for it, sent, answered, made a budget."""

from datetime import date, timedelta

import pytest

from napulse.access.actor import Actor
from napulse.access.models import GuestLink, User
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.estimates.actions import answers, approval, copies, sending
from napulse.estimates.actions.answers import AnswerData
from napulse.estimates.actions.saving import save_lines, save_payments
from napulse.estimates.actions.sending import SendData
from napulse.estimates.lines import LineData, PaymentData
from napulse.estimates.models import (
    BudgetLine,
    Estimate,
    EstimateAnswerKind,
    EstimateState,
    PaymentStep,
)
from napulse.estimates.models.estimates import FrozenEstimateChanged
from napulse.estimates.queries.approval import below, margin_of
from napulse.estimates.queries.content import hash_of, offered
from napulse.estimates.queries.guests import GUEST_KIND, by_guest_key
from napulse.estimates.tests.offers import (
    DAY,
    a_client_of,
    a_draft,
    a_manager,
    a_sent,
    accepted,
    guest_of,
    hours,
)
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.testing import NOW, a_client, a_project, a_user, acting
from napulse.testing_money import a_role, a_standard, an_invoice, made

pytestmark = pytest.mark.django_db
SAID = EstimateAnswerKind
NAME = "Мария Образцова"
TO = SendData("client@example.com", NAME)


@pytest.fixture
def user() -> User:
    return a_manager()


@pytest.fixture
def client_(user: User) -> Client:
    return a_client_of(user)


@pytest.fixture
def actor(user: User, client_: Client) -> Actor:
    return acting(user)


@pytest.fixture
def project(client_: Client) -> Project:
    return a_project(client_)


def thin(rate: int) -> LineData:
    """Ten hours at this price; an hour costs 1,500 by the standard."""
    a_standard(a_role()) if not a_standard_is_set() else None
    return hours(price_minor=rate)


def a_standard_is_set() -> bool:
    from napulse.people.models import RoleRate

    return RoleRate.objects.exists()


# ---- approval ----


@pytest.mark.parametrize(
    ("rate", "margin", "floor"),
    [(250_000, 4_000, ""), (249_000, 3_976, "floor"), (200_000, 2_500, "floor"),
     (199_000, 2_462, "hard"), (100_000, -5_000, "hard")],
)  # fmt: skip
def test_the_floor_that_a_margin_is_below(
    user: User, client_: Client, rate: int, margin: int, floor: str
) -> None:
    draft = a_draft(user, client_, thin(rate))
    assert (margin_of(draft), below(draft)) == (margin, floor)


def test_hours_that_nobody_can_cost_ask_for_approval(user: User, client_: Client) -> None:
    thin(1)
    draft = a_draft(user, client_, hours(role_id=a_role("Копирайтер").pk, price_minor=900_000))
    assert below(draft) == "floor"


def test_a_thin_margin_is_not_sent_without_approval(
    user: User, client_: Client, actor: Actor
) -> None:
    draft = a_draft(user, client_, thin(240_000))
    with pytest.raises(Refused, match=r"estimate\.needs_approval"):
        sending.send_estimate(actor, draft, data=TO, version=draft.version, now=NOW)
    waiting = approval.ask_approval(actor, draft, version=draft.version)
    director = acting(a_user("director", manager=None))
    with pytest.raises(NotAllowed):  # not a director of this client
        approval.approve_estimate(director, waiting, words="", version=waiting.version, now=NOW)
    head = acting(a_user("service"))
    done = approval.approve_estimate(head, waiting, words="Вход", version=waiting.version, now=NOW)
    sent = sending.send_estimate(actor, done, data=TO, version=done.version, now=NOW)
    assert (sent.state, sent.approved_by_id) == ("sent", head.user_id)


def test_below_the_hard_floor_a_director_may_not_but_the_head_may(client_: Client) -> None:
    director = a_user("director")
    own = a_client_of(director)
    draft = a_draft(director, own, thin(190_000))
    waiting = approval.ask_approval(acting(director), draft, version=draft.version)
    with pytest.raises(NotAllowed):
        approval.approve_estimate(
            acting(director), waiting, words="", version=waiting.version, now=NOW
        )
    head = acting(a_user("managing"))
    approved = approval.approve_estimate(head, waiting, words="", version=waiting.version, now=NOW)
    assert approved.state == EstimateState.APPROVED


def test_whoever_may_approve_sends_without_asking(client_: Client) -> None:
    director = a_user("director")
    own = a_client_of(director)
    sent = a_sent(director, own, thin(240_000))
    assert (sent.state, sent.approved_by_id) == ("sent", director.pk)


def test_a_change_after_approval_asks_again(user: User, client_: Client, actor: Actor) -> None:
    draft = a_draft(user, client_, thin(240_000))
    waiting = approval.ask_approval(actor, draft, version=draft.version)
    with pytest.raises(Refused, match=r"estimate\.not_free"):
        save_lines(actor, waiting, lines=[], version=waiting.version)
    back = approval.take_back(actor, waiting, version=waiting.version)
    save_lines(actor, back, lines=[thin(245_000)], version=back.version)
    back.refresh_from_db()
    with pytest.raises(Refused, match=r"estimate\.needs_approval"):
        sending.send_estimate(actor, back, data=TO, version=back.version, now=NOW)


def test_a_return_without_a_word_is_refused(user: User, client_: Client, actor: Actor) -> None:
    draft = a_draft(user, client_, thin(240_000))
    waiting = approval.ask_approval(actor, draft, version=draft.version)
    head = acting(a_user("service"))
    with pytest.raises(Refused, match=r"estimate\.return_why"):
        approval.return_estimate(head, waiting, words=" ", version=waiting.version)
    back = approval.return_estimate(head, waiting, words="Мало", version=waiting.version)
    assert (back.state, back.approval_note) == ("returned", "Мало")


# ---- sending ----


def test_what_is_sent_is_frozen_with_its_hash(user: User, client_: Client) -> None:
    sent = a_sent(user, client_)
    assert sent.content_hash == hash_of(sent, sent.content)
    assert "cost" not in str(sent.content)
    sent.content = {"head": {}}
    with pytest.raises(FrozenEstimateChanged):
        made(sent)


def test_an_empty_estimate_or_a_wrong_address_is_not_sent(
    user: User, client_: Client, actor: Actor
) -> None:
    draft = a_draft(user, client_)
    with pytest.raises(Refused, match=r"estimate\.not_an_address"):
        sending.send_estimate(actor, draft, data=SendData("nobody"), version=draft.version, now=NOW)
    save_lines(actor, draft, lines=[], version=draft.version)
    draft.refresh_from_db()
    with pytest.raises(Refused, match=r"estimate\.empty"):
        sending.send_estimate(actor, draft, data=TO, version=draft.version, now=NOW)


# ---- answers ----


def test_the_first_look_of_a_person_is_remembered_once(user: User, client_: Client) -> None:
    sent, guest = a_sent(user, client_), guest_of(client_)
    answers.see_estimate(guest, sent, address="192.0.2.1", now=NOW)
    answers.see_estimate(guest, sent, address="192.0.2.2", now=NOW + timedelta(hours=1))
    sent.refresh_from_db()
    assert sent.seen_at == NOW
    assert sent.answers.count() == 1


def test_comments_stand_under_their_lines(user: User, client_: Client) -> None:
    sent = a_sent(user, client_)
    line = sent.lines.get()
    said = AnswerData(SAID.RETURNED, NAME, "Дорого", {line.pk: "Зачем столько?", 10**9: "чужое"})
    back = answers.answer_estimate(guest_of(client_), sent, data=said, now=NOW)
    assert back.state == "returned"
    told = [(a.kind, a.line_id, a.words) for a in sent.answers.all()]
    assert told == [("comment", line.pk, "Зачем столько?"), ("returned", None, "Дорого")]


def test_a_return_without_comments_and_an_acceptance_without_a_name_are_refused(
    user: User, client_: Client
) -> None:
    sent, guest = a_sent(user, client_), guest_of(client_)
    with pytest.raises(Refused, match=r"answer\.no_words"):
        answers.answer_estimate(guest, sent, data=AnswerData(SAID.RETURNED, NAME), now=NOW)
    with pytest.raises(Refused, match=r"answer\.no_name"):
        answers.answer_estimate(guest, sent, data=AnswerData(SAID.ACCEPTED), now=NOW)


def test_an_offer_that_expired_is_not_accepted_by_the_link(user: User, client_: Client) -> None:
    sent, later = a_sent(user, client_, valid_until=DAY), NOW + timedelta(days=1)
    with pytest.raises(Refused, match=r"estimate\.expired"):
        answers.answer_estimate(
            guest_of(client_), sent, data=AnswerData(SAID.ACCEPTED, NAME), now=later
        )


def test_acceptance_makes_the_budget_and_the_payments_that_waited(
    user: User, client_: Client, actor: Actor, project: Project
) -> None:
    third = LineData("third", "Печать", cost_minor=100_000, percent_bp=1_765, pass_through=True)
    open_option = hours(title="Вариант", price_minor=100, optional=True, chosen=False)
    lines = (hours(price_minor=400_000), third, open_option)
    draft = a_draft(user, client_, *lines, project=project, discount_bp=1_000,
                    works_from=DAY, works_to=date(2026, 12, 31))  # fmt: skip
    steps = [PaymentData("Аванс", 5_000, "accepted"), PaymentData("Остаток", 5_000, "delivered")]
    save_payments(actor, draft, steps=steps, version=draft.version)
    draft.refresh_from_db()
    sent = sending.send_estimate(actor, draft, data=TO, version=draft.version, now=NOW)
    answers.answer_estimate(guest_of(client_), sent, data=AnswerData(SAID.ACCEPTED, NAME), now=NOW)
    rows = BudgetLine.objects.filter(project=project)
    told = [(row.title, row.minutes, row.net_minor, row.pass_through) for row in rows]
    assert told == [("Концепция", 600, 3_600_000, False), ("Печать", 0, 117_650, True)]
    assert sum(row.net_minor for row in rows) == sent.net_minor
    assert {(row.from_on, row.to_on) for row in rows} == {(DAY, date(2026, 12, 31))}
    assert list(PaymentStep.objects.values_list("reached_on", flat=True)) == [NOW.date(), None]


def test_nobody_accepts_twice(user: User, client_: Client) -> None:
    done = accepted(user, client_)
    with pytest.raises(Refused, match=r"estimate\.answered"):
        answers.answer_estimate(
            guest_of(client_), done, data=AnswerData(SAID.DECLINED, NAME), now=NOW
        )


def test_a_foreign_currency_becomes_a_budget_in_the_base_currency(
    user: User, client_: Client, project: Project
) -> None:
    from napulse.ledger.models import ExchangeRate

    made(ExchangeRate(currency="USD", on=DAY, rate_e6=90_333_333, recorded_at=NOW))
    lines = [hours(1, title=str(n), price_minor=333) for n in range(3)]
    done = accepted(user, client_, *lines, project=project, currency="USD")
    rows = BudgetLine.objects.filter(project=project).values_list("net_minor", flat=True)
    assert sum(rows) == 90_243  # 9.99 $ at 90.333333
    assert done.net_minor == 999


# ---- versions ----


def test_a_new_version_keeps_the_budget_lines_that_are_still_there(
    user: User, client_: Client, actor: Actor, project: Project
) -> None:
    first = accepted(
        user, client_, hours(price_minor=400_000), hours(title="Лишнее"), project=project
    )
    kept = BudgetLine.objects.get(title="Концепция")
    second = copies.make_edition(actor, first, reason="Меньше работы", now=NOW)
    lines = [hours(8, price_minor=400_000), hours(title="Новое", price_minor=100_000)]
    save_lines(actor, second, lines=lines, version=second.version)
    second.refresh_from_db()
    sent = sending.send_estimate(actor, second, data=TO, version=second.version, now=NOW)
    first.refresh_from_db()
    assert first.state == "accepted"  # until the new one is
    answers.answer_estimate(guest_of(client_), sent, data=AnswerData(SAID.ACCEPTED, NAME), now=NOW)
    first.refresh_from_db()
    kept.refresh_from_db()
    assert (first.state, kept.minutes, kept.estimate_id) == ("replaced", 480, second.pk)
    open_ = BudgetLine.objects.filter(closed_at=None).values_list("title", flat=True)
    assert sorted(open_) == ["Концепция", "Новое"]


def test_a_sent_version_is_replaced_when_the_next_is_sent(
    user: User, client_: Client, actor: Actor
) -> None:
    first = a_sent(user, client_)
    link = GuestLink.objects.create(
        digest="0" * 64, kind=GUEST_KIND, object_id=first.pk, recipient_id=0,
        client_id=client_.pk, created_at=NOW, expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    second = copies.make_edition(actor, first, reason="Правки клиента", now=NOW)
    assert (second.number, second.edition, second.reason) == (1, 2, "Правки клиента")
    with pytest.raises(Refused, match=r"estimate\.has_next"):
        copies.make_edition(actor, first, reason="Ещё раз", now=NOW)
    sending.send_estimate(actor, second, data=TO, version=second.version, now=NOW)
    first.refresh_from_db()
    link.refresh_from_db()
    assert first.state == "replaced"
    assert link.revoked_at == NOW


def test_a_link_that_never_was_opens_nothing(user: User, client_: Client) -> None:
    a_sent(user, client_)
    with pytest.raises(Missing):
        by_guest_key("0" * 43, now=NOW)


# ---- by hand, and back ----


def test_an_acceptance_heard_by_phone_is_kept_with_its_note_and_can_be_taken_back(
    user: User, client_: Client, actor: Actor, project: Project
) -> None:
    sent = a_sent(user, client_, project=project)
    with pytest.raises(Refused, match=r"answer\.no_note"):
        answers.hear_answer(actor, sent, data=AnswerData(SAID.ACCEPTED, NAME), now=NOW)
    said = AnswerData(SAID.ACCEPTED, NAME, "По телефону, 26 ноября")
    done = answers.hear_answer(actor, sent, data=said, now=NOW)
    assert (done.state, BudgetLine.objects.filter(deleted_at=None).count()) == ("accepted", 1)
    back = answers.undo_acceptance(actor, done, now=NOW)
    assert back.state == "sent"
    assert not BudgetLine.objects.filter(deleted_at=None).exists()
    again = answers.hear_answer(actor, back, data=said, now=NOW)
    assert again.state == "accepted"
    assert BudgetLine.objects.filter(deleted_at=None).count() == 1


def test_an_acceptance_that_work_stands_on_is_not_taken_back(
    user: User, client_: Client, actor: Actor, project: Project
) -> None:
    said = AnswerData(SAID.ACCEPTED, NAME, "Письмом")
    done = answers.hear_answer(actor, a_sent(user, client_, project=project), data=said, now=NOW)
    line = BudgetLine.objects.get()
    worked = Fact(PostingKind.TIME, DAY, client_.pk, project.pk, line.pk, minutes=60)
    post(Source.ENTRY, 1, [worked], now=NOW)
    with pytest.raises(Refused, match=r"estimate\.in_use"):
        answers.undo_acceptance(actor, done, now=NOW)
    done.refresh_from_db()
    assert done.state == "accepted"


def test_an_invoiced_acceptance_is_not_taken_back(
    user: User, client_: Client, actor: Actor
) -> None:
    said = AnswerData(SAID.ACCEPTED, NAME, "Письмом")
    done = answers.hear_answer(actor, a_sent(user, client_), data=said, now=NOW)
    an_invoice(client_, estimate=done)
    with pytest.raises(Refused, match=r"estimate\.in_use"):
        answers.undo_acceptance(actor, done, now=NOW)


def test_what_the_client_accepted_is_not_ours_to_take_back(
    user: User, client_: Client, actor: Actor
) -> None:
    with pytest.raises(Refused, match=r"estimate\.accepted_by_client"):
        answers.undo_acceptance(actor, accepted(user, client_), now=NOW)


def test_taking_a_version_back_gives_the_budget_of_the_one_before(
    user: User, client_: Client, actor: Actor, project: Project
) -> None:
    first = accepted(user, client_, hours(price_minor=400_000), project=project)
    second = copies.make_edition(actor, first, reason="Больше", now=NOW)
    lines = [hours(20, price_minor=400_000), hours(title="Новое", price_minor=1)]
    save_lines(actor, second, lines=lines, version=second.version)
    second.refresh_from_db()
    said = AnswerData(SAID.ACCEPTED, NAME, "Письмом")
    done = answers.hear_answer(actor, second, data=said, now=NOW)
    answers.undo_acceptance(actor, done, now=NOW)
    first.refresh_from_db()
    rows = BudgetLine.objects.filter(deleted_at=None, closed_at=None)
    assert first.state == "accepted"
    assert [(row.title, row.minutes, row.estimate_id) for row in rows] == [
        ("Концепция", 600, first.pk)
    ]


# ---- plan and copies ----


def test_hours_of_a_plan_become_lines_and_lines_become_tasks(
    user: User, client_: Client, actor: Actor, project: Project
) -> None:
    lines = [hours(phase="Креатив"), hours(4, title="Тексты", phase="Креатив")]
    draft = a_draft(user, client_, *lines, project=project)
    assert copies.plan_from_estimate(actor, draft, project=project, now=NOW) == 2
    back = copies.lines_of_plan(actor, project)
    told = [(line.title, line.phase, line.quantity_milli, line.grade) for line in back]
    assert told == [("Концепция", "Креатив", 10_000, 2), ("Тексты", "Креатив", 4_000, 2)]
    assert [line.task_id for line in back] == list(draft.lines.values_list("task_id", flat=True))
    project.refresh_from_db()
    with pytest.raises(Refused, match=r"estimate\.nothing_to_plan"):
        copies.plan_from_estimate(actor, draft, project=project, now=NOW)


def test_a_copy_has_prices_of_today_and_no_dates(user: User, client_: Client, actor: Actor) -> None:
    from napulse.testing_money import a_price

    old = a_sent(user, client_, hours(price_minor=100), valid_until=DAY)
    a_price(a_role(), 500_000)
    copy = copies.duplicate_estimate(actor, old, now=NOW)
    assert (copy.number, copy.state, copy.valid_until) == (2, "draft", None)
    assert copy.lines.get().price_minor == 500_000


def test_a_project_named_later_gets_the_budget(
    user: User, client_: Client, actor: Actor, project: Project
) -> None:
    done = accepted(user, client_)
    assert not BudgetLine.objects.exists()
    copies.attach_project(actor, done, project=project, now=NOW)
    assert BudgetLine.objects.get().project_id == project.pk
    with pytest.raises(NotAllowed):
        copies.attach_project(actor, done, project=a_project(a_client()), now=NOW)


def test_what_was_sent_reads_the_same_after_the_lines_of_the_world_changed(
    user: User, client_: Client
) -> None:
    sent = a_sent(user, client_)
    before = offered(sent)
    client_.name = "Другое имя"
    made(client_)
    assert offered(Estimate.objects.get(pk=sent.pk)) == before
