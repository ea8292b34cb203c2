"""Letters brought as files: one, several, a box; what is wrong is refused whole."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from napulse.engines.kernel.errors import Refused
from napulse.jobs.models import WorkState
from napulse.jobs.queue import JOBS
from napulse.mail.actions import uploads
from napulse.mail.actions.uploads import File, upload_letters
from napulse.mail.models import Judged, Letter, LetterBlob, Upload, UploadState
from napulse.mail.tests.letters import Down, a_letter, fraud, name_servers
from napulse.testing import NOW, a_user, acting, the_agency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    the_agency()
    name_servers(monkeypatch, Down())


def do_jobs() -> None:
    """Judge what waits, as a worker would."""
    JOBS["mail.judge_left_over"]()


def a_box(*letters: bytes) -> bytes:
    return b"".join(
        b"From a@b.example Mon Nov 23 08:30:00 2026\r\n"
        + raw.replace(b"\r\nFrom ", b"\r\n>From ")
        + b"\r\n"
        for raw in letters
    )


def test_an_uploaded_letter_is_stored_byte_for_byte_and_judged_by_a_job() -> None:
    user = a_user("director")

    upload = upload_letters(acting(user), files=[File("won.eml", fraud())], now=NOW)

    letter = Letter.objects.get()
    assert (letter.blob.raw, letter.upload, letter.uploaded_by) == (fraud(), upload, user)
    assert (letter.address, letter.verdict, letter.is_waiting) == (
        "winner@mail-prize.example",
        Judged.WAITING,
        True,
    )
    do_jobs()
    letter.refresh_from_db()
    assert (letter.verdict, letter.is_apart, letter.is_waiting) == (Judged.FRAUDULENT, True, False)
    assert letter.brand == "mail.ru"


def test_the_same_file_again_is_the_same_letter() -> None:
    user = a_user("director")
    for _ in range(2):
        upload_letters(acting(user), files=[File("won.eml", fraud())], now=NOW)

    assert Letter.objects.count() == LetterBlob.objects.count() == 1
    assert list(Upload.objects.order_by("pk").values_list("count", "known")) == [(1, 0), (0, 1)]


def test_two_colleagues_with_the_same_letter_have_one_blob_and_a_letter_each() -> None:
    for _ in range(2):
        upload_letters(acting(a_user("director")), files=[File("won.eml", fraud())], now=NOW)

    assert (Letter.objects.count(), LetterBlob.objects.count()) == (2, 1)


def test_a_box_gives_every_letter_with_its_escaped_lines_as_they_were() -> None:
    first = a_letter(
        "a@b.example", "Раз", "Вот строка\nFrom the beginning\nи конец\n", ident="<1@b>"
    )
    second = a_letter("c@d.example", "Два", "Текст\n", ident="<2@b>")

    upload_letters(acting(a_user("director")), files=[File("x", a_box(first, second))], now=NOW)

    assert [row.blob.raw for row in Letter.objects.order_by("pk")] == [first, second]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "upload.empty"),
        (b"\r\n\r\n", "upload.empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "upload.not_a_letter"),
        (b"PK\x03\x04", "upload.not_a_letter"),
        (b"just some words\nwithout a header\n", "upload.not_a_letter"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "upload.broken_outlook"),
    ],
)
def test_what_is_no_letter_is_refused_with_its_name_and_nothing_of_the_rest_is_kept(
    raw: bytes, code: str
) -> None:
    files = [File("won.eml", fraud()), File("other.bin", raw)]

    with pytest.raises(Refused) as refused:
        upload_letters(acting(a_user("director")), files=files, now=NOW)

    assert (refused.value.code, refused.value.values["name"]) == (code, "other.bin")
    assert (Letter.objects.count(), LetterBlob.objects.count(), Upload.objects.count()) == (0, 0, 0)


def test_too_many_files_and_too_much_of_them_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = acting(a_user("director"))
    with pytest.raises(Refused, match=r"upload\.too_many"):
        upload_letters(actor, files=[File("a.eml", fraud())] * 51, now=NOW)
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    with pytest.raises(Refused, match=r"upload\.too_large"):
        upload_letters(actor, files=[File("a.eml", fraud())] * 2, now=NOW)
    with pytest.raises(Refused, match=r"upload\.nothing"):
        upload_letters(actor, files=[], now=NOW)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Upload:
    """A box of 60 letters, waiting for its job."""
    monkeypatch.setattr(uploads, "AT_ONCE", 10)
    letters = [a_letter("a@b.example", f"№ {n}", "Текст\n", ident=f"<{n}@b>") for n in range(60)]
    files = [File("all.mbox", a_box(*letters))]
    return upload_letters(acting(a_user("director")), files=files, now=NOW)


def test_a_large_box_is_taken_apart_by_a_job_with_progress(large: Upload) -> None:
    assert Letter.objects.count() == 0

    JOBS["mail.take_upload"](upload_id=large.pk)

    large.refresh_from_db()
    assert (large.state, large.count, bytes(large.packed)) == (UploadState.DONE, 60, b"")
    assert large.work is not None
    assert (large.work.state, large.work.result) == (WorkState.DONE, {"letters": 60, "known": 0})
    assert Letter.objects.count() == 60


def test_a_large_box_that_is_stopped_leaves_nothing(large: Upload) -> None:
    assert large.work is not None
    large.work.wish_to_cancel = True
    large.work.save()

    JOBS["mail.take_upload"](upload_id=large.pk)

    large.refresh_from_db()
    assert (large.state, Letter.objects.count()) == (UploadState.FAILED, 0)


def test_a_job_that_died_in_the_middle_is_taken_up_without_repeats(
    large: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = uploads.take_letters
    calls = []

    def dying(*args: object, **kwargs: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return taken(*args, **kwargs)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr("napulse.mail.jobs.uploads.take_letters", dying)
    with pytest.raises(KeyboardInterrupt):
        JOBS["mail.take_upload"](upload_id=large.pk)
    monkeypatch.undo()
    name_servers(monkeypatch, Down())
    assert Letter.objects.count() == 25

    JOBS["mail.take_upload"](upload_id=large.pk)

    large.refresh_from_db()
    assert (large.state, Letter.objects.count()) == (UploadState.DONE, 60)


def test_the_page_of_the_upload_leads_to_the_letter(client: Browser) -> None:
    client.force_login(a_user("director"))
    file = SimpleUploadedFile("won.eml", fraud(), "message/rfc822")

    answer = client.post("/mail/uploaded/", {"letters": [file]})

    assert (answer.status_code, answer["Location"]) == (
        302,
        Letter.objects.get().get_absolute_url(),
    )


def test_the_page_of_the_upload_says_what_is_wrong_with_which_file(client: Browser) -> None:
    client.force_login(a_user("director", language="en"))
    file = SimpleUploadedFile("holiday.pdf", b"%PDF-1.7\n", "application/pdf")

    answer = client.post("/mail/uploaded/", {"letters": [file]})

    assert answer.status_code == 422
    assert "“holiday.pdf” is not a letter." in answer.content.decode()
    assert Letter.objects.count() == 0


def test_no_file_at_all_is_said_beside_the_field(client: Browser) -> None:
    client.force_login(a_user("director", language="en"))

    answer = client.post("/mail/uploaded/", {})

    assert answer.status_code == 422
    assert "Choose at least one file." in answer.content.decode()
