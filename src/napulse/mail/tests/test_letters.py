"""What follows from verdicts, who sees which letter, and what can be done with one."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.clients.models import Client, Contact, TeamMember
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.models import Letter as Sent
from napulse.jobs.queue import JOBS
from napulse.mail import judging
from napulse.mail.actions.filing import (
    delete_letter,
    file_letter,
    restore_letter,
    tell_colleagues,
    unfile_letter,
)
from napulse.mail.actions.judging import ask_again
from napulse.mail.actions.uploads import File, upload_letters
from napulse.mail.models import Judged, Letter
from napulse.mail.queries import letters
from napulse.mail.tests.letters import Down, a_letter, fraud, name_servers, signed, zone
from napulse.service.models import Attendee, Interaction, Notice
from napulse.testing import NOW, a_client, a_contact, a_user, acting, the_agency

pytestmark = pytest.mark.django_db

ANNA = "anna@lianta.example"


@pytest.fixture(autouse=True)
def _agency() -> None:
    the_agency()


@pytest.fixture
def director() -> User:
    return a_user("director")


@pytest.fixture
def anna(director: User) -> Contact:
    return a_contact(a_client("Лианта", team=(director,)), "Анна Белова", email=ANNA)


def brought(user: User, raw: bytes) -> Letter:
    """A letter that this person uploaded, judged."""
    upload_letters(acting(user), files=[File("letter.eml", raw)], now=NOW)
    JOBS["mail.judge_left_over"]()
    return Letter.objects.latest("pk")


def of_anna(ident: str = "<brief@lianta.example>") -> bytes:
    text = "Добрый день!\n\nПрисылаем правки к макету.\n\nАнна\n"
    return a_letter(f"Анна Белова <{ANNA}>", "Правки к макету", text, ident=ident)


def test_a_proven_letter_of_a_contact_becomes_an_interaction_of_the_client(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, zone("lianta.example"))

    letter = brought(director, signed(of_anna(), "lianta.example"))

    made = Interaction.objects.get()
    assert (letter.verdict, letter.client, letter.contact) == (Judged.NO_CLAIM, anna.client, anna)
    assert letter.interaction == made
    assert (made.client, made.kind, made.subject, made.owner) == (
        anna.client,
        "letter",
        "Правки к макету",
        director,
    )
    assert made.starts_at == letter.received_at
    assert "Присылаем правки к макету." in made.notes
    people = Attendee.objects.filter(interaction=made).values_list("contact_id", "user_id")
    assert set(people) == {(anna.pk, None), (None, director.pk)}
    assert not hasattr(made, "clock")


def test_the_same_letter_in_two_mailboxes_is_one_interaction(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, zone("lianta.example"))
    raw = signed(of_anna(), "lianta.example")

    first, second = brought(director, raw), brought(a_user("service"), b"X-Copy: 2\r\n" + raw)

    assert Interaction.objects.count() == 1
    assert first.interaction == second.interaction


def test_an_unproven_letter_in_the_name_of_a_contact_is_not_filed_by_itself(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, zone("lianta.example"))

    letter = brought(director, of_anna())

    assert (letter.client, letter.contact, letter.names_client) == (None, anna, anna.client)
    assert [each["message"] for each in letter.details] == ["contact.unproven"]
    assert Interaction.objects.count() == 0


def test_a_letter_proven_by_another_domain_than_the_contacts_is_not_filed(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, zone("elsewhere.example"))

    letter = brought(director, signed(of_anna(), "elsewhere.example"))

    assert (letter.client, Interaction.objects.count()) == (None, 0)


def test_a_letter_of_a_client_whom_the_reader_does_not_serve_stays_the_readers(
    anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, zone("lianta.example"))

    letter = brought(a_user("manager"), signed(of_anna(), "lianta.example"))

    assert (letter.client, letter.contact, Interaction.objects.count()) == (None, None, 0)


def test_a_fraud_is_kept_apart_and_cannot_be_filed(director: User, anna: Contact) -> None:
    letter = brought(director, fraud())

    assert (letter.verdict, letter.is_apart) == (Judged.FRAUDULENT, True)
    with pytest.raises(Refused, match=r"letter\.fraudulent"):
        file_letter(acting(director), letter, anna.client, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(client=anna.client)
    assert Interaction.objects.count() == 0


def test_a_fraud_in_the_name_of_a_contact_warns_the_clients_team(
    director: User, anna: Contact
) -> None:
    colleague = a_user("manager")
    team = a_client("Гранит", team=(director, colleague))
    a_contact(team, "Пётр", email="winner@mail-prize.example")

    letter = brought(director, fraud())

    told = dict(Notice.objects.values_list("user_id", "code"))
    assert told == {director.pk: "letter_fraud", colleague.pk: "letter_fraud"}
    assert letters.letter(acting(colleague), letter.pk) == letter
    reasons = letters.attention(acting(colleague), client_ids=None, now=NOW)
    assert [(each.client_id, each.reason.code) for each in reasons] == [(team.pk, "letter_fraud")]


def test_letters_are_seen_by_who_brought_them_and_once_filed_by_the_team(
    director: User, anna: Contact
) -> None:
    manager, stranger = a_user("manager"), a_user("director")
    client = a_client("Кубометр", team=(manager,))
    letter = brought(stranger, of_anna())
    seen = {
        who: letters.letters(acting(who)).filter(pk=letter.pk).exists()
        for who in (manager, stranger)
    }
    assert seen == {manager: False, stranger: True}
    boss = a_user("service")
    assert not letters.letters(acting(boss)).exists()

    served = _served(client, stranger)
    file_letter(acting(stranger), letter, served, now=NOW)

    assert {
        who: letters.letters(acting(who)).exists() for who in (manager, stranger, boss, director)
    } == {
        manager: True,
        stranger: True,
        boss: True,
        director: False,
    }


def _served(client: Client, user: User) -> Client:
    with recording(TeamMember):
        TeamMember.objects.create(client=client, user=user)
    return client


def test_filing_by_hand_and_back_makes_and_removes_the_interaction(
    director: User, anna: Contact
) -> None:
    letter = brought(director, of_anna())
    file_letter(acting(director), letter, anna.client, excerpt="Первые слова", now=NOW)
    letter.refresh_from_db()
    assert letter.interaction is not None
    assert letter.interaction.notes == "Первые слова"

    unfile_letter(acting(director), letter, now=NOW)

    letter.refresh_from_db()
    assert letter.client is None
    assert Interaction.objects.filter(deleted_at=None).count() == 0
    file_letter(acting(director), letter, anna.client, now=NOW)
    assert Interaction.objects.filter(deleted_at=None).count() == 1
    events = Entry.objects.filter(model="mail.letter").order_by("number")
    assert list(events.values_list("event", flat=True)) == [
        "letter.filed",
        "letter.unfiled",
        "letter.filed",
    ]


def test_what_was_taken_from_the_client_is_not_filed_again_by_a_new_check(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, zone("lianta.example"))
    letter = brought(director, signed(of_anna(), "lianta.example"))
    unfile_letter(acting(director), letter, now=NOW)

    ask_again(acting(director), [letter])
    JOBS["mail.judge_left_over"]()

    letter.refresh_from_db()
    assert (letter.client, letter.is_waiting) == (None, False)


def test_a_letter_that_turns_out_a_fraud_leaves_the_client(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = brought(director, of_anna())
    file_letter(acting(director), letter, anna.client, now=NOW)
    Letter.objects.update(blob=brought(director, fraud()).blob_id, uploaded_by=None)
    ask_again_by_hand(letter)

    JOBS["mail.judge_left_over"]()

    letter.refresh_from_db()
    assert (letter.verdict, letter.client, letter.names_client) == (
        Judged.FRAUDULENT,
        None,
        anna.client,
    )
    assert Interaction.objects.filter(deleted_at=None).count() == 0


def ask_again_by_hand(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(judged_at=None)


def test_telling_lets_colleagues_read_writes_to_them_and_tells_nobody_twice(director: User) -> None:
    colleague = a_user("manager", language="ru")
    letter = brought(director, fraud())
    for _ in range(2):
        told = tell_colleagues(
            acting(director), letter, user_ids=[colleague.pk], note="Не открывайте", now=NOW
        )
    JOBS["mail.tell"](letter_id=letter.pk, user_id=colleague.pk)

    assert told == []
    assert letters.letter(acting(colleague), letter.pk) == letter
    assert Notice.objects.filter(user=colleague, code="letter_told").count() == 1
    sent = Sent.objects.get()
    assert sent.recipient == colleague.email
    assert "Не открывайте".encode() in _decoded(bytes(sent.raw))
    assert b"150 000" not in _decoded(bytes(sent.raw))


def _decoded(raw: bytes) -> bytes:
    payload = message_from_bytes(raw).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def test_only_who_brought_a_letter_deletes_it_and_brings_it_back(director: User) -> None:
    colleague = a_user("manager")
    letter = brought(director, fraud())
    tell_colleagues(acting(director), letter, user_ids=[colleague.pk], now=NOW)
    with pytest.raises(Refused, match=r"letter\.not_yours"):
        delete_letter(acting(colleague), letter, now=NOW)

    delete_letter(acting(director), letter, now=NOW)

    with pytest.raises(Missing):
        letters.letter(acting(director), letter.pk)
    restore_letter(acting(director), letter)
    assert letters.letter(acting(director), letter.pk) == letter


def test_the_page_of_a_letter_never_links_loads_or_runs_what_is_in_it(
    director: User, client: Browser
) -> None:
    html = (
        "<p>Сброс <a href='http://evil.example/x'>mail.ru</a></p>"
        "<img src='http://evil.example/p.gif'><script>alert(1)</script>"
        "<a href=\"javascript:alert(2)\">тут</a><form action='http://evil.example/f'></form>"
    )
    raw = a_letter("Служба <a@evil.example>", "<b>Тема</b>", "Текст", html=html)
    letter = brought(director, raw)
    client.force_login(director)

    page = client.get(letter.get_absolute_url()).content.decode()

    assert "http://evil.example/x" in page
    for harm in (
        'href="http://evil',
        "href='http://evil",
        "<img src='http",
        "<script>alert",
        "<b>Тема",
    ):
        assert harm not in page, harm
    assert 'href="javascript' not in page
    assert "evil.example/f" not in page.split("<main", 1)[1].split('class="links"')[0]


def test_the_raw_file_is_the_letter_and_no_page(director: User, client: Browser) -> None:
    letter = brought(director, fraud())
    client.force_login(director)

    answer = client.get(f"{letter.get_absolute_url()}raw/")

    assert answer.content == fraud()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{letter.pk}.eml"'
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_reasons_stand_on_the_page_with_the_words_they_rest_on(
    director: User, client: Browser
) -> None:
    director.language = "en"
    director.save()
    letter = brought(director, fraud())
    client.force_login(director)

    page = client.get(letter.get_absolute_url()).content.decode()

    assert "This letter does not come from Mail.ru. It is a fraud." in page
    assert "It speaks as Mail.ru, but was sent from winner@mail-prize.example." in page
    assert '<mark class="mark risk">' in page


def test_the_list_costs_the_same_for_many_letters(director: User, client: Browser) -> None:
    client.force_login(director)
    counts = []
    for start, stop in ((0, 3), (3, 30)):
        for n in range(start, stop):
            raw = a_letter("a@b.example", f"№ {n}", "Текст\n", ident=f"<{n}@b>")
            upload_letters(acting(director), files=[File("a.eml", raw)], now=NOW)
        client.get("/mail/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/mail/").status_code == 200
        counts.append(len(found))

    assert counts[1] <= counts[0]


def test_bulk_filing_skips_frauds_says_so_and_can_be_undone(
    director: User, anna: Contact, client: Browser
) -> None:
    director.language = "en"
    director.save()
    good, bad = brought(director, of_anna()), brought(director, fraud())
    client.force_login(director)

    answer = client.post(
        "/mail/bulk/",
        {"id": [good.pk, bad.pk], "verb": "file", "client": anna.client_id},
        follow=True,
    )

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.client, bad.client) == (anna.client, None)
    page = answer.content.decode()
    assert "1 letter filed. A fraudulent letter is kept apart" in page
    undo = page.split("/mail/undo/")[1].split("/")[0]
    client.post(f"/mail/undo/{undo}/")
    good.refresh_from_db()
    assert good.client is None


def test_name_servers_that_do_not_answer_leave_nothing_proven(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, Down())

    letter = brought(director, signed(of_anna(), "lianta.example"))

    assert (letter.client, Interaction.objects.count()) == (None, 0)


def test_a_letter_forwarded_as_an_attachment_is_judged_as_the_one_inside(
    director: User, client: Browser
) -> None:
    director.language = "en"
    director.save()
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["Subject"] = "Коллега <c@sfera.example>", "Fwd: посмотри"
    outer.set_content("Это правда?\n", charset="utf-8")
    outer.add_attachment(message_from_bytes(fraud(), policy=SMTP))
    client.force_login(director)

    letter = brought(director, outer.as_bytes())
    page = client.get(letter.get_absolute_url()).content.decode()

    assert letter.verdict == Judged.FRAUDULENT
    assert "A letter is attached to it, and that one was checked" in page
    assert "winner@mail-prize.example" in page
    assert '<mark class="mark risk">' in page


def test_a_strangers_letter_is_not_proven_by_the_genuine_one_attached_to_it(
    director: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_servers(monkeypatch, zone("e.mail.ru"))
    news = a_letter("Команда Mail.ru <news@e.mail.ru>", "Новости", "Новости\n\nКоманда Mail.ru\n")
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["Subject"] = f"Анна Белова <{ANNA}>", "Смотри"
    outer.set_content("Смотри, что пришло\n", charset="utf-8")
    outer.add_attachment(message_from_bytes(signed(news, "e.mail.ru"), policy=SMTP))

    letter = brought(director, outer.as_bytes())

    assert (letter.contact, letter.client, Interaction.objects.count()) == (anna, None, 0)


def test_a_letter_that_the_engine_cannot_bear_is_unusable_and_does_not_stop_the_rest(
    director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = judging.assess

    def failing(raw: bytes, *rest: Any) -> Any:
        if b"millionth" in raw:
            raise RuntimeError("a bug")
        return whole(raw, *rest)

    monkeypatch.setattr(judging, "assess", failing)
    files = [File("a.eml", fraud("<millionth@x>")), File("b.eml", fraud())]
    upload_letters(acting(director), files=files, now=NOW)

    JOBS["mail.judge_left_over"]()

    verdicts = list(Letter.objects.order_by("pk").values_list("verdict", flat=True))
    assert verdicts == [Judged.UNUSABLE, Judged.FRAUDULENT]
