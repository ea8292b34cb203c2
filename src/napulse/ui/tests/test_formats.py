"""Numbers, money, durations and days, to the letter, in both languages."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from napulse.engines.kernel.money import Money
from napulse.ui import formats

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("language", "minor", "currency", "text"),
    [
        ("ru", 41_280_000, "RUB", "412\u00a0800\u00a0₽"),
        ("ru", 150, "RUB", "1,50\u00a0₽"),
        ("ru", -41_280_000, "RUB", "\u2212412\u00a0800\u00a0₽"),
        ("ru", 100, "AMD", "1\u00a0AMD"),
        ("en", 41_280_000, "RUB", "₽412,800"),
        ("en", -150, "USD", "\u2212$1.50"),
        ("en", 100, "AMD", "AMD\u00a01"),
        ("en", 1500, "JPY", "JPY\u00a01,500"),
    ],
)
def test_money_is_written_as_the_language_writes_it(
    language: str, minor: int, currency: str, text: str
) -> None:
    with translation.override(language):
        assert formats.money(Money(minor, currency)) == text


@pytest.mark.parametrize(
    ("language", "text", "small"),
    [("ru", "1\u00a0457\u00a0741,67", "0,5"), ("en", "1\u00a0457\u00a0741.67", "0.5")],
)
def test_a_number_of_a_field_is_what_people_would_type(
    language: str, text: str, small: str
) -> None:
    with translation.override(language):
        assert formats.typed(Decimal("1457741.67")) == text
        assert formats.typed(Decimal("0.500")) == small
        assert formats.typed(Decimal("240000.00")) == "240\u00a0000"


@pytest.mark.parametrize("kept", ["7.2", "№ 7.2", "№\u00a07.2", "No. 7.2"])
def test_the_number_of_a_paper_has_the_sign_of_the_language(kept: str) -> None:
    with translation.override("ru"):
        assert formats.numbered(kept) == "№\u00a07.2"
    with translation.override("en"):
        assert formats.numbered(kept) == "No.\u00a07.2"
        assert formats.numbered_again(kept) == (kept if kept == "7.2" else "No.\u00a07.2")


def test_what_only_begins_as_a_number_is_left_alone() -> None:
    with translation.override("ru"):
        assert formats.numbered_again("Nobody") == "Nobody"


def test_short_money_counts_millions() -> None:
    with translation.override("ru"):
        assert formats.money_short(Money(842_000_000, "RUB")) == "8,42\u00a0млн\u00a0₽"
        assert formats.money_short(Money(99_999_900, "RUB")) == "999\u00a0999\u00a0₽"
    with translation.override("en"):
        assert formats.money_short(Money(842_000_000, "USD")) == "$8.42\u00a0m"


def test_no_money_is_a_dash() -> None:
    assert (formats.money(None), formats.money_short(None), formats.percent(None)) == (
        "—",
        "—",
        "—",
    )


def test_percent_has_a_space_in_russian_only() -> None:
    with translation.override("ru"):
        assert formats.percent(9.2, 1) == "9,2\u00a0%"
    with translation.override("en"):
        assert formats.percent(9.2, 1) == "9.2%"


def test_halves_are_rounded_away_from_zero_and_signs_are_true_minuses() -> None:
    with translation.override("en"):
        assert [formats.number(v) for v in (2.5, -2.5, 0)] == ["3", "\u22123", "0"]
        assert [formats.signed(v) for v in (3, -9, 0)] == ["+3", "\u22129", "0"]


@pytest.mark.parametrize(
    ("span", "ru", "en"),
    [
        (dt.timedelta(hours=-26), "\u22121\u00a0д\u00a02\u00a0ч", "\u22121\u00a0d\u00a02\u00a0h"),
        (dt.timedelta(hours=5, minutes=6), "5\u00a0ч\u00a006\u00a0м", "5\u00a0h\u00a006\u00a0m"),
        (dt.timedelta(minutes=42), "42\u00a0м", "42\u00a0m"),
        (dt.timedelta(), "0\u00a0м", "0\u00a0m"),
    ],
)
def test_what_is_left_is_short(span: dt.timedelta, ru: str, en: str) -> None:
    with translation.override("ru"):
        assert formats.left(NOW + span, NOW) == ru
    with translation.override("en"):
        assert formats.left(NOW + span, NOW) == en


def test_a_bare_number_is_minutes() -> None:
    with translation.override("ru"):
        assert formats.duration(160) == "2\u00a0ч\u00a040\u00a0м"


@pytest.mark.parametrize(
    ("days", "ru", "en"),
    [
        (0, "сегодня, 09:12", "today, 09:12"),
        (1, "завтра, 09:12", "tomorrow, 09:12"),
        (-1, "вчера, 09:12", "yesterday, 09:12"),
        (5, "28\u00a0ноя, 09:12", "28\u00a0Nov, 09:12"),
        (170, "12\u00a0мая\u00a02027, 09:12", "12\u00a0May\u00a02027, 09:12"),
    ],
)
def test_moments_are_told_from_today(days: int, ru: str, en: str) -> None:
    at = NOW + dt.timedelta(days=days)
    with timezone.override(MOSCOW):
        with translation.override("ru"):
            assert formats.when(at, NOW) == ru
        with translation.override("en"):
            assert formats.when(at, NOW) == en


def test_a_moment_is_dated_in_the_readers_zone() -> None:
    late = dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC)
    with timezone.override(MOSCOW), translation.override("en"):
        assert formats.when(late, NOW) == "tomorrow, 01:30"


def test_a_date_has_no_time() -> None:
    with timezone.override(MOSCOW), translation.override("ru"):
        assert formats.when(dt.date(2026, 11, 28), NOW) == "28\u00a0ноя"
        assert formats.day(None) == "—"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(42, "42 m"), (60, "1 h"), (2_100, "35 h"), (2_130, "35 h 30 m"), (-485, "\u22128 h 05 m")],
)
def test_hours_of_work_never_turn_into_days(minutes: int, told: str) -> None:
    assert formats.work_hours(minutes).replace("\u00a0", " ") == told
