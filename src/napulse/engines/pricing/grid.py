"""Reckons what is typed into a cell: `=8*3+2`, `1 200,50`, `(2+3)*4`. Nothing else is understood.

Whole and decimal numbers with comma or point, spaces between digits, + - * / and brackets. Values
are exact fractions until they are rounded once, half up, to the wanted decimal places. There is no
name, no call and no attribute to reach: the grammar has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import round_half_up

LONGEST = 200
DEEPEST = 20
LARGEST = 10**15
DIGITS = "0123456789"
NUMERALS = DIGITS + ".,"
SPACES = " \u00a0\u202f\u2009\t"
MINUSES = "-\u2212\u2013"
TIMES = "*\u00d7"
OVER = "/\u00f7"
SIGNS = dict.fromkeys(MINUSES, "-") | dict.fromkeys(TIMES, "*") | dict.fromkeys(OVER, "/")


def read_number(text: str, places: int) -> int:
    """The number of a cell in its smallest units: `=8*3+2` with 3 places is 26,000.

    Refused("cell.not_a_number") when it cannot be read, "cell.divided_by_zero",
    "cell.too_large" above 10^15 units.
    """
    value = evaluate(text)
    scaled = round_half_up(value.numerator * 10**places, value.denominator)
    if abs(scaled) > LARGEST:
        raise Refused("cell.too_large")
    return scaled


def evaluate(text: str) -> Fraction:
    """The exact value of an expression, with or without an equals sign before it."""
    bare = text.strip().removeprefix("=")
    if len(text) > LONGEST:
        raise Refused("cell.not_a_number", text=f"{text[:20]}…")
    reader = _Reader(list(_tokens(bare, text)), text)
    value = reader.sum()
    if reader.at != len(reader.tokens):
        raise reader.refused()
    return value


def is_formula(text: str) -> bool:
    """Whether a cell holds more than a plain number."""
    return text.strip().startswith("=")


def _tokens(bare: str, told: str) -> Iterator[str]:
    """Numbers and signs; digits parted by single spaces are one number."""
    at = 0
    while at < len(bare):
        sign = bare[at]
        if sign in SPACES:
            at += 1
        elif sign in NUMERALS:
            end = _end_of_number(bare, at)
            yield "".join(one for one in bare[at:end] if one not in SPACES)
            at = end
        elif sign in "+()" or sign in SIGNS:
            yield SIGNS.get(sign, sign)
            at += 1
        else:
            raise Refused("cell.not_a_number", text=told)


def _end_of_number(bare: str, at: int) -> int:
    while at < len(bare) and (bare[at] in NUMERALS or _parts_digits(bare, at)):
        at += 1
    return at


def _parts_digits(bare: str, at: int) -> bool:
    """Whether a space stands here between the thousands of one number."""
    return bare[at] in SPACES and bare[at + 1 : at + 2] in set(DIGITS)


@dataclass
class _Reader:
    """Descends by the grammar: sum of products of signed numbers and brackets."""

    tokens: list[str]
    told: str
    at: int = 0
    depth: int = field(default=0)

    def refused(self) -> Refused:
        return Refused("cell.not_a_number", text=self.told)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self) -> Fraction:
        value = self.product()
        while self.peek() in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Fraction:
        value = self.signed()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                value *= self.signed()
                continue
            divisor = self.signed()
            if divisor == 0:
                raise Refused("cell.divided_by_zero")
            value /= divisor
        return value

    def signed(self) -> Fraction:
        minus = False
        while self.peek() in ("+", "-"):
            minus ^= self.take() == "-"
        value = self.atom()
        return -value if minus else value

    def atom(self) -> Fraction:
        ahead = self.peek()
        if ahead == "(":
            return self.bracket()
        if not ahead or ahead[0] not in NUMERALS:
            raise self.refused()
        return self.number(self.take())

    def bracket(self) -> Fraction:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refused()
        self.take()
        value = self.sum()
        if self.peek() != ")":
            raise self.refused()
        self.take()
        self.depth -= 1
        return value

    def number(self, token: str) -> Fraction:
        whole, dot, rest = token.replace(",", ".").partition(".")
        if "." in rest or not (whole or rest) or (dot and not rest):
            raise self.refused()
        return Fraction(int(whole or 0)) + Fraction(int(rest or 0), 10 ** len(rest))
