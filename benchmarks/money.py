"""Reports on money over millions of time entries, on both databases.

    .venv/bin/python benchmarks/money.py                      0.5 and 5 million entries
    .venv/bin/python benchmarks/money.py --quick              a small one, within a minute
    .venv/bin/python benchmarks/money.py --database sqlite --entries 500000 5000000

The exit code is 1 when a promise is broken; benchmarks/README.md says which there are.
"""

import argparse
import json
import os
import platform
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import collect_static, postgres
from money_measure import Inhabitant
from money_shared import CLIENTS, QUICK_CLIENTS, MoneyWorld

QUERY_MS, THREE_YEARS_MS, PAGE_MS = 50, 110, 150
GROWTH, SAVE = 1.5, 2.0
LONGEST = "portfolio, three years"
QUICK = {"entries": [5_000, 50_000], "rounds": 8}
FULL = {"entries": [500_000, 5_000_000], "rounds": 30}


@dataclass
class Measured:
    """One world: the seconds of every round, by what was asked."""

    world: MoneyWorld
    statements: dict[str, int]
    queries: dict[str, list[float]] = field(default_factory=dict)
    pages: dict[str, list[float]] = field(default_factory=dict)
    bare: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    faults: int = 0

    def ms(self, kind: str, name: str) -> float:
        return 1000 * median(getattr(self, kind)[name])

    @property
    def save_ratio(self) -> float:
        return median(self.whole) / median(self.bare)


@dataclass(frozen=True)
class Verdict:
    is_kept: bool
    text: str


def main() -> int:
    args = _arguments()
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(143))  # else databases would stay
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}")
    print(f"load {os.getloadavg()[0]:.1f}; the figures are meant for a quiet machine")
    found: list[Measured] = []
    with ExitStack() as stack:
        worlds = _worlds(args, stack)
        if worlds:
            collect_static(worlds[0])
        for database in dict.fromkeys(world.database for world in worlds):
            own = [world for world in worlds if world.database == database]
            found += _measured(own, args.rounds, stack)
            _print([one for one in found if one.world.database == database])
    verdicts = list(judged(found, quick=args.quick))
    for verdict in verdicts:
        if not verdict.is_kept:
            print(f"BROKEN  {verdict.text}")
    kept = sum(verdict.is_kept for verdict in verdicts)
    print(f"{kept} of {len(verdicts)} promises kept")
    if args.json:
        args.json.write_text(json.dumps(_plain(found, verdicts), indent=1, ensure_ascii=False))
    return 0 if args.no_limits or kept == len(verdicts) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small, within a minute")
    parser.add_argument("--entries", type=int, nargs="+", help="time entries of each database")
    parser.add_argument("--database", choices=["sqlite", "postgres"], help="one of them alone")
    parser.add_argument("--rounds", type=int, help="how often everything is asked for")
    parser.add_argument(
        "--postgres",
        default=os.environ.get("NAPULSE_TEST_POSTGRES", ""),
        help="address of a server where databases may be made and dropped",
    )
    parser.add_argument("--keep", type=Path, help="leave the databases here for the next run")
    parser.add_argument("--no-limits", action="store_true", help="print, never fail")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    args = parser.parse_args()
    for name, value in (QUICK if args.quick else FULL).items():
        if getattr(args, name) is None:
            setattr(args, name, value)
    return args


def _worlds(args: argparse.Namespace, stack: ExitStack) -> list[MoneyWorld]:
    folder = _folder(args, stack)
    clients = QUICK_CLIENTS if args.quick else CLIENTS
    worlds = []
    for entries in args.entries if args.database != "postgres" else []:
        home = folder / f"money-sqlite-{entries}"
        url = f"sqlite:///{home / 'napulse.sqlite3'}"
        home.mkdir(parents=True, exist_ok=True)
        worlds.append(MoneyWorld("SQLite", url, home, folder / "static", entries, clients))
    if args.database == "sqlite":
        return worlds
    if not args.postgres:
        print("PostgreSQL is left out: give --postgres URL or set NAPULSE_TEST_POSTGRES")
        return worlds
    for entries in args.entries:
        home = folder / f"money-postgres-{entries}"
        home.mkdir(parents=True, exist_ok=True)
        url = stack.enter_context(
            postgres(args.postgres, "money", f"{entries}" if args.keep else "")
        )
        worlds.append(MoneyWorld("PostgreSQL", url, home, folder / "static", entries, clients))
    return worlds


def _folder(args: argparse.Namespace, stack: ExitStack) -> Path:
    if args.keep:
        return Path(args.keep).resolve()
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="napulse-money-")))


