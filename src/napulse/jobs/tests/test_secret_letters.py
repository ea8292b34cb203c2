"""Letters with a key to an account: told of, read by nobody but who has to hand them over."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.invitations import new_invitation
from napulse.access.letters import send_password_changed, send_reset
from napulse.access.models import Agency
from napulse.jobs.keys import HIDDEN
from napulse.jobs.mail import queue_letter
from napulse.jobs.models import Letter
from napulse.jobs.queries import may_read, opened
from napulse.jobs.queue import JOBS
from napulse.jobs.tests.servers import Wish
from napulse.jobs.tests.test_mail import a_draft
from napulse.jobs.tests.test_outbox import reach
from napulse.testing import NOW, a_client, a_user, acting, the_agency

pytestmark = pytest.mark.django_db
DOORS = ("letter_html", "letter_raw")


def a_secret(**more: Any) -> Letter:
    the_agency()
    text = "Открыть: https://sfera.example/join/TheKeyOfTheDoor/"
    draft = a_draft(text=text, html=f"<p>{text}</p>", is_secret=True, **more)
    return queue_letter(draft, now=NOW)


def shown(browser: Browser, letter: Letter) -> tuple[bool, list[int]]:
    page = browser.get(reverse("jobs:letter_detail", args=[letter.pk]))
    assert page.status_code == 200
    doors = [browser.get(reverse(f"jobs:{name}", args=[letter.pk])) for name in DOORS]
    doors.append(browser.get(reverse("jobs:letter_attachment", args=[letter.pk, 1])))
    assert "TheKeyOfTheDoor" not in "".join(
        d.content.decode() for d in doors if d.status_code != 200
    )
    return "TheKeyOfTheDoor" in page.content.decode(), [door.status_code for door in doors]


def test_without_a_mail_server_who_may_invite_reads_the_letter_and_hands_it_over(
    client: Browser,
) -> None:
    letter = a_secret(client_id=None, attachments=(("a.txt", "text/plain", b"TheKeyOfTheDoor"),))
    client.force_login(a_user("managing"))

    assert shown(client, letter) == (True, [200, 200, 200])


def test_with_a_mail_server_nobody_reads_it_but_in_a_demo(client: Browser, settings: Any) -> None:
    letter = a_secret(client_id=None, attachments=(("a.txt", "text/plain", b"TheKeyOfTheDoor"),))
    client.force_login(a_user("managing"))
    reach(settings, Wish("127.0.0.1", 9))

    assert shown(client, letter) == (False, [404, 404, 404])
    Agency.objects.update(is_demo=True)
    assert shown(client, letter)[0]


def test_who_may_not_invite_never_reads_it(client: Browser) -> None:
    manager = a_user("manager")
    own = a_client(team=(manager,))
    files = (("a.txt", "text/plain", b"TheKeyOfTheDoor"),)
    letter = a_secret(client_id=own.pk, attachments=files)
    open_one = queue_letter(a_draft(client_id=own.pk, key="b", attachments=files), now=NOW)
    client.force_login(manager)

    assert shown(client, letter) == (False, [404, 404, 404])
    assert shown(client, open_one)[1] == [200, 200, 200]


def test_invitations_and_ways_back_are_secret_and_other_words_are_not(settings: Any) -> None:
    settings.EMAIL_BACKEND = "napulse.jobs.mail.OutboxBackend"
    the_agency()
    user = a_user("manager")
    user.set_password("koshka na kryshe")
    user.save()
    newcomer = a_user("manager")
    newcomer.set_unusable_password()
    newcomer.save()

    send_reset(user.email)
    send_password_changed(user)
    new_invitation(newcomer, invited_by_id=None, now=NOW)
    JOBS["people.send_invitation"](user_id=newcomer.pk)

    told = Letter.objects.order_by("pk").values_list("recipient", "is_secret")
    assert list(told) == [(user.email, True), (user.email, False), (newcomer.email, True)]
    assert not any(may_read(acting(user), one) for one in Letter.objects.filter(is_secret=True))
    assert all(
        HIDDEN in opened(bytes(one.raw)).text for one in Letter.objects.filter(is_secret=True)
    )
