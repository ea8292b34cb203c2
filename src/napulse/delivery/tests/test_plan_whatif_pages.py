"""Asked before a promise: the question, the answer, and the tentative project made of it."""

from datetime import date

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.delivery.models import Plan, Project, ProjectTemplate
from napulse.delivery.tests.drawn import a_plan
from napulse.delivery.tests.planning_world import an_agency
from napulse.testing import NOW, TODAY, a_client, a_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DUE = date(2026, 12, 20)


@pytest.fixture(autouse=True)
def _at_now() -> object:
    an_agency()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def me(client: Browser) -> User:
    user = a_user("delivery")
    client.force_login(user)
    return user


def url(name: str, *args: object) -> str:
    return reverse(f"delivery:{name}", args=args)


def a_template(name: str = "Кампания") -> ProjectTemplate:
    with recording(ProjectTemplate):
        return ProjectTemplate.objects.create(name=name, kind="campaign", content={"rows": []})


def answered(template: ProjectTemplate, verdict: str = "yes", **asked: object) -> Plan:
    promise = {
        "template": template.pk,
        "client": None,
        "start_on": TODAY.isoformat(),
        "due_on": DUE.isoformat(),
        **asked,
    }
    told = {
        "verdict": verdict,
        "ends_on": "2026-12-14",
        "p50_on": "2026-12-15",
        "p80_on": "2026-12-18",
        "chance_bp": 8300,
        "cost_minor": 41_280_000,
        "currency": "RUB",
        "hurt": [],
        "missing": [],
    }
    return a_plan(kind="whatif", request={"promise": promise}, load={"answer": told})


def test_a_question_is_computed_and_its_page_asks_for_the_answer(client: Browser, me: User) -> None:
    typed = {
        "template": a_template().pk,
        "start_on": TODAY.isoformat(),
        "due_on": DUE.isoformat(),
    }

    answer = client.post(url("what_if_asked"), typed, headers=HTMX)

    plan = Plan.objects.get()
    address = url("what_if_answer", plan.pk)
    assert answer.headers["HX-Redirect"] == address
    assert plan.request["promise"]["due_on"] == DUE.isoformat()
    part = client.get(address, headers=HTMX).content.decode().strip()
    assert part.startswith('<section id="answer"')
    assert f'hx-get="{address}"' in part


def test_a_date_before_the_start_is_refused_beside_its_field(client: Browser, me: User) -> None:
    typed = {
        "template": a_template().pk,
        "start_on": DUE.isoformat(),
        "due_on": TODAY.isoformat(),
    }

    answer = client.post(url("what_if_asked"), typed, headers=HTMX)

    assert answer.status_code == 422
    assert 'id="id_due_on-error"' in answer.content.decode()
    assert Plan.objects.count() == 0


@pytest.mark.parametrize(
    ("verdict", "tone"), [("yes", "ok"), ("risky", "warn"), ("no", "risk"), ("dates", "")]
)
def test_the_answer_says_what_it_is_in_words_and_figures(
    client: Browser, me: User, verdict: str, tone: str
) -> None:
    plan = answered(a_template(), verdict)

    page = client.get(url("what_if_answer", plan.pk)).content.decode()

    assert f'<div class="verdict {tone}" role="status">' in page
    assert "412\u00a0800\u00a0₽" in page
    assert "83\u00a0%" in page
    assert "hx-trigger" not in page.partition('<section id="answer"')[2].partition(">")[0]


def test_an_answer_becomes_one_tentative_project_of_the_chosen_client(
    client: Browser, me: User
) -> None:
    mine = a_client("Мой", team=(me,))
    plan = answered(a_template("Ребрендинг"))

    unsaid = client.post(url("what_if_made", plan.pk), {})
    made = [client.post(url("what_if_made", plan.pk), {"client": mine.pk}) for _ in range(2)]

    project = Project.objects.get()
    assert unsaid.headers["Location"] == url("what_if_answer", plan.pk)
    assert {one.headers["Location"] for one in made} == {project.get_absolute_url()}
    assert (project.name, project.client, project.probability, project.state) == (
        "Ребрендинг",
        mine,
        50,
        "planned",
    )
    assert (project.starts_on, project.due_on) == (TODAY, DUE)


def test_an_answer_becomes_no_project_of_a_neighbours_client(client: Browser, me: User) -> None:
    theirs = a_client("Чужой")
    plan = answered(a_template(), client=theirs.pk)

    client.post(url("what_if_made", plan.pk), {"client": theirs.pk})

    page = client.get(url("what_if_answer", plan.pk)).content.decode()
    assert Project.objects.count() == 0
    assert "Чужой" not in page


def test_a_plan_is_no_answer(client: Browser, me: User) -> None:
    plan = a_plan("accepted")

    assert client.get(url("what_if_answer", plan.pk)).status_code == 404
    assert client.post(url("what_if_made", plan.pk)).status_code == 404
