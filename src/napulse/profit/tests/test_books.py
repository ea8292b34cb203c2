"""Write-offs, overhead, the check of the books, packs: what the books keep of their own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from napulse.access.actor import system_actor
from napulse.audit.recording import recording
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.jobs.models import Letter
from napulse.ledger.models import ClientMonth, LineTotal, Posting, PostingKind
from napulse.people.models import Person
from napulse.profit.actions.overheads import OverheadData, remove_overhead, set_overheads
from napulse.profit.actions.packs import hash_of, make_pack, send_pack, set_readers
from napulse.profit.actions.write_offs import (
    WriteOffData,
    restore_write_off,
    take_back_write_off,
    write_off,
)
from napulse.profit.documents.packs import pack_pdf, pack_workbook
from napulse.profit.jobs_books import pack_send, packs
from napulse.profit.models import MonthlyPack, Overhead, WriteOff
from napulse.profit.queries import written_off
from napulse.profit.queries.packs import month_due
from napulse.profit.queries.unbilled import aged, unbilled
from napulse.profit.tests.ground import NOVEMBER, Portfolio, an_hour, posted_overhead, tell
from napulse.profit.tests.test_pages import signed_in, text
from napulse.testing import NOW, TODAY, a_user, acting
from napulse.ui.formats import NBSP

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


def off(world: Portfolio, amount: int = 1_000_000, **more: object) -> WriteOff:
    own = {"on": TODAY, "amount_minor": amount, "reason": "overservice", "words": "сверх"}
    return write_off(acting(world.director), world.smm, data=WriteOffData(**own | more), now=NOW)


def waiting(world: Portfolio) -> int:
    """What waits to be billed on the project of which something is written off."""
    found = unbilled(acting(world.director), today=TODAY).of_project(world.smm.pk)
    return found.amount if found else 0


def test_unbilled_is_worth_less_what_was_used_and_written_off() -> None:
    world = Portfolio()
    tell(PostingKind.USED, world.site, world.day, amount_minor=3_000_000)
    off(world, 500_000)

    found = unbilled(acting(world.director), today=TODAY)

    assert {row.project: row.amount for row in found.rows} == {
        "SMM": 12_000_000 - 500_000,
        "Сайт": 8_000_000 - 3_000_000,
        "Бренд": 4_000_000,
    }
    assert found.amount == 20_500_000


def test_the_oldest_work_is_billed_first() -> None:
    world = Portfolio()
    an_hour(world.site, 5, date(2026, 6, 3))
    tell(PostingKind.USED, world.site, world.day, amount_minor=500_000)

    found = unbilled(acting(world.director), today=TODAY).of_project(world.site.pk)

    assert found is not None
    assert found.ages == (8_000_000, 0, 0, 1_500_000)
    assert aged(100, [30, 40, 20]) == (30, 40, 20, 10)


def test_a_write_off_leaves_the_unbilled_and_is_told_by_reason() -> None:
    world = Portfolio()

    row = off(world)

    assert waiting(world) == 11_000_000
    sums = written_off.by_reason(written_off.write_offs(acting(world.director)))
    assert [(one.reason, one.count, one.amount) for one in sums] == [("overservice", 1, 1_000_000)]
    assert Posting.objects.filter(source="write_off", source_id=row.pk).count() == 1


def test_no_more_is_written_off_than_there_is() -> None:
    world = Portfolio()

    with pytest.raises(Refused, match=r"write_off\.too_much"):
        off(world, 12_000_001)
    with pytest.raises(Refused, match=r"write_off\.nothing"):
        off(world, 0)


def test_a_write_off_is_taken_back_and_put_again() -> None:
    world = Portfolio()
    actor, row = acting(world.director), off(world, 12_000_000)

    take_back_write_off(actor, row, now=NOW)
    assert waiting(world) == 12_000_000
    tell(PostingKind.USED, world.smm, world.day, amount_minor=1)
    with pytest.raises(Refused, match=r"write_off\.too_much"):
        restore_write_off(actor, row, now=NOW)
    tell(PostingKind.USED, world.smm, world.day, amount_minor=-1)
    restore_write_off(actor, row, now=NOW)

    assert waiting(world) == 0
    kept = LineTotal.objects.get(project_key=world.smm.pk, role_key=0)
    assert kept.written_off_minor == 12_000_000


def test_a_write_off_is_of_own_clients_and_of_whoever_may() -> None:
    world = Portfolio()
    data = WriteOffData(TODAY, 100, "goodwill")

    with pytest.raises(NotAllowed):
        write_off(acting(a_user("director")), world.smm, data=data, now=NOW)
    with pytest.raises(NotAllowed):
        write_off(acting(a_user("manager")), world.smm, data=data, now=NOW)
    with pytest.raises(Missing):
        written_off.write_off(acting(a_user("director")), off(world).pk)


def test_the_same_form_sent_twice_writes_off_once() -> None:
    world = Portfolio()
    browser = signed_in(world.director)
    body = {
        "project": world.smm.pk,
        "amount": "1 000,50",
        "reason": "rework",
        "words": "",
        "on": "2026-11-20",
        "submit_key": "8d9c",
    }

    for _time in range(2):
        assert browser.post(reverse("profit:write_off_made"), body).status_code == 302

    assert WriteOff.objects.get().amount_minor == 100_050


def test_too_much_is_said_beside_the_amount_in_place() -> None:
    world = Portfolio()
    body = {"project": world.smm.pk, "amount": "999999", "reason": "rework", "on": "2026-11-20"}

    answer = signed_in(world.director).post(
        reverse("profit:write_off_made"), body, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422
    assert "120" in text(answer).replace("\xa0", "")
    assert text(answer).strip().startswith("<form")


def test_a_neighbours_project_cannot_be_chosen() -> None:
    world = Portfolio()
    body = {"project": world.smm.pk, "amount": "1", "reason": "rework", "on": "2026-11-20"}

    answer = signed_in(a_user("director")).post(reverse("profit:write_off_made"), body)

    assert answer.status_code == 422
    assert WriteOff.objects.count() == 0


def test_overhead_is_posted_changed_and_set_back() -> None:
    world = Portfolio()
    actor = world.finance
    rent = OverheadData("Офис", OCTOBER, 300_000)

    before = set_overheads(actor, rows=[rent], entity_id=None, now=NOW)
    assert ClientMonth.objects.get(client_key=0, month_on=OCTOBER).overhead_minor == 300_000
    more = OverheadData("Офис", OCTOBER, 350_000, seen=300_000)
    set_overheads(actor, rows=[more], entity_id=None, now=NOW)
    assert ClientMonth.objects.get(client_key=0, month_on=OCTOBER).overhead_minor == 350_000
    with pytest.raises(Refused, match=r"overhead\.changed"):
        set_overheads(actor, rows=before, entity_id=None, now=NOW)
    remove_overhead(actor, Overhead.objects.get(title="Офис"), now=NOW)

    assert ClientMonth.objects.get(client_key=0, month_on=OCTOBER).overhead_minor == 0


def test_the_grid_of_overhead_takes_a_new_row_and_gives_it_back() -> None:
    Portfolio()
    browser = signed_in(a_user("finance"))
    page = text(browser.get(f"{reverse('profit:overhead_list')}?year=2026"))
    assert f'value="20{NBSP}000"' in page
    body = {"title_1": "Реклама агентства", "cost_1_0": "15 000"}
    body |= {"seen_0_10": "2000000", "cost_0_10": "20000"}

    answer = browser.post(f"{reverse('profit:overhead_set')}?year=2026", body, follow=True)

    assert Overhead.objects.get(title="Реклама агентства").amount_minor == 1_500_000
    undo = text(answer).split("/profit/overhead/back/")[1].split('"')[0]
    browser.post(f"/profit/overhead/back/{undo}")
    assert not Overhead.objects.filter(title="Реклама агентства").exists()
    assert Overhead.objects.count() == 1


def test_the_page_of_overhead_opens_where_overhead_stands() -> None:
    """With the house as a whole, unless companies alone have some; what is asked for is shown."""
    world = Portfolio()
    with recording(Overhead):
        Overhead.objects.update(entity=world.entity)
    browser = signed_in(a_user("finance"))
    url = reverse("profit:overhead_list")

    def shown(query: str = "") -> object:
        return browser.get(f"{url}?year=2026{query}").context["year"].entity_id

    assert (shown(), shown("&entity=")) == (world.entity.pk, None)
    posted_overhead(OCTOBER, 1)
    assert shown() is None


def test_an_amount_without_a_name_is_told_in_its_place() -> None:
    Portfolio()

    answer = signed_in(a_user("finance")).post(
        f"{reverse('profit:overhead_set')}?year=2026",
        {"cost_1_0": "15", "cost_2_0": "x"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert text(answer).count('class="error"') == 2


def test_a_pack_is_frozen_and_made_again_as_another_edition() -> None:
    world = Portfolio()
    actor = world.finance
    first = make_pack(actor, month_on=NOVEMBER, now=NOW)

    tell(PostingKind.FEE, world.smm, world.day, NOW + timedelta(days=1), amount_minor=999)
    second = make_pack(actor, month_on=NOVEMBER, now=NOW + timedelta(days=2))

    stored = MonthlyPack.objects.get(pk=first.pk)
    assert hash_of(stored.content) == stored.content_hash == first.content_hash
    assert (second.edition, second.content["figures"]["income"]) == (2, 20_000_999)
    assert stored.content["figures"]["income"] == 20_000_000
    assert stored.content["figures"]["overhead"] == 2_000_000


def test_a_pack_of_a_month_to_come_is_refused() -> None:
    world = Portfolio()

    with pytest.raises(Refused, match=r"pack\.month_to_come"):
        make_pack(world.finance, month_on=date(2026, 12, 1), now=NOW)


def test_a_pack_prints_the_same_again_in_both_languages() -> None:
    world = Portfolio()
    off(world)
    pack = make_pack(world.finance, month_on=NOVEMBER, now=NOW)

    for language in ("ru", "en"):
        assert pack_pdf(pack, language) == pack_pdf(pack, language)
        assert pack_workbook(pack, language)[:2] == b"PK"
    assert pack_workbook(pack, "ru") != pack_workbook(pack, "en")


def test_packs_come_by_themselves_on_their_day_and_once(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    world = Portfolio()
    finance = a_user("finance")
    set_readers(world.finance, users=[finance])
    moment = datetime(2026, 12, 4, 9, tzinfo=UTC)
    monkeypatch.setattr("napulse.profit.jobs_books.timezone.now", lambda: moment)
    packs()
    assert MonthlyPack.objects.count() == 0
    moment += timedelta(days=1)

    for _time in range(2):
        packs()

    pack = MonthlyPack.objects.get()
    assert (pack.month_on, pack.sent_at) == (NOVEMBER, moment)
    assert month_due(date(2026, 12, 9)) is None


def test_a_pack_goes_to_its_readers_with_pdf_and_workbook_and_never_twice() -> None:
    world = Portfolio()
    finance = a_user("finance", email="fin@sfera.example")
    set_readers(world.finance, users=[finance])
    pack = send_pack(world.finance, make_pack(world.finance, month_on=NOVEMBER, now=NOW), now=NOW)

    for _time in range(2):
        pack_send(pack_id=pack.pk)

    letter = Letter.objects.get(recipient="fin@sfera.example")
    raw = bytes(letter.raw)
    assert b"pack-2026-11-1.pdf" in raw
    assert b"pack-2026-11-1.xlsx" in raw


def test_packs_are_for_those_who_may_see_the_books() -> None:
    world = Portfolio()

    with pytest.raises(Refused, match=r"pack\.not_for_them"):
        set_readers(world.finance, users=[world.director])
    finance = a_user("finance")
    set_readers(world.finance, users=[finance])
    finance.role_id = "director"
    finance.save()
    pack = make_pack(world.finance, month_on=NOVEMBER, now=NOW)
    with pytest.raises(Refused, match=r"pack\.nobody_reads"):
        send_pack(world.finance, pack, now=NOW)
    pack_send(pack_id=pack.pk)
    assert Letter.objects.filter(about="profit.pack").count() == 0


def test_the_page_of_a_pack_holds_its_sections() -> None:
    world = Portfolio()
    Person.objects.filter(user=world.director)
    pack = make_pack(system_actor(), month_on=NOVEMBER, now=NOW)
    browser = signed_in(a_user("finance", language="en"))

    page = text(browser.get(reverse("profit:pack_detail", args=[pack.pk])))

    for word in ("Гранит", "Воронцова", "Utilisation", "Write-offs", "Staffing"):
        assert word in page
    assert browser.get(reverse("profit:pack_pdf", args=[pack.pk])).content[:4] == b"%PDF"


def test_books_check_says_by_its_exit_code_whether_all_agree(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("books", "check")
    assert ended.value.code == 0

    Posting.objects.create(
        kind="fee", on=NOVEMBER, source="invoice", source_id=5, amount_minor=1, recorded_at=NOW
    )
    with pytest.raises(SystemExit) as ended:
        call_command("books", "check")

    assert ended.value.code == 1
    assert "0.01" in capsys.readouterr().err
