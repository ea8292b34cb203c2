"""An installation of its own for a journey: its data, its server, its worker, its mail."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

STARTS_WITHIN_S = 90
DATABASE = "napulse.sqlite3"
NAPULSE = [sys.executable, "-m", "napulse.config.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """A data directory with a server in front of it; real settings, nothing overridden."""

    home: Path
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.home / "server.log").read_text(encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and "NAPULSE" not in k}
        own = {"NAPULSE_HOME": str(self.home), "NAPULSE_URL": self.url}
        return {**kept, **own, "PYTHONUNBUFFERED": "1", **self.more}

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*NAPULSE, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *words: str) -> None:
        with (self.home / "server.log").open("wb") as log:
            self.process = subprocess.Popen(
                [*NAPULSE, "up", "--port", str(self.port), *words],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < until, self.log
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/sign-in/") as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (URLError, ConnectionError):
            return False

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)

    def setup_link(self) -> str:
        found = re.search(r"First start: (\S+)", self.log)
        assert found, self.log
        return found[1]

    def ask(self, question: str, *values: object) -> list[tuple[object, ...]]:
        """Rows that no page shows, such as who holds a guest's link."""
        with sqlite3.connect(self.home / DATABASE) as database:
            return database.execute(question, values).fetchall()

    def restore(self, original: Path) -> None:
        """Everything is again as in another installation; the server goes on and sees it."""
        with (
            closing(sqlite3.connect(original / DATABASE)) as source,
            closing(sqlite3.connect(self.home / DATABASE, timeout=STARTS_WITHIN_S)) as target,
        ):
            source.backup(target)

    def speak(self, language: str) -> None:
        """Everybody reads the given language from now on."""
        with sqlite3.connect(self.home / DATABASE) as database:
            database.execute("UPDATE access_user SET language = ?", [language])


@contextmanager
def running(home: Path, *words: str, **more: str) -> Iterator[Installation]:
    installation = Installation(home, more=more)
    try:
        installation.start(*words)
        yield installation
    finally:
        installation.stop()


def copied(original: Path, home: Path) -> Path:
    """A copy of an installation that nobody serves at the moment."""
    shutil.copytree(original, home, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return home
