"""Numbers as they are written in letters: with blanks, with thousands in words, in words."""

from __future__ import annotations

import re

NUMBER = r"(?:\d{1,3}(?:[ .,']\d{3})+(?:[.,-]\d{2})?|\d[\dоo]{0,8}(?:[.,-]\d{1,2})?)(?![\d])"
MULTIPLE = (
    r"(?:тыс(?:яч[аиу]?|\.)?|млн\.?|миллион\w*|млрд\.?|thousand|million|billion|mln|[kкm](?!\w))"
)
_TIMES = (
    ("тыс", 1_000), ("thou", 1_000), ("k", 1_000), ("к", 1_000), ("млн", 10**6), ("милли", 10**6),
    ("mil", 10**6), ("mln", 10**6), ("m", 10**6), ("млрд", 10**9), ("bil", 10**9),
)  # fmt: skip
_UNITS = (
    ("пол", 0), ("одн", 1), ("один", 1), ("две", 2), ("два", 2), ("двух", 2), ("три", 3),
    ("трех", 3), ("четыре", 4), ("пять", 5), ("пяти", 5), ("шест", 6), ("сем", 7), ("восем", 8),
    ("восьм", 8), ("девят", 9), ("десят", 10), ("пятнадцат", 15), ("двадцат", 20), ("тридцат", 30),
    ("сорок", 40), ("пятьдесят", 50), ("пятидесят", 50), ("шестьдесят", 60), ("семьдесят", 70),
    ("восемьдесят", 80), ("девяносто", 90), ("сто", 100), ("ста", 100), ("двести", 200),
    ("двухсот", 200), ("триста", 300), ("трехсот", 300), ("четыреста", 400), ("четырехсот", 400),
    ("пятьсот", 500), ("пятисот", 500), ("шестьсот", 600), ("семьсот", 700), ("восемьсот", 800),
    ("девятьсот", 900), ("одиннадцат", 11), ("двенадцат", 12),
    ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7),
    ("eight", 8), ("nine", 9), ("ten", 10), ("twelve", 12), ("fifteen", 15), ("twenty", 20),
    ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80),
    ("ninety", 90),
)  # fmt: skip
_BY_LENGTH = sorted(_UNITS, key=lambda unit: -len(unit[0]))
NUMBER_HEADS = frozenset({word[:3] for word, _ in _UNITS} | {"тыс", "tho", "hun", "mil", "мил"})
_SCALES = (("тысяч", 1_000), ("thousand", 1_000), ("миллион", 10**6), ("million", 10**6))
_SPELLED = "|".join(f"{word}[а-я]*" if word > "z" else word for word, _ in _BY_LENGTH)
WORD_NUMBER = (
    rf"(?:(?:пол(?:торы|утора)|{_SPELLED}|тысяч[аиу]?|миллион(?:а|ов)?|hundred|thousand|million"
    r"|a(?= (?:hundred|thousand|million))|and)(?:[ -]|$|(?=\W))){1,8}"
)


def hundredths(number: str, multiple: str = "") -> int:
    """A written number, times its multiple, in hundredths."""
    number = number.replace("о", "0").replace("o", "0").replace(" ", "").replace("'", "")
    match = re.search(r"[.,-](\d{1,2})$", number)
    fraction = match[1].ljust(2, "0") if match else "00"
    whole = re.sub(r"\D", "", number[: match.start()] if match else number)
    return (int(whole or 0) * 100 + int(fraction)) * _times(multiple)


def _times(multiple: str) -> int:
    word = multiple.strip()
    return next((by for start, by in _TIMES if word and word.startswith(start)), 1)


def in_words(words: str) -> int:
    """A number in words, in hundredths; 0 where it is none."""
    total, part = 0, 0
    for word in re.findall(r"\w+", words):
        scale = next((by for start, by in _SCALES if word.startswith(start)), 0)
        if word.startswith(("полтор", "полутор")):
            part += 150
        elif word == "hundred":
            part = (part or 100) * 100
        elif scale:
            total += (part or 100) * scale
            part = 0
        elif word not in ("a", "and"):
            part += 100 * next((value for start, value in _BY_LENGTH if word.startswith(start)), 0)
    return total + part
