"""Time zones by the name of a city and the offset, as people call them."""

import zoneinfo
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ZONES: dict[str, Promise] = {
    "America/Los_Angeles": _("Los Angeles"),
    "America/Chicago": _("Chicago"),
    "America/New_York": _("New York"),
    "America/Sao_Paulo": _("São Paulo"),
    "UTC": _("UTC"),
    "Europe/London": _("London"),
    "Europe/Lisbon": _("Lisbon"),
    "Europe/Amsterdam": _("Amsterdam"),
    "Europe/Belgrade": _("Belgrade"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Madrid": _("Madrid"),
    "Europe/Paris": _("Paris"),
    "Europe/Prague": _("Prague"),
    "Europe/Rome": _("Rome"),
    "Europe/Vienna": _("Vienna"),
    "Europe/Warsaw": _("Warsaw"),
    "Europe/Zurich": _("Zurich"),
    "Europe/Athens": _("Athens"),
    "Europe/Helsinki": _("Helsinki"),
    "Europe/Kaliningrad": _("Kaliningrad"),
    "Europe/Riga": _("Riga"),
    "Asia/Jerusalem": _("Jerusalem"),
    "Europe/Istanbul": _("Istanbul"),
    "Europe/Minsk": _("Minsk"),
    "Europe/Moscow": _("Moscow"),
    "Asia/Baku": _("Baku"),
    "Asia/Dubai": _("Dubai"),
    "Asia/Tbilisi": _("Tbilisi"),
    "Asia/Yerevan": _("Yerevan"),
    "Europe/Samara": _("Samara"),
    "Asia/Almaty": _("Almaty"),
    "Asia/Tashkent": _("Tashkent"),
    "Asia/Yekaterinburg": _("Yekaterinburg"),
    "Asia/Kolkata": _("Delhi"),
    "Asia/Bishkek": _("Bishkek"),
    "Asia/Omsk": _("Omsk"),
    "Asia/Bangkok": _("Bangkok"),
    "Asia/Krasnoyarsk": _("Krasnoyarsk"),
    "Asia/Novosibirsk": _("Novosibirsk"),
    "Asia/Irkutsk": _("Irkutsk"),
    "Asia/Shanghai": _("Shanghai"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Yakutsk": _("Yakutsk"),
    "Asia/Vladivostok": _("Vladivostok"),
    "Asia/Magadan": _("Magadan"),
    "Asia/Kamchatka": _("Kamchatka"),
}


def zone_called(zone: str, at: datetime) -> str:
    """The city and how far from UTC it is at that moment: “Moscow, UTC+3”.

    A zone that is not among the usual ones is called by the city in its identifier.
    """
    city = str(ZONES.get(zone) or zone.rpartition("/")[2].replace("_", " "))
    offset = _offset(zone, at)
    return city if offset is None or zone == "UTC" else f"{city}, UTC{_signed(offset)}"


def zones_with(zone: str, *, at: datetime) -> list[tuple[str, str]]:
    """The usual zones from west to east, and the one already chosen if it is another."""
    known = {*ZONES, *([zone] if zone in zoneinfo.available_timezones() else [])}
    named = [(_offset(each, at) or timedelta(), zone_called(each, at), each) for each in known]
    return [(each, name) for _far, name, each in sorted(named)]


def _offset(zone: str, at: datetime) -> timedelta | None:
    try:
        return at.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


def _signed(offset: timedelta) -> str:
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "−" if offset < timedelta() else "+"
    return f"{sign}{hours}" + (f":{minutes:02}" if minutes else "")
