"""Money at risk on pages: amounts in the base currency, change orders, what is ticked."""

from django import template
from django.utils.translation import gettext

from napulse.engines.kernel.money import Money
from napulse.timesheets.models import ExtraWork, TimeEntry
from napulse.timesheets.queries.risk import is_claimed as in_change_order
from napulse.ui import formats

register = template.Library()
Picked = set[str] | None


@register.filter
def in_currency(minor: int, currency: str) -> str:
    """So many minor units as money."""
    return formats.money(Money(minor, currency))


@register.filter
def work_time(minutes: int | None) -> str:
    """Minutes of work in hours, however many: a day of work has no 24 of them."""
    hours, rest = divmod(minutes or 0, 60)
    told = {"hours": formats.number(hours), "minutes": f"{rest:02d}"}
    if rest and not hours:
        pattern, told["minutes"] = gettext("%(minutes)s m"), str(rest)
    else:
        pattern = gettext("%(hours)s h %(minutes)s m") if rest else gettext("%(hours)s h")
    return (pattern % told).replace(" ", formats.NBSP)


@register.filter
def is_claimed(row: TimeEntry | ExtraWork) -> bool:
    return in_change_order(row)


@register.filter
def is_ticked(row: TimeEntry | ExtraWork, picked: Picked) -> bool:
    """Everything is ticked until somebody chose."""
    kind = "entry" if isinstance(row, TimeEntry) else "x"
    return picked is None or f"{kind}-{row.pk}" in picked
