"""Whatever is sent to a door, it answers: never with a fault of our own."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client as Browser

from napulse.access.models import User
from tests.doors import ALL
from tests.world import a_world

pytestmark = pytest.mark.django_db

Sent = Mapping[str, str | list[str]]
EVERYWHERE = {
    "nul": "a\x00b",
    "more than a bigint": "9" * 30,
    "more digits than int() takes": "9" * 5000,
    "negative": "-1",
    "a digit that is no number": "²",
    "an Arabic digit": "٣",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "last moment": "9999-12-31T23:59",
    "no such day": "2026-13-45",
    "no such hour": "25:61",
    "markup and formats": "😀'\"<b>%s%(x)s{x}{{x}}\u202e",
    "broken JSON": "[[1",
    "strange JSON": '{"a": [1e999], "topics": 5}',
    "a NUL in JSON": '{"subject": "a\\u0000b", "topics": [{"key": "a", "text": "\\ud800"}]}',
    "nothing": "",
}
READ = re.compile(
    r"""(?:GET|POST|query|data)(?:\.get|\.getlist)?[(\[]["'](\w+)["']"""
    r"""|["'](\w+)["'] (?:not )?in request\.|^    (\w+)(?:: .+)? = forms\.""",
    re.MULTILINE,
)


def names_read() -> list[str]:
    """Every parameter that a door looks at by its name."""
    every = Path(settings.PACKAGE).rglob("*.py")
    sources = [path for path in every if "tests" not in path.parts]
    found = [names for path in sources for names in READ.findall(path.read_text("utf-8"))]
    return sorted({name for names in found for name in names} - {""})


def a_browser(user: User) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.force_login(user)
    return browser


def status_of(browser: Browser, method: str, address: str, data: Sent) -> int:
    """One knock, after which the world is as it was."""
    send = browser.post if method == "POST" else browser.get
    with transaction.atomic():
        status = send(address, data).status_code
        transaction.set_rollback(True)
    return status


def test_no_address_makes_a_fault() -> None:
    world, names = a_world(), names_read()
    browser = a_browser(world.director)

    wrong = [
        (str(door), kind)
        for door in ALL
        if door.method != "POST"
        for kind, value in EVERYWHERE.items()
        if status_of(browser, "GET", door.address(world.ids), dict.fromkeys(names, value)) >= 500
    ]

    assert len(names) > 50
    assert wrong == []
