"""Retainers: which time each pays for, and its balance, computed from contract and ledger."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.clients.rows import SeenQuerySet
from napulse.contracts.models import (
    Contract,
    ContractState,
    Remuneration,
    RemunerationKind,
    RetainerChange,
    RetainerMove,
    RetainerMoveKind,
    RetainerPeriod,
    RetainerUnit,
)
from napulse.contracts.queries.agreements import chains_of
from napulse.engines.kernel.errors import Missing
from napulse.engines.pricing.retainer import Balance, Move, MoveKind, Policy, Unit, balance
from napulse.engines.pricing.terms import end_on
from napulse.ledger.models import Posting, PostingKind

MONTHS = {RetainerPeriod.MONTH: 1, RetainerPeriod.QUARTER: 3, RetainerPeriod.YEAR: 12}
PAYS_FOR_TIME = (RemunerationKind.RETAINER, RemunerationKind.FIXED, RemunerationKind.TIME)
NOTHING = Balance((), (), (), 0)


def remunerations(actor: Actor) -> SeenQuerySet[Remuneration]:
    """What contracts pay for, of contracts that are there."""
    found: SeenQuerySet[Remuneration] = Remuneration.objects.seen_by(actor).filter(
        contract__deleted_at=None, client__deleted_at=None
    )
    return found.select_related("contract__client", "client", "brand", "project")


def remuneration(actor: Actor, remuneration_id: int) -> Remuneration:
    found: Remuneration | None = remunerations(actor).filter(pk=remuneration_id).first()
    if found is None:
        raise Missing("remuneration")
    return found


def deleted_remuneration(actor: Actor, remuneration_id: int) -> Remuneration:
    rows = Remuneration.objects.with_deleted(actor).select_related("contract")
    found: Remuneration | None = rows.filter(pk=remuneration_id).first()
    if found is None:
        raise Missing("remuneration")
    return found


def retainer(actor: Actor, remuneration_id: int) -> Remuneration:
    found = remuneration(actor, remuneration_id)
    if found.kind != RemunerationKind.RETAINER:
        raise Missing("retainer")
    return found


def retainers(actor: Actor, *, client_id: int | None = None) -> SeenQuerySet[Remuneration]:
    found = remunerations(actor).filter(kind=RemunerationKind.RETAINER)
    return found.filter(client_id=client_id) if client_id else found


def retainers_of(client_id: int, on: date) -> list[Remuneration]:
    """Retainers of the client's signed contracts that run on the day."""
    rows = _signed().filter(
        Q(to_on=None) | Q(to_on__gte=on),
        client_id=client_id,
        kind=RemunerationKind.RETAINER,
        from_on__lte=on,
    )
    found = list(rows.select_related("contract__client", "brand", "project"))
    ends = ends_of(found, on)
    return [row for row in found if (end := ends[row.pk]) is None or on <= end]


def _signed() -> "QuerySet[Remuneration]":
    rows: QuerySet[Remuneration] = Remuneration.objects.filter(
        deleted_at=None, contract__deleted_at=None
    )
    return rows.exclude(contract__state=ContractState.DRAFT)


def ends_of(
    rows: Iterable[Remuneration], on: date, known_at: datetime | None = None
) -> dict[int, date | None]:
    """The last day of each: its own or its contract's as that stands on a day, the earlier."""
    found = list(rows)
    contracts = {row.contract_id: row.contract for row in found}
    chains = chains_of(contracts.values())
    ends: dict[int, date | None] = {}
    for row in found:
        named = [day for day in (row.to_on, end_on(chains[row.contract_id], on, known_at)) if day]
        ends[row.pk] = min(named, default=None)
    return ends


CHANGED = (
    "granted",
    "amount_minor",
    "carry_cap",
    "carry_periods",
    "debt_limit",
    "overage_rate_minor",
)
Changes = dict[int, list[RetainerChange]]


def changes_of(rows: Iterable[Remuneration], known_at: datetime | None = None) -> Changes:
    """What each says anew, the earliest first, in one query."""
    found: Changes = {}
    changes = RetainerChange.objects.filter(remuneration_id__in=[row.pk for row in rows])
    if known_at is not None:
        changes = changes.filter(recorded_at__lte=known_at)
    for change in changes.order_by("from_on"):
        found.setdefault(change.remuneration_id, []).append(change)
    return found


def as_on(row: Remuneration, changes: Iterable[RetainerChange], day: date) -> Remuneration:
    """The retainer as it stands for a period that begins on the day; never to be stored."""
    said = [change for change in changes if change.from_on <= day]
    if not said:
        return row
    shown = copy(row)
    for name in CHANGED:
        setattr(shown, name, getattr(said[-1], name))
    return shown


