"""Who sees and hears what in an absent person's stead, and who may arrange it."""

import pytest

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.people.actions.absences import AbsenceData, plan_absence
from napulse.people.models import Absence
from napulse.people.queries import reachable_line
from napulse.testing import TODAY, a_client, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def away(person: User, deputy: User) -> None:
    data = AbsenceData("leave", TODAY, TODAY, deputy.person)
    plan_absence(all_seeing(), person.person, data=data)


def test_a_deputys_deputy_sees_the_clients_whose_matters_climb_to_them() -> None:
    first, second, third = (a_user("manager") for _ in range(3))
    one, other = a_client(team=(first,)), a_client(team=(second,))
    a_client("Чужой")
    away(first, second)
    away(second, third)

    actor = acting(third)

    assert reachable_line(first.pk, today=TODAY) == [third.pk]
    assert set(Client.objects.seen_by(actor)) == {one, other}
    assert actor.deputising == {one.pk: first.pk, other.pk: second.pk}


def test_two_who_are_away_and_stand_in_for_each_other_end_no_search() -> None:
    first, second = a_user("manager"), a_user("manager")
    theirs = a_client(team=(second,))
    for person, deputy in ((first, second), (second, first)):
        days = {"from_on": TODAY, "to_on": TODAY}
        with recording(Absence):
            Absence.objects.create(person=person.person, deputy=deputy.person, **days)

    assert list(Client.objects.seen_by(acting(first))) == [theirs]


def test_who_stands_in_for_a_director_of_all_sees_clients_that_nobody_serves() -> None:
    deputy = a_user("manager")
    orphan = a_client("Ничей")
    away(a_user("service"), deputy)

    assert list(Client.objects.seen_by(acting(deputy))) == [orphan]


def test_nobody_makes_themselves_the_deputy_of_somebody_above() -> None:
    top = a_user("service")
    director = a_user("director", manager=top)
    below = a_user("manager", manager=director)
    data = AbsenceData("leave", TODAY, TODAY, director.person)

    with pytest.raises(Refused) as no:
        plan_absence(acting(director), top.person, data=data)
    plan_absence(acting(director), below.person, data=data)

    assert no.value.code == "absence.deputy_is_planner"


def test_a_matter_passes_over_those_who_no_longer_work_here() -> None:
    top = a_user("service")
    gone = a_user("director", manager=top, is_active=False)
    person = a_user("manager", manager=gone)
    left = a_user("manager", manager=top, is_active=False)

    assert reachable_line(person.pk, today=TODAY) == [person.pk, top.pk]
    assert reachable_line(left.pk, today=TODAY) == [top.pk]
