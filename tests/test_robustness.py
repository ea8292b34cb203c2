"""Whatever address is asked for, in whatever manner, it is answered: never with a fault of ours."""

from urllib.parse import quote

import pytest

from tests.doors import ALL, Door
from tests.hostile import EVERYWHERE, asked_names
from tests.knocking import a_browser, cause, knock, undone
from tests.world import World, a_world

pytestmark = pytest.mark.django_db

NUMBERS = ("0", str(2**31), str(2**63), "9" * 30)
WORDS = ("0", "х" * 3000, "../..", "a:b:c", '{"kind":1}', "%00", "\u202e😀")
WRONG = {"GET": ("POST", "DELETE"), "POST": ("GET", "PUT"), "ANY": ("PATCH", "TRACE")}


def names_asked_by(door: Door, world: World) -> set[str]:
    """The parameters that a page looks at, those too that it looks at because of others."""
    browser, address = a_browser(world.director), door.address(world.ids)
    with asked_names() as names, undone():
        knock(browser, "GET", address)
        knock(browser, "GET", address, dict.fromkeys(names, "1"))
    return names - {"csrfmiddlewaretoken"}


def test_no_query_makes_a_fault() -> None:
    world, wrong, heard = a_world(), [], set()
    browser = a_browser(world.director)
    for door in ALL:
        if door.method == "POST":
            continue
        names = names_asked_by(door, world)
        heard |= names
        for kind, value in EVERYWHERE.items() if names else ():
            with undone():
                answer = knock(browser, "GET", door.address(world.ids), dict.fromkeys(names, value))
            if answer.status_code >= 500:
                wrong.append(f"{door} {kind}: {cause(answer)}")

    assert {"q", "page", "sort", "view", "tab", "client"} <= heard
    assert wrong == [], "\n".join(wrong)


def test_no_hostile_address_makes_a_fault() -> None:
    world, wrong = a_world(), []
    browser = a_browser(world.director)
    for door in ALL:
        for name in door.arguments:
            for value in NUMBERS if f"<int:{name}>" in door.path else WORDS:
                address = door.address(world.ids | {name: quote(value, safe="")})
                with undone():
                    answer = knock(browser, "GET" if door.method == "GET" else "POST", address)
                if answer.status_code >= 500:
                    wrong.append(f"{door} {value[:40]}: {cause(answer)}")

    assert wrong == [], "\n".join(wrong)


def test_a_wrong_method_is_refused_and_changes_nothing() -> None:
    world, wrong = a_world(), []
    browser = a_browser(world.director)
    for door in ALL:
        for method in WRONG[door.method]:
            with undone() as written:
                answer = knock(browser, method, door.address(world.ids))
            if answer.status_code not in {403, 404, 405} or written:
                wrong.append(f"{method} {door.name}: {cause(answer)} {written}")

    assert wrong == [], "\n".join(wrong)