def policy_of(
    row: Remuneration, end: date | None, changes: Sequence[RetainerChange] = ()
) -> Policy | None:
    """What the contract says of the retainer; None when it ends before it begins."""
    if end is not None and end < row.from_on:
        return None
    later = [(each.from_on, as_on(row, changes, each.from_on)) for each in changes]
    said = tuple((on, _plain_policy(shown, end)) for on, shown in later)
    return replace(_plain_policy(row, end), changes=said)


def _plain_policy(row: Remuneration, end: date | None) -> Policy:
    return Policy(
        granted=row.granted or 0,
        from_on=row.from_on,
        to_on=end,
        months=MONTHS[RetainerPeriod(row.period)],
        carry_cap=row.carry_cap,
        carry_periods=row.carry_periods,
        debt_limit=max(row.debt_limit, 0),
        prorate=row.prorate,
        unit=Unit.MINUTES if row.unit == RetainerUnit.HOURS else Unit.MONEY,
        overage_rate=row.overage_rate_minor,
    )


def retainer_balance(
    remuneration: Remuneration, until: date, *, known_at: datetime | None = None
) -> Balance:
    """The ledger of a retainer until the end of a day, as known at a moment if one is given."""
    return balances_of([remuneration], until, known_at=known_at)[remuneration.pk]


def balances_of(
    rows: Sequence[Remuneration], until: date, *, known_at: datetime | None = None
) -> dict[int, Balance]:
    """Balances of many retainers at once: the number of queries does not grow with them."""
    ends = ends_of(rows, until, known_at)
    used = uses_of(rows, until, known_at=known_at)
    moved = moves_of(rows, until, known_at=known_at)
    changed, found = changes_of(rows, known_at), {}
    for row in rows:
        policy = policy_of(row, ends[row.pk], changed.get(row.pk, ()))
        own = used.get(row.pk, [])
        found[row.pk] = balance(policy, own, moved.get(row.pk, []), until) if policy else NOTHING
    return found


@dataclass(frozen=True, slots=True)
class Use:
    """What was used of a retainer on a day, of one project and role."""

    on: date
    project_id: int | None
    role_id: int | None
    amount: int


def uses_of(
    rows: Sequence[Remuneration], until: date, *, known_at: datetime | None = None
) -> dict[int, list[tuple[date, int]]]:
    """Uses by day of each retainer."""
    found: dict[int, list[tuple[date, int]]] = {}
    for pk, uses in told_uses(rows, until, known_at=known_at).items():
        days: dict[date, int] = {}
        for use in uses:
            days[use.on] = days.get(use.on, 0) + use.amount
        found[pk] = [(on, amount) for on, amount in sorted(days.items()) if amount > 0]
    return found


def told_uses(
    rows: Sequence[Remuneration], until: date, *, known_at: datetime | None = None
) -> dict[int, list[Use]]:
    """Every use of each retainer with its project and role, out of the ledger."""
    wanted = {row.pk: row for row in rows}
    if not wanted:
        return {}
    claims = claims_of(wanted)
    first = min(row.from_on for row in rows)
    postings = _time([row.client_id for row in rows], first, until, known_at)
    found: dict[int, list[Use]] = {}
    for client_id, on, project_id, brand_id, role_id, minutes, amount in postings:
        payer = payer_of(claims.get(client_id, ()), on, project_id, brand_id)
        if payer in wanted:
            in_hours = wanted[payer].unit == RetainerUnit.HOURS
            use = Use(on, project_id, role_id, minutes if in_hours else amount)
            if use.amount:
                found.setdefault(payer, []).append(use)
    return found


def _time(
    client_ids: Sequence[int], first: date, until: date, known_at: datetime | None
) -> Iterable[tuple[Any, ...]]:
    rows = Posting.objects.filter(
        kind=PostingKind.TIME, client_id__in=set(client_ids), on__gte=first, on__lte=until
    )
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    by = ("client_id", "on", "project_id", "project__brand_id", "role_id")
    summed: Any = rows.order_by().values(*by)
    told = summed.annotate(time=Sum("billable_minutes"), worth=Sum("amount_minor"))
    found: Iterable[tuple[Any, ...]] = told.values_list(*by, "time", "worth")
    return found


