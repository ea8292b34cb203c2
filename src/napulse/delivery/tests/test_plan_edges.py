"""Plans where things have ended, are not won, have no price or no calendar."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.audit.recording import recording
from napulse.clients.models import Client
from napulse.delivery import status, status_plan
from napulse.delivery.actions.bookings import BookingData, book_people
from napulse.delivery.actions.people_requests import (
    RequestData,
    ask_people,
    offer_people,
    take_offer,
)
from napulse.delivery.actions.plan_tentative import make_tentative
from napulse.delivery.actions.plans import Promise, purge_plans, return_plan, what_if
from napulse.delivery.actions.templates import (
    TemplateData,
    archive_template,
    restore_template,
    save_as_template,
)
from napulse.delivery.feed import feed_events
from napulse.delivery.forgetting import forget_person
from napulse.delivery.models import (
    Booking,
    Charter,
    Concern,
    Phase,
    Plan,
    PlanState,
    Project,
    ProjectTemplate,
    TaskLink,
)
from napulse.delivery.planning.gathering import Gathered, gather
from napulse.delivery.planning.ground import Ask
from napulse.delivery.planning.keys import person_key, task_key
from napulse.delivery.tests.planning_world import (
    a_booking,
    a_role,
    a_task,
    a_worker,
    accepted,
    an_agency,
    computed,
    span,
    work,
)
from napulse.engines.kernel.errors import Refused
from napulse.people.models import Calendar, RoleRate, WorkRole
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_contact,
    a_deliverable,
    a_project,
    a_user,
    acting,
    all_seeing,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FRIDAY = TODAY + 4 * DAY


@pytest.fixture(autouse=True)
def _at_now() -> object:
    an_agency()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def actor() -> Actor:
    return acting(a_user("resource"))


def a_rate(role: WorkRole, grade: int, minor: int, currency: str = "RUB") -> None:
    with recording(RoleRate):
        RoleRate.objects.create(
            role=role,
            grade=grade,
            from_on=date(2026, 1, 1),
            cost_minor=minor,
            currency=currency,
        )


def rate_of(made: Gathered, key: str) -> int:
    return next(one.rate for one in made.problem.people if one.key == key)


def release_of(made: Gathered, key: str) -> int:
    return next(one.release for one in made.problem.items if one.key == key)


def told(client: Client) -> list[str]:
    since = NOW - 7 * DAY
    return [
        line.text
        for source in (status, status_plan)
        for line in source.status_lines(all_seeing(), client_id=client.pk, since=since, now=NOW)
    ]


def put(project: Project, **values: object) -> None:
    with recording(Project):
        for name, value in values.items():
            setattr(project, name, value)
        project.save()


def test_a_client_is_told_nothing_of_what_is_not_won(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    client = a_client()
    hope = a_project(client, "Питч", probability=50, due_on=FRIDAY, risk="Могут не выбрать")
    a_deliverable(hope, "Концепция")
    with recording(Concern):
        Concern.objects.create(client=client, project=hope, text="Спорная идея", for_client=True)
    work(hope, "Эскиз", designer, 1)
    work(hope, "Показ", designer, 0, kind="review", length_low=2, length_likely=2, length_high=2)
    accepted(actor, with_tentative=True)

    hoped = told(client)
    put(hope, probability=100)

    assert hoped == []
    assert len(told(client)) == 6


def test_a_paused_project_is_promised_to_nobody_by_the_plan(actor: Actor) -> None:
    designer = a_role()
    user = a_user("creative", name="Анна")
    a_worker("Анна", (designer, 1), user=user)
    client = a_client(team=(user,))
    project = a_project(client, "Ролик")
    work(project, "Эскиз", designer, 1)
    accepted(actor)

    before = len(told(client)), len(feed_events(acting(user), now=NOW))
    put(project, state="paused")

    assert before == (1, 1)
    assert (told(client), feed_events(acting(user), now=NOW)) == ([], [])


def test_a_restored_template_does_not_take_a_name_in_use(actor: Actor) -> None:
    project = a_project(a_client())
    work(project, "Эскиз", a_role(), 1)
    data = TemplateData("Ребрендинг", "branding")
    old = save_as_template(all_seeing(), project, data=data, today=TODAY)
    archive_template(all_seeing(), old, now=NOW)
    save_as_template(all_seeing(), project, data=data, today=TODAY)

    with pytest.raises(Refused) as refused:
        restore_template(all_seeing(), old)

    assert refused.value.code == "template.name_taken"
    assert ProjectTemplate.objects.filter(archived_at=None).count() == 1


def test_a_date_moved_twice_by_one_scenario_goes_back_to_the_first() -> None:
    actor = acting(a_user("service"))
    designer = a_role()
    a_worker("Анна", (designer, 1))
    project = a_project(a_client(), due_on=FRIDAY)
    work(project, "Эскиз", designer, 1)
    days = [(FRIDAY + n * DAY).isoformat() for n in (3, 7)]
    changes = tuple({"kind": "deadline", "project": project.pk, "due_on": day} for day in days)

    plan = accepted(actor, kind="scenario", changes=changes)
    project.refresh_from_db()
    moved = project.due_on
    return_plan(actor, plan, now=NOW)

    project.refresh_from_db()
    assert (moved, project.due_on) == (FRIDAY + 7 * DAY, FRIDAY)


def test_an_answer_pressed_again_does_not_undo_that_the_project_was_won(actor: Actor) -> None:
    source = a_project(a_client(), state="done")
    work(source, "Эскиз", a_role(), 1)
    data = TemplateData("Ребрендинг", "branding")
    template = save_as_template(all_seeing(), source, data=data, today=TODAY)
    plan = what_if(actor, data=Promise(template, TODAY), now=NOW)
    client = a_client()
    made = make_tentative(all_seeing(), plan, client=client, now=NOW)
    put(made, probability=100, state="active")

    again = make_tentative(all_seeing(), plan, client=client, now=NOW)

    again.refresh_from_db()
    assert (again.pk, again.probability, again.state) == (made.pk, 100, "active")


def test_a_lag_after_work_done_on_a_saturday_runs_from_monday(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    project = a_project(a_client())
    saturday = TODAY - 2 * DAY
    before = a_task(project, "Печать", state="done", done_on=saturday, started_on=saturday)
    after = work(project, "Монтаж", designer, 1, after=(before,))
    with recording(Project):
        TaskLink.objects.update(lag=4)

    releases = [release_of(gather(Ask(NOW + n * DAY)), task_key(after.pk)) for n in range(4)]

    assert releases == [4, 2, 0, 0]


def test_a_project_that_has_ended_holds_nobody(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    ended = a_project(a_client(), state="cancelled")
    a_booking(ended, designer, person=anna, percent=100)
    project = a_project(a_client())
    task = work(project, "Эскиз", designer, 1)

    plan = computed(actor)
    data = BookingData(designer, TODAY, FRIDAY, person=anna, state="firm")
    booked = book_people(actor, project, data=data)

    assert span(plan, task) == (TODAY, 0, TODAY, 1)
    assert (booked.person, booked.percent) == (anna, 100)


def test_an_agency_without_calendars_is_planned_by_plain_weeks(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1), calendar="KZ")
    task = work(a_project(a_client(), starts_on=FRIDAY), "Эскиз", designer, 2)
    with recording(Calendar):
        Calendar.objects.all().delete()

    plan = computed(actor)

    assert (plan.state, span(plan, task)) == (
        PlanState.PROPOSAL,
        (FRIDAY, 0, FRIDAY + 3 * DAY, 1),
    )


def test_a_grade_without_a_rate_is_not_for_nothing(actor: Actor) -> None:
    designer = a_role()
    junior, lead = a_worker("Юна", (designer, 1)), a_worker("Лев", (designer, 4))
    a_rate(designer, 2, 100_00)
    a_rate(designer, 3, 300_00)
    work(a_project(a_client()), "Эскиз", designer, 1)

    made = gather(Ask(NOW))

    rates = [rate_of(made, person_key(one.pk)) for one in (junior, lead)]
    assert rates == [100_00, 300_00]
    assert [one.code for one in made.remarks] == []


def test_a_rate_in_another_currency_is_not_counted_as_roubles(actor: Actor) -> None:
    designer, writer = a_role("Дизайнер"), a_role("Автор")
    a_rate(designer, 1, 100_00)
    a_rate(designer, 2, 200_00)
    a_rate(writer, 1, 50_00, "EUR")
    anna, boris = a_worker("Анна", (designer, 2)), a_worker("Борис", (writer, 1))
    work(a_project(a_client()), "Текст", writer, 1)

    made = gather(Ask(NOW))

    assert made.currency == "RUB"
    assert [rate_of(made, person_key(one.pk)) for one in (anna, boris)] == [200_00, 0]
    assert [(one.code, one.role_id) for one in made.remarks] == [("no_rate", writer.pk)]


def test_the_accepted_plan_outlives_any_number_of_later_ones(actor: Actor) -> None:
    asked = {"asked_by_id": actor.own_id, "from_on": TODAY}
    with recording(Plan):
        kept = Plan.objects.create(state="accepted", asked_at=NOW - 90 * DAY, **asked)
        for number in range(21):
            Plan.objects.create(state="replaced", asked_at=NOW - number * DAY, **asked)

    assert purge_plans(actor) == 1
    assert Plan.objects.get(state="accepted") == kept


def test_an_erased_person_leaves_charters_risks_and_phases(actor: Actor) -> None:
    client = a_client()
    agata = a_contact(client, "Агата Линд", email="agata@granit.example")
    project = a_project(client)
    with recording(Charter, Concern, Project):
        charter = Charter.objects.create(
            client=client, project=project, product="Сайт", goals="Агата Линд довольна"
        )
        concern = Concern.objects.create(
            client=client, project=project, text="Агата Линд уходит", response="Ждём Агата Линд"
        )
        phase = Phase.objects.create(project=project, name="Показ: Агата Линд")

    forget_person(all_seeing(), agata, now=NOW)

    for row in (charter, concern, phase):
        row.refresh_from_db()
    mark = f"№ {agata.pk}"
    assert (charter.product, charter.goals) == ("Сайт", f"{mark} довольна")
    assert (concern.text, concern.response) == (f"{mark} уходит", f"Ждём {mark}")
    assert phase.name == f"Показ: {mark}"


def test_a_released_booking_of_an_ended_project_holds_nobody_again(client: Browser) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    project = a_project(a_client(), "Ролик")
    booking = a_booking(project, designer, person=anna, state="released")
    put(project, state="done")
    client.force_login(a_user("resource", language="en"))

    answer = client.post(reverse("delivery:booking_firm", args=[booking.pk]), follow=True)

    booking.refresh_from_db()
    assert booking.state == "released"
    assert "Ролик has ended: nobody is booked for it." in answer.content.decode()


def test_an_offer_for_a_project_that_has_ended_is_not_taken(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    project = a_project(a_client())
    asked = ask_people(actor, project, data=RequestData(designer, TODAY, FRIDAY), now=NOW)
    offer = BookingData(designer, TODAY, FRIDAY, person=anna)
    offer_people(actor, asked, data=offer, now=NOW)
    put(project, state="cancelled")

    with pytest.raises(Refused) as refused:
        take_offer(actor, asked)

    assert refused.value.code == "booking.project_ended"
    assert Booking.objects.get().state == "tentative"
