"""A statement from upload to the books and back: whole or not at all, and never twice."""

import re
import tracemalloc
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.billing.actions.payments import Choice, Share, match_payment, set_aside
from napulse.billing.actions.statements import (
    Upload,
    WriteChoice,
    begin_statement,
    drop_statement,
    map_statement,
    run_statement,
    undo_statement,
)
from napulse.billing.intake import pack
from napulse.billing.jobs.bank import read_statement, write_in
from napulse.billing.models import (
    Allocation,
    BankLine,
    CsvMapping,
    Invoice,
    Statement,
    StatementRow,
)
from napulse.billing.queries.statements import is_whole, takeable
from napulse.engines.exchange.bank import Movement
from napulse.engines.exchange.bank.tests.samples import (
    CLIENT,
    MT940,
    OWN,
    SAMPLE,
    onec_of,
    sample,
)
from napulse.engines.kernel.errors import Refused
from napulse.jobs.models import LongWork
from napulse.ledger.models import Posting, PostingKind
from napulse.testing import NOW, a_client, a_user, acting, fresh
from napulse.testing_money import (
    a_bank_account,
    a_company,
    a_payment,
    an_entity,
    an_issued_invoice,
    made,
)

pytestmark = pytest.mark.django_db
WHOLE = 61_000_000


@pytest.fixture
def actor() -> Actor:
    a_bank_account(an_entity())
    return acting(a_user("finance"))


def uploaded(
    actor: Actor, raw: bytes, name: str = "kl_to_1c.txt", account: Any = None
) -> Statement:
    upload = Upload(name, pack([raw]), account)
    return begin_statement(actor, upload=upload, now=NOW)


def previewed(actor: Actor, raw: bytes, name: str = "kl_to_1c.txt", account: Any = None) -> Any:
    found = uploaded(actor, raw, name, account)
    read_statement(statement_id=found.pk)
    return fresh(found)


def written(actor: Actor, found: Statement, **choice: bool) -> Any:
    run_statement(actor, found, choice=WriteChoice(**choice))
    write_in(statement_id=found.pk)
    return fresh(found)


def the_invoice(number: str = "47") -> Invoice:
    client = a_client()
    company = a_company(client)
    return an_issued_invoice(
        client,
        client_entity=company,
        number=number,
        issued_on=date(2026, 10, 27),
        net_minor=50_000_000,
        vat_minor=11_000_000,
        total_minor=WHOLE,
    )


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig"])
def test_the_sample_is_previewed_written_and_matched_in_every_encoding(
    actor: Actor, encoding: str
) -> None:
    invoice = the_invoice()
    found = previewed(actor, sample(encoding))

    assert (found.state, found.encoding) == ("preview", encoding)
    assert (found.from_on, found.to_on) == (date(2026, 11, 1), date(2026, 11, 3))
    assert is_whole(found)
    assert takeable(found) == ([OWN], [])
    assert found.summary["new"] == 3
    assert not BankLine.objects.exists()
    [row] = StatementRow.objects.filter(level="certain")
    assert row.match["parts"][0][:2] == [invoice.pk, WHOLE]

    found = written(actor, found)

    assert found.state == "done"
    assert (found.summary["written"], found.summary["matched"]) == (3, 1)
    assert bytes(found.raw) == b""
    assert not StatementRow.objects.exists()
    assert fresh(invoice).state == "paid"
    assert sum(BankLine.objects.values_list("amount_minor", flat=True)) == 45_950_000
    assert not Allocation.objects.get().by_hand


def test_the_same_statement_again_writes_nothing_twice(actor: Actor) -> None:
    written(actor, previewed(actor, sample()))

    again = previewed(actor, sample("utf-8"))

    assert again.summary["known"] == 3
    with pytest.raises(Refused, match="nothing_new"):
        run_statement(actor, again, choice=WriteChoice())
    assert BankLine.objects.count() == 3


def test_two_equal_fees_are_two_and_stay_two(actor: Actor) -> None:
    fee = Movement(OWN, date(2026, 11, 3), -500, "RUB", 0, "9", "Банк", "", CLIENT, "Комиссия")
    raw = onec_of([fee, fee]).encode()

    written(actor, previewed(actor, raw))
    assert BankLine.objects.count() == 2
    assert previewed(actor, raw).summary["known"] == 2


def test_an_overlapping_statement_brings_only_what_is_new(actor: Actor) -> None:
    one = Movement(OWN, date(2026, 11, 3), 500, "RUB", 0, "9", "А", "", CLIENT, "первый")
    two = Movement(OWN, date(2026, 11, 4), 700, "RUB", 0, "10", "А", "", CLIENT, "второй")
    written(actor, previewed(actor, onec_of([one]).encode()))

    found = written(actor, previewed(actor, onec_of([one, two]).encode()))

    assert (found.summary["written"], found.summary["known"]) == (1, 1)
    assert BankLine.objects.count() == 2


