"""What a monthly pack holds: plain figures of a month as they are known when it is made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from napulse.access.actor import Actor
from napulse.access.queries import agency
from napulse.billing.queries.money import debts
from napulse.delivery.models import PeopleRequest
from napulse.delivery.queries.capacity import Member
from napulse.delivery.queries.capacity import ground as capacity_ground
from napulse.engines.planning.capacity import Days, days_away, supply
from napulse.engines.pricing.margin import HourBounds, Range, Sums, margin, utilisation_bp
from napulse.ledger.models import PersonWeek
from napulse.ledger.queries import money_rules
from napulse.people.models import Person, WorkRole
from napulse.people.queries import agency_today
from napulse.profit.queries import written_off
from napulse.profit.queries.books import checks
from napulse.profit.queries.report import Line, Report, report
from napulse.profit.queries.unbilled import unbilled
from napulse.profit.queries.wanted import Wanted, shifted

Content = dict[str, Any]
WEEK = timedelta(days=7)


def pack_content(actor: Actor, month: date, *, now: datetime) -> Content:
    """All sections of the pack of a month, as JSON keeps them; the actor sees the books."""
    wanted = Wanted(month, shifted(month, 1), basis="actual")
    found = report(actor, wanted, with_trend=False)
    before = report(actor, wanted.before(), with_trend=False)
    today = agency_today(now)
    return {
        "month": month.isoformat(),
        "known_at": now.isoformat(),
        "agency": agency().name,
        "currency": money_rules().base_currency,
        "figures": _figures(found),
        "before": _figures(before),
        "accounts": [_account(line) for line in found.lines],
        "house": _account(found.house) if found.house else None,
        "months": _months(actor, wanted),
        **_people(actor, month),
        "write_offs": _write_offs(actor, wanted),
        "debts": _debts(actor, today),
        "unbilled": _unbilled(actor, today),
        "books": _books(actor),
    }


def _pair(amount: Range | None) -> list[int] | None:
    return None if amount is None else [amount.low, amount.high]


def _figures(found: Report) -> Content:
    clients, whole = found.clients, found.whole
    return {
        "billings": clients.billings,
        "pass": clients.pass_through,
        "income": clients.income,
        "cost": _pair(clients.cost),
        "margin": _pair(clients.margin),
        "margin_bp": _pair(clients.margin_bp),
        "overhead": whole.overhead,
        "profit": _pair(whole.profit),
        "profit_bp": _pair(whole.profit_bp),
        "minutes": found.clients_sums.minutes,
    }


def _account(line: Line) -> Content:
    return {
        "name": line.name,
        "billings": line.found.billings,
        "pass": line.found.pass_through,
        "income": line.found.income,
        "cost": _pair(line.found.cost),
        "margin": _pair(line.found.margin),
        "margin_bp": _pair(line.found.margin_bp),
        "overhead": line.found.overhead,
        "profit": _pair(line.found.profit),
        "minutes": line.sums.minutes,
    }


def _months(actor: Actor, wanted: Wanted) -> list[list[Any]]:
    """Gross income and delivery margin of the last twelve months."""
    year = replace(wanted, since=shifted(wanted.since, -11))
    found = report(actor, year)
    return [_month(month, sums, found.bounds) for month, sums in found.months]


def _month(month: date, sums: Sums, bounds: HourBounds) -> list[Any]:
    one = margin(sums, bounds)
    return [month.isoformat(), one.income, _pair(one.margin)]


def _weeks(month: date) -> list[Days]:
    """The weeks that begin in the month."""
    first = month + timedelta(days=-month.weekday() % 7)
    mondays = []
    while first < shifted(month, 1):
        mondays.append(first)
        first += WEEK
    return [Days(monday, monday + timedelta(days=6)) for monday in mondays]


def _people(actor: Actor, month: date) -> Content:
    """Utilisation of everybody, and who came, left and was away."""
    weeks = _weeks(month)
    ground = capacity_ground(actor, Days(weeks[0].first, weeks[-1].last))
    worked = _worked(weeks)
    roles = {role.pk: role.name for role in WorkRole.objects.all()}
    people = [_person(member, weeks, worked, roles) for member in ground.members]
    available = sum(one["available"] for one in people)
    billable = sum(one["billable"] for one in people)
    return {
        "weeks": [weeks[0].first.isoformat(), weeks[-1].last.isoformat()],
        "people": people,
        "utilisation_bp": utilisation_bp(billable, available),
        "staffing": _staffing(month, ground.members, weeks),
    }


def _worked(weeks: list[Days]) -> dict[int, tuple[int, int]]:
    rows = PersonWeek.objects.filter(week_on__in=[week.first for week in weeks])
    found: dict[int, tuple[int, int]] = {}
    for key, minutes, billable in rows.values_list("person_key", "minutes", "billable_minutes"):
        before = found.get(key, (0, 0))
        found[key] = (before[0] + minutes, before[1] + billable)
    return found


def _person(
    member: Member, weeks: list[Days], worked: dict[int, tuple[int, int]], roles: dict[int, str]
) -> Content:
    available = sum(supply(member.worker, weeks))
    minutes, billable = worked.get(member.person.pk, (0, 0))
    return {
        "name": member.person.user.name,
        "role": roles.get(member.role_id, ""),
        "available": available,
        "minutes": minutes,
        "billable": billable,
        "bp": utilisation_bp(billable, available),
    }


def _staffing(month: date, members: Iterable[Member], weeks: list[Days]) -> Content:
    end = shifted(month, 1)
    here = Person.objects.select_related("user").order_by("user__folded")
    by_role = Counter(member.role_id for member in members)
    names = {role.pk: role.name for role in WorkRole.objects.all()}
    return {
        "people": sum(by_role.values()),
        "joined": _names(here.filter(joined_on__gte=month, joined_on__lt=end)),
        "left": _names(here.filter(left_on__gte=month, left_on__lt=end)),
        "away_days": sum(sum(days_away(member.worker, weeks)) for member in members),
        "roles": [[names.get(role, ""), count] for role, count in by_role.most_common()],
        "asked": PeopleRequest.objects.filter(state="open", deleted_at=None).count(),
    }


def _names(rows: Iterable[Person]) -> list[str]:
    return [row.user.name for row in rows]


def _write_offs(actor: Actor, wanted: Wanted) -> Content:
    rows = written_off.write_offs(actor, wanted)
    return {
        "reasons": [[one.reason, one.count, one.amount] for one in written_off.by_reason(rows)],
        "rows": [
            {
                "on": row.on.isoformat(),
                "client": row.client.name,
                "project": row.project.name if row.project else "",
                "reason": row.reason,
                "words": row.words,
                "amount": row.amount_minor,
            }
            for row in rows.order_by("-amount_minor", "pk")
        ],
    }


def _debts(actor: Actor, today: date) -> list[Content]:
    return [
        {
            "name": debt.name,
            "currency": debt.currency,
            "buckets": list(debt.aged.buckets),
            "oldest": debt.aged.oldest_days,
        }
        for debt in debts(actor, today=today)
    ]


def _unbilled(actor: Actor, today: date) -> Content:
    found = unbilled(actor, today=today)
    return {
        "amount": found.amount,
        "ages": list(found.ages),
        "largest": [[row.client, row.project, row.amount, row.old] for row in found.rows[:10]],
    }


def _books(actor: Actor) -> Content | None:
    last = checks(actor).first()
    return {"at": last.at.isoformat(), "agrees": last.agrees} if last else None
