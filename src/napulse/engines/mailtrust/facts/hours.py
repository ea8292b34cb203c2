"""Times of day as they are written, in Russian and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from napulse.engines.mailtrust.facts.heads import Searched, heads_of

_HOURS = "час два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать".split()
_OBLIQUE = "часа двух трех четырех пяти шести семи восьми девяти десяти одиннадцати".split()
_ENGLISH = "one two three four five six seven eight nine ten eleven twelve".split()
_WORDS = {
    word: number for words in (_HOURS, _OBLIQUE, _ENGLISH) for number, word in enumerate(words, 1)
}
_PART = r"(?:утра|дня|вечера|ночи|in the morning|in the afternoon|in the evening|at night)"
_HALF = rf" ?(?:[ap]m(?!\w)|[ap]\.m\.|{_PART})"
_DIGIT = re.compile(r"(?<![\d.:,/-])\d{1,2}(?=[:. чу-яв-дiaopа-]|$)(?!\d)")
_NUMBER = re.compile(
    rf"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])(?P<half>{_HALF})?"
    r"|(?P<hour2>1[0-2]|0?[1-9])(?:\.(?P<minute2>[0-5]\d))?"
    r"(?P<half2> ?(?:[ap]m(?!\w)|[ap]\.m\.))"
)
_AFTER_WORD = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])(?:[.-](?P<minute>[0-5]\d)(?![\d.])(?: ?час\w*| ?ч\.?(?!\w))?"
    rf"(?P<half> {_PART})?"
    r"|(?: ?(?:час\w*|ч\.?(?!\w)|o'clock|hours?(?! ?ago)))"
    rf"(?P<half2> {_PART})?|(?P<half3> {_PART}))(?!\w)"
)
_LEAD = re.compile(r"(?<!\w)(?:в|с|к|до|после|около|at|after|before|until|from|by) $")
_IN_WORDS = re.compile(
    rf"(?<!\w)(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
    rf"(?: часов| часа| o'clock)? (?P<half>{_PART})"
)
_PARTS = heads_of("утр дня веч ноч mor aft eve nig")
_MOST_TRIED = 2_000


def find_hours(searched: Searched) -> Iterator[tuple[int, int, int]]:
    """Each time among the words: the minute of the day, where it begins and where it ends."""
    norm = searched.norm
    for tried, digit in enumerate(_DIGIT.finditer(norm)):
        if tried >= _MOST_TRIED:
            return
        start = digit.start()
        match = _NUMBER.match(norm, start)
        if match is None:
            lead = _LEAD.search(norm, max(0, start - 8), start)
            match = _AFTER_WORD.match(norm, start) if lead else None
            start = lead.start() if lead else start
        if match and (minute := _minute(match)) is not None:
            yield minute, start, match.end()
    if searched.has(_PARTS):
        for match in _IN_WORDS.finditer(norm):
            yield _hour(_WORDS[match["word"]], match["half"]) * 60, match.start(), match.end()


def _minute(match: re.Match[str]) -> int | None:
    got = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    hour = int(got["hour"])
    if hour > 24:
        return None
    return _hour(hour, got.get("half", "").strip()) % 24 * 60 + int(got.get("minute", 0))


def _hour(hour: int, half: str) -> int:
    if half.startswith(("p", "вечера", "дня", "in the a", "in the e", "at n")) and hour < 12:
        return hour + 12
    if half.startswith(("a", "ночи", "утра", "in the m")) and hour == 12 and half != "at night":
        return 0
    return hour
