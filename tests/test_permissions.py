"""Every door has a lock; every lock opens to the roles that reach it, and to nobody else."""

import io
import zipfile
from typing import cast
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client as Browser
from django.utils import timezone

from napulse.access.actor import ACTIONS, Actor
from napulse.access.levels import AREAS, Level, Need
from napulse.access.models import Role
from napulse.access.sessions import note_confirmed
from napulse.audit.recording import recording
from napulse.clients.models import TeamMember
from napulse.config.roles import ROLES
from napulse.engines.kernel.errors import NotAllowed
from napulse.testing import a_user, the_agency
from tests.doors import ALL, LOCKED, OPEN, Door
from tests.world import MARK, World, a_world

pytestmark = pytest.mark.django_db

LISTS = [door for door in LOCKED if door.method == "GET" and not door.arguments]
DETAILS = [door for door in LOCKED if door.method == "GET" and door.arguments]


def confirm_in(browser: Browser) -> None:
    """As if the person had just typed the password again."""
    session = browser.session
    note_confirmed(session, now=timezone.now())
    session.save()


def knock(browser: Browser, door: Door, address: str) -> int:
    method = browser.post if door.method == "POST" else browser.get
    return method(address).status_code


@pytest.mark.parametrize("door", ALL, ids=str)
def test_every_door_declares_what_it_needs_or_why_it_is_open(door: Door) -> None:
    assert bool(door.need) != bool(door.open_because), door.path
    assert door.need is None or door.need.area in AREAS


def test_the_open_doors_are_these_and_no_others() -> None:
    assert sorted(door.name for door in OPEN) == sorted(OPEN_DOORS)


OPEN_DOORS = [
    "access:feed",
    "access:join",
    "access:language_set",
    "access:password_forgot",
    "access:password_forgot_sent",
    "access:password_reset",
    "access:password_reset_open",
    "access:second_step",
    "access:second_step_options",
    "access:setup",
    "access:sign_in",
    "access:sign_in_passkey",
    "access:sign_in_passkey_options",
    "billing:guest_invoice",
    "billing:guest_invoice_pdf",
    "billing:guest_invoice_xlsx",
    "brandpage:brand_check",
    "brandpage:brand_page",
    "brandpage:brand_report",
    "estimates:guest_answer",
    "estimates:guest_estimate",
    "estimates:guest_pdf",
    "estimates:guest_seen",
    "service:guest_confirm",
    "service:guest_dispute",
    "service:guest_report",
    "service:guest_status",
    "service:guest_status_confirm",
    "service:guest_status_pdf",
]


@pytest.mark.parametrize("code", ROLES)
def test_every_door_opens_to_a_role_that_reaches_it_and_to_no_other(
    client: Browser, code: str
) -> None:
    world = a_world()
    user = a_user(code)
    client.force_login(user)
    client.raise_request_exception = False
    wrong = []
    for door in LOCKED:
        assert door.need
        status = knock(client, door, door.address(world.ids))
        reaches = Level(ROLES[code].levels.get(door.need.area, 0)) >= door.need.level
        refused = status == 403 and not (reaches and door.name in ASKS_MORE)
        if refused == reaches or status >= 500:
            wrong.append((str(door), status, reaches))
        if door.name in ENDS_THE_SESSION:
            client.force_login(user)
    assert wrong == []


ASKS_MORE = {
    "people:absence_answer",  # of those below, unless the level is APPROVE
    "people:absence_ask_again",
    "people:absence_cancel",
    "people:absence_restore",
    "jobs:work_cancel",  # one's own, unless the level of background work is EDIT
}
ENDS_THE_SESSION = {"access:sign_out", "access:session_end_all", "access:session_revoke"}


def test_no_door_opens_to_a_stranger(client: Browser) -> None:
    world = a_world()
    answers = {str(door): knock(client, door, door.address(world.ids)) for door in LOCKED}

    assert {name: status for name, status in answers.items() if status != 302} == {}


def text_of(answer: HttpResponseBase) -> str:
    """All words of an answer, those of a workbook too."""
    body = b"".join(answer) if answer.streaming else cast(HttpResponse, answer).content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode(errors="ignore")


def test_no_list_shows_a_neighbours_row(client: Browser) -> None:
    a_world()
    client.force_login(a_user("director"))

    showing = [str(d) for d in LISTS if MARK in text_of(client.get(d.path))]

    assert showing == []


