"""Pages of letters and background work: who sees what, and that nothing inside a letter runs."""

import re
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from napulse.access.models import User
from napulse.jobs import queue
from napulse.jobs.mail import queue_letter
from napulse.jobs.models import Letter, LetterState, LongWork, WorkState
from napulse.jobs.queries import letters
from napulse.jobs.tests.servers import Wish
from napulse.jobs.tests.test_mail import a_draft
from napulse.jobs.tests.test_outbox import reach
from napulse.jobs.work import Cancelled, run_work, start_work, working
from napulse.jobs.worker import Worker
from napulse.testing import NOW, a_client, a_user, acting, the_agency

pytestmark = pytest.mark.django_db


def a_kept_letter(client_id: int | None, key: str = "a:1", **more: Any) -> Letter:
    the_agency()
    return queue_letter(a_draft(client_id=client_id, key=key, **more), now=NOW)


def at(name: str, *values: object) -> str:
    return reverse(f"jobs:{name}", args=values)


def test_a_letter_is_seen_by_its_clients_team_and_one_of_no_client_by_who_minds_the_work() -> None:
    manager, stranger = a_user("manager"), a_user("manager")
    mine = a_kept_letter(a_client(team=(manager,)).pk, "a:1")
    theirs = a_kept_letter(a_client(team=(stranger,)).pk, "a:2")
    nobodys = a_kept_letter(None, "a:3")

    assert set(letters(acting(manager))) == {mine}
    assert set(letters(acting(a_user("service")))) == {mine, theirs}
    assert set(letters(acting(a_user("managing")))) == {mine, theirs, nobodys}
    assert set(letters(acting(a_user("administrator")))) == {nobodys}
    assert set(letters(acting(a_user("creative")))) == set()


def test_every_door_of_a_strangers_letter_is_not_there(client: Browser) -> None:
    letter = a_kept_letter(a_client(team=(a_user("manager"),)).pk)
    client.force_login(a_user("manager"))

    for name in ("letter_detail", "letter_html", "letter_raw"):
        assert client.get(at(name, letter.pk)).status_code == 404
    assert client.get(at("letter_attachment", letter.pk, 1)).status_code == 404
    assert client.post(at("letter_send_again", letter.pk)).status_code == 404


@pytest.fixture
def manager(client: Browser) -> User:
    user = a_user("manager")
    client.force_login(user)
    return user


def test_the_list_finds_letters_in_cyrillic_and_shows_the_servers_words(
    client: Browser, manager: User
) -> None:
    own = a_client(team=(manager,))
    a_kept_letter(own.pk, "a:1", subject="Отчёт «Гранит»")
    a_kept_letter(own.pk, "a:2", subject="Nordwind")
    Letter.objects.filter(subject="Nordwind").update(
        state=LetterState.REFUSED, server_words="550 No such user"
    )

    found = client.get(at("letter_list"), {"q": "ОТЧЕТ гранит"}).content.decode()
    refused = client.get(at("letter_list"), {"view": "refused"}).content.decode()

    assert "Отчёт «Гранит»" in found
    assert "Nordwind" not in found
    assert "550 No such user" in refused
    assert "Отчёт «Гранит»" not in refused


def test_the_lists_queries_do_not_grow_with_its_rows(client: Browser, manager: User) -> None:
    own = a_client(team=(manager,))
    counts = []
    client.get(at("letter_list"))
    for numbers in ((0,), range(1, 6)):
        for number in numbers:
            a_kept_letter(own.pk, f"a:{number}")
        with CaptureQueriesContext(connection) as seen:
            client.get(at("letter_list"))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_letters_html_is_shown_where_nothing_can_run(client: Browser, manager: User) -> None:
    html = "<p>Hi</p><script>parent.document.title='x'</script>"
    letter = a_kept_letter(a_client(team=(manager,)).pk, html=html)

    page = client.get(at("letter_detail", letter.pk))
    frame = client.get(at("letter_html", letter.pk))

    assert "<script>parent" not in page.content.decode()
    assert f'sandbox src="{at("letter_html", letter.pk)}"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert frame["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; "
        "frame-ancestors 'self'"
    )
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert frame.content.decode().strip() == html


def test_the_raw_letter_and_its_files_come_as_downloads_byte_for_byte(
    client: Browser, manager: User
) -> None:
    file = ("Отчёт.html", "text/html", b"<script>1</script>")
    letter = a_kept_letter(a_client(team=(manager,)).pk, attachments=(file,))

    raw = client.get(at("letter_raw", letter.pk))
    part = client.get(at("letter_attachment", letter.pk, 1))

    assert raw.content == bytes(letter.raw)
    assert part.content == file[2]
    assert part["Content-Type"] == "application/octet-stream"
    assert part["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9E")
    assert client.get(at("letter_attachment", letter.pk, 2)).status_code == 404


def test_a_refused_letter_goes_again_and_history_says_who_wished_it(
    client: Browser, manager: User, settings: Any
) -> None:
    from napulse.audit.models import Entry

    letter = a_kept_letter(a_client(team=(manager,)).pk)
    Letter.objects.update(state=LetterState.REFUSED, attempts=3)
    reach(settings, Wish("127.0.0.1", 9))

    client.post(at("letter_send_again", letter.pk))
    client.post(at("letter_send_again", letter.pk))

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.QUEUED, 0)
    [entry] = Entry.objects.filter(event="letter.sent_again")
    assert (entry.user_id, entry.object_id) == (manager.pk, letter.pk)


