"""A long bank statement from its upload to the books: time, memory and progress.

    .venv/bin/python benchmarks/statements.py              10,000 and 100,000 movements
    .venv/bin/python benchmarks/statements.py --quick      small ones, within a minute

The exit code is 1 when a promise is broken; benchmarks/README.md says which there are.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import postgres
from shared import HERE, Place

SIZES, QUICK = [10_000, 100_000], [500, 2_000]
SLOWER, MORE_MB = 1.5, 100
"""Of a movement among many to one among few; of memory for ten times as many."""


def main() -> int:
    args = _arguments()
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}")
    print(f"load {os.getloadavg()[0]:.1f}; the figures are meant for a quiet machine")
    head = ("database", "movements", "file MB", "read s", "write s", "peak MB", "told")
    print(("{:>12}" * len(head)).format(*head))
    broken = 0
    with ExitStack() as stack:
        for database, urls in _databases(args, stack).items():
            found = [_measured(database, url, size) for url, size in urls]
            for row in found:
                print(
                    f"{database:>12}{row['movements']:12,}{row['file_mb']:12.1f}"
                    f"{row['read_s']:12.1f}{row['write_s']:12.1f}{row['peak_mb']:12.0f}"
                    f"{row['told']:12}"
                )
            for is_kept, text in _judged(database, *found, quick=args.quick):
                broken += not is_kept
                print(f"{'kept  ' if is_kept else 'BROKEN'}  {text}")
    return 0 if args.no_limits or not broken else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small, within a minute")
    parser.add_argument(
        "--postgres",
        default=os.environ.get("NAPULSE_TEST_POSTGRES", ""),
        help="address of a server where databases may be made and dropped",
    )
    parser.add_argument("--no-limits", action="store_true", help="print, never fail")
    return parser.parse_args()


def _databases(args: argparse.Namespace, stack: ExitStack) -> dict[str, list[tuple[str, int]]]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="napulse-statements-")))
    sizes = QUICK if args.quick else SIZES
    found = {"SQLite": [(f"sqlite:///{folder / f'{size}.sqlite3'}", size) for size in sizes]}
    if args.postgres:
        found["PostgreSQL"] = [
            (stack.enter_context(postgres(args.postgres, "statements", "")), size) for size in sizes
        ]
    else:
        print("PostgreSQL is left out: give --postgres URL or set NAPULSE_TEST_POSTGRES")
    return found


def _measured(database: str, url: str, movements: int) -> dict[str, Any]:
    """In a process of its own: the peak of memory is that of a process."""
    with tempfile.TemporaryDirectory(prefix="napulse-home-") as home:
        place = Place(database, url, Path(home), Path(home))
        command = [sys.executable, str(Path(HERE) / "statements_measure.py"), str(movements)]
        environment = os.environ | place.environment
        done = subprocess.run(  # noqa: S603 - ours
            command, env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _judged(
    database: str, few: dict[str, Any], many: dict[str, Any], *, quick: bool
) -> Iterator[tuple[bool, str]]:
    """Every promise, kept or broken. A quick run is too short to judge time."""
    for name, word in (("read_s", "reading"), ("write_s", "writing")) if not quick else ():
        ratio = (many[name] / many["movements"]) / (few[name] / few["movements"])
        text = f"{word} one of {many['movements']:,} takes {ratio:.2f} of one of"
        yield ratio <= SLOWER, f"{database}: {text} {few['movements']:,}, at most {SLOWER}"
    more = many["peak_mb"] - few["peak_mb"]
    yield more <= MORE_MB, f"{database}: {more:.0f} MB more at the peak, at most {MORE_MB}"
    told = many["movements"] // 500
    yield many["told"] >= told, f"{database}: progress told {many['told']} times, at least {told}"
    left = many["movements"] - many["written"]
    yield left == 0, f"{database}: {left} movements not written"


if __name__ == "__main__":
    sys.exit(main())