def test_no_list_tells_a_neighbours_row_that_is_asked_for_by_its_number(client: Browser) -> None:
    """Filters and forms take numbers from the address: of a client, a project, an estimate."""
    world = a_world()
    told = {name.removesuffix("_id"): value for name, value in world.ids.items()}
    query = urlencode({name: value for name, value in told.items() if isinstance(value, int)})
    client.force_login(a_user("director"))

    answers = {str(d): client.get(f"{d.path}?{query}") for d in LISTS}

    assert [name for name, answer in answers.items() if MARK in text_of(answer)] == []
    assert {answer.status_code for answer in answers.values()} <= {200, 302, 403, 404}


def test_the_lists_do_show_the_row_to_its_team(client: Browser) -> None:
    world = a_world()
    client.force_login(world.director)

    showing = {d.name for d in LISTS if MARK in text_of(client.get(d.path))}

    assert {"desk:pulse", "clients:client_list", "delivery:project_list"} <= showing


def test_every_argument_of_every_door_has_a_row_in_the_world() -> None:
    known = {*World.CLIENT_BOUND, *World.PERSONS_OWN, *World.EVERYBODYS}

    assert {argument for door in LOCKED for argument in door.arguments} == known
    assert known <= a_world().ids.keys()


def test_the_owner_does_reach_the_pages_that_a_neighbour_does_not(client: Browser) -> None:
    world = a_world()
    client.force_login(world.director)
    client.raise_request_exception = False
    bound = {*World.CLIENT_BOUND, *World.PERSONS_OWN}

    answers = {
        str(door): knock(client, door, door.address(world.ids))
        for door in DETAILS
        if set(door.arguments) & bound and door.need and reaches("director", door.need)
    }

    assert {name: code for name, code in answers.items() if code not in {200, 302}} == GONE_FOR_ALL


GONE_FOR_ALL = {
    "GET service:report_difference": 404,  # a first version differs from nothing
}


def test_what_a_neighbour_owns_does_not_exist(client: Browser) -> None:
    world = a_world()
    client.force_login(a_user("director"))
    confirm_in(client)
    client.raise_request_exception = False

    answers = {
        str(door): knock(client, door, door.address(world.ids))
        for door in [*DETAILS, *(d for d in LOCKED if d.method == "POST" and d.arguments)]
        if set(door.arguments) & {*World.CLIENT_BOUND, *World.PERSONS_OWN}
        and door.need
        and reaches("director", door.need)
    }

    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_what_a_colleague_entered_does_not_exist_for_others_of_the_same_client(
    client: Browser,
) -> None:
    """Hours, expenses and weeks of one person are not those of the whole team."""
    world = a_world()
    creative = a_user("creative")
    with recording(TeamMember):
        TeamMember.objects.create(client=world.client, user=creative, role="member")
    client.force_login(creative)
    confirm_in(client)
    client.raise_request_exception = False
    doors = [
        door
        for door in LOCKED
        if set(door.arguments) & {*World.PERSONS_OWN}
        and door.need
        and reaches("creative", door.need)
    ]

    answers = {str(door): knock(client, door, door.address(world.ids)) for door in doors}

    assert {name: status for name, status in answers.items() if status != 404} == {}
    assert len({door for door in doors if door.name.startswith("timesheets:")}) > 10


def reaches(code: str, need: Need) -> bool:
    return ROLES[code].levels.get(need.area, 0) >= need.level


@pytest.mark.parametrize(("name", "need"), ACTIONS.items(), ids=list(ACTIONS))
def test_every_action_refuses_one_level_below(name: str, need: Need) -> None:
    module, function = name.rsplit(".", 1)
    below = Actor("Almost", {need.area: Level(need.level - 1)}, client_ids=None)

    with pytest.raises(NotAllowed):
        getattr(__import__(module, fromlist=[function]), function)(below)


GUESTS_ONLY = {"estimates.answers", "service.acknowledgement"}


def test_every_area_is_named_by_a_role_and_every_named_area_exists() -> None:
    named = {area for role in ROLES.values() for area in role.grants}

    assert named | GUESTS_ONLY == set(AREAS)
    the_agency()
    assert {role.code for role in Role.objects.all()} == set(ROLES)


def test_an_administrator_of_settings_sees_no_client() -> None:
    client_areas = {
        code for code in AREAS if code.split(".")[0] in {"clients", "delivery", "service", "desk"}
    }

    assert client_areas & set(ROLES["administrator"].grants) == {"service.standards"}
