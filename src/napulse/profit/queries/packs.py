"""Monthly packs, their editions and their readers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.access.models import User
from napulse.access.queries import agency
from napulse.engines.kernel.errors import Missing
from napulse.ledger.queries import money_rules
from napulse.profit.models import MonthlyPack, PackReader
from napulse.profit.permissions import BOOKS, VIEW_BOOKS
from napulse.profit.queries.wanted import shifted


def packs(actor: Actor) -> "QuerySet[MonthlyPack]":
    rows: QuerySet[MonthlyPack] = MonthlyPack.objects.select_related("made_by")
    return rows if actor.can(VIEW_BOOKS) else rows.none()


def pack(actor: Actor, pack_id: int) -> MonthlyPack:
    found = packs(actor).filter(pk=pack_id).first()
    if found is None:
        raise Missing("monthly pack")
    return found


def editions_of(actor: Actor, month: date) -> list[MonthlyPack]:
    return list(packs(actor).filter(month_on=month).defer("content").order_by("-edition"))


def newest_edition(month: date) -> int:
    """0 before the first."""
    found = MonthlyPack.objects.filter(month_on=month).aggregate(last=Max("edition"))
    return int(found["last"] or 0)


def month_due(today: date) -> date | None:
    """The month whose pack is to be made now: the last one, from the day of packs on.

    What somebody made to look at while the month still ran is no pack of the whole month.
    """
    if today.day < money_rules().pack_day:
        return None
    month = shifted(today, -1)
    over = datetime(today.year, today.month, 1, tzinfo=ZoneInfo(agency().zone))
    known = MonthlyPack.objects.filter(month_on=month, known_at__gte=over)
    return None if known.exists() else month


def may_read() -> list[User]:
    """Accounts that may see the books: no others are ever sent a pack."""
    people = User.objects.filter(is_active=True).select_related("role").order_by("folded")
    return [user for user in people if user.role.levels.get(BOOKS.code, 0) >= Level.VIEW]


def readers() -> list[User]:
    """Whom packs are sent to, as far as they still may see the books."""
    chosen = set(PackReader.objects.values_list("user_id", flat=True))
    return [user for user in may_read() if user.pk in chosen]
