"""Factories of promises: a line of people, an action of a client, a day off."""

from datetime import date, time

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.people.models import Absence, Calendar, CalendarDay
from napulse.service.models import ActionItem
from napulse.service.tests.making import Stage
from napulse.testing import a_report, a_user, an_action, an_interaction


class Line(Stage):
    """A manager, her account director, and the client service director above."""

    def __init__(self) -> None:
        super().__init__()
        self.top: User = a_user("service", name="Елена Ветрова")
        self.boss: User = a_user("director", name="Игорь Лебедев", manager=self.top)
        person = self.user.person
        with recording(type(person)):
            person.manager = self.boss.person
            person.save()


def promised(stage: Stage, text: str = "", **more: object) -> ActionItem:
    report = a_report(an_interaction(stage.client, stage.user))
    return an_action(report, text, **more)


def away(user: User, from_on: date, to_on: date, deputy: User | None = None) -> None:
    with recording(Absence):
        Absence.objects.create(
            person=user.person,
            deputy=deputy.person if deputy else None,
            from_on=from_on,
            to_on=to_on,
        )


def a_day_off(*days: date) -> None:
    """Days off in the Russian calendar, nine to six on the others."""
    with recording(Calendar):
        calendar, _made = Calendar.objects.get_or_create(
            code="RU", defaults={"title": "RU", "day_starts": time(9), "day_ends": time(18)}
        )
        for day in days:
            CalendarDay.objects.create(calendar=calendar, on=day, kind="off")
