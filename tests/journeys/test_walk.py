"""Every page that a role reaches: answered, accessible, inside the edge, silent in the console."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser

from tests.journeys.installation import Installation
from tests.journeys.visit import PHONE, WIDE, Look, Visit

PEOPLE = {
    "director": "vorontsova@sfera.example",
    "executive": "lazareva@sfera.example",
    "finance": "panina@sfera.example",
    "administrator": "yudin@sfera.example",
    "hr": "demina@sfera.example",
    "creative": "chernykh@sfera.example",
}
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast"]}
NOT_A_PAGE = re.compile(r"/(export|download|raw|html|files|file|report\.pdf|find)/?$")
TELLING = {"tab"}
DARKEN = "theme => document.documentElement.dataset.theme = theme"


def kind_of(address: str) -> str | None:
    """Pages of one kind are one: the door and its tab, whichever record stands behind it."""
    parts = urlsplit(address)
    if NOT_A_PAGE.search(parts.path):
        return None
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return f"missing {parts.path}"
    telling = {k: v for k, v in parse_qs(parts.query).items() if k in TELLING}
    return f"{name} {telling or ''}".strip()


def neighbours(visit: Visit) -> list[str]:
    hrefs: list[str] = visit.page.eval_on_selector_all(
        "a[href]:not([download]):not([target=_blank])", "links => links.map((link) => link.href)"
    )
    own = [href.split("#")[0] for href in hrefs if href.startswith(visit.url)]
    return [href.removeprefix(visit.url) for href in own]


def walk(visit: Visit, first: str) -> Iterator[str]:
    """From page to page, by its links, one of each kind."""
    seen, ahead = {kind_of(first)}, [first]
    while ahead:
        address = ahead.pop(0)
        visit.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        visit.open(address)
        yield address
        for href in neighbours(visit):
            kind = kind_of(href)
            if kind and kind not in seen:
                seen.add(kind)
                ahead.append(href)


SIDES = [
    (WIDE, "light", {}),
    (WIDE, "dark", COLOURS),
    (PHONE, "light", {}),
    (PHONE, "dark", COLOURS),
]


def seen_from_all_sides(visit: Visit, *, thorough: bool) -> Iterator[str]:
    """Wide and narrow, light and dark, without loading the page again."""
    for size, theme, options in SIDES if thorough else SIDES[1:3]:
        visit.page.set_viewport_size({"width": size[0], "height": size[1]})
        visit.page.evaluate(DARKEN, theme)
        for fault in visit.look_closely(**options):
            yield f"{size[0]} {theme} {fault}"


WALKS = [*(("ru", role) for role in PEOPLE), ("en", "director"), ("en", "administrator")]


@pytest.mark.walk
@pytest.mark.parametrize(("language", "role"), WALKS)
def test_every_page_of_a_role_is_in_order(
    browser: Browser, agency: Installation, language: str, role: str
) -> None:
    agency.speak(language)
    visit = Visit(browser, agency.url, Look(language)).sign_in(PEOPLE[role])
    faults, walked = [], 0
    for address in walk(visit, "/"):
        walked += 1
        thorough = role == "director" and language == "ru"
        found = [*seen_from_all_sides(visit, thorough=thorough), *visit.faults]
        faults += [f"{address}: {fault}" for fault in found]
        visit.faults.clear()
    visit.close()

    assert faults == []
    assert walked > 8


STRANGERS = ["/sign-in/", "/password/forgot/", "/password/forgot/sent/", "/nowhere/"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_a_stranger_is_in_order(
    browser: Browser, agency: Installation, language: str
) -> None:
    agency.speak(language)
    visit = Visit(browser, agency.url, Look(language))
    visit.knowing(404)
    faults = []
    for address in STRANGERS:
        visit.open(address)
        faults += [f"{address}: {fault}" for fault in seen_from_all_sides(visit, thorough=True)]
    visit.close()

    assert faults == []
