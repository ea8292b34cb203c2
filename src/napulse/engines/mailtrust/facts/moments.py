"""Times of day with their dates, and whether the reader shall meet or be called then.

Where a meeting is set for a day and no time is named, the moment is noon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from napulse.engines.mailtrust.facts.days import DATE, MONTHS, WEEKDAY, date_of, weekday_of
from napulse.engines.mailtrust.facts.heads import Anchored, Searched, heads_of
from napulse.engines.mailtrust.facts.hours import find_hours
from napulse.engines.mailtrust.letter import Moment
from napulse.engines.mailtrust.text import part_span

_ZONE = re.compile(
    r"(?<!\w)(?:(?P<msk>мск|msk|москв\w+|московск\w+|moscow)"
    r"|(?P<zone>utc|gmt|cet|cest|est|edt|pst|pdt|bst))(?!\w)"
)
_MEETING = re.compile(
    r"встреч\w*|встрет\w*|созвон\w*|(?:по|пере)?звон(?:ок|к|ить|им|ит|ят|ю|ите)\w*"
    r"|прид(?:ите|ти|ете)|приход\w+|приезж\w+|приед\w+|подъез\w+|подойд\w+|жд[её]м вас|вас жд\w+"
    r"|интервью|собеседован\w*|визит\w*|тестирован\w*|исследован\w*|приглаша\w+|заняти[ея]"
    r"|в офис\w*|(?<!\w)(?:meet(?:ing|ings|s)?|call(?:s|ed|ing)?|phone you|visit|interview"
    r"|appointment|come (?:to|over|by|in|at)|our office|session|see you|research|study|usability"
    r"|invite\w*|slot)(?!\w)"
)
_MEETING_HEADS = heads_of(
    "в вст соз поз пер зво при под жде инт соб виз тес исс зан офи mee cal pho vis int app com our "
    "ses see res stu usa inv slo вас"
)
_MEETINGS = Anchored(_MEETING, _MEETING_HEADS)
_WEEKDAY_HEADS = heads_of("пон вто сре чет пят суб вос вых mon tue wed thu fri sat sun wee")
_QUOTED = re.compile(r"wrote ?:|пиш[её]т ?:|написал\w* ?:|(?:date|sent|дата|отправлено) ?:")
_MOST = 100
_NEAR = 60
_AROUND = 90


@dataclass(frozen=True)
class _Day:
    start: int
    end: int
    on: date | None
    weekday: int | None


def find_moments(searched: Searched, sent: date | None) -> Iterator[Moment]:
    """The moments among the words of a text; `sent` is the day of the letter, for missing years."""
    norm = searched.norm
    meeting = searched.has(_MEETING_HEADS)
    timed: list[int] = []
    for start, stop, minute in find_hours(searched)[:_MOST]:
        met = meeting and meets(norm, start, stop)
        days = _days(norm, max(0, start - _AROUND), stop + _AROUND, sent)
        day = _nearest(days, start, stop)
        on, weekday = (day.on, day.weekday) if day else (None, None)
        span = part_span(searched.text, start, stop)
        named = tuple(part_span(searched.text, each.start, each.end) for each in days)
        yield Moment(minute, on, weekday, _zone(norm, stop), met, span, named)
        timed.append(start)
    if meeting and searched.has(_WEEKDAY_HEADS | MONTHS):
        yield from _days_alone(searched, sent, timed)


def _zone(norm: str, stop: int) -> str:
    zone = _ZONE.search(norm, stop, stop + 25)
    if zone is None:
        return ""
    return "msk" if zone["msk"] else zone["zone"]


def meets(norm: str, start: int, stop: int) -> bool:
    """Whether the words around speak of a meeting or a call."""
    if not _MEETING.search(norm, max(0, start - 140), stop + 100):
        return False
    return not _QUOTED.search(norm, max(0, start - 60), stop + 80)


def _days(norm: str, low: int, high: int, sent: date | None) -> list[_Day]:
    found = [
        _Day(match.start(), match.end(), date_of(match, sent), None)
        for match in islice(DATE.finditer(norm, low, high), _MOST)
    ]
    found += [
        _Day(match.start(), match.end(), None, weekday_of(match))
        for match in islice(WEEKDAY.finditer(norm, low, high), _MOST)
    ]
    return found


def _nearest(days: list[_Day], start: int, stop: int) -> _Day | None:
    """The date or weekday that stands nearest to a time; a date goes before a weekday."""
    near = [
        (far + (0 if day.on else 20), day.start, day)
        for day in days
        if (far := max(day.start - stop, start - day.end)) <= _NEAR
    ]
    return min(near, key=lambda each: each[:2])[2] if near else None


def _days_alone(searched: Searched, sent: date | None, timed: list[int]) -> Iterator[Moment]:
    """Days of a meeting for which no time is named."""
    norm, last = searched.norm, 0
    for meeting in islice(_MEETINGS.finditer(searched), _MOST):
        low, high = max(last, meeting.start() - _AROUND), meeting.end() + 130
        for day in _days(norm, low, high, sent) if low < high else ():
            last = max(last, day.end)
            lonely = all(abs(place - day.start) > 2 * _NEAR for place in timed)
            known = day.on is not None or day.weekday is not None
            if lonely and known and meets(norm, day.start, day.end):
                span = part_span(searched.text, day.start, day.end)
                yield Moment(12 * 60, day.on, day.weekday, "", True, span)
