"""Time zones are called by city and offset, in the reader's language."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from napulse.access.zones import ZONES, zone_called, zones_with

WINTER, SUMMER = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "called"),
    [
        ("Europe/Moscow", WINTER, "Москва, UTC+3"),
        ("Europe/Berlin", WINTER, "Берлин, UTC+1"),
        ("Europe/Berlin", SUMMER, "Берлин, UTC+2"),
        ("Asia/Kolkata", WINTER, "Дели, UTC+5:30"),
        ("America/New_York", WINTER, "Нью-Йорк, UTC−5"),
        ("America/St_Johns", WINTER, "St Johns, UTC−3:30"),
        ("UTC", WINTER, "UTC"),
        ("Mars/Base", WINTER, "Base"),
    ],
)
def test_a_zone_is_called_by_its_city_and_offset(zone: str, at: datetime, called: str) -> None:
    with translation.override("ru"):
        assert zone_called(zone, at) == called


def test_zones_to_choose_run_from_west_to_east_and_keep_the_one_chosen() -> None:
    usual = [zone for zone, _name in zones_with("", at=WINTER)]
    with_own = [zone for zone, _name in zones_with("America/St_Johns", at=WINTER)]

    assert (usual[0], usual[-1], len(usual)) == (
        "America/Los_Angeles",
        "Asia/Kamchatka",
        len(ZONES),
    )
    assert set(with_own) - set(usual) == {"America/St_Johns"}
    assert zones_with("Mars/Base", at=WINTER) == zones_with("", at=WINTER)
