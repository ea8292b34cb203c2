"""Money, shares, durations and days as people of either language write them."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django.utils import dateformat, timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language, gettext, pgettext

from napulse.engines.kernel.money import Money, minor_digits, round_half_up

NBSP = "\u00a0"
MINUS = "\u2212"
MILLION = 1_000_000
SYMBOLS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "CNY": "¥"}
Number = int | float | Decimal


def is_russian() -> bool:
    """Whether the page speaks Russian."""
    return _is_russian(get_language() or "")


def _is_russian(language: str) -> bool:
    return language.startswith("ru")


def number(value: Number, digits: int = 0) -> str:
    """A rounded number with the language's separators and a true minus sign."""
    return number_in(get_language() or "", value, digits)


def number_in(language: str, value: Number, digits: int = 0) -> str:
    """The same in a given language: to ask for the page's takes longer than to write a number."""
    rounded: int | Decimal = value if isinstance(value, int) else _rounded(value, digits)
    whole, _, rest = f"{abs(rounded):,.{digits}f}".partition(".")
    thousands, decimals = _separators(language)
    text = whole.replace(",", thousands)
    if rest:
        text += decimals + rest
    return MINUS + text if rounded < 0 else text


@lru_cache(maxsize=8)
def _separators(language: str) -> tuple[str, str]:
    """Of thousands and of decimals: Django looks them up anew for every number."""
    thousands = str(get_format("THOUSAND_SEPARATOR", lang=language or None))
    return thousands.replace(" ", NBSP), str(get_format("DECIMAL_SEPARATOR", lang=language or None))


def _rounded(value: float | Decimal, digits: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def numbered(value: object) -> str:
    """The number of a paper behind its sign: "№ 12", in English "No. 12"; also of one that has the
    sign of the other language already.
    """
    return f"{pgettext('before a number', 'No.')}{NBSP}{_NUMBER_SIGN.sub('', str(value))}"


def numbered_again(text: str) -> str:
    """Kept text in the reader's language, when it is a number behind its sign."""
    return numbered(text) if _NUMBER_SIGN.match(text) else text


_NUMBER_SIGN = re.compile(r"^(?:№|No\.)\s*")


def typed(value: Decimal) -> str:
    """A number as a field holds it, in groups of three and without needless zeros."""
    digits = max(0, -int(value.normalize().as_tuple().exponent))
    whole, _, rest = f"{value:,.{digits}f}".partition(".")
    text = whole.replace(",", NBSP)
    return text + str(get_format("DECIMAL_SEPARATOR")) + rest if rest else text


def signed(value: Number, digits: int = 0) -> str:
    """A change: "+3", "−9", "0"."""
    text = number(value, digits)
    return "+" + text if value > 0 else text


def _with_symbol(text: str, currency: str, *, unit: str = "") -> str:
    symbol = SYMBOLS.get(currency, currency)
    if is_russian():
        return NBSP.join(part for part in (text, unit, symbol) if part)
    sign, bare = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    gap = NBSP if symbol == currency else ""
    return sign + symbol + gap + bare + (NBSP + unit if unit else "")


def money(value: Money | None) -> str:
    """ "412 800 ₽"; the smallest units are shown only when there are any."""
    if value is None:
        return "—"
    digits = minor_digits(value.currency) if value.amount % 1 else 0
    return _with_symbol(number(value.amount, digits), value.currency)


def money_short(value: Money | None) -> str:
    """ "8,42 млн ₽" from a million on, whole units below."""
    if value is None:
        return "—"
    whole = 10 ** minor_digits(value.currency)
    if abs(value.minor) < MILLION * whole:
        return _with_symbol(number(round_half_up(value.minor, whole)), value.currency)
    hundredths = round_half_up(value.minor, MILLION // 100 * whole)
    unit = _million(get_language() or "")
    text = number(Decimal(hundredths).scaleb(-2), 2)
    return _with_symbol(text, value.currency, unit=unit)


@lru_cache(maxsize=8)
def _million(_language: str) -> str:
    return pgettext("million, short", "m")


def percent(value: Number | None, digits: int = 0) -> str:
    """ "9,2 %" in Russian, "9.2%" in English."""
    if value is None:
        return "—"
    language = get_language() or ""
    return number_in(language, value, digits) + (NBSP + "%" if _is_russian(language) else "%")


def duration(value: dt.timedelta | Number | None) -> str:
    """A length of time: "1 д 2 ч", "5 ч 06 м", "42 м"; a bare number is minutes."""
    if value is None:
        return "—"
    span = value if isinstance(value, dt.timedelta) else dt.timedelta(minutes=float(value))
    minutes = int(abs(span).total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        text = gettext("%(days)s d %(hours)s h") % {"days": hours // 24, "hours": hours % 24}
    elif hours:
        text = gettext("%(hours)s h %(minutes)s m") % {"hours": hours, "minutes": f"{rest:02d}"}
    else:
        text = gettext("%(minutes)s m") % {"minutes": rest}
    return (MINUS if span < dt.timedelta() else "") + text.replace(" ", NBSP)


def work_hours(minutes: int) -> str:
    """ "41 ч 30 м": hours of work beyond a day stay hours, as contracts count them."""
    whole, rest = divmod(abs(minutes), 60)
    text = gettext("%(hours)s h") % {"hours": number(whole)}
    if rest and not whole:
        text = gettext("%(minutes)s m") % {"minutes": rest}
    elif rest:
        text = gettext("%(hours)s h %(minutes)02d m") % {"hours": number(whole), "minutes": rest}
    return (MINUS if minutes < 0 else "") + text.replace(" ", NBSP)


def left(value: dt.timedelta | dt.datetime | None, now: dt.datetime | None = None) -> str:
    """What is left until a moment, negative when it has passed."""
    if isinstance(value, dt.datetime):
        value = value - (now or timezone.now())
    return duration(value)


def day(value: dt.date | dt.datetime | None, now: dt.datetime | None = None) -> str:
    """ "сегодня", "завтра", "вчера", "28 ноя", with the year when it is another one."""
    if value is None:
        return "—"
    today = timezone.localdate(now)
    date = timezone.localdate(value) if isinstance(value, dt.datetime) else value
    names = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if (near := names.get((date - today).days)) is not None:
        return near
    pattern = pgettext("day and short month, as in the date filter", "j M")
    if date.month == 5:
        pattern = pgettext("day and month for May alone", "j M")
    text = dateformat.format(date, pattern)
    if date.year != today.year:
        text += f" {date.year}"
    return text.replace(" ", NBSP)


def when(value: dt.date | dt.datetime | None, now: dt.datetime | None = None) -> str:
    """The day and, for a moment, its time: "сегодня, 10:12"."""
    if not isinstance(value, dt.datetime):
        return day(value, now)
    return f"{day(value, now)}, {timezone.localtime(value):%H:%M}"


def said_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a refusal as a sentence takes them: days as people write them."""
    return {name: _said_day(v) if isinstance(v, dt.date) else v for name, v in values.items()}


def _said_day(value: dt.date) -> str:
    is_other_year = value.year != timezone.localdate().year
    return f"{written_day(value)}{NBSP}{value.year}" if is_other_year else written_day(value)


def written_day(value: dt.date) -> str:
    """A day as documents write it, the same whenever it is read: "30 ноября", "30 November"."""
    return date_format(value, "MONTH_DAY_FORMAT").replace(" ", NBSP)
