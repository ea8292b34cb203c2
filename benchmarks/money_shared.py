"""What the parts of the money benchmark share: one database of one size."""

from dataclasses import dataclass

from shared import Place

CLIENTS = 1_100
PROJECTS = 3_300
PEOPLE = 120
ROLES = 8
LINES = 4
YEARS = (2024, 2025, 2026)
QUICK_CLIENTS = 110


@dataclass(frozen=True, slots=True)
class MoneyWorld(Place):
    """One database; `entries` time entries over three years of the same clients and projects."""

    entries: int
    clients: int

    @property
    def projects(self) -> int:
        return self.clients * PROJECTS // CLIENTS
