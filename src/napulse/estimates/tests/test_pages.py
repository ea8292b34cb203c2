"""Pages of estimates: lists, the grid that saves as a whole, sums that the server reckons."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from napulse.access.models import User
from napulse.audit.queries import entries_for
from napulse.audit.recording import recording
from napulse.audit.sentences import told
from napulse.clients.models import Client, TeamMember
from napulse.estimates.actions import EstimateData, create_estimate, sending
from napulse.estimates.actions.sending import SendData
from napulse.estimates.forms.cells import COLUMNS
from napulse.estimates.models import Estimate
from napulse.estimates.queries.attention import attention, search
from napulse.estimates.tests.offers import DAY, a_client_of, a_draft, a_manager, a_sent, hours
from napulse.testing import NOW, a_client, a_project, a_user, acting
from napulse.testing_money import a_price, a_role, a_standard, an_estimate

pytestmark = pytest.mark.django_db
PART = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def user() -> User:
    return a_manager("director")


@pytest.fixture
def client_(user: User) -> Client:
    return a_client_of(user)


@pytest.fixture
def browser(user: User, client: Browser) -> Browser:
    client.force_login(user)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"estimates:{name}", args=args)


def rows(*told: dict[str, str], version: int) -> dict[str, Any]:
    """What the grid sends for these rows, blank cells too."""
    names = (*COLUMNS, "key", "card")
    sent: dict[str, Any] = {name: [row.get(name, "") for row in told] for name in names}
    return sent | {"version": str(version)}


HOURS = {"kind": "labour", "title": "Концепция", "who": "дизайнер 2", "quantity": "=8*3+2"}


def test_the_list_shows_own_estimates_and_never_a_neighbours(
    browser: Browser, user: User, client_: Client
) -> None:
    a_draft(user, client_, title="Наша смета")
    an_estimate(a_client(), title="Чужая смета")
    text = browser.get(at("estimate_list")).content.decode()
    assert "Наша смета" in text
    assert "Чужая смета" not in text


def test_the_queries_of_the_list_do_not_grow_with_its_rows(
    browser: Browser, user: User, client_: Client
) -> None:
    counts = []
    browser.get(at("estimate_list"))
    for _n in range(2):
        for _m in range(6):
            a_draft(user, client_, project=a_project(client_))
        with CaptureQueriesContext(connection) as caught:
            browser.get(at("estimate_list"))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_an_estimate_opens_with_the_hours_of_the_plan(
    browser: Browser, user: User, client_: Client
) -> None:
    form = {"client": client_.pk, "title": "Новая", "start": "empty", "submit_key": "k1"}
    answer = browser.post(at("estimate_created"), form)
    made = Estimate.objects.get(title="Новая")
    assert answer.headers["Location"] == made.get_absolute_url()
    assert made.client_id == client_.pk


def test_a_project_of_another_client_is_refused_beside_its_field(
    browser: Browser, user: User, client_: Client
) -> None:
    other = a_client(team=(user,))
    form = {"client": client_.pk, "project": a_project(other).pk, "title": "Новая"}
    answer = browser.post(at("estimate_created"), form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_typed_rows_are_read_priced_and_saved_under_their_phase(
    browser: Browser, user: User, client_: Client
) -> None:
    a_price(a_role(), 400_000)
    draft = a_draft(user, client_)
    third = {"kind": "third", "title": "Печать", "quantity": "3", "cost": "33,33",
             "percent": "17,65 %", "passes": "yes", "unit": "тираж"}  # fmt: skip
    body = rows({"kind": "phase", "title": "Креатив"}, HOURS, third, {}, version=draft.version)
    answer = browser.post(at("estimate_lines", draft.pk), body, **PART)
    assert answer.status_code == 200
    first, second = draft.lines.all()
    assert (first.phase, first.quantity_milli, first.price_minor) == ("Креатив", 26_000, 400_000)
    assert (second.phase, second.pass_through, second.net_minor) == ("Креатив", True, 11_763)


def test_a_wrong_cell_keeps_everything_typed_and_says_what_is_wrong(
    browser: Browser, user: User, client_: Client
) -> None:
    draft = a_draft(user, client_)
    body = rows(HOURS | {"who": "никто 9", "price": "=1/0"}, version=draft.version)
    answer = browser.post(at("estimate_lines", draft.pk), body, **PART)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "никто 9" in text
    assert text.count('aria-invalid="true"') == 2
    assert draft.lines.get().title == "Концепция"


def test_a_lost_update_of_the_grid_is_told_and_can_be_saved_over(
    browser: Browser, user: User, client_: Client
) -> None:
    a_role()
    draft = a_draft(user, client_)
    body = rows(HOURS | {"price": "100"}, version=0)
    answer = browser.post(at("estimate_lines", draft.pk), body, **PART)
    assert answer.status_code == 422
    assert f'name="version" value="{draft.version}"' in answer.content.decode()


def test_a_price_that_nobody_touched_follows_the_role(
    browser: Browser, user: User, client_: Client
) -> None:
    a_price(a_role(), 400_000)
    a_price(a_role("Копирайтер"), 300_000)
    draft = a_draft(user, client_, hours())
    page = browser.get(draft.get_absolute_url()).content.decode()
    key, card = re.findall(r'name="(?:key|card)" value="([^"]+)"', page)[:2]
    assert card == "4\u00a0000"
    changed = HOURS | {"who": "копирайтер", "price": card, "key": key, "card": card}
    browser.post(at("estimate_lines", draft.pk), rows(changed, version=draft.version), **PART)
    assert draft.lines.get().price_minor == 300_000


def test_the_sums_are_reckoned_by_the_server_row_by_row(
    browser: Browser, user: User, client_: Client
) -> None:
    a_standard(a_role())
    draft = a_draft(user, client_)
    body = rows({}, HOURS | {"price": "1000"}, HOURS | {"price": "абв"}, version=draft.version)
    answer = browser.post(at("estimate_reckon", draft.pk), body, **PART)
    told = re.findall(r"<li data-of-row([^>]*)>", answer.content.decode())
    assert ["data-sum" in one for one in told] == [False, True, False]
    assert "26" in told[1]
    assert draft.lines.get().price_minor == 400_000  # nothing was stored


def test_cost_and_margin_are_for_whoever_may_see_margins(
    user: User, client_: Client, client: Browser
) -> None:
    a_standard(a_role())
    executive = a_user("executive")
    with recording(TeamMember):
        TeamMember.objects.create(client=client_, user=executive)
    draft = a_draft(user, client_)
    client.force_login(user)
    assert "15\u00a0000" in client.get(draft.get_absolute_url()).content.decode()
    client.force_login(executive)
    for name in ("estimate_detail", "estimate_paper", "estimate_versions", "estimate_list"):
        address = at(name) if name == "estimate_list" else at(name, draft.pk)
        assert "15\u00a0000" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "name", ["estimate_edit", "estimate_payments", "estimate_paper", "estimate_versions",
             "estimate_send", "estimate_hear"],
)  # fmt: skip
def test_every_section_of_a_draft_opens(
    browser: Browser, user: User, client_: Client, name: str
) -> None:
    assert browser.get(at(name, a_draft(user, client_).pk)).status_code == 200


def test_terms_are_changed_on_their_own_page(browser: Browser, user: User, client_: Client) -> None:
    draft = a_draft(user, client_)
    form = {
        "title": "Новое имя", "entity": draft.entity_id, "language": "en", "currency": "RUB",
        "priced_on": "2026-11-23", "tax_code": "standard", "discount": "10 %", "contingency": "",
        "rounds": 3, "variants": 2, "version": draft.version,
    }  # fmt: skip
    assert browser.post(at("estimate_edited", draft.pk), form).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.discount_bp, draft.net_minor) == ("Новое имя", 1_000, 3_600_000)
    again = browser.post(at("estimate_edited", draft.pk), form)
    assert again.status_code == 422


def test_payments_are_saved_and_told_when_they_are_no_whole(
    browser: Browser, user: User, client_: Client
) -> None:
    draft = a_draft(user, client_)
    body = {"title": ["Аванс", "Остаток", ""], "percent": ["30", "60", ""],
            "trigger": ["accepted", "delivered", "date"], "due": ["", "", ""],
            "version": draft.version}  # fmt: skip
    answer = browser.post(at("estimate_payments_saved", draft.pk), body)
    assert (answer.status_code, draft.payments.count()) == (422, 0)
    body["percent"] = ["30", "70", ""]
    assert browser.post(at("estimate_payments_saved", draft.pk), body).status_code == 302
    assert [step.percent_bp for step in draft.payments.all()] == [3_000, 7_000]


def test_a_neighbours_estimate_does_not_exist(browser: Browser, client_: Client) -> None:
    theirs = an_estimate(a_client())
    assert browser.get(theirs.get_absolute_url()).status_code == 404
    assert browser.post(at("estimate_delete", theirs.pk)).status_code == 404


def test_a_deleted_draft_has_a_way_back(browser: Browser, user: User, client_: Client) -> None:
    draft = a_draft(user, client_)
    browser.post(at("estimate_delete", draft.pk))
    assert browser.get(draft.get_absolute_url()).status_code == 404
    browser.post(at("estimate_restore", draft.pk))
    assert browser.get(draft.get_absolute_url()).status_code == 200


def test_the_difference_of_two_versions_is_shown_line_by_line(
    browser: Browser, user: User, client_: Client
) -> None:
    sent = a_sent(user, client_)
    form = {"words": "Меньше часов", "version": sent.version}
    made = browser.post(at("estimate_edition", sent.pk), form)
    second = Estimate.objects.get(edition=2)
    assert made.headers["Location"] == second.get_absolute_url()
    browser.post(
        at("estimate_lines", second.pk),
        rows(HOURS | {"quantity": "8", "price": "4000"}, version=second.version),
    )
    text = browser.get(at("estimate_versions", second.pk)).content.decode()
    assert "10\u00a0ч × 4\u00a0000\u00a0₽ = 40\u00a0000\u00a0₽" in text
    assert "8\u00a0ч × 4\u00a0000\u00a0₽ = 32\u00a0000\u00a0₽" in text


def test_pdf_and_workbook_are_downloaded(browser: Browser, user: User, client_: Client) -> None:
    draft = a_draft(user, client_)
    pdf = browser.get(at("estimate_pdf", draft.pk))
    assert pdf.content[:5] == b"%PDF-"
    assert browser.get(at("estimate_pdf", draft.pk)).content == pdf.content
    book = browser.get(at("estimate_xlsx", draft.pk) + "?inside=1")
    assert book.content[:2] == b"PK"


def test_the_letter_goes_to_whoever_is_typed(browser: Browser, user: User, client_: Client) -> None:
    draft = a_draft(user, client_)
    form = {"email": "kto@example.com", "name": "Мария", "words": "Здравствуйте!",
            "version": draft.version}  # fmt: skip
    assert browser.post(at("estimate_sent", draft.pk), form).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.sent_to) == ("sent", "Мария <kto@example.com>")
    again = browser.post(at("estimate_sent", draft.pk), form)
    assert again.status_code == 422


def test_the_client_panel_and_the_palette_find_estimates(
    browser: Browser, user: User, client_: Client
) -> None:
    a_draft(user, client_, title="Смета панели")
    page = browser.get(f"{client_.get_absolute_url()}?tab=estimates").content.decode()
    assert "Смета панели" in page
    for text in ("№ 1", "No. 1"):
        assert [found.kind for found in search(acting(user), text, limit=5)] == ["estimate"]


def test_what_needs_somebody_is_told_to_the_pulse(user: User, client_: Client) -> None:
    draft = a_draft(user, client_)
    to = SendData("client@example.com")
    sending.send_estimate(acting(user), draft, data=to, version=draft.version, now=NOW)
    early = attention(acting(user), client_ids=None, now=NOW + timedelta(days=4))
    late = attention(acting(user), client_ids=None, now=NOW + timedelta(days=6))
    assert [one.reason.code for one in early] == []
    assert [(one.reason.code, one.values["days"]) for one in late] == [("estimate_unanswered", 6)]


def test_pages_and_history_write_the_sign_of_the_readers_language(
    browser: Browser, user: User, client_: Client
) -> None:
    """History keeps what a number was called; a reader of the other language is told in theirs."""
    with translation.override("ru"):
        draft = create_estimate(acting(user), client_, data=EstimateData("Осень", DAY), now=NOW)
    user.language = "en"
    user.save()

    page = browser.get(draft.get_absolute_url()).content.decode()
    with translation.override("en"):
        [one] = told(entries_for(acting(user), draft))

    assert one.entry.label == "№\u00a01.1"
    assert one.subject == "No.\u00a01.1"
    assert "No.\u00a01.1" in page
    assert "№" not in page


def test_who_only_reads_an_estimate_is_offered_no_copy_of_it(
    browser: Browser, user: User, client_: Client
) -> None:
    draft = a_draft(user, client_)
    address = at("estimate_copy", draft.pk)
    written = browser.get(draft.get_absolute_url()).content.decode()
    browser.force_login(a_user("finance"))
    read = browser.get(draft.get_absolute_url()).content.decode()

    assert (address in written, address in read) == (True, False)


def test_the_download_of_the_list_has_the_project_and_the_kind(
    browser: Browser, user: User, client_: Client
) -> None:
    a_draft(user, client_, project=a_project(client_, "Сайт"))

    head, row = browser.get(at("estimate_export"), {"as": "csv"}).content.decode().splitlines()

    assert head.split(";")[2:4] == ["Проект", "Вид"]
    assert row.split(";")[2:4] == ["Сайт", "смета"]