@dataclass(frozen=True, slots=True)
class Claim:
    """A remuneration that pays for time: where, from when to when, and how narrowly."""

    pk: int
    from_on: date
    to_on: date | None
    brand_id: int | None
    project_id: int | None
    is_retainer: bool

    @property
    def rank(self) -> tuple[int, bool, date, int]:
        narrow = 2 if self.project_id else 1 if self.brand_id else 0
        return (narrow, self.is_retainer, self.from_on, self.pk)

    def takes(self, on: date, project_id: int | None, brand_id: int | None) -> bool:
        if on < self.from_on or (self.to_on is not None and on > self.to_on):
            return False
        if self.project_id:
            return self.project_id == project_id
        return not self.brand_id or self.brand_id == brand_id


Claims = dict[int, list[Claim]]
"""What pays for time, by client."""


def claims_of(wanted: dict[int, Remuneration]) -> Claims:
    """Everything that pays for the time of these clients, and the asked drafts as if signed."""
    clients = {row.client_id for row in wanted.values()}
    signed = _signed().filter(client_id__in=clients, kind__in=PAYS_FOR_TIME)
    rows = {row.pk: row for row in signed.select_related("contract")} | wanted
    ends = ends_of(rows.values(), date.max)
    found: dict[int, list[Claim]] = {}
    for row in rows.values():
        claim = Claim(
            row.pk,
            row.from_on,
            ends[row.pk],
            row.brand_id,
            row.project_id,
            row.kind == RemunerationKind.RETAINER,
        )
        found.setdefault(row.client_id, []).append(claim)
    return found


def payers_of(client_id: int) -> tuple[list[Claim], frozenset[int]]:
    """What pays for the time of a client, and which of these pay by the hour."""
    rows = _signed().filter(client_id=client_id, kind__in=PAYS_FOR_TIME).select_related("contract")
    found = {row.pk: row for row in rows}
    by_hour = frozenset(pk for pk, row in found.items() if row.kind == RemunerationKind.TIME)
    return claims_of(found).get(client_id, []), by_hour


def payer_of(
    claims: Iterable[Claim], on: date, project_id: int | None, brand_id: int | None
) -> int | None:
    """Which remuneration pays for time of a day and project: the narrowest, of equals the newest.

    Exactly one, so that no hour is taken from two retainers.
    """
    taking = [claim for claim in claims if claim.takes(on, project_id, brand_id)]
    return max(taking, key=lambda claim: claim.rank).pk if taking else None


def moves_of(
    rows: Sequence[Remuneration], until: date, *, known_at: datetime | None = None
) -> dict[int, list[Move]]:
    """What a hand moved on each, as the engine reads it."""
    ids = [row.pk for row in rows]
    either = RetainerMove.objects.filter(
        Q(remuneration_id__in=ids) | Q(other_id__in=ids), on__lte=until
    )
    found: dict[int, list[Move]] = {}
    for move in either.filter(_counted(known_at)).order_by("on", "pk"):
        if move.kind == RetainerMoveKind.CORRECTION:
            told = Move(move.on, MoveKind.CORRECTED, move.amount, move.pk)
            found.setdefault(move.remuneration_id, []).append(told)
            continue
        sent = Move(move.on, MoveKind.SENT, move.amount, move.pk)
        received = Move(move.on, MoveKind.RECEIVED, move.amount, move.pk)
        found.setdefault(move.remuneration_id, []).append(sent)
        if move.other_id:
            found.setdefault(move.other_id, []).append(received)
    return found


def _counted(known_at: datetime | None) -> Q:
    if known_at is None:
        return Q(undone_at=None)
    living = Q(undone_at=None) | Q(undone_at__gt=known_at)
    return living & Q(recorded_at__lte=known_at)


def told_moves(row: Remuneration) -> list[RetainerMove]:
    """Transfers and corrections of a retainer, undone ones too, the newest first."""
    rows = RetainerMove.objects.filter(Q(remuneration=row) | Q(other=row))
    related = ("remuneration", "other", "made_by__role")
    return list(rows.select_related(*related).order_by("-on", "-pk"))


def move(actor: Actor, move_id: int) -> RetainerMove:
    seen = Contract.objects.seen_by(actor)
    found: RetainerMove | None = (
        RetainerMove.objects.filter(pk=move_id, remuneration__contract__in=seen)
        .select_related("remuneration__contract", "other__contract")
        .first()
    )
    if found is None:
        raise Missing("move")
    return found


def receivers(actor: Actor, row: Remuneration) -> SeenQuerySet[Remuneration]:
    """To which retainers of the same client and unit something may be transferred."""
    found = retainers(actor, client_id=row.client_id).filter(unit=row.unit)
    return found.exclude(pk=row.pk).exclude(contract__state=ContractState.DRAFT)
