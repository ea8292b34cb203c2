"""Absences are asked for and answered: who may, who hears of it, and what stands meanwhile."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from napulse.access.models import User
from napulse.clients.models import Client
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.jobs.queue import JOBS
from napulse.people import actions, queries
from napulse.people.actions import AbsenceData
from napulse.people.models import Absence
from napulse.service.models import Notice
from napulse.testing import NOW, TODAY, a_client, a_user, acting, the_agency

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=6)


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def asked(user: User, *, kind: str = "leave", deputy: User | None = None) -> Absence:
    data = AbsenceData(kind, TODAY, TODAY + WEEK, deputy.person if deputy else None)
    return actions.plan_absence(acting(user), user.person, data=data)


def answered(user: User, absence: Absence, *, approve: bool, answer: str = "") -> Absence:
    return actions.answer_absence(acting(user), absence, approve=approve, answer=answer, now=NOW)


def inboxes() -> set[tuple[str, str]]:
    """Everything that was to be told is told: who has which line."""
    for task in DBTaskResult.objects.order_by("enqueued_at"):
        name, ids = task.args_kwargs["args"]
        JOBS[name](**ids)
    DBTaskResult.objects.all().delete()
    return set(Notice.objects.values_list("user__name", "code"))


def test_an_own_leave_waits_and_the_deputy_acts_only_when_it_is_approved() -> None:
    boss = a_user("senior", name="Начальник")
    me, deputy = (a_user("manager", manager=boss, name=n) for n in ("Я", "Заместитель"))
    theirs = a_client(team=(me,))

    absence = asked(me, deputy=deputy)
    before = list(Client.objects.seen_by(acting(deputy)))
    told_first = inboxes()
    answered(boss, absence, approve=True)

    assert (absence.state, before) == ("asked", [])
    assert list(Client.objects.seen_by(acting(deputy))) == [theirs]
    assert queries.absent_on(TODAY) == {me.pk: deputy.pk}
    assert told_first == {("Начальник", "absence_asked")}
    assert inboxes() - told_first == {("Я", "absence_approved"), ("Заместитель", "absence_deputy")}


def test_a_declined_absence_says_why_and_stands_for_nothing() -> None:
    boss = a_user("senior")
    me, deputy = a_user("manager", manager=boss, name="Я"), a_user("manager")
    a_client(team=(me,))
    absence = asked(me, deputy=deputy)

    with pytest.raises(Refused) as silent:
        answered(boss, absence, approve=False, answer="  ")
    answered(boss, absence, approve=False, answer="Сдача проекта")

    assert silent.value.code == "absence.says_why"
    assert queries.absent_on(TODAY) == {}
    assert list(queries.approved_between(TODAY, TODAY + WEEK)) == []
    assert ("Я", "absence_declined") in inboxes()
    assert asked(me).state == "asked"


def test_nobody_answers_their_own_wish_nor_that_of_another_line() -> None:
    boss = a_user("senior")
    me, peer = a_user("manager", manager=boss), a_user("manager", manager=boss)
    absence = asked(me)

    for other in (me, peer, a_user("senior")):
        with pytest.raises(NotAllowed):
            answered(other, absence, approve=True)

    assert answered(a_user("hr"), absence, approve=True).state == "approved"


def test_an_illness_is_a_fact_and_those_who_may_approve_need_nobody() -> None:
    boss = a_user("senior", name="Начальник")
    me = a_user("manager", manager=boss)

    assert asked(me, kind="illness").state == "approved"
    assert asked(a_user("director")).state == "approved"
    assert inboxes() == {("Начальник", "absence_ill")}


def test_an_answer_is_given_once_and_can_be_taken_back() -> None:
    boss = a_user("senior")
    absence = asked(a_user("manager", manager=boss))
    answered(boss, absence, approve=True)

    with pytest.raises(Refused) as again:
        answered(boss, absence, approve=False, answer="Нет")
    back = actions.take_back_answer(acting(boss), absence)

    assert again.value.code == "absence.answered"
    assert (back.state, back.answered_by, back.answer) == ("asked", None, "")


def test_a_deputy_who_left_meanwhile_is_not_approved() -> None:
    boss = a_user("senior")
    me, deputy = a_user("manager", manager=boss), a_user("manager", manager=boss)
    absence = asked(me, deputy=deputy)
    answered(boss, asked(deputy), approve=True)

    with pytest.raises(Refused) as no:
        answered(boss, absence, approve=True)

    assert no.value.code == "absence.deputy_away"


def test_a_cancelled_absence_comes_back_unless_its_days_were_taken() -> None:
    me = a_user("director")
    absence = asked(me)
    actions.cancel_absence(acting(me), absence, now=NOW)
    other = asked(me)

    with pytest.raises(Refused) as taken:
        actions.restore_absence(acting(me), absence)
    actions.cancel_absence(acting(me), other, now=NOW)

    assert taken.value.code == "absence.overlaps"
    assert actions.restore_absence(acting(me), absence).cancelled_at is None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_line_above_answers_on_the_page_of_the_absence(client: Browser, language: str) -> None:
    boss = a_user("senior", language=language)
    absence = asked(a_user("manager", manager=boss))
    address = reverse("people:absence_answer", args=[absence.pk])
    client.force_login(boss)

    page = client.get(absence.get_absolute_url())
    listed = client.get(reverse("people:absence_list"), {"view": "waiting"}).content.decode()
    silent = client.post(address, {"approve": "no"})
    done = client.post(address, {"approve": "yes"})

    absence.refresh_from_db()
    assert address in page.content.decode()
    assert absence.get_absolute_url() in listed
    assert (silent.status_code, done.status_code) == (422, 302)
    assert 'role="alert"' in silent.content.decode()
    assert absence.state == "approved"


def test_somebody_else_sees_the_wish_but_no_button(client: Browser) -> None:
    absence = asked(a_user("manager", manager=a_user("senior")))
    client.force_login(a_user("manager"))

    page = client.get(absence.get_absolute_url()).content.decode()
    answer = client.post(reverse("people:absence_answer", args=[absence.pk]), {"approve": "yes"})

    assert reverse("people:absence_answer", args=[absence.pk]) not in page
    assert answer.status_code == 403


def test_who_stands_in_for_the_manager_answers_for_them_but_not_the_managers_own() -> None:
    boss = a_user("senior", name="Начальник")
    top, other = (a_user("manager", name=n) for n in ("Выше", "Посторонний"))
    me, deputy = (a_user("manager", manager=boss, name=n) for n in ("Я", "Заместитель"))
    own = AbsenceData("leave", TODAY, TODAY + WEEK, deputy.person)
    actions.plan_absence(acting(a_user("director")), boss.person, data=own)
    later = AbsenceData("leave", TODAY + 2 * WEEK, TODAY + 3 * WEEK, deputy.person)
    bosss = actions.plan_absence(acting(boss), boss.person, data=later)
    inboxes()

    absence, deputys = asked(me), asked(deputy)
    told = inboxes()
    waiting = {
        user.name: set(queries.waiting_for(acting(user), today=TODAY))
        for user in (deputy, top, other)
    }

    assert {("Заместитель", "absence_asked")} <= told
    assert waiting == {"Заместитель": {absence}, "Выше": set(), "Посторонний": set()}
    for refused in (bosss, deputys):
        with pytest.raises(NotAllowed):
            answered(deputy, refused, approve=True)
    assert answered(deputy, absence, approve=True).state == "approved"
