"""Whatever is sent to a door that writes: it never faults and never reaches over to a neighbour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import resolve

from napulse.testing import a_user
from tests.doors import ALL, Door
from tests.forms import Form, forms_in
from tests.hostile import A_MEGABYTE, EVERYWHERE, FILES, a_file, asked_names
from tests.knocking import Belongings, a_browser, cause, knock, rows_there, undone
from tests.test_permissions import reaches
from tests.world import MARK, World, a_world

pytestmark = pytest.mark.django_db

APPS = sorted({door.name.partition(":")[0] for door in ALL})
THROUGHOUT = {"nul", "more digits than int() takes", "markup and formats", "nothing"}
ANSWERED = {200, 204, 302, 400, 403, 404, 409, 410, 413, 422, 429}
MADE_UP = {"access:passkey_options", "access:confirm_options"}  # the world's passkey is none
MAY_REACH = {"people:account_close"}  # whoever manages accounts ends the keys of a closed one
PART = {"HTTP_HX_REQUEST": "true"}
TABS = re.compile(r'href="([^"]*\?tab=\w+)"')
Bodies = dict[str, dict[str, Any]]


@dataclass
class Town:
    """Two clients whose people know nothing of each other, and who knocks at which door."""

    own: World
    neighbour: Belongings
    neighbours_ids: dict[str, object]
    browsers: dict[str, Browser]

    def browser_for(self, door: Door) -> Browser:
        if not door.need:
            return self.browsers["stranger"]
        return self.browsers["director" if reaches("director", door.need) else "administrator"]


def a_town() -> Town:
    own = a_world()
    before = rows_there()
    other = a_world(f"{MARK} по соседству")
    made = {model: pks - before[model] for model, pks in rows_there().items()}
    browsers = {
        "director": a_browser(own.director),
        "administrator": a_browser(a_user("administrator")),
        "stranger": a_browser(),
    }
    return Town(own, Belongings(other.client, made), other.ids, browsers)


def forms_of(town: Town, app: str) -> dict[str, dict[str, list[str]]]:
    """Door → what its forms on the pages of this app and of the client send together."""
    found: dict[str, dict[str, list[str]]] = {}
    for _browser, form in pages_forms(town, app):
        name = resolve(form.action.partition("?")[0]).view_name
        found.setdefault(name, {}).update(form.filled)
    return found


def pages_forms(town: Town, app: str) -> Iterator[tuple[Browser, Form]]:
    """Every form on the pages of an app and of the client, and who was shown it."""
    pages = [
        d for d in ALL if d.method != "POST" and d.name.startswith((app, "clients:client_det"))
    ]
    for door in pages:
        browser, ahead = town.browser_for(door), [door.address(town.own.ids)]
        seen = set(ahead)
        while ahead:
            address = ahead.pop(0)
            answer = browser.get(address)
            if answer.status_code != 200 or answer.streaming:
                continue
            text = answer.content.decode(errors="replace")
            yield from ((browser, form) for form in forms_in(text, address))
            tabs = {href for href in TABS.findall(text) if href not in seen}
            seen |= tabs
            ahead += sorted(tabs)


def bodies_for(door: Door, base: dict[str, list[str]], names: set[str], town: Town) -> Bodies:
    """Everything that is tried on one door, by what it is called in a failing test."""
    random = Random(str(door))  # noqa: S311 - the same tries in every run
    every = {**{name: ["1"] for name in sorted(names)}, **base}
    found: Bodies = {"as it stands": every, "empty": {}}
    if not every:
        return found
    for kind, value in EVERYWHERE.items():
        if kind in THROUGHOUT:
            found[f"all {kind}"] = dict.fromkeys(every, value)
        found[f"some {kind}"] = every | {n: [value] for n in every if random.random() < 0.4}
    found["doubled"] = {name: [*values, "2", *values] for name, values in every.items()}
    found["a megabyte"] = {**every, random.choice(sorted(every)): A_MEGABYTE}
    found["half"] = {name: values for name, values in every.items() if random.random() < 0.5}
    for number in town.neighbour.numbers:
        theirs = {n: [re.sub(r"\d+", str(number), v) for v in vs] for n, vs in every.items()}
        if theirs != every:
            found[f"the neighbour's {number}"] = theirs
    return found


@pytest.mark.parametrize("app", APPS)
def test_no_body_makes_a_fault_or_reaches_a_neighbour(app: str) -> None:
    town = a_town()
    forms = forms_of(town, app)
    doors = [d for d in ALL if d.method != "GET" and d.name.startswith(app)]
    wrong = [
        told
        for door in doors
        if door.name not in MADE_UP
        for told in tried(door, forms.get(door.name, {}), town)
    ]

    assert wrong == [], "\n".join(wrong)


def tried(door: Door, base: dict[str, list[str]], town: Town) -> Iterator[str]:
    browser, address = town.browser_for(door), door.address(town.own.ids)
    with asked_names() as names, undone():
        knock(browser, "POST", address, base)
    names -= {"csrfmiddlewaretoken", "_method"}
    for kind, body in bodies_for(door, base, {n for n in names if n.isidentifier()}, town).items():
        yield from (f"{door} {kind}: {fault}" for fault in faults(browser, address, body, town))
    if "file" in names:
        for kind in FILES:
            body = {**base, "file": a_file(kind)}
            yield from (f"{door} {kind}: {fault}" for fault in faults(browser, address, body, town))
    if door.arguments and door.name not in MAY_REACH:
        there = door.address(town.neighbours_ids)
        yield from (f"{door} next door: {fault}" for fault in faults(browser, there, base, town))


def faults(browser: Browser, address: str, body: dict[str, Any], town: Town) -> Iterator[str]:
    with undone() as written:
        answer = knock(browser, "POST", address, body, **PART)
        if answer.status_code not in ANSWERED:
            yield cause(answer)
        yield from town.neighbour.touched_by(written)
