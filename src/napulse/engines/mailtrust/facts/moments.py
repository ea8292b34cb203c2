"""Times of day with their dates, and whether the reader shall meet or be called then.

Where a meeting is set for a day and no time is named, the moment is noon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from napulse.engines.mailtrust.facts.days import DATE, WEEKDAY, date_of, weekday_of
from napulse.engines.mailtrust.letter import Moment, Text
from napulse.engines.mailtrust.text import part_span

_HOURS = (
    "час", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять",
    "одиннадцать", "двенадцать",
)  # fmt: skip
_OBLIQUE = (
    "часа",
    "двух",
    "трех",
    "четырех",
    "пяти",
    "шести",
    "семи",
    "восьми",
    "девяти",
    "десяти",
)
_WORDS = {word: number for number, word in enumerate(_HOURS, 1)} | {
    word: number for number, word in enumerate(_OBLIQUE, 1)
}
_EN_WORDS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
)
_WORDS |= {word: number for number, word in enumerate(_EN_WORDS, 1)} | {"twelve": 12}
_PART = r"(?:утра|дня|вечера|ночи|in the morning|in the afternoon|in the evening|at night)"
_TIME = re.compile(
    r"(?<![\d.:,/-])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])"
    rf"(?P<half> ?(?:[ap]m(?!\w)|[ap]\.m\.|{_PART}))?"
    r"|(?<![\w.:])(?P<hour2>1[0-2]|0?[1-9])(?:[.:](?P<minute2>[0-5]\d))? ?(?P<half2>[ap]m(?!\w)|[ap]\.m\.)"
    r"|(?<!\w)(?:в|с|к|до|после|около|at|after|before|until|from|by) (?P<hour3>[01]?\d|2[0-4])(?![\d:])"
    rf"(?:[.-](?P<minute3>[0-5]\d)(?![\d.])(?: ?час\w*| ?ч\.?(?!\w))?(?P<half3> {_PART})?"
    rf"|(?P<said> ?(?:час\w*|ч\.?(?!\w)|o'clock|hours?(?! ?ago)))(?P<half4> {_PART})?"
    rf"|(?P<half6> {_PART}))(?!\w)"
    rf"|(?<!\w)(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
    rf"(?: часов| часа| o'clock)? (?P<half5>{_PART})"
)
_QUICK = re.compile(
    r"\d[:.-][0-5]\d|\d ?[ap]\.?m|час|o'clock|вечера|утра|ночи|дня|evening|morning|night|noon"
)
_ZONE = re.compile(
    r"(?<!\w)(?:(?P<msk>мск|msk|москв\w+|московск\w+|moscow)|(?P<zone>utc|gmt|cet|cest|est|edt|pst|pdt|bst))(?!\w)"
)
_MEETING = re.compile(
    r"встреч\w*|встрет\w*|созвон\w*|(?:по|пере)?звон(?:ок|ка|ки|ить|им|ит|ят|ю|ите)\w*|прид(?:ите|ти|ете)"
    r"|приход\w+|приезж\w+|приед\w+|подъез\w+|подойд\w+|жд[её]м вас|вас жд\w+|интервью|собеседован\w*|визит\w*"
    r"|тестирован\w*|исследован\w*|приглаша\w+|заня(?:тие|тия)|в офис\w*"
    r"|(?<!\w)(?:meet(?:ing|ings|s)?|call(?:s|ed|ing)?|phone you|visit|interview|appointment|come (?:to|over|by|in)"
    r"|our office|session|see you|research|study|usability|invite\w*|slot)(?!\w)"
)
_QUOTED = re.compile(r"wrote ?:|пиш[её]т ?:|написал\w* ?:|(?:date|sent|дата|отправлено) ?:")
_MOST = 100
_NEAR = 60


@dataclass(frozen=True)
class _Day:
    start: int
    end: int
    on: date | None
    weekday: int | None


def find_moments(text: Text, sent: date | None) -> Iterator[Moment]:
    """The moments among the words of a text; `sent` is the day of the letter, for missing years."""
    norm = text.norm
    if not _QUICK.search(norm) and not _MEETING.search(norm):
        return
    days: list[_Day] | None = None
    count = 0
    timed: list[int] = []
    for match in _TIME.finditer(norm):
        minute = _minute(match)
        if minute is None:
            continue
        count += 1
        if count > _MOST:
            return
        days = _days(norm, sent) if days is None else days
        timed.append(match.start())
        yield _moment(text, match, minute, _nearest(days, match))
    yield from _days_alone(text, days if days is not None else _days(norm, sent), timed)


def _moment(text: Text, match: re.Match[str], minute: int, day: _Day | None) -> Moment:
    start, stop = match.span()
    zone = _ZONE.search(text.norm, stop, stop + 25)
    return Moment(
        minute,
        day.on if day else None,
        day.weekday if day else None,
        "" if zone is None else "msk" if zone["msk"] else zone["zone"],
        meets(text.norm, start, stop),
        part_span(text, start, stop),
    )


def meets(norm: str, start: int, stop: int) -> bool:
    low, high = max(0, start - 140), stop + 100
    if _QUOTED.search(norm, max(0, start - 60), stop + 80):
        return False
    return _MEETING.search(norm, low, high) is not None


def _minute(match: re.Match[str]) -> int | None:
    got = match.groupdict()
    number = got["hour"] or got["hour2"] or got["hour3"]
    hour = int(number) if number else _WORDS[got["word"]]
    minute = int(got["minute"] or got["minute2"] or got["minute3"] or 0)
    halves = (got[f"half{each}"] for each in ("", 2, 3, 4, 5, 6))
    half = next((each.strip() for each in halves if each), "")
    return None if hour > 24 else _hour(hour, half) % 24 * 60 + minute


def _hour(hour: int, half: str) -> int:
    if half.startswith(("p", "вечера", "дня", "in the a", "in the e", "at n")) and hour < 12:
        return hour + 12
    if half.startswith(("a", "ночи", "утра", "in the m")) and hour == 12:
        return 0
    return hour


def _days(norm: str, sent: date | None) -> list[_Day]:
    found: list[_Day] = []
    for match in DATE.finditer(norm):
        found.append(_Day(match.start(), match.end(), date_of(match, sent), None))
        if len(found) >= _MOST:
            break
    for match in WEEKDAY.finditer(norm):
        if len(match[0]) > 3:
            found.append(_Day(match.start(), match.end(), None, weekday_of(match)))
        if len(found) >= 2 * _MOST:
            break
    return found


def _nearest(days: list[_Day], match: re.Match[str]) -> _Day | None:
    """The date or weekday that stands nearest to a time; a date goes before a weekday."""
    near = [
        (far + (0 if day.on else 20), day.start, day)
        for day in days
        if (far := max(day.start - match.end(), match.start() - day.end)) <= _NEAR
    ]
    return min(near, key=lambda each: each[:2])[2] if near else None


def _days_alone(text: Text, days: list[_Day], timed: list[int]) -> Iterator[Moment]:
    """Days of a meeting for which no time is named."""
    for day in days[:_MOST]:
        lonely = all(abs(place - day.start) > 2 * _NEAR for place in timed)
        if lonely and (day.on or day.weekday is not None) and meets(text.norm, day.start, day.end):
            span = part_span(text, day.start, day.end)
            yield Moment(12 * 60, day.on, day.weekday, "", True, span)
