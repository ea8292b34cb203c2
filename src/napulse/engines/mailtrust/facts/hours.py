"""Times of day as they are written, in Russian and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from napulse.engines.mailtrust.facts.heads import Anchored, Searched, heads_of

_HOURS = (
    ("час два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"),
    ("часа двух трех четырех пяти шести семи восьми девяти десяти одиннадцати двенадцати"),
    ("one two three four five six seven eight nine ten eleven twelve"),
)
_WORDS = {word: number for line in _HOURS for number, word in enumerate(line.split(), 1)}
_PART = r"(?:утра|дня|вечера|ночи|in the morning|in the afternoon|in the evening|at night)"
_HALF = rf" ?(?:[ap]m(?!\w)|[ap]\.m\.|{_PART})"
_CLOCK = re.compile(
    rf"(?<![\d.:,/-])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])(?P<half>{_HALF})?"
)
_TWELVE = re.compile(
    r"(?<![\w.:])(?P<hour>1[0-2]|0?[1-9])(?:[.:](?P<minute>[0-5]\d))?"
    r"(?P<half> ?(?:[ap]m(?!\w)|[ap]\.m\.))"
)
_LED = Anchored(
    re.compile(
        r"(?:в|с|к|до|после|около|at|after|before|until|from|by) (?P<hour>[01]?\d|2[0-4])"
        r"(?:[.-](?P<minute>[0-5]\d)(?![\d.])(?: ?час\w*| ?ч\.?(?!\w))?"
        rf"(?P<half> {_PART})?"
        r"|(?: ?(?:час\w*|ч\.?(?!\w)|o'clock|hours?(?! ?ago)))"
        rf"(?P<half2> {_PART})?|(?P<half3> {_PART}))(?!\w)"
    ),
    heads_of("в с к до пос око at aft bef unt fro by"),
)
_IN_WORDS = re.compile(
    rf"(?<!\w)(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
    rf"(?: часов| часа| o'clock)? (?P<half>{_PART})"
)
_ORDINALS = (
    "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого "
    "одиннадцатого двенадцатого"
)
_HALVES = {word: number - 1 for number, word in enumerate(_ORDINALS.split(), 1)}
_HALF_PAST = Anchored(
    re.compile(
        rf"(?:пол(?:овин[аеуы] )?(?P<before>{'|'.join(_HALVES)})|half past (?P<word>"
        rf"{'|'.join(_HOURS[2].split())}))(?!\w)(?: (?P<half>{_PART}))?"
    ),
    heads_of("пол hal"),
)
_LATE = {
    "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17,
    "восемнадцать": 18, "девятнадцать": 19, "двадцать один": 21, "двадцать два": 22,
    "двадцать три": 23, "двадцать": 20,
}  # fmt: skip
_MINUTES = {"ноль ноль": 0, "пятнадцать": 15, "тридцать": 30, "сорок пять": 45, "сорок": 40}
_LATE_WORDS = Anchored(
    re.compile(
        rf"(?:в|к|до|после|около) (?P<late>{'|'.join(_LATE)})"
        rf"(?: (?P<past>{'|'.join(_MINUTES)})| час(?:а|ов)?)(?!\w)"
    ),
    heads_of("в к до пос око"),
)
_PARTS = heads_of("утр дня веч ноч mor aft eve nig")
_TWELVES = heads_of("am pm a p")
_LEADS = heads_of("в с к до пос око час o оcl веч утр mor aft eve nig hou")
_MOST = 300


def find_hours(searched: Searched) -> list[tuple[int, int, int]]:
    """Each time among the words: where it begins and ends, and the minute of the day."""
    found: list[tuple[int, int, int]] = []
    for match in islice(_matches(searched), _MOST):
        minute = _minute(match)
        start, stop = match.span()
        if minute is not None and all(stop <= low or start >= high for low, high, _ in found):
            found.append((start, stop, minute))
    return sorted(found)


def _matches(searched: Searched) -> Iterator[re.Match[str]]:
    """Matches of all spellings, the surest first."""
    norm = searched.norm
    if searched.has(_TWELVES):
        yield from _TWELVE.finditer(norm)
    yield from _CLOCK.finditer(norm)
    if searched.has(_LEADS):
        yield from _LED.finditer(searched)
    yield from _HALF_PAST.finditer(searched)
    if searched.has(_PARTS):
        yield from _IN_WORDS.finditer(norm)
    yield from _LATE_WORDS.finditer(searched)


def _minute(match: re.Match[str]) -> int | None:
    got = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    half = got.get("half", "").strip()
    if "late" in got:
        return _LATE[got["late"]] * 60 + _MINUTES.get(got.get("past", ""), 0)
    if "before" in got:
        return _hour(_HALVES[got["before"]], half) * 60 + 30
    if "word" in got:
        past = 30 if match.re is _HALF_PAST.pattern else 0
        return _hour(_WORDS[got["word"]], half) % 24 * 60 + past
    hour = int(got["hour"])
    return None if hour > 24 else _hour(hour, half) % 24 * 60 + int(got.get("minute", 0))


def _hour(hour: int, half: str) -> int:
    if half.startswith(("p", "вечера", "дня", "in the a", "in the e", "at n")) and hour < 12:
        return hour + 12
    if half.startswith(("a", "ночи", "утра", "in the m")) and hour == 12 and half != "at night":
        return 0
    return hour
