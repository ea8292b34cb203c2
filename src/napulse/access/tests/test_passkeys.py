"""Passkeys in a real browser with a virtual authenticator: made, renamed, used."""

import os
import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from napulse.access.tests.walking import PASSWORD, a_person, code_of, recovery_codes, with_app
from napulse.testing import the_agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = os.environ.get("NAPULSE_CHROMIUM", "/usr/bin/chromium")
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _roles(db: None) -> None:
    from napulse.access.actions import sync_roles
    from napulse.config.roles import ROLES

    cache.clear()
    sync_roles(ROLES)


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    address = live_server.url.replace("127.0.0.1", "localhost")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_context(base_url=address, locale="en").new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on("console", lambda told: told.type == "error" and page.complaints.append(told.text))
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        yield page
        browser.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/$"))


def test_passkey_is_made_then_opens_the_door_alone_and_as_second_step(page: Page) -> None:
    the_agency()
    user = a_person()

    sign_in(page, user.email)
    page.goto("/account/security/passkeys/new/")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".account-codes li").all_inner_texts() == recovery_codes(user)
    page.get_by_role("button", name="They are in a safe place").click()
    page.get_by_label("Name of the passkey").fill("Old laptop")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_label("Name of the passkey")).to_have_value("Old laptop")
    assert Authenticator.objects.get(type="webauthn").data["name"] == "Old laptop"

    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    page.goto("/account/security/")
    expect(page.get_by_text("this one")).to_be_visible()

    sign_out(page)
    sign_in(page, user.email)
    expect(page).to_have_url(re.compile("/sign-in/second-step/$"))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    assert page.complaints == []  # type: ignore[attr-defined]


def test_app_is_connected_and_asked_for_in_the_browser(page: Page) -> None:
    user = a_person()
    sign_in(page, user.email)
    page.goto("/account/security/app/")
    secret = page.locator(".account-key code").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("alert")).to_have_text("This code is not right.")
    expect(page).to_have_url(re.compile("/account/security/app/$"))
    page.get_by_label("Code from the app").fill(code_of(secret))
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_unknown_passkey_is_refused_in_words(page: Page) -> None:
    user = a_person()
    with_app(user)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("The passkey was not used"))


PAGES = ["account/", "account/security/", "account/security/app/", "account/tokens/"]
PAGES += ["account/security/passkeys/new/", "account/confirm/"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_reachable_for_all_and_fit_a_phone(page: Page, theme: str) -> None:
    user = a_person(language="ru")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/sign-in/")
    page.context.add_cookies([{"name": "theme", "value": theme, "url": page.url}])
    found = [complaints(page, path) for path in ("/sign-in/", "/password/forgot/")]
    sign_in(page, user.email)
    found += [complaints(page, f"/{path}") for path in PAGES]
    assert [one for one in found if one] == []
    assert page.complaints == []  # type: ignore[attr-defined]


def complaints(page: Page, path: str) -> list[str]:
    """What axe finds on the page, and whether it is wider than the screen."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    broken = [f"{path} {one['id']}" for one in Axe().run(page).response["violations"]]
    return broken + ([f"{path} is too wide"] if too_wide else [])
