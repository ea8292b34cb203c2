"""Weeks: what a person entered against the norm, who answers for it, what waits for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.ledger.queries import money_rules
from napulse.people.models import Person
from napulse.people.queries import agency_today, answered_by
from napulse.timesheets.models import SheetState, TimeEntry, WeekSheet
from napulse.timesheets.permissions import APPROVE_TIME, VIEW_OWN_TIME
from napulse.timesheets.queries.norms import DAY, norm_of, norms

WEEK = timedelta(days=7)
LAST = timedelta(days=6)
BACK = timedelta(weeks=8)
WAITS = (SheetState.OPEN, SheetState.RETURNED)


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


@dataclass(slots=True)
class Week:
    """What stands in a person's week; `clients` are those whose work is in it."""

    person: Person
    week_on: date
    sheet: WeekSheet | None = None
    norm: int = 0
    minutes: int = 0
    billable: int = 0
    outside: int = 0
    clients: set[int] = field(default_factory=set)

    @property
    def idle(self) -> int:
        """Minutes that nobody is billed for."""
        return self.minutes - self.billable

    @property
    def idle_percent(self) -> int:
        """Their share of the week."""
        return self.idle * 100 // self.minutes if self.minutes else 0

    @property
    def short(self) -> int:
        """Minutes that are missing to the norm."""
        return max(0, self.norm - self.minutes)

    @property
    def over(self) -> int:
        """Minutes above the norm."""
        return max(0, self.minutes - self.norm)


def weeks_of(
    pairs: Sequence[tuple[Person, date]], sheets: Iterable[WeekSheet], *, with_norms: bool = True
) -> list[Week]:
    """These weeks with their sums and norms, in a fixed number of queries."""
    found = {(person.pk, week_on): Week(person, week_on) for person, week_on in pairs}
    if not found:
        return []
    for sheet in sheets:
        if (sheet.person_id, sheet.week_on) in found:
            found[sheet.person_id, sheet.week_on].sheet = sheet
    days = [week_on for _person, week_on in found]
    first, last = min(days), max(days) + LAST
    people = {person.pk: person for person, _week in pairs}
    rows = TimeEntry.objects.filter(
        person__in=people, on__gte=first, on__lte=last, deleted_at=None
    ).order_by()
    named = ("person_id", "on", "client_id", "billable")
    for person_id, on, client_id, billable, minutes, outside in rows.values_list(*named).annotate(
        m=Sum("minutes"), o=Sum("outside_minutes")
    ):
        week = found.get((person_id, monday(on)))
        if week is not None:
            week.minutes += minutes
            week.billable += minutes if billable and client_id else 0
            week.outside += outside
            week.clients |= {client_id} if client_id else set()
    known = norms(people.values(), first, last) if with_norms else {}
    for (person_id, week_on), week in found.items():
        days_of = known.get(person_id, {})
        week.norm = sum(days_of[week_on + n * DAY].minutes for n in range(7) if days_of)
    return list(found.values())


def may_answer(actor: Actor, week: Week, *, today: date) -> bool:
    """Whether this actor approves the week: from above in the line, or for all clients in it.

    Whoever stands in for an absent manager answers in their stead. Nobody approves an own week.
    """
    return week in answerable(actor, [week], today=today)


def answerable(actor: Actor, weeks: Sequence[Week], *, today: date) -> list[Week]:
    """Of these weeks the ones that the actor approves."""
    if not actor.is_person or not weeks:
        return list(weeks)
    below = answered_by(actor.own_id, today=today)
    return [
        week
        for week in weeks
        if week.person.user_id != actor.own_id
        and (week.person.user_id in below or _is_of_own_clients(actor, week))
    ]


def _is_of_own_clients(actor: Actor, week: Week) -> bool:
    """The work of the house alone is approved by the line, or by who sees every client."""
    if not actor.can(APPROVE_TIME):
        return False
    if actor.client_ids is None:
        return True
    return bool(week.clients) and week.clients <= actor.client_ids


def sheets() -> "QuerySet[WeekSheet]":
    rows: QuerySet[WeekSheet] = WeekSheet.objects.select_related("person__user", "answered_by")
    return rows.order_by("week_on", "person__user__folded")


