"""What the parts of the money benchmark share: one database of one size, and how it is reached."""

import os
from dataclasses import dataclass
from pathlib import Path

HERE = str(Path(__file__).parent)
CLIENTS = 1_100
PROJECTS = 3_300
PEOPLE = 120
ROLES = 8
LINES = 4
YEARS = (2024, 2025, 2026)
QUICK_CLIENTS = 110


@dataclass(frozen=True, slots=True)
class MoneyWorld:
    """One database; `entries` time entries over three years of the same clients and projects."""

    database: str
    url: str
    home: Path
    static: Path
    entries: int
    clients: int

    @property
    def projects(self) -> int:
        return self.clients * PROJECTS // CLIENTS

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process of the product live in this world."""
        return {
            "DJANGO_SETTINGS_MODULE": "bench_settings",
            "DATABASE_URL": self.url,
            "NAPULSE_HOME": str(self.home),
            "NAPULSE_BENCH_STATIC": str(self.static),
            "NAPULSE_LANGUAGE": "ru",
            "NAPULSE_DEBUG": "",
            "PYTHONPATH": os.pathsep.join(filter(None, (HERE, os.environ.get("PYTHONPATH")))),
        }
