"""Server time and weight of the main pages, for few and many clients, on both databases.

    .venv/bin/python benchmarks/pages.py            the figures of docs/dev/benchmarks.md
    .venv/bin/python benchmarks/pages.py --quick    the same tables, smaller, within a minute

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
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from judging import Measured, Pair, Verdict, verdicts
from living import Inhabitant
from making import collect_static, postgres
from printing import table, told, weight_table
from shared import World
from weights import CHROMIUM, Weight, can_weigh, weigh

ALL_DUE_TRIES = 3
QUICK = {"clients": [20, 200], "interactions": 1000, "rounds": 10}
FULL = {"clients": [50, 500], "interactions": 10_000, "rounds": 40}


def main() -> int:
    args = _arguments()
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(143))  # else databases would stay
    print(_machine())
    with ExitStack() as stack:
        worlds = _worlds(args, _folder(args, stack), stack)
        collect_static(worlds[0])
        measured = _measured(worlds, args.rounds, stack)
        weights = _weights(args, measured)
    pairs = [Pair(*measured[place : place + 2]) for place in range(0, len(measured), 2)]
    found = verdicts(pairs, weights)
    _print(pairs, weights, found)
    if args.json:
        args.json.write_text(json.dumps(_plain(pairs, weights, found), indent=1))
    return 0 if args.no_limits or all(verdict.is_kept for verdict in found) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="smaller, within a minute")
    parser.add_argument("--clients", type=int, nargs=2, metavar=("FEW", "MANY"))
    parser.add_argument("--interactions", type=int, help="contacts in each database")
    parser.add_argument("--rounds", type=int, help="how often every page is asked for")
    parser.add_argument(
        "--postgres",
        default=os.environ.get("NAPULSE_TEST_POSTGRES", ""),
        help="address of a server where databases may be made and dropped",
    )
    parser.add_argument("--keep", type=Path, help="leave the databases here for the next run")
    parser.add_argument("--no-weights", action="store_true", help="leave the browser out")
    parser.add_argument("--no-limits", action="store_true", help="print, never fail")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    args = parser.parse_args()
    for name, value in (QUICK if args.quick else FULL).items():
        if getattr(args, name) is None:
            setattr(args, name, value)
    return args


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}"


def _folder(args: argparse.Namespace, stack: ExitStack) -> Path:
    if args.keep:
        return Path(args.keep).resolve()
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="napulse-bench-")))


def _worlds(args: argparse.Namespace, folder: Path, stack: ExitStack) -> list[World]:
    """A small and a large database of each kind."""
    worlds = []
    for clients in args.clients:
        home = folder / f"sqlite-{clients}-{args.interactions}"
        url = f"sqlite:///{home / 'napulse.sqlite3'}"
        worlds.append(World("SQLite", url, home, folder / "static", clients, args.interactions))
    if not args.postgres:
        print("PostgreSQL is left out: give --postgres URL or set NAPULSE_TEST_POSTGRES")
        return worlds
    for clients in args.clients:
        home = folder / f"postgres-{clients}-{args.interactions}"
        size = f"{clients}_{args.interactions}"
        url = stack.enter_context(
            postgres(args.postgres, "bench", f"kept_{size}" if args.keep else "")
        )
        static = folder / "static"
        worlds.append(World("PostgreSQL", url, home, static, clients, args.interactions))
    return worlds


def _measured(worlds: list[World], rounds: int, stack: ExitStack) -> list[Measured]:
    """Rounds alternate between the worlds, so that a busy moment of the machine hits them all."""
    people = [Inhabitant(world) for world in worlds]
    for one in people:
        stack.callback(one.end)
    found = [Measured(one.world, one.facts()) for one in people]
    order = list(zip(people, found, strict=True))
    for _round in range(rounds):
        random.shuffle(order)
        for one, measured in order:
            measured.add(one.round())
    for one, measured in order:
        measured.all_due_s = median(one.all_due() for _time in range(ALL_DUE_TRIES))
    return found


def _weights(args: argparse.Namespace, measured: list[Measured]) -> list[Weight]:
    if args.no_weights:
        return []
    if not can_weigh():
        print(f"weights are left out: no Chromium at {CHROMIUM}, see NAPULSE_CHROMIUM")
        return []
    large = measured[1]
    return weigh(large.world, large.facts)


def _print(pairs: list[Pair], weights: list[Weight], found: list[Verdict]) -> None:
    for pair in pairs:
        print("", *table(pair), sep="\n")
    if weights:
        print("", *weight_table(weights), sep="\n")
    print("", *told(found), sep="\n")


def _plain(pairs: list[Pair], weights: list[Weight], found: list[Verdict]) -> dict[str, Any]:
    """The same figures for a program."""
    return {
        "pages": [
            {
                "database": one.world.database,
                "clients": one.world.clients,
                "page": page,
                "queries": facts.queries,
                "ms": one.page_ms(page),
                "sql_ms": one.sql_ms(page),
                "to_sql": one.to_sql(page),
                "to_empty": one.to_empty(page),
            }
            for pair in pairs
            for one in (pair.small, pair.large)
            for page, facts in one.facts.pages.items()
        ],
        "weights": [asdict(weight) for weight in weights],
        "verdicts": [asdict(verdict) for verdict in found],
    }


if __name__ == "__main__":
    sys.exit(main())
