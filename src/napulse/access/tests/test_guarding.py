"""What is refused before a view sees it, and what every answer carries."""

import pytest
from django.test import Client as Browser
from django.test import RequestFactory

from napulse.access import guarding
from napulse.testing import a_user, the_agency

pytestmark = pytest.mark.django_db

PRIVATE = ("private, no-store", "noindex")


@pytest.fixture
def browser() -> Browser:
    the_agency()
    browser = Browser()
    browser.force_login(a_user("director"))
    return browser


@pytest.mark.parametrize("address", ["/clients/", "/nowhere/", "/clients/download/"])
def test_no_proxy_and_no_search_engine_keeps_an_answer(browser: Browser, address: str) -> None:
    for reader in (browser, Browser()):
        answer = reader.get(address)
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == PRIVATE


def test_text_with_a_nul_is_a_bad_request_wherever_it_stands(browser: Browser) -> None:
    answers = [
        browser.get("/clients/", {"q": "Гра\x00нит"}),
        browser.get("/reports/1/row/topi%00cs/"),
        browser.post("/clients/add/", {"name": "Гра\x00нит"}),
        browser.post("/clients/add/", {"na\x00me": "Гранит"}),
    ]

    assert [answer.status_code for answer in answers] == [400] * 4


def test_a_body_too_large_is_refused_before_it_is_read(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "MOST_BYTES", 2000)
    monkeypatch.setattr(guarding, "MOST_FROM_STRANGERS", 200)
    form = {"name": "x" * 900}

    signed_in, stranger = browser.post("/clients/add/", form), Browser().post("/sign-in/", form)
    large = browser.post("/clients/add/", {"name": "x" * 3000})

    assert (signed_in.status_code, stranger.status_code, large.status_code) == (422, 413, 413)
    assert "default-src 'none'" in large["Content-Security-Policy"]


@pytest.mark.parametrize("length", ["9" * 30, "0" * 30 + "9" * 9])
def test_a_length_of_many_digits_is_still_a_length(length: str) -> None:
    asked = RequestFactory().post("/sign-in/", CONTENT_LENGTH=length)

    assert guarding._length(asked) > guarding.MOST_BYTES


def test_a_failed_forgery_check_is_a_page_of_ours() -> None:
    the_agency()
    answer = Browser(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@b.example"})

    assert answer.status_code == 403
    assert 'id="error"' in answer.content.decode()
    assert "unsafe" not in answer["Content-Security-Policy"]
