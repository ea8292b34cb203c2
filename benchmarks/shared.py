"""What the processes of the benchmark tell each other; nothing here needs Django."""

import os
from dataclasses import dataclass
from pathlib import Path

HERE = str(Path(__file__).parent)


@dataclass(frozen=True, slots=True)
class Place:
    """One database, and how a process reaches it."""

    database: str
    url: str
    home: Path
    static: Path

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


@dataclass(frozen=True, slots=True)
class World(Place):
    """One database of one size."""

    clients: int
    interactions: int


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What does not change from round to round."""

    url: str
    queries: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Facts:
    pages: dict[str, PageFacts]
    cookie: str