def test_wrong_control_sums_write_nothing_even_when_asked_twice(actor: Actor) -> None:
    raw = SAMPLE.format(encoding="Windows").replace("559500.00", "559500.01").encode("cp1251")
    found = previewed(actor, raw)

    assert found.controls[0]["state"] == "wrong"
    with pytest.raises(Refused, match="not_whole"):
        run_statement(actor, found, choice=WriteChoice())
    with pytest.raises(Refused, match="nothing_new"):
        run_statement(actor, found, choice=WriteChoice(despite=True))
    assert not BankLine.objects.exists()


def two_accounts(broken: bool) -> bytes:
    """One account agrees, the other, in the same file, does not."""
    good = Movement(OWN, date(2026, 11, 3), 500, "RUB", 0, "1", "А", "", CLIENT, "верно")
    other = "40802810000000000003"
    bad = Movement(other, date(2026, 11, 3), 700, "RUB", 0, "2", "Б", "", CLIENT, "неверно")
    first, second = onec_of([good]), onec_of([bad], account=other)
    if broken:
        second = second.replace("ВсегоПоступило=7.00", "ВсегоПоступило=8.00")
    head, tail = first.split("КонецФайла")[0], second.split("Кодировка=Windows\n")[1]
    return (head.replace("СекцияРасчСчет", f"РасчСчет={other}\nСекцияРасчСчет", 1)
            + "\n".join(tail.split("\n")[1:])).encode()  # fmt: skip


def test_of_two_accounts_the_one_that_agrees_is_written_only_when_confirmed(actor: Actor) -> None:
    a_bank_account(an_entity(), "40802810000000000003")
    found = previewed(actor, two_accounts(broken=True))

    assert takeable(found) == ([OWN], ["40802810000000000003"])
    with pytest.raises(Refused, match="not_whole"):
        run_statement(actor, found, choice=WriteChoice())
    written(actor, found, despite=True)

    assert [line.purpose for line in BankLine.objects.all()] == ["верно"]


def test_a_broken_section_is_told_by_line_and_writes_nothing_unconfirmed(actor: Actor) -> None:
    raw = SAMPLE.format(encoding="Windows").replace("КонецДокумента\n\n", "\n", 1).encode("cp1251")
    found = previewed(actor, raw)

    assert [20, "bank.unclosed", {}] in found.problems
    assert not is_whole(found)
    with pytest.raises(Refused, match="not_whole"):
        run_statement(actor, found, choice=WriteChoice())


def test_an_account_that_is_not_ours_is_left_out(actor: Actor) -> None:
    found = previewed(actor, MT940.encode(), "a.sta")

    assert (found.format, found.summary.get("foreign"), found.summary.get("new")) == (
        "mt940",
        2,
        None,
    )
    with pytest.raises(Refused, match="nothing_new"):
        run_statement(actor, found, choice=WriteChoice())


def test_undo_takes_back_all_of_it_and_its_own_matches(actor: Actor) -> None:
    invoice = the_invoice()
    found = written(actor, previewed(actor, sample()))

    told = undo_statement(actor, found, now=NOW)

    assert told == {"gone": 3, "unmatched": 1}
    assert fresh(found).state == "undone"
    assert (fresh(invoice).paid_minor, fresh(invoice).state) == (0, "issued")
    assert not BankLine.objects.exists()
    paid = Posting.objects.filter(kind=PostingKind.PAID).values_list("amount_minor", flat=True)
    assert sum(paid) == 0
    with pytest.raises(Refused, match="not_now"):
        undo_statement(actor, found, now=NOW)
    assert written(actor, previewed(actor, sample())).summary["written"] == 3


def test_what_was_built_on_is_not_undone(actor: Actor) -> None:
    found = written(actor, previewed(actor, sample()), match=False)
    line = BankLine.objects.get(amount_minor=WHOLE)
    match_payment(actor, line, choice=Choice([Share(the_invoice().pk, 100)]), now=NOW)
    with pytest.raises(Refused, match="built_on"):
        undo_statement(actor, found, now=NOW)

    other = BankLine.objects.filter(amount_minor__lt=0).first()
    assert other is not None
    set_aside(actor, other, note="Комиссия")
    with pytest.raises(Refused, match="built_on") as refusal:
        undo_statement(actor, found, now=NOW)
    assert refusal.value.values == {"count": 2}


