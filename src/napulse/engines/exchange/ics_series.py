"""All meetings of one calendar: series laid out inside a window, exceptions put in their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from napulse.engines.exchange.ics_event import (
    Draft,
    Event,
    Moment,
    local_to_utc,
    read_event,
    read_moment,
)
from napulse.engines.exchange.ics_lines import CalendarLimits, Component, Property
from napulse.engines.exchange.ics_recurrence import Budget, read_rule
from napulse.engines.exchange.ics_zones import Zones
from napulse.engines.exchange.notices import Notice, notice
from napulse.engines.kernel.errors import Refused

_LISTED_DATES = 2000


class SeriesReader:
    """Reads the events of the calendars of one file; keeps the shared budget, the window and the
    warnings.
    """

    def __init__(self, now: datetime, default_zone: str, limits: CalendarLimits) -> None:
        self.warnings: list[Notice] = []
        self.has_events = False
        self._now = now.astimezone(UTC)
        self._first = self._now - timedelta(days=limits.days_back)
        self._last = self._now + timedelta(days=limits.days_ahead)
        self._zone, self._limits, self._budget = default_zone, limits, Budget()

    def events_of(self, calendar: Component) -> list[Event]:
        """The meetings of a VCALENDAR, each version that the file holds."""
        zones = Zones(calendar, self._zone, self._budget)
        drafts = [read_event(found, zones, self._limits) for found in calendar.inside("VEVENT")]
        self.has_events = self.has_events or bool(drafts)
        series, exceptions = newest_masters(drafts), _exceptions(drafts)
        events = [
            event
            for uid, master in series.items()
            for event in self._occurrences(master, exceptions[uid], zones)
        ]
        events += [draft.event for draft in drafts if self._stands_alone(draft, series)]
        self._tell("ics.zone_by_offset", "zone", sorted(zones.unnamed))
        return events

    def within_limit(self, events: list[Event]) -> tuple[Event, ...]:
        """At most `limits.events`: those of the window first, then the nearest to now."""
        limit = self._limits.events
        if len(events) <= limit:
            return tuple(events)
        nearest = sorted(events, key=lambda event: abs(event.starts_at - self._now))[:limit]
        self.warnings.append(notice("ics.events_cut", kept=limit, left_out=len(events) - limit))
        return tuple(sorted(nearest, key=lambda event: (event.starts_at, event.uid)))

    def _stands_alone(self, draft: Draft, series: dict[str, Draft]) -> bool:
        if draft.repeats:
            return False
        in_series = draft.event.recurrence_id is not None and draft.event.uid in series
        return not in_series or self._holds(draft.event)

    def _holds(self, event: Event) -> bool:
        return event.starts_at <= self._last and event.ends_at >= self._first

    def _occurrences(self, master: Draft, exceptions: list[Draft], zones: Zones) -> list[Event]:
        planned = {draft.event.recurrence_id for draft in exceptions}
        starts = self._starts(master, zones)
        limit = self._limits.occurrences
        found = list(islice((start for start in starts if start[1] not in planned), limit + 1))
        if len(found) > limit:
            self._tell("ics.series_cut", "summary", [master.event.summary])
        if not found and not planned:
            self._tell("ics.series_outside_window", "summary", [master.event.summary])
        if any(_changes_following(draft) for draft in exceptions):
            self._tell("ics.following_ignored", "summary", [master.event.summary])
        return [_occurrence(master, local, at) for local, at in found[:limit]]

    def _starts(self, master: Draft, zones: Zones) -> Iterator[tuple[datetime, datetime]]:
        left_out = _Listed(master.component, "EXDATE", zones)
        starts = {at: local for local, at in self._planned(master, zones)}
        for at in sorted(starts):
            if not left_out.names(at, starts[at].date()):
                yield starts[at], at

    def _planned(self, master: Draft, zones: Zones) -> Iterator[tuple[datetime, datetime]]:
        length = master.event.ends_at - master.event.starts_at
        local_starts = [master.local_start, *self._by_rule(master, length)]
        for moment in _listed(master.component, "RDATE", zones):
            local_starts.append(moment.utc.astimezone(master.zone.rules).replace(tzinfo=None))
        for local in local_starts:
            at = local_to_utc(local, master.zone)
            if at <= self._last and at + length >= self._first:
                yield local, at

    def _by_rule(self, master: Draft, length: timedelta) -> Iterator[datetime]:
        zone, found = master.zone.rules, master.component.first("RRULE")
        if found is None:
            return iter(())
        rule = read_rule(found, master.local_start, zone)
        first, last = ((self._first - length).astimezone(zone), self._last.astimezone(zone))
        found_starts = rule.between(
            first.replace(tzinfo=None), last.replace(tzinfo=None), self._budget
        )
        return islice(found_starts, _LISTED_DATES)

    def _tell(self, code: str, name: str, values: list[str]) -> None:
        self.warnings += [notice(code, **{name: value}) for value in values]


class _Listed:
    """The moments and whole days of a list of exceptions."""

    def __init__(self, component: Component, name: str, zones: Zones) -> None:
        moments = list(_listed(component, name, zones))
        self._moments = {moment.utc for moment in moments if not moment.is_date}
        self._days = {moment.local.date() for moment in moments if moment.is_date}

    def names(self, at: datetime, day: date) -> bool:
        return at in self._moments or day in self._days


def newest_masters(drafts: list[Draft]) -> dict[str, Draft]:
    """The series of a calendar by UID, each in its newest version."""
    masters: dict[str, Draft] = {}
    for draft in drafts:
        known = masters.get(draft.event.uid)
        if draft.repeats and (known is None or draft.event.sequence >= known.event.sequence):
            masters[draft.event.uid] = draft
    return masters


def _exceptions(drafts: list[Draft]) -> defaultdict[str, list[Draft]]:
    found: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.event.recurrence_id is not None:
            found[draft.event.uid].append(draft)
    return found


def _changes_following(draft: Draft) -> bool:
    planned = draft.component.first("RECURRENCE-ID")
    return planned is not None and "RANGE" in planned.parameters


def _occurrence(master: Draft, local: datetime, at: datetime) -> Event:
    event = master.event
    if event.all_day:
        days = round((event.ends_at - event.starts_at) / timedelta(days=1))
        ends_at = local_to_utc(local + timedelta(days=days), master.zone)
    else:
        ends_at = at + (event.ends_at - event.starts_at)
    return replace(event, recurrence_id=at, starts_at=at, ends_at=ends_at)


def _listed(component: Component, name: str, zones: Zones) -> Iterator[Moment]:
    pieces = [(found, piece) for found in component.all(name) for piece in _pieces(found)]
    if len(pieces) > _LISTED_DATES:
        raise Refused("ics.recurrence_too_heavy", line=pieces[0][0].line)
    return (read_moment(found, zones, piece) for found, piece in pieces)


def _pieces(found: Property) -> list[str]:
    return [piece.split("/", 1)[0] for piece in found.value.split(",") if piece.strip()]
