"""Service figures: reports in time, promises kept, objections; and the records behind each."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from napulse.access.actor import Actor
from napulse.access.queries import agency
from napulse.engines.clocks import state
from napulse.engines.kernel.text import fold
from napulse.people.models import Person
from napulse.people.queries import agency_today, line_below, names_of
from napulse.service.models import (
    ActionItem,
    ActionState,
    Clock,
    Dispute,
    InteractionState,
    Side,
)
from napulse.service.permissions import VIEW_FIGURES
from napulse.service.queries.clocks import events_of
from napulse.service.queries.figure_facts import (
    BP,
    PROMISE_KINDS,
    ClockFact,
    DisputeFact,
    Facts,
    FigureFilter,
    Figures,
    PromiseFact,
    Tally,
)


def facts(actor: Actor, wanted: FigureFilter, *, now: datetime, named: bool = False) -> Facts:
    """The records behind the figures. `named`: only those that the actor may open by name."""
    return Facts(
        _clocks(actor, wanted, now, named),
        _promises(actor, wanted, agency_today(now), named),
        _disputes(actor, wanted, named),
    )


def figures(actor: Actor, wanted: FigureFilter, *, now: datetime) -> Figures:
    """Every figure of the period; each cut adds up to the total."""
    found = facts(actor, wanted, now=now)
    managers = _managers()
    zone = ZoneInfo(agency().zone)
    waived = Counter(one.waived_reason for one in found.clocks if one.is_kind("waived"))
    return Figures(
        total=_total(found),
        people=_cut(found, lambda one: (one.owner_id, one.owner)),
        clients=_cut(found, lambda one: (one.client_id, one.client)),
        teams=_teams(found, managers),
        weeks=_weeks(found.clocks, wanted, now.astimezone(zone)),
        waived=sorted(waived.items(), key=lambda pair: (-pair[1], pair[0])),
    )


def _total(found: Facts) -> Tally:
    total = Tally(0, "")
    _add(found, lambda _one: total)
    return total


def _cut(found: Facts, key: Callable[[Any], tuple[int, str]]) -> list[Tally]:
    tallies: dict[int, Tally] = {}

    def of(one: object) -> Tally:
        ident, name = key(one)
        return tallies.setdefault(ident, Tally(ident, name))

    _add(found, of)
    return sorted(tallies.values(), key=_worst_first)


def _worst_first(tally: Tally) -> tuple[int, int, str]:
    share = tally.share_bp
    return (BP + 1 if share is None else share, -tally.counted, tally.name)


def _teams(found: Facts, managers: dict[int, int | None]) -> list[Tally]:
    """Everybody belongs to the team of their manager; who has none is a team alone."""
    names = names_of({boss for boss in managers.values() if boss})

    def team(one: Any) -> tuple[int, str]:
        boss = managers.get(one.owner_id)
        return (boss, names.get(boss, "")) if boss else (one.owner_id, one.owner)

    return _cut(found, team)


def _managers() -> dict[int, int | None]:
    return dict(Person.objects.values_list("user_id", "manager__user_id"))


def _add(found: Facts, of: Callable[[Any], Tally]) -> None:
    for clock in found.clocks:
        _add_clock(of(clock), clock)
    for promise in found.promises:
        tally = of(promise)
        tally.promised += 1
        tally.kept += promise.kept
    for dispute in found.disputes:
        of(dispute).disputes += 1


def _add_clock(tally: Tally, clock: ClockFact) -> None:
    tally.in_time += clock.is_kind("in_time")
    tally.counted += clock.is_counted
    tally.waived += clock.is_kind("waived")
    if clock.took is not None and clock.is_counted:
        tally.minutes += int(clock.took.total_seconds()) // 60
        tally.answered += 1


def _weeks(clocks: Sequence[ClockFact], wanted: FigureFilter, now: datetime) -> list[Tally]:
    """Report shares by the week in which the clock ran out; weeks without any are there too.

    Weeks that have not begun are not, although a report sent ahead of its time counts there.
    """
    first = wanted.from_on - timedelta(days=wanted.from_on.weekday())
    weeks = {}
    last = max([now.date(), *(_day(clock, now) for clock in clocks if clock.is_counted)])
    while first < wanted.to_on and first <= last:
        weeks[first] = Tally(first.toordinal(), first.isoformat())
        first += timedelta(days=7)
    for clock in clocks:
        day = _day(clock, now)
        if week := weeks.get(day - timedelta(days=day.weekday())):
            _add_clock(week, clock)
    return list(weeks.values())


def _day(clock: ClockFact, now: datetime) -> date:
    return clock.due_at.astimezone(now.tzinfo).date()


def _rows(model: Any, actor: Actor, named: bool) -> Any:
    """What the actor may count, or, when named, what the actor may also open."""
    if named:
        return model.objects.seen_by(actor)
    if not actor.can(VIEW_FIGURES):
        return model.objects.none()
    rows = model.objects.filter(deleted_at=None)
    return rows if actor.client_ids is None else rows.filter(client_id__in=actor.client_ids)


def _narrowed(rows: Any, wanted: FigureFilter, owner: str) -> Any:
    rows = rows.filter(client__deleted_at=None)
    if wanted.client_id:
        rows = rows.filter(client_id=wanted.client_id)
    if wanted.user_id:
        rows = rows.filter(**{owner: wanted.user_id})
    if wanted.team_id:
        rows = rows.filter(**{f"{owner}__in": line_below(wanted.team_id)})
    if wanted.direct_team_id:
        rows = rows.filter(**{f"{owner}__in": _team_of(wanted.direct_team_id)})
    return rows


def _team_of(user_id: int) -> list[int]:
    """Who counts in this person's row of the cut by team."""
    managers = _managers()
    own = [] if managers.get(user_id) else [user_id]
    return [*own, *(person for person, boss in managers.items() if boss == user_id)]