def test_background_work_names_schedules_and_what_failed(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ValueError("no such column")

    monkeypatch.setattr(queue, "JOBS", {"x.broken": broken})
    monkeypatch.setattr("napulse.jobs.worker.JOBS", {"x.broken": broken})
    monkeypatch.setattr("napulse.jobs.worker.SCHEDULE", {"x.broken": 60})
    the_agency()
    queue.after_commit("x.broken")
    Worker("me", Event()).round()
    client.force_login(a_user("administrator"))

    page = client.get(at("work_list")).content.decode()

    assert page.count("ValueError: no such column") == 2


def test_long_work_is_done_cancelled_or_failed(client: Browser) -> None:
    the_agency()
    user = a_user("manager")
    client.force_login(user)
    done, unwanted, broken = (start_work(acting(user), "import", f"№ {n}", 2) for n in range(3))

    with working(done.pk) as progress:
        progress.advance()
        progress.result["made"] = 2
    client.post(at("work_cancel", unwanted.pk))
    run_work(unwanted.pk, lambda _progress: pytest.fail("cancelled work was begun"))
    with pytest.raises(ValueError, match="row 7"), working(broken.pk) as progress:
        raise ValueError("row 7")

    states = dict(LongWork.objects.values_list("title", "state"))
    assert states == {"№ 0": "done", "№ 1": "cancelled", "№ 2": "failed"}
    assert LongWork.objects.get(pk=done.pk).result == {"made": 2}
    with pytest.raises(Cancelled), working(done.pk):
        pytest.fail("work that ended was begun again")


def test_the_progress_is_polled_while_it_runs_and_is_nobody_elses(client: Browser) -> None:
    the_agency()
    user = a_user("manager")
    work = start_work(acting(user), "import", "Clients", 10)
    LongWork.objects.update(state=WorkState.RUNNING, done=3)
    client.force_login(user)

    running = client.get(at("work_progress", work.pk)).content.decode()
    LongWork.objects.update(state=WorkState.DONE)
    over = client.get(at("work_progress", work.pk)).content.decode()
    client.force_login(a_user("manager"))

    assert 'hx-trigger="every 1s"' in running
    assert 'value="3" max="10"' in running
    assert "hx-trigger" not in over
    assert client.get(at("work_progress", work.pk)).status_code == 404
    assert client.post(at("work_cancel", work.pk)).status_code == 404


def test_an_emptied_letter_says_so_and_does_not_leave_again(
    client: Browser, manager: User, settings: Any
) -> None:
    from napulse.jobs.erasing import empty_letters

    letter = a_kept_letter(a_client(team=(manager,)).pk, subject="Отчёт", recipient="a@b.example")
    empty_letters(Letter.objects.filter(pk=letter.pk), now=NOW)
    reach(settings, Wish("127.0.0.1", 9))

    answer = client.get(at("letter_detail", letter.pk))
    page = answer.content.decode()
    client.post(at("letter_send_again", letter.pk))

    letter.refresh_from_db()
    assert (answer.status_code, answer.context["opened"]) == (200, None)
    assert "Отчёт" not in page
    assert "a@b.example" not in page
    assert letter.state == LetterState.HELD


@pytest.fixture
def failed_task(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A job that fails the first time; the ids it was run with."""
    ran: list[int] = []

    def moody(number: int) -> None:
        ran.append(number)
        if len(ran) == 1:
            raise ValueError("no such column")

    monkeypatch.setitem(queue.JOBS, "x.moody", moody)
    monkeypatch.setitem(queue.LABELS, "x.moody", "A moody job")
    the_agency()
    queue.after_commit("x.moody", number=7)
    Worker("me", Event()).round()
    return ran


def test_a_failed_task_is_run_again_with_what_it_was_given_and_history_says_by_whom(
    client: Browser, failed_task: list[int]
) -> None:
    from napulse.audit.models import Entry

    user = a_user("administrator")
    client.force_login(user)
    page = client.get(at("work_list")).content.decode()
    [again] = re.findall(r'action="(/work/tasks/[^"]+)"', page)

    answer = client.post(again)
    Worker("me", Event()).round()

    assert "A moody job" in page
    assert answer.status_code == 302
    assert failed_task == [7, 7]
    assert "/again/" not in client.get(at("work_list")).content.decode()
    [entry] = Entry.objects.filter(event="work.run_again")
    assert (entry.user_id, entry.changes) == (user.pk, {"job": "x.moody"})
    assert client.post(again).status_code == 404


def test_who_only_looks_at_background_work_is_offered_no_button(
    client: Browser, failed_task: list[int]
) -> None:
    client.force_login(a_user("managing"))

    page = client.get(at("work_list")).content.decode()

    assert ("A moody job" in page, "/again/" in page) == (True, False)


def test_every_job_has_a_label_that_is_no_code() -> None:
    with translation.override("ru"):
        assert [name for name in queue.JOBS if not re.search("[а-яё]", queue.label_of(name))] == []
