"""The pictures of the documents, taken from the running product."""

import os
from pathlib import Path

import pytest

from tests.journeys.conftest import Visits
from tests.journeys.installation import Installation
from tests.journeys.lightening import lighter
from tests.journeys.visit import PHONE, Look

DIRECTOR, MANAGER = "vorontsova@sfera.example", "kim@sfera.example"
DELIVERY = "rudakov@sfera.example"
RU, EN = Look("ru"), Look("en")
SHELF = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 150_000
CLIENT = "main table a:has-text('Гранитный берег')"
REPORT = LETTER = "main tbody a"
BRAND = "/is-it-us/granit-bereg-example/"
PICTURES = {
    "pulse": (RU, DIRECTOR, ["/pulse/"]),
    "pulse-en": (EN, DIRECTOR, ["/pulse/"]),
    "client": (RU, DIRECTOR, ["/clients/", CLIENT]),
    "report": (RU, MANAGER, ["/status/", REPORT]),
    "letter": (RU, DIRECTOR, ["/mail/?view=apart", LETTER]),
    "letter-en": (EN, DIRECTOR, ["/mail/?view=apart", LETTER]),
    "brand": (RU, "", [BRAND]),
    "brand-en": (EN, "", [BRAND]),
    "plan": (RU, DELIVERY, ["/projects/plan/"]),
    "plan-en": (EN, DELIVERY, ["/projects/plan/"]),
    "capacity": (RU, DELIVERY, ["/projects/resources/"]),
    "capacity-en": (EN, DELIVERY, ["/projects/resources/"]),
    "phone": (Look("ru", PHONE, "dark"), DIRECTOR, ["/pulse/"]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken_and_light_enough_to_be_kept(
    demo: Path, agency: Installation, visits: Visits, tmp_path: Path, name: str
) -> None:
    """NAPULSE_PICTURES=1 puts it into docs/pictures; otherwise it is only tried."""
    look, person, way = PICTURES[name]
    agency.speak(look.language)
    visit = visits(agency.url, look)
    if person:
        visit.sign_in(person)
    visit.open(way[0])
    for step in way[1:]:
        with visit.page.expect_navigation():
            visit.page.locator(step).first.click()
    visit.page.mouse.move(0, 0)
    visit.page.evaluate("document.fonts.ready")
    shelf = SHELF if os.environ.get("NAPULSE_PICTURES") else tmp_path

    picture = lighter(visit.page.screenshot(animations="disabled"))
    (shelf / f"{name}.png").write_bytes(picture)

    assert len(picture) < LARGEST
