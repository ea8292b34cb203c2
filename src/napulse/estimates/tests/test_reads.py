"""Precedents, differences, papers and what a person may ask to be forgotten."""

import io
from datetime import date

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from napulse.access.models import GuestLink, User
from napulse.audit.recording import recording
from napulse.clients.models import Client
from napulse.delivery.models import Project, ProjectState
from napulse.estimates.actions.saving import save_payments
from napulse.estimates.documents import paper_of, pdf, workbook
from napulse.estimates.documents.workbook import InsideRow
from napulse.estimates.lines import LineData, PaymentData
from napulse.estimates.models import BudgetLine
from napulse.estimates.personal import forget_person, own_export
from napulse.estimates.queries.content import offered
from napulse.estimates.queries.difference import difference
from napulse.estimates.queries.precedents import precedents
from napulse.estimates.tests.offers import (
    DAY,
    a_client_of,
    a_draft,
    a_manager,
    a_sent,
    accepted,
    hours,
)
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.testing import NOW, a_client, a_contact, a_project, a_user, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return a_manager()


@pytest.fixture
def client_(user: User) -> Client:
    return a_client_of(user)


def worked(user: User, client: Client, title: str, minutes: int) -> None:
    """A finished project with one line of ten hours, and what it took."""
    project = a_project(client)
    accepted(user, client, hours(title=title, price_minor=100), project=project)
    line = BudgetLine.objects.get(project=project)
    fact = Fact(PostingKind.TIME, DAY, client.pk, project.pk, line.pk, minutes=minutes)
    post(Source.ENTRY, line.pk, [fact], now=NOW)
    with recording(Project):
        Project.objects.filter(pk=project.pk).update(state=ProjectState.DONE)


def test_a_line_shows_what_like_work_of_finished_projects_took(user: User, client_: Client) -> None:
    for minutes in (500, 660, 900):
        worked(user, client_, "Разработка концепции кампании", minutes)
    worked(user, client_, "Вёрстка каталога", 6_000)
    lines = [hours(title="Концепция кампании"), hours(title="Другое"), LineData("fixed", "Фикс")]
    known, other, fixed = precedents(acting(user), lines)
    assert known is not None
    assert (known.count, known.p50, known.p80, known.drift_bp) == (3, 660, 900, 11_444)
    assert (other, fixed) == (None, None)


def test_what_strangers_work_took_teaches_nobody_here(user: User, client_: Client) -> None:
    for minutes in (500, 660, 900):
        worked(user, client_, "Концепция", minutes)
    stranger = a_manager()
    a_client_of(stranger)
    assert precedents(acting(stranger), [hours()]) == [None]


def test_precedents_take_two_queries_however_many_lines(
    user: User, client_: Client, django_assert_num_queries: object
) -> None:
    worked(user, client_, "Концепция", 600)
    actor, lines = acting(user), [hours() for _n in range(30)]
    with django_assert_num_queries(2):  # type: ignore[operator] # the fixture is a function
        precedents(actor, lines)


def test_a_difference_knows_added_removed_and_changed_lines(user: User, client_: Client) -> None:
    same, gone = hours(title="Та же", price_minor=100), hours(title="Ушла", price_minor=200)
    old = offered(a_draft(user, client_, same, gone, hours(title="Было", price_minor=300)))
    new = offered(
        a_draft(
            user, client_, same, hours(12, title="Было", price_minor=300, phase="Этап"),
            hours(title="Пришла", price_minor=400),
        )
    )  # fmt: skip
    found = difference(old, new)
    told = [(one.kind, one.title, one.by) for one in found.lines]
    assert told == [
        ("changed", "Было", 600),
        ("added", "Пришла", 4_000),
        ("removed", "Ушла", -2_000),
    ]
    assert found.net == new.net - old.net == 2_600


