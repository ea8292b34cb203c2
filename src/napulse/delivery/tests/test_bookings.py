"""People held for projects: firmly by those who decide, tentatively by others, never twice over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.delivery.actions import bookings as actions
from napulse.delivery.actions import purge_deleted
from napulse.delivery.actions.bookings import BookingData
from napulse.delivery.models import Booking, PeopleRequest, Project
from napulse.delivery.queries import bookings as queries
from napulse.delivery.tests.peopling import FRIDAY, a_booking, a_role, somebody
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.engines.planning.capacity import Days
from napulse.people.models import WorkRole
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


@pytest.fixture
def role() -> WorkRole:
    return a_role()


def data(role: WorkRole, **more: Any) -> BookingData:
    return BookingData(**{"role": role, "from_on": TODAY, "to_on": FRIDAY, **more})


def book(project: Project, held: BookingData) -> Booking:
    return actions.book_people(all_seeing(), project, data=held)


def test_a_form_sent_twice_holds_once_and_unnamed_places_may_be_alike(role: WorkRole) -> None:
    project = a_project(a_client())
    once = data(role, submit_key="k")

    assert book(project, once) == book(project, once)
    book(project, data(role))
    book(project, data(role))

    assert Booking.objects.count() == 3
    with pytest.raises(Refused) as elsewhere:
        book(a_project(a_client()), once)
    assert elsewhere.value.code == "form.sent_before"


def test_more_than_the_whole_of_a_person_is_told_with_numbers_and_booked_anyway(
    role: WorkRole,
) -> None:
    anna = somebody("Анна", role)
    a_booking(a_project(a_client()), role, anna, percent=70, to_on=TODAY + timedelta(days=1))
    project = a_project(a_client())
    wanted = data(role, person=anna.person, percent=50)

    with pytest.raises(Refused) as over:
        book(project, wanted)
    book(project, data(role, person=anna.person, percent=50, anyway=True))
    book(project, data(role, person=anna.person, percent=50, from_on=FRIDAY, to_on=FRIDAY))

    assert over.value.code == "booking.over"
    assert over.value.values == {
        "name": "Анна",
        "percent": 120,
        "held": 70,
        "from_on": TODAY,
        "to_on": TODAY + timedelta(days=1),
    }


def test_a_booking_is_not_in_its_own_way(role: WorkRole) -> None:
    anna = somebody("Анна", role)
    row = a_booking(a_project(a_client()), role, anna, percent=100)
    days = Days(TODAY, FRIDAY)

    assert queries.overbooking(anna.person.pk, days, 100, but=row.pk) is None
    released = actions.release_booking(all_seeing(), row)
    assert queries.overbooking(anna.person.pk, days, 100) is None
    assert released.state == "released"


def test_who_was_released_is_held_again_only_while_there_is_time(role: WorkRole) -> None:
    anna = somebody("Анна", role)
    released = actions.release_booking(all_seeing(), a_booking(a_project(a_client()), role, anna))
    other = a_booking(a_project(a_client()), role, anna)

    with pytest.raises(Refused) as no:
        actions.make_firm(all_seeing(), released)
    assert no.value.code == "booking.over"

    actions.release_booking(all_seeing(), other)
    assert actions.make_firm(all_seeing(), released).state == "firm"


def test_only_those_who_decide_on_plans_hold_firmly_or_move_what_is_held_so(
    role: WorkRole,
) -> None:
    manager = a_user("manager")
    project = a_project(a_client(team=(manager,)))
    firm = a_booking(project, role)
    hope = actions.book_people(acting(manager), project, data=data(role))

    for act in (
        lambda: actions.book_people(acting(manager), project, data=data(role, state="firm")),
        lambda: actions.release_booking(acting(manager), firm),
        lambda: actions.make_firm(acting(manager), hope),
        lambda: actions.edit_booking(
            acting(manager), firm, data=data(role, percent=50), version=firm.version
        ),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert hope.state == "tentative"
    assert actions.make_firm(all_seeing(), hope).state == "firm"


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ({"to_on": TODAY - timedelta(days=1)}, "booking.ends_before_start"),
        ({}, "booking.project_ended"),
    ],
)
def test_a_booking_that_makes_no_sense_is_refused(
    role: WorkRole, held: dict[str, Any], code: str
) -> None:
    state = "done" if code.endswith("ended") else "active"
    with pytest.raises(Refused) as no:
        book(a_project(a_client(), state=state), data(role, **held))

    assert (no.value.code, Booking.objects.count()) == (code, 0)


def test_nobody_is_booked_after_the_last_day_here(role: WorkRole) -> None:
    anna = somebody("Анна", role, left_on=TODAY + timedelta(days=2))

    with pytest.raises(Refused) as no:
        book(a_project(a_client()), data(role, person=anna.person))

    assert no.value.code == "booking.person_leaves"


def test_bookings_of_other_clients_do_not_exist(role: WorkRole) -> None:
    manager = a_user("manager")
    mine = a_booking(a_project(a_client(team=(manager,))), role)
    theirs = a_booking(a_project(a_client()), role)

    assert list(queries.bookings(acting(manager))) == [mine]
    with pytest.raises(Missing):
        queries.booking(acting(manager), theirs.pk)


def test_the_form_warns_beside_the_person_and_offers_to_book_anyway(
    client: Browser, role: WorkRole
) -> None:
    boss = a_user("resource", language="en")
    anna = somebody("Анна", role, grade=3)
    project = a_project(a_client())
    a_booking(a_project(a_client("Секрет")), role, anna, percent=80)
    client.force_login(boss)
    typed = {
        "project": project.pk,
        "person": anna.person.pk,
        "percent": 50,
        "from_on": TODAY,
        "to_on": FRIDAY,
        "state": "firm",
    }
    address = reverse("delivery:booking_made")

    while_typing = client.get(reverse("delivery:booking_check"), typed).content.decode()
    refused = client.post(address, typed, headers=HTMX)
    done = client.post(address, {**typed, "anyway": "on"})

    assert "80%" in while_typing
    assert "130%" in while_typing
    assert refused.status_code == 422
    assert 'name="anyway"' in refused.content.decode()
    assert "130%" in refused.content.decode()
    assert "Секрет" not in while_typing + refused.content.decode()
    assert done.status_code == 302
    made = Booking.objects.get(project=project)
    assert (made.role, made.grade, made.state) == (role, 3, "firm")


def test_a_release_is_undone_to_what_it_was(client: Browser, role: WorkRole) -> None:
    row = a_booking(a_project(a_client()), role)
    client.force_login(a_user("resource"))

    answer = client.post(reverse("delivery:booking_release", args=[row.pk]), follow=True)
    [said] = answer.context["messages"]
    client.post(said.extra_tags)

    row.refresh_from_db()
    told = list(Entry.objects.order_by("number").values_list("event", flat=True))
    assert row.state == "firm"
    assert told[-2:] == ["booking.released", "booking.made_firm"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pages_of_bookings_render(client: Browser, role: WorkRole, language: str) -> None:
    row = a_booking(a_project(a_client("Гранит")), role, somebody("Анна", role))
    a_booking(row.project, role, state="tentative")
    client.force_login(a_user("resource", language=language))

    for name, args in (
        ("booking_list", []),
        ("booking_export", []),
        ("booking_new", []),
        ("booking_edit", [row.pk]),
        ("project_team", [row.project_id]),
    ):
        answer = client.get(reverse(f"delivery:{name}", args=args))
        assert answer.status_code == 200, name
    assert "Анна" in answer.content.decode()


@pytest.mark.parametrize("rows", [2, 9])
def test_the_list_of_bookings_asks_a_constant_number_of_times(
    role: WorkRole, django_assert_num_queries: Any, rows: int
) -> None:
    for n in range(rows):
        a_booking(a_project(a_client()), role, somebody(f"Имя {n}", role))
    actor = acting(a_user("resource"))

    with django_assert_num_queries(1):
        assert len([str(row) for row in queries.bookings(actor)]) == rows


def test_a_deleted_project_goes_for_good_with_its_bookings_and_requests(role: WorkRole) -> None:
    project = a_project(a_client(), deleted_at=NOW - timedelta(days=40))
    held = a_booking(project, role)
    kept = a_booking(a_project(a_client()), role)
    with recording(PeopleRequest):
        PeopleRequest.objects.create(
            client_id=project.client_id,
            project=project,
            role=role,
            booking=held,
            from_on=TODAY,
            to_on=FRIDAY,
            asked_by=a_user(),
            asked_at=NOW,
        )

    purge_deleted(all_seeing(), now=NOW)

    assert list(Booking.objects.all()) == [kept]
    assert (PeopleRequest.objects.count(), Project.objects.count()) == (0, 1)
