"""Imports: read, matched, written all or nothing, and taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from napulse.access.models import User
from napulse.audit.chain import breaks
from napulse.audit.models import ChainHead, Entry
from napulse.clients import actions, queries
from napulse.clients.actions import ContactData, edit_contact
from napulse.clients.jobs import run_import
from napulse.clients.models import Client, Contact, Import, ImportState, TeamMember
from napulse.engines.exchange import propose
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.models import LongWork
from napulse.testing import NOW, a_client, a_contact, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager() -> User:
    the_agency()
    return a_user("manager", name="Анна Воронцова", language="en")


@pytest.fixture
def browser(client: Browser, manager: User) -> Browser:
    client.force_login(manager)
    return client


def begun(user: User, text: str, kind: str = "clients", encoding: str = "utf-8") -> Import:
    raw = text.encode(encoding)
    header = queries.read_upload(raw, "t.csv").header
    mapping = propose(header, kind)  # type: ignore[arg-type]
    return actions.begin_import(acting(user), filename="t.csv", raw=raw, mapping=mapping, now=NOW)


def run(user: User, found: Import) -> Import:
    actor = acting(user)
    actions.run_import(actor, found, plan=queries.plan_of(actor, found))
    run_import(found.pk)
    return queries.import_of(actor, found.pk)


def test_a_table_that_nobody_took_in_is_forgotten_after_thirty_days(manager: User) -> None:
    left, done = begun(manager, "name\nГранит"), run(manager, begun(manager, "name\nЁлка"))

    actions.purge_deleted(all_seeing(), now=NOW + timedelta(days=30))
    kept = set(Import.objects.all())
    actions.purge_deleted(all_seeing(), now=NOW + timedelta(days=31))

    assert (kept, set(Import.objects.all())) == ({left, done}, {done})


BITRIX = '"ID";"Название компании";"Сфера деятельности";"Сайт";"Ответственный"\n'


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig"])
def test_an_export_of_bitrix24_becomes_clients_of_its_importer(
    manager: User, encoding: str
) -> None:
    text = (
        BITRIX
        + '"7";"Гранит";"Девелопмент";"granit.example";"Анна Воронцова"\n"8";"Ёлка";"";"";""\n'
    )

    found = run(manager, begun(manager, text, encoding=encoding))

    assert (found.state, found.source) == (ImportState.DONE, "bitrix24")
    rows = Client.objects.order_by("source_id").values_list(
        "name", "industry", "website", "source_id"
    )
    assert list(rows) == [("Гранит", "Девелопмент", "granit.example", "7"), ("Ёлка", "", "", "8")]
    assert list(Client.objects.seen_by(acting(manager))) == list(Client.objects.all())
    assert set(TeamMember.objects.values_list("user", "role")) == {(manager.pk, "lead")}
    head = ChainHead.objects.get()
    assert list(breaks(iter(Entry.objects.order_by("number")), head=(head.number, head.hash))) == []
    assert Entry.objects.filter(event="client.created").count() == 2


def test_contacts_find_their_clients_and_make_those_that_are_missing(manager: User) -> None:
    granit = a_client("Гранит", team=(manager,))
    text = (
        "Full name,Email,Company,Job title\n"
        "Анна Тарасова,anna@granit.example,гранит,Директор\n"
        "Борис,boris@new.example,Новый клиент,\n"
        "Вера,vera@new.example,новый клиент,\n"
    )

    found = run(manager, begun(manager, text, "contacts"))

    assert found.summary == {"clients": 1, "contacts": 3, "updated": 0, "skipped": 0, "errors": 0}
    told = dict(Contact.objects.values_list("name", "client__name"))
    assert told == {"Анна Тарасова": "Гранит", "Борис": "Новый клиент", "Вера": "Новый клиент"}
    assert Contact.objects.get(client=granit).title == "Директор"


def test_what_is_here_already_is_skipped_or_filled_in_as_chosen(manager: User) -> None:
    client = a_client("Гранит", team=(manager,), city="Москва", note="Наше")
    text = "Название,Город,Отрасль,Примечание\nГРАНИТ,Казань,Девелопмент,чужое\n"
    found, actor = begun(manager, text), acting(manager)

    assert [row.verb for row in queries.plan_of(actor, found).rows] == ["skip"]
    with pytest.raises(Refused, match=r"import.nothing_to_do"):
        actions.run_import(actor, found, plan=queries.plan_of(actor, found))
    found = actions.choose_for_import(actor, found, choices=actions.Choices(repeats="update"))
    run(manager, found)

    client.refresh_from_db()
    assert (client.city, client.industry, client.note) == ("Казань", "Девелопмент", "Наше")


def test_rows_with_errors_are_kept_out_and_named(manager: User) -> None:
    a_client("Чужой", team=(a_user(),))
    text = "Client,Website,Owner\n,a.example,\nГранит,не сайт,\nЧужой,,\nЁлка,,Никто\nёлка,,\n"

    plan = queries.plan_of(acting(manager), begun(manager, text))

    told = [(r.number, r.verb, [e.code for e in r.errors], r.duplicate_of) for r in plan.rows]
    assert told == [
        (2, "error", ["row.missing"], None),
        (3, "error", ["row.bad_website"], None),
        (4, "error", ["row.client_hidden"], None),
        (5, "create", [], None),
        (6, "skip", [], 5),
    ]
    assert [n.code for n in plan.rows[3].notices] == ["row.unknown_owner"]


def test_an_import_that_fails_in_the_middle_writes_nothing(manager: User) -> None:
    found, actor = begun(manager, "Client\nОдин\nДва\n"), acting(manager)
    plan = queries.plan_of(actor, found)
    actions.run_import(actor, found, plan=plan)
    a_client("Два")

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.write_import(actor, found, plan=plan)

    assert list(Client.objects.values_list("name", flat=True)) == ["Два"]
    assert Entry.objects.count() == 0


def test_a_wish_to_cancel_brings_it_back_to_the_preview_with_nothing_written(
    manager: User,
) -> None:
    found, actor = begun(manager, "Client\nОдин\n"), acting(manager)
    actions.run_import(actor, found, plan=queries.plan_of(actor, found))
    LongWork.objects.update(wish_to_cancel=True)

    run_import(found.pk)

    assert queries.import_of(actor, found.pk).state == ImportState.PREVIEW
    assert Client.objects.count() == 0


def test_the_same_press_twice_runs_once(manager: User) -> None:
    found, actor = begun(manager, "Client\nОдин\n"), acting(manager)
    plan = queries.plan_of(actor, found)
    actions.run_import(actor, found, plan=plan)

    with pytest.raises(Refused, match=r"import.not_now"):
        actions.run_import(actor, found, plan=plan)
    run_import(found.pk)
    run_import(found.pk)

    assert Client.objects.count() == 1


def test_undo_takes_back_what_nobody_touched_and_says_what_stays(manager: User) -> None:
    here = a_client("Гранит", team=(manager,))
    known = a_contact(here, "Старая", email="old@granit.example", title="Была")
    actor = acting(manager)
    text = (
        "Full name,Email,Company,Position\n"
        "Анна,anna@granit.example,Гранит,\n"
        "Борис,boris@granit.example,Гранит,\n"
        "Вера,vera@new.example,Новый,\n"
        "Старая,old@granit.example,Гранит,Стала\n"
    )
    found = begun(manager, text, "contacts")
    found = actions.choose_for_import(actor, found, choices=actions.Choices(repeats="update"))
    found = run(manager, found)
    known.refresh_from_db()
    assert known.title == "Стала"
    boris = Contact.objects.get(name="Борис")
    edit_contact(acting(manager), boris, data=ContactData(name="Борис", note="нужен"))

    told = actions.undo_import(acting(manager), found, now=NOW)

    assert told["stays"] == [{"name": "Борис", "why": "changed"}]
    living = Contact.objects.filter(deleted_at=None).values_list("name", "title")
    assert set(living) == {("Борис", ""), ("Старая", "Была")}
    assert list(Client.objects.filter(deleted_at=None)) == [here]


def test_undo_leaves_a_client_that_got_work_of_its_own(manager: User) -> None:
    from napulse.testing import a_project

    found = run(manager, begun(manager, "Client\nОдин\nДва\n"))
    a_project(Client.objects.get(name="Один"))

    told = actions.undo_import(acting(manager), found, now=NOW)

    assert told["stays"] == [{"name": "Один", "why": "used"}]
    assert list(Client.objects.filter(deleted_at=None).values_list("name", flat=True)) == ["Один"]


def test_an_import_belongs_to_its_owner_alone(manager: User) -> None:
    found = begun(manager, "Client\nОдин\n")

    with pytest.raises(Missing):
        queries.import_of(acting(a_user("service")), found.pk)
    with pytest.raises(Missing):
        actions.drop_import(acting(a_user("service")), found)


def test_many_rows_take_a_bounded_number_of_queries(
    manager: User, django_assert_max_num_queries: object
) -> None:
    text = "Client\n" + "".join(f"Клиент {n}\n" for n in range(600))
    found, actor = begun(manager, text), acting(manager)
    plan = queries.plan_of(actor, found)
    actions.run_import(actor, found, plan=plan)

    with django_assert_max_num_queries(120):  # type: ignore[operator]
        run_import(found.pk)

    assert Client.objects.count() == 600


def upload(
    browser: Browser, raw: bytes, name: str = "clients.csv", kind: str = "clients"
) -> object:
    data = {"kind": kind, "file": SimpleUploadedFile(name, raw)}
    return browser.post("/clients/import/upload/", data, headers=HTMX)


@pytest.mark.parametrize(
    ("raw", "name", "told"),
    [
        (b" ", "a.csv", "The file is empty."),
        (b"<!doctype html><html></html>", "a.csv", "This is a web page"),
        (b"PK\x03\x04 broken", "a.xlsx", "The workbook is damaged"),
        (b"Client\n", "a.csv", "no rows under them"),
        (b"Client\n" + b"x\n" * 5001, "a.csv", "too many rows"),
        (b"Client\n" + b"x" * 5_000_001, "a.csv", "at most 5 MB are read"),
    ],
)
def test_a_bad_file_is_told_in_a_sentence_and_nothing_is_kept(
    browser: Browser, raw: bytes, name: str, told: str
) -> None:
    answer = upload(browser, raw, name)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert told in answer.content.decode()  # type: ignore[attr-defined]
    assert Import.objects.count() == 0


def test_from_file_to_clients_in_the_browser(browser: Browser, manager: User) -> None:
    a_client("Гранит", team=(manager,))
    upload(browser, "Название компании;Город\nГранит;Москва\nЁлка;Казань\n".encode("cp1251"))
    found = Import.objects.get()
    address = f"/clients/import/{found.pk}/"

    mapping = browser.get(f"{address}?step=mapping").content.decode()
    assert 'value="0" selected>Название компании — Гранит, Ёлка' in mapping
    assert browser.post(f"{address}map/", {"city": "1"}, headers=HTMX).status_code == 422
    browser.post(f"{address}map/", {"client_name": "0", "city": "1"})
    preview = browser.get(address).content.decode()
    assert ("already here: Гранит" in preview, "Write 1 row" in preview) == (True, True)
    browser.post(f"{address}choose/", {"verb": "run", "repeats": "skip"})
    assert 'hx-trigger="every 1s"' in browser.get(address).content.decode()
    run_import(found.pk)
    assert "1 client added" in browser.get(address).content.decode()
    browser.post(f"{address}undo/")
    assert "1 row taken back" in browser.get(address).content.decode()
    assert list(Client.objects.filter(deleted_at=None).values_list("name", flat=True)) == ["Гранит"]


def test_one_column_for_two_fields_is_refused(browser: Browser, manager: User) -> None:
    found = begun(manager, "Client,City\nОдин,Москва\n")

    answer = browser.post(
        f"/clients/import/{found.pk}/map/", {"client_name": "0", "city": "0"}, headers=HTMX
    )

    assert answer.status_code == 422
    assert "One column was chosen for two fields." in answer.content.decode()