def _told(rows: Iterable[WeekSheet], *, with_norms: bool = True) -> list[Week]:
    found = list(rows)
    pairs = [(sheet.person, sheet.week_on) for sheet in found]
    return weeks_of(pairs, found, with_norms=with_norms)


def waiting(actor: Actor, *, now: datetime, with_norms: bool = True) -> list[Week]:
    """Submitted weeks that wait for this actor, the oldest first."""
    if not actor.is_person:
        return []
    told = _told(sheets().filter(state=SheetState.SUBMITTED), with_norms=with_norms)
    return answerable(actor, told, today=agency_today(now))


def answered(actor: Actor, *, now: datetime) -> list[Week]:
    """Weeks of the last two months that were approved or returned, the latest first."""
    since = agency_today(now) - BACK
    rows = sheets().filter(state__in=[SheetState.APPROVED, SheetState.RETURNED], week_on__gte=since)
    told = _told(rows.order_by("-week_on", "person__user__folded"))
    return answerable(actor, told, today=agency_today(now))


def missing(actor: Actor, *, now: datetime) -> list[Week]:
    """Last week of colleagues whom this actor answers for, where it was not submitted."""
    today = agency_today(now)
    week_on = monday(today) - WEEK
    told = [week for week in unsent(week_on) if week.norm and week.person.user_id != actor.own_id]
    return answerable(actor, told, today=today)


def unsent(week_on: date) -> list[Week]:
    """Everybody's week that was not submitted, by those who worked here in it."""
    people = Person.objects.filter(user__is_active=True).select_related("user")
    here = people.exclude(joined_on__gt=week_on + LAST).exclude(left_on__lt=week_on)
    known = {row.person_id: row for row in sheets().filter(week_on=week_on)}
    late = [p for p in here if p.pk not in known or known[p.pk].state in WAITS]
    return weeks_of([(person, week_on) for person in late], known.values())


def waiting_count(actor: Actor, *, now: datetime) -> int:
    """How many weeks wait for this actor, and the own last one if it does: for the menu."""
    own = 1 if actor.can(VIEW_OWN_TIME) and is_own_unsent(actor, now=now) else 0
    return own + len(waiting(actor, now=now, with_norms=False))


def is_own_unsent(actor: Actor, *, now: datetime) -> bool:
    """Whether the actor's last week had working time and was not submitted."""
    person = Person.objects.filter(user_id=actor.own_id).select_related("user").first()
    if person is None:
        return False
    week_on = monday(agency_today(now)) - WEEK
    sheet = WeekSheet.objects.filter(person=person, week_on=week_on).first()
    if sheet is not None and sheet.state not in WAITS:
        return False
    return any(day.minutes for day in norm_of(person, week_on, week_on + LAST).values())


def week_of(person: Person, week_on: date) -> Week:
    """One week of a person, submitted or not."""
    rows = WeekSheet.objects.filter(person=person, week_on=week_on).select_related("answered_by")
    [week] = weeks_of([(person, week_on)], rows)
    return week


def sheet_week(actor: Actor, sheet_id: int, *, now: datetime) -> Week:
    """A week by its sheet: one's own, or one that the actor answers for; else Missing."""
    told = _told(sheets().filter(pk=sheet_id))
    today = agency_today(now)
    for week in told:
        own = week.person.user_id == actor.own_id and actor.can(VIEW_OWN_TIME)
        if own or may_answer(actor, week, today=today):
            return week
    raise Missing("sheet")


def to_remind(*, now: datetime) -> list[Week]:
    """Last weeks that are really short and whose people were not reminded; they work today.

    From the weekday on by which the house submits weeks.
    """
    today = agency_today(now)
    if today.isoweekday() < money_rules().submit_weekday:
        return []
    short = [
        week
        for week in unsent(monday(today) - WEEK)
        if week.short and not (week.sheet and week.sheet.reminded_at)
    ]
    at_work = norms([week.person for week in short], today, today)
    return [week for week in short if at_work[week.person.pk][today].minutes]
