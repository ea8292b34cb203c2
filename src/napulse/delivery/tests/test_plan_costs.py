"""What the work of people costs is told to those who plan it or may know its rates."""

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.delivery.models import Plan, Project
from napulse.delivery.tests.drawn import a_plan, drawn, foretold
from napulse.delivery.tests.planning_world import a_role, a_worker, an_agency, work
from napulse.jobs.models import LongWork
from napulse.testing import NOW, TODAY, a_client, a_project, a_user

pytestmark = pytest.mark.django_db
COSTS = ("412\u00a0800\u00a0₽", "517\u00a0300\u00a0₽", "98\u00a0700\u00a0₽", "64\u00a0100\u00a0₽")


@pytest.fixture(autouse=True)
def _at_now() -> object:
    an_agency()
    with time_machine.travel(NOW, tick=False):
        yield


def two_plans(user: User) -> tuple[Plan, Plan, Project]:
    """The accepted plan and a proposal with a priced way out, of one project of the user."""
    role = a_role()
    project = a_project(a_client(team=(user,)))
    task = work(project, "Эскиз", role, 1)
    anna = a_worker("Анна", (role, 1))
    way = {"number": 1, "kind": "overtime", "changes": [], "extra_minor": 98_700_00}
    reason = {"why": "money", "over": 64_100_00, "projects": [project.pk]}
    before, after = a_plan("accepted"), a_plan("proposal", ways=[way], reasons=[reason])
    for plan, minor in ((before, 412_800_00), (after, 517_300_00)):
        drawn(plan, task, TODAY, TODAY, anna)
        foretold(plan, task, TODAY, cost_minor=minor)
    return before, after, project


def told(browser: Browser, user: User) -> set[str]:
    """The costs that stand on any page of the plans."""
    before, after, project = two_plans(user)
    browser.force_login(user)
    own = ("plan_detail", "plan_outcomes", "plan_difference", "plan_reasons")
    pages = [reverse(f"delivery:{name}", args=[after.pk]) for name in own]
    pages += [reverse("delivery:plan_list"), reverse("delivery:plan_current")]
    pages += [reverse("delivery:project_plan", args=[project.pk])]
    pages += [f"{reverse('delivery:scenario_compare')}?plan={before.pk}&plan={after.pk}"]
    answers = [browser.get(page) for page in pages]
    assert {answer.status_code for answer in answers} == {200}
    text = "".join(answer.content.decode() for answer in answers)
    return {cost for cost in COSTS if cost in text}


@pytest.mark.parametrize("role", ["creative", "executive"])
def test_who_only_looks_is_told_no_cost(client: Browser, role: str) -> None:
    assert told(client, a_user(role)) == set()


@pytest.mark.parametrize("role", ["delivery", "finance"])
def test_who_plans_or_knows_the_rates_is_told_all(client: Browser, role: str) -> None:
    assert told(client, a_user(role)) == set(COSTS)


@pytest.mark.parametrize(("role", "is_told"), [("delivery", False), ("resource", True)])
def test_the_sum_of_a_search_is_told_to_those_who_see_all_clients(
    client: Browser, role: str, is_told: bool
) -> None:
    user = a_user(role)
    run = LongWork.objects.create(kind="delivery.plan", state="running", user=user, created_at=NOW)
    score = {"figures": {"late_slots": 0, "cost": 412_800_00}, "has_best": True}
    plan = a_plan("computing", computed_at=None, work=run, score=score)
    client.force_login(user)

    page = client.get(reverse("delivery:plan_progress", args=[plan.pk])).content.decode()

    assert ("опозданий нет" in page, COSTS[0] in page) == (
        True,
        is_told,
    )
