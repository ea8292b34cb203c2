"""The chart of a plan by person: what each does when, where it no longer fits, how full it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from napulse.delivery.models import Booking, BookingState, PlannedPerson, PlannedTask
from napulse.delivery.planning.ground import SLOT_MINUTES
from napulse.delivery.queries.plan_gantt import Chart, task_bar
from napulse.delivery.queries.plan_shapes import Bar, BarKind, GanttRow, Stretch, Tone
from napulse.delivery.queries.projects import OPEN
from napulse.people.models import Absence, AbsenceState, Person, PersonSkill, WorkRole

FULL = 100
Seat = tuple[PlannedTask, PlannedPerson]


@dataclass(frozen=True)
class Staff:
    """The people of a chart with their roles, absences and bookings."""

    chart: Chart

    @cached_property
    def seats(self) -> dict[int | None, list[Seat]]:
        """What each person does in the plan; None are the places to fill."""
        found: dict[int | None, list[Seat]] = {}
        for planned in self.chart.planned:
            for seat in self.chart.seats.get(planned.pk, []):
                found.setdefault(seat.person_id, []).append((planned, seat))
        return found

    @cached_property
    def usual(self) -> dict[int, int]:
        """The usual work role by person."""
        rows = PersonSkill.objects.order_by("person_id", "-position", "-pk")
        return {row.person_id: row.role_id for row in rows}

    @cached_property
    def persons(self) -> dict[int, Person]:
        """Everybody with a work role who is here, and whoever is in the plan."""
        here = Q(left_on=None, user__is_active=True, skills__isnull=False)
        rows = Person.objects.filter(here | Q(planned__planned__plan=self.chart.row))
        found = {row.pk: row for row in rows.select_related("user").distinct()}
        if self.chart.only:
            return {pk: row for pk, row in found.items() if pk in self.seats}
        return found

    @cached_property
    def absences(self) -> dict[int, list[Absence]]:
        rows = Absence.objects.filter(
            state=AbsenceState.APPROVED,
            cancelled_at=None,
            from_on__lte=self.chart.last_on,
            to_on__gte=self.chart.first_on,
        )
        found: dict[int, list[Absence]] = {}
        for row in rows.order_by("from_on"):
            found.setdefault(row.person_id, []).append(row)
        return found

    @cached_property
    def bookings(self) -> dict[int, list[Booking]]:
        rows = Booking.objects.filter(
            state__in=[BookingState.FIRM, BookingState.TENTATIVE],
            deleted_at=None,
            project__deleted_at=None,
            project__state__in=OPEN,
            from_on__lte=self.chart.last_on,
            to_on__gte=self.chart.first_on,
        )
        found: dict[int, list[Booking]] = {}
        for row in rows.exclude(person=None).order_by("from_on", "pk"):
            found.setdefault(row.person_id or 0, []).append(row)
        return found


def person_rows(chart: Chart) -> Iterator[GanttRow]:
    """Work roles in their order, the people who usually take them, then the places to fill."""
    staff = Staff(chart)
    by_role: dict[int | None, list[Person]] = {}
    for person in sorted(staff.persons.values(), key=lambda one: one.user.folded):
        by_role.setdefault(staff.usual.get(person.pk), []).append(person)
    places: dict[int, list[Seat]] = {}
    for planned, seat in staff.seats.get(None, []):
        places.setdefault(seat.need.role_id, []).append((planned, seat))
    for role in WorkRole.objects.all():
        if role.pk in by_role or role.pk in places:
            yield GanttRow(key=f"r{role.pk}", kind="role", title=role.name)
        yield from (_person_row(staff, person) for person in by_role.get(role.pk, []))
        if role.pk in places:
            yield _place_row(chart, role, places[role.pk])
    if None in by_role:
        yield GanttRow(key="r0", kind="role", title=_("Without a work role"))
        yield from (_person_row(staff, person) for person in by_role[None])


def _place_row(chart: Chart, role: WorkRole, seats: list[Seat]) -> GanttRow:
    return GanttRow(
        key=f"u{role.pk}",
        kind="place",
        title=_("a place to fill"),
        depth=1,
        bars=tuple(task_bar(chart, planned, seat) for planned, seat in seats),
        tone=Tone.WARN,
    )


def _person_row(staff: Staff, person: Person) -> GanttRow:
    chart, seats = staff.chart, staff.seats.get(person.pk, [])
    absences = staff.absences.get(person.pk, [])
    bookings = staff.bookings.get(person.pk, [])
    work = [task_bar(chart, planned, seat) for planned, seat in seats]
    overload = tuple(_overload(chart, person, seats, absences))
    peak = _peak(chart, work, bookings, absences)
    bars = (
        *work,
        *(_booking_bar(chart, one) for one in bookings),
        *(_absence_bar(chart, one) for one in absences),
    )
    return GanttRow(
        key=f"p{person.pk}",
        kind="person",
        title=person.user.name,
        depth=1,
        note=_note(person),
        url=person.get_absolute_url(),
        user_id=person.user_id,
        bars=bars,
        overload=overload,
        peak=peak,
        tone=Tone.RISK if overload or peak > FULL else Tone.PLAIN,
    )


def _note(person: Person) -> str:
    return "" if person.share == FULL else _("%(share)s %% of the time") % {"share": person.share}


def _booking_bar(chart: Chart, one: Booking) -> Bar:
    firm = one.state == BookingState.FIRM
    seen = chart.scope.projects.get(one.project_id)
    return Bar(
        key=f"b{one.pk}",
        kind=BarKind.BOOKING if firm else BarKind.TENTATIVE,
        title=seen.name if seen else _("another client's work"),
        starts_on=one.from_on,
        ends_on=one.to_on,
        start=chart.at(one.from_on),
        end=chart.at(one.to_on, 2),
        percent=one.percent,
        project_id=seen.pk if seen else None,
        project=seen.name if seen else "",
        client=seen.client.name if seen else "",
        note=one.note if seen else "",
        url=seen.get_absolute_url() if seen else "",
        is_hidden=seen is None,
    )


def _absence_bar(chart: Chart, one: Absence) -> Bar:
    """That somebody is away is known to all, why is not."""
    return Bar(
        key=f"a{one.pk}",
        kind=BarKind.ABSENCE,
        title=_("away"),
        starts_on=one.from_on,
        ends_on=one.to_on,
        start=chart.at(one.from_on),
        end=chart.at(one.to_on, 2),
    )


def _overload(
    chart: Chart, person: Person, seats: list[Seat], absences: list[Absence]
) -> Iterator[Stretch]:
    """Absences that came after the plan: the work around them no longer fits its dates."""
    for planned, seat in seats:
        away = [one for one in absences if _meets(planned, seat, one)]
        if away and _open_half_days(chart, planned, seat, away) < _wanted(person, seat):
            for one in away:
                start = max(chart.at(one.from_on), chart.at(planned.starts_on, planned.starts_half))
                end = min(chart.at(one.to_on, 2), chart.at(seat.ends_on, 2))
                yield Stretch(start, end, _("planned while away"))


def _meets(planned: PlannedTask, seat: PlannedPerson, one: Absence) -> bool:
    return one.from_on <= seat.ends_on and one.to_on >= planned.starts_on


def _wanted(person: Person, seat: PlannedPerson) -> int:
    return -(-seat.minutes * FULL // (SLOT_MINUTES * person.share))


def _open_half_days(
    chart: Chart, planned: PlannedTask, seat: PlannedPerson, away: list[Absence]
) -> int:
    """Half-days of the plan's axis in the span that no absence takes."""
    gone = planned.starts_half + (1 - planned.ends_half if seat.ends_on == planned.ends_on else 0)
    days = [day for day in chart.row.days if _between(day, planned.starts_on, seat.ends_on)]
    left = [day for day in days if not any(_between(day, one.from_on, one.to_on) for one in away)]
    return max(0, 2 * len(left) - gone)


def _between(day: str, first: date, last: date) -> bool:
    return first.isoformat() <= day <= last.isoformat()


def _peak(chart: Chart, work: list[Bar], bookings: list[Booking], absences: list[Absence]) -> int:
    """The fullest week: half-days planned and booked, in per cent of those the person has."""
    days = [date.fromisoformat(day) for day in chart.row.days]
    here = [d for d in days if not any(one.from_on <= d <= one.to_on for one in absences)]
    weeks: dict[date, list[date]] = {}
    for day in here:
        if day <= chart.last_on:
            weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    planned = {one.project_id for one in chart.planned}
    extra = [one for one in bookings if one.project_id not in planned]
    loads = [_load(chart, week, work, extra) for week in weeks.values()]
    return max(loads, default=0)


def _load(chart: Chart, week: list[date], work: list[Bar], bookings: list[Booking]) -> int:
    halves = {chart.at(day, half) for day in week for half in (0, 1)}
    taken = sum(any(bar.start <= at < bar.end for bar in work) for at in halves)
    booked = sum(
        2 * one.percent for one in bookings for day in week if one.from_on <= day <= one.to_on
    )
    return round((taken * FULL + booked) / len(halves))
