"""A cell reckons like a pocket calculator, and understands nothing else."""

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.grid import evaluate, read_number

numbers = st.integers(0, 999).map(str) | st.decimals(0, 999, places=2).map(
    lambda value: str(value).replace(".", ",")
)
expressions = st.recursive(
    numbers,
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(
        lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("=8*3+2", 26),
        ("8*3+2", 26),
        ("= 2 + 2 * 2", 6),
        ("=(2+2)*2", 8),
        ("1 200,50", Fraction("1200.5")),
        ("1\u00a0200.5", Fraction("1200.5")),
        ("=-3", -3),
        ("=2--3", 5),
        ("\u22125", -5),
        ("=10/4", Fraction(5, 2)),
        ("=3\u00d74\u00f72", 6),
        (",5", Fraction(1, 2)),
    ],
)
def test_what_people_type(text: str, value: Fraction) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "=", "8 8x", "=A1+2", "=2**3", "=(2", "=2)", "1.2.3", "1.", "=__import__", "=1e5", "2 +",
     "=" + "(" * 21 + "1" + ")" * 21, "1" * 201, "٣", "²"],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"cell\.not_a_number"):
        evaluate(text)


def test_nothing_is_divided_by_nothing() -> None:
    with pytest.raises(Refused, match=r"cell\.divided_by_zero"):
        evaluate("=1/(2-2)")


def test_a_cell_is_rounded_once_and_half_up() -> None:
    assert read_number("=1/3*3", 2) == 100
    assert read_number("=0,125", 2) == 13
    assert read_number("=10/3", 3) == 3_333
    with pytest.raises(Refused, match=r"cell\.too_large"):
        read_number("999999999999999", 2)


@given(expressions)
def test_it_agrees_with_exact_arithmetic(text: str) -> None:
    told = text.replace(",", ".")
    try:
        wanted = eval(_exact(told))  # noqa: S307 - an expression that this test made
    except ZeroDivisionError:
        with pytest.raises(Refused, match=r"cell\.divided_by_zero"):
            evaluate(f"={text}")
        return
    assert evaluate(f"={text}") == wanted


def _exact(text: str) -> str:
    return re.sub(r"\d+(?:\.\d+)?", lambda found: f"Fraction('{found[0]}')", text)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_number_or_is_refused(text: str) -> None:
    with suppress(Refused):
        assert isinstance(evaluate(text), Fraction)
