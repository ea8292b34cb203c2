"""What is kept of a person in letters: the copy they may ask for, and that it is forgotten."""

from datetime import timedelta

import pytest

from napulse.audit.recording import recording
from napulse.clients.models import Contact
from napulse.jobs.queue import JOBS
from napulse.mail.actions.purging import purge_letters
from napulse.mail.actions.uploads import File, upload_letters
from napulse.mail.models import Letter, LetterBlob
from napulse.mail.personal import forget_person, own_export
from napulse.mail.tests.letters import a_letter, name_servers, signed, zone
from napulse.testing import NOW, a_client, a_contact, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(monkeypatch: pytest.MonkeyPatch) -> Contact:
    """A contact person whose letter is filed, and who wrote another one from an older address."""
    the_agency()
    name_servers(monkeypatch, zone("lianta.example"))
    director = a_user("director")
    anna = a_contact(a_client("Лианта", team=(director,)), "Анна Белова", email="a@lianta.example")
    filed = signed(a_letter("Анна <a@lianta.example>", "Правки", "Текст\n"), "lianta.example")
    other = a_letter("Пётр <p@elsewhere.example>", "Чужое", "Текст\n", ident="<2@e>")
    files = [File("a.eml", filed), File("b.eml", other)]
    upload_letters(acting(director), files=files, now=NOW)
    JOBS["mail.judge_left_over"]()
    return anna


def test_the_copy_names_the_persons_letters_and_no_other(anna: Contact) -> None:
    section = own_export(all_seeing(), anna)[0]

    assert [row["subject"] for row in section.rows] == ["Правки"]
    assert section.rows[0]["email"] == "a@lianta.example"


def test_erasing_takes_the_persons_letters_with_their_bytes_and_leaves_others(
    anna: Contact,
) -> None:
    forget_person(all_seeing(), anna, now=NOW)

    assert list(Letter.objects.values_list("subject", flat=True)) == ["Чужое"]
    assert LetterBlob.objects.count() == 1


def test_erasing_finds_letters_from_an_address_that_the_person_had_before(anna: Contact) -> None:
    letter = Letter.objects.get(subject="Чужое")
    letter.names_client = anna.client
    letter.save()
    with recording(Contact):
        anna.email = "p@elsewhere.example"
        anna.save()

    forget_person(all_seeing(), anna, now=NOW)

    assert Letter.objects.count() == 0


def test_what_was_deleted_long_ago_goes_with_its_bytes_and_what_is_shared_stays(
    anna: Contact,
) -> None:
    other = Letter.objects.get(subject="Чужое")
    upload_letters(acting(a_user("director")), files=[File("b.eml", other.blob.raw)], now=NOW)
    Letter.objects.update(deleted_at=NOW)
    Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(deleted_at=None)

    purge_letters(all_seeing(), before=NOW)
    assert Letter.objects.count() == 3
    purge_letters(all_seeing(), before=NOW + timedelta(seconds=1))

    assert Letter.objects.get().subject == "Чужое"
    assert LetterBlob.objects.count() == 1
