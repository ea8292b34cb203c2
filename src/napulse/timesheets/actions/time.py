"""Time entries: saved one or many at once, deleted and brought back, always with their postings."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change, record_changes, record_created, snapshot
from napulse.audit.recording import recording
from napulse.db.reading import ahead
from napulse.db.together import Statement
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.ledger.posting import post_many, repost_many
from napulse.people.queries import line_below
from napulse.timesheets.actions.checking import (
    EntryData,
    days_statement,
    refuse_full_days,
    refuse_locked,
    refuse_shape,
    refuse_strange,
    refuse_told_weeks,
    weeks_statement,
)
from napulse.timesheets.actions.facts import ENTRY, fact_of, facts_of, price_entries
from napulse.timesheets.actions.scope import Guard, gives_back, judge_rest_again
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.permissions import EDIT_OWN_TIME, EDIT_TIME
from napulse.timesheets.queries.prices import (
    Concerned,
    Price,
    Prices,
    price_statements,
    prices_of,
)
from napulse.timesheets.queries.scope import lines_statement

AT_ONCE = 500
Skills = Mapping[int, Mapping[int, int]]


@action(EDIT_OWN_TIME)
def save_entry(
    actor: Actor,
    *,
    data: EntryData,
    now: datetime,
    entry: TimeEntry | None = None,
    version: int | None = None,
) -> TimeEntry:
    """Enter time, or change what was entered: own, or that of others for those who may.

    What comes from the same proposal twice is one entry, that of the first time.
    """
    if entry is None:
        made = _enter(actor, [data], now)
        return made[0] if made else TimeEntry.objects.get(origin_key=data.origin_key)
    refuse_shape([data], now)
    refuse_strange(actor, [data])
    [held] = _held(actor, [entry.pk])
    if version is not None and held.version != version:
        raise Refused("row.changed", name=str(held))
    before = copy(held)
    refuse_told_weeks([(data.person.pk, data.on), (held.person_id, held.on)])
    refuse_full_days([data], but=[held.pk])
    prices = prices_of(concerned([data]))
    with change(actor, held, "time.changed"):
        _write(held, data, prices.skills, now)
        priced = judged_entries([held], prices, {held.pk: before})
        held.save()
    repost_many(ENTRY, facts_of([held], priced, prices.base), now=now)
    if gives_back(before, held):
        judge_rest_again([before])
    return held


@action(EDIT_OWN_TIME)
def save_many(actor: Actor, *, rows: Sequence[EntryData], now: datetime) -> list[TimeEntry]:
    """Enter many at once, in the same number of statements for two as for two thousand.

    What was entered from the same origin before is left out; so are its doubles among the rows.
    """
    return _enter(actor, rows, now)


def _enter(actor: Actor, rows: Sequence[EntryData], now: datetime) -> list[TimeEntry]:
    rows = _new_ones(rows)
    if not rows:
        return []
    refuse_shape(rows, now)
    refuse_strange(actor, rows)
    with ahead(_to_know(rows)):
        refuse_told_weeks({(data.person.pk, data.on) for data in rows})
        refuse_full_days(rows)
        prices = prices_of(concerned(rows))
        entries = [_write(TimeEntry(version=1), data, prices.skills, now) for data in rows]
        priced = judged_entries(entries, prices)
    with recording(TimeEntry):
        TimeEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
    record_created(actor, entries, "time.entered")
    facts = [(ENTRY, e.pk, fact_of(e, priced[n], prices.base)) for n, e in enumerate(entries)]
    post_many(facts, now=now)
    return entries


def _to_know(rows: Sequence[EntryData]) -> list[Statement]:
    """What is read before these can be entered: every saved entry waits for it."""
    projects = sorted({data.project.pk for data in rows if data.project})
    return [
        weeks_statement({(data.person.pk, data.on) for data in rows}),
        days_statement(rows),
        *price_statements(concerned(rows)),
        *(lines_statement(key) for key in projects),
    ]


def _new_ones(rows: Sequence[EntryData]) -> list[EntryData]:
    keys = {data.origin_key for data in rows if data.origin_key}
    known = set()
    if keys:
        stored = TimeEntry.objects.filter(origin_key__in=keys)
        known = set(stored.values_list("origin_key", flat=True))
    fresh = []
    for data in rows:
        if data.origin_key is None or data.origin_key not in known:
            fresh.append(data)
            known.add(data.origin_key)
    return fresh


def _write(entry: TimeEntry, data: EntryData, skills: Skills, now: datetime) -> TimeEntry:
    """What was said, and whose role and grade it is done in."""
    entry.person, entry.on, entry.minutes = data.person, data.on, data.minutes
    entry.client_id, entry.project = data.client_id, data.project
    entry.task, entry.line, entry.line_named = data.task, data.line, data.line is not None
    entry.role_id, entry.grade = _role_of(data, skills.get(data.person.pk, {}))
    entry.note = " ".join(data.note.split())[:300]
    entry.billable = data.billable and data.client_id is not None
    entry.saved_at = now
    if entry.pk is None:
        entry.origin, entry.origin_key, entry.batch = data.origin, data.origin_key, data.batch
        entry.state = data.state
    return entry


def _role_of(data: EntryData, skills: Mapping[int, int]) -> tuple[int | None, int | None]:
    role = data.role.pk if data.role else None
    if role is None and data.line and data.line.role_id in skills:
        role = data.line.role_id
    if role is None:
        role = next(iter(skills), None)
    return role, data.grade or skills.get(role or 0)


def concerned(rows: Iterable[EntryData]) -> Concerned:
    """Whom and what time that is entered is about."""
    return Concerned(
        persons={data.person.pk for data in rows},
        clients={data.client_id for data in rows if data.client_id},
        projects={data.project.pk for data in rows if data.project},
        roles={data.role.pk for data in rows if data.role},
    )


def judged_entries(
    entries: Sequence[TimeEntry], prices: Prices, before: Mapping[int, TimeEntry] | None = None
) -> dict[int, Price]:
    """Mark what is outside the scope, then price: the guard may have chosen the line."""
    guard = Guard()
    guard.know(entries)
    for entry in entries:
        if not entry.line_named:
            entry.line = None
        guard.mark(entry, (before or {}).get(entry.pk))
    return price_entries(entries, prices)


def _held(actor: Actor, ids: Collection[int], *, deleted: bool = False) -> list[TimeEntry]:
    """Rows for update that this actor may change, none of them in an invoice."""
    rows = TimeEntry.objects.select_for_update(of=("self",)).select_related(
        "person", "project", "task"
    )
    held = list(rows.filter(pk__in=ids, deleted_at__isnull=not deleted).order_by("pk"))
    if len(held) != len(set(ids)):
        raise Missing("time")
    refuse_strangers(actor, held)
    refuse_locked(held)
    return held


def refuse_strangers(actor: Actor, entries: Sequence[TimeEntry]) -> None:
    """Entries of others are changed by level, client and, without a client, by the line."""
    if not actor.is_person:
        return
    theirs = [entry for entry in entries if entry.person.user_id != actor.own_id]
    if not theirs:
        return
    actor.require(EDIT_TIME)
    if not all(actor.reaches(entry) for entry in theirs):
        raise NotAllowed(EDIT_TIME)
    internal = [entry for entry in theirs if entry.client_id is None]
    if internal and actor.client_ids is not None:
        below = line_below(actor.own_id)
        if any(entry.person.user_id not in below for entry in internal):
            raise NotAllowed(EDIT_TIME)


@action(EDIT_OWN_TIME)
def delete_entries(
    actor: Actor, *, ids: Collection[int], now: datetime, is_undo: bool = False
) -> list[TimeEntry]:
    """Take entries away, with what they said in the ledger; `restore_entries` brings them back.

    When their making is undone, what they were made from is free to be entered again.
    """
    held = _held(actor, ids)
    refuse_told_weeks({(entry.person_id, entry.on) for entry in held})
    freed = {"origin_key": None} if is_undo else {}
    store_entries(actor, held, "time.deleted", {"deleted_at": now, **freed})
    repost_many(ENTRY, {entry.pk: [] for entry in held}, now=now)
    judge_rest_again(held)
    return held


def delete_entry(actor: Actor, entry: TimeEntry, *, now: datetime) -> TimeEntry:
    """Take one entry away."""
    return delete_entries(actor, ids=[entry.pk], now=now)[0]


@action(EDIT_OWN_TIME)
def restore_entries(actor: Actor, *, ids: Collection[int], now: datetime) -> list[TimeEntry]:
    """Deleted entries stand again, judged and priced anew; the day must have room for them."""
    held = _held(actor, ids, deleted=True)
    refuse_told_weeks({(entry.person_id, entry.on) for entry in held})
    refuse_full_days([EntryData(e.person, e.on, e.minutes) for e in held])
    prices = prices_of(Concerned.by(held))
    priced = judged_entries(held, prices)
    judged = ("line_id", "scope", "outside_minutes", "rate_minor", "worth_minor")
    store_entries(actor, held, "time.restored", {"deleted_at": None}, judged=judged)
    repost_many(ENTRY, facts_of(held, priced, prices.base), now=now)
    return held


def store_entries(
    actor: Actor,
    entries: Sequence[TimeEntry],
    event: str,
    values: Mapping[str, object],
    *,
    judged: Sequence[str] = (),
) -> None:
    """Give all the same values, and what judging wrote on each, in a few statements."""
    if not entries:
        return
    stored = {row.pk: snapshot(row) for row in stored_entries(entries)}
    for entry in entries:
        entry.version += 1
        for name, value in values.items():
            setattr(entry, name, value)
    with recording(TimeEntry):
        TimeEntry.objects.bulk_update(
            entries, ["version", *values, *(name.removesuffix("_id") for name in judged)], AT_ONCE
        )
    record_changes(actor, [(entry, stored[entry.pk]) for entry in entries], event)


def stored_entries(entries: Sequence[TimeEntry]) -> Iterator[TimeEntry]:
    for start in range(0, len(entries), AT_ONCE):
        part = [entry.pk for entry in entries[start : start + AT_ONCE]]
        yield from TimeEntry.objects.filter(pk__in=part)
