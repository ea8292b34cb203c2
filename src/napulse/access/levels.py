"""Areas, levels and needs: the whole permission vocabulary."""

from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise


class Level(IntEnum):
    NONE = 0
    VIEW = 1
    EDIT = 2
    APPROVE = 3


@dataclass(frozen=True, slots=True)
class Need:
    area: str
    level: Level


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the product that a role may reach up to some level."""

    code: str
    label: str | Promise
    top: Level = Level.EDIT

    def at(self, level: Level) -> Need:
        if not Level.NONE < level <= self.top:
            raise ValueError(f"{self.code} has no level {level.name}")
        return Need(self.code, level)


AREAS: dict[str, Area] = {}


def area(code: str, label: str | Promise, top: Level = Level.EDIT) -> Area:
    """Declare an area; each code once."""
    if code in AREAS:
        raise ValueError(f"area {code} is declared twice")
    AREAS[code] = Area(code, label, top)
    return AREAS[code]
