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
    """Matches of the four spellings, the surest first."""
    norm = searched.norm
    if searched.has(_TWELVES):
        yield from _TWELVE.finditer(norm)
    yield from _CLOCK.finditer(norm)
    if searched.has(_LEADS):
        yield from _LED.finditer(searched)
    if searched.has(_PARTS):
        yield from _IN_WORDS.finditer(norm)


def _minute(match: re.Match[str]) -> int | None:
    got = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    half = got.get("half", "").strip()
    if "word" in got:
        return _hour(_WORDS[got["word"]], half) * 60
    hour = int(got["hour"])
    return None if hour > 24 else _hour(hour, half) % 24 * 60 + int(got.get("minute", 0))


def _hour(hour: int, half: str) -> int:
    if half.startswith(("p", "вечера", "дня", "in the a", "in the e", "at n")) and hour < 12:
        return hour + 12
    if half.startswith(("a", "ночи", "утра", "in the m")) and hour == 12 and half != "at night":
        return 0
    return hour
