"""Which zone a TZID means: known names first, the rules inside the file second."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from napulse.engines.exchange.ics_lines import Component, Property
from napulse.engines.exchange.ics_recurrence import Budget, read_rule
from napulse.engines.exchange.ics_values import read_date_or_time, read_offset
from napulse.engines.kernel.errors import Refused

_SPACES = re.compile(r"\s+")
_LONGEST_NAME = 100
_MOST_OBSERVANCES = 50
_MOST_ZONES = 50
_WRITTEN_OFFSET = re.compile(r"(?:utc|gmt)?([+-]\d{1,2})(?::?00)?", re.ASCII)
_OWN_NAMES = {
    "tzone://microsoft/utc": "UTC",
    "greenwich mean time": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "utc": "UTC",
    "москва, санкт-петербург, волгоград (зима)": "Europe/Moscow",
    "(utc+03:00) москва, санкт-петербург": "Europe/Moscow",
    "(utc+03:00) moscow, st. petersburg": "Europe/Moscow",
    "(gmt+03:00) moscow, st. petersburg, volgograd": "Europe/Moscow",
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that times can be read in; `name` is the IANA name, empty when only offsets are
    known.
    """

    name: str
    rules: tzinfo


class EmbeddedZone(tzinfo):
    """The offsets of one VTIMEZONE: a sorted list of local onsets, each with the offset that then
    holds.
    """

    def __init__(self, onsets: list[tuple[datetime, timedelta]], before: timedelta) -> None:
        self._moments = [moment for moment, _ in onsets]
        self._offsets = [before, *(offset for _, offset in onsets)]

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """The offset in force at a local time."""
        if moment is None:
            return self._offsets[-1]
        return self._offsets[bisect.bisect_right(self._moments, moment.replace(tzinfo=None))]

    def dst(self, moment: datetime | None) -> timedelta:
        """Not told apart: the offset is all that is needed."""
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        """No name: the rules came without one that is known."""
        return ""


class Zones:
    """All zones that one calendar file can name."""

    def __init__(self, calendar: Component, default: str, budget: Budget) -> None:
        self._budget = budget
        self._blocks = {_tzid(block): block for block in calendar.inside("VTIMEZONE")}
        self._found: dict[str, Zone] = {}
        self.unnamed: set[str] = set()
        wished = calendar.first("X-WR-TIMEZONE")
        name = (iana_name(wished.text) if wished else "") or iana_name(default)
        if not name:
            raise Refused("ics.unknown_zone", zone=default[:_LONGEST_NAME])
        self.default = Zone(name, ZoneInfo(name))

    def of(self, found: Property) -> Zone:
        """The zone of a property; the default one for floating times. Refused:
        `ics.unknown_zone`, `ics.bad_zone`.
        """
        tzid = found.parameters.get("TZID", "")
        if not tzid:
            return self.default
        if tzid not in self._found:
            self._found[tzid] = self._read(tzid, found)
        return self._found[tzid]

    def _read(self, tzid: str, found: Property) -> Zone:
        block = self._blocks.get(tzid)
        location = block.first("X-LIC-LOCATION") if block else None
        name = iana_name(tzid) or (iana_name(location.text) if location else "")
        if name:
            return Zone(name, ZoneInfo(name))
        if block is None:
            raise Refused("ics.unknown_zone", line=found.line, zone=tzid[:_LONGEST_NAME])
        if len(self.unnamed) >= _MOST_ZONES:
            raise Refused("ics.bad_zone", line=found.line, name="TZID", value=tzid[:60])
        self.unnamed.add(tzid[:_LONGEST_NAME])
        return Zone("", _embedded(block, self._budget))


def iana_name(tzid: str) -> str:
    """The IANA name behind a TZID (`Russian Standard Time`, `/mozilla.org/2005/Europe/Berlin`),
    or an empty text.
    """
    wanted = _SPACES.sub(" ", tzid[:_LONGEST_NAME].strip().strip('"'))
    known = _known_names()
    own = _OWN_NAMES.get(wanted.casefold()) or WINDOWS_TO_OLSON.get(wanted, "")
    written = _WRITTEN_OFFSET.fullmatch(wanted.casefold())
    if own or written:
        return own or name_for_offset(timedelta(hours=int(written[1]) if written else 0))
    parts = wanted.split("/")
    tails = (
        "/".join(parts[start:]).casefold()
        for start in range(len(parts))
        if start == 0 or start < len(parts) - 1
    )
    return next((known[tail] for tail in tails if tail in known), "")


@cache
def _known_names() -> dict[str, str]:
    return {
        name.casefold(): name
        for name in available_timezones()
        if name not in {"localtime", "Factory"}
    }


def name_for_offset(offset: timedelta) -> str:
    """The IANA name of an offset: `Etc/GMT-3` for three hours east; `UTC` when there is none."""
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest or not hours or not -12 <= hours <= 14:
        return "UTC"
    return f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}"


def _tzid(block: Component) -> str:
    found = block.first("TZID")
    return found.text if found else ""


def _embedded(block: Component, budget: Budget) -> EmbeddedZone:
    observances = [child for child in block.children if child.name in {"STANDARD", "DAYLIGHT"}]
    if not observances or len(observances) > _MOST_OBSERVANCES:
        raise Refused("ics.bad_zone", line=block.line, name="VTIMEZONE", value=_tzid(block)[:60])
    onsets = sorted(onset for observance in observances for onset in _onsets(observance, budget))
    first = min(observances, key=_start)
    return EmbeddedZone(onsets, read_offset(_required(first, "TZOFFSETFROM")))


def _onsets(observance: Component, budget: Budget) -> Iterable[tuple[datetime, timedelta]]:
    start, offset = _start(observance), read_offset(_required(observance, "TZOFFSETTO"))
    rule = observance.first("RRULE")
    if rule is None:
        return [(start, offset)]
    # Rules of a zone may begin in 1601: only the years that a meeting can be in are needed.
    first, last = datetime(2000, 1, 1), datetime(2045, 1, 1)  # noqa: DTZ001 - local on purpose
    moments = islice(read_rule(rule, start, UTC).between(first, last, budget), 500)
    return [(start, offset), *((moment, offset) for moment in moments)]


def _start(observance: Component) -> datetime:
    found = _required(observance, "DTSTART")
    value, _ = read_date_or_time(found.value, found)
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001


def _required(observance: Component, name: str) -> Property:
    found = observance.first(name)
    if found is None:
        raise Refused("ics.bad_zone", line=observance.line, name=observance.name, value=name)
    return found
