"""Projects ask for people: who is told, what an answer does, and how it is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.clients.models import TeamMember
from napulse.delivery.actions import people_requests as actions
from napulse.delivery.actions.bookings import BookingData
from napulse.delivery.actions.people_requests import RequestData
from napulse.delivery.models import Booking, PeopleRequest, Project
from napulse.delivery.queries import bookings as queries
from napulse.delivery.queries.candidates import candidates
from napulse.delivery.tests.peopling import FRIDAY, a_booking, a_role, somebody
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.engines.kernel.money import Money
from napulse.jobs.queue import JOBS
from napulse.people.models import Absence, RoleRate, WorkRole
from napulse.service.models import Notice
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, the_agency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


@pytest.fixture
def role() -> WorkRole:
    return a_role()


@pytest.fixture
def asker() -> User:
    return a_user("manager", name="Менеджер")


@pytest.fixture
def boss() -> User:
    return a_user("resource", name="Ресурс-менеджер")


@pytest.fixture
def project(asker: User) -> Project:
    return a_project(a_client(team=(asker,)))


def ask(asker: User, project: Project, role: WorkRole, **more: Any) -> PeopleRequest:
    wanted = {"role": role, "from_on": TODAY, "to_on": FRIDAY, "grade": 2, **more}
    return actions.ask_people(acting(asker), project, data=RequestData(**wanted), now=NOW)


def held(role: WorkRole, user: User, **more: Any) -> BookingData:
    wanted = {"role": role, "from_on": TODAY, "to_on": FRIDAY, "grade": 2, **more}
    return BookingData(person=user.person, **wanted)


def told() -> list[tuple[str, str]]:
    """Jobs that wait are done; who has which line of the inbox, in order."""
    for task in DBTaskResult.objects.order_by("enqueued_at"):
        name, ids = task.args_kwargs["args"]
        JOBS[name](**ids)
    DBTaskResult.objects.all().delete()
    return list(Notice.objects.order_by("pk").values_list("user__name", "code"))


def test_a_request_is_granted_with_a_firm_booking_and_both_sides_hear_of_it(
    asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    a_user("creative")
    request = ask(asker, project, role)
    first, waiting = told(), queries.open_requests(acting(boss))
    anna = somebody("Анна", role)

    booking = actions.grant_request(acting(boss), request, data=held(role, anna), now=NOW)

    request.refresh_from_db()
    assert (first, waiting) == ([("Ресурс-менеджер", "people_asked")], 1)
    assert told()[1:] == [("Менеджер", "people_granted")]
    assert (booking.state, booking.project, request.state) == ("firm", project, "granted")
    assert (request.booking, queries.open_requests(acting(boss))) == (booking, 0)
    with pytest.raises(Refused) as again:
        actions.decline_request(acting(boss), request, answer="Нет", now=NOW)
    assert again.value.code == "people_request.answered"


def test_an_offer_holds_until_the_project_takes_it(
    asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    request = ask(asker, project, role)
    offered = held(role, somebody("Анна", role), percent=50)

    booking = actions.offer_people(acting(boss), request, data=offered, answer="Она", now=NOW)
    request = queries.people_request(acting(asker), request.pk)
    assert (request.is_offered, booking.state) == (True, "tentative")
    assert queries.open_requests(acting(boss)) == 0
    actions.take_offer(acting(asker), request)

    booking.refresh_from_db()
    request.refresh_from_db()
    assert (booking.state, request.state) == ("firm", "granted")
    assert [code for _who, code in told()] == ["people_asked", "people_offered", "people_taken"]


def test_an_offer_that_is_not_taken_is_released_and_another_may_come(
    asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    request = ask(asker, project, role)
    anna, boris = somebody("Анна", role), somebody("Борис", role)
    first = actions.offer_people(acting(boss), request, data=held(role, anna), now=NOW)
    actions.refuse_offer(acting(asker), request)

    first.refresh_from_db()
    assert (first.state, queries.open_requests(acting(boss))) == ("released", 1)
    second = actions.grant_request(acting(boss), request, data=held(role, boris), now=NOW)
    assert second.person == boris.person
    assert told()[-2:] == [("Ресурс-менеджер", "people_refused"), ("Менеджер", "people_granted")]


def test_a_decline_says_why_and_an_answer_can_be_taken_back(
    asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    request = ask(asker, project, role)
    with pytest.raises(Refused) as silent:
        actions.decline_request(acting(boss), request, answer=" ", now=NOW)
    actions.decline_request(acting(boss), request, answer="Все заняты", now=NOW)

    with pytest.raises(NotAllowed):
        actions.reopen_request(acting(asker), request)
    back = actions.reopen_request(acting(boss), request)

    assert silent.value.code == "people_request.says_why"
    assert (back.state, back.answer, back.booking) == ("open", "", None)


def test_taking_back_a_grant_releases_who_was_held(
    asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    request = ask(asker, project, role)
    booking = actions.grant_request(
        acting(boss), request, data=held(role, somebody("Анна", role)), now=NOW
    )
    actions.reopen_request(acting(boss), request)

    booking.refresh_from_db()
    assert booking.state == "released"


def test_a_withdrawn_request_frees_what_was_offered(
    asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    request = ask(asker, project, role)
    booking = actions.offer_people(
        acting(boss), request, data=held(role, somebody("Анна", role)), now=NOW
    )
    actions.withdraw_request(acting(asker), request)

    booking.refresh_from_db()
    request.refresh_from_db()
    assert (booking.state, request.state, request.booking) == ("released", "withdrawn", None)
    assert actions.reopen_request(acting(asker), request).state == "open"


def test_who_is_not_of_the_client_is_neither_told_nor_finds_it(
    asker: User, project: Project, role: WorkRole
) -> None:
    of_client = a_user("delivery", name="Свой")
    a_user("delivery", name="Чужой")
    with recording(TeamMember):
        TeamMember.objects.create(client_id=project.client_id, user=of_client, role="member")
    ask(asker, project, role)

    assert told() == [("Свой", "people_asked")]


def test_candidates_are_measured_by_grade_time_and_absence(
    asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    fits, dear, _green = (
        somebody(name, role, grade=grade) for name, grade in (("Вера", 2), ("Глеб", 4), ("Яна", 1))
    )
    away = somebody("Анна", role, grade=2)
    somebody("Чужая роль", a_role("Продюсер"))
    a_booking(a_project(a_client()), role, fits, percent=25)
    with recording(Absence):
        days = {"from_on": TODAY, "to_on": TODAY + timedelta(days=1)}
        Absence.objects.create(person=away.person, **days)
        Absence.objects.create(person=dear.person, state="asked", **days)
    with recording(RoleRate):
        RoleRate.objects.create(role=role, grade=2, from_on=TODAY, cost_minor=150000)
    request = ask(asker, project, role, percent=50, wished=dear.person)

    found = candidates(acting(boss), request, today=TODAY)

    assert [(str(c.member.person), c.fit, c.free // 60, c.needed // 60) for c in found] == [
        ("Вера", 0, 30, 20),
        ("Анна", 0, 24, 20),
        ("Глеб", 2, 40, 20),
        ("Яна", -1, 40, 20),
    ]
    assert [c.is_wished for c in found] == [False, False, True, False]
    assert found[0].cost == Money(150000, "RUB")
    assert {c.cost for c in candidates(acting(asker), request, today=TODAY)} == {None}


def test_the_resource_manager_answers_on_the_page(
    client: Browser, asker: User, boss: User, project: Project, role: WorkRole
) -> None:
    request = ask(asker, project, role)
    anna = somebody("Анна", role)
    client.force_login(boss)
    address = reverse("delivery:people_request_answer", args=[request.pk])
    typed = {"percent": 100, "from_on": TODAY, "to_on": FRIDAY}

    page = client.get(request.get_absolute_url()).content.decode()
    nobody = client.post(address, {**typed, "do": "grant"})
    silent = client.post(address, {**typed, "do": "decline"})
    done = client.post(address, {**typed, "do": "grant", "person": anna.person.pk})

    assert "Анна" in page
    assert (nobody.status_code, silent.status_code, done.status_code) == (422, 422, 302)
    assert 'role="alert"' in nobody.content.decode()
    assert 'role="alert"' in silent.content.decode()
    assert Booking.objects.get().person == anna.person


def test_an_asker_sees_no_candidates_and_no_costs(
    client: Browser, asker: User, project: Project, role: WorkRole
) -> None:
    request = ask(asker, project, role)
    somebody("Анна", role)
    client.force_login(asker)

    page = client.get(request.get_absolute_url()).content.decode()
    answer = client.post(reverse("delivery:people_request_answer", args=[request.pk]), {})

    assert "Анна" not in page
    assert answer.status_code == 403


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pages_of_requests_render_and_a_form_asks_once(
    client: Browser, project: Project, role: WorkRole, asker: User, language: str
) -> None:
    asker.language = language
    asker.save()
    client.force_login(asker)
    typed = {
        "project": project.pk,
        "role": role.pk,
        "percent": 40,
        "from_on": TODAY,
        "to_on": FRIDAY,
        "submit_key": "same",
    }
    for _ in range(2):
        answer = client.post(reverse("delivery:people_request_asked"), typed)
        assert answer.status_code == 302
    backwards = client.post(
        reverse("delivery:people_request_asked"),
        {**typed, "to_on": TODAY - timedelta(days=1), "submit_key": "other"},
    )

    [request] = PeopleRequest.objects.all()
    assert (request.grade, request.percent, backwards.status_code) == (1, 40, 422)
    for name, args in (
        ("people_request_list", []),
        ("people_request_export", []),
        ("people_request_new", []),
        ("people_request_detail", [request.pk]),
    ):
        assert client.get(reverse(f"delivery:{name}", args=args)).status_code == 200, name


@pytest.mark.parametrize("rows", [2, 9])
def test_candidates_are_found_in_a_constant_number_of_queries(
    django_assert_max_num_queries: Any, asker: User, boss: User, rows: int
) -> None:
    role = a_role()
    project = a_project(a_client(team=(asker,)))
    for n in range(rows):
        a_booking(project, role, somebody(f"Имя {n}", role), percent=10)
    request, actor = ask(asker, project, role), acting(boss)

    with django_assert_max_num_queries(11):
        assert len(candidates(actor, request, today=TODAY)) == rows
