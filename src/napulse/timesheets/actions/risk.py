"""Extra work is noted, money at risk becomes a change order, and an accepted one takes its time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh, write
from napulse.delivery.models import Deliverable, Project
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.invoicing import net_of
from napulse.estimates.actions.changes import (
    ChangeLine,
    agreed_estimate,
    contract_of,
    draft_change_order,
)
from napulse.estimates.models import Estimate
from napulse.estimates.permissions import EDIT_ESTIMATES
from napulse.estimates.queries.pricing import discounted, rate_discounts
from napulse.estimates.queries.rates import rate_in_force
from napulse.ledger.queries import money_rules, to_base
from napulse.people.models import WorkRole
from napulse.people.queries import agency_today
from napulse.timesheets.actions.time import store_entries
from napulse.timesheets.models import ExtraKind, ExtraWork, TimeEntry
from napulse.timesheets.queries import risk as queries
from napulse.timesheets.queries.scope import rounds_of, rounds_paid
from napulse.timesheets.queries.sold import Discounts, sold_at

HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraData:
    """What was asked for, on which day, and how long it will likely take whom."""

    title: str
    on: date
    kind: str = ExtraKind.OTHER
    deliverable: Deliverable | None = None
    role: WorkRole | None = None
    minutes: int = 0
    action: int | None = None
    seen: int | None = None  # how many rounds the page showed
    submit_key: str | None = None


@action(EDIT_PROJECTS)
def note_extra(actor: Actor, project: Project, *, data: ExtraData, now: datetime) -> ExtraWork:
    """Note a round of revision, or work asked for beyond the budget; the same form makes one.

    A round within the paid ones is only counted; the first above them is at risk at once.
    """
    project = fresh(project)
    if data.submit_key and (known := ExtraWork.objects.filter(submit_key=data.submit_key).first()):
        if known.project_id != project.pk:
            raise Refused("form.sent_before")
        return known
    if actor.user_id is None:
        raise Refused("extra.needs_a_person")
    _refuse_extra(project, data)
    row = ExtraWork(
        client_id=project.client_id,
        project=project,
        kind=data.kind,
        deliverable=data.deliverable,
        action=data.action,
        title=data.title,
        on=data.on,
        role=data.role,
        minutes=data.minutes,
        worth_minor=worth_of(project, data),
        made_by_id=actor.user_id,
        made_at=now,
        submit_key=data.submit_key,
        **_number(project, data),
    )
    is_round = data.kind == ExtraKind.ROUND
    with change(actor, row, "round.noted" if is_round else "extra_work.noted"):
        row.save()
    return row


def _refuse_extra(project: Project, data: ExtraData) -> None:
    if data.deliverable and data.deliverable.project_id != project.pk:
        raise Refused("extra.other_project")
    if data.kind == ExtraKind.ROUND and data.deliverable is None:
        raise Refused("extra.round_of_what")
    if data.action is not None:
        rows = ExtraWork.objects.filter(action=data.action, deleted_at=None)
        if rows.exists():
            raise Refused("extra.noted")


def _number(project: Project, data: ExtraData) -> dict[str, Any]:
    """Which round it is, and whether the client pays for it."""
    if data.kind != ExtraKind.ROUND or data.deliverable is None:
        return {"outside": True}
    fresh(data.deliverable)
    number = rounds_of([data.deliverable.pk]).get(data.deliverable.pk, 0) + 1
    if data.seen is not None and number != data.seen + 1:
        raise Refused("extra.counted")
    paid = rounds_paid(project.pk)
    return {"number": number, "outside": paid is not None and number > paid}


def worth_of(project: Project, data: ExtraData) -> int:
    """What the guessed time sells for; nothing without a role or a rate."""
    if data.role is None or not data.minutes:
        return 0
    rate = rate_in_force(project.client_id, None, data.role.pk, None, data.on)
    hour = to_base(rate, data.on).minor if rate else 0
    return round_half_up(hour * data.minutes, HOUR)


@action(EDIT_PROJECTS)
def drop_extra(actor: Actor, row: ExtraWork, *, now: datetime) -> ExtraWork:
    """It was not asked for after all, or it will not be charged. The last round goes first."""
    row = fresh(row)
    if row.change_order is not None and queries.is_claimed(row):
        raise Refused("extra.claimed", number=str(row.change_order))
    if row.kind == ExtraKind.ROUND and _later_rounds(row):
        raise Refused("extra.not_the_last")
    with change(actor, row, "extra_work.dropped"):
        write(row, {"deleted_at": now})
    return row


def _later_rounds(row: ExtraWork) -> bool:
    rows = ExtraWork.objects.filter(
        deliverable=row.deliverable, kind=ExtraKind.ROUND, deleted_at=None
    )
    found: bool = rows.filter(number__gt=row.number or 0).exists()
    return found


@action(EDIT_PROJECTS)
def restore_extra(actor: Actor, row: ExtraWork) -> ExtraWork:
    row = fresh(row, deleted=True)
    taken = ExtraWork.objects.filter(deleted_at=None)
    same_round = taken.filter(deliverable=row.deliverable, number=row.number, kind=ExtraKind.ROUND)
    if row.kind == ExtraKind.ROUND and same_round.exists():
        raise Refused("extra.noted")
    if row.action is not None and taken.filter(action=row.action).exists():
        raise Refused("extra.noted")
    with change(actor, row, "extra_work.restored"):
        write(row, {"deleted_at": None})
    return row


@dataclass(slots=True)
class Claim:
    """What a change order takes: entries and extra work, as lines with their price, which is what
    the time would be invoiced at. `at_risk_minor` is its worth, before any discount.
    """

    entries: Sequence[TimeEntry] = ()
    extra: Sequence[ExtraWork] = ()
    lines: list[ChangeLine] = field(default_factory=list)
    prices: list[int] = field(default_factory=list)  # of each line
    at_risk_minor: int = 0

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


def claim_of(
    project: Project, entries: Sequence[TimeEntry], extra: Sequence[ExtraWork], *, today: date
) -> Claim:
    """Lines by task, role, grade and rate, the time outside alone; and a line for each extra.

    A round on which time was entered is told by that time.
    """
    claim = Claim(entries, extra)
    days = {entry.on for entry in entries} | {row.on for row in extra}
    discounts = _discounts(project, days, today)
    groups: dict[tuple[Any, ...], int] = {}
    for entry in entries:
        name = entry.task.name if entry.task else ""
        rate = None if entry.rate_minor is None else sold_at(entry, discounts)
        key = (name, entry.task_id, entry.role, entry.grade, rate)
        groups[key] = groups.get(key, 0) + entry.outside_minutes
        claim.at_risk_minor += risk_of(entry)
    for (name, task_id, role, grade, rate), minutes in groups.items():
        title = name or (role.name if role else "")
        line = ChangeLine(
            title or "—", minutes, role.pk if role else None, grade, rate, "", task_id
        )
        claim.lines.append(line)
        claim.prices.append(net_of(rate or 0, line.quantity_milli))
    entered = queries.deliverables_entered(extra)
    for row in extra:
        if queries.counts(row, entered) and row.minutes:
            claim.lines.append(ChangeLine(row.title, row.minutes, row.role_id))
            claim.prices.append(discounted(row.worth_minor, discounts[row.on]))
            claim.at_risk_minor += row.worth_minor
    return claim


def _discounts(project: Project, days: Collection[date], today: date) -> Discounts:
    """What is taken off rates on each day when the time of the project is invoiced."""
    contract = contract_of(project, agreed_estimate(project), today)
    return rate_discounts(project.client_id, days, first=contract)


def risk_of(entry: TimeEntry) -> int:
    """The worth of the outside part of an entry, in the base currency."""
    return round_half_up((entry.rate_minor or 0) * entry.outside_minutes, HOUR)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which entries and which extra work go into a change order."""

    entries: Collection[int]
    extra: Collection[int] = ()


