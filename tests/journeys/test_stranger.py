"""A stranger gets nowhere: by no door, with nobody's link, without the token of a form."""

from uuid import UUID

import pytest
from playwright.sync_api import APIRequestContext, Browser

from tests.doors import LOCKED, Door
from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation

NUMBERS: dict[str, object] = {"key": "0" * 43, "task_id": UUID(int=0)}


def knock(request: APIRequestContext, url: str, door: Door) -> tuple[int, str]:
    answer = request.fetch(
        url + door.address(NUMBERS),
        method="POST" if door.method == "POST" else "GET",
        max_redirects=0,
    )
    return answer.status, answer.headers.get("location", "").split("?")[0]


def test_a_stranger_is_sent_to_sign_in_or_refused_at_every_door(
    agency: Installation, browser: Browser
) -> None:
    stranger = browser.new_context()
    wrong = {}
    for door in LOCKED:
        found = knock(stranger.request, agency.url, door)
        without_token = door.method == "POST"
        if found != ((403, "") if without_token else (302, "/sign-in/")):
            wrong[str(door)] = found
    stranger.close()

    assert wrong == {}


@pytest.mark.parametrize("kind", ["g/r", "g/s", "join", "setup"])
def test_a_guessed_link_opens_nothing(agency: Installation, visits: Visits, kind: str) -> None:
    visit = visits(agency.url)
    visit.knowing(404, 410)

    answer = visit.open(f"/{kind}/{'A' * 43}/")

    assert answer
    assert answer.status in (404, 410)
    assert visit.page.locator("article").count() == 0
    visit.check()


def test_a_form_of_another_place_is_refused(agency: Installation, visits: Visits) -> None:
    visit = visits(agency.url).sign_in("vorontsova@sfera.example")

    answer = visit.context.request.post(
        f"{agency.url}/pulse/aside/", form={"id": "1", "until": "tomorrow"}
    )

    assert answer.status == 403
