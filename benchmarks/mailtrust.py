"""Mail trust against letters: verdicts, senders, conformance, hostile letters, speed, evidence.

    .venv/bin/python benchmarks/mailtrust.py            the figures of docs/dev/benchmarks.md
    .venv/bin/python benchmarks/mailtrust.py --quick    the same table, smaller, within a minute
    .venv/bin/python benchmarks/mailtrust.py --wrong open    which written letters are misjudged

Real letters are read from the folder that `NAPULSE_DATA` names; without it their rows are left
out, which is said. The exit code is 1 when a figure is short; benchmarks/README.md says what each
row means.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from trust import conformance, evidence, fuzz, hostile, judged, senders, speed
from trust.real import VARIABLE, Data, policies
from trust.table import Row, told
from trust.writing import Case, cases

from napulse.engines.mailtrust.assess import PolicySet

REAL_SETS = ("phishing_pot", "list", "mailru_users", "spamassassin")


@dataclass(frozen=True)
class Size:
    """How much is done."""

    mutants: int
    fuzzed: int
    rounds: int
    every: int  # of innocent letters, shapes and letters for speed, one in so many
    evidence_every: int  # of the letters whose evidence is looked at
    huge: bool


FULL = Size(mutants=20_000, fuzzed=200_000, rounds=3, every=1, evidence_every=1, huge=True)
QUICK = Size(mutants=1_000, fuzzed=1_500, rounds=1, every=3, evidence_every=12, huge=False)
Part = Callable[[], Iterable[Row]]


def main() -> int:
    args = _arguments()
    known = policies()
    if args.wrong:
        print(*judged.wrong(known, args.wrong), sep="\n")
        return 0
    size = QUICK if args.quick else FULL
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}")
    with tempfile.TemporaryDirectory(prefix="napulse-letters-") as folder:
        data = Data.unpacked(Path(folder))
        if data is None:
            print(f"real letters are left out: {VARIABLE} names no folder that holds mail/")
        found = list(_measured(_parts(known, data, Path(folder), size), args.only))
    print("", *told(found), sep="\n")
    if args.json:
        args.json.write_text(json.dumps([asdict(row) for row in found], indent=1))
    short = [row for row in found if row.is_kept is False]
    print(f"{len(found) - len(short)} of {len(found)} figures kept")
    return 0 if args.no_limits or not short else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="smaller, within a minute")
    parser.add_argument("--only", nargs="+", help="these parts: " + ", ".join(PARTS))
    parser.add_argument("--wrong", choices=("open", "held"), help="name the misjudged letters")
    parser.add_argument("--no-limits", action="store_true", help="print, never fail")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    return parser.parse_args()


PARTS = (
    *("written", "mutants", "phishing", "innocent", "conformance", "senders"),
    *("hostile", "fuzz", "speed", "evidence"),
)


def _parts(known: PolicySet, data: Data | None, folder: Path, size: Size) -> dict[str, Part]:
    """Every part that can be measured here, by name."""
    parts: dict[str, Part] = {
        "written": lambda: [
            row for half in ("open", "held") for row in judged.written(known, half)
        ],
        "mutants": lambda: judged.mutated(known, size.mutants),
        "hostile": lambda: hostile.rows(data, folder, size.every, huge=size.huge),
        "fuzz": lambda: [fuzz.row(_all_letters(data), size.fuzzed, os.cpu_count() or 1)],
        "evidence": lambda: evidence.rows(known, _with_evidence(data, size)),
    }
    if data is None:
        return parts
    return parts | {
        "phishing": lambda: judged.phishing(known, data),
        "innocent": lambda: judged.innocent(known, data, size.every),
        "conformance": lambda: conformance.rows(data),
        "senders": lambda: [senders.row(data)],
        "speed": lambda: speed.rows(known, data, size.rounds, size.every),
    }


def _measured(parts: dict[str, Part], only: list[str] | None) -> Iterable[Row]:
    for name in PARTS:
        if name in parts and (not only or name in only):
            start = time.monotonic()
            yield from parts[name]()
            print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


def _all_letters(data: Data | None) -> list[bytes]:
    real = [raw for name in REAL_SETS for raw in data.letters(name).values()] if data else []
    return real + [case.raw for case in cases("open", "held")]


def _with_evidence(data: Data | None, size: Size) -> list[Case]:
    """The written letters, and real ones that are judged to claim something."""
    written = cases("open", "held")
    real = list(data.letters("phishing_pot").values()) if data else []
    like = replace(written[0], context=data.context) if data else written[0]
    found = written + [replace(like, id="real", raw=raw) for raw in real]
    return found[:: size.evidence_every]


if __name__ == "__main__":
    sys.exit(main())