@action(EDIT_ESTIMATES)
def order_change(
    actor: Actor, project: Project, *, chosen: Chosen, reason: str, now: datetime
) -> Estimate:
    """Draft a change order of what is at risk; the time remembers it and is asked for once."""
    project = fresh(project)
    entries, extra = _entries(actor, project, chosen), _extra(actor, project, chosen)
    claim = claim_of(project, entries, extra, today=agency_today(now))
    if not claim.lines:
        raise Refused("change_order.empty")
    order = draft_change_order(
        actor,
        project=project,
        lines=_priced(claim.lines, project),
        reason=reason,
        at_risk_minor=claim.at_risk_minor,
        now=now,
    )
    store_entries(actor, claim.entries, "time.claimed", {"change_order_id": order.pk})
    for row in claim.extra:
        with change(actor, row, "extra_work.claimed"):
            write(row, {"change_order": order})
    return order


def _priced(lines: Iterable[ChangeLine], project: Project) -> list[ChangeLine]:
    """Rates of entries are in the base currency; an offer in another one takes its rate card."""
    base = agreed_estimate(project)
    if base is None or base.currency == money_rules().base_currency:
        return list(lines)
    return [replace(line, rate_minor=None) for line in lines]


def _entries(actor: Actor, project: Project, chosen: Chosen) -> list[TimeEntry]:
    rows = TimeEntry.objects.select_for_update(of=("self",)).select_related("role", "task")
    seen = queries.entries_at_risk(actor).filter(queries.UNCLAIMED, project=project)
    wanted = seen.filter(pk__in=list(chosen.entries)).values_list("pk", flat=True)
    found = list(rows.filter(pk__in=list(wanted)).order_by("on", "pk"))
    if len(found) != len(set(chosen.entries)):
        raise Refused("change_order.taken")
    return found


def _extra(actor: Actor, project: Project, chosen: Chosen) -> list[ExtraWork]:
    rows = queries.extra_at_risk(actor).filter(
        queries.UNCLAIMED, project=project, pk__in=list(chosen.extra)
    )
    found = list(rows)
    if len(found) != len(set(chosen.extra)):
        raise Refused("change_order.taken")
    return found
