"""The API: the committed description is true; a lock on every operation, before the body."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from django.utils import timezone

from napulse.access.actions import add_token
from napulse.access.api import Holding
from napulse.access.levels import AREAS, Level
from napulse.config.api import PREFIX, api, document
from napulse.config.roles import ROLES
from napulse.testing import a_user, acting, the_agency

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"
PROBLEM = "application/problem+json"


def operations() -> list[tuple[str, str, Holding | None]]:
    """Method, address and lock of every operation."""
    found = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                lock = (operation.auth_callbacks or [None])[0]
                address = f"{PREFIX.rstrip('/')}{prefix}{path}"
                found += [(method, address, lock) for method in operation.methods]
    return found


def test_the_committed_description_is_the_one_that_is_served() -> None:
    assert json.loads(KEPT.read_text(encoding="utf-8")) == json.loads(document()), (
        "run: napulse openapi > docs/openapi.json"
    )


@pytest.mark.parametrize(("method", "address", "lock"), operations())
def test_every_operation_needs_a_key_that_reaches_an_area(
    method: str, address: str, lock: Any
) -> None:
    assert isinstance(lock, Holding)
    assert lock.need.area in AREAS


@pytest.mark.parametrize(("method", "address", "lock"), operations())
def test_a_stranger_is_refused_before_the_body_is_looked_at(
    client: Browser, method: str, address: str, lock: Any
) -> None:
    a_user("director")
    client.force_login(a_user("director"))  # a session opens no operation

    for key in ("", "Bearer napulse_nobody"):
        headers = {"authorization": key} if key else {}
        answer = client.generic(
            method, address, b"\0broken", "multipart/form-data", headers=headers
        )
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
        assert answer.json()["code"] == "key.unknown"


@pytest.mark.parametrize("code", ROLES)
def test_every_operation_opens_to_the_roles_that_reach_it_and_to_no_other(
    client: Browser, code: str
) -> None:
    the_agency()
    key = add_token(acting(a_user(code)), name="Key", now=timezone.now())
    wrong = []
    for method, address, lock in operations():
        assert lock
        answer = client.generic(method, address, headers={"authorization": f"Bearer {key}"})
        reaches = Level(ROLES[code].levels.get(lock.need.area, 0)) >= lock.need.level
        if (answer.status_code == 403) == reaches or answer["Content-Type"] != PROBLEM:
            wrong.append((address, answer.status_code))
    assert wrong == []


def asked(client: Browser, raw: bytes, **more: Any) -> HttpResponse:
    the_agency()
    key = add_token(acting(a_user("manager")), name="Key", now=timezone.now())
    file = SimpleUploadedFile("letter.eml", raw, "message/rfc822")
    headers = {"authorization": f"Bearer {key}"}
    found = client.post(f"{PREFIX}letters/verify", {"letter": file, **more}, headers=headers)
    assert isinstance(found, HttpResponse)
    return found


FRAUD = (
    "From: =?utf-8?b?0JDQtNC80LjQvdC40YHRgtGA0LDRhtC40Y8=?= Mail.ru <x@prize.example>\r\n"
    "Subject: prize\r\nDate: Mon, 23 Nov 2026 11:30:00 +0300\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    "Ваш почтовый ящик стал миллионным и выиграл приз.\r\n\r\nАдминистрация Mail.ru\r\n"
).encode()


def test_a_letter_gets_its_verdict_in_words_and_as_a_report(client: Browser) -> None:
    answer = asked(client, FRAUD, language="en", as_of="2026-11-25T12:00:00+03:00")

    told = answer.json()
    assert (answer.status_code, told["verdict"], told["brand"]) == (200, "fraudulent", "mail.ru")
    assert told["sentence"].endswith("It is a fraud.")
    assert told["report"]["verdict"] == "fraudulent"
    assert {each["severity"] for each in told["reasons"]} >= {"fraud", "note"}


def test_a_large_letter_is_taken_from_a_key(client: Browser) -> None:
    answer = asked(client, FRAUD + b"x" * 2_000_000)

    assert answer.status_code == 200


def test_what_is_no_letter_is_a_problem_with_its_code(client: Browser) -> None:
    answer = asked(client, b"%PDF-1.7\n")

    assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM)
    assert answer.json()["code"] == "upload.not_a_letter"


def test_a_wrong_moment_is_a_problem_that_names_the_field(client: Browser) -> None:
    answer = asked(client, FRAUD, as_of="yesterday")

    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert answer.json()["errors"][0]["where"][-1] == "as_of"
