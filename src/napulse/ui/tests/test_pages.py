"""Whole pages and parts, toasts, redirects, and the pages that say no."""

import json

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from napulse.ui import errors, pages
from napulse.ui.tests import sample

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def asked(rf: RequestFactory, **headers: str) -> HttpRequest:
    request = rf.get("/", headers=headers)
    request.user = sample.Person()  # type: ignore[assignment]
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def listing(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": "Letters",
        "listing": {"count": 0, "is_narrowed": False},
        "menu": [],
        "tabs": [],
    }
    return pages.page(request, "ui/listing.html", context, partial="list")


@pytest.mark.django_db
def test_a_browser_gets_the_whole_page_and_htmx_the_named_part(rf: RequestFactory) -> None:
    whole, part = listing(asked(rf)), listing(asked(rf, **PART))
    assert (b"<!doctype html>" in whole.content, b"<!doctype html>" in part.content) == (
        True,
        False,
    )
    assert part.content.strip().startswith(b'<section id="list"')
    assert whole["Vary"] == part["Vary"] == "HX-Request, HX-Request-Type"


@pytest.mark.django_db
def test_htmx_that_wants_a_full_page_gets_it(rf: RequestFactory) -> None:
    full = listing(asked(rf, **{"HX-Request": "true", "HX-Request-Type": "full"}))
    assert b"<!doctype html>" in full.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "told"),
    [(422, (200, "422")), (409, (200, "409")), (200, (200, None)), (404, (404, None))],
)
def test_a_refusal_of_a_draft_that_saves_itself_is_no_fault_of_the_browser(
    rf: RequestFactory, status: int, told: tuple[int, str | None]
) -> None:
    saving, pressed = asked(rf, **{"X-Autosave": "true"}), asked(rf)
    options = {"options": []}

    by_itself = pages.page(saving, "ui/widgets/options.html", options, status=status)
    by_hand = pages.page(pressed, "ui/widgets/options.html", options, status=status)

    assert (by_itself.status_code, by_itself.headers.get("X-Refused")) == told
    assert (by_hand.status_code, "X-Refused" in by_hand.headers) == (status, False)


def test_a_toast_travels_in_a_header_that_is_plain_ascii() -> None:
    response = pages.toast(HttpResponse(), "Готово", "/undo/")
    header = response["HX-Trigger"]
    assert header.isascii()
    assert json.loads(header) == {"toast": {"message": "Готово", "undo": "/undo/"}}


def test_a_redirect_is_a_location_for_browsers_and_a_header_for_htmx(rf: RequestFactory) -> None:
    plain, htmx = pages.redirect(asked(rf), "/a/"), pages.redirect(asked(rf, **PART), "/a/")
    assert (plain.status_code, plain["Location"]) == (302, "/a/")
    assert (htmx.status_code, htmx["HX-Redirect"]) == (204, "/a/")


def test_a_redirect_brings_its_message_and_the_way_back(rf: RequestFactory) -> None:
    request = asked(rf)
    pages.redirect(request, "/a/", "Saved", "/undo/")
    assert [(str(m), m.extra_tags) for m in get_messages(request)] == [("Saved", "/undo/")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title"), [("en", "Nothing here"), ("ru", "Здесь ничего нет")]
)
def test_an_unknown_address_answers_404_in_the_readers_language(
    client: Client, language: str, title: str
) -> None:
    response = client.get("/no/such/page/", headers={"Accept-Language": language})
    assert (response.status_code, f"<h1>{title}</h1>" in response.content.decode()) == (404, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "status", "title"),
    [
        (errors.bad_request, 400, "That makes no sense"),
        (errors.forbidden, 403, "You may not see this"),
        (errors.not_found, 404, "Nothing here"),
        (errors.too_many, 429, "Too often"),
        (errors.server_error, 500, "Our mistake"),
    ],
)
def test_pages_that_say_no_have_their_status(
    rf: RequestFactory, answer, status: int, title: str
) -> None:  # type: ignore[no-untyped-def]
    with translation.override("en"):
        response = answer(asked(rf))
    assert (response.status_code, f"<h1>{title}</h1>" in response.content.decode()) == (
        status,
        True,
    )


def test_our_own_fault_is_told_without_a_database(rf: RequestFactory) -> None:
    assert errors.server_error(rf.get("/")).status_code == 500
