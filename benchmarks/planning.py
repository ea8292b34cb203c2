"""The planning engine against published instances, its own long runs, the hand and TaskJuggler.

    .venv/bin/python benchmarks/planning.py                        every set whole: hours
    .venv/bin/python benchmarks/planning.py --sample 30            so many of each set
    .venv/bin/python benchmarks/planning.py --quick                a sample within a minute
    .venv/bin/python benchmarks/planning.py --only j60 agency      some of the parts

Published instances are read from the folder that `NAPULSE_DATA` names; without it their rows are
left out, which is said. The exit code is 1 when a figure is short; benchmarks/README.md says what
each row means.
"""

import argparse
import csv
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import planning_agencies
import planning_answers
import planning_chances
import planning_sets
import planning_shocks
from planning_measure import BestKnown, Run
from planning_reading import VARIABLE, archives
from planning_sets import Setting
from trust.table import Row, told

Part = Callable[[], Iterable[Row]]
PARTS = (
    "j30",
    "j60",
    "mm_j10",
    "mm_j20",
    "1a",
    "2c",
    "imopse",
    "large",
    "agency",
    "impossible",
    "shock",
    "simulation",
    "juggler",
)
SETS = ("j30", "j60", "mm_j10", "mm_j20", "1a", "2c")
QUICK = ("j30", "mm_j10", "1a", "simulation")
LONG_S, QUICK_LONG_S = 120.0, 5.0


def main() -> int:
    """Measure, print the table, and say by the exit code whether every figure is kept."""
    args = _arguments()
    log = Log(args.detail)
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}")
    print(f"load {os.getloadavg()[0]:.1f}; the figures are meant for a quiet machine")
    folder = archives()
    if folder is None:
        print(f"published instances are left out: {VARIABLE} names no folder that holds planning/")
    found = list(_measured(_parts(folder, _setting(args, log), args), _wanted(args)))
    print("", *told(found), sep="\n")
    if args.json:
        args.json.write_text(json.dumps([asdict(row) for row in found], indent=1))
    short = [row for row in found if row.is_kept is False]
    print(f"{len(found) - len(short)} of {len(found)} figures kept")
    return 0 if args.no_limits or not short else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few instances, within a minute")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--also", nargs="+", default=[], help="further sets, told and not judged")
    parser.add_argument("--sample", type=int, help="so many instances of each set")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="of what is made")
    parser.add_argument("--long", type=float, help="seconds of our own long runs")
    parser.add_argument("--cache", type=Path, help="a folder that keeps what long runs found")
    parser.add_argument("--detail", type=Path, help="write a line for every answer to this file")
    parser.add_argument("--no-limits", action="store_true", help="print, never fail")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    return parser.parse_args()


def _setting(args: argparse.Namespace, log: "Log") -> Setting:
    return Setting(
        sample=args.sample or (2 if args.quick else None),
        long_s=args.long or (QUICK_LONG_S if args.quick else LONG_S),
        best=BestKnown(args.cache),
        seeds=tuple(args.seeds[:1] if args.quick else args.seeds),
        log=log,
    )


def _wanted(args: argparse.Namespace) -> tuple[str, ...]:
    if args.only or args.also:
        return (*(args.only or ()), *args.also)
    return QUICK if args.quick else PARTS


def _parts(folder: Path | None, setting: Setting, args: argparse.Namespace) -> dict[str, Part]:
    """Every part that can be measured here, by name."""
    times = (15.0,) if args.quick else (15.0, 60.0)
    sets: dict[str, Part] = {}
    if folder is not None:
        for name in (*SETS, *args.also):
            sets[name] = partial(planning_sets.published, folder, name, setting)
        sets["imopse"] = partial(planning_sets.skilled, folder, setting)
    return sets | {
        "large": partial(planning_sets.larger, setting),
        "agency": partial(planning_agencies.rows, setting, times),
        "impossible": partial(planning_answers.rows, setting),
        "shock": partial(planning_shocks.rows, setting, 5.0 if args.quick else 15.0),
        "simulation": partial(planning_chances.rows, setting),
        "juggler": partial(planning_agencies.beside_taskjuggler, setting),
    }


def _measured(parts: dict[str, Part], wanted: tuple[str, ...]) -> Iterator[Row]:
    for name in parts:
        if name in wanted:
            start = time.monotonic()
            yield from parts[name]()
            print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


class Log:
    """Every answer as a line of a table, where somebody asked for it."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        if file and not file.exists():
            self._write(("name", "seconds", "wall", "value", "best", "bound", "proved", "fault"))

    def __call__(self, run: Run, best: int) -> None:
        """Note one answer and the best known."""
        wall, proved = f"{run.wall:.2f}", int(run.is_proved)
        self._write((run.name, run.seconds, wall, run.value, best, run.bound, proved, run.fault))

    def _write(self, row: tuple[object, ...]) -> None:
        if self.file:
            with self.file.open("a", newline="") as lines:
                csv.writer(lines).writerow(row)


if __name__ == "__main__":
    sys.exit(main())
