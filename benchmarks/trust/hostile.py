"""Hostile letters, one child process each, so that time and memory are the letter's own.

    python -m trust.hostile < paths

A server that has loaded the engine and nothing else forks for every path that it reads and writes
one line of JSON: the verdict or the exception, seconds of CPU, peak memory in MB.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from napulse.engines.mailtrust.assess import PolicySet, assess
from trust.real import Data, policies
from trust.shapes import MOST_S, Hostile, written_shapes
from trust.table import Row
from trust.writing import context

STOP_S, STOP_BYTES = 30, 4_000_000_000


@dataclass(frozen=True)
class Outcome:
    """What one letter cost, and what came of it."""

    letter: Hostile
    result: str
    seconds: float
    mb: float

    @property
    def problem(self) -> str:
        """Why this is not good enough, or ""."""
        if self.result not in {"no_claim", "suspicious", "fraudulent"}:
            return self.result
        if self.seconds > MOST_S:
            return f"{self.seconds:.1f} s"
        return f"{self.mb:.0f} MB" if self.mb > self.letter.most_mb else ""


def rows(data: Data | None, folder: Path, every: int = 1, *, huge: bool) -> Iterator[Row]:
    """The set that is given and, one in `every`, the shapes that are made here."""
    given = sorted((data.folder / "hostile").iterdir()) if data else []
    sets = {"hostile letters": [Hostile(path) for path in given]}
    sets["hostile shapes"] = written_shapes(folder / "shapes", huge=huge)[::every]
    for title, letters in sets.items():
        if letters:
            yield row(title, list(outcomes(letters)))


def row(title: str, found: list[Outcome]) -> Row:
    """The slowest and the largest of a set, and by name what is too much."""
    slowest = max(outcome.seconds for outcome in found)
    largest = max(outcome.mb for outcome in found)
    bad = [f"{each.letter.path.stem}: {each.problem}" for each in found if each.problem]
    what = f"{len(found)} {title}: CPU, memory, no exception"
    demanded = f"{MOST_S:g} s, 300 MB"
    return Row(what, f"{slowest:.2f} s, {largest:.0f} MB", demanded, not bad, "; ".join(bad))


def outcomes(letters: list[Hostile]) -> Iterator[Outcome]:
    """What became of each, in their order."""
    here = str(Path(__file__).resolve().parents[1])
    environment = os.environ | {"PYTHONPATH": here}
    lines = "".join(f"{letter.path}\n" for letter in letters)
    command = [sys.executable, "-m", "trust.hostile"]
    done = subprocess.run(  # noqa: S603 - our own module
        command, input=lines, capture_output=True, text=True, env=environment, check=True
    )
    for letter, line in zip(letters, done.stdout.splitlines(), strict=True):
        yield Outcome(letter, **json.loads(line))


def serve() -> None:
    """One fork for each path on standard input."""
    known = policies()
    assess(b"From: a@b.example\r\n\r\nx", known, context())
    for line in sys.stdin:
        print(json.dumps(_forked(Path(line.rstrip("\n")), known)), flush=True)


def _forked(path: Path, known: PolicySet) -> dict[str, object]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.write(writing, _judged(path, known).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        result = pipe.read()
    _, status, used = os.wait4(child, 0)
    return {
        "result": result if not status else f"killed by {status}",
        "seconds": used.ru_utime + used.ru_stime,
        "mb": used.ru_maxrss / 1024,
    }


def _judged(path: Path, known: PolicySet) -> str:
    resource.setrlimit(resource.RLIMIT_CPU, (STOP_S, STOP_S))
    resource.setrlimit(resource.RLIMIT_AS, (STOP_BYTES, STOP_BYTES))
    try:
        return str(assess(path.read_bytes(), known, context()).verdict)
    except BaseException as wrong:
        return f"{type(wrong).__name__}: {wrong}"[:200]


if __name__ == "__main__":
    serve()
