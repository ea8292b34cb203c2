"""Predicates about money, phones, times and places that the letter names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from napulse.engines.mailtrust.facts.streets import normal_street
from napulse.engines.mailtrust.letter import Moment, Place
from napulse.engines.mailtrust.rules.view import Hit, View
from napulse.engines.mailtrust.rules.words import Args, shown
from napulse.engines.mailtrust.text import normal

REWARDS = ("reward", "prize", "compensation")
SATURDAY = 5
ZONES = {
    "msk": "Europe/Moscow",
    "мск": "Europe/Moscow",
    "moscow": "Europe/Moscow",
    "utc": "UTC",
    "gmt": "UTC",
}


def sum_over(args: Args, view: View) -> Iterator[Hit]:
    """A sum `over` so many units of `currency`, and `up_to` so many; `as`: only in these roles.

    `currency_other_than`: in any other currency.
    """
    other = args.get("currency_other_than")
    for each in view.letter.facts.sums:
        amount = each.minor / 100
        high = args.get("up_to")
        meant = each.currency != other if other else each.currency == args["currency"]
        if not meant or each.role not in args.get("as", REWARDS):
            continue
        if amount > args["over"] and (high is None or amount <= high):
            params = {
                "amount": f"{amount:g}",
                "limit": f"{args['over']:g}",
                "currency": each.currency,
            }
            yield Hit(params, (each.span,))


def paid_by(args: Args, view: View) -> Iterator[Hit]:
    """Money would be handed over in one of these `kinds`."""
    for each in view.letter.facts.sums:
        if each.kind in args["kinds"] and each.role in REWARDS:
            words = shown(view, each.span.path, each.span.char_from, each.span.char_to)
            ways = [span for kind, span in each.ways if kind in args["kinds"]]
            yield Hit({"kind": each.kind, "words": words}, (each.span, *ways))


def phone(args: Args, view: View) -> Iterator[Hit]:
    """A phone number stands in the letter that is `other_than` these."""
    for each in view.letter.facts.phones:
        if each.number not in args["other_than"]:
            yield Hit({"number": each.number}, (each.span,))


def hours(args: Args, view: View) -> Iterator[Hit]:
    """A meeting or call at a time before `from`, after `to`, or on a day nobody works, in `tz`."""
    for each in view.letter.facts.moments:
        if each.meeting and _outside(each, args, view):
            words = shown(view, each.span.path, each.span.char_from, each.span.char_to)
            yield Hit({"words": words}, (each.span, *each.days))


def _outside(moment: Moment, args: Args, view: View) -> bool:
    minute, day, weekday = _local(moment, args["tz"])
    if minute < _minute(args.get("from", "00:00")) or minute > _minute(args.get("to", "24:00")):
        return True
    if not args.get("working_days", False):
        return False
    holiday = day is not None and day.isoformat() in view.context.holidays
    return holiday or (weekday is not None and weekday >= SATURDAY)


def _local(moment: Moment, tz: str) -> tuple[int, date | None, int | None]:
    """The minute, date and weekday in the policy's zone."""
    weekday = moment.on.weekday() if moment.on else moment.weekday
    named = ZONES.get(moment.zone.lower(), tz)
    if named == tz:
        return moment.minute, moment.on, weekday
    day = moment.on or date(2026, 1, 5) + timedelta(days=weekday or 0)
    there = datetime.combine(day, time(), tzinfo=ZoneInfo(named)) + timedelta(minutes=moment.minute)
    here = there.astimezone(ZoneInfo(tz))
    known = moment.on is not None or weekday is not None
    on = here.date() if moment.on else None
    return here.hour * 60 + here.minute, on, here.weekday() if known else None


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def place(args: Args, view: View) -> Iterator[Hit]:
    """A meeting at an address `other_than` this one."""
    for each in view.letter.facts.places:
        if each.meeting and not _same(each, args["other_than"]):
            words = shown(view, each.span.path, each.span.char_from, each.span.char_to)
            yield Hit({"words": words}, (each.span,))


def _same(place: Place, meant: Args) -> bool:
    """Whether every part that both name is the same."""
    wanted = {key: normal(str(value)).strip() for key, value in meant.items()}
    wanted["street"] = normal_street(wanted.get("street", ""))
    said = {key: normal(getattr(place, key)).strip() for key in wanted}
    return all(said[key] == each for key, each in wanted.items() if each and said[key])