def _measured(worlds: list[MoneyWorld], rounds: int, stack: ExitStack) -> list[Measured]:
    """Rounds alternate between the sizes, so that a busy moment of the machine hits them all."""
    people = []
    for world in worlds:  # one after another: each fills a database
        one = Inhabitant(world)
        stack.callback(one.end)
        people.append((one, Measured(world, one.told()["queries"])))
    for one, measured in people:
        measured.faults = one.ask("check")
    for _round in range(rounds):
        random.shuffle(people)
        for one, measured in people:
            _round_of(one, measured)
    for one, measured in people:
        for _time in range(max(2, rounds // 5)):
            saved = one.ask("save")
            measured.bare.append(saved["bare"])
            measured.whole.append(saved["whole"])
    return sorted((measured for _one, measured in people), key=lambda m: m.world.entries)


def _round_of(one: Inhabitant, measured: Measured) -> None:
    for kind in ("queries", "pages"):
        for name, seconds in one.ask(kind).items():
            getattr(measured, kind).setdefault(name, []).append(seconds)


def judged(found: list[Measured], *, quick: bool = False) -> Iterator[Verdict]:
    """Every promise, kept or broken. A quick run has no limits of time, only of growth."""
    for one in found:
        place = f"{one.world.database}, {one.world.entries:,} entries"
        yield Verdict(one.faults == 0, f"{place}: {one.faults} faults in the sample of the books")
        yield Verdict(
            one.save_ratio <= SAVE,
            f"{place}: saving an entry costs {one.save_ratio:.2f} of storing it, at most {SAVE}",
        )
        if not quick:
            yield from _in_time(one, place)
    for database in dict.fromkeys(one.world.database for one in found):
        own = [one for one in found if one.world.database == database]
        if len(own) > 1:
            yield from _growth(own[0], own[-1])


def _in_time(one: Measured, place: str) -> Iterator[Verdict]:
    for name in one.queries:
        limit = THREE_YEARS_MS if name == LONGEST else QUERY_MS
        spent = one.ms("queries", name)
        yield Verdict(spent <= limit, f"{place}: {name} takes {spent:.0f} ms, at most {limit}")
    for name in one.pages:
        spent = one.ms("pages", name)
        text = f"{place}: the page of {name} takes {spent:.0f} ms, at most {PAGE_MS}"
        yield Verdict(spent <= PAGE_MS, text)


def _growth(small: Measured, large: Measured) -> Iterator[Verdict]:
    for name in small.queries:
        grown = large.ms("queries", name) / small.ms("queries", name)
        text = (
            f"{small.world.database}: {name} at {large.world.entries:,} is {grown:.2f} of that at"
            f" {small.world.entries:,}, at most {GROWTH}"
        )
        yield Verdict(grown <= GROWTH, text)


def _print(found: list[Measured]) -> None:
    heads = [f"{one.world.entries:,} entries" for one in found]
    print("", found[0].world.database if found else "", sep="\n")
    print(f"{'':26}" + " | ".join(f"{head:^32}" for head in heads) + " |  grows")
    columns = " | ".join(f"{'query ms':>10} {'page ms':>10} {'statements':>10}" for _one in found)
    print(f"{'':26}{columns} |")
    for name in found[0].queries if found else ():
        cells = " | ".join(
            f"{one.ms('queries', name):10.1f} {one.ms('pages', name):10.1f}"
            f" {one.statements[name]:10}"
            for one in found
        )
        grown = found[-1].ms("queries", name) / found[0].ms("queries", name)
        print(f"{name:26}{cells} | {grown:6.2f}")
    for one in found:
        bare, whole = 1000 * median(one.bare), 1000 * median(one.whole)
        print(
            f"saving an entry at {one.world.entries:,}: {whole:.1f} ms, stored with its history"
            f" alone {bare:.1f} ms, {one.save_ratio:.2f} of it"
        )


def _plain(found: list[Measured], verdicts: list[Verdict]) -> dict[str, Any]:
    """The same figures for a program."""
    return {
        "rows": [
            {
                "database": one.world.database,
                "entries": one.world.entries,
                "report": name,
                "query_ms": one.ms("queries", name),
                "page_ms": one.ms("pages", name),
                "statements": one.statements[name],
            }
            for one in found
            for name in one.queries
        ],
        "saving": [
            {"database": o.world.database, "entries": o.world.entries, "ratio": o.save_ratio}
            for o in found
        ],
        "verdicts": [{"kept": v.is_kept, "text": v.text} for v in verdicts],
    }


if __name__ == "__main__":
    sys.exit(main())
