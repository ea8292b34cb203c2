"""People with work roles, bookings and accepted plans for the tests of capacity."""

from datetime import date, timedelta
from typing import Any

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.delivery.models import (
    Booking,
    Plan,
    PlannedPerson,
    PlannedTask,
    Project,
    Task,
    TaskNeed,
)
from napulse.people.models import Person, PersonSkill, WorkRole
from napulse.testing import NOW, TODAY, a_user

FRIDAY = TODAY + timedelta(days=4)


def a_role(name: str = "Дизайнер") -> WorkRole:
    with recording(WorkRole):
        return WorkRole.objects.get_or_create(
            folded=name.lower().replace("ё", "е"), defaults={"name": name}
        )[0]


def somebody(name: str, role: WorkRole, *, grade: int = 2, **more: Any) -> User:
    """A creative who can take the role, as the usual one."""
    user = a_user("creative", name=name)
    with recording(Person):
        PersonSkill.objects.create(person=user.person, role=role, grade=grade)
        for column, value in more.items():
            setattr(user.person, column, value)
        user.person.save()
    return user


def a_booking(project: Project, role: WorkRole, user: User | None = None, **more: Any) -> Booking:
    """From Monday to Friday of this week, whole time and firm, unless told otherwise."""
    held = {"from_on": TODAY, "to_on": FRIDAY, "state": "firm", **more}
    with recording(Booking):
        return Booking.objects.create(
            client_id=project.client_id,
            project=project,
            role=role,
            person=user.person if user else None,
            **held,
        )


def a_plan(asker: User, **more: Any) -> Plan:
    told = {"kind": "plan", "state": "accepted", "computed_at": NOW, **more}
    with recording(Plan):
        return Plan.objects.create(from_on=TODAY, asked_by=asker, asked_at=NOW, **told)


def planned(
    plan: Plan,
    project: Project,
    role: WorkRole,
    user: User | None,
    *,
    hours: int,
    name: str = "Макет",
    days: tuple[date, date] = (TODAY, FRIDAY),
) -> PlannedPerson:
    """A task of the plan whose only seat somebody, or nobody yet, has for so many hours."""
    minutes = hours * 60
    with recording(Project, Plan):
        task = Task.objects.create(project=project, number=project.tasks.count() + 1, name=name)
        need = TaskNeed.objects.create(
            task=task, role=role, low_minutes=minutes, likely_minutes=minutes, high_minutes=minutes
        )
        row = PlannedTask.objects.create(
            plan=plan,
            task=task,
            project=project,
            start_slot=0,
            end_slot=10,
            starts_on=days[0],
            ends_on=days[1],
        )
        return PlannedPerson.objects.create(
            planned=row,
            need=need,
            person=user.person if user else None,
            ends_on=days[1],
            minutes=minutes,
        )