def test_a_match_that_no_longer_fits_is_left_open_and_the_rest_is_written(actor: Actor) -> None:
    invoice = the_invoice()
    found = previewed(actor, sample())
    invoice.paid_minor = 1
    made(invoice)

    found = written(actor, found)

    assert (found.summary["written"], found.summary["matched"]) == (3, 0)
    assert BankLine.objects.get(amount_minor=WHOLE).state == "open"


def test_cancelled_reading_leaves_nothing(actor: Actor) -> None:
    found = uploaded(actor, sample())
    LongWork.objects.filter(pk=found.work_id).update(wish_to_cancel=True)

    read_statement(statement_id=found.pk)

    assert (fresh(found).state, fresh(found).summary["refused"]) == (
        "failed",
        "statement.cancelled",
    )
    assert not StatementRow.objects.exists()


def test_a_fault_in_the_middle_of_writing_writes_nothing(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from napulse.billing.actions import statements

    the_invoice()
    found = previewed(actor, sample())
    run_statement(actor, found, choice=WriteChoice())

    def broken(*args: object, **kwargs: object) -> int:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(statements, "_match_certain", broken)
    with pytest.raises(RuntimeError):
        write_in(statement_id=found.pk)

    assert fresh(found).state == "preview"
    assert not BankLine.objects.exists()
    assert StatementRow.objects.count() == 3


def test_a_table_waits_for_its_columns_and_the_next_one_does_not(actor: Actor) -> None:
    account = a_bank_account(an_entity())
    raw = "Дата;Сумма;Контрагент;Назначение\n02.11.2026;610 000,00;ООО;счет 47\n".encode("cp1251")
    with pytest.raises(Refused, match="account_needed"):
        uploaded(actor, raw, "a.csv")
    found = uploaded(actor, raw, "a.csv", account)
    assert found.work is None
    for columns, code in (
        ({"amount": "Сумма"}, "no_date"),
        ({"date": "Дата", "credit": "Сумма"}, "no_amount"),
        ({"date": "Дата", "amount": "Дата"}, "twice"),
    ):
        with pytest.raises(Refused, match=code):
            map_statement(actor, found, columns=columns)

    columns = {"date": "Дата", "amount": "Сумма", "purpose": "Назначение", "number": ""}
    map_statement(actor, found, columns=columns)
    read_statement(statement_id=found.pk)
    assert fresh(found).controls[0]["state"] == "untold"
    assert written(actor, fresh(found)).summary["written"] == 1
    assert CsvMapping.objects.get().columns == {
        "date": "Дата", "amount": "Сумма", "purpose": "Назначение",
    }  # fmt: skip

    again = previewed(actor, raw, "b.csv", account)
    assert (again.state, again.summary["known"]) == ("preview", 1)


def test_a_file_that_is_no_statement_fails_in_words(actor: Actor) -> None:
    found = previewed(actor, b'<?xml version="1.0"?><Document><Other/></Document>', "a.xml")

    assert (found.state, found.summary["refused"]) == ("failed", "statement.not_camt")
    drop_statement(actor, found)
    assert not Statement.objects.exists()


def many(count: int) -> bytes:
    moves = [
        Movement(OWN, date(2026, 11, 1 + n % 28), 100 + n if n % 3 else -100 - n, "RUB", 0,
                 str(n), f"ООО Клиент {n % 50}", "5000000000", CLIENT, f"Оплата по счету {n}")
        for n in range(count)
    ]  # fmt: skip
    return onec_of(moves).encode("cp1251")


def test_a_long_statement_is_read_in_bounded_memory_and_tells_how_far_it_is(actor: Actor) -> None:
    peaks = []
    for count in (1_000, 4_000):
        raw = many(count)
        found = uploaded(actor, raw)
        del raw
        tracemalloc.start()
        read_statement(statement_id=found.pk)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        work = fresh(found).work
        assert (work.done, work.state) == (work.total, "done")
        assert StatementRow.objects.filter(statement=found).count() == count
    assert peaks[1] < peaks[0] + 4_000_000


@pytest.fixture
def finance(client: Browser, actor: Actor) -> Browser:
    client.force_login(a_user("finance", language="en"))
    return client


PART = {"HTTP_HX_REQUEST": "true"}


def sent(browser: Browser, raw: bytes, name: str = "kl_to_1c.txt", **more: Any) -> Any:
    body = SimpleUploadedFile(name, raw)
    return browser.post(reverse("billing:statement_upload"), {"file": body, **more}, **PART)


def test_the_whole_way_on_the_pages(finance: Browser) -> None:
    the_invoice()
    assert sent(finance, sample()).status_code == 204
    found = Statement.objects.get()
    url = found.get_absolute_url()
    assert "every 1s" in finance.get(url).content.decode()
    read_statement(statement_id=found.pk)

    shown = finance.get(url).content.decode()
    text = re.sub(r"\s+", " ", shown.replace("\u00a0", " "))
    assert "100,000" in text
    assert "559,500" in text
    assert "agrees" in text
    assert "number in the purpose" in text
    form = {"version": fresh(found).version, "match": "on"}
    assert (
        finance.post(reverse("billing:statement_write", args=[found.pk]), form).status_code == 302
    )
    assert finance.get(url).status_code == 200
    write_in(statement_id=found.pk)
    assert "3 movements written" in finance.get(url).content.decode()

    assert "Not matched" in finance.get(reverse("billing:payment_list")).content.decode()
    finance.post(reverse("billing:statement_undo", args=[found.pk]))
    assert not BankLine.objects.exists()
    assert "3 movements taken back" in finance.get(url).content.decode()


def test_what_is_wrong_is_confirmed_on_the_page_or_refused_there(finance: Browser) -> None:
    a_bank_account(an_entity(), "40802810000000000003")
    sent(finance, two_accounts(broken=True))
    found = Statement.objects.get()
    read_statement(statement_id=found.pk)
    url = reverse("billing:statement_write", args=[found.pk])

    refused = finance.post(url, {"match": "on"}, **PART)
    assert refused.status_code == 422
    assert "Confirm" in refused.content.decode()
    assert finance.post(url, {"despite": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("raw", "name"), [(b"", "a.txt"), (b"<html></html>", "a.xml"), (b"a;b\n1;2", "a.csv")]
)
def test_a_bad_file_is_told_beside_the_field(finance: Browser, raw: bytes, name: str) -> None:
    answer = sent(finance, raw, name)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Statement.objects.exists()


def test_a_table_is_mapped_on_the_page(finance: Browser) -> None:
    account = a_bank_account(an_entity())
    raw = "Дата;Сумма;Назначение\n02.11.2026;610 000,00;счет 47\n".encode()
    sent(finance, raw, "a.csv", account=account.pk)
    found = Statement.objects.get()
    page = finance.get(found.get_absolute_url())
    assert page.context["form"]["date"].value() == "Дата"

    url = reverse("billing:statement_map", args=[found.pk])
    assert finance.post(url, {"amount": "Сумма"}, **PART).status_code == 422
    assert finance.post(url, {"date": "Дата", "amount": "Сумма"}).status_code == 302
    read_statement(statement_id=found.pk)
    assert "nothing to check against" in finance.get(found.get_absolute_url()).content.decode()


def test_who_only_looks_sees_and_changes_nothing(client: Browser, actor: Actor) -> None:
    found = previewed(actor, sample())
    client.force_login(a_user("managing"))

    assert client.get(found.get_absolute_url()).status_code == 200
    assert client.post(reverse("billing:statement_write", args=[found.pk])).status_code == 403
    client.force_login(a_user("director"))
    assert client.get(found.get_absolute_url()).status_code == 403


def test_a_file_with_wages_in_it_is_not_there_for_who_sees_what_came_alone(
    client: Browser, actor: Actor
) -> None:
    found = previewed(actor, sample())
    client.force_login(a_user("service"))

    assert client.get(found.get_absolute_url()).status_code == 404
    assert client.get(reverse("billing:statement_list")).status_code == 404
    listed = client.get(reverse("billing:payment_list"))
    assert reverse("billing:statement_list") not in listed.content.decode()


def test_the_preview_asks_as_often_for_many_movements_as_for_few(
    finance: Browser, actor: Actor
) -> None:
    asked = []
    for count in (3, 120):
        found = previewed(actor, many(count))
        finance.get(found.get_absolute_url())
        with CaptureQueriesContext(connection) as said:
            finance.get(found.get_absolute_url())
        asked.append(len(said))

    assert asked[0] == asked[1]


def test_the_list_of_payments_asks_as_often_for_many_as_for_few(
    finance: Browser, actor: Actor
) -> None:
    asked = []
    for number in (2, 12):
        for _n in range(number):
            the_invoice(f"{number}/{_n}")
            a_payment(purpose=f"по счету {number}/{_n}", amount_minor=WHOLE)
        for url in (reverse("billing:payment_list"), reverse("billing:payment_export")):
            finance.get(url)
            with CaptureQueriesContext(connection) as said:
                assert finance.get(url).status_code == 200
            asked.append(len(said))

    assert asked[:2] == asked[2:]