def rich(user: User, client: Client, language: str) -> "object":
    lines = [
        hours(price_minor=400_000, phase="Креатив"),
        LineData("third", "Печать", "Продакшн", quantity_milli=2_500, unit="тираж",
                 cost_minor=100_050, percent_bp=1_765),
        hours(title="Ещё вариант", price_minor=1, optional=True, chosen=False),
    ]  # fmt: skip
    draft = a_draft(user, client, *lines, language=language, discount_bp=500,
                    priced_on=date(2025, 12, 1), works_to=date(2026, 1, 20))  # fmt: skip
    save_payments(acting(user), draft, steps=[PaymentData("Аванс", 3_000, "accepted"),
                  PaymentData("Остаток", 7_000, "delivered")], version=draft.version)  # fmt: skip
    draft.refresh_from_db()
    return draft


def test_the_workbook_has_numbers_as_numbers_in_both_languages(user: User, client_: Client) -> None:
    for language, heads in (("ru", "Что"), ("en", "What")):
        offer = offered(rich(user, client_, language))  # type: ignore[arg-type] # an estimate
        book = load_workbook(io.BytesIO(workbook(offer)))
        sheet = book.worksheets[0]
        assert sheet["B1"].value == heads
        assert [cell.value for cell in sheet["D"]][1:4] == [10, 2.5, 10]
        assert sheet["G3"].value == pytest.approx(2_942.73)  # 2.5 × 1,177.09
        assert len(book.worksheets) == 2
        parts = [cell.value for cell in book.worksheets[1]["D"]][1:]
        assert sum(parts) == pytest.approx(offer.total / 100)


def test_the_inside_of_a_workbook_is_a_sheet_of_its_own(user: User, client_: Client) -> None:
    offer = offered(rich(user, client_, "ru"))  # type: ignore[arg-type] # an estimate
    book = load_workbook(io.BytesIO(workbook(offer, [InsideRow("", "Строка", 100, 40, 60, 6_000)])))
    assert [cell.value for cell in book.worksheets[-1][2]][1:] == ["Строка", 1, 0.4, 0.6, 0.6]


def test_the_paper_says_that_the_tax_changes_on_the_way(user: User, client_: Client) -> None:
    paper = paper_of(offered(rich(user, client_, "en")), agency="Sphere")  # type: ignore[arg-type]
    assert ("VAT 22%", "$") not in paper.sums
    assert paper.title == "Estimate No. 1"
    assert any("20%" in note and "22%" in note for note in paper.notes)
    assert paper.total[0] == "Total to pay"
    assert sum(1 for part in paper.parts for row in part.rows if row.option) == 1


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pdf_is_the_same_bytes_again(user: User, client_: Client, language: str) -> None:
    paper = paper_of(offered(rich(user, client_, language)), agency="Сфера")  # type: ignore[arg-type]
    first = pdf(paper, at=NOW)
    assert first[:5] == b"%PDF-"
    assert pdf(paper, at=NOW) == first


def test_a_person_can_be_told_and_forgotten(user: User, client_: Client) -> None:
    contact = a_contact(client_, "Мария Образцова", email="client@example.com")
    done = accepted(user, client_)
    GuestLink.objects.create(
        digest="1" * 64, kind="estimates.estimate", object_id=done.pk, recipient_id=0,
        client_id=client_.pk, created_at=NOW, expires_at=NOW,
    )  # fmt: skip
    received, answered = own_export(acting(a_user("service")), contact)
    assert received.rows[0]["sent_to"] == "Мария Образцова <client@example.com>"
    assert answered.rows[0]["kind"] == "accepted"
    forget_person(acting(a_user("service")), contact, now=timezone.now())
    done.refresh_from_db()
    names = set(done.answers.values_list("by_name", flat=True))
    assert (done.sent_to, names) == (f"№ {contact.pk}", {f"№ {contact.pk}"})
    assert GuestLink.objects.get().revoked_at is not None


def test_what_was_sent_to_a_neighbours_person_stays(user: User, client_: Client) -> None:
    neighbour = a_contact(a_client(), "Мария Образцова", email="client@example.com")
    sent = a_sent(user, client_)
    forget_person(acting(a_user("service")), neighbour, now=NOW)
    sent.refresh_from_db()
    assert sent.sent_to.endswith("<client@example.com>")