def _moments(wanted: FigureFilter) -> tuple[datetime, datetime]:
    zone = ZoneInfo(agency().zone)
    start, end = (datetime.combine(day, time.min, zone) for day in (wanted.from_on, wanted.to_on))
    return start, end


def _clocks(actor: Actor, wanted: FigureFilter, now: datetime, named: bool) -> list[ClockFact]:
    start, end = _moments(wanted)
    rows = _narrowed(_rows(Clock, actor, named), wanted, "owner_id")
    rows = rows.filter(due_at__gte=start, due_at__lt=end).exclude(
        interaction__state=InteractionState.CANCELLED
    )
    found = rows.select_related("client", "owner", "interaction").order_by("due_at", "pk")
    return [_clock_fact(row, now) for row in found]


def _clock_fact(row: Clock, now: datetime) -> ClockFact:
    return ClockFact(
        clock_id=row.pk,
        interaction_id=row.interaction_id,
        subject=row.interaction.subject,
        client_id=row.client_id,
        client=row.client.name,
        owner_id=row.owner_id,
        owner=row.owner.name,
        ended_at=row.ended_at,
        due_at=row.due_at,
        met_at=row.met_at,
        state=state(events_of(row), now),
        waived_reason=row.waived_reason,
    )


def _promises(actor: Actor, wanted: FigureFilter, today: date, named: bool) -> list[PromiseFact]:
    rows = _narrowed(_rows(ActionItem, actor, named), wanted, "owner_user_id")
    due = Q(state=ActionState.DONE) | Q(state=ActionState.OPEN, first_due_on__lt=today)
    due |= Q(state=ActionState.CANCELLED, ended_on__gt=F("first_due_on"))
    rows = rows.filter(
        due,
        side=Side.US,
        owner_user__isnull=False,
        first_due_on__gte=wanted.from_on,
        first_due_on__lt=wanted.to_on,
    )
    found = rows.select_related("client", "owner_user").order_by("first_due_on", "pk")
    return [
        PromiseFact(
            action_id=row.pk,
            text=row.text,
            client_id=row.client_id,
            client=row.client.name,
            owner_id=row.owner_user_id,
            owner=row.owner_user.name,
            first_due_on=row.first_due_on,
            due_on=row.due_on,
            ended_on=row.ended_on,
            kept=row.state == ActionState.DONE and row.ended_on <= row.first_due_on,
        )
        for row in found
    ]


def _disputes(actor: Actor, wanted: FigureFilter, named: bool) -> list[DisputeFact]:
    start, end = _moments(wanted)
    rows = _narrowed(_rows(Dispute, actor, named), wanted, "version_of__report__author_id")
    found = (
        rows.filter(created_at__gte=start, created_at__lt=end)
        .select_related("client", "version_of__report__author")
        .order_by("created_at", "pk")
    )
    return [
        DisputeFact(
            report_id=row.version_of.report_id,
            number=row.version_of.report.number,
            line=row.line_text,
            comment=row.comment,
            client_id=row.client_id,
            client=row.client.name,
            owner_id=row.version_of.report.author_id,
            owner=row.version_of.report.author.name,
            created_at=row.created_at,
        )
        for row in found
    ]


def kind_of(what: str) -> str:
    """Whether a figure is made of contacts, actions or objections."""
    if what in PROMISE_KINDS:
        return "promises"
    return "disputes" if what == "disputes" else "clocks"


def records(actor: Actor, wanted: FigureFilter, what: str, *, now: datetime) -> list[Any]:
    """The records behind one figure, of those that the actor may open."""
    found = facts(actor, wanted, now=now, named=True)
    rows: list[Any] = getattr(found, kind_of(what))
    return rows if what == "disputes" else [row for row in rows if row.is_kind(what)]


def people_and_teams(actor: Actor) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Whose figures there are, and who leads a team: the choices of the filters."""
    if not actor.can(VIEW_FIGURES):
        return [], []
    owners = set(
        _rows(Clock, actor, False).order_by().values_list("owner_id", flat=True).distinct()
    )
    managers = _managers()
    above = {boss for owner in owners if (boss := managers.get(owner))}
    while more := {boss for each in above if (boss := managers.get(each))} - above:
        above |= more
    names = names_of(owners | above)
    by_name = sorted(names.items(), key=lambda pair: fold(pair[1]))
    return (
        [pair for pair in by_name if pair[0] in owners],
        [pair for pair in by_name if pair[0] in above],
    )
