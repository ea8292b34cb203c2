"""Figures of the books as people read them: money, ranges, shares, months, kinds of postings."""

import re
from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.engines.kernel.money import WHOLE_BP, Money
from napulse.engines.pricing.margin import Range
from napulse.ui import formats
from napulse.ui.text import StrOrPromise

HUNDRED = WHOLE_BP // 100
AROUND = re.compile(r"([^\d−]*)(.*\d)(\D*)")
DASH = "—"
DIMENSION_NAMES: dict[str, StrOrPromise] = {
    "client": gettext_lazy("By client"),
    "project": gettext_lazy("By project"),
    "brand": gettext_lazy("By brand"),
    "service": gettext_lazy("By service"),
    "team": gettext_lazy("By team"),
    "entity": gettext_lazy("By company"),
    "month": gettext_lazy("By month"),
}
HEADINGS: dict[str, StrOrPromise] = {
    "client": gettext_lazy("Client"),
    "project": gettext_lazy("Project"),
    "brand": gettext_lazy("Brand"),
    "service": gettext_lazy("Service"),
    "team": gettext_lazy("Team"),
    "entity": gettext_lazy("Our company"),
    "month": gettext_lazy("Month"),
}
NOWHERE: dict[str, StrOrPromise] = {
    "client": gettext_lazy("A client that is gone"),
    "project": gettext_lazy("Without a project"),
    "brand": gettext_lazy("Without a brand"),
    "service": gettext_lazy("Without a project"),
    "team": gettext_lazy("Nobody leads"),
    "entity": gettext_lazy("No company named"),
}
HOUSE_NAME = gettext_lazy("The agency itself")
WHAT: dict[str, StrOrPromise] = {
    "all": pgettext_lazy("postings", "All postings"),
    "billings": gettext_lazy("Billings"),
    "fee": gettext_lazy("Billed fee"),
    "passed": gettext_lazy("Billed pass-through"),
    "bought": gettext_lazy("Bought for the client"),
    "income": gettext_lazy("Gross income"),
    "labour": gettext_lazy("Cost of time"),
    "own": gettext_lazy("Bought at own cost"),
    "cost": gettext_lazy("Delivery cost"),
    "margin": gettext_lazy("Delivery margin"),
    "time": gettext_lazy("Hours"),
    "unbilled": gettext_lazy("Unbilled work"),
    "written_off": gettext_lazy("Written off"),
    "overhead": gettext_lazy("Overhead"),
    "paid": gettext_lazy("Received, with VAT"),
}


def short(minor: int | None, currency: str) -> str:
    return formats.money_short(None if minor is None else Money(minor, currency))


def full(minor: int | None, currency: str) -> str:
    return formats.money(None if minor is None else Money(minor, currency))


def span(amount: Range, currency: str) -> str:
    """One figure, or from the least to the most when a cost is missing."""
    if amount.is_known:
        return short(amount.low, currency)
    return between(short(amount.low, currency), short(amount.high, currency))


def share(bp: Range | None) -> str:
    """The same in per cent; a dash when there is no whole to take a share of."""
    if bp is None:
        return DASH
    low, high = formats.percent(bp.low / HUNDRED, 1), formats.percent(bp.high / HUNDRED, 1)
    return low if bp.is_known else between(low, high)


def between(low: str, high: str) -> str:
    """Two written figures as a range; what stands around both numbers is written once."""
    first, second = AROUND.fullmatch(low), AROUND.fullmatch(high)
    if first and second and first[1] == second[1] and first[3] == second[3]:
        gap = formats.NBSP if formats.MINUS in low + high else ""
        return f"{first[1]}{first[2]}{gap}–{gap}{second[2]}{first[3]}"
    return f"{low} – {high}".replace(" – ", f"{formats.NBSP}– ")


def percent(bp: int | None) -> str:
    return formats.percent(None if bp is None else bp / HUNDRED, 1)


def hours(minutes: int) -> str:
    """Whole hours: "1 240 h"."""
    text = formats.number(round(minutes / 60)) if minutes % 60 == 0 else _decimals(minutes)
    return (_("%(hours)s h") % {"hours": text}).replace(" ", formats.NBSP)


def _decimals(minutes: int) -> str:
    return formats.number(minutes / 60, 1)


def month(first: date) -> str:
    """ "ноябрь 2026"."""
    return dateformat.format(first, "F Y").capitalize().replace(" ", formats.NBSP)


def month_short(first: date) -> str:
    return dateformat.format(first, "M")


def period(since: date, last: date) -> str:
    """From a month to a month, once when they are one."""
    if (since.year, since.month) == (last.year, last.month):
        return month(since)
    until = month(last.replace(day=1))
    return f"{month(since)} – {until.lower() if formats.is_russian() else until}"


def typed(minor: int, currency: str) -> str:
    """An amount as a field shows it: "1 500,5"."""
    return formats.typed(Money(minor, currency).amount)
