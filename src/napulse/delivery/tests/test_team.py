"""The team: a charter that is read by everybody, and no duty that nobody answers for."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.delivery.actions import team as actions
from napulse.delivery.actions.team import CharterData
from napulse.delivery.models import Charter, Duty, Project
from napulse.delivery.queries import team
from napulse.engines.kernel.errors import Missing, Refused
from napulse.testing import NOW, a_client, a_project, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db
WORDS = CharterData("Сайт", "Вдвое больше заявок", "Принят комиссией")


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def a_charter(project: Project) -> Charter:
    return actions.write_charter(all_seeing(), project, data=WORDS, version=0)


def read_by(project: Project) -> list[User]:
    return [row.user for row in team.members(project) if row.read_at]


def test_a_member_reads_the_charter_once_and_anew_when_it_changes() -> None:
    reader = a_user("manager")
    project = a_project(a_client(team=(reader,)), lead=reader)
    charter = a_charter(project)
    actions.read_charter(acting(reader), charter, edition=1, now=NOW)
    actions.read_charter(acting(reader), charter, edition=1, now=NOW)
    assert (read_by(project), charter.readings.count()) == ([reader], 1)

    other = CharterData("Сайт и приложение", WORDS.goals, WORDS.acceptance)
    charter = actions.write_charter(all_seeing(), project, data=other, version=charter.version)

    assert (charter.edition, read_by(project)) == (2, [])
    assert [row.read_before for row in team.members(project)] == [True]


def test_an_edition_that_is_no_longer_there_is_not_read() -> None:
    reader = a_user("manager")
    charter = a_charter(a_project(a_client(team=(reader,))))

    with pytest.raises(Refused) as no:
        actions.read_charter(acting(reader), charter, edition=7, now=NOW)

    assert no.value.code == "charter.newer"


def test_the_same_words_are_no_new_edition() -> None:
    project = a_project(a_client())
    charter = a_charter(project)

    again = actions.write_charter(all_seeing(), project, data=WORDS, version=charter.version)

    assert (again.edition, again.version) == (1, charter.version)


def test_a_charter_of_a_stranger_does_not_exist() -> None:
    charter = a_charter(a_project(a_client()))

    with pytest.raises(Missing):
        team.charter(acting(a_user("manager")), charter.pk)


def test_a_duty_without_a_holder_is_a_hole_and_so_is_one_whose_holder_has_left() -> None:
    gone, here = a_user("manager"), a_user("delivery")
    project = a_project(a_client())
    holders = {duty.value: here for duty in Duty} | {"account": gone}
    actions.assign_duties(all_seeing(), project, holders=holders)
    assert team.holes(project) == []

    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert team.holes(project) == [Duty.ACCOUNT]

    actions.assign_duties(all_seeing(), project, holders={"delivery": None})
    assert team.holes(project) == [Duty.ACCOUNT, Duty.DELIVERY]


def test_history_says_who_answered_before_and_who_does_now() -> None:
    first, second = a_user("manager"), a_user("manager")
    project = a_project(a_client())
    actions.assign_duties(all_seeing(), project, holders={"account": first})
    actions.assign_duties(all_seeing(), project, holders={"account": second})

    last = Entry.objects.filter(event="project.duties_assigned").latest("number")
    assert last.changes == {"account": [first.name, second.name]}


def test_members_are_the_lead_the_named_and_those_with_duties() -> None:
    lead, named, dutiful = a_user("manager"), a_user("creative"), a_user("delivery")
    a_user("creative")
    project = a_project(a_client(), lead=lead)
    actions.add_member(all_seeing(), project, user=named)
    actions.assign_duties(all_seeing(), project, holders={"delivery": dutiful})

    assert {row.user for row in team.members(project)} == {lead, named, dutiful}


def test_the_team_page_asks_a_member_to_read_and_takes_the_answer(client: Browser) -> None:
    manager = a_user("manager")
    project = a_project(a_client(team=(manager,)), lead=manager)
    charter = a_charter(project)
    client.force_login(manager)
    page = reverse("delivery:project_team", args=[project.pk])
    door = reverse("delivery:charter_read", args=[charter.pk])

    asked = door in client.get(page).content.decode()
    client.post(door, {"edition": 1})

    assert (asked, door in client.get(page).content.decode()) == (True, False)


def test_a_charter_that_changed_meanwhile_keeps_what_was_entered(client: Browser) -> None:
    manager = a_user("manager")
    project = a_project(a_client(team=(manager,)))
    a_charter(project)
    client.force_login(manager)
    wanted = {"product": "Моё слово", "goals": "", "acceptance": "", "version": 0}

    answer = client.post(reverse("delivery:charter_edited", args=[project.pk]), wanted)

    shown = answer.content.decode()
    assert (answer.status_code, "Моё слово" in shown, WORDS.goals in shown) == (422, True, True)


def test_a_member_joins_leaves_and_returns(client: Browser) -> None:
    manager, colleague = a_user("manager"), a_user("creative")
    project = a_project(a_client(team=(manager,)))
    client.force_login(manager)
    where = [project.pk, colleague.pk]

    def there() -> bool:
        return bool(project.members.filter(user=colleague).exists())

    client.post(reverse("delivery:member_add", args=[project.pk]), {"user": colleague.pk})
    joined = there()
    client.post(reverse("delivery:member_remove", args=where))
    left = there()
    client.post(reverse("delivery:member_return", args=where))

    assert (joined, left, there()) == (True, False, True)


def test_somebody_who_is_there_is_not_added_twice() -> None:
    colleague = a_user("creative")
    project = a_project(a_client())
    actions.add_member(all_seeing(), project, user=colleague)

    with pytest.raises(Refused) as no:
        actions.add_member(all_seeing(), project, user=colleague)

    assert no.value.code == "member.is_there"
