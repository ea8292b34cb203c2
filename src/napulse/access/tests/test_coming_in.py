"""Coming in without a password: the mailed link, the invitation, the first start, the language."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from napulse.access.first_start import open_setup
from napulse.access.invitations import new_invitation, new_key_of
from napulse.access.models import Agency, Invitation, User
from napulse.access.tests.walking import PASSWORD, a_person, enter, who, with_app
from napulse.people.models import Person
from napulse.testing import a_user, the_agency

pytestmark = pytest.mark.django_db
NEW = "novy parol stola"
SETUP = {
    "agency_name": "Сфера",
    "zone": "Asia/Omsk",
    "language": "ru",
    "name": "Анна Воронцова",
    "email": "Anna@sfera.example",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
def _forgotten_attempts() -> None:
    cache.clear()


def mailed_path() -> str:
    found = re.search(r"https?://[^/]+(/password/reset/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_mailed_link_sets_the_password_once(client: Client) -> None:
    user = a_person(language="ru")
    here = Client()
    enter(here, user)
    sent = client.post("/password/forgot/", {"email": user.email.upper()})
    assert (sent["Location"], [letter.to for letter in mail.outbox]) == (
        "/password/forgot/sent/",
        [[user.email]],
    )
    path = mailed_path()
    assert client.get(path)["Location"] == "/password/reset/"
    client.post("/password/reset/", {"password": NEW})
    assert (enter(client, user, NEW).status_code, who(here)) == (302, None)
    stranger = Client()
    stranger.get(path)
    assert stranger.get("/password/reset/").status_code == 410


@pytest.mark.parametrize("case", ["unknown", "closed", "not joined"])
def test_forgotten_password_tells_nothing_and_mails_nobody(client: Client, case: str) -> None:
    user = a_person(is_active=case != "closed")
    if case == "not joined":
        user.set_unusable_password()
        user.save()
    address = "nobody@sfera.example" if case == "unknown" else user.email
    sent = client.post("/password/forgot/", {"email": address})
    assert (sent.status_code, sent["Location"], mail.outbox) == (302, "/password/forgot/sent/", [])


def test_mailed_link_dies_after_a_day(client: Client) -> None:
    user = a_person()
    with time_machine.travel("2026-11-23 09:00:00+00:00", tick=False) as clock:
        client.post("/password/forgot/", {"email": user.email})
        clock.shift(timedelta(hours=24, seconds=1))
        client.get(mailed_path())
        assert client.get("/password/reset/").status_code == 410


def test_new_password_by_mail_does_not_skip_the_second_step(client: Client) -> None:
    user = a_person()
    with_app(user)
    client.post("/password/forgot/", {"email": user.email})
    client.get(mailed_path())
    client.post("/password/reset/", {"password": NEW})
    assert enter(client, user, NEW)["Location"] == "/sign-in/second-step/"


def test_letters_are_not_asked_for_without_end(client: Client) -> None:
    user = a_person()
    told = [client.post("/password/forgot/", {"email": user.email}).status_code for _ in range(4)]
    assert (told, len(mail.outbox)) == ([302, 302, 302, 429], 3)


def an_invited() -> tuple[User, str]:
    the_agency()
    user = a_user("manager", name="Марта", language="en")
    user.set_unusable_password()
    user.save()
    return user, new_key_of(new_invitation(user, invited_by_id=None, now=timezone.now()))


def test_invited_person_sets_a_password_and_is_in(client: Client) -> None:
    user, key = an_invited()
    answer = client.post(f"/join/{key}/", {"name": "Марта Линд", "password": PASSWORD})
    user.refresh_from_db()
    assert (answer["Location"], user.name, who(client)) == ("/", "Марта Линд", str(user.pk))


def test_invitation_works_once(client: Client) -> None:
    user, key = an_invited()
    client.post(f"/join/{key}/", {"name": "Марта Линд", "password": PASSWORD})
    again = Client().post(f"/join/{key}/", {"name": "Чужой", "password": NEW})
    user.refresh_from_db()
    assert (again.status_code, user.name, user.check_password(PASSWORD)) == (
        410,
        "Марта Линд",
        True,
    )


@pytest.mark.parametrize("case", ["expired", "replaced", "closed"])
def test_dead_invitation_opens_nothing(client: Client, case: str) -> None:
    user, key = an_invited()
    if case == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    if case == "replaced":
        new_invitation(user, invited_by_id=None, now=timezone.now())
    if case == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(f"/join/{key}/").status_code == 410
    client.post(f"/join/{key}/", {"name": "Чужой", "password": NEW})
    user.refresh_from_db()
    assert (user.name, user.has_usable_password()) == ("Марта", False)


def test_setup_makes_the_agency_and_its_first_director_once(client: Client) -> None:
    key = open_setup(now=timezone.now())
    short = client.post(f"/setup/{key}/", SETUP | {"password": "short"})
    assert (short.status_code, User.objects.count()) == (422, 0)
    assert client.post(f"/setup/{key}/", SETUP)["Location"] == "/"
    user = User.objects.get()
    agency = Agency.objects.get()
    assert (user.email, user.role_id, user.name) == (
        "anna@sfera.example",
        "managing",
        "Анна Воронцова",
    )
    assert (agency.name, agency.zone, agency.language) == ("Сфера", "Asia/Omsk", "ru")
    assert (Person.objects.get().user_id, who(client)) == (user.pk, str(user.pk))
    again = Client().post(f"/setup/{key}/", SETUP | {"email": "other@sfera.example"})
    assert (again.status_code, User.objects.count()) == (404, 1)
    assert open_setup(now=timezone.now()) is None


def test_setup_is_closed_to_any_other_key(client: Client) -> None:
    old = open_setup(now=timezone.now())
    open_setup(now=timezone.now())
    assert client.get("/setup/guess/").status_code == 404
    assert client.get(f"/setup/{old}/").status_code == 404


def test_setup_key_is_dead_once_somebody_can_sign_in(client: Client) -> None:
    key = open_setup(now=timezone.now())
    a_person()
    assert client.get(f"/setup/{key}/").status_code == 404


def test_command_creates_a_director_who_can_sign_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    call_command(
        "create-director",
        email="a@b.example",
        name="Анна",
        password_stdin=True,
        stdout=io.StringIO(),
    )
    assert enter(client, "a@b.example").status_code == 302


@pytest.mark.parametrize(
    ("email", "name", "word"),
    [("broken", "A", PASSWORD), ("a@b.example", " ", PASSWORD), ("a@b.example", "A", "short")],
)
def test_command_says_in_one_line_what_is_wrong(
    email: str, name: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{word}\n"))
    with pytest.raises(CommandError) as refused:
        call_command("create-director", email=email, name=name, password_stdin=True)
    assert (refused.value.returncode, "\n" in str(refused.value)) == (2, False)
    assert User.objects.count() == 0


def create_director(monkeypatch: pytest.MonkeyPatch, **options: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    given = {"email": "a@b.example", "name": "Анна", "stdout": io.StringIO(), **options}
    call_command("create-director", password_stdin=True, **given)


def test_command_makes_the_agency_if_it_is_not_there_and_leaves_one_that_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create_director(monkeypatch, agency="Сфера")
    made = list(Agency.objects.values_list("pk", "name"))
    create_director(monkeypatch, email="b@b.example", agency="Другая")

    assert made == [(1, "Сфера")]
    assert list(Agency.objects.values_list("pk", "name")) == made


def test_command_refuses_an_address_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    create_director(monkeypatch)
    before = User.objects.values("name", "password").get()

    with pytest.raises(CommandError, match=r"^A@b\.example is taken\.$") as refused:
        create_director(monkeypatch, email="A@b.example", name="Другая")

    assert (refused.value.returncode, "\n" in str(refused.value)) == (2, False)
    assert User.objects.values("name", "password").get() == before


def test_stranger_chooses_a_language_and_keeps_it(client: Client) -> None:
    the_agency()
    back = client.post("/language/", {"language": "ru", "next": "/sign-in/"})
    assert (back["Location"], client.get("/sign-in/")["Content-Language"]) == ("/sign-in/", "ru")
    away = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert away["Location"] == "/"


PAGES = [
    "/sign-in/",
    "/password/forgot/",
    "/password/forgot/sent/",
    "/password/reset/",
    "/join/over/",
    "/account/",
    "/account/tokens/",
    "/account/security/",
    "/account/security/app/",
    "/account/security/passkeys/new/",
    "/account/confirm/",
]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("path", PAGES)
def test_page_renders_in_both_languages(client: Client, path: str, language: str) -> None:
    user = a_person(language=language)
    if path.startswith("/account/"):
        enter(client, user)
    client.cookies["django_language"] = language
    answer = client.get(path)
    title = re.search(r"<title>(.*?) ·", answer.content.decode())
    assert (answer.status_code in {200, 410}, answer["Content-Language"]) == (True, language)
    assert title
    assert bool(re.search("[а-яё]", title[1], re.IGNORECASE)) == (language == "ru")
