"""Geometry of small charts for SVG attributes, in user units, numbers with a dot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DIGITS = 2


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Spark:
    """``d`` of the line and of the area under it, and where the last value is; empty of nothing."""

    line: str
    area: str
    end: Point | None


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle's ``r`` and ``stroke-dasharray``; it starts at three o'clock, so turn it by -90."""

    radius: str
    dash: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Width of the filled part and ``x`` of the mark; ``over`` when more than the whole is used."""

    fill: str
    mark: str | None
    over: bool


@dataclass(frozen=True, slots=True)
class Column:
    x: str
    y: str
    width: str
    height: str


def number(value: float) -> str:
    """Return at most two decimals with a dot in every language; ``ValueError`` if not finite."""
    if not math.isfinite(value):
        raise ValueError("a length is finite")
    text = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def sparkline(values: Sequence[float], width: float, height: float, margin: float = 2) -> Spark:
    """Return a line through the values over the whole box, the margin kept free on every side.

    Equal values run through the middle; a single one is a level line.
    """
    if not values:
        return Spark("", "", None)
    points = _points([*values, *values] if len(values) == 1 else values, width, height, margin)
    line = "M" + "L".join(f"{point.x} {point.y}" for point in points)
    floor = number(height)
    area = f"{line}L{points[-1].x} {floor}L{points[0].x} {floor}Z"
    return Spark(line, area, points[-1])


def ring(fraction: float, radius: float) -> Ring:
    """Return a ring filled by the fraction, held between 0 and 1."""
    around = 2 * math.pi * radius
    filled = around * _between(fraction)
    return Ring(number(radius), f"{number(filled)} {number(around - filled)}")


def bar(value: float, mark: float | None, width: float) -> Bar:
    """Return a bar of the fractions ``value`` and ``mark`` of a whole, which is the width."""
    at = None if mark is None else number(width * _between(mark))
    return Bar(number(width * _between(value)), at, over=value > 1)


def columns(
    values: Sequence[float], width: float, height: float, gap: float = 2
) -> tuple[Column, ...]:
    """Return one column per value, standing on the line of zero; negative ones hang from it.

    ``ValueError`` when the gaps leave the columns no width.
    """
    if not values:
        return ()
    broad = (width - gap * (len(values) - 1)) / len(values)
    if broad <= 0:
        raise ValueError("the columns do not fit")
    top, bottom = max(0.0, *values), min(0.0, *values)
    scale = height / ((top - bottom) or 1)
    return tuple(
        Column(
            x=number(place * (broad + gap)),
            y=number((top - max(value, 0)) * scale),
            width=number(broad),
            height=number(abs(value) * scale),
        )
        for place, value in enumerate(values)
    )


def _points(values: Sequence[float], width: float, height: float, margin: float) -> list[Point]:
    low, high = min(values), max(values)
    step = (width - 2 * margin) / (len(values) - 1)
    return [
        Point(
            number(margin + place * step),
            number(margin + (height - 2 * margin) * (1 - _share(value, low, high))),
        )
        for place, value in enumerate(values)
    ]


def _share(value: float, low: float, high: float) -> float:
    return 0.5 if high == low else (value - low) / (high - low)


def _between(fraction: float) -> float:
    return min(max(fraction, 0.0), 1.0)
